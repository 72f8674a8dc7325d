"""`kg validate`: a store against the shapes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer

from kg.cli import options as o
from kg.cli.console import Format, as_json, log, out, progress, rows

if TYPE_CHECKING:
    from kg.contracts import Quad
    from kg.quarantine import Quarantined
    from kg.validate import Violation

FOUND = ("shape", "severity", "node", "message", "value", "source")


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("validate")(validate)


def validate(store: o.Store = o.STORE, form: o.Form = Format.table, quiet: o.Quiet = False) -> None:
    """Hold every document's graph against the shapes; say what each shape looked at and what strays from it."""
    from kg.quarantine import quarantined
    from kg.store import open_store
    from kg.validate import focus_nodes
    from kg.validate import validate as hold

    looked: Counter[str] = Counter(dict.fromkeys(focus_nodes(()), 0))
    found: list[tuple[str, ...]] = []
    with open_store(store, read_only=True) as opened, progress("validating", quiet=quiet) as tell:
        for graph in opened.graphs():
            quads = tuple(opened.quads(graph))
            looked.update(focus_nodes(quads))
            found += _described(hold(quads), quads)
            tell(graph)
        apart = quarantined(opened)
    _print(looked, found, apart, form, quiet)
    if any(severity == "violation" for _, severity, *_ in found):
        raise typer.Exit(1)


def _described(violations: tuple[Violation, ...], quads: tuple[Quad, ...]) -> list[tuple[str, ...]]:
    """Return a line for each finding: a node is told by its label, a statement by those of its ends, evidence by its quote."""
    from kg.rdf import LABEL
    from kg.vocab import bkg, node, value

    said: dict[tuple[str, str], str] = {(s, p): o for s, p, o, _ in quads}

    def name(term: str) -> str:
        ends = [said.get((term, node(bkg(end)))) for end in ("subject", "relation", "object")]
        if ends[0] and ends[1]:
            return " ".join(name(end) for end in ends if end)
        label = said.get((term, LABEL)) or said.get((term, node(bkg("quote"))))
        return str(value(label or term)).rpartition("#")[2][:80]

    source = next((str(value(o)) for _, p, o, _ in quads if p == node(bkg("source"))), "")
    return [(v.shape, "warning" if v.warning else "violation", name(node(v.focus)), v.message,
             name(node(v.value)) if v.value.startswith("http") and " " not in v.value else v.value[:80], source)
            for v in violations]


def _print(looked: Counter[str], found: list[tuple[str, ...]], apart: tuple[Quarantined, ...], form: Format, quiet: bool) -> None:
    counted = Counter((shape, severity) for shape, severity, *_ in found)
    shapes = [(shape, n, counted[shape, "violation"], counted[shape, "warning"]) for shape, n in sorted(looked.items())]
    heads = ("shape", "nodes", "violations", "warnings")
    if form is Format.json:
        as_json({"shapes": [dict(zip(heads, row, strict=True)) for row in shapes],
                 "found": [dict(zip(FOUND, row, strict=True)) for row in found],
                 "quarantined": [{"statement": a.statement, "document": a.document, "why": a.why} for a in apart]})
        return
    if form is Format.csv:
        rows(FOUND, found, form)
    elif not quiet:
        rows(heads, shapes, form)
        if found:
            out("")
            rows(FOUND, found, form)
    for shape, n in sorted(looked.items()):
        if n == 0:
            log(f"the shape {shape} looked at nothing: that nothing strays from it says nothing")
    for why, n in sorted(Counter(a.why for a in apart).items()):
        log(f"kept apart at the build: {n} x {why}")
