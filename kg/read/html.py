"""Web pages -> Document: the article without navigation, share links and captions; what the page states about it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, BinaryIO

from kg.errors import InputError
from kg.model import Document, PartialDate, Skipped
from kg.read.characters import clean, decode
from kg.read.datelines import date_line, numeric_date, stated_date
from kg.read.outcome import outcome
from kg.read.whole import whole

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]+)|<\?xml[^>]{0,100}?encoding=[\"']([\w-]+)", re.I)
_PUBLISHED = frozenset(
    "article:published_time og:article:published_time pubdate publishdate publish_date publish-date published "
    "publication_date publicationdate date dc.date dc.date.issued dc.date.created dcterms.date dcterms.issued "
    "dcterms.created citation_publication_date citation_date sailthru.date parsely-pub-date article.published "
    "originalpublicationdate datepublished article:published release_date releasedate".split())
"""Names of meta elements that state when a page was published; none that states a change."""
_JSON_LD = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{4,40})\"")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)/([01]\d)/([0-3]\d)(?:/|$)|/t((?:19|20)\d{6})_")
_NEAR = 25
"""Elements after the heading among which a line of its own is the page's date."""
_LINE = 80
"""Characters; what is longer is running text."""


def read_html(stream: BinaryIO, source: str, *, encoding: str | None = None) -> Iterator[Document | Skipped]:
    """Read the article of a page, with title, date, publisher and language as the page states them.

    A date is taken from metadata, from a date line by the heading or from the address; never from running text, the
    time of a change, or the clock. Raises InputError for a page that cannot be parsed.

    >>> import io
    >>> page = b"<html lang=en><h1>Li Ming Meets Sara Khan</h1><nav>Home</nav><p>They met in Baoting.</p></html>"
    >>> [document] = read_html(io.BytesIO(page), "page.html")
    >>> document.text
    'Li Ming Meets Sara Khan\\n\\nThey met in Baoting.'
    """
    data = whole(stream, source)
    declared = _CHARSET.search(data[:4096])
    name = (declared[1] or declared[2]).decode("ascii") if declared else encoding
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", clean(decode(data, source, declared=name)))
    if "<" not in markup:
        raise InputError(source, "no markup in it", "an HTML page", "name it .txt if it is text")
    from lxml.etree import LxmlError  # heavy: only when a page is to be read

    try:
        with _said_by_us_alone():
            found = _page(markup, source)
    except (LxmlError, ValueError, TypeError, AssertionError, AttributeError, RecursionError, SyntaxError) as error:
        # what lxml and trafilatura are known to raise on broken trees
        raise InputError(source, f"a page that cannot be parsed ({type(error).__name__})", "HTML") from error
    yield found


