"""`kg why`, `kg pack`, `kg infer`: where a statement comes from, an answer with all that it rests on, what follows from the graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as o
from kg.cli.card import CardFormat
from kg.cli.console import as_json, log, out, writing

if TYPE_CHECKING:
    from kg.why import Chain, Quotation


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("why")(why)
    app.command("pack", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(pack)
    app.command("infer")(infer)


def why(
    asked: Annotated[list[str], typer.Argument(metavar="ID|SUBJECT RELATION OBJECT", help="The id of a statement, or its parts.")],
    store: o.Store = o.STORE, folder: o.Corrections = None,
    form: Annotated[CardFormat, typer.Option("--format", "-f", help="How to print it.")] = CardFormat.card,
) -> None:
    """Show the way from a statement to its sentence and document.

    For example `kg why China supports Pakistan`, or `kg why 0f3a52b1`.
    """
    from kg.corrections import load
    from kg.store import open_store
    from kg.why import between, chain, named

    if len(asked) not in (1, 3):
        raise typer.BadParameter("give the id of a statement, or subject, relation and object", param_hint="ID")
    decided, _ = load(o.corrections_of(folder, store))
    with open_store(store, read_only=True) as opened:
        ids = (named(opened, asked[0]),) if len(asked) == 1 else between(opened, asked[0], asked[1], asked[2])
        found = [(id, chain(opened, decided, id)) for id in ids]
    if form is CardFormat.json:
        as_json([_plain(id, this) for id, this in found])
    else:
        out("\n\n".join("\n".join(_lines(id, this)) for id, this in found))


def pack(
    context: typer.Context, name: o.Query = None, free: o.Sparql = None,
    file: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The zip to write.")] = Path("pack.zip"),
    store: o.Store = o.STORE, quiet: o.Quiet = False,
) -> None:
    """Write an evidence pack: an answer, its documents, and a script that checks them with rdflib alone.

    The query is named as for `kg query`; for example `kg pack commitments --country China -o pack.zip`.
    """
    from kg.pack import pack as write
    from kg.store import open_store

    asked, parameters = o.asked(name, free, context.args)
    with open_store(store, read_only=True) as opened:
        with writing(file, quiet=quiet):
            write(opened, asked, file, **parameters)


def infer(store: o.Store = o.STORE,
          gone: Annotated[bool, typer.Option("--drop", help="Delete what was inferred.")] = False, quiet: o.Quiet = False) -> None:
    """Write down what follows from the graph, apart from it; `kg query --inferred` asks both together."""
    from kg import infer as reasoning
    from kg.store import open_store

    with open_store(store, read_only=True) as opened:
        if gone:
            said = "dropped" if reasoning.drop(opened) else "nothing had been inferred"
        else:
            said = f"{reasoning.infer(opened)} triples inferred"
    if not quiet:
        log(said)


def _plain(id: str, this: Chain) -> dict[str, object]:
    decisions = [{"what": d.words, "place": d.mark.place, "author": d.mark.author, "time": d.mark.time, "why": d.mark.why}
                 for d in this.corrections]
    cited = [asdict(c.evidence) | {"before": c.before, "after": c.after, "title": c.document.title, "source": c.document.source,
                                   "url": c.document.url, "publisher": c.document.publisher, "published": c.document.published}
             for c in this.cited]
    return {"id": id, "claim": this.claim, "stands": this.stands, "reason": this.reason, "extracted_as": this.extracted_as,
            "cited": cited, "corrections": decisions}


def _lines(id: str, this: Chain) -> Iterator[str]:
    yield this.claim
    yield f"  statement {id}" + ("" if this.stands else ": not in the graph" + (f", {this.reason}" if this.reason else ""))
    if this.extracted_as and this.extracted_as != (id,):
        yield f"  extracted as {', '.join(this.extracted_as)}"
    for c in this.cited:
        yield from _quotation(c)
    for d in this.corrections:
        by = ", ".join(x for x in (d.mark.author, d.mark.time) if x)
        yield ""
        yield f"  corrected: {d.words}"
        yield f"    {d.mark.place}{f' ({by})' if by else ''}{f': {d.mark.why}' if d.mark.why else ''}"


def _quotation(c: Quotation) -> Iterator[str]:
    before, quote, after = (" ".join(text.split()) for text in (c.before, c.evidence.quote, c.after))
    yield ""
    yield f"  {before}{' ' if before else ''}[[{quote}]]{'' if after[:1] in ('', '.', ',', ';', '”') else ' '}{after}"
    yield f"    characters {c.evidence.span.start} to {c.evidence.span.end} of document {c.document.id}"
    yield f"    {c.document.title or 'untitled'}"
    known = [c.document.publisher, str(c.document.published or ""), c.document.url or c.document.source]
    yield f"    {', '.join(x for x in known if x)}"
    yield f"    read by {c.evidence.extractor}, confidence {c.evidence.confidence:.2f}"
