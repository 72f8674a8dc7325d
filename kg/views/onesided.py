"""Meetings that one side alone published, where the other side's documents of that time are in the store too."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.contracts import Store
from kg.readouts import readouts
from kg.views.days import day
from kg.views.occasions import Occasion, home_of, occasions
from kg.views.pairs import matched

WINDOW = 30
"""Days on either side of a meeting within which the silent side published something that the store holds."""


@dataclass(frozen=True, slots=True)
class OneSided:
    """A meeting that `told` reports and of which the store has no text by `silent`.

    `silent_documents` counts the texts that `silent` published within WINDOW days of it: none means that the store may simply
    lack them, which is no silence of theirs.
    """

    told: Occasion
    silent: str
    silent_documents: int

    @property
    def covered(self) -> bool:
        """Say whether the store has texts of the silent side of that time, so that the silence may mean something."""
        return self.silent_documents > 0


def onesided(store: Store) -> tuple[OneSided, ...]:
    """Return the meetings that one side alone published, by date; only of sides by whom the store has any document.

    >>> from kg.store import open_store
    >>> onesided(open_store())
    ()
    """
    told = tuple(readouts(store))
    published: dict[str, list[datetime.date]] = {}
    for x in told:
        home, date = home_of(x), x.document.published
        if home is not None:
            published.setdefault(home, []).extend(filter(None, [day(date.text if date else None)]))
    return unmatched([o for x in told for o in occasions(x)], published)


def unmatched(told: Iterable[Occasion], published: Mapping[str, Sequence[datetime.date]]) -> tuple[OneSided, ...]:
    """Return the occasions that have no counterpart by a side that took part; `published` has the days on which sides did."""
    told = tuple(told)
    paired = {(x.document.id, y.home) for p in matched(told) for x, y in ((p.a, p.b), (p.b, p.a))}
    found = [OneSided(x, silent, _near(published[silent], x)) for x in told if x.home in x.sides
             for silent in sorted(x.sides - {x.home}) if silent in published and (x.document.id, silent) not in paired]
    return tuple(sorted(found, key=lambda f: (f.told.date or "", f.told.document.id, f.told.meeting, f.silent)))


def _near(days: Iterable[datetime.date], x: Occasion) -> int:
    met = day(x.date)
    return sum(abs((d - met).days) <= WINDOW for d in days) if met else 0