@contextmanager
def _said_by_us_alone() -> Iterator[None]:
    """Keep trafilatura from logging what Skipped says already."""
    logger = logging.getLogger("trafilatura")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _page(markup: str, source: str) -> Document | Skipped:
    from lxml import html
    from trafilatura import bare_extraction

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    if not re.search(r"<[a-zA-Z]", markup):
        return Skipped(source, "no article on the page", "ignored")
    tree = html.document_fromstring(markup.encode("utf-8"), parser=parser, ensure_head_body=True)
    url = _first(tree, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    published = _published(tree, markup, url)
    found = bare_extraction(deepcopy(tree), include_comments=False, include_tables=True, with_metadata=True,
                            date_extraction_params={"extensive_search": False})
    text = _text(found.body) if found is not None else ""
    if not text.strip():
        text = _plain(tree)
    if not text.strip():
        return Skipped(source, "no article on the page", "ignored")
    stated = (found.title, found.sitename) if found is not None else (None, None)
    publisher = _first(tree, "//meta[@property='og:site_name']/@content", "//meta[@name='dc.publisher']/@content",
                       "//meta[@name='dcterms.publisher']/@content") or stated[1]
    language = _first(tree, "/html/@lang", "//meta[@http-equiv='content-language']/@content")
    return outcome(text, source, title=_title(tree, stated[0], publisher), published=published, publisher=publisher,
                   language=language, url=url if url and url.startswith("http") else None)


def _first(tree: Any, *paths: str) -> str | None:
    for path in paths:
        for value in tree.xpath(path):
            if value.strip():
                return value.strip()
    return None


def _title(tree: Any, stated: str | None, publisher: str | None) -> str | None:
    """Return the heading itself where the title of the window only adds the site's name to it."""
    headings = [" ".join(h.text_content().split()) for h in tree.xpath("//h1 | //h2")]
    title = " ".join((stated or _first(tree, "//title/text()") or "").split())
    for heading in headings:
        if len(heading) >= 12 and title.startswith(heading):
            return heading
    parts = re.split(r"\s*_+\s*|\s+\|\s+", title)
    title = max(parts, key=len)
    if publisher and re.search(rf"\s[-–—]\s{re.escape(publisher)}$", title):
        title = title[:-len(publisher)].rstrip(" -–—")
    return title or None


def _published(tree: Any, markup: str, url: str | None) -> PartialDate | None:
    for meta in tree.xpath("//meta[@content]"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in _PUBLISHED and (date := stated_date(meta.get("content"))):
            return date
    for value in _JSON_LD.findall(markup):
        if date := stated_date(value):
            return date
    for path in ("//*[@itemprop='datePublished']", "//time[@pubdate]"):
        for node in tree.xpath(path):
            if date := stated_date(node.get("content") or node.get("datetime") or node.text_content()):
                return date
    if date := _by_heading(tree):
        return date
    found = _URL_DATE.search(url or "")
    return numeric_date(found[4] or "-".join(found.groups()[:3])) if found else None


def _by_heading(tree: Any) -> PartialDate | None:
    """Read the date that stands as a line of its own between the heading and the first paragraph."""
    for heading in tree.xpath("//h1[1]"):
        for node in heading.xpath(f"following::*[position() <= {_NEAR}]"):
            if node.tag in ("aside", "footer") or len("".join(node.xpath("text()")).strip()) > _LINE:
                break
            words = " ".join(node.text_content().split())
            stamp = node.get("datetime") if node.tag == "time" else None
            date = (stated_date(stamp) if stamp else None) or (date_line(words) if len(words) <= _LINE else None)
            if date and date.day and date.year:
                return date
    return None


def _text(body: Any) -> str:
    """Write the article's tree as paragraphs parted by empty lines, items of lists as lines of their own."""
    return "\n\n".join(filter(None, (_block(node) for node in body)))


def _block(node: Any) -> str:
    if node.tag == "list":
        return "\n".join(f"- {words}" for item in node.iter("item") if (words := _inline(item)))
    if node.tag == "table":
        rows = (", ".join(filter(None, map(_inline, row.iter("cell")))) for row in node.iter("row"))
        return "\n".join(filter(None, rows))
    if node.tag in ("quote", "div") and len(node):
        inner = [node.text or "", *(f"{_block(c)}\n\n{c.tail or ''}" for c in node)]
        return "\n\n".join(s.strip() for s in inner if s.strip())
    if node.tag in ("graphic", "figure"):
        return ""
    return _inline(node)


def _inline(node: Any) -> str:
    for lb in node.iter("lb"):
        lb.text = "\n"
    lines = "".join(node.itertext()).split("\n") if node.tag != "item" else ["".join(node.itertext())]
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _plain(tree: Any) -> str:
    """Return the paragraphs of a page too short for trafilatura to tell its article from the rest."""
    skipped = {"script", "style", "nav", "header", "footer", "aside", "form", "title", "head", "figcaption", "noscript",
               "button", "select", "iframe", "svg"}
    blocks = []
    for node in tree.xpath("//h1 | //h2 | //h3 | //p | //li | //blockquote | //td | //body[not(.//p)]"):
        if not skipped & {a.tag for a in node.iterancestors() if isinstance(a.tag, str)}:
            for dropped in node.xpath(".//script | .//style | .//nav | .//footer | .//form"):
                dropped.drop_tree()
            blocks.append(" ".join(node.text_content().split()))
    return "\n\n".join(dict.fromkeys(filter(None, blocks)))
