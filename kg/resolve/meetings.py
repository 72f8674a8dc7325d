"""Decide which mentions of meetings mean the same occasion, and what is known of each: parties, place, date, whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kg.model import Entity, Link, Links, Mention, Occasion, Parsed, Span, digest
from kg.resolve.meeting_names import content, is_round, label, ordinal, ordinals_differ
from kg.resolve.attendance import attending
from kg.resolve.page import Page, Said, open_page
from kg.resolve.sightings import Sighting, sight

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


def resolve(parsed: Parsed, mentions: tuple[Mention, ...], links: Links) -> Links:
    """Add the meetings of a document to its links: one entity for each occasion, its mentions, and what is said of it."""
    page = open_page(parsed, mentions, links)
    sightings = sight(page)
    groups: list[Group] = []
    for index, s in enumerate(sightings):
        s = sightings[index] = _with_sides(links, _echoed(links, groups, s))
        s = sightings[index] = _with_traveller(links, groups, s)
        group = _find(parsed, links, groups, s)
        if group is not None:
            group.add(s, index)
        elif _stands(links, groups, s):
            groups.append(fresh := Group([], [], reported=_is_reported(parsed, groups, s)))
            fresh.add(s, index)
    _attend(page, groups)
    _stay(page, groups)
    entities = _entities(parsed, links, groups)
    by_index = {i: e for g, e in zip(groups, entities, strict=True) for i in g.indexes}
    found = [Link(s.mention, by_index[i].id, 1.0, "title" if s.sort == "pointed" else "name")
             for i, s in enumerate(sightings) if i in by_index]
    occasions = tuple(_occasion(parsed, links, g, e, by_index) for g, e in zip(groups, entities, strict=True))
    occasions = tuple(_during_visits(links, groups, occasions))
    unique = {e.id: e for e in (*links.entities, *entities)}
    return replace(links, entities=tuple(unique.values()), links=(*links.links, *found), occasions=occasions)


def _echoed(links: Links, groups: list[Group], s: Sighting) -> Sighting:
    """Fill in the parties of "their call", "the two ministers met": those of the occasion that is reported, or of the text."""
    if not s.echo or s.sort == "title":
        return s
    reported = next((g for g in groups if g.reported), groups[-1] if groups else None)
    span = s.mention.span
    known = dict(reported.parties) if reported else {p: span for p in links.parties}
    return replace(s, parties=tuple({**dict(s.parties), **{e: span for e in known}}.items()))


def _with_traveller(links: Links, groups: list[Group], s: Sighting) -> Sighting:
    """Give a meeting in a text on a visit, whose own words name but one side, the traveller as the other."""
    visit = next((g for g in groups if g.kin == "visit" and (g.reported or set(g.indexes) & set(s.whole))), None)
    if visit is None or s.kin not in ("meeting", "call", "meal") or s.sort not in ("reported", "described"):
        return s
    travellers = {p: span for p, span in visit.sightings[0].parties if links.entity(p).kind == "Person"}
    if not travellers or set(travellers) & set(dict(s.parties)) or len(_people(links, s.parties)) > 1 and not s.group:
        return s
    span = s.mention.span
    return _with_sides(links, replace(s, parties=tuple({**{p: span for p in travellers}, **dict(s.parties)}.items())))


def _attend(page: Page, groups: list[Group]) -> None:
    """Add those whom other sentences say to have taken part, to the occasion of the sentence or else to the one reported."""
    for sentence in page.parsed.sentences[1 if page.parsed.document.title else 0:]:
        here = [g for g in groups if any(s.mention.sentence == sentence.index for s in g.sightings)]
        before = [g for g in groups if g.sightings[0].mention.sentence < sentence.index]
        group = (here or [g for g in before if g.reported] or before[-1:] or [None])[0]
        if group is None:
            continue
        for entity, span in attending(page, sentence):
            group.parties.setdefault(entity, span)
            for person, side in page.links.sides:
                if person == entity:
                    group.parties.setdefault(side, span)


_STAYS = re.compile(r"(?:^|\b(?:then )?(?:travel|travels|traveled|travelled|go|continue) (?:on )?to |(?:^|, )(?:[Ww]hile |[Aa]lso )?[Ii]n )$")


def _stay(page: Page, groups: list[Group]) -> None:
    """Place the meetings of a visit where the paragraph says that the traveller is: "In Warsaw, she will meet ..."."""
    visit = next((g for g in groups if g.reported and g.kin == "visit"), None)
    if visit is None:
        return
    here, paragraph = "", -1
    for sentence in page.parsed.sentences[1:]:
        here = here if sentence.paragraph == paragraph else ""
        paragraph = sentence.paragraph
        for link in page.links.in_sentence(sentence.index, "Place"):
            if _STAYS.search(page.parsed.document.text[max(sentence.span.start, link.mention.span.start - 24):link.mention.span.start]):
                here = link.entity
                visit.places.setdefault(here, sentence.span)
        for g in groups:
            first = next((s for s in g.sightings if s.mention.sentence), g.sightings[0])
            if here and g is not visit and g.kin in ("meeting", "meal") and not g.places and first.mention.sentence == sentence.index:
                g.places[here] = sentence.span


def _during_visits(links: Links, groups: list[Group], occasions: tuple[Occasion, ...]) -> list[Occasion]:
    """Make the meetings that a traveller has in a text on his visit part of that visit, and rounds part of their dialogue."""
    visits = [(g, o) for g, o in zip(groups, occasions, strict=True) if g.kin == "visit"]
    found = []
    for g, o in zip(groups, occasions, strict=True):
        fitting = [(v, visit) for v, visit in visits if _part_of_visit(links, v, g)]
        if fitting and not o.within:
            near = [x for x in fitting if set(x[0].places) & set(g.places)] or [x for x in fitting if not x[0].reported and _inside(x[0], g)] or fitting
            o = replace(o, within=((near[0][1].meeting, g.sightings[0].mention.span),))
        series = next((x for h, x in zip(groups, occasions, strict=True) if h is not g and _is_round_of(g, h)), None)
        if series is not None and series.meeting not in dict(o.within):
            o = replace(o, within=(*o.within, (series.meeting, g.sightings[0].mention.span)))
        found.append(o)
    return found


def _part_of_visit(links: Links, visit: Group, g: Group) -> bool:
    if g.kin not in ("meeting", "call", "meal") or g.kin == "call" and not _inside(visit, g):
        return False
    travellers = _people(links, visit.sightings[0].parties)
    return bool(travellers & _people(links, g.parties)) and (visit.reported and not g.named or _inside(visit, g))


def _is_round_of(g: Group, series: Group) -> bool:
    """Say whether the one is a numbered or dated meeting of the other, as their names tell: "third meeting of the Dialogue"."""
    a, b = g.named, series.named
    if a is None or b is None or not is_round(a.mention.text) or is_round(b.mention.text):
        return False
    return content(b.mention.text) <= content(a.mention.text)


def _inside(visit: Group, g: Group) -> bool:
    return visit.sightings[0].mention.sentence == g.sightings[0].mention.sentence and any(s.future == visit.sightings[0].future for s in g.sightings)


def _with_sides(links: Links, s: Sighting) -> Sighting:
    """Add the sides that the persons speak for: who meets, meets for a country."""
    if s.sort == "named" and s.kin == "event" and not s.parties:
        return s
    parties = dict(s.parties)
    for entity, span in s.parties:
        for person, side in links.sides:
            if person == entity:
                parties.setdefault(side, span)
    if s.kin == "credentials" and len(_bodies(links, parties)) < 2:
        for party in links.parties[:2]:
            parties.setdefault(party, s.mention.span)
    if s.kin == "visit":
        for place, span in s.places:
            if links.entity(place).kind == "Country":
                parties.setdefault(place, span)
    return replace(s, parties=tuple(parties.items()))


# Grouping ------------------------------------------------------------------------------------------------------------


def _find(parsed: Parsed, links: Links, groups: list[Group], s: Sighting) -> Group | None:
    """Return the group that a sighting belongs to: by name, by its parties, or as the occasion last spoken of."""
    if s.sort == "named":
        same = [g for g in groups if _same_group(parsed, g, s)]
        if same:
            equal = [g for g in same if ordinal(s.mention.text) and any(ordinal(t.mention.text) == ordinal(s.mention.text) for t in g.sightings)]
            return (equal or same)[-1]
        return next((g for g in groups if g.reported and _opens(links, g, s)), None) if s.kin != "event" else None
    if s.sort == "pointed":
        near = [g for g in groups if g.kin == s.kin or (g.kin, s.kin) in _NEAR]
        near = [g for g in near if not ordinals_differ(s.quantity, g.sightings[0].quantity)] if s.quantity else near
        exact = [g for g in near if g.kin == s.kin]
        fitting = [g for g in exact or near if not _apart(links, g, s)]
        reported = [g for g in fitting if g.reported]
        return (reported or fitting)[-1] if fitting else None
    opening = next((g for g in groups if g.reported and _opens(links, g, s)), None)
    if opening is not None and s.sort == "reported":
        return opening
    loose = s.sort == "reported" and not s.group and s.kin in ("meeting", "call")
    for g in reversed(groups):
        near = g.kin == s.kin or loose and g.reported and (g.kin, s.kin) in _NEAR and _people(links, s.parties) <= _people(links, g.parties)
        if near and _joint(links, g, s) and not _apart(links, g, s):
            return g
    return None


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
    if len(g.sightings) != 1 or g.sightings[0].mention.sentence != 0 or s.future or s.mention.sentence > 6:
        return False
    if g.kin != s.kin and {g.kin, s.kin} != {"meeting", "event"}:
        return False
    mine, theirs = _people(links, s.parties), _people(links, g.parties)
    if mine and theirs:
        return bool(mine & theirs) and not (mine - theirs and theirs - mine)
    return len(_bodies(links, s.parties)) > 1 and not theirs


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


def _people(links: Links, said: dict[str, Span] | Said) -> set[str]:
    return {e for e in dict(said) if links.entity(e).kind == "Person"}


def _bodies(links: Links, said: dict[str, Span] | Said) -> set[str]:
    return {e for e in dict(said) if links.entity(e).kind != "Person"}


def _joint(links: Links, g: Group, s: Sighting) -> bool:
    """Say whether a sighting shares its parties with a group, so that they may be one occasion."""
    mine, theirs = _people(links, s.parties), _people(links, g.parties)
    if g.kin == "visit":
        return bool(mine & theirs) or (not (mine and theirs) and bool(_bodies(links, s.parties) & _bodies(links, g.parties)))
    if mine and theirs:
        return bool(mine & theirs) and (mine <= theirs or theirs <= mine or len(mine & theirs) > 1)
    shared = _bodies(links, s.parties) & _bodies(links, g.parties)
    return len(shared) > 1


def _apart(links: Links, g: Group, s: Sighting) -> bool:
    """Say whether a sighting cannot be of the group's occasion: other date, place, partner, or time."""
    dates = {d for d, _ in s.dates}
    if dates and g.dates and not any(_date_fits(a, b) for a in dates for b in g.dates):
        return True
    mine, theirs = _people(links, s.parties), _people(links, g.parties)
    if mine - theirs and theirs - mine and g.kin != "visit" and len(mine & theirs) < 2:
        return True
    if s.group and any(t.group and not _alike(s.group, t.group) for t in g.sightings):
        return True
    own = {c for p, c in links.sides if p in mine | theirs}
    if g.kin != "visit" and theirs - mine and _bodies(links, s.parties) - own - set(g.parties) and s.sort != "pointed":
        return True
    if g.kin != "visit" and mine - theirs and any(t.group for t in g.sightings) and g.sightings[0].sort != "title":
        return True
    if s.group and g.kin != "visit" and len(theirs) > 1 and not mine - theirs and s.sort != "pointed" and len(mine) < 2:
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


