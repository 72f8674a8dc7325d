"""Whom each person speaks for: the state or body that an office is of, said beside it or plain from the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kg.model import Link, Parsed
from kg.resolve.holders import Holding
from kg.titles import titles

_STATE_OFFICES = ("president", "vice president", "prime minister", "premier", "chancellor", "foreign minister", "king", "secretary of state")


def sides(parsed: Parsed, held: Sequence[Holding], persons: Sequence[Link], places: Sequence[Link], home: str | None
          ) -> dict[str, str]:
    """Return person -> country, or else organisation, for every person whose side the text gives or leaves in no doubt.

    Said sides come first; a person of a body has that body unless it belongs to a state. A person whose office is said
    without a state is of the home side, unless somebody there holds that office already: then of the state that stands
    nearest in the same sentences.
    """
    said: dict[str, Counter[str]] = {}
    bodies: dict[str, Counter[str]] = {}
    for h in held:
        for i, person in enumerate(h.persons):
            named = h.named[i] if i < len(h.named) else None
            side = named or h.side
            if side and _counts(h):
                said.setdefault(person, Counter())[side] += 1
            elif side:
                said.setdefault(person, Counter())[side] += 0
            if h.body:
                bodies.setdefault(person, Counter())[h.body] += 1
    found = {p: c.most_common(1)[0][0] for p, c in said.items()}
    for person, counted in bodies.items():
        found.setdefault(person, counted.most_common(1)[0][0])
    offices: dict[str, set[str]] = {}
    for h in held:
        for person in h.persons:
            offices.setdefault(person, set()).add(_plain(h.office.text))
    taken = {o for p, s in found.items() if s == home for o in offices.get(p, ())}
    order = {k.entity: k.mention.span.start for k in sorted(persons, key=lambda k: k.mention.span, reverse=True)}
    for person in sorted(offices, key=lambda p: order.get(p, 0)):
        if person in found:
            continue
        near = _nearest(person, persons, places, home)
        if home and not (offices[person] & taken & set(_STATE_OFFICES)) and not (near and _foreign(person, offices, taken)):
            found[person] = home
            taken |= offices[person]
        elif near:
            found[person] = near
    return found


def _counts(h: Holding) -> bool:
    """Say whether the side is said of the office itself; a former office tells less than a present one."""
    return not h.office.text.lower().startswith("former")


def _plain(office: str) -> str:
    return titles().singular(office).lower()


def _foreign(person: str, offices: Mapping[str, set[str]], taken: set[str]) -> bool:
    """Say whether the office is the kind that a side has once, while the home side already has its head."""
    heads = {"president", "prime minister", "premier", "chancellor", "king"}
    return bool(offices[person] & heads) and bool(taken & heads) and not offices[person] & {"vice president"}


def _nearest(person: str, persons: Sequence[Link], places: Sequence[Link], home: str | None) -> str | None:
    """Return the foreign state that stands most often, and nearest, in the sentences that name the person."""
    score: Counter[str] = Counter()
    for k in persons:
        if k.entity != person:
            continue
        for place in places:
            if place.mention.kind == "Country" and place.mention.sentence == k.mention.sentence and place.entity != home:
                distance = abs(place.mention.span.start - k.mention.span.start)
                score[place.entity] += 1000 // (20 + distance)
    return score.most_common(1)[0][0] if score else None
