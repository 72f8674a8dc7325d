"""The only place that prints: results to standard output, what is said of the work to standard error."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from kg.errors import InputError


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Tell(Protocol):
    """Say that one source is done."""

    def __call__(self, source: str) -> None: ...


def out(text: str, *, end: str = "\n") -> None:
    """Print a result."""
    sys.stdout.write(text + end)


def log(text: str) -> None:
    """Say something about the work, in one line."""
    sys.stdout.flush()
    sys.stderr.write(" ".join(text.split()) + "\n")


def as_json(value: Any) -> None:
    """Print a value as JSON."""
    out(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def rows(columns: Sequence[str], found: Iterable[Sequence[object]], form: Format = Format.table) -> None:
    """Print rows with their columns: as a table for eyes, as CSV with a header line, or as a JSON list of objects."""
    if form is Format.json:
        as_json([dict(zip(columns, row, strict=True)) for row in found])
    elif form is Format.csv:
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_shown(cell) for cell in row] for row in found)
        out(written.getvalue(), end="")
    else:
        _table(columns, [[_shown(cell) for cell in row] for row in found])


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _table(columns: Sequence[str], found: list[list[str]]) -> None:
    if sys.stdout.isatty():
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*columns, box=box.SIMPLE_HEAD, header_style="bold")
        for row in found:
            table.add_row(*(Text(cell) for cell in row))  # as text: what stands in a document is no markup
        Console().print(table)
        return
    lines = [list(columns), *([cell.replace("\n", " ") for cell in row] for row in found)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        out("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


@contextmanager
def writing(path: Path, *, quiet: bool = False) -> Iterator[list[Path]]:
    """Write files and say which: those that the block adds to the list, `path` where it adds none.

    Raises InputError where one cannot be written.
    """
    written: list[Path] = []
    try:
        yield written
    except OSError as error:
        raise InputError(str(error.filename or path), f"cannot be written: {error.strerror}") from None
    for each in (written or [path]) if not quiet else ():
        log(f"written: {each}")


@contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Tell]:
    """Show on a terminal how many sources are done and which was the last; silent elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda source: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shape = (SpinnerColumn(), TextColumn(what), TextColumn("{task.completed} done"), TimeElapsedColumn(),
             TextColumn("[dim]{task.fields[source]}"))
    with Progress(*shape, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, source="")
        yield lambda source: bar.update(task, advance=1, source=escape(source[-60:]))