def _stands(links: Links, groups: list[Group], s: Sighting) -> bool:
    """Say whether a sighting makes an occasion of its own."""
    if s.sort in ("named", "title"):
        return True
    sides = len(_people(links, s.parties)) + len(_bodies(links, s.parties))
    if s.sort == "pointed":
        return not groups and bool(links.parties) and s.kin in ("meeting", "call", "visit") and len(links.parties) > 1
    if s.kin == "credentials":
        return bool(_people(links, s.parties))
    if s.kin == "visit":
        return bool(s.places) and bool(_people(links, s.parties))
    if s.sort == "reported":
        if not _people(links, s.parties) and not (s.dates or s.places):
            return False
        return bool(s.parties) and (sides > 2 or bool(s.group) or _sides(links, s) > 1)
    return _sides(links, s) > 1 or bool(s.parties) and bool(s.group or s.dates or s.places or ordinal(s.quantity))


def _sides(links: Links, s: Sighting) -> int:
    """Return how many parties there are, a person and the country that he speaks for counted once."""
    people = _people(links, s.parties)
    spoken_for = {c for p, c in links.sides if p in people}
    return len(people) + len(_bodies(links, s.parties) - spoken_for)


def _is_reported(parsed: Parsed, groups: list[Group], s: Sighting) -> bool:
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


