"""Paths, URLs, bytes -> Documents. To add a format: write a reader, name it in READERS by its suffix."""

from __future__ import annotations

import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from kg.contracts import Reader
from kg.errors import InputError, KgError
from kg.model import Document, PartialDate, Skipped
from kg.read.fetch import Limits, fetch
from kg.read.html import read_html
from kg.read.pdf import read_pdf
from kg.read.records import FIELDS, read_csv, read_json, read_jsonl
from kg.read.sources import each_source
from kg.read.text import read_markdown, read_text

__all__ = ["FIELDS", "READERS", "Limits", "Skipped", "read"]

READERS: dict[str, Reader] = {
    ".txt": read_text, ".text": read_text, ".md": read_markdown, ".markdown": read_markdown,
    ".html": read_html, ".htm": read_html, ".xhtml": read_html, ".shtml": read_html, ".pdf": read_pdf,
    ".jsonl": read_jsonl, ".ndjson": read_jsonl, ".json": read_json, ".csv": read_csv, ".tsv": read_csv,
}
"""Suffix -> reader; each may also be packed with gzip (`.jsonl.gz`)."""

_OF_RECORDS = (read_jsonl, read_json, read_csv)
_MEDIA = {"text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt",
          "text/markdown": ".md", "text/csv": ".csv", "application/json": ".json", "application/jsonl": ".jsonl",
          "application/x-ndjson": ".jsonl"}
STDIN = "standard input"


def read(sources: Iterable[str | Path] | str | Path | bytes, *, date: PartialDate | str | None = None,
         publisher: str | None = None, language: str | None = None, url: str | None = None,
         fields: Mapping[str, str] | None = None, allow_private: bool = False, limits: Limits = Limits(),
         source: str = "text", distinct: bool = True) -> Iterator[Document | Skipped]:
    r"""Read documents from files, folders, patterns, http(s) URLs, `-` (standard input) or bytes, one at a time.

    `date`, `publisher`, `language` and `url` hold for every document, whatever it states itself; `fields` maps what
    is known of a record (see FIELDS) to the columns that hold it; `source` names bytes. What gives no document is
    yielded as Skipped and the rest goes on; a text met before in this call is Skipped as a duplicate, unless not
    `distinct`.
    Raises InputError only for keywords that make no sense.

    >>> [document, again] = read([b"Li Ming Meets Sara Khan\n2020-08-21\n\nThey met in Baoting."] * 2, publisher="China MFA")
    >>> document.text, str(document.published), document.publisher
    ('Li Ming Meets Sara Khan\n\nThey met in Baoting.', '2020-08-21', 'China MFA')
    >>> str(again), again.kind
    ('text: the same text as text', 'duplicate')
    """
    stated: dict[str, object] = {"published": _date(date), "publisher": publisher, "language": language, "url": url}
    stated = {name: value for name, value in stated.items() if value is not None}
    if unknown := sorted(set(fields or ()) - set(FIELDS)):
        raise InputError("fields", f"{unknown[0]!r}", f"one of {', '.join(FIELDS)}")
    named = [sources] if isinstance(sources, (str, Path, bytes)) else sources
    found = (outcome for name in named for outcome in _read_one(name, source, dict(fields or {}), allow_private, limits))
    return _with_stated(_distinct(found) if distinct else found, stated)


def _date(date: PartialDate | str | None) -> PartialDate | None:
    try:
        return PartialDate(date) if isinstance(date, str) else date
    except ValueError:
        raise InputError("date", repr(date), "one such as 2020-08-21, 2020-08 or 2020") from None


def _distinct(found: Iterable[Document | Skipped]) -> Iterator[Document | Skipped]:
    seen: dict[str, str] = {}
    for outcome in found:
        if isinstance(outcome, Document) and outcome.id in seen:
            yield Skipped(outcome.source, f"the same text as {seen[outcome.id]}", "duplicate")
            continue
        if isinstance(outcome, Document):
            seen[outcome.id] = outcome.source
        yield outcome


