"""Dates as precise as texts give them -> periods: years, quarters, months."""

from __future__ import annotations

from kg.errors import QueryError

PERIODS = ("year", "quarter", "month")
UNDATED = ""
"""The period of what has no year, or too vague a date for the period asked for."""


def period(date: str | None, by: str = "year") -> str:
    """Return the period that a partial date falls in, UNDATED where the date does not say; periods sort as text.

    Raises QueryError for a period that is none of PERIODS.

    >>> period("2020-08-21"), period("2020-08", "quarter"), period("2020-08-21", "month")
    ('2020', '2020-Q3', '2020-08')
    >>> period("--08-21"), period("2020", "month"), period(None)
    ('', '', '')
    """
    if by not in PERIODS:
        raise QueryError(f"by={by}: expected one of {', '.join(PERIODS)}")
    if not date or date.startswith("--"):
        return UNDATED
    if by == "year":
        return date[:4]
    month = date[5:7]
    if not month:
        return UNDATED
    return date[:7] if by == "month" else f"{date[:4]}-Q{(int(month) + 2) // 3}"


def between(first: str, last: str) -> tuple[str, ...]:
    """Return all periods from one to another of the same kind, both included.

    >>> between("2019-Q3", "2020-Q2"), between("2019-11", "2020-01"), between("2018", "2020")
    (('2019-Q3', '2019-Q4', '2020-Q1', '2020-Q2'), ('2019-11', '2019-12', '2020-01'), ('2018', '2019', '2020'))
    """
    parts = 4 if "Q" in first else 12 if "-" in first else 1
    low, high = (_number(p, parts) for p in (first, last))
    return tuple(_name(n, parts) for n in range(low, high + 1))


def _number(name: str, parts: int) -> int:
    year, _, part = name.partition("-")
    return int(year) * parts + (int(part.lstrip("Q")) - 1 if part else 0)


def _name(number: int, parts: int) -> str:
    year, part = divmod(number, parts)
    return f"{year:04}" if parts == 1 else f"{year:04}-Q{part + 1}" if parts == 4 else f"{year:04}-{part + 1:02}"
