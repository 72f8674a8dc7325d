"""The folder of corrections: CSV files that are read, checked line by line, and added to."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from kg import ontology
from kg.corrections.conflicts import sift
from kg.corrections.decisions import (FILES, PREFIX_KINDS, Accepted, Added, Corrections, Decision, Mark, OfKind, Rejected, Same,
                                      Split, kind_of)
from kg.errors import InputError, VocabularyError
from kg.model import STANCES, PartialDate

MARKS = ("author", "time", "why")
_ENTITIES = {"entity", "same_as", "other", "subject", "speaker"}
_NEEDED = {"entity", "same_as", "other", "document", "statement", "kind", "subject", "relation", "quote"}
"""Cells that may not be empty; a quote may be in rejected.csv, where the whole statement is meant then."""
_FIXED = {"Country", "Topic"}
"""Kinds whose members come from the ontology; nothing becomes one but by being the same as one."""


def folder_of(store: str | Path) -> Path:
    """Return the folder of corrections that goes with a store: beside its folder; of an endpoint, in the working folder.

    >>> str(folder_of("graphs/kg-store")), str(folder_of("https://example.org/query"))
    ('graphs/corrections', 'corrections')
    """
    address = isinstance(store, str) and store.startswith(("http://", "https://"))
    return Path("corrections") if address else Path(store).parent / "corrections"


def load(folder: Path | None) -> tuple[Corrections, tuple[InputError, ...]]:
    """Read the decisions of a folder; return those that can be applied, and what is wrong with the others.

    A folder that is not there holds no decision. An error names file and line, what was found and what was expected.

    >>> load(Path("no-such-folder"))
    (Corrections(decisions=()), ())
    """
    read: list[Decision] = []
    errors: list[InputError] = []
    for found in _lines(folder) if folder else ():
        (errors if isinstance(found, InputError) else read).append(found)  # type: ignore[arg-type]
    corrections, conflicts = sift(read)
    return corrections, (*errors, *conflicts)


def record(folder: Path, decision: Decision) -> Decision:
    """Add a decision as the last line of its file and return it with its place.

    Raises InputError, and writes nothing, where the decision is faulty, stands there already or contradicts another.

    >>> from tempfile import TemporaryDirectory
    >>> from kg.corrections.decisions import Same
    >>> with TemporaryDirectory() as folder:
    ...     done = record(Path(folder), Same("person:li", "person:li-ming", "Li Ming"))
    ...     done == load(Path(folder))[0].decisions[0], done.mark.place.endswith("same.csv:2")
    (True, True)
    """
    name = next(n for n, sort in FILES.items() if type(decision) is sort)
    path = folder / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    head = _row([*_columns(type(decision)), *MARKS])
    mark = decision.mark
    text = (before or head) + ("" if not before or before.endswith("\n") else "\n")
    placed = replace(decision, mark=replace(mark, place=f"{path}:{text.count(chr(10)) + 1}"))
    known, errors = load(folder)
    if decision in known.decisions:
        again = next(d for d in known.decisions if d == decision)
        raise InputError(again.mark.place, "this is decided already")
    fault = _fault(placed)
    _, conflicts = sift([*known.decisions, placed])
    if fault or conflicts:
        raise fault or conflicts[0]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a" if before else "w", encoding="utf-8", newline="") as file:
            file.write(text[len(before):] + _row([*decision.cells, mark.author, mark.time, mark.why]))
    except OSError as error:
        raise InputError(str(path), f"cannot be written: {error.strerror}") from None
    return placed


def _row(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()


def _columns(sort: type[Decision]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(sort) if f.name != "mark")


def _lines(folder: Path) -> Iterator[Decision | InputError]:
    if not folder.exists():
        return
    if not folder.is_dir():
        yield InputError(str(folder), "this is a file", "a folder of corrections")
        return
    for path in sorted(p for p in folder.iterdir() if p.suffix == ".csv"):
        if path.name not in FILES:
            yield InputError(str(path), "no such file of corrections", f"one of {', '.join(FILES)}")
            continue
        try:
            yield from _decisions(path, path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            yield InputError(str(path), f"cannot be read: {error}", "CSV in UTF-8")


def _decisions(path: Path, text: str) -> Iterator[Decision | InputError]:
    sort = FILES[path.name]
    expected = (*_columns(sort), *MARKS)
    reader = csv.reader(io.StringIO(text), strict=True)
    head = tuple(next(reader, ()))
    if set(head) != set(expected) or len(head) != len(expected):
        yield InputError(f"{path}:1", f"the columns are {','.join(head)}", ",".join(expected))
        return
    line = reader.line_num + 1
    for row in reader:
        place, line = f"{path}:{line}", reader.line_num + 1  # a cell may hold line breaks
        if not any(row):
            continue
        if len(row) != len(head):
            yield InputError(place, f"{len(row)} cells", f"{len(head)}: {','.join(head)}")
            continue
        cells = {name: cell.strip() if name != "quote" else cell for name, cell in zip(head, row, strict=True)}
        mark = Mark(place, *(cells.pop(name) for name in MARKS))
        decision = sort(**cells, mark=mark)  # type: ignore[arg-type]
        yield _fault(decision) or decision


def _fault(d: Decision) -> InputError | None:
    """Return what is wrong with one line by itself."""
    for column, cell in zip(_columns(type(d)), d.cells, strict=True):
        said = _cell_fault(column, cell, needed=column in _NEEDED and not (isinstance(d, Rejected) and column == "quote"))
        if said:
            return InputError(d.mark.place, *said)
    if isinstance(d, Same) and kind_of(d.same_as) not in {kind_of(d.entity), *_FIXED}:
        return InputError(d.mark.place, f"{d.entity} is of another kind than {d.same_as}", remedy="change its kind first")
    if len(d.cells) > 1 and d.cells[0] == d.cells[1] and not isinstance(d, (Rejected, Accepted)):
        return InputError(d.mark.place, f"{d.cells[0]} and itself", "two entities")
    if isinstance(d, OfKind) and {d.kind, kind_of(d.entity)} & _FIXED:
        return InputError(d.mark.place, f"{d.entity} as {d.kind}", "kinds other than Country and Topic", "make it the same as one")
    if isinstance(d, Split) and not d.label:
        return InputError(d.mark.place, "no label", "the name of the other thing")
    if isinstance(d, (Split, OfKind)) and d.new == d.entity:
        return InputError(d.mark.place, f"{d.entity} stays what it is", "another label or kind")
    return _claim_fault(d) if isinstance(d, Added) else None


def _cell_fault(column: str, cell: str, *, needed: bool) -> tuple[str, str] | None:
    if not cell.strip():
        return (f"{column} is empty", "a value") if needed else None
    ids = [cell] if column in _ENTITIES else cell.split() if column == "about" else []
    for id in ids:
        prefix, _, key = id.partition(":")
        if prefix not in PREFIX_KINDS or not key:
            return f"{column} is {id!r}", f"an id such as person:li-ming ({', '.join(PREFIX_KINDS)})"
    if column == "statement" and not re.fullmatch("[0-9a-f]{16}", cell):
        return f"statement is {cell!r}", "the 16 digits of a statement's id"
    if column == "kind" and cell not in PREFIX_KINDS.values():
        return f"kind is {cell!r}", f"one of {', '.join(PREFIX_KINDS.values())}"
    if column == "stance" and cell not in STANCES:
        return f"stance is {cell!r}", f"one of {', '.join(STANCES)}"
    if column in ("negated", "conditional") and cell != "yes":
        return f"{column} is {cell!r}", "yes or nothing"
    return None


def _claim_fault(d: Added) -> InputError | None:
    try:
        ontology.relation(d.relation)
        if d.date:
            PartialDate(d.date)
    except (VocabularyError, ValueError) as error:
        return InputError(d.mark.place, str(error))
    return None
