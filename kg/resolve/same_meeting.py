"""Which sightings mean one occasion: by name, by parties, or as what was last spoken of; and which make one of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.model import Links, Parsed, Span
from kg.resolve.meeting_names import content, is_round, ordinal, ordinals_differ
from kg.resolve.page import Said
from kg.resolve.sightings import Sighting

_NEAR = frozenset({("meeting", "event"), ("event", "meeting"), ("meeting", "call"), ("call", "meeting"),
                   ("negotiations", "event"), ("event", "negotiations"), ("negotiations", "meeting"), ("meeting", "negotiations")})
"""Families whose pointed words ("the talks") may mean an occasion of the other."""
_OPEN = frozenset({"named", "title"})


@dataclass
class Group:
    """The sightings that are taken for one occasion, while it is being put together."""

    sightings: list[Sighting]
    indexes: list[int]
    reported: bool = False
    parties: dict[str, Span] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    dates: dict[str, Span] = field(default_factory=dict)

    @property
    def kin(self) -> str:
        return self.sightings[0].kin

    @property
    def named(self) -> Sighting | None:
        return next((s for s in self.sightings if s.sort == "named"), None)

    def add(self, s: Sighting, index: int) -> None:
        self.sightings.append(s)
        self.indexes.append(index)
        self.take(s)

    def take(self, s: Sighting) -> None:
        for own, new in ((self.parties, s.parties), (self.places, s.places), (self.dates, s.dates)):
            for key, span in new:
                own.setdefault(key, span)


def find(parsed: Parsed, links: Links, groups: list[Group], s: Sighting) -> Group | None:
    """Return the group that a sighting belongs to: by name, by its parties, or as the occasion last spoken of."""
    if s.sort == "named":
        same = [g for g in groups if _same_group(parsed, g, s)]
        same = same or [g for g in groups if g.sightings[0].sort == "title" and _same_ordinal(g.sightings[0], s)]
        if same:
            equal = [g for g in same if ordinal(s.mention.text) and any(ordinal(t.mention.text) == ordinal(s.mention.text) for t in g.sightings)]
            return (equal or same)[-1]
        return next((g for g in groups if g.reported and _opens(links, g, s) and (s.kin != "event" or _first_told(groups, s))), None)
    if s.sort == "pointed":
        near = [g for g in groups if g.kin == s.kin or (g.kin, s.kin) in _NEAR]
        near = [g for g in near if not ordinals_differ(s.quantity, g.sightings[0].quantity)] if s.quantity else near
        exact = [g for g in near if g.kin == s.kin]
        if s.mention.reading in ("meeting", "talks", "discussions") and any(g.reported for g in near):
            exact = near  # words for any occasion
        fitting = [g for g in exact or near if not _apart(links, g, s)]
        reported = [g for g in fitting if g.reported]
        return (reported or fitting)[-1] if fitting else None
    named = next((g for g in groups if s.sort == "described" and g.named and _names(g, s)), None)
    if named is not None:
        return named
    opening = next((g for g in groups if g.reported and _opens(links, g, s)), None)
    if opening is not None and (s.sort == "reported" or _first_told(groups, s)):
        return opening
    loose = not s.group and (s.sort == "reported" and s.kin in ("meeting", "call")
                             or s.sort == "described" and s.mention.reading == "consultations" and bool(people(links, s.parties)))
    for g in reversed(groups):
        near = g.kin == s.kin or loose and g.reported and (g.kin, s.kin) in _NEAR and people(links, s.parties) <= people(links, g.parties)
        if near and _joint(links, g, s) and not _apart(links, g, s):
            return g
    return None


def _names(g: Group, s: Sighting) -> bool:
    """Say whether a description holds all the words of an occasion's name ("virtual meeting of the Joint Committee")."""
    name = content(g.named.mention.text) if g.named else frozenset()
    return len(name) > 2 and name <= content(s.mention.text) and g.kin == s.kin and not ordinals_differ(
        ordinal(g.named.mention.text), ordinal(s.mention.text)) and s.quantity in ("", g.named.quantity)


