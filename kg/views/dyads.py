"""How does one state treat another, period by period? Counts by PLOVER type, cooperation, words and deeds, balance, meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.contracts import Store
from kg.errors import QueryError
from kg.query import edges, nodes
from kg.views.events import Event, events_of
from kg.views.periods import UNDATED, between, period
from kg.views.plover import QUADS, types
from kg.views.protocol import Encounter, encounters_of
from kg.views.sides import side_named

if TYPE_CHECKING:
    import pandas

REQUEST = "REQUEST"


@dataclass(frozen=True, slots=True)
class Dyad:
    """What one side did towards another in one period; `period` is "" for what has no date.

    `counts` are events by PLOVER type, without CONSULT; meetings are counted apart, since they have no direction.
    """

    source: str
    target: str
    period: str
    counts: Mapping[str, int]
    weights: float
    """Sum of the weights of the events."""
    meetings: int
    level: int | None
    """The highest level at which the two met: the lower of the two sides' levels at the best meeting (6 is a summit)."""
    events: tuple[Event, ...]
    """The events behind the counts, each with its citations."""

    @property
    def total(self) -> int:
        """Return how many events there are."""
        return sum(self.counts.values())

    def quad(self, name: str) -> int:
        """Return how many events are of a quad class."""
        return sum(n for kind, n in self.counts.items() if types()[kind].quad == name)

    @property
    def kind(self) -> int:
        """Return how many events are cooperative."""
        return sum(self.quad(q) for q in QUADS[:2])

    @property
    def unkind(self) -> int:
        """Return how many events are conflictual, requests aside."""
        return sum(self.quad(q) for q in QUADS[2:]) - self.counts.get(REQUEST, 0)

    @property
    def cooperation(self) -> float | None:
        """Return the share of cooperative events among the cooperative and conflictual ones, None where there is neither.

        Requests are left aside: PLOVER files them under verbal conflict, but to ask for closer cooperation is none.
        """
        return self.kind / (self.kind + self.unkind) if self.kind + self.unkind else None

    @property
    def material(self) -> float | None:
        """Return the share of deeds among all events, None where there is no event."""
        return sum(self.quad(q) for q in QUADS if q.startswith("material")) / self.total if self.total else None

    @property
    def balance(self) -> float | None:
        """Return the mean weight of an event, between -10 and +10, None where there is no event."""
        return self.weights / self.total if self.total else None


def dyads(store: Store, one: str | None = None, other: str | None = None, *, by: str = "year") -> tuple[Dyad, ...]:
    """Return each ordered pair of sides and period in which something happened, by pair and period.

    With `one` named only the pairs that it belongs to, with both only these two, each way, and then also the empty periods between the
    first and the last. `by` is year, quarter or month. Raises QueryError for an unknown name or period, and for one
    side named twice.

    >>> from kg.store import open_store
    >>> dyads(open_store(), "China", "Pakistan")
    ()
    """
    wanted = {side_named(store, name) for name in (one, other) if name}
    if one and other and len(wanted) == 1:
        raise QueryError(f"{one} and {other} are one side; a dyad needs two")
    acts: dict[tuple[str, str], dict[str, list[Event]]] = {}
    told = edges(store)
    all_met = encounters_of(nodes(store), told)
    for event in events_of(told, all_met):
        if event.type != "CONSULT" and wanted <= {event.source, event.target}:
            acts.setdefault((event.source, event.target), {}).setdefault(period(event.date, by), []).append(event)
    met = _meetings(all_met, wanted, by)
    found = []
    both = _all(when for told in (*acts.values(), *met.values()) for when in told) if len(wanted) == 2 else []
    for pair in sorted({*acts, *met}):
        for when in both or sorted({*acts.get(pair, {}), *met.get(pair, {})}):
            found.append(_dyad(pair, when, acts.get(pair, {}).get(when, ()), met.get(pair, {}).get(when, ())))
    return tuple(found)


def dyad_frame(found: Iterable[Dyad]) -> pandas.DataFrame:
    """Return dyads as a frame: source, target, period (string), a count for each PLOVER type and quad class (int64), then total,
    cooperation, material, balance (float64), meetings (int64), level (Int64).

    >>> list(dyad_frame(()).columns[-3:])
    ['balance', 'meetings', 'level']
    """
    import pandas

    kinds = [t for t in types() if t != "CONSULT"]
    dtypes = {"source": "string", "target": "string", "period": "string", **dict.fromkeys((*kinds, *QUADS, "total"), "int64"),
              "cooperation": "float64", "material": "float64", "balance": "float64", "meetings": "int64", "level": "Int64"}
    rows = [{"source": d.source, "target": d.target, "period": d.period, **{k: d.counts.get(k, 0) for k in kinds},
             **{q: d.quad(q) for q in QUADS}, "total": d.total, "cooperation": d.cooperation, "material": d.material,
             "balance": d.balance, "meetings": d.meetings, "level": d.level} for d in found]
    return pandas.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def _all(told: Iterable[str]) -> list[str]:
    told = set(told)
    dated = sorted(told - {UNDATED})
    return [*([UNDATED] if UNDATED in told else []), *(between(dated[0], dated[-1]) if dated else ())]


def _meetings(met: Iterable[Encounter], wanted: set[str], by: str) -> dict[tuple[str, str], dict[str, list[Encounter]]]:
    found: dict[tuple[str, str], dict[str, list[Encounter]]] = {}
    for meeting in met:
        present = [s.side for s in meeting.sides]
        for pair in ((a, b) for a in present for b in present if a != b and wanted <= {a, b}):
            found.setdefault(pair, {}).setdefault(period(meeting.date, by), []).append(meeting)
    return found


def _dyad(pair: tuple[str, str], when: str, acts: Iterable[Event], met: Iterable[Encounter]) -> Dyad:
    acts, met = tuple(acts), tuple(met)
    counts: dict[str, int] = {}
    for event in acts:
        counts[event.type] = counts.get(event.type, 0) + 1
    levels = [min(x for x in known if x is not None) for m in met
              if None not in (known := [s.level for s in m.sides if s.side in pair])]
    return Dyad(*pair, when, counts, sum(e.weight for e in acts), len(met), max(levels, default=None), acts)
