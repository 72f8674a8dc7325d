"""Documents -> the meetings that they report: who took part, when, where; shared by the views on both sides of a meeting."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from kg.authority import publisher_side
from kg.model import Document, Extraction, Statement
from kg.views.days import dates_meet, day, held_on
from kg.views.sides import KINDS, spoken_for

REPORTED_WITHIN = 14
"""Days before its publication within which a text's meeting is news: an older one is only mentioned."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting as one document tells of it. `home` is the side whose text it is; `sides` are the states and bodies that
    took part, in person or through those who speak for them; `cited` is the statement that says who met."""

    document: Document
    home: str | None
    meeting: str
    label: str
    form: str | None
    sides: frozenset[str]
    persons: frozenset[str]
    dates: tuple[str, ...]
    places: frozenset[str]
    cited: Statement

    @property
    def date(self) -> str | None:
        """Return the first day as the text gives it, or else the day of publication."""
        first = min((d.partition("/")[0] for d in self.dates), default=None)
        published = self.document.published
        return first or (published.text if published else None)


def home_of(told: Extraction) -> str | None:
    """Return the side whose text a document is: its publisher's, or else the one whose text tells what others said.

    >>> home_of(Extraction(Document.of("x", publisher="China MFA"), (), (), ()))
    'country:CHN'
    """
    named = publisher_side(told.document.publisher) if told.document.publisher else None
    reporters = {s.reported_by for s in told.statements if s.reported_by}
    return named or (reporters.pop() if len(reporters) == 1 else None)


def occasions(told: Extraction) -> Iterator[Occasion]:
    """Yield the meetings of two sides or more that a document reports as news, in text order.

    >>> from kg.authority import known
    >>> from kg.model import Entity
    >>> met = tuple(Statement(f"country:{x}", "takesPartIn", "meeting:talks") for x in ("CHN", "PAK"))
    >>> sides = tuple(known("Country", x).entity for x in ("CHN", "PAK"))
    >>> told = Extraction(Document.of("They met."), (*sides, Entity("meeting:talks", "Meeting", "Talks")), (), met)
    >>> [(o.label, sorted(o.sides)) for o in occasions(told)]
    [('Talks', ['country:CHN', 'country:PAK'])]
    """
    known = {e.id: e for e in told.entities}
    speaks_for = spoken_for(told)
    met: dict[str, list[Statement]] = {}
    for s in told.statements:
        if s.relation == "takesPartIn" and s.object and s.stance == "asserted" and not s.negated:
            met.setdefault(s.object, []).append(s)
    home = home_of(told)
    for meeting, parts in met.items():
        parties = {s.subject for s in parts}
        sides = {speaks_for.get(p, p) for p in parties}
        sides = frozenset(x for x in sides if known[x].kind in KINDS)
        dates = held_on(told.statements, meeting)
        if len(sides) > 1 and _is_news(told.document, dates):
            yield Occasion(
                told.document, home, meeting, known[meeting].label, known[meeting].form, sides,
                frozenset(p for p in parties if known[p].kind == "Person"), dates,
                frozenset(s.object for s in told.statements if s.relation == "takesPlaceIn" and s.subject == meeting and s.object),
                parts[0])


def kind_of(told: Extraction) -> str:
    """Return what kind of text a document is by the meeting that it reports first: "call", "meeting", or "statement" where none.

    >>> kind_of(Extraction(Document.of("The ministry regrets the delay."), (), (), ()))
    'statement'
    """
    first = next(occasions(told), None)
    return "statement" if first is None else "call" if first.form == "call" else "meeting"


def _is_news(document: Document, dates: tuple[str, ...]) -> bool:
    published = day(document.published.text if document.published else None)
    if published is None:
        return True
    first, last = published - datetime.timedelta(REPORTED_WITHIN), published + datetime.timedelta(1)
    return dates_meet([f"{first}/{last}"], dates)
