"""Two sides compared: what two readouts both say, what one alone says, where they part, and what each puts in the other's mouth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.contracts import Store
from kg.errors import QueryError
from kg.model import Document, Extraction, Span, Statement
from kg.query import find
from kg.readouts import readout
from kg.views.alignment import Aligned, align, start
from kg.views.counterparts import counterparts
from kg.views.occasions import home_of
from kg.views.pairs import pairs

_MATTERS = ("Topic", "Project", "Agreement", "Country", "Place")


@dataclass(frozen=True, slots=True)
class Attention:
    """How much room a text gives to a matter, and where.

    `share` is the part of the text's characters that stand in quotes about it, 0..1; `order` its place among the matters
    of the text by first mention, from 1, None where the text says nothing of it.
    """

    share: float
    order: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """A topic, project, agreement, third state or place, with the room that each side gives to it."""

    id: str
    label: str
    a: Attention
    b: Attention

    def mirrored(self) -> Matter:
        """Return the same seen from B."""
        return Matter(self.id, self.label, self.b, self.a)


@dataclass(frozen=True, slots=True)
class Attributed:
    """What one side's text says that the other side said; `answer` is the other text's own account, None where it is silent."""

    teller: str
    """a | b: whose text says it"""
    statement: Statement
    answer: Aligned | None

    def mirrored(self) -> Attributed:
        """Return the same seen from B."""
        return Attributed("b" if self.teller == "a" else "a", self.statement, self.answer and self.answer.mirrored())


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readouts side by side. `side_a` and `side_b` are the states or bodies that published them, None where unknown."""

    a: Extraction
    b: Extraction
    side_a: str | None
    side_b: str | None
    aligned: tuple[Aligned, ...]
    only_a: tuple[Statement, ...]
    only_b: tuple[Statement, ...]
    matters: tuple[Matter, ...]
    attributed: tuple[Attributed, ...]
    _labels: Mapping[str, str] = field(repr=False, compare=False, default_factory=dict)

    def of_kind(self, kind: str) -> tuple[Aligned, ...]:
        """Return the alignments that are "both", "reworded" or "conflicting"."""
        return tuple(x for x in self.aligned if x.kind == kind)

    def label(self, id: str | None) -> str:
        """Return the name of an entity of either document; an id that neither has, or a date, as it is."""
        return self._labels.get(id or "", id or "")

    def mirrored(self) -> Comparison:
        """Return the comparison of B with A, which is what comparing them in that order gives."""
        return Comparison(
            self.b, self.a, self.side_b, self.side_a, tuple(x.mirrored() for x in self.aligned), self.only_b, self.only_a,
            tuple(m.mirrored() for m in self.matters),
            tuple(sorted((x.mirrored() for x in self.attributed), key=_teller)), self._labels)


def compare(store: Store, a: str, b: str | None = None) -> Comparison:
    """Compare two documents of a store, each named by id, source, address or title; or, by one name, the two readouts of a meeting.

    Raises QueryError where the store has no such document, or not exactly one pair of readouts of that meeting.

    >>> from kg.store import open_store
    >>> compare(open_store(), "talks.txt", "visit.txt")
    Traceback (most recent call last):
    kg.errors.QueryError: the store has no document 'talks.txt'; `kg documents` lists them
    """
    if b is not None:
        return compared(readout(store, a), readout(store, b))
    ids = find(store, a, "Meeting")
    found = [p for p in pairs(store) if p.a.meeting in ids or p.b.meeting in ids]
    if len(found) != 1:
        raise QueryError(f"the store has {len(found) or 'no'} pairs of readouts of {a!r}; name two documents, `kg pairs` lists them")
    return compared(readout(store, found[0].a.document.id), readout(store, found[0].b.document.id))


def compared(a: Extraction, b: Extraction) -> Comparison:
    """Compare two documents, such as the readouts of one meeting by both of its sides.

    >>> one = Extraction(Document.of("China supports Pakistan."), (), (), (Statement("country:CHN", "supports", "country:PAK"),))
    >>> found = compared(one, Extraction(Document.of("They met."), (), (), ()))
    >>> len(found.aligned), len(found.only_a), len(found.only_b)
    (0, 1, 0)
    """
    aligned = align(a, b)
    in_a, in_b = {s.id: x for x in aligned for s in x.a}, {s.id: x for x in aligned for s in x.b}
    sides = home_of(a), home_of(b)
    told = [*_attributed("a", a, sides[0], in_a), *_attributed("b", b, sides[1], in_b)]
    labels = dict(sorted(((e.id, e.label) for x in (a, b) for e in x.entities), reverse=True))
    return Comparison(a, b, *sides, aligned, _left(a, in_a), _left(b, in_b), tuple(_matters(a, b, sides)),
                      tuple(sorted(told, key=_teller)), labels)


def _left(told: Extraction, taken: Mapping[str, Aligned]) -> tuple[Statement, ...]:
    return tuple(sorted((s for s in told.statements if s.id not in taken), key=lambda s: (start(s), s.id)))


def _attributed(teller: str, told: Extraction, home: str | None, answers: Mapping[str, Aligned]) -> Iterator[Attributed]:
    for s in told.statements:
        if s.reported_by is not None and s.reported_by == (home or s.reported_by):
            yield Attributed(teller, s, answers.get(s.id))


def _teller(x: Attributed) -> tuple[str, int, str]:
    return x.teller, start(x.statement), x.statement.id


def _matters(a: Extraction, b: Extraction, sides: Iterable[str | None]) -> Iterator[Matter]:
    """Yield what either text is about, those that get most room first; the sides themselves are no matter."""
    one = counterparts(a, b)
    names = {x: min(x, y) for x, y in one}, {y: min(x, y) for x, y in one}
    known = {e.id: e for e in sorted((*a.entities, *b.entities), key=lambda e: e.label, reverse=True)}
    parties = {s.subject for x in (a, b) for s in x.statements if s.relation == "takesPartIn"} | set(sides)
    rooms = _rooms(a, names[0]), _rooms(b, names[1])
    ids = {id for room in rooms for id in room
           if id in known and known[id].kind in _MATTERS and id not in parties}
    orders = [_orders(room, ids) for room in rooms]
    found = [Matter(id, known[id].label,
                    *(Attention(_share(room.get(id, ()), x.document), order.get(id))
                      for room, order, x in zip(rooms, orders, (a, b), strict=True))) for id in ids]
    yield from sorted(found, key=lambda m: (-(m.a.share + m.b.share), m.label, m.id))


def _rooms(told: Extraction, shared: Mapping[str, str]) -> dict[str, tuple[Span, ...]]:
    """Return for each matter the quotes that are about it."""
    found: dict[str, set[Span]] = {}
    for s in told.statements:
        for id in (*s.about, *((s.object,) if s.relation == "discusses" and s.object else ())):
            found.setdefault(shared.get(id, id), set()).update(e.span for e in s.evidence)
    return {id: tuple(sorted(spans)) for id, spans in found.items()}


def _orders(room: Mapping[str, tuple[Span, ...]], ids: set[str]) -> dict[str, int]:
    firsts = sorted({spans[0].start for id, spans in room.items() if id in ids and spans})
    return {id: firsts.index(spans[0].start) + 1 for id, spans in room.items() if id in ids and spans}


def _share(spans: Iterable[Span], document: Document) -> float:
    """Return the part of a text that spans cover, what lies in several of them counted once."""
    covered, end = 0, 0
    for span in sorted(spans):
        covered += max(0, span.end - max(span.start, end))
        end = max(end, span.end)
    return round(covered / len(document.text), 4) if document.text else 0.0
