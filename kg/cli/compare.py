"""`kg pairs compare onesided silence changes`: two sides of a meeting, two versions of a text, and what is left out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as o
from kg.cli.console import Format, as_json, log, rows, writing

if TYPE_CHECKING:
    from kg.model import Document, Statement
    from kg.views.comparison import Comparison

Readout = Annotated[str, typer.Argument(metavar="DOC", help="A document: its id, source, web address or title.")]
Page = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Also write it as a page, side by side with the quotes.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("pairs")(pairs)
    app.command("compare")(compare)
    app.command("onesided")(onesided)
    app.command("silence")(silence)
    app.command("changes")(changes)


def pairs(store: o.Store = o.STORE, form: o.Form = Format.table) -> None:
    """List the readouts that tell of one meeting from its two sides."""
    from kg.store import open_store
    from kg.views.pairs import pairs as found

    with open_store(store, read_only=True) as opened:
        listed = found(opened)
    rows(("date", "score", "a", "title_a", "b", "title_b"),
         [(p.a.date, p.score, p.a.document.id, p.a.document.title, p.b.document.id, p.b.document.title) for p in listed], form)


def compare(
    doc_a: Annotated[str, typer.Argument(metavar="DOC_A|MEETING", help="A document: its id, source, address or title; or a meeting.")],
    doc_b: Annotated[str | None, typer.Argument(metavar="[DOC_B]", help="The other document.")] = None,
    page: Page = None, store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Compare two readouts: what both say, what one alone says, and where they part.

    `kg pairs` names the two texts of one meeting; by one name alone, that of a meeting, they are found. JSON has the matters and what each
    says that the other said, too.
    """
    from kg.store import open_store
    from kg.views.comparison import compare as compared

    with open_store(store, read_only=True) as opened:
        found = compared(opened, doc_a, doc_b)
    if form is Format.json:
        as_json(_plain(found))
    else:
        rows(("kind", "a", "b", "differs", "quote_a", "quote_b"), _lines(found), form)
    if page is not None:
        from kg.reports import report_comparison

        with writing(page):
            report_comparison(found, page)


def _lines(found: Comparison) -> list[tuple[str, str, str, str, str, str]]:
    from kg.wording import in_words

    def cells(statements: tuple[Statement, ...]) -> tuple[str, str]:
        return ("; ".join(in_words(s, found.label) for s in statements), " | ".join(_quotes(statements)))

    sides = [(x.kind, x.a, x.b, ", ".join(x.differs)) for x in found.aligned]
    sides += [("only a", (s,), (), "") for s in found.only_a] + [("only b", (), (s,), "") for s in found.only_b]
    lines = []
    for kind, a, b, differs in sides:
        (said_a, quote_a), (said_b, quote_b) = cells(a), cells(b)
        lines.append((kind, said_a, said_b, differs, quote_a, quote_b))
    return lines


def _quotes(statements: tuple[Statement, ...]) -> list[str]:
    return list(dict.fromkeys(e.quote for s in statements for e in s.evidence))


def _plain(found: Comparison) -> dict[str, object]:
    """Return a comparison as plain data: documents without their texts, statements with ids, words and quotes."""
    from kg.wording import in_words

    def told(s: Statement) -> dict[str, object]:
        return {"id": s.id, "words": in_words(s, found.label),
                "quotes": [{"quote": e.quote, "start": e.span.start, "end": e.span.end} for e in s.evidence]}

    return {
        **{name: document(x.document) | {"side": found.label(side)}
           for name, x, side in (("a", found.a, found.side_a), ("b", found.b, found.side_b))},
        "aligned": [{"kind": x.kind, "differs": list(x.differs), "a": [told(s) for s in x.a], "b": [told(s) for s in x.b]}
                    for x in found.aligned],
        "only_a": [told(s) for s in found.only_a], "only_b": [told(s) for s in found.only_b],
        "matters": [asdict(m) for m in found.matters],
        "attributed": [{"in": x.teller, **told(x.statement), "answer": x.answer.kind if x.answer else None} for x in found.attributed],
    }


def document(told: Document) -> dict[str, object]:
    """Return what names a document, as plain data."""
    return {"id": told.id, "title": told.title, "source": told.source, "url": told.url,
            "published": str(told.published) if told.published else None}


def onesided(
    every: Annotated[bool, typer.Option("--all", help="Also where the store has no text of the silent side of that time.")] = False,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """List the meetings that one side alone published, where the other side's texts of that time are in the store."""
    from kg.query import nodes
    from kg.store import open_store
    from kg.views.onesided import onesided as found

    with open_store(store, read_only=True) as opened:
        listed = found(opened)
        name = {n.id: n.label for n in nodes(opened)}
    shown = [f for f in listed if every or f.covered]
    rows(("date", "meeting", "told_by", "silent", "texts_of_the_silent", "document", "quote"),
         [(f.told.date, f.told.label, name.get(f.told.home or "", f.told.home), name.get(f.silent, f.silent), f.silent_documents,
           f.told.document.title, f.told.cited.evidence[0].quote) for f in shown], form)
    if len(shown) < len(listed):
        log(f"{len(listed) - len(shown)} more, where the store has no text of the silent side within 30 days; --all lists them")


def silence(
    doc: Readout,
    partner: Annotated[str | None, typer.Option("--partner", help="The other side, where it is not that of the meeting.")] = None,
    likely: Annotated[float, typer.Option("--likely", min=0.0, max=1.0, help="Probability from which something is expected.")] = 0.8,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show what a readout lacks that the same side's earlier ones on the same pair would lead one to expect."""
    from kg.store import open_store
    from kg.views.silence import silence as found

    with open_store(store, read_only=True) as opened:
        told = found(opened, doc, partner=partner, likely=likely)
    rows(("kind", "expected", "probability", "seen", "of", "last", "last_quote"),
         [(m.kind, m.name, m.probability, m.seen, m.documents, m.last.title, m.evidence.quote) for m in told.missing], form)
    if told.abstained:
        log(f"nothing can be expected: {told.abstained}")


def changes(
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]", help="A file or address as it was built; all by default.")] = None,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show which statements came, went or changed where a source was built again with another text."""
    from kg.store import open_store
    from kg.views.changes import changes as found
    from kg.wording import in_words

    with open_store(store, read_only=True) as opened:
        listed = found(opened, source)
    rows(("seen", "source", "change", "before", "after", "quote_before", "quote_after", "same_words"),
         [(r.version.until.isoformat(timespec="seconds"), r.version.source, c.kind,
           *(in_words(s, r.label) if s else None for s in (c.before, c.after)),
           *(s.evidence[0].quote if s and s.evidence else None for s in (c.before, c.after)), c.same_words)
          for r in listed for c in r.changes], form)
    for r in listed:
        if r.after is None:
            log(f"{r.version.source} no longer has the text {r.before.document.title!r}")
        elif not r.changes:
            log(f"{r.version.source}: the text changed, what was read from it did not")
