"""locatedIn: a place within a wider place or state, where the text itself puts them together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import authority
from kg.extract.dated import MONTH
from kg.model import Attribution, Entity, Link, Links, Parsed, Qualifiers, Span, Statement

_COMMA = re.compile(r"(?: City)?,? ?\((?:the )?|, (?:the )?(?:(?:southern|northern|western|eastern|central|present-day) )?")
_INSIDE = re.compile(r"(?: region| city)? (?:in|of) (?:the )?(?:sisterly |brotherly |friendly |neighbou?ring )?|"
                     r",? (?:and|or) elsewhere in (?:the )?|, the (?:\w+ )?(?:capital|port|seat) (?:city )?of (?:the )?")
_OWNS = re.compile(r"['’]s? (?:(?:capital|port|city|province|border city|coastal city|primary seaport,?)(?: city)? (?:of )?)?(?:the )?")
_LIST = re.compile(rf"(?:, (?:and )?(?:the )?(?!(?:{MONTH}))[A-Z]|,? and (?:the )?[A-Z])")


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield `locatedIn` for a place beside the wider place that holds it ("Baoting, Hainan Province", "Sri Lanka's capital Colombo").

    A list of places ("Gaza, Israel and Jordan") puts nothing inside anything: a known place must lie in the state named.

    >>> [(s.subject, s.relation, s.object) for s in extract(*understood("They met in Baoting, Hainan Province."))]
    [('place:baoting', 'locatedIn', 'place:hainan-province')]
    """
    done: set[tuple[str, str]] = set()
    for sentence in parsed.sentences:
        near = [k for k in links.in_sentence(sentence.index, "Place", "Country") if k.reason in ("name", "alias", "short")]
        for first, second in zip(near, near[1:], strict=False):
            pair = _within(parsed, links, first, second)
            if pair and pair not in done:
                done.add(pair)
                span = Span(first.mention.span.start, second.mention.span.end)
                yield Statement(pair[0], "locatedIn", pair[1], qualifiers=Qualifiers(), evidence=(parsed.cite(span, "places", 0.9),))


def _within(parsed: Parsed, links: Links, first: Link, second: Link) -> tuple[str, str] | None:
    """Return (place, wider place) where the two names stand together so."""
    a, b = links.entity(first.entity), links.entity(second.entity)
    text = parsed.document.text
    between = text[first.mention.span.end:second.mention.span.start]
    if a.id == b.id or second.mention.span.start < first.mention.span.end or len(between) > 40:
        return None
    if a.kind == "Place" and _COMMA.fullmatch(between) and _narrow(a) and (b.kind == "Country" or _narrow(b)) and _fits(a, b) and not _in_list(text, second, a, b):
        return a.id, b.id
    if a.kind == "Place" and _INSIDE.fullmatch(between) and _fits(a, b) and (b.kind == "Country" or _narrow(a) or _known(b) is not None):
        return a.id, b.id
    if b.kind == "Place" and _OWNS.fullmatch(between) and (a.kind == "Country" or _narrow(b)) and _fits(b, a):
        return b.id, a.id
    return None


def _known(place: Entity) -> authority.Known | None:
    return authority.known("Place", place.id.partition(":")[2])


def _narrow(place: Entity) -> bool:
    """Say whether a place may lie within another place: a building, city or area, not a sea or region of the world."""
    known = _known(place)
    return known is None or known.sort not in ("region", "sea")


def _fits(place: Entity, wider: Entity) -> bool:
    """Say whether what is known of the place does not speak against its lying there."""
    known = _known(place)
    if known is None:
        return wider.kind == "Country" or wider.label not in place.label or _narrow(wider)
    if wider.kind == "Country":
        return known.sort not in ("region", "sea") and known.within in (None, wider.iso3)
    above = _known(wider)
    if known.sort in ("region", "sea"):
        return above is not None and above.sort == "region" and wider.label not in known.entity.label
    return above is None or above.sort != known.sort or known.sort not in ("city", "capital")


def _in_list(text: str, second: Link, a: Entity, b: Entity) -> bool:
    """Say whether the names go on as a list, where nothing known puts the first within the second."""
    known = _known(a)
    sure = known is not None and known.within is not None and known.within == b.iso3
    return not sure and bool(_LIST.match(text, second.mention.span.end))
