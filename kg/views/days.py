"""Dates as precise as texts give them -> days: whether two may be one, the first and the last day that one may mean."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence

from kg.model import Document, PartialDate, Statement


def dates_meet(x: Sequence[str], y: Sequence[str]) -> bool:
    """Say whether two sets of dates may mean one time; a set that is empty may mean any. A period is `first/last`.

    >>> dates_meet(["2022-05-21/2022-05-22"], ["--05-22"]), dates_meet(["2022-05-21"], ["2022-05-22"]), dates_meet([], ["2022"])
    (True, False, True)
    """
    return not x or not y or any(_meet(p, q) for p in x for q in y)


def _meet(p: str, q: str) -> bool:
    (first, last), (start, end) = _bounds(p), _bounds(q)
    if "--" in (first[:2], start[:2]):  # a day of no year may be of any
        first, last, start, end = (d[-5:] for d in (first, last, start, end))
        if first > last or start > end:  # over the turn of the year
            return True
    return first <= end and start <= last


def _bounds(date: str) -> tuple[str, str]:
    """Return the first and the last day that a date or a period may mean."""
    first, _, last = date.partition("/")
    return earliest(first), latest(last or first)


def earliest(date: str) -> str:
    """Return the first day that a partial date may mean; a date without year stays without.

    >>> earliest("2022"), earliest("2022-05"), earliest("--05")
    ('2022-01-01', '2022-05-01', '--05-01')
    """
    known = PartialDate(date)
    return date if known.day else f"{date}-01-01" if known.month is None else f"{date}-01"


def latest(date: str) -> str:
    """Return the last day that a partial date may mean; a date without year stays without.

    >>> latest("2022"), latest("2022-06"), latest("--02")
    ('2022-12-31', '2022-06-30', '--02-29')
    """
    known = PartialDate(date)
    if known.day:
        return date
    return f"{date}-12-31" if known.month is None else f"{date}-{calendar.monthrange(known.year or 2000, known.month)[1]}"


def day(date: str | None) -> datetime.date | None:
    """Return the day of a date that is precise to the day and has its year, else None.

    >>> day("2022-05-22"), day("2022-05"), day("--05-22")
    (datetime.date(2022, 5, 22), None, None)
    """
    return datetime.date.fromisoformat(date) if date and len(date) == 10 else None


def held_on(statements: Iterable[Statement], meeting: str) -> tuple[str, ...]:
    """Return the periods, `first/last`, to which statements date a meeting.

    >>> held_on([Statement("meeting:talks", "takesPlaceOn", "2022-05-21")], "meeting:talks")
    ('2022-05-21/2022-05-21',)
    """
    return tuple(f"{s.object}/{s.qualifiers.end or s.object}" for s in statements
                 if s.relation == "takesPlaceOn" and s.subject == meeting)


def published(document: Document) -> str | None:
    """Return the first day on which a document may have been published; None where its year is not known.

    >>> published(Document.of("They met.", published=PartialDate("2022-05")))
    '2022-05-01'
    """
    known = document.published
    return earliest(known.text) if known and known.year else None
