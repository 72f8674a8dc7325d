"""Who met whom at which level, in which form, where and as whose guest?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kg import authority
from kg.contracts import Store
from kg.query import Citation, Edge, Node, edges, nodes
from kg.views.ranks import Rank, rank
from kg.views.sides import PARTIES, side_named, side_of, sides
from kg.vocab import entity_id


@dataclass(frozen=True, slots=True)
class Delegate:
    """A person who took part, with the office as the meeting's documents write it (else as any document does)."""

    person: str
    name: str
    office: str | None
    rank: Rank | None


@dataclass(frozen=True, slots=True)
class Side:
    """A state or organisation at a meeting; `delegates` are those whom the texts name, highest level first."""

    side: str
    name: str
    delegates: tuple[Delegate, ...]

    @property
    def level(self) -> int | None:
        """Return the highest level among the delegates, None where no office is known."""
        return max((d.rank.level for d in self.delegates if d.rank), default=None)


@dataclass(frozen=True, slots=True)
class Encounter:
    """A meeting that took place between two sides or more.

    `place` is the place that the texts name, `state` the id of the state that it lies in, None where that is not known; `cited`
    are the words that say who took part, surest first.
    """

    id: str
    name: str
    form: str
    date: str | None
    place: str | None
    state: str | None
    topics: tuple[str, ...]
    sides: tuple[Side, ...]
    cited: tuple[Citation, ...]

    @property
    def host(self) -> str | None:
        """Return the side in whose state they met, None where it is no side's, is not known, or nobody travelled."""
        return self.state if self.form != "call" and self.state in {s.side for s in self.sides} else None

    @property
    def visitors(self) -> tuple[str, ...]:
        """Return the sides that are not the host, none where nobody hosts."""
        return tuple(s.side for s in self.sides if s.side != self.host) if self.host else ()

    @property
    def asymmetry(self) -> int | None:
        """Return how many levels lie between the highest and the lowest side, None where a level is not known."""
        levels = [s.level for s in self.sides]
        return None if None in levels else max(x for x in levels if x) - min(x for x in levels if x)

    @property
    def delegates(self) -> int:
        """Return how many persons the texts name."""
        return sum(len(s.delegates) for s in self.sides)


def encounters(store: Store, *, country: str | None = None, partner: str | None = None) -> tuple[Encounter, ...]:
    """Return the meetings that took place, those with `country` (and `partner`) where they are named, by date and name.

    Planned and denied presence does not count. A person is counted with the side that he or she represents; a side without a
    named person is there with no delegate and no level. Raises QueryError for an unknown name.

    >>> from kg.store import open_store
    >>> encounters(open_store(), country="China")
    ()
    """
    wanted = {side_named(store, name) for name in (country, partner) if name}
    return tuple(e for e in encounters_of(nodes(store), edges(store)) if wanted <= {s.side for s in e.sides})


def encounters_of(known: Iterable[Node], told: Iterable[Edge]) -> tuple[Encounter, ...]:
    """Return all meetings of a graph that is read already, as `encounters` does.

    >>> encounters_of((), ())
    ()
    """
    graph = _Told(known, told)
    found = (graph.encounter(meeting) for meeting in graph.present)
    return tuple(sorted((e for e in found if len(e.sides) > 1), key=lambda e: (e.date or "", e.name, e.id)))


class _Told:
    """The edges of a graph by what a meeting needs to know of them."""

    def __init__(self, known: Iterable[Node], told: Iterable[Edge]) -> None:
        told = [e for e in told if e.stance == "asserted" and not e.negated and not e.conditional]
        self.nodes: Mapping[str, Node] = {n.id: n for n in known}
        self.sides = sides(told)
        self.present = _grouped(e for e in told if e.relation == "takesPartIn")
        self.places = _by_source(told, "takesPlaceIn")
        self.topics = _by_source(told, "discusses")
        self.within = _by_source(told, "locatedIn")
        self.offices = _by_source(told, "represents")

    def encounter(self, meeting: str) -> Encounter:
        """Put together what is told of a meeting."""
        there = self.present[meeting]
        named = sorted({e.source for e in there})
        present = {s for s in (side_of(x, self.sides) for x in named) if s is not None}
        cited = tuple(sorted({c for e in there for c in e.cited}, key=lambda c: (-c.confidence, c)))
        papers = {c.document for c in cited}
        here = sorted(present, key=lambda s: (not s.startswith("country:"), s))
        parties = [s for s in here if s.startswith("country:")] or here
        if len(parties) < 2:
            parties = here
        place = min((e.target for e in self.places.get(meeting, ())), default=None)
        node = self.nodes[meeting]
        return Encounter(meeting, node.label, node.form or "meeting", node.date, place and self.nodes[place].label, self._state(place),
                         tuple(sorted(e.target for e in self.topics.get(meeting, ()))),
                         tuple(Side(s, self.nodes[s].label, self._delegates(named, s, papers)) for s in parties), cited)

    def _delegates(self, named: Iterable[str], side: str, papers: set[str]) -> tuple[Delegate, ...]:
        people = [self._delegate(p, side, papers) for p in named if not p.startswith(PARTIES) and self.sides.get(p) == side]
        return tuple(sorted(people, key=lambda d: (-(d.rank.level if d.rank else 0), d.name)))

    def _delegate(self, person: str, side: str, papers: set[str]) -> Delegate:
        told = [e for e in self.offices.get(person, ()) if e.target == side and e.office]
        here = [e for e in told if any(c.document in papers for c in e.cited)] or told
        ranked = sorted(here, key=lambda e: (-(r.level if (r := rank(e.office)) else 0), e.office or ""))
        office = ranked[0].office if ranked else None
        return Delegate(person, self.nodes[person].label, office, rank(office))

    def _state(self, place: str | None) -> str | None:
        """Return the state that a place lies in, as the documents say, else as the list of known places does."""
        seen: set[str] = set()
        while place is not None and place not in seen and not place.startswith("country:"):
            seen.add(place)
            place = min((e.target for e in self.within.get(place, ())), default=_state_of_known().get(place))
        return place if place and place.startswith("country:") else None


@cache
def _state_of_known() -> dict[str, str]:
    """Return the states of the capitals and of the known places whose names no two states share."""
    found: dict[str, set[str]] = {}
    for place in authority.places():
        if place.within:
            found.setdefault(place.entity.id, set()).add(f"country:{place.within}")
    for state in authority.countries():
        for form in state.forms:
            if form.sort == "capital":
                found.setdefault(entity_id("Place", form.text), set()).add(state.entity.id)
    return {place: min(states) for place, states in found.items() if len(states) == 1}


def _grouped(told: Iterable[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in told:
        found.setdefault(edge.target, []).append(edge)
    return found


def _by_source(told: Iterable[Edge], relation: str) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in told:
        if edge.relation == relation:
            found.setdefault(edge.source, []).append(edge)
    return found