def _with_stated(found: Iterable[Document | Skipped], stated: dict[str, object]) -> Iterator[Document | Skipped]:
    for outcome in found:
        yield replace(outcome, **stated) if isinstance(outcome, Document) else outcome  # type: ignore[arg-type]


def _read_one(named: str | Path | bytes, source: str, fields: dict[str, str], allow_private: bool,
              limits: Limits) -> Iterator[Document | Skipped]:
    if isinstance(named, bytes):
        yield from _guarded(io.BytesIO(named), source, Path(source).suffix.lower(), fields)
        return
    for name in each_source(named):
        if isinstance(name, Skipped):
            yield name
        elif name == "-":
            yield from _guarded(sys.stdin.buffer, STDIN, "", fields)
        elif name.lower().startswith(("http://", "https://")):
            yield from _fetched(name, fields, allow_private, limits)
        else:
            yield from _file(name, fields, named_itself=str(named) == name)


def _file(name: str, fields: dict[str, str], *, named_itself: bool) -> Iterator[Document | Skipped]:
    suffix = _suffix(name)
    if suffix not in READERS and not named_itself:
        yield Skipped(name, f"no reader for {suffix or 'files without suffix'}", "ignored")
        return
    try:
        with open(name, "rb") as stream:
            yield from _guarded(stream, name, suffix, fields)
    except OSError as error:
        yield Skipped(name, f"cannot be opened ({error.strerror or error})")


def _fetched(url: str, fields: dict[str, str], allow_private: bool, limits: Limits) -> Iterator[Document | Skipped]:
    try:
        got = fetch(url, limits=limits, allow_private=allow_private)
    except KgError as error:
        yield _skipped(url, error)
        return
    suffix = _suffix(urlsplit(got.url).path)
    suffix = suffix if suffix in READERS and got.media_type in ("", "text/plain", "application/octet-stream") else \
        _MEDIA.get(got.media_type, "")
    for outcome in _guarded(io.BytesIO(got.data), url, suffix, fields, encoding=got.encoding):
        yield replace(outcome, url=outcome.url or got.url) if isinstance(outcome, Document) else outcome


def _guarded(stream: BinaryIO, source: str, suffix: str, fields: dict[str, str], *,
             encoding: str | None = None) -> Iterator[Document | Skipped]:
    """Read a stream with the reader that fits; what goes wrong on the way becomes one Skipped."""
    try:
        buffered = _unpacked(_peekable(stream))
        reader = _reader(buffered.peek(4096)[:4096], suffix)
        if reader in _OF_RECORDS:
            reader = cast(Reader, partial(reader, fields=fields))  # type: ignore[call-arg]
        yield from reader(buffered, source, encoding=encoding)
    except KgError as error:
        yield _skipped(source, error)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Skipped(source, f"a damaged gzip file ({error})")
    except OSError as error:
        yield Skipped(source, f"cannot be read ({error.strerror or error})")


def _skipped(source: str, error: KgError) -> Skipped:
    return Skipped(source, str(error).removeprefix(f"{source}: "))


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


def _unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    if not stream.peek(2).startswith(b"\x1f\x8b"):
        return stream
    return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=stream)))


def _suffix(name: str) -> str:
    """Return the suffix that tells the format: that of `a.jsonl.gz` is `.jsonl`."""
    path = Path(name)
    return (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def _reader(head: bytes, suffix: str) -> Reader:
    """Choose by what the content is beyond doubt, then by suffix, then by what the content looks like."""
    if head.startswith(b"%PDF-"):
        return read_pdf
    if suffix in READERS:
        return READERS[suffix]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<article", b"<!--")):
        return read_html
    if re.match(rb'\[\s*\{\s*"|\{\s*\n\s*"', start):
        return read_json
    return read_jsonl if re.match(rb'\{\s*"', start) else read_text
