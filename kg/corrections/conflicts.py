"""Decisions that contradict each other: each is named with its place, none of them is applied."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from kg.corrections.decisions import (Accepted, Corrections, Decision, Different, OfKind, Rejected, Renamed, Same, Split, becoming)
from kg.errors import InputError

K = TypeVar("K", bound=Hashable)
Contradictions = Iterator[tuple[str, tuple[Decision, ...]]]
"""What is wrong, and the decisions that cannot stand together."""


def sift(decisions: Iterable[Decision]) -> tuple[Corrections, tuple[InputError, ...]]:
    """Return the decisions that can stand together, and one error for each contradiction, naming its lines.

    >>> from kg.corrections.decisions import Mark
    >>> kept, errors = sift([Same("person:li", "person:li-ming", "Li Ming", mark=Mark("same.csv:2")),
    ...                      Same("person:li-ming", "person:li", "Li", mark=Mark("same.csv:3"))])
    >>> kept.decisions, errors[0].source, errors[0].found
    ((), 'same.csv:2 and same.csv:3', 'a cycle: person:li -> person:li-ming -> person:li')
    """
    kept = tuple(dict.fromkeys(decisions))  # what is said twice is said once
    errors = []
    for rule in (_two_ways, _cycles, _not_the_same, _two_labels, _two_splits, _rejected_and_accepted):
        wrong: list[Decision] = []
        for said, lines in rule(kept):
            places = " and ".join(dict.fromkeys(d.mark.place for d in lines))
            errors.append(InputError(places, said, remedy="none of the lines is applied; keep what is right"))
            wrong += lines
        kept = tuple(d for d in kept if not any(d is w for w in wrong))
    return Corrections(kept), tuple(errors)


def _two_ways(decisions: tuple[Decision, ...]) -> Contradictions:
    ways = [d for d in decisions if isinstance(d, (Same, OfKind))]
    for entity, lines in _grouped(ways, lambda d: d.cells[0]).items():
        becomes = sorted({d.same_as if isinstance(d, Same) else d.new for d in lines if isinstance(d, (Same, OfKind))})
        if len(becomes) > 1:
            yield f"two ways: {entity} becomes {' and '.join(becomes)}", lines


def _cycles(decisions: tuple[Decision, ...]) -> Contradictions:
    becomes = becoming(decisions)
    done: set[str] = set()
    for start in becomes:
        way: list[str] = []
        id = start
        while id in becomes and id not in way and id not in done:
            way.append(id)
            id = becomes[id][0]
        if id in way:
            ring = way[way.index(id):]
            yield f"a cycle: {' -> '.join([*ring, id])}", tuple(
                d for d in decisions if isinstance(d, (Same, OfKind)) and d.entity in ring)
        done.update(way)


def _not_the_same(decisions: tuple[Decision, ...]) -> Contradictions:
    known = Corrections(decisions)
    for d in decisions:
        if isinstance(d, Different) and known.final(d.entity) == known.final(d.other):
            way = [step for id in (d.entity, d.other) for _, step in known.way(id)]
            yield f"the same and not the same: {d.entity} and {d.other}", (d, *way)


def _two_labels(decisions: tuple[Decision, ...]) -> Contradictions:
    known = Corrections(decisions)
    renamed = [d for d in decisions if isinstance(d, Renamed)]
    for entity, lines in _grouped(renamed, lambda d: known.final(d.cells[0])).items():
        if len({d.cells[1] for d in lines}) > 1:
            yield f"two labels: {entity} is named {' and '.join(repr(d.cells[1]) for d in lines)}", lines


def _two_splits(decisions: tuple[Decision, ...]) -> Contradictions:
    splits = [d for d in decisions if isinstance(d, Split)]
    for (entity, document), lines in _grouped(splits, lambda d: d.cells[:2]).items():
        if len({d.cells[2] for d in lines}) > 1:
            yield f"two things: in {document}, {entity} is {' and '.join(repr(d.cells[2]) for d in lines)}", lines


def _rejected_and_accepted(decisions: tuple[Decision, ...]) -> Contradictions:
    judged = [d for d in decisions if isinstance(d, (Rejected, Accepted))]
    for id, lines in _grouped(judged, lambda d: d.cells[0]).items():
        if any(isinstance(d, Accepted) for d in lines) and any(isinstance(d, Rejected) and not d.quote for d in lines):
            yield f"rejected and accepted: statement {id} ({lines[0].cells[1]})", lines


def _grouped(decisions: Iterable[Decision], key: Callable[[Decision], K]) -> dict[K, tuple[Decision, ...]]:
    found: dict[K, tuple[Decision, ...]] = {}
    for d in decisions:
        found[key(d)] = (*found.get(key(d), ()), d)
    return found
