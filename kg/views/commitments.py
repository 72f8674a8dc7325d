"""Who promised what to whom, in which words, restated when, and what later texts say became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg import ontology
from kg.contracts import Store
from kg.model import Document, Evidence, Extraction, Statement
from kg.query import find
from kg.readouts import readouts
from kg.views.alignment import start
from kg.views.counterparts import content_words
from kg.views.days import latest, published
from kg.views.plover import QUADS, types
from kg.views.sides import KINDS, spoken_for

STATUSES = ("conditional", "promised", "agreed", "signed", "under way", "lapsed deadline", "delivered")
"""What becomes of a commitment, in this order; it goes forward only."""

REACHED = {"agrees": "agreed", "signs": "signed", "partyTo": "signed", "cooperates": "under way", "participatesIn": "under way",
           "supports": "under way", "aids": "delivered", "opensMission": "delivered", "establishesTies": "delivered"}
"""Relation of a later statement of what is -> the status that a promise on the same matter has reached by it."""

_PROMISED_FACTS = frozenset({"signs", "partyTo", "opensMission", "establishesTies"})
_TOO_BROAD = frozenset({"topic:bilateral-relations"})
"""Matters on which there is always some deed: they show nothing of a promise."""
_PARTIES = (*KINDS, "Person")
ALIKE = 0.5
"""Share of common matters, or of common words where no matter is named, from which a promise restates another."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement as one document makes it."""

    statement: Statement
    document: Document

    @property
    def evidence(self) -> Evidence:
        """Return the surest citation."""
        return max(self.statement.evidence, key=lambda e: (e.confidence, -e.span.start))

    @property
    def date(self) -> str | None:
        """Return the day of publication as far as it is known."""
        return self.document.published.text if self.document.published else None


@dataclass(frozen=True, slots=True)
class Move:
    """A change of status and the statement that made it; the words of a lapsed deadline are those that set it."""

    status: str
    cited: Stated


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise with all that the store says of it. `by`, `to` and `matters` are ids; a `mutual` one binds both.

    `restated` are the same promise in later documents, `moves` the changes of status in their order.
    """

    by: str
    to: str | None
    matters: tuple[str, ...]
    mutual: bool
    first: Stated
    restated: tuple[Stated, ...] = ()
    moves: tuple[Move, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> str:
        """Return where the promise stands: the last move, or else how it was made."""
        return self.moves[-1].status if self.moves else _made(self.first)

    @property
    def deadline(self) -> str | None:
        """Return the last day that the promise itself names, if that lies after it was made."""
        found = [d for c in (self.first, *self.restated) if (d := _deadline(c))]
        return max(found, default=None)

    def label(self, id: str | None) -> str:
        """Return the name of a party or a matter."""
        return dict(self.labels).get(id or "", id or "")


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement with its ends as sides: persons stand for whom they speak for."""

    cited: Stated
    by: str
    to: str | None
    matters: frozenset[str]
    mutual: bool
    words: frozenset[str]


def commitments(store: Store, *, by: str | None = None, to: str | None = None, topic: str | None = None,
                as_of: str | None = None) -> tuple[Commitment, ...]:
    """Return the commitments in a store, by date; only by one side, to one, or on one topic, where these are named.

    A mutual commitment is by and to both. `as_of` is the day (ISO) on which deadlines are judged, by default that of the
    latest document: what no text of the store can know is not said. Raises QueryError for a name that is not known.

    >>> from kg.store import open_store
    >>> commitments(open_store(), by="China")
    ()
    """
    wanted = [find(store, name, *kinds) if name else () for name, kinds in ((by, KINDS), (to, KINDS), (topic, ()))]
    return tuple(c for c in commitments_of(readouts(store), as_of) if _wanted(c, *wanted))


def _wanted(c: Commitment, by: tuple[str, ...], to: tuple[str, ...], topic: tuple[str, ...]) -> bool:
    directions = [(c.by, c.to), (c.to, c.by)] if c.mutual else [(c.by, c.to)]
    return any((not by or x in by) and (not to or y in to) for x, y in directions) and (
        not topic or bool(set(topic) & set(c.matters)))


def commitments_of(documents: Iterable[Extraction], as_of: str | None = None) -> tuple[Commitment, ...]:
    """Return the commitments of documents in any order; see `commitments`.

    >>> commitments_of(())
    ()
    """
    told = sorted(documents, key=lambda x: (published(x.document) or "9999", x.document.id))
    known = {e.id: e.label for x in reversed(told) for e in x.entities}
    today = as_of or max((d for x in told if (d := published(x.document))), default=None)
    opened: list[tuple[_Told, Commitment]] = []
    by_maker: dict[tuple[str, bool], list[int]] = {}
    deeds: dict[str, list[_Told]] = {}
    for t in (t for x in told for t in sorted(_told(x), key=lambda t: (start(t.cited.statement), t.cited.statement.id))):
        if _is_deed(t):
            for matter in t.matters - _TOO_BROAD:
                deeds.setdefault(matter, []).append(t)
        if _is_promise(t):
            made = by_maker.setdefault((t.by, t.mutual), [])
            at = next((i for i in made if _restates(t, opened[i][0])), None)
            if at is None:
                made.append(len(opened))
                opened.append((t, Commitment(t.by, t.to, tuple(sorted(t.matters)), t.mutual, t.cited)))
            else:
                opened[at] = opened[at][0], _restated(opened[at][1], t.cited)
    return tuple(_followed(first, c, deeds, today, known) for first, c in opened)


