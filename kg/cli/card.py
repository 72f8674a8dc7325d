"""`kg show`: all that a store says of one person, country, meeting, agreement or project, with the quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as o
from kg.cli.console import as_json, out
from kg.model import PartialDate, Qualifiers, Statement
from kg.wording import claim

if TYPE_CHECKING:
    from kg.query import Citation, Edge, Node

_OWN_SECTION = {"represents", "takesPartIn"}


class CardFormat(StrEnum):
    """How a card is printed."""

    card = "card"
    json = "json"


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("show")(show)


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, an ISO code or an id, such as 'Li Ming'.")],
    store: o.Store = o.STORE,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Statements shown of each relation.")] = 5,
    form: Annotated[CardFormat, typer.Option("--format", "-f", help="How to print the card.")] = CardFormat.card,
) -> None:
    """Print a card of one thing, with quotes."""
    from kg.query import edges, find, nodes
    from kg.store import open_store

    with open_store(store, read_only=True) as opened:
        wanted = find(opened, name)
        known = {n.id: n for n in nodes(opened)}
        touching = [e for e in edges(opened) if set(wanted) & {e.source, e.target, e.speaker, *e.about}]
    cards = [Card(known[id], known, [e for e in touching if id in (e.source, e.target, e.speaker, *e.about)])
             for id in wanted if id in known]
    if form is CardFormat.json:
        as_json([card.plain() for card in cards])
    elif not cards:
        out(f"{name} is known, but no document of the store names it")
    else:
        out("\n\n".join("\n".join(card.lines(limit)) for card in cards))


class Card:
    """An entity with the edges that touch it, put into words."""

    def __init__(self, node: Node, known: dict[str, Node], touching: Iterable[Edge]) -> None:
        self.node, self.known = node, known
        self.edges = list({(e.id, e.target): e for e in touching}.values())

    def plain(self) -> dict[str, object]:
        """Return the card as plain data."""
        return {"entity": asdict(self.node), "statements": [asdict(e) for e in self._once(self.edges)]}

    def lines(self, limit: int) -> Iterator[str]:
        """Yield the card line by line, with at most `limit` statements of a relation."""
        n = self.node
        yield f"{n.label}  ({n.kind}, {n.id})"
        facts = (("also", "; ".join(n.aliases)), ("ISO code", n.iso3), ("form", n.form), ("status", n.status),
                 ("date", n.date), ("same as", "; ".join(n.same_as)))
        yield from (f"  {name:<9} {value}" for name, value in facts if value)
        yield from self._section("offices", self._offices())
        yield from self._section("meetings", self._meetings())
        for relation in sorted({e.relation for e in self.edges} - self._sections()):
            told = self._once(e for e in self.edges if e.relation == relation)
            yield ""
            yield f"{relation} ({len(told)})"
            for edge in told[:limit]:
                yield from self._statement(edge)
            if len(told) > limit:
                yield f"  ... {len(told) - limit} more; --limit {len(told)} shows all"

    def _sections(self) -> set[str]:
        return _OWN_SECTION if self.node.kind != "Meeting" else {"represents"}

    @staticmethod
    def _section(title: str, told: list[str]) -> Iterator[str]:
        if told:
            yield ""
            yield f"{title} ({len(told)})"
            yield from (f"  {line}" for line in told)

    def _offices(self) -> list[str]:
        found = {}
        for e in self.edges:
            if e.relation == "represents":
                who = f"{self._label(e.source)}: " if e.target == self.node.id else ""
                where = "" if e.target == self.node.id else f" ({self._label(e.target)})"
                found[f"{who}{e.office or 'speaks for'}{where}"] = True
        return sorted(found)

    def _meetings(self) -> list[str]:
        if self.node.kind == "Meeting":
            return []
        met = {e.target for e in self.edges if e.relation == "takesPartIn" and e.source == self.node.id}
        told = [(self.known[m].date or "", self.known[m].label) for m in met if m in self.known]
        return [f"{date or 'no date':<10}  {label}" for date, label in sorted(told)]

    def _statement(self, e: Edge) -> Iterator[str]:
        said = Statement(e.source, e.relation, None if e.target in e.about else e.target, e.about,
                         Qualifiers(e.office, e.formula, PartialDate(e.date) if e.date else None),
                         e.stance, e.speaker, e.reported_by, e.negated, e.conditional)
        yield f"  {claim(said, self._label)}"
        for c in e.cited[:2]:
            yield f"    “{' '.join(c.quote.split())}”"
            yield f"      {_source(c)}"

    def _label(self, id: str | None) -> str:
        return self.known[id].label if id in self.known else id or ""

    @staticmethod
    def _once(edges: Iterable[Edge]) -> list[Edge]:
        found = {e.id: e for e in edges}
        return sorted(found.values(), key=lambda e: (-e.confidence, e.id))


def _source(c: Citation) -> str:
    known = ", ".join(x for x in (c.publisher, c.published) if x)
    return f"{c.title or 'untitled'}{f' ({known})' if known else ''}, {c.url or c.source}"
