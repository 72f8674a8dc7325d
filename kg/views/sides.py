"""Persons -> the states or organisations that they speak for, in all documents or in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kg.contracts import Store
from kg.model import Extraction
from kg.query import Edge, find

KINDS = ("Country", "Organization")
PARTIES = ("country:", "org:")


def side_named(store: Store, name: str) -> str:
    """Return the state or organisation that a name or a code means; QueryError where it means none.

    >>> from kg.store import open_store
    >>> side_named(open_store(), "China")
    'country:CHN'
    """
    return find(store, name, *KINDS)[0]


def sides(edges: Iterable[Edge]) -> Mapping[str, str]:
    """Return for each person the side that the documents say he or she represents: a state before an organisation, then the one
    that most citations name, then the first by id.

    >>> from kg.query import edges
    >>> from kg.store import open_store
    >>> dict(sides(edges(open_store())))
    {}
    """
    counted: dict[str, Counter[str]] = {}
    for edge in edges:
        if edge.relation == "represents" and edge.stance == "asserted" and not edge.negated:
            counted.setdefault(edge.source, Counter())[edge.target] += len(edge.cited)
    return {person: min(said, key=lambda side: (not side.startswith("country:"), -said[side], side))
            for person, said in counted.items()}


def side_of(actor: str, known: Mapping[str, str]) -> str | None:
    """Return the side that an actor stands for: itself if it is a state or an organisation; None where nobody says.

    >>> side_of("country:CHN", {}), side_of("person:li-ming", {"person:li-ming": "country:CHN"}), side_of("person:x", {})
    ('country:CHN', 'country:CHN', None)
    """
    return actor if actor.startswith(PARTIES) else known.get(actor)


def spoken_for(told: Extraction) -> Mapping[str, str]:
    """Return for each person of one document the side that it says he or she represents: a state before an organisation.

    >>> from kg.model import Document, Statement
    >>> dict(spoken_for(Extraction(Document.of("x"), (), (), (Statement("person:li-ming", "represents", "country:CHN"),))))
    {'person:li-ming': 'country:CHN'}
    """
    found: dict[str, str] = {}
    for s in told.statements:
        if s.relation == "represents" and s.object and s.stance == "asserted" and not s.negated:
            if s.subject not in found or s.object.startswith("country:") > found[s.subject].startswith("country:"):
                found[s.subject] = s.object
    return found