def _restated(c: Commitment, again: Stated) -> Commitment:
    """Add a later document's words; one document states a promise once, however often it says so."""
    if again.document.id in {x.document.id for x in (c.first, *c.restated)}:
        return c
    return replace(c, restated=(*c.restated, again))


def _told(x: Extraction) -> Iterator[_Told]:
    kinds = {e.id: e.kind for e in x.entities}
    sides = spoken_for(x)
    for s in x.statements:
        relation = ontology.relation(s.relation)
        if not s.negated and s.evidence and (relation.kind == "act" or s.relation in REACHED):
            party = s.object is not None and kinds.get(s.object) in _PARTIES
            by, to = sides.get(s.subject, s.subject), sides.get(s.object or "", s.object) if party else None
            mutual = relation.symmetric and to is not None
            if mutual and to is not None and to < by:
                by, to = to, by
            matters = frozenset((*s.about, *((s.object,) if s.object and not party else ())))
            yield _Told(Stated(s, x.document), by, to, matters, mutual, content_words(s.evidence[0].quote))


def _is_promise(t: _Told) -> bool:
    s = t.cited.statement
    relation = ontology.relation(s.relation)
    return s.stance == "committed" and (relation.kind == "act" and not _is_threat(relation) or s.relation in _PROMISED_FACTS)


def _is_threat(relation: ontology.Relation) -> bool:
    """Say whether an act is hostile: announced, it is a threat to the other side, no promise."""
    return relation.plover is not None and relation.plover != "REQUEST" and types()[relation.plover].quad in QUADS[2:]


def _is_deed(t: _Told) -> bool:
    s = t.cited.statement
    return s.relation in REACHED and s.stance == "asserted" and not s.conditional


def _restates(t: _Told, first: _Told) -> bool:
    """Say whether a promise is one that was made before: by the same side to the same, on half of the same matters."""
    if t.mutual != first.mutual or t.by != first.by or (None not in (t.to, first.to) and t.to != first.to):
        return False
    if t.matters and first.matters:
        return len(t.matters & first.matters) >= ALIKE * len(t.matters | first.matters)
    return not t.matters and not first.matters and len(t.words & first.words) >= ALIKE * len(t.words | first.words)


def _followed(first: _Told, c: Commitment, deeds: Mapping[str, Sequence[_Told]], today: str | None, known: Mapping[str, str]) -> Commitment:
    """Return the commitment with the moves that later documents, and its own deadline, make."""
    moves: list[Move] = []
    steps = sorted(_steps(first, c, deeds, today), key=lambda x: (x[2], STATUSES.index(x[0]), x[1].statement.id))
    for status, cited, _ in steps:
        if STATUSES.index(status) > STATUSES.index(moves[-1].status if moves else _made(c.first)):
            moves.append(Move(status, cited))
    ids = {c.by, *c.matters, *((c.to,) if c.to else ())}
    return replace(c, moves=tuple(moves), labels=tuple(sorted((id, known.get(id, id)) for id in ids)))


def _steps(first: _Told, c: Commitment, deeds: Mapping[str, Sequence[_Told]], today: str | None) -> Iterator[tuple[str, Stated, str]]:
    """Yield each status that something shows to be reached, the statement that shows it, and the day."""
    made = published(c.first.document)
    for again in c.restated:
        if made and (day := published(again.document)):
            yield _made(again), again, day
    for t in (t for matter in c.matters for t in deeds.get(matter, ())):
        day = published(t.cited.document)
        if made and day and day >= made and t.cited.document.id != c.first.document.id and _moves(t, first):
            yield REACHED[t.cited.statement.relation], t.cited, day
    for promise in (c.first, *c.restated):
        if (deadline := _deadline(promise)) and deadline == c.deadline and today and latest(today) > deadline:
            yield "lapsed deadline", promise, deadline


def _moves(t: _Told, first: _Told) -> bool:
    """Say whether a deed is of the one who made a promise, towards the same side; a joint promise is kept jointly.

    A signature and a part in a project are towards nobody.
    """
    if t.mutual:
        return {t.by, t.to} == {first.by, first.to}
    if ontology.relation(t.cited.statement.relation).kind == "fact":
        return t.by in (first.by, first.to) if first.mutual else t.by == first.by
    return not first.mutual and t.by == first.by and first.to in (t.to, None)


def _made(cited: Stated) -> str:
    return "conditional" if cited.statement.conditional else "promised"


def _deadline(cited: Stated) -> str | None:
    q, made = cited.statement.qualifiers, published(cited.document)
    date = q.end or q.date
    return latest(date.text) if date and date.year and made and latest(date.text) >= made else None
