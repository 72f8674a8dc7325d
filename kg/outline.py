"""A graph in outline, small enough to be held: which statement names whom, and what is near what."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg import query
from kg.contracts import Store
from kg.query import Node
from kg.vocab import BKG, HEAD, ID, id_of, name_of

SIDES = ("Country", "Organization")
MATTERS = ("Meeting", "Agreement", "Project", "Topic")
OFFICES_KEPT = 2
"""Statements on whom a person represents that come along wherever he does."""

_ROLES = ("relation", "subject", "object", "about", "speaker")


@dataclass(frozen=True, slots=True)
class Named:
    """A statement in outline: its relation and the entities that it names, subject first."""

    id: str
    relation: str
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The statements chosen for a view, of how many that would belong there."""

    statements: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Tie:
    """What lies between two countries or organisations, both directions together."""

    one: str
    other: str
    statements: tuple[Named, ...]
    """By relation."""


@dataclass(frozen=True, slots=True)
class Outline:
    """All entities by id, all statements in outline, and the statements that name each entity.

    Holds about 400 bytes a statement; quotes and texts stay in the store.
    """

    nodes: dict[str, Node]
    statements: dict[str, Named]
    naming: dict[str, tuple[Named, ...]]
    names: tuple[tuple[str, str], ...]
    """Each entity's folded names, for search, with its id; weightiest first."""

    def around(self, entity: str, limit: int) -> Chosen:
        """Choose statements that name the entity: one with each neighbour, those of most statements first, then a second.

        So a country with thousands of statements shows whom it deals with, and not all of what it says of one.
        """
        found = self.naming.get(entity, ())
        return Chosen(self._with_offices(_spread(found, {entity}, limit)), len(found))

    def between(self, one: str, other: str, limit: int) -> Chosen:
        """Choose statements that join two countries, their officials, or a matter of both; direct ones first."""
        sides = self.side(one), self.side(other)
        naming = [{s.id: s for member in side for s in self.naming.get(member, ())} for side in sides]
        direct = [s for id, s in naming[0].items() if id in naming[1]]
        shared = set.intersection(*({e for s in said.values() for e in s.entities if self._is(e, MATTERS)} for said in naming))
        known = {s.id for s in direct}
        matters = [s for said in naming for s in said.values() if s.id not in known and shared.intersection(s.entities)]
        matters = list({s.id: s for s in matters}.values())
        chosen = _spread(direct, {one, other}, limit)
        chosen += _spread(matters, sides[0] | sides[1], limit - len(chosen))
        return Chosen(self._with_offices(chosen), len(direct) + len(matters))

    def side(self, country: str) -> set[str]:
        """Return a country or organisation with all who represent it."""
        return {country, *(s.entities[0] for s in self.naming.get(country, ())
                           if s.relation == "represents" and s.entities[1:2] == (country,))}

    def ties(self) -> tuple[Tie, ...]:
        """Return the pairs of countries and organisations that a statement joins, those of most statements first."""
        found: dict[tuple[str, str], list[Named]] = {}
        for s in self.statements.values():
            ends = sorted({e for e in s.entities[:2] if self._is(e, SIDES)})
            if len(ends) == 2:
                found.setdefault((ends[0], ends[1]), []).append(s)
        ties = (Tie(*pair, tuple(sorted(said, key=lambda s: (s.relation, s.id)))) for pair, said in found.items())
        return tuple(sorted(ties, key=lambda t: (-len(t.statements), t.one, t.other)))

    def overview(self, limit: int) -> Chosen:
        """Choose all statements or, where they are more than `limit`, an equal share of what joins each pair.

        Every so many-th statement is taken, pair by pair and relation by relation, so that both keep their proportions.
        """
        if len(self.statements) <= limit:
            return Chosen(tuple(self.statements), len(self.statements))
        said = [s for tie in self.ties() for s in tie.statements]
        return Chosen(self._with_offices(said[::max(1, -(-len(said) // limit))]), len(self.statements))

    def find(self, text: str, limit: int) -> tuple[Node, ...]:
        """Return the entities whose names hold all words of the text: names that begin with it first, then the weightier."""
        words = fold(text).split()
        if not words:
            return ()
        hits = ((names, id) for names, id in self.names if all(w in names for w in words))
        ranked = sorted(hits, key=lambda hit: not hit[0].startswith(words[0]))  # stable: the weightier stay first
        return tuple(self.nodes[id] for _, id in ranked[:limit])

    def _with_offices(self, chosen: list[Named]) -> tuple[str, ...]:
        people = {e: True for s in chosen for e in s.entities if self._is(e, ("Person",))}
        offices = (s.id for person in people
                   for s in [s for s in self.naming.get(person, ()) if s.relation == "represents"][:OFFICES_KEPT])
        return tuple(dict.fromkeys((*(s.id for s in chosen), *offices)))

    def _is(self, entity: str, kinds: Iterable[str]) -> bool:
        known = self.nodes.get(entity)
        return known is not None and known.kind in kinds


def outline(store: Store) -> Outline:
    """Read the outline of a store: every entity with its names, every statement with whom it names.

    >>> from kg.store import open_store
    >>> outline(open_store()).find("China", 5)
    ()
    """
    nodes = {n.id: n for n in query.nodes(store)}
    said: dict[str, dict[str, list[str]]] = {}
    for statement, role, name in _roles(store):
        said.setdefault(statement, {}).setdefault(role, []).append(name)
    statements = {id: Named(id, roles["relation"][0], tuple(dict.fromkeys(
        e for role in _ROLES[1:] for e in sorted(roles.get(role, ()))))) for id, roles in sorted(said.items())
        if "object" in roles or "about" in roles}  # the date of a meeting joins nothing
    naming: dict[str, list[Named]] = {}
    for s in statements.values():
        for entity in s.entities:
            naming.setdefault(entity, []).append(s)
    weightiest = sorted(nodes.values(), key=lambda n: (-n.weight, n.id))
    return Outline(nodes, statements, {e: tuple(found) for e, found in naming.items()},
                   tuple((fold(" ".join((n.label, *n.aliases, n.iso3 or "", n.id))), n.id) for n in weightiest))


def fold(text: str) -> str:
    """Take capitals and accents away.

    >>> fold("Türkiye")
    'turkiye'
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def _roles(store: Store) -> Iterator[tuple[str, str, str]]:
    """Yield a statement's id, a role, and the id of the entity (or the name of the relation) that has it."""
    for role in _ROLES:
        known: dict[object, str] = {}
        for row in store.select(HEAD + f"SELECT DISTINCT ?s ?o WHERE {{ GRAPH ?g {{ ?s bkg:{role} ?o }} }}"):
            term = row["o"]
            if term not in known:
                known[term] = _short(str(term))
            if known[term]:
                yield str(row["s"]).rpartition("/")[2], role, known[term]


def _short(term: str) -> str:
    """Return what an IRI of ours stands for; nothing for a date, which is no entity."""
    return id_of(term) if term.startswith(ID) else name_of(term) if term.startswith(BKG) else ""


def _spread(found: Iterable[Named], centre: set[str], limit: int) -> list[Named]:
    """Choose up to `limit` statements, taking one of each neighbour of the centre in turn, those of most statements first."""
    of: dict[str, list[Named]] = {}
    for s in found:
        for neighbour in [e for e in s.entities if e not in centre] or [s.entities[0]]:
            of.setdefault(neighbour, []).append(s)
    turns = sorted(of.items(), key=lambda x: (-len(x[1]), x[0]))
    chosen: dict[str, Named] = {}
    depth = 0
    while turns and len(chosen) < limit:
        for _, said in turns:
            chosen.setdefault(said[depth].id, said[depth])
            if len(chosen) >= limit:
                break
        depth += 1
        turns = [(n, said) for n, said in turns if len(said) > depth]
    return list(chosen.values())
