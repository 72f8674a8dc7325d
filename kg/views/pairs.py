"""Pairs of readouts that tell of one meeting from its two sides: found by participants, date and form."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.contracts import Store
from kg.occasions import kin
from kg.readouts import readouts
from kg.views.days import dates_meet, day
from kg.views.occasions import Occasion, occasions

DAYS_APART = 1
"""Days by which two sides may date one meeting apart: it may be tomorrow already where the other side writes."""
PUBLISHED_APART = 3
"""Days between the publications of two texts, where one of them does not date the meeting."""


@dataclass(frozen=True, slots=True)
class ReadoutPair:
    """Two texts on one meeting. `score`, 0..1, says how much they share of persons, date, form and place."""

    a: Occasion
    b: Occasion
    score: float


def pairs(store: Store) -> tuple[ReadoutPair, ...]:
    """Return the pairs of readouts in a store by both sides of one meeting, in the order of their dates.

    A pair needs two publishers of different sides, which both took part by both texts; dates that can be one; where both
    name persons, one in common; and forms that may be one (a call is no visit). What neither dates is no pair.

    >>> from kg.store import open_store
    >>> pairs(open_store())
    ()
    """
    return matched(x for told in readouts(store) for x in occasions(told))


def matched(told: Iterable[Occasion]) -> tuple[ReadoutPair, ...]:
    """Return the pairs among occasions, one for two documents: the surest.

    >>> matched(())
    ()
    """
    best: dict[tuple[str, str], ReadoutPair] = {}
    for pair in _candidates(tuple(told)):
        key = pair.a.document.id, pair.b.document.id
        if key not in best or pair.score > best[key].score:
            best[key] = pair
    return tuple(sorted(best.values(), key=lambda p: (p.a.date or "", p.a.document.id, p.b.document.id)))


def _candidates(told: tuple[Occasion, ...]) -> Iterator[ReadoutPair]:
    by_sides: dict[frozenset[str], list[Occasion]] = {}
    for x in told:
        for other in x.sides - {x.home} if x.home in x.sides else ():
            by_sides.setdefault(frozenset((x.home or "", other)), []).append(x)
    for sides, met in sorted(by_sides.items(), key=lambda kv: sorted(kv[0])):
        first, second = sorted(sides)
        for a in (x for x in met if x.home == first):
            for b in (x for x in met if x.home == second):
                score = likeness(a, b)
                if score:
                    yield ReadoutPair(a, b, score)


def likeness(a: Occasion, b: Occasion) -> float:
    """Return how surely two occasions are one, 0 where they cannot be.

    Shared persons count 0.4, a shared date 0.3, the same form 0.15, a shared place 0.15.
    """
    dated = _dated(a, b)
    family = [kin(x.form) if x.form else None for x in (a, b)]
    if not dated or a.persons and b.persons and not a.persons & b.persons or "call" in family and family[0] != family[1]:
        return 0.0
    persons = len(a.persons & b.persons) / min(len(a.persons), len(b.persons)) if a.persons and b.persons else 0.0
    return round(0.4 * persons + 0.3 * dated + 0.15 * (family[0] == family[1]) + 0.15 * bool(a.places & b.places), 3)


def _dated(a: Occasion, b: Occasion) -> float:
    """Return 1 where the dates agree, 0.8 where they are a day apart, 0.5 where publication alone puts them together."""
    if a.dates and b.dates:
        if dates_meet(a.dates, b.dates):
            return 1.0
        return 0.8 if any(_apart(x, y) <= DAYS_APART for x in a.dates for y in b.dates) else 0.0
    first, second = day(a.date), day(b.date)
    return 0.5 if first and second and abs((first - second).days) <= PUBLISHED_APART else 0.0


def _apart(x: str, y: str) -> float:
    """Return the days between two periods that do not meet; infinity where a date is not precise enough to tell."""
    (start, end), (first, last) = ([day(d) for d in p.split("/")] for p in (x, y))
    if not (start and end and first and last):
        return math.inf
    return (first - end).days if first > end else (start - last).days
