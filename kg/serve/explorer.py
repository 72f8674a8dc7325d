"""The answers of the served page, read from a store through `kg.outline` and `kg.query`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from kg import network, ontology, query
from kg.contracts import Store
from kg.errors import QueryError
from kg.outline import Chosen, Outline
from kg.page.part import part_of
from kg.query import Edge, Node
from kg.serve.answers import Counts, Entity, Hit, Neighbour, Opening, Overview, Relation, Totals, View

CITED = 5
"""Citations of a statement that come with it at first; `evidence` has all."""
CITED_AT_MOST = 200
NEIGHBOURS = 50
PAIRS_FIRST = 60
"""Pairs of countries and organisations that the page opens with."""
STATEMENTS_FIRST = 300


class Explorer:
    """Answers on one store that does not change while it is served; `outline` is the store's own."""

    def __init__(self, store: Store, outline: Outline, title: str) -> None:
        self._store, self._outline, self._title = store, outline, title
        self._documents = len(store.graphs())

    @cached_property
    def opening(self) -> Opening:
        """Choose what the page shows first: the pairs of most statements, each with a few of them."""
        ties = self._outline.ties()
        each = max(1, STATEMENTS_FIRST // max(1, min(PAIRS_FIRST, len(ties))))
        chosen = {s: True for tie in ties[:PAIRS_FIRST]
                  for s in self._outline.between(tie.one, tie.other, each).statements[:each]}
        known = self._outline
        totals = Totals(len(known.statements), self._documents, len(known.nodes))
        part = self._view(chosen, CITED)
        left_out = (f"{len(part.statements):,} of {totals.statements:,} statements are here; a node that is expanded, searched or "
                    "paired brings its own.",) if len(part.statements) < totals.statements else ()
        return Opening(self._title, "auto", "relations", totals, part, (*left_out, *part.left_out))

    def neighbourhood(self, id: str, limit: int) -> View:
        """Return statements that name an entity, spread over its neighbours, and those on whom the persons represent."""
        node = self._node(id)
        chosen = self._outline.around(id, limit)
        return self._some(chosen, limit, f"that name {node.label}")

    def pair(self, a: str, b: str, limit: int) -> View:
        """Return statements that join two entities, their officials, or a matter of both."""
        one, other = self._node(a), self._node(b)
        chosen = self._outline.between(a, b, limit)
        return self._some(chosen, limit, f"that join {one.label} and {other.label}")

    def evidence(self, statement: str) -> View:
        """Return one statement with all its citations, surest first, each in its paragraph."""
        if statement not in self._outline.statements:
            raise QueryError(f"the store has no statement {statement!r}")
        return self._view([statement], CITED_AT_MOST)

    def find(self, text: str, limit: int) -> list[Hit]:
        """Return the entities whose names hold all words of the text."""
        return [_hit(n) for n in self._outline.find(text, limit)]

    def relations(self, limit: int) -> Overview:
        """Return the pairs of countries and organisations with most statements."""
        ties = self._outline.ties()
        nodes = self._outline.nodes
        return Overview(tuple(Relation(_hit(nodes[t.one]), _hit(nodes[t.other]), t.statements,
                                       _by(network.group, t.relations), dict(t.relations.most_common()))
                              for t in ties[:limit]), len(ties))

    def entity(self, id: str) -> Entity:
        """Return the card of an entity."""
        node = self._node(id)
        naming = self._outline.naming.get(id, ())
        met = Counter(e for s in naming for e in s.entities if e != id and e in self._outline.nodes)
        neighbours = sorted(met.items(), key=lambda x: (-x[1], x[0]))
        card = part_of(network.assemble([node], [], {})).entities[0]
        return Entity(card, dict(Counter(s.relation for s in naming).most_common()),
                      tuple(Neighbour(_hit(self._outline.nodes[e]), n) for e, n in neighbours[:NEIGHBOURS]), len(met))

    @cached_property
    def counts(self) -> Counts:
        """Count what each filter lets through."""
        relations = Counter(s.relation for s in self._outline.statements.values())
        stances, publishers, years = Counter[str](), Counter[str](), Counter[str]()
        for row in query.run(self._store, "relations"):
            stances[str(row["stance"])] += int(row["statements"] or 0)
        for row in query.run(self._store, "sources"):
            publishers[str(row["publisher"] or "")] += int(row["statements"] or 0)
            years[str(row["year"] or "")] += int(row["statements"] or 0)
        return Counts(dict(Counter(n.kind for n in self._outline.nodes.values()).most_common()), dict(relations.most_common()),
                      _by(network.group, relations), _by(lambda r: ontology.relation(r).plover or "", relations),
                      dict(stances.most_common()), dict(publishers.most_common()), dict(sorted(years.items())))

    def _node(self, id: str) -> Node:
        if id not in self._outline.nodes:
            raise QueryError(f"the store has no entity {id!r}; `find` looks for names")
        return self._outline.nodes[id]

    def _some(self, chosen: Chosen, limit: int, which: str) -> View:
        view = self._view(chosen.statements, CITED)
        if chosen.of <= limit:
            return view
        cut = f"{limit:,} of {chosen.of:,} statements {which} are here, spread over all whom they name."
        return replace(view, left_out=(cut, *view.left_out))

    def _view(self, statements: Iterable[str], cited: int) -> View:
        """Read statements with at most so many citations each, and say where there are more."""
        found = query.edges(self._store, statements)
        edges = [replace(e, cited=e.cited[:cited]) for e in found]
        texts = query.texts(self._store, {c.document for e in edges for c in e.cited})
        named = dict.fromkeys(e for edge in edges for e in _ends(edge))
        nodes = (self._outline.nodes[e] for e in named if e in self._outline.nodes)
        part = part_of(network.assemble(nodes, edges, texts))
        more = len({e.id for e in found if len(e.cited) > cited})
        left_out = (f"{more:,} statements are cited more often: their {cited} surest citations are here.",) if more else ()
        return View(part.entities, part.statements, part.documents, part.passages, left_out)


def _ends(edge: Edge) -> Iterable[str]:
    return filter(None, (edge.source, edge.target, edge.speaker, edge.reported_by, *edge.about))


def _hit(node: Node) -> Hit:
    return Hit(node.id, node.kind, node.label, node.weight)


def _by(key: Callable[[str], str], relations: Counter[str]) -> dict[str, int]:
    """Add up counts of relations under what each relation belongs to; what belongs to nothing is left out."""
    counted = Counter[str]()
    for relation, n in relations.items():
        counted[key(relation)] += n
    return {name: n for name, n in counted.most_common() if name}
