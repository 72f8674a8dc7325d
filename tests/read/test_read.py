"""kg.read: sources of every kind, overrides, what is skipped, and properties that hold for any bytes."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.errors import InputError, KgError
from kg.model import Document, PartialDate, Skipped
from kg.read import READERS, read

TEXT = "Sara Khan Receives Li Ming\n2021-03-02\n\nThey spoke about the rivers that flow through both countries."


def documents(*found: object, **keywords: object) -> list[Document]:
    return [d for d in read(*found, **keywords) if isinstance(d, Document)]  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.txt").write_text("hidden")
    (tmp_path / ".hidden.txt").write_text("hidden")
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b" / "same.txt").write_text(TEXT.replace("\n", "\r\n"))
    (tmp_path / "b" / "page.HTML").write_text(f"<h1>A Visit to Dhaka</h1><p>{TEXT.splitlines()[-1]}</p>")
    (tmp_path / "b" / "index.json").write_text(json.dumps([{"file": "page.HTML", "title": "A Visit to Dhaka"}]))
    (tmp_path / "c.docx").write_bytes(b"PK\x03\x04...")
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(b'{"text": "They met."}\n{"text": "They left."}\n'))
    (tmp_path / "e.csv").write_text("text\nThey came home.\n")
    return tmp_path


def test_a_folder_is_read_in_order_and_what_is_skipped_is_said(folder: Path) -> None:
    found = list(read(folder))
    short = [(Path(d.source).name, d.reason.replace(str(folder), "") if isinstance(d, Skipped) else "") for d in found]
    assert short == [
        ("a.txt", ""), ("index.json", "no file of records: no column 'text' among file, title"), ("page.HTML", ""),
        ("same.txt", "the same text as /a.txt"), ("c.docx", "no reader for .docx"), ("d.jsonl.gz#1", ""),
        ("d.jsonl.gz#2", ""), ("e.csv#2", ""),
    ]
    assert [s.kind for s in found if isinstance(s, Skipped)] == ["ignored", "duplicate", "ignored"]


def test_duplicates_are_kept_where_asked_for(folder: Path) -> None:
    assert len(documents(folder / "a.txt", distinct=False)) == 1
    assert [Path(d.source).name for d in documents([folder / "a.txt", folder / "b" / "same.txt"], distinct=False)] == [
        "a.txt", "same.txt"]


def test_patterns(folder: Path) -> None:
    assert [Path(d.source).name for d in documents(f"{folder}/*.txt")] == ["a.txt"]
    assert len(list(read(f"{folder}/**/*.txt"))) == 2
    [skipped] = read(f"{folder}/*.rtf")
    assert str(skipped) == f"{folder}/*.rtf: no file fits this pattern"


def test_a_file_with_a_name_like_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "talks [1].txt").write_text(TEXT)
    assert len(documents(str(tmp_path / "talks [1].txt"))) == 1


def test_sources_that_are_not_there_do_not_stop_the_rest(folder: Path) -> None:
    found = list(read(["nowhere.txt", folder / "c.docx", folder / "e.csv", "ftp://example.org/a", "a\0b"]))
    assert [str(s).replace(str(folder), "") for s in found if isinstance(s, Skipped)] == [
        "nowhere.txt: there is no such file or folder",
        "/c.docx: this is a zip archive (a Word, Excel or EPUB file is one); expected text, HTML, PDF or records; "
        "export it as text or PDF",
        "ftp://example.org/a: neither an http(s) URL nor a file",
        "a\0b: there is no such file or folder",
    ]
    assert len(found) == 5


@pytest.mark.parametrize("data, title", [
    (TEXT.encode(), "Sara Khan Receives Li Ming"), (gzip.compress(TEXT.encode()), "Sara Khan Receives Li Ming"),
    (b"<!DOCTYPE html><h1>A Visit to Dhaka</h1><p>They spoke about rivers and roads.</p>", "A Visit to Dhaka"),
    (b'{"title": "A Visit to Dhaka", "text": "They spoke."}\n', "A Visit to Dhaka"),
    (b'[\n {"title": "A Visit to Dhaka", "text": "They spoke."}\n]', "A Visit to Dhaka"),
])
def test_standard_input_is_told_by_its_content(data: bytes, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    [document] = read("-")
    assert isinstance(document, Document)
    assert document.title == title and document.source.startswith("standard input")


def test_a_file_without_suffix_is_told_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "talks").write_text(TEXT)
    assert documents(tmp_path / "talks")[0].title == "Sara Khan Receives Li Ming"


def test_what_is_stated_by_keyword_goes_before_what_the_text_states(folder: Path) -> None:
    [document] = documents(folder / "a.txt", date="2020-08", publisher="China MFA", language="fr", url="https://x.example")
    assert (document.published, document.publisher, document.language, document.url) == (
        PartialDate("2020-08"), "China MFA", "fr", "https://x.example")
    assert document.id == documents(folder / "a.txt")[0].id


def test_keywords_that_make_no_sense() -> None:
    with pytest.raises(InputError, match="date: 'soon'"):
        read("-", date="soon")
    with pytest.raises(InputError, match="'headline'; expected one of text, title"):
        read("-", fields={"headline": "h"})


def test_read_is_public_and_imports_nothing_heavy() -> None:
    assert documents(TEXT.encode()) == [d for d in kg.read(TEXT.encode())]
    heavy = {"trafilatura", "lxml", "pypdfium2", "httpx", "dateparser", "dateutil", "spacy", "charset_normalizer"}
    code = "import sys, kg; from kg.read import read; print(sorted(set(sys.modules) & set(sys.argv[1:])))"
    assert subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_nothing_to_read() -> None:
    for data in (b"", b" \n\t\n", b"\xef\xbb\xbf", b"<Print>\n[Close]\n"):
        [skipped] = read(data, source="a.txt")
        assert isinstance(skipped, Skipped)
        assert (str(skipped), skipped.kind) == ("a.txt: no text in it", "ignored")


PIECES = st.sampled_from([
    b"Sara Khan Receives Li Ming", b"\n", b"\n\n", b"\r\n", b" ", b"2021-03-02", b"2 March", b"Print", b"<Close>", b"Home > News",
    b"They spoke about the rivers that flow through both of", b"the countries, and agreed to", b"meet again.", b"- a point;",
    b"Q: ", b"A: Yes.", b"long-", b"term", b"\xc2\xa0", b"\xc2\xad", b"\xe2\x80\x8b", b"\xff", b"\0", b"<p>", b"</p>", b"<h1>", b"<li>",
    b"<table><tr><td>", b"<?xml version='1.0' encoding='latin-1'?>", b"<meta charset=utf-16>", b"&nbsp;", b"&#0;", b"<!--", b"-->", b'{"text": "',
    b'"}', b"\\ud800", b"text,title", b",", b'"', b"%PDF-1.4", b"obj <</Type /Catalog>>", b"\x1f\x8b\x08", "双方".encode(), "è".encode("latin-1"),
    b"u\xcc\x88", b"Related news", b"###", b"30", b"---\ntitle: x\n---\n", b"**", b"# ",
])
DATA = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=25).map(b"".join))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DATA, st.sampled_from(["", *READERS, ".jsonl.gz"]))
def test_any_bytes_give_documents_that_are_clean_or_a_line_that_says_why_not(data: bytes, suffix: str) -> None:
    for found in read(data, source=f"source{suffix}"):
        if isinstance(found, Skipped):
            assert found.reason and "\n" not in str(found) and found.kind in ("failed", "ignored", "duplicate")
            continue
        assert found.text == found.text.strip() and any(c.isalnum() for c in found.text)
        assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in found.text.replace("\n", ""))
        assert unicodedata.is_normalized("NFC", found.text) and "\xa0" not in found.text and "  " not in found.text
        assert not found.title or found.text.startswith(f"{found.title}\n\n")
        found.text.encode("utf-8")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=300).map(str.encode), DATA), st.sampled_from([".txt", ".md", ".html", ".jsonl", ".csv"]))
def test_reading_what_was_read_gives_the_same_document(data: bytes, suffix: str) -> None:
    for found in read(data, source=f"source{suffix}"):
        if isinstance(found, Document) and not found.text.startswith(("%PDF-", "GIF8", "{\\rtf")):  # marks of other formats
            [again] = read(found.text.encode(), source="again.txt")
            assert isinstance(again, Document) and again.text == found.text and again.id == found.id


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=20))
def test_records_of_any_text_are_stable(title: str, text: str, date: str) -> None:
    line = json.dumps({"title": title, "text": text, "date": date}).encode()
    for found in read(line, source="r.jsonl"):
        if isinstance(found, Document):
            [again] = read(found.text.encode(), source="again.txt")
            assert again.id == found.id if isinstance(again, Document) else False


def test_errors_of_reading_are_all_of_one_family() -> None:
    assert issubclass(InputError, KgError)
