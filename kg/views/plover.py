"""Acts -> PLOVER: event types, quad classes, weights and contexts, as ontology/authority/plover_*.tsv give them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from kg import authority, ontology
from kg.errors import VocabularyError

QUADS = ("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict")


@dataclass(frozen=True, slots=True)
class Coding:
    """What an act or fact is as an event: type and mode of PLOVER, quad class, weight between -10 and +10, root code of CAMEO."""

    type: str
    mode: str
    quad: str
    weight: float
    cameo: str


@cache
def types() -> dict[str, Coding]:
    """Return the event types by name.

    >>> types()["AID"].quad, types()["ASSAULT"].weight
    ('material-cooperation', -10.0)
    """
    found = {row["type"]: Coding(row["type"], "", row["quad"], float(row["weight"]), row["cameo"])
             for row in authority.rows("plover_types.tsv")}
    for coding in found.values():
        if coding.quad not in QUADS:
            raise VocabularyError(f"plover_types.tsv: {coding.type} has the quad class {coding.quad!r}, expected {', '.join(QUADS)}")
    return found


@cache
def _stances() -> dict[tuple[str, str], tuple[str, float]]:
    return {(row["stance"], row["act"]): (row["event"], float(row["factor"])) for row in authority.rows("plover_stances.tsv")}


@cache
def _facts() -> dict[str, tuple[str, str]]:
    return {row["relation"]: (row["type"], row["mode"]) for row in authority.rows("plover_facts.tsv")}


@cache
def _contexts() -> dict[str, str]:
    return {row["topic"]: row["context"] for row in authority.rows("plover_contexts.tsv")}


def coding(relation: str, stance: str = "asserted") -> Coding | None:
    """Return what a relation is as an event when it is told with a stance, None where PLOVER has no event for it.

    A promise of aid is an agreement that keeps half of the weight of aid; recognition is a verbal act of support.

    >>> coding("aids").weight, coding("aids", "committed"), coding("represents")
    (6.0, Coding(type='AGREE', mode='', quad='verbal-cooperation', weight=3.0, cameo='03'), None)
    """
    fact = _facts().get(relation)
    name, mode = fact or (ontology.relation(relation).plover, "")
    if name is None:
        return None
    own = types()[name]
    if stance == "asserted":
        return replace(own, mode=mode)
    event, factor = _stances()[stance, name]
    return replace(types()[event], mode="" if event != name else mode, weight=own.weight * factor)


def contexts(about: tuple[str, ...]) -> tuple[str, ...]:
    """Return the contexts of the topics that an event is about, sorted; other things have none.

    >>> contexts(("topic:vaccines", "topic:health", "project:cpec"))
    ('disease',)
    """
    found = {_contexts().get(id.removeprefix("topic:"), "") for id in about if id.startswith("topic:")}
    return tuple(sorted(found - {""}))
