"""`kg commitments` and `kg formulas`: what two sides promised, and the set words in which they speak of each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as o
from kg.cli.compare import write
from kg.cli.console import Format, log, rows
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.views.commitments import Commitment

Name = Annotated[str, typer.Argument(metavar="STATE", help="A state or organisation, such as China or CHN.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("commitments")(commitments)
    app.command("formulas")(formulas)


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

        write(lambda: report_commitments(listed, page), page)


def _line(c: Commitment) -> tuple[object, ...]:
    last = c.moves[-1].cited if c.moves else None
    return (c.status, c.label(c.by), c.label(c.to), "; ".join(c.label(m) for m in c.matters), c.first.date, c.first.evidence.quote,
            c.first.document.title, "; ".join(x.date or "undated" for x in c.restated), c.deadline,
            last.date if last else None, last.evidence.quote if last else None)


def formulas(
    one: Name, other: Name,
    uses: Annotated[bool, typer.Option("--uses", help="List every use with its quote instead.")] = False,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show the set words of two states over time: who uses them, since when, and which have been dropped.

    `chance` is the probability that so many texts of such lengths lack it if nothing has changed.
    """
    from kg.query import nodes
    from kg.store import open_store
    from kg.views.formulas import formulas as found

    with open_store(store, read_only=True) as opened:
        listed = found(opened, one, other)
        name = {n.id: n.label for n in nodes(opened)}
    if uses:
        columns = ("formula", "date", "side", "wording", "quote", "document")
        rows(columns, [(f.name, u.date, name.get(u.home or "", u.home), u.variant, u.quote, u.document.title)
                       for f in listed for u in f.uses], form)
        return
    columns = ("formula", "ties", "uses", "texts", "elsewhere", "sides", "first", "last", "silent_since", "chance", "dropped", "variants")
    rows(columns, [(f.name, f.listed, len(f.uses), f.documents, round(f.elsewhere, 3),
                    "; ".join(f"{name.get(side, side) or '?'} {n}" for side, n in f.used_by), f.first.date, f.last.date, f.silent_since,
                    None if f.chance is None else round(f.chance, 3), f.dropped, "; ".join(f"{v} {n}" for v, n in f.variants[1:]))
                   for f in listed], form)
    if not listed:
        log("no formula found: the store has too few texts of this pair")
