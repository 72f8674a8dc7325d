"""Statements on visits: who travelled, travels, or is asked to travel to which country or place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg import syntax
from kg.authority import state_of
from kg.model import Attribution, Links, Mention, Occasion, Parsed, Span, Statement
from kg.occasions import kin
from kg.syntax import WILL

EXTRACTOR = "visits"
_AHEAD = frozenset({"upcoming", "planned", "forthcoming", "next", "future", "scheduled"})
_GOING = {"go": ("to", "on"), "fly": ("to",), "land": ("in",), "depart": ("for",), "leave": ("for",), "return": ("to",), "proceed": ("to",),
          "head": ("to",), "travel": ("to",), "arrive": ("in", "at"), "journey": ("to",)}
_STAYS = frozenset({"visit", "trip", "tour", "mission"})
_HOSTING = frozenset({"welcome", "host"})
_NOW = frozenset({"currently", "now", "presently"})
_ASKED = frozenset({"invite", "ask", "urge", "look", "hope", "welcome", "invitation"})


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield visits: of the travellers of each visit to its places and countries, and of those who are said to go or have been there.

    >>> [(s.subject, s.relation, s.object) for s in extract(*understood("Foreign Minister Sara Khan of Pakistan visited Lanzhou."))]
    [('person:sara-khan', 'visits', 'place:lanzhou')]
    """
    seen: set[tuple[str, str]] = set()
    for occasion in links.occasions:
        if kin(links.entity(occasion.meeting).form or "meeting") != "visit":
            continue
        mentions = [k.mention for k in links.links if k.entity == occasion.meeting]
        stance = _stance(parsed, mentions)
        for person, place, span in _legs(links, occasion):
            if (person, place) not in seen:
                seen.add((person, place))
                yield Statement(person, "visits", place, stance=stance, evidence=(parsed.cite(span, EXTRACTOR),))
    for statement in _journeys(parsed, links, attribution):
        if (statement.subject, statement.object or "") not in seen:
            seen.add((statement.subject, statement.object or ""))
            yield statement


def _legs(links: Links, occasion: Occasion) -> Iterator[tuple[str, str, Span]]:
    places = dict(occasion.places)
    people = [p for p, _ in occasion.parties if links.entity(p).kind == "Person"]
    around = {state_of(links.entity(p)) for p in places} - places.keys()
    hosts = {p: span for p, span in occasion.parties if links.entity(p).kind == "Country" and p not in _sides(links, people) and p not in around}
    for person in people:
        if links.side_of(person) in {*places, *hosts} and len(people) > 1:
            continue
        for place, span in {**places, **hosts}.items():
            if not _at_home(links, person, place):
                yield person, place, span


def _sides(links: Links, people: list[str]) -> set[str]:
    return {side for person, side in links.sides if person in people}


def _at_home(links: Links, person: str, place: str) -> bool:
    """Say whether a place is the person's own state or lies in it."""
    return bool({place, state_of(links.entity(place))} & _sides(links, [person]))


def _stance(parsed: Parsed, mentions: list[Mention]) -> str:
    """Return asserted, committed or called-for, as the first mention outside the title has it."""
    body = [m for m in mentions if m.sentence > 0 or not parsed.document.title] or mentions
    for mention in body:
        tokens = parsed.tokens(mention.span)
        root = tokens.root
        verb = root if root.pos_ == "VERB" else syntax.predicate_of(root)
        if any(t.lower_ in _AHEAD for t in tokens) or any(c.lower_ in _AHEAD for c in root.children):
            return "committed"
        said = _of_verb(verb)
        if root.pos_ == "VERB" or said != "asserted" or root.dep_ == "dobj":
            return said
    return "asserted"


def _of_verb(verb: Any) -> str:
    own = syntax.stance(verb)
    if own != "asserted":
        return own
    for head in [verb, *syntax.governors(verb)]:
        if head is not verb and head.lemma_.lower() in _ASKED:
            return "called-for"
        if head is not verb and head.pos_ == "VERB" and syntax.stance(head) != "asserted":
            return syntax.stance(head)
        if head.dep_ not in ("xcomp", "advcl", "conj", "pcomp", "prep", "acl"):
            break
    return "asserted"


def _journeys(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield the visits that verbs of going and being report: "will go on to Botswana", "I travel to Moscow", "is in Taipei on a visit"."""
    at = {t.i: k.entity for k in links.links if links.entity(k.entity).kind in ("Person", "Country", "Place") for t in parsed.tokens(k.mention.span)}
    for sentence in parsed.sentences[1 if parsed.document.title else 0:]:
        for token in parsed.tokens(sentence.span):
            if token.lower_ == "visiting" and token.dep_ == "amod" and (guest := at.get(token.head.i)) and links.entity(guest).kind == "Person" \
                    and links.home is not None and links.entity(links.home).kind == "Country" and not _at_home(links, guest, links.home):
                yield Statement(guest, "visits", links.home, evidence=(parsed.cite(sentence.span, EXTRACTOR),))
            goals = _goals(token)
            who = [at.get(a.i) for a in (syntax.patients if token.lemma_.lower() in _HOSTING else syntax.agents)(token)] if goals else []
            if goals and any(a.lower_ in ("i", "my") for a in (*syntax.agents(token), *token.children)):
                who += attribution.speakers[sentence.index]
            for person in who:
                if person is None or links.entity(person).kind != "Person" or syntax.is_negated(token):
                    continue
                for goal in goals:
                    to = at.get(goal.i)
                    if to is not None and links.entity(to).kind != "Person" and not _at_home(links, person, to):
                        yield Statement(person, "visits", to, stance=_of_verb(token), evidence=(parsed.cite(sentence.span, EXTRACTOR),))


def _goals(token: Any) -> list[Any]:
    """Return the heads of where a verb of going leads, or where a verb of being says that a visitor is."""
    lemma = token.lemma_.lower()
    if lemma in _STAYS and any(c.lower_ == "my" for c in token.children):
        return syntax.obliques(token, "to", "in")
    if token.pos_ not in ("VERB", "AUX"):
        return []
    if lemma in _GOING:
        return [] if any(c.dep_ == "dobj" for c in token.children) else syntax.obliques(token, *_GOING[lemma])
    if lemma == "visit":
        return syntax.patients(token)
    if lemma in _HOSTING:
        return [] if syntax.is_passive(token) else [g for g in syntax.obliques(token, "to", "in", "at") if g.dep_ != "appos"]
    if lemma != "be":
        return []
    stays = [h for h in syntax.obliques(token, "on") if h.lemma_.lower() in _STAYS]
    if stays:
        return syntax.obliques(token, "in") + [g for h in stays for g in syntax.obliques(h, "to", "in")]
    dated = [g for c in token.children for g in (c, *c.children) if g.ent_type_ == "DATE" and (g is c or c.dep_ == "prep")]
    for_a_while = bool(dated) or any(c.lower_ in _NOW | WILL for c in token.children)
    return syntax.obliques(token, "to") * (token.tag_ == "VBN") + syntax.obliques(token, "in") * for_a_while
