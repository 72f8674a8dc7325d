"""Names of meetings: the label of an occasion that has no proper name, and when two names are one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Links, Parsed
from kg.resolve.sightings import Sighting

_STOP = frozenset("the of and on in for a an to with between s 's ’s ' ’ at from - – , . ( )".split())
_ORDINALS = {w: str(n) for n, w in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
                                             "eleventh", "twelfth"), 1)} | {"inaugural": "1"}
_FAMILY_FIRST = frozenset({"country:CHN", "country:KOR", "country:PRK", "country:VNM", "country:KHM", "country:TWN"})

_IN_CAPITALS = re.compile(r"[A-Z][A-Z’'-]{2,}")
"""A family name as Japanese, Korean and French texts write it ("KUROSAWA Tetsuya")."""
_SAME = re.compile(r"(?i)\bUnited States(?: of America)?|\bUnited Kingdom|\bEuropean Union")
_SHORT = {"united s": "u.s", "united k": "uk", "european": "eu"}


def content(name: str) -> frozenset[str]:
    """Return the words that tell a name from others, without ordinals and small words, plurals cut.

    >>> sorted(content("the Second Round of the Ministers' Talks"))
    ['minister', 'round', 'talk']
    """
    words = re.findall(r"[^\W_]+(?:\.[^\W_]+)*", _SAME.sub(lambda m: _SHORT[m[0].lower()[:8]], name).lower())
    return frozenset(w.removesuffix("s") if len(w) > 3 else w for w in words if w not in _STOP and not ordinal(w))


def ordinal(name: str) -> str:
    """Return the ordinal or year in a name as digits; empty where there is none.

    >>> ordinal("73rd session"), ordinal("Second Summit"), ordinal("the talks")
    ('73', '2', '')
    """
    for word in re.findall(r"[\w-]+", name.lower()):
        if word in _ORDINALS:
            return _ORDINALS[word]
        if found := re.fullmatch(r"(\d+)(?:st|nd|rd|th)|((?:19|20)\d\d)", word):
            return found[1] or found[2]
    return ""


def is_round(name: str) -> bool:
    """Say whether a name is of one meeting of a series: "Second Round of the Economic Dialogue", "third meeting of the Mechanism".

    >>> is_round("Fifth Round of the Strategic Dialogue"), is_round("Strategic Dialogue")
    (True, False)
    """
    return bool(re.search(r"(?i)\b(?:round|meeting|session) of\b", name))


def ordinals_differ(a: str, b: str) -> bool:
    """Say whether two ordinals exclude each other; one that is not given excludes none."""
    return bool(a and b) and a != b


def label(parsed: Parsed, links: Links, sightings: Sequence[Sighting], parties: Sequence[str], places: Sequence[str]) -> str:
    """Return the label of an occasion: its proper name, or "A - B meeting", "A visit to X", "A meeting with senior officials"."""
    named = [s.mention.text for s in sightings if s.sort == "named"]
    if named:
        return " ".join(max(named, key=len).split())
    first = sightings[0]
    form = {"call": "phone call"}.get(first.mention.reading or "", first.mention.reading or "meeting")
    people = [_short(links, p) for p in parties if links.entity(p).kind == "Person"]
    if first.kin == "credentials" and people:
        return f"presentation of credentials by {links.entity(next(p for p in parties if p.startswith('person:'))).label}"
    if first.kin == "visit" and people:
        where = [links.entity(p).label for p in places if links.entity(p).kind == "Country"] or [links.entity(p).label for p in places]
        people = [links.entity(p).label for p in parties if links.entity(p).kind == "Person"] if len(people) == 1 else people
        return f"{' and '.join(people[:2])} {form}{' to ' + ', '.join(where) if where else ''}"
    group = next((s.group for s in sightings if s.group), "")
    if group and len(people) < 2:
        who = people or [links.entity(p).label for p in parties[:1]]
        return " ".join(f"{who[0] if who else ''} {form} with {group}".split())
    if len(people) > 1:
        return f"{' - '.join(people[:4])} {form}"
    sides = [p for p in parties if links.entity(p).kind != "Person" and not (people and links.side_of(next(
        q for q in parties if links.entity(q).kind == "Person")) == p)]
    ends = people + [links.entity(p).label for p in sides]
    if ends:
        return f"{' - '.join(ends[:4])} {form}"
    return " ".join(first.mention.text.split())


def _short(links: Links, person: str) -> str:
    """Return the name by which a person is called in a label: the family name, or all of it where that comes first."""
    name = links.entity(person).label
    words = re.sub(r",? (Jr|Sr|II|III|IV)\.?$", "", name).split()
    if capitals := [w for w in words if _IN_CAPITALS.fullmatch(w)]:
        return " ".join(w.capitalize() for w in capitals)
    if links.side_of(person) in _FAMILY_FIRST and len(words) < 4:
        return name
    keep = 1
    while keep < len(words) and words[-keep - 1].lower() in ("al", "el", "bin", "bint", "ben", "von", "van", "der", "de", "la", "le", "du", "da", "dos", "di"):
        keep += 1
    return " ".join(words[-keep:])
