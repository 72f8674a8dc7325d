"""`kg commitments`: who promised what to whom, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as o
from kg.cli.console import Format, rows, writing
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.views.commitments import Commitment


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("commitments")(commitments)


def commitments(
    by: Annotated[str | None, typer.Option("--by", help="Only promises of this side.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Only promises to this side.")] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Only on this topic, project or agreement.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Day on which deadlines are judged.",
                                              show_default="that of the latest text")] = None,
    page: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Also write it as a page with all quotes.")] = None,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show who promised what to whom, in which words, and what later texts say became of it.

    A status moves only by a statement with its quote; whether the deed keeps the promise, the reader decides.
    """
    from kg.store import open_store
    from kg.views.commitments import commitments as found

    day = o.partial_date(as_of)
    if day is not None and day.day is None:
        raise InputError("--as-of", f"{as_of!r}", "a day such as 2024-06-30")
    with open_store(store, read_only=True) as opened:
        listed = found(opened, by=by, to=to, topic=topic, as_of=as_of)
    rows(("status", "by", "to", "on", "promised", "words", "document", "restated", "deadline", "moved", "moved_by"),
         [_line(c) for c in listed], form)
    if page is not None:
        from kg.reports import report_commitments

        with writing(page):
            report_commitments(listed, page)


def _line(c: Commitment) -> tuple[object, ...]:
    last = c.moves[-1].cited if c.moves else None
    return (c.status, c.label(c.by), c.label(c.to), "; ".join(c.label(m) for m in c.matters), c.first.date, c.first.evidence.quote,
            c.first.document.title, "; ".join(x.date or "undated" for x in c.restated), c.deadline,
            last.date if last else None, last.evidence.quote if last else None)