def _same_ordinal(title: Sighting, s: Sighting) -> bool:
    """Say whether a title and a name count the same ("Second Round of Strategic Dialogue with ...") and share most words."""
    number, mine, theirs = ordinal(title.mention.text), content(s.mention.text), content(title.mention.text)
    return bool(number) and number == ordinal(s.mention.text) and len(mine & theirs) * 2 >= min(len(mine), len(theirs))


def _same_group(parsed: Parsed, g: Group, s: Sighting) -> bool:
    known = [t for t in g.sightings if t.sort == "named"]
    if any(_is_short_for(parsed, s, t) for t in known):
        return True
    every = frozenset().union(*(content(t.mention.text) for t in known)) if known else frozenset()
    mine = content(s.mention.text)
    longest = max((content(t.mention.text) for t in known), key=len, default=frozenset())
    return (mine <= every or longest <= mine) and any(_same_name(s, t) for t in known)


def _opens(links: Links, g: Group, s: Sighting) -> bool:
    """Say whether a sighting is the first in the body of the occasion that the title names, as a text begins by reporting it."""
    if len(g.sightings) != 1 or g.sightings[0].mention.sentence != 0 or s.future or s.mention.sentence > 6 or s.quantity == "another":
        return False
    if g.kin != s.kin and not {g.kin, s.kin} <= {"meeting", "event", "negotiations"}:
        return False
    mine, theirs = people(links, s.parties), people(links, g.parties)
    if mine and theirs:
        return bool(mine & theirs) and not (mine - theirs and theirs - mine)
    return len(bodies(links, s.parties)) > 1 and not theirs


def _first_told(groups: list[Group], s: Sighting) -> bool:
    """Say whether a sighting is of the first occasion that the body tells of, as something held: "The parties held a session today"."""
    return len(groups) == 1 and s.future is False and s.quantity not in ("next", "last", "previous", "recent")


def _same_name(a: Sighting, b: Sighting) -> bool:
    if b.sort not in _OPEN or ordinals_differ(ordinal(a.mention.text), ordinal(b.mention.text)):
        return False
    x, y = content(a.mention.text), content(b.mention.text)
    if is_round(a.mention.text) != is_round(b.mention.text) and min(len(x), len(y)) > 1:
        return False
    if b.sort == "title" and b.kin in ("visit", "call"):
        return False
    return bool(x) and (x <= y or y <= x) and (len(x & y) > 1 or x == y or a.kin == b.kin)


def _is_short_for(parsed: Parsed, s: Sighting, t: Sighting) -> bool:
    """Say whether a name is the abbreviation in brackets behind another one."""
    after = parsed.document.text[t.mention.span.end:t.mention.span.end + len(s.mention.text) + 6]
    return bool(re.match(rf"\s?\(\s?[\"“]?(?:the )?{re.escape(s.mention.text)}\b", after))


def people(links: Links, said: dict[str, Span] | Said) -> set[str]:
    """Return the persons among parties."""
    return {e for e in dict(said) if links.entity(e).kind == "Person"}


def bodies(links: Links, said: dict[str, Span] | Said) -> set[str]:
    """Return the states and organisations among parties."""
    return {e for e in dict(said) if links.entity(e).kind != "Person"}


def _joint(links: Links, g: Group, s: Sighting) -> bool:
    """Say whether a sighting shares its parties with a group, so that they may be one occasion."""
    mine, theirs = people(links, s.parties), people(links, g.parties)
    if g.kin == "visit":
        return bool(mine & theirs) or (not (mine and theirs) and bool(bodies(links, s.parties) & bodies(links, g.parties)))
    if mine and theirs:
        return bool(mine & theirs) and (mine <= theirs or theirs <= mine or len(mine & theirs) > 1)
    shared = bodies(links, s.parties) & bodies(links, g.parties)
    return len(shared) > 1


