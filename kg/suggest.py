"""Entities that may be one: a list for a person, who alone decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg import query
from kg.contracts import Store
from kg.corrections import Corrections, Different
from kg.errors import ModelError
from kg.query import Node
from kg.vocab import slug

_COMPARED = ("Person", "Organization", "Place", "Agreement", "Project")
"""Kinds whose members go by their names alone: states and topics are a closed list, meetings of one name are many."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two entities of one kind that may be one, from 0 to 1 how alike they are, and what speaks for it.

    `entity` is the one to merge into `other`: of a surname and a full name the surname, else the one named less often.
    """

    score: float
    entity: str
    label: str
    other: str
    other_label: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Known:
    """An entity with its folded names, the states it belongs to and the offices it holds there."""

    node: Node
    names: tuple[str, ...]
    sides: frozenset[str]
    offices: frozenset[tuple[str, str]]


def suggestions(store: Store, corrections: Corrections, least: float = 0.85) -> tuple[Suggestion, ...]:
    """Return pairs of a score of at least `least`, best first; pairs that a person called different are left out.

    The score is the likeness of the names (rapidfuzz, 0 to 1), lowered where persons speak for different states. A person known by
    surname alone is put beside a full name only where state and office agree; then the score is 0.9, or 0.8 where
    another full name would do as well. Needs no more than the store: nothing is changed.

    >>> from kg.store import open_store
    >>> suggestions(open_store(), Corrections())
    ()
    """
    known = _known(store)
    apart = {frozenset((d.entity, d.other)) for d in corrections.decisions if isinstance(d, Different)}
    found = []
    for kind in _COMPARED:
        alike = [k for k in known if k.node.kind == kind]
        found += [*_alike(alike, least)]
        found += [*_surnames(alike)] if kind == "Person" else []
    kept = {frozenset((s.entity, s.other)): s for s in sorted(found, key=lambda s: s.score)}
    return tuple(sorted((s for pair, s in kept.items() if pair not in apart and s.score >= least),
                        key=lambda s: (-s.score, s.entity, s.other)))


def _known(store: Store) -> list[_Known]:
    sides: dict[str, set[str]] = {}
    offices: dict[str, set[tuple[str, str]]] = {}
    for e in query.edges(store):
        if e.relation in ("represents", "partyTo", "participatesIn", "memberOf", "locatedIn") and not e.negated:
            of, side = (e.source, e.target) if e.relation in ("represents", "memberOf", "locatedIn") else (e.target, e.source)
            sides.setdefault(of, set()).add(side)
            if e.relation == "represents" and e.office:
                offices.setdefault(of, set()).add((side, slug(e.office)))
    return [_Known(n, _folded(n), frozenset(sides.get(n.id, ())), frozenset(offices.get(n.id, ()))) for n in query.nodes(store)]


def _folded(n: Node) -> tuple[str, ...]:
    """Return the names to compare; aliases of persons and bodies only, for "the declaration" may be any."""
    names = (n.label, *(n.aliases if n.kind in ("Person", "Organization") else ()))
    return tuple(dict.fromkeys(slug(name).replace("-", " ") for name in names))


def _alike(known: list[_Known], least: float) -> Iterator[Suggestion]:
    try:
        from rapidfuzz import process
        from rapidfuzz.distance import JaroWinkler
        from rapidfuzz.fuzz import token_sort_ratio
    except ImportError:
        raise ModelError("suggestions need rapidfuzz; pip install 'bilateral-kg[suggest]'") from None

    forms = [(name, k) for k in known for name in k.names]
    texts = [name for name, _ in forms]
    scores = process.cdist(texts, texts, scorer=token_sort_ratio, score_cutoff=100 * least)
    for i, j in zip(*scores.nonzero(), strict=True):
        one, other = forms[i][1], forms[j][1]
        if i >= j or one is other or _numbers(texts[i]) != _numbers(texts[j]):
            continue
        if one.node.kind == "Agreement" and not one.sides & other.sides:
            continue  # any two states may have a free trade agreement
        score = min(float(scores[i, j]) / 100, JaroWinkler.similarity(texts[i], texts[j]))
        apart = bool(one.sides and other.sides and not one.sides & other.sides)
        reason = "names alike" + (", of different sides" if apart else ", of one side" if one.sides & other.sides else "")
        less, more = sorted((one, other), key=lambda k: (k.node.weight, k.node.id))
        yield _pair(score - (0.1 if apart else 0.0), less, more, reason)


def _numbers(name: str) -> tuple[str, ...]:
    """Return what tells one of a series from the next: the third dialogue is not the fourth."""
    ordinals = {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
    return tuple(w for w in name.split() if any(c.isdigit() for c in w) or w in ordinals or set(w) <= set("ivx"))


def _surnames(persons: list[_Known]) -> Iterator[Suggestion]:
    for short in (p for p in persons if len(p.names[0].split()) == 1):
        full = [p for p in persons if p is not short and len(p.names[0].split()) > 1 and short.offices & p.offices
                and short.names[0] in (p.names[0].split()[0], p.names[0].split()[-1])]
        for p in full:
            yield _pair(0.9 if len(full) == 1 else 0.8, short, p, "surname, state and office agree")


def _pair(score: float, one: _Known, other: _Known, reason: str) -> Suggestion:
    return Suggestion(round(score, 3), one.node.id, one.node.label, other.node.id, other.node.label, reason)
