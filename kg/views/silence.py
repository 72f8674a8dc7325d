"""Silence report: what a pair's earlier readouts would lead one to expect in a document, and the document lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.contracts import Store
from kg.model import Document, Evidence, Extraction, Statement
from kg.readouts import readout, readouts_on
from kg.views.days import published
from kg.views.formulas import of_pair, tracked
from kg.views.habit import Habit
from kg.views.occasions import home_of, occasions
from kg.views.phrases import stems, words
from kg.views.sides import side_named

ENOUGH = 5
"""The least number of earlier readouts from which anything is expected."""
LIKELY = 0.8
"""The probability from which a topic or a formula is expected, unless another is asked for."""
_MATTERS = ("Topic", "Project", "Place", "Country")


@dataclass(frozen=True, slots=True)
class Missing:
    """A topic or formula (`kind`) that was expected with a probability, 0..1, and is not there.

    It stood in `seen` of `documents` earlier readouts; `last` is where, with the words.
    """

    kind: str
    name: str
    probability: float
    seen: int
    documents: int
    last: Document
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Silence:
    """What a document is silent on. `history` counts the earlier readouts by the same side on the same pair.

    `abstained` says why nothing is expected: then `missing` is empty, which is no finding.
    """

    document: Document
    home: str | None
    partner: str | None
    history: int
    missing: tuple[Missing, ...]
    abstained: str | None = None


def silence(store: Store, document: str, *, partner: str | None = None, likely: float = LIKELY) -> Silence:
    """Return what a document lacks that the same side's earlier readouts on the same pair would lead one to expect.

    `partner` is by default the other side of the meeting that the document reports. How likely a text would say something
    depends on its length (`kg.views.habit`); what is less probable than `likely`, 0..1, is not expected. Raises QueryError for a document
    or a side that is not known.

    >>> from kg.store import open_store
    >>> silence(open_store(), "talks.txt")
    Traceback (most recent call last):
    kg.errors.QueryError: the store has no document 'talks.txt'; `kg documents` lists them
    """
    told = readout(store, document)
    named = side_named(store, partner) if partner else _partner(told)
    home = home_of(told)
    return silences(tuple(readouts_on(store, home, named)) if home and named else (), told, named, likely)


def silences(told: Sequence[Extraction], this: Extraction, partner: str | None, likely: float = LIKELY) -> Silence:
    """Return the silences of one document among others; see `silence`.

    >>> silences((), Extraction(Document.of("They met."), (), (), ()), None).abstained
    'nothing says whose text it is'
    """
    home, day = home_of(this), published(this.document)
    why = ("nothing says whose text it is" if home is None else "it reports no meeting with another side" if partner is None
           else "it has no date with a year" if day is None else None)
    if why or home is None or partner is None or day is None:
        return Silence(this.document, home, partner, 0, (), why)
    history = sorted((x for x in told if home_of(x) == home and (published(x.document) or "9999") < day and of_pair(x, home, partner)),
                     key=lambda x: (published(x.document) or "", x.document.id))
    if len(history) < ENOUGH:
        why = f"{len(history)} earlier readouts of this pair by this side, expected {ENOUGH} or more"
        return Silence(this.document, home, partner, len(history), (), why)
    length = len(words(this.document.text))
    lengths = [len(words(x.document.text)) for x in history]
    rest = [x for x in told if not of_pair(x, home, partner)]
    found = []
    for kind, name, places, here in (*_topics(history, this, {home, partner}), *_formulas(history, this, rest, home, partner)):
        habit = Habit(tuple(n for i, n in enumerate(lengths) if i in places),
                      tuple(n for i, n in enumerate(lengths) if i not in places))
        probability = 1 - habit.chance_of_silence([length])
        if not here and probability >= likely:
            last = max(places)
            found.append(Missing(kind, name, round(probability, 3), len(places), len(history), history[last].document, places[last]))
    return Silence(this.document, home, partner, len(history), tuple(sorted(found, key=lambda m: (-m.probability, m.kind, m.name))))


_Expected = tuple[str, str, dict[int, Evidence], bool]
"""Kind, name, evidence by the place of the document in the history, and whether the document at hand has it."""


def _topics(history: Sequence[Extraction], this: Extraction, sides: set[str]) -> Iterator[_Expected]:
    labels = {e.id: e.label for x in history for e in x.entities if e.kind in _MATTERS and e.id not in sides}
    places: dict[str, dict[int, Evidence]] = {}
    for i, x in enumerate(history):
        for id, evidence in _matters(x.statements):
            if id in labels:
                places.setdefault(id, {}).setdefault(i, evidence)
    # a matter that the text names is no silence, even where no statement is about it
    here = {id for id, _ in _matters(this.statements)} | {e.id for e in this.entities if e.kind != "Topic"}
    yield from (("topic", labels[id], found, id in here) for id, found in sorted(places.items()))


def _matters(statements: Sequence[Statement]) -> Iterator[tuple[str, Evidence]]:
    for s in statements:
        for id in (*s.about, *((s.object,) if s.relation in ("discusses", "participatesIn") and s.object else ())):
            if s.evidence:
                yield id, s.evidence[0]


def _formulas(history: Sequence[Extraction], this: Extraction, rest: Sequence[Extraction], home: str,
              partner: str) -> Iterator[_Expected]:
    at = {x.document.id: i for i, x in enumerate(history)}
    here = stems(w.text for w in words(this.document.text))
    for f in tracked((*history, *rest), home, partner):
        found = {at[u.document.id]: Evidence(u.document.id, u.span, u.quote, "formulas") for u in f.uses}
        yield "formula", f.name, found, any(stems(wording.split()) in here for wording, _ in f.variants)


def _partner(told: Extraction) -> str | None:
    """Return the side, other than its own, that took part in the first meeting that a document reports; states first."""
    home = home_of(told)
    others = [x for o in occasions(told) for x in sorted(o.sides - {home}, key=lambda x: (not x.startswith("country:"), x))]
    return others[0] if others else None