# Entities ------------------------------------------------------------------------------------------------------------


def _entities(parsed: Parsed, links: Links, groups: list[Group]) -> list[Entity]:
    found, used = [], set()
    for g in groups:
        name = label(parsed, links, g.sightings, list(g.parties), list(g.places))
        form = g.sightings[0].mention.reading or "meeting"
        full = sorted(d for d in g.dates if len(d.split("/")[0]) == 10 and d[0] != "-")
        known = sorted(g.parties)
        key = digest(g.kin, known, full[0]) if full and len(known) > 1 else digest(parsed.document.id, name)
        while key in used:
            key = digest(key, name)
        used.add(key)
        found.append(Entity(f"meeting:{key}", "Meeting", name, form=form))
    return found


def _occasion(parsed: Parsed, links: Links, g: Group, entity: Entity, by_index: dict[int, Entity]) -> Occasion:
    within: dict[str, Span] = {}
    for s in g.sightings:
        for i in s.whole:
            if i in by_index and by_index[i].id != entity.id:
                within.setdefault(by_index[i].id, parsed.sentences[s.mention.sentence].span)
    dates = dict(g.dates)
    first = parsed.sentences[g.sightings[-1 if len(g.sightings) > 1 and g.sightings[0].sort == "title" else 0].mention.sentence].span
    if g.reported and not dates and parsed.document.published and not any(s.future for s in g.sightings) and g.kin != "visit":
        dates[str(parsed.document.published)] = first
    return Occasion(entity.id, tuple(g.parties.items()), tuple(g.places.items()), tuple(dates.items()), tuple(within.items()), g.reported)
