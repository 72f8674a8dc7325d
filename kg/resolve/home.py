"""The side that publishes a text: by its publisher, or else by what the text says without saying whose it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from kg.authority import Form, Lexicon, countries, known, organisations
from kg.manner import QUESTIONS, manner, title_span
from kg.model import Link, Parsed
from kg.resolve.holders import Holding, is_faced
from kg.titles import leaders, name_key, titles
from kg.vocab import entity_id

_HOUSES = {"white house": "USA", "kremlin": "RUS", "downing street": "GBR", "itamaraty": "BRA", "élysée": "FRA", "elysee": "FRA",
           "blue house": "KOR", "quai d'orsay": "FRA", "foggy bottom": "USA", "state department": "USA", "number 10": "GBR",
           "gaimusho": "JPN", "whitehall": "GBR", "auswärtiges amt": "DEU", "farnesina": "ITA", "eeas": "org:european-union"}
"""Houses and seats whose name alone tells whose they are; the list of organisations knows bodies, not buildings."""


def publisher_side(publisher: str) -> str | None:
    """Return the country, or else the organisation, that a publisher's name tells.

    >>> publisher_side("Ministry of Foreign Affairs of China"), publisher_side("The White House"), publisher_side("Daily News")
    ('country:CHN', 'country:USA', None)
    """
    low = publisher.lower()
    for house, side in _HOUSES.items():
        if house in low:
            return side if ":" in side else entity_id("Country", side)
    found = list(_publishers().find(publisher))
    states = [f.key for _, _, f in found if f.kind == "Country"]
    if states:
        return entity_id("Country", states[0])
    bodies = [known("Organization", f.key) for _, _, f in found]
    for body in filter(None, bodies):
        return entity_id("Country", body.within) if body.within else body.entity.id
    return None


@cache
def _publishers() -> Lexicon:
    forms: list[Form] = [f for c in countries() for f in c.forms if f.sort != "capital"]
    return Lexicon((*forms, *(f for o in organisations() for f in o.forms if not f.shared)))


def home_of(parsed: Parsed, held: Sequence[Holding], persons: Sequence[Link], names: Mapping[str, tuple[str, ...]],
            places: Sequence[Link]) -> str | None:
    """Return the side whose text this is by its own manner; None where nothing tells.

    A publisher does not say which state its own office-holders are of ("Foreign Minister Qureshi received the Chinese
    Foreign Minister"), and names itself first ("Norland-Sudland relations"). So a state counts for which an office stands
    without it, or that heads a pair; a state counts against which stands beside an office, and one that is visited.
    """
    score: Counter[str] = Counter()
    title, form = title_span(parsed), manner(parsed).form
    for h in held:
        weight = 3 if h.office.span.end <= title.end else 1
        iso = titles().nation(titles().singular(h.office.text))
        beside = _beside(h, places)
        if iso and not beside and h.office.span.end < title.end + 500:
            score[entity_id("Country", iso)] += 2 * weight
        if beside and (h.persons or is_faced(parsed, h)):
            score[beside] -= weight
        for person in h.persons:
            known_side = next((leaders()[k] for n in names.get(person, ()) if (k := name_key(n)) in leaders()), None)
            if known_side and known_side != beside and form != QUESTIONS:
                score[known_side] += 2 * weight
    text = parsed.document.text
    for m in re.finditer(r"\bat (?:the )?(\w[\w’']*)(?: Palace)?", text):
        if (side := _HOUSES.get(m.group(1).lower())):
            score[side if ":" in side else entity_id("Country", side)] += 3
    for a, b in _pairs(text, places):
        score[a] += 2
        score[b] -= 1
    for k in places:
        if k.mention.kind == "Country" and re.search(r"\b(?:visit(?:s|ed)?|travel(?:s|ed)?|trip|ambassador)(?: to)? (?:the )?$",
                                                     text[max(0, k.mention.span.start - 22):k.mention.span.start], re.IGNORECASE):
            score[k.entity] -= 2
    named = Counter(k.entity for k in places if k.mention.kind == "Country")
    if form == QUESTIONS and named:  # a spokesperson speaks of her own state most of all
        answers = Counter(c for c, _ in {(k.entity, parsed.sentences[k.mention.sentence].paragraph) for k in places
                                         if k.mention.kind == "Country" and not _asks(parsed, k)})
        score.update({c: 2 * n for c, n in answers.items()})
    best = [s for s, n in score.most_common(2) if n > 0]
    if best and (len(best) == 1 or score[best[0]] > score[best[1]]):
        return best[0]
    heading = sorted((k for k in persons if k.mention.span.end <= title.end), key=lambda k: k.mention.span)
    if heading and form != QUESTIONS:  # a publisher names its own first: "Silva's call with Park of Norland"
        said = {p: n or h.side for h in held for p, n in zip(h.persons, h.named, strict=True) if n or h.side}
        if heading[0].entity in said:
            return said[heading[0].entity]
    if not any(h.persons and h.office.span.start < title.end + 400 for h in held):
        return None
    left = [c for c, _ in named.most_common() if score[c] >= 0 and named[c] > 1]
    return left[0] if left else None


def _asks(parsed: Parsed, link: Link) -> bool:
    """Say whether a mention stands in a line that begins as a question."""
    text = parsed.document.text
    return bool(re.match(r"Q(?:uestion)?\s?[:.]", text[text.rfind("\n", 0, link.mention.span.start) + 1:], re.IGNORECASE))


def _beside(h: Holding, places: Sequence[Link]) -> str | None:
    """Return the state of a holding if the text itself says it beside the office or the name."""
    side = next((n for n in h.named if n), None) or h.side
    near = any(k.entity == side and k.mention.sentence == h.office.sentence and -40 < k.mention.span.start - h.office.span.end < 90
               or k.entity == side and 0 <= h.office.span.start - k.mention.span.end < 12 for k in places)
    return side if near else None


def _pairs(text: str, places: Sequence[Link]) -> list[tuple[str, str]]:
    states = sorted((k for k in places if k.mention.kind == "Country"), key=lambda k: k.mention.span)
    return [(a.entity, b.entity) for a, b in zip(states, states[1:], strict=False)
            if a.entity != b.entity and text[a.mention.span.end:b.mention.span.start] in {"-", "–", "—"}]
