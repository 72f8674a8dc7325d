"""Web pages as ministries build them."""

from __future__ import annotations

import io

import pytest

from kg.model import Document, Skipped
from kg.read.html import read_html

PARAGRAPHS = [
    "Foreign Minister Sara Khan received State Councilor Li Ming of China at the ministry in Islamabad on Tuesday.",
    "Q: Will there be another round of talks before the summer, and where will it take place?",
    "A: There will be one in Lanzhou in May. Both sides attach importance to water, roads and the training of doctors.",
    "The State Councilor also laid a wreath at the memorial for the victims of the flood.",
]
PAGE = """<!DOCTYPE html><html lang="en-PK"><head><title>Sara Khan Receives Li Ming | Ministry of Foreign Affairs</title>
{head}</head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/c">Contact us</a></li></ul></nav></header>
<div class="breadcrumb"><a href="/">Home</a> &gt; <a href="/news">Press releases</a></div>
<main><article><h1>Sara Khan Receives Li Ming</h1>{dated}
<figure><img src="a.jpg" alt="Handshake"><figcaption>The ministers shake hands before the talks</figcaption></figure>
{body}</article>
<div class="share"><a href="#">Share on Facebook</a> <a href="#">Tweet</a> <a href="#">Print</a></div></main>
<aside><h3>Related news</h3><ul><li><a href="/1">A visit to Karachi by the Minister of Trade</a> <span class="date">9 June 2019</span></li></ul></aside>
<footer><p>Copyright 2021 Ministry of Foreign Affairs. All rights reserved.</p><p>Last updated: 5 July 2022</p></footer></body></html>"""


def page(head: str = "", dated: str = "", body: str | None = None) -> bytes:
    return PAGE.format(head=head, dated=dated, body=body or "".join(f"<p>{p}</p>\n" for p in PARAGRAPHS)).encode()


def read_page(data: bytes) -> Document:
    [document] = read_html(io.BytesIO(data), "page.html")
    assert isinstance(document, Document)
    return document


def test_the_article_is_all_and_nothing_else() -> None:
    document = read_page(page())
    assert document.text == "\n\n".join(["Sara Khan Receives Li Ming", *PARAGRAPHS])
    assert (document.title, document.language, document.published) == ("Sara Khan Receives Li Ming", "en", None)


def test_what_the_page_states_about_itself() -> None:
    document = read_page(page('<meta property="og:site_name" content="Ministry of Foreign Affairs, Pakistan">'
                              '<link rel="canonical" href="https://mofa.example/khan-li">'
                              '<meta property="article:published_time" content="2021-03-02T23:30:00+05:00">'
                              '<meta property="article:modified_time" content="2022-07-05T10:00:00+05:00">'))
    assert document.publisher == "Ministry of Foreign Affairs, Pakistan"
    assert document.url == "https://mofa.example/khan-li"
    assert str(document.published) == "2021-03-02"


@pytest.mark.parametrize("head, dated, date", [
    ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished": "2021-03-02T10:00"}</script>', "", "2021-03-02"),
    ('<meta name="PubDate" content="2021/03/02 10:11">', "", "2021-03-02"),
    ('<meta name="dcterms.issued" content="2021-03">', "", "2021-03"),
    ("", '<p class="date">2 March 2021</p>', "2021-03-02"),
    ("", '<div class="info"><span>2021-03-02 18:30</span></div>', "2021-03-02"),
    ("", '<time datetime="2021-03-02">last Tuesday</time>', "2021-03-02"),
    ('<link rel="canonical" href="https://mofa.example/2021/03/02/khan-li">', "", "2021-03-02"),
    ('<link rel="canonical" href="https://mfa.example/en/202103/t20210302_1085.html">', "", "2021-03-02"),
])
def test_dates_that_a_page_states(head: str, dated: str, date: str) -> None:
    document = read_page(page(head, dated))
    assert str(document.published) == date
    assert document.text == "\n\n".join(["Sara Khan Receives Li Ming", *PARAGRAPHS])


@pytest.mark.parametrize("head, dated", [
    ('<meta property="article:modified_time" content="2022-07-05">', ""), ('<meta name="lastmod" content="2022-07-05">', ""),
    ('<meta name="date" content="soon">', ""), ("", "<p>The second of March was a bright day in 2021.</p>"),
    ("", '<p class="date">2 March</p>'), ('<link rel="canonical" href="https://mofa.example/article/20210302">', ""),
])
def test_no_date_is_made_up(head: str, dated: str) -> None:
    published = read_page(page(head, dated)).published
    assert published is None or published.year is None


def test_lists_tables_and_line_breaks() -> None:
    body = (f"<p>{PARAGRAPHS[0]}</p><ul><li>They agreed on <b>visas</b>;</li><li>They agreed on <a href='#'>trade</a>.</li></ul>"
            f"<table><tr><td>Next round</td><td>Lanzhou</td></tr></table><h2>Flood relief</h2><p>{PARAGRAPHS[3]}</p>"
            "<p>Li Ming:<br/>We thank our hosts.<br>We shall come again.</p>")
    lines = read_page(page(body=body)).text.split("\n")
    for line in ("- They agreed on visas;", "- They agreed on trade.", "Next round, Lanzhou", "Flood relief",
                 "We thank our hosts.", "We shall come again."):
        assert line in lines


def test_a_page_in_an_old_encoding() -> None:
    markup = ('<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>外长会谈</title></head>'
              "<body><h1>外长会谈</h1>" + "<p>双方一致同意加强农业合作，并就共同关心的地区问题交换了意见。</p>" * 4 + "</body></html>")
    document = read_page(markup.encode("gb2312"))
    assert "双方一致同意加强农业合作" in document.text and document.language == "zh"


def test_the_words_tell_the_language_better_than_the_template() -> None:
    assert read_page(page().replace(b'lang="en-PK"', b'lang="zh-CN"')).language == "en"


def test_a_very_short_page_is_still_read() -> None:
    assert read_page(b"<h1>Li Ming Meets Sara Khan</h1><p>They met in Lahore.</p>").text == (
        "Li Ming Meets Sara Khan\n\nThey met in Lahore.")


@pytest.mark.parametrize("markup", [b"<html><body><nav><a href='/'>Home</a></nav></body></html>", b"<html></html>",
                                    b"<html><body><script>var a = 'text';</script></body></html>", b"<p></p>"])
def test_a_page_without_article_is_skipped(markup: bytes) -> None:
    [skipped] = read_html(io.BytesIO(markup), "page.html")
    assert isinstance(skipped, Skipped) and skipped.kind == "ignored"
