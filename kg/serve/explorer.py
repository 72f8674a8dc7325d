"""The answers of the served page, read from a store through `kg.outline` and `kg.query`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from kg import network, ontology, query
from kg.contracts import Store
from kg.errors import QueryError
from kg.outline import Chosen, Outline, Tie
from kg.page.layout import placed
from kg.page.part import Part, part_of
from kg.query import Edge, Node
from kg.serve.answers import Counts, Entity, Hit, Neighbour, Opening, Overview, Relation, Totals, View

CITED = 5
"""Citations of a statement that come with it at first; `evidence` has all."""
CITED_AT_MOST = 200
NEIGHBOURS = 50


class Explorer:
    """Answers on one store that does not change while it is served; `outline` is the store's own.

    `opening` is chosen and laid out at once, before the first reader waits for it.
    """

    def __init__(self, store: Store, outline: Outline, title: str, theme: str, opening: int) -> None:
        self._store, self._outline, self._title, self._theme = store, outline, title, theme
        self._documents = len(store.graphs())
        self.opening = self._choose(opening)

    def _choose(self, limit: int) -> Opening:
        """Choose what the page shows first: all, or of what joins each pair the same share."""
        chosen = self._outline.overview(limit)
        view = self._view(chosen.statements, CITED, laid_out=True)
        totals = Totals(chosen.of, self._documents, len(self._outline.nodes))
        left_out = (f"{len(view.statements):,} of {chosen.of:,} statements are here, of each pair the same share; a node that is "
                    "expanded, searched or paired brings its own.",) if len(chosen.statements) < chosen.of else ()
        part = Part(view.entities, view.statements, view.documents, view.passages)
        level = "relations" if sum(e.kind == "Country" for e in part.entities) > 3 else "details"
        return Opening(self._title, self._theme, level, totals, part, (*left_out, *view.left_out))

    @cached_property
    def _ties(self) -> tuple[Tie, ...]:
        return self._outline.ties()

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
        ties, nodes = self._ties, self._outline.nodes
        counted = [(t, Counter(s.relation for s in t.statements)) for t in ties[:limit]]
        return Overview(tuple(Relation(_hit(nodes[t.one]), _hit(nodes[t.other]), relations.total(),
                                       _by(network.group, relations), dict(relations.most_common()))
                              for t, relations in counted), len(ties))

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

    def _view(self, statements: Iterable[str], cited: int, *, laid_out: bool = False) -> View:
        """Read statements with at most so many citations each, and say where there are more."""
        found = query.edges(self._store, statements)
        edges = [replace(e, cited=e.cited[:cited]) for e in found]
        texts = network.texts(self._store, {c.document for e in edges for c in e.cited})
        named = dict.fromkeys(e for edge in edges for e in _ends(edge))
        nodes = (self._outline.nodes[e] for e in named if e in self._outline.nodes)
        graph = network.assemble(nodes, edges, texts)
        part = part_of(graph, placed(graph) if laid_out else None)
        more = len({e.id for e in found if len(e.cited) > cited})
        left_out = (f"{_counted(more)} had more than {cited} quotes: only the {cited} surest are shown.",) if more else ()
        return View(part.entities, part.statements, part.documents, part.passages, left_out)


def _ends(edge: Edge) -> Iterable[str]:
    return filter(None, (edge.source, edge.target, edge.speaker, edge.reported_by, *edge.about))


def _counted(statements: int) -> str:
    return f"{statements:,} statement{'' if statements == 1 else 's'}"


def _hit(node: Node) -> Hit:
    return Hit(node.id, node.kind, node.label, node.weight)


def _by(key: Callable[[str], str], relations: Counter[str]) -> dict[str, int]:
    """Add up counts of relations under what each relation belongs to; what belongs to nothing is left out."""
    counted = Counter[str]()
    for relation, n in relations.items():
        counted[key(relation)] += n
    return {name: n for name, n in counted.most_common() if name}
