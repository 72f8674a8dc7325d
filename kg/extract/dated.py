"""The date that a sentence gives a deed: the one nearest after its verb, or "on the same day" as the deed before."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from kg.model import PartialDate, Parsed, Sentence, Span

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH = "|".join(m.capitalize() for m in _MONTHS)
"""Alternatives of a pattern: the full names of the months."""
_DATE = re.compile(
    rf"\b(?:(?P<m1>{MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y1>\d{{4}}))?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{MONTH})(?:,?\s+(?P<y2>\d{{4}}))?"
    rf"|(?P<m3>{MONTH})(?:\s+of)?,?\s+(?P<y3>\d{{4}})|(?<!\d[-–/])(?P<y4>1[5-9]\d\d|20\d\d))(?![\d,]\d|-)\b"
)
_SAME = re.compile(r"\b(?:that|the) same (?:day|date|time)\b|\bon that (?:day|date)\b", re.IGNORECASE)


def dates(text: str, span: Span) -> Iterator[tuple[int, PartialDate]]:
    """Yield (start, date) for the dates written out in a part of a text; impossible ones and spans of years are passed over.

    >>> list(dates("a programme for 2024-2029", Span(0, 25)))
    []
    >>> [str(d) for _, d in dates("founded on 4 May 1999 and closed in 2003", Span(0, 40))]
    ['1999-05-04', '2003']
    """
    for m in _DATE.finditer(text, span.start, span.end):
        year = m["y1"] or m["y2"] or m["y3"] or m["y4"]
        month = m["m1"] or m["m2"] or m["m3"]
        day = m["d1"] or m["d2"]
        date = _date(year, _MONTHS.index(month.lower()) + 1 if month else None, int(day) if day else None)
        if date:
            yield m.start(), date


def _date(year: str | None, month: int | None, day: int | None) -> PartialDate | None:
    """Return the date, or None where the calendar has no such day."""
    if day and month and not 1 <= day <= calendar.monthrange(int(year) if year else 2000, month)[1]:
        return None
    return PartialDate("-".join([year or "-", *(f"{n:02d}" for n in (month, day) if n)]))


def date_of(parsed: Parsed, sentence: Sentence, at: int, clause: Span | None = None) -> PartialDate | None:
    """Return the date that the deed whose verb stands at offset `at` has in its sentence; None where none is given.

    The first date after the verb counts, else the last before it; "that same day" looks back over the two sentences
    before.

    >>> parsed, _, _ = understood("They met on 3 March 2023 and signed the treaty on 5 May 2023.")
    >>> date_of(parsed, parsed.sentences[0], parsed.document.text.index("signed"))
    PartialDate(text='2023-05-05')
    """
    text = parsed.document.text
    found = [(s, _with_year(parsed, sentence, s, d)) for s, d in dates(text, clause or sentence.span)]
    plain = [(s, d) for s, d in found if not _is_aside(text, sentence.span, s)]
    found = plain if any(s >= at for s, _ in plain) else found
    after = [d for s, d in found if s >= at]
    if after:
        return after[0]
    if _SAME.search(text, sentence.span.start, sentence.span.end):
        start = parsed.sentences[max(0, sentence.index - 2)].span.start
        before = [d for s, d in dates(text, Span(start, at)) if d.day]
        return before[-1] if before else None
    return found[-1][1] if found else None


def _is_aside(text: str, span: Span, at: int) -> bool:
    """Say whether an offset lies between brackets."""
    return text.count("(", span.start, at) > text.count(")", span.start, at)


def _with_year(parsed: Parsed, sentence: Sentence, at: int, date: PartialDate) -> PartialDate:
    """Give a date that has no year the year of the last full date in this sentence or the two before."""
    if date.year is not None:
        return date
    first = parsed.sentences[max(0, sentence.index - 2)]
    years = [d.year for _, d in dates(parsed.document.text, Span(first.span.start, at)) if d.year and d.day]
    if not years or first.paragraph != sentence.paragraph and sentence.index - first.index > 2:
        return date
    return _date(str(years[-1]), date.month, date.day) or date
