"""Files of records (.jsonl, .json, .csv) -> one Document a record; a bad line is said and the rest goes on."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from kg.errors import InputError
from kg.model import Document, Skipped
from kg.read.characters import clean, decode, encoding_of
from kg.read.datelines import stated_date
from kg.read.outcome import outcome
from kg.read.whole import whole

FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("text",), "title": ("title",), "date": ("date",), "url": ("url",), "publisher": ("publisher",),
    "language": ("language", "lang"), "id": ("id",),
}
"""What is known of a text -> the columns that hold it unless others are named; the first that is there is taken."""

_LONGEST_LINE = 32 * 2**20
"""Bytes of one line of records, characters of one cell."""

_TRIES = 20
"""Records without a text, from the first on, after which a file is given up."""
_HIGH = bytes(range(128, 256))


def read_jsonl(stream: BinaryIO, source: str, *, encoding: str | None = None,
               fields: Mapping[str, str] | None = None) -> Iterator[Document | Skipped]:
    r"""Read JSON lines, each an object; `fields` names the keys that are not called as in FIELDS.

    >>> import io
    >>> lines = b'{"id": "r1", "body": "They met in Baoting.", "date": "2020-08"}\nnot JSON\n'
    >>> [document, skipped] = read_jsonl(io.BytesIO(lines), "r.jsonl", fields={"text": "body"})
    >>> document.source, str(document.published), str(skipped)
    ('r.jsonl#r1', '2020-08', 'r.jsonl: line 2: not JSON (Expecting value at character 1)')
    """
    columns = _Columns(fields)
    held: list[Skipped] = []  # records without a text, before the first that has one
    given = False
    for number, found in _objects(stream, source):
        if isinstance(found, Skipped):
            yield found
            continue
        outcomes = list(_record(found, columns, source, number, f"{source}: line {number}"))
        if not given and isinstance(found, dict) and columns.key(found, "text") is None:
            held.extend(o for o in outcomes if isinstance(o, Skipped))
            if len(held) >= _TRIES:
                break
            continue
        yield from held
        held, given = [], True
        yield from outcomes
    if held:
        raise InputError(source, f"{held[0].reason} in its first records", "", "name it with --text-field")


def _objects(stream: BinaryIO, source: str) -> Iterator[tuple[int, Any]]:
    """Yield the numbered values of JSON lines; Skipped in place of a line that is none."""
    for number, line in _lines(stream):
        where = f"{source}: line {number}"
        if isinstance(line, str):
            yield number, Skipped(where, line)
            continue
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            yield number, Skipped(where, f"not JSON ({error.msg} at character {error.colno})")
        except UnicodeDecodeError as error:
            yield number, Skipped(where, f"not UTF-8 (byte {error.start + 1}); convert the file to UTF-8")
        except (RecursionError, ValueError) as error:  # nested too deep; a number of too many digits
            yield number, Skipped(where, f"not JSON that can be read ({type(error).__name__})")


def read_json(stream: BinaryIO, source: str, *, encoding: str | None = None,
              fields: Mapping[str, str] | None = None) -> Iterator[Document | Skipped]:
    """Read a JSON file that is a list of records or one record; any other is skipped and the reason said.

    >>> import io
    >>> [skipped] = read_json(io.BytesIO(b'[{"file": "a.html", "title": "Talks"}]'), "index.json")
    >>> str(skipped)
    "index.json: no file of records: no column 'text' among file, title"
    """
    try:
        found = json.loads(decode(whole(stream, source), source))
    except (ValueError, RecursionError) as error:
        raise InputError(source, f"not JSON ({error})", "JSON", "one object a line is .jsonl") from None
    rows = found if isinstance(found, list) else [found]
    columns = _Columns(fields)
    if not any(isinstance(row, dict) and columns.key(row, "text") for row in rows):
        first = next((row for row in rows if isinstance(row, dict)), None)
        wanted = columns.wanted("text")
        told = f"no column {wanted!r} among {_names(first)}" if first else "no list of objects"
        yield Skipped(source, f"no file of records: {told}", "ignored")
        return
    for number, row in enumerate(rows, 1):
        yield from _record(row, columns, source, number, f"{source}: record {number}")


def read_csv(stream: BinaryIO, source: str, *, encoding: str | None = None,
             fields: Mapping[str, str] | None = None) -> Iterator[Document | Skipped]:
    r"""Read a table with a header; commas, semicolons or tabs part its columns.

    >>> import io
    >>> [document] = read_csv(io.BytesIO(b"title;text\nTalks in Baoting;They met.\n"), "r.csv")
    >>> document.text, document.source
    ('Talks in Baoting\n\nThey met.', 'r.csv#2')
    """
    csv.field_size_limit(_LONGEST_LINE)  # the module's own limit of 131,072 is shorter than a long briefing
    rows = _rows(_characters(stream, source, encoding), source)
    header = next(rows, None)
    if header is None:
        yield Skipped(source, "no text in it", "ignored")
        return
    if isinstance(header, Skipped):
        yield header
        return
    names = [name.strip() for name in header[1]]
    columns = _Columns(fields)
    if not columns.key(dict.fromkeys(names), "text"):
        raise InputError(source, f"no column {columns.wanted('text')!r} among {_names(names)}", "",
                         "name the column of the text with --text-field")
    for row in rows:
        if isinstance(row, Skipped):
            yield row
            continue
        number, cells = row
        where = f"{source}: line {number}"
        if not any(cells):
            continue
        if len(cells) != len(names):
            yield Skipped(where, f"{len(cells)} cells, the header has {len(names)}")
            continue
        yield from _record(dict(zip(names, cells)), columns, source, number, where)


class _Columns:
    """Which key of a record holds what; found once, as the user named it or by its usual name in any case."""

    def __init__(self, fields: Mapping[str, str] | None) -> None:
        named = dict(fields or {})
        unknown = sorted(set(named) - set(FIELDS))
        if unknown:
            raise InputError("fields", f"{unknown[0]!r} is none of {', '.join(FIELDS)}")
        self._named = named

    def wanted(self, field: str) -> str:
        return self._named.get(field, FIELDS[field][0])

    def key(self, row: Mapping[str, Any], field: str) -> str | None:
        if field in self._named:
            return self._named[field] if self._named[field] in row else None
        lowered: dict[str, str] = {}
        for key in row:
            lowered.setdefault(str(key).strip().lower(), key)
        return next((lowered[name] for name in FIELDS[field] if name in lowered), None)

    def missing(self, row: Mapping[str, Any]) -> str | None:
        """Return a column that the user named and the record does not have, or the lacking text."""
        for field in ("text", *self._named):
            if self.key(row, field) is None:
                return self.wanted(field)
        return None

    def value(self, row: Mapping[str, Any], field: str) -> str:
        key = self.key(row, field)
        found = row[key] if key is not None else None
        if isinstance(found, list):
            found = ", ".join(str(x) for x in found if isinstance(x, (str, int, float)))
        return "" if found is None or isinstance(found, (dict, bool)) else str(found)


def _record(row: Any, columns: _Columns, source: str, number: int, where: str) -> Iterator[Document | Skipped]:
    if not isinstance(row, dict):
        yield Skipped(where, f"a {_kind(row)}, expected an object")
        return
    if missing := columns.missing(row):
        yield Skipped(where, f"no column {missing!r} among {_names(row)}")
        return
    if not columns.value(row, "text").strip():
        yield Skipped(where, "empty text", "ignored")
        return
    stated = columns.value(row, "date").strip()
    published = stated_date(stated) if stated else None
    found = outcome(columns.value(row, "text"), f"{source}#{columns.value(row, 'id').strip() or number}",
                    title=columns.value(row, "title"), published=published, publisher=columns.value(row, "publisher"),
                    language=columns.value(row, "language"), url=columns.value(row, "url"))
    if isinstance(found, Skipped):
        yield Skipped(where, "empty text", "ignored")
        return
    if stated and published is None:
        yield Skipped(where, f"date {stated[:40]!r} not understood, the text is kept without it", "ignored")
    yield found


def _kind(value: object) -> str:
    return {list: "list", str: "string", type(None): "null", bool: "truth value"}.get(type(value), "number")


def _names(row: Iterable[Any]) -> str:
    names = [" ".join(clean(str(name)).split())[:40] for name in row]
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "") or "nothing"


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | str]]:
    """Yield numbered lines that are not blank; a string says what is wrong with a line."""
    number = 0
    while line := stream.readline(_LONGEST_LINE + 1):
        number += 1
        if number == 1 and line.startswith(codecs.BOM_UTF8):
            line = line[len(codecs.BOM_UTF8):]
        if len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            while (more := stream.readline(2**20)) and not more.endswith(b"\n"):
                continue
            yield number, f"longer than {_LONGEST_LINE // 2**20} MB"
        elif line.strip():
            yield number, line.strip()


def _characters(stream: BinaryIO, source: str, declared: str | None) -> io.TextIOBase:
    """Open a stream as text; its encoding is told by its beginning, bytes that do not fit it stay recognisable."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream, 2**18)  # type: ignore
    head = buffered.peek(2**16)[:2**16]
    encoding = encoding_of(head[:head.rfind(b"\n") + 1] or head.rstrip(_HIGH), source, declared=declared)
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(buffered, encoding, errors=errors, newline="")


def _rows(text: io.TextIOBase, source: str) -> Iterator[tuple[int, list[str]] | Skipped]:
    first = text.readline(_LONGEST_LINE)
    if not first.strip():
        return
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(_chained(first, text), delimiter=delimiter)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Skipped(f"{source}: line {start}", f"not a row of a table ({error})")
        else:
            if re.search("[\udc80-\udcff]", "".join(cells)):
                yield Skipped(f"{source}: line {start}", f"bytes that are not {text.encoding}; convert the file to UTF-8")
            else:
                yield start, cells
        start = reader.line_num + 1


def _chained(first: str, rest: io.TextIOBase) -> Iterator[str]:
    yield first
    while line := rest.readline(_LONGEST_LINE):
        yield line
