"""Offices as written -> levels, as ontology/authority/ranks.tsv orders them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg import authority

NO_LEVEL = 0


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """A level, 6 for heads of state and government down to 1 for officials, with its name."""

    level: int
    name: str


@cache
def _lines() -> tuple[tuple[re.Pattern[str], Rank], ...]:
    found = []
    for row in authority.rows("ranks.tsv"):
        forms = "|".join(r"\W+(?:\w+\W+){0,5}?".join(map(re.escape, form.split(" ~ "))) for form in row["words"].split("|"))
        found.append((re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])"), Rank(int(row["level"]), row["name"])))
    return tuple(found)


@cache
def rank(office: str | None) -> Rank | None:
    """Return the level of an office, None where it is not known or no longer held.

    >>> rank("Vice Foreign Minister").level, rank("Prime Minister").level, rank("National Security Adviser to Prime Minister").level
    (3, 6, 4)
    >>> rank("former President"), rank("Chief Guest")
    (None, None)
    """
    if not office:
        return None
    head = re.split(r"\bto\b", office.casefold())[0]
    found = next((rank for words, rank in _lines() if words.search(head)), None)
    return found if found and found.level != NO_LEVEL else None
