"""Decide which mentions of meetings mean the same occasion, and what is known of each: parties, place, date, whole."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.authority import state_of
from kg.model import Entity, Link, Links, Mention, Occasion, Parsed, Span, digest
from kg.occasions import forms
from kg.resolve.attendance import attending
from kg.resolve.meeting_names import content, is_round, label, ordinal
from kg.resolve.one_by_one import one_by_one
from kg.resolve.page import Page, open_page
from kg.resolve.same_meeting import Group, bodies, find, is_reported, people, stands
from kg.resolve.sightings import Sighting, sight


def resolve(parsed: Parsed, mentions: tuple[Mention, ...], links: Links) -> Links:
    """Add the meetings of a document to its links: one entity for each occasion, its mentions, and what is said of it."""
    page = open_page(parsed, mentions, links)
    groups: list[Group] = []
    for index, several in enumerate(sight(page)):
        for s in one_by_one(page, several):
            s = _with_traveller(links, groups, _with_sides(links, _of_series(links, groups, _echoed(links, groups, s))))
            group = find(parsed, links, groups, s)
            if group is not None:
                group.add(s, index)
            elif stands(links, groups, s):
                groups.append(fresh := Group([], [], reported=is_reported(parsed, groups, s)))
                fresh.add(s, index)
    _attend(page, groups)
    _stay(page, groups)
    for g in groups:
        if g.reported and len(g.parties) < 2 and g.kin in ("meeting", "call", "event") and 1 < len(links.parties) < 30:
            for party in links.parties:
                g.parties.setdefault(party, g.sightings[0].mention.span)
    entities = _entities(parsed, links, groups)
    by_index = {i: e for g, e in zip(reversed(groups), reversed(entities), strict=True) for i in g.indexes}
    found = [Link(s.mention, e.id, 1.0, "title" if s.sort == "pointed" else "name")
             for g, e in zip(groups, entities, strict=True) for s in g.sightings]
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


def _of_series(links: Links, groups: list[Group], s: Sighting) -> Sighting:
    """Give "the next Dialogue", "the Third Trilateral Meeting" the states and bodies of the one of the series that is reported."""
    reported = next((g for g in groups if g.reported and len(bodies(links, g.parties)) in (2, 3)), None)  # of more, others may come
    if reported is None or s.sort == "title" or bodies(links, s.parties) or not (s.quantity == "next" or ordinal(s.mention.text)):
        return s
    if not any(content(s.mention.text) & content(t.mention.text) & forms("noun", "weak").keys() for t in reported.sightings):
        return s
    return replace(s, parties=(*s.parties, *((b, s.mention.span) for b in sorted(bodies(links, reported.parties)))))


def _with_traveller(links: Links, groups: list[Group], s: Sighting) -> Sighting:
    """Give a meeting in a text on a visit, whose own words name but one side, the traveller as the other."""
    visit = next((g for g in groups if g.kin == "visit" and (g.reported or set(g.indexes) & set(s.whole))), None)
    if visit is None or s.kin not in ("meeting", "call", "meal") or s.sort not in ("reported", "described"):
        return s
    travellers = {p: span for p, span in visit.sightings[0].parties if links.entity(p).kind == "Person"}
    if not travellers or set(travellers) & set(dict(s.parties)) or len(people(links, s.parties)) > 1 and not s.group:
        return s
    if s.quantity == "next" and len(bodies(links, s.parties)) > 1:
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
            joined = _nearest(page, here, sentence.index, entity) or group
            joined.parties.setdefault(entity, span)
            for person, side in page.links.sides:
                if person == entity:
                    joined.parties.setdefault(side, span)


def _nearest(page: Page, groups: list[Group], sentence: int, entity: str) -> Group | None:
    """Return the one of several occasions in a sentence beside whose words a party's name stands."""
    starts = [k.mention.span.start for k in page.links.in_sentence(sentence) if k.entity == entity]
    if len(groups) < 2 or not starts:
        return None
    return min(groups, key=lambda g: min(abs(s.mention.span.start - x) for s in g.sightings if s.mention.sentence == sentence for x in starts))


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
    travellers = people(links, visit.sightings[0].parties)
    if g.kin in ("event", "ceremony", "negotiations"):  # of host and guest alone: a conference of many is not part of a visit to it
        hosts = bodies(links, visit.parties) - {links.side_of(p) for p in travellers}
        states = {e for e in g.parties if links.entity(e).kind == "Country"}
        return visit.reported and len(states) == 2 and bool(hosts & states) and bool(travellers & people(links, g.parties))
    if g.kin not in ("meeting", "call", "meal") or g.kin == "call" and not _inside(visit, g):
        return False
    return bool(travellers & people(links, g.parties)) and (visit.reported and not g.named or _inside(visit, g))


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
    if s.kin == "credentials" and len(bodies(links, parties)) < 2:
        for party in links.parties[:2]:
            parties.setdefault(party, s.mention.span)
    if s.kin == "visit":
        for place, span in s.places:
            host = state_of(links.entity(place))
            if host in links:
                parties.setdefault(host, span)
    return replace(s, parties=tuple(parties.items()))


def _entities(parsed: Parsed, links: Links, groups: list[Group]) -> list[Entity]:
    found, used = [], set()
    for g in groups:
        met = set().union(*(people(links, s.parties) for s in g.sightings))
        named = [p for p in g.parties if len(met) < 2 or p in met or links.entity(p).kind != "Person"]  # not those who only came along
        name = label(parsed, links, g.sightings, named, list(g.places))
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
