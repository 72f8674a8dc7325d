"""A line that is nothing but a date -> PartialDate, as precise as the line is, never more."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any

from kg.model import PartialDate

_LABEL = re.compile(
    r"(?:(?:date|dated|published|publication date|posted|issued|released|release date|updated|last updated|created|time)"
    r"(?:\s+(?:on|at|date|time))?\s*[:：]?|on)\s+", re.I)
_NUMERIC = re.compile(r"(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_MONTHLY = re.compile(r"(\d{4})[-/](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CJK = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")
_CLOCK = re.compile(
    r"[,;]?\s*(?:T|at\s+|\s|\()\s*\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:Z|[+-]\d{2}:?\d{2}|\(?(?:GMT|UTC|[A-Z]{2,4}T|hrs|hours)\)?(?:\s*[+-]\d{1,2}(?::?\d{2})?)?)?\s*\)?$", re.I)
_WORD = re.compile(r"[^\W\d_]+\.?")
_PLACE = re.compile(r"(?:[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}, ?){1,2}(?=\D*\d)")
_WEEKDAYS = {"mon", "monday", "tue", "tues", "tuesday", "wed", "wednesday", "thu", "thur", "thurs", "thursday", "fri",
             "friday", "sat", "saturday", "sun", "sunday"}


def date_line(line: str) -> PartialDate | None:
    """Read a line that only dates the text; None for any other line, for a bare year and for times.

    A day and month that cannot be told apart ("01/02/2022") leave only the year. A two-digit year is no date.

    >>> [str(date_line(s)) for s in ("2022-05-22", "Sunday, 22 May 2022", "Beijing, May 22, 2022", "21 August")]
    ['2022-05-22', '2022-05-22', '2022-05-22', '--08-21']
    >>> date_line("On 21 August the two ministers met.") is None
    True
    """
    line = line.strip().strip("()[]").strip()
    if not 4 < len(line) <= 80 or not any(c.isdigit() for c in line):
        return None
    line = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
    line = _CLOCK.sub("", line).strip().rstrip(".,;").strip()
    return numeric_date(line) or _worded(line)


def numeric_date(text: str) -> PartialDate | None:
    """Read a date in figures, ISO or with slashes or dots; None where it is not one.

    >>> str(numeric_date("2022/5/22")), str(numeric_date("22.05.2022")), str(numeric_date("05/06/2022"))
    ('2022-05-22', '2022-05-22', '2022')
    """
    text = text.strip()
    if found := _CJK.fullmatch(text) or _COMPACT.fullmatch(text) or _MONTHLY.fullmatch(text):
        return _partial(*(int(g) for g in found.groups() if g))
    found = _NUMERIC.fullmatch(text)
    if not found:
        return None
    first, _, middle, last = found.groups()
    if len(first) == 4 and len(last) <= 2:
        return _partial(int(first), int(middle), int(last))
    if len(last) != 4 or len(first) > 2:
        return None
    a, b, year = int(first), int(middle), int(last)
    if found[2] == "." or a > 12 or a == b:  # dots are written day first wherever they are written
        return _partial(year, b, a)
    if b > 12:
        return _partial(year, a, b)
    return _partial(year)


def stated_date(value: str) -> PartialDate | None:
    """Read the date of a metadata field: ISO 8601 with or without time, `--08-21`, a bare year, or a date line.

    >>> [str(stated_date(s)) for s in ("2022-05-22T18:30:00+08:00", "2022-05", "1921", "May 2022")]
    ['2022-05-22', '2022-05', '1921', '2022-05']
    """
    value = value.strip()
    if re.fullmatch(r"\d{4}|--\d{2}(-\d{2})?", value):
        try:
            return PartialDate(value)
        except ValueError:
            return None
    iso = re.match(r"\d{4}-\d{2}-\d{2}(?=$|[T ]\d)", value)
    return numeric_date(iso[0]) if iso else date_line(value)


def _worded(line: str) -> PartialDate | None:
    place = _PLACE.match(line)
    if place and not any(_month_or_day(w) for w in _WORD.findall(place[0])):
        line = line[place.end():]
    words = _WORD.findall(line)
    months = [w for w in words if _month(w)]
    others = [w for w in words if not _month_or_day(w) and w.lower() not in ("st", "nd", "rd", "th", "of", "the")]
    if len(months) != 1 or others or not re.fullmatch(r"[\w\s,.’'/-]+", line):
        return None
    figures = re.findall(r"\d+", line)
    years = [f for f in figures if len(f) == 4]
    days = [f for f in figures if len(f) <= 2]
    if len(figures) != len(years) + len(days) or len(years) > 1 or len(days) > 1 or not figures:
        return None
    known = [_month(months[0]), *(int(d) for d in days)]
    return _partial(int(years[0]), *known) if years else _partial(None, *known)


@cache
def _english() -> Any:
    from dateutil.parser import parserinfo  # its English names of months, long and short

    return parserinfo()


def _month(word: str) -> int | None:
    word = word.rstrip(".")
    return _english().month(word) if len(word) > 2 else None


def _month_or_day(word: str) -> bool:
    return word.lower().rstrip(".") in _WEEKDAYS or _month(word) is not None


def _partial(year: int | None, *rest: int) -> PartialDate | None:
    if year is not None and not 1500 <= year <= datetime.max.year:
        return None
    text = "-".join(["-" if year is None else f"{year:04d}", *(f"{n:02d}" for n in rest)])
    try:
        return PartialDate(text)
    except ValueError:
        return None