def _apart(links: Links, g: Group, s: Sighting) -> bool:
    """Say whether a sighting cannot be of the group's occasion: other date, place, partner, or time."""
    dates = {d for d, _ in s.dates}
    if dates and g.dates and not any(_date_fits(a, b) for a in dates for b in g.dates):
        return True
    mine, theirs = people(links, s.parties), people(links, g.parties)
    if mine - theirs and theirs - mine and g.kin != "visit" and len(mine & theirs) < 2:
        return True
    if s.group and any(t.group and not _alike(s.group, t.group) for t in g.sightings):
        return True
    own = {c for p, c in links.sides if p in mine | theirs}
    if g.kin != "visit" and theirs - mine and bodies(links, s.parties) - own - set(g.parties) and s.sort != "pointed":
        return True
    if g.kin != "visit" and mine - theirs and any(t.group for t in g.sightings) and g.sightings[0].sort != "title":
        return True
    if s.group and g.kin != "visit" and len(theirs) > 1 and not mine - theirs and s.sort != "pointed" and len(mine) < 2:
        return True
    if s.group and s.sort == "reported" and g.named and not g.reported:
        return True
    first = g.sightings[0]
    if s.quantity in ("next", "last", "previous", "upcoming", "future", "another", "earlier", "recent") and s.quantity != first.quantity:
        return True
    if None not in (s.future, first.future) and s.future != first.future and first.sort != "title" and s.sort in ("reported", "described") and first.sort in ("reported", "described"):
        return True
    if s.kin == "visit":
        mine_at, theirs_at = set(dict(s.places)), set(g.places)
        own = {c for p in mine for q, c in links.sides if p == q}
        return bool(mine_at and theirs_at and not mine_at & theirs_at and not _nested(links, mine_at, theirs_at)) and bool(mine_at - own)
    return False


def _alike(a: str, b: str) -> bool:
    x, y = content(a), content(b)
    return len(x & y) * 2 >= len(x | y)


def _nested(links: Links, a: set[str], b: set[str]) -> bool:
    """Say whether one side names countries and the other places only: a city may lie in the country."""
    kinds = lambda ids: {links.entity(i).kind for i in ids}  # noqa: E731
    return kinds(a) != kinds(b)


def _date_fits(a: str, b: str) -> bool:
    x, y = a.split("/"), b.split("/")
    if x[0].startswith(y[0]) or y[0].startswith(x[0]):
        return True
    return x[0] <= y[-1] and y[0] <= x[-1] if x[0][:1] == y[0][:1] else False


def stands(links: Links, groups: list[Group], s: Sighting) -> bool:
    """Say whether a sighting makes an occasion of its own."""
    if s.sort in ("named", "title"):
        return True
    sides = len(people(links, s.parties)) + len(bodies(links, s.parties))
    if s.sort == "pointed":
        return not groups and bool(links.parties) and s.kin in ("meeting", "call", "visit") and len(links.parties) > 1
    if s.kin == "credentials":
        return bool(people(links, s.parties))
    if s.kin == "visit":
        return bool(people(links, s.parties)) and bool(s.places or s.dates)
    if s.sort == "reported":
        if not people(links, s.parties) and not (s.dates or s.places):
            return False
        return bool(s.parties) and (sides > 2 or bool(s.group) or _sides(links, s) > 1)
    return _sides(links, s) > 1 or bool(s.parties) and bool(s.group or s.dates or s.places or ordinal(s.quantity))


def _sides(links: Links, s: Sighting) -> int:
    """Return how many parties there are, a person and the country that he speaks for counted once."""
    persons = people(links, s.parties)
    spoken_for = {c for p, c in links.sides if p in persons}
    return len(persons) + len(bodies(links, s.parties) - spoken_for)


def is_reported(parsed: Parsed, groups: list[Group], s: Sighting) -> bool:
    """Say whether an occasion is the one that the text reports: its title names it, or its opening tells of it as done."""
    if any(g.reported for g in groups):
        return False
    if s.mention.sentence == 0 and parsed.document.title and not s.future and not _asks(parsed):
        return True
    if s.quantity in ("recent", "next", "upcoming", "last", "previous") or s.sort == "pointed" and not s.parties:
        return False
    sentence = parsed.sentences[s.mention.sentence]
    return sentence.index <= 6 and not s.future and not groups and not _asks(parsed)


def _asks(parsed: Parsed) -> bool:
    """Say whether the text is a press conference or a briefing, which reports no one occasion."""
    return bool(re.search(r"(?i)press conference|briefing|takes questions|q&a", parsed.document.title))
