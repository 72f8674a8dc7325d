"""Statements on meetings: who takes part, where, when, within what."""

from __future__ import annotations

from collections.abc import Iterator

from kg.authority import known, state_of
from kg.model import Attribution, Links, Occasion, Parsed, PartialDate, Qualifiers, Span, Statement

EXTRACTOR = "meetings"


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield takesPartIn, takesPlaceIn, takesPlaceOn and partOf for the meetings that a text names or reports.

    >>> [s.object for s in extract(*understood("China and Pakistan held talks in Islamabad.")) if s.relation == "takesPlaceIn"]
    ['place:islamabad']
    """
    for occasion in links.occasions:
        yield from _of(parsed, links, occasion)


def _of(parsed: Parsed, links: Links, occasion: Occasion) -> Iterator[Statement]:
    def stated(subject: str, relation: str, object: str, span: Span, qualifiers: Qualifiers = Qualifiers()) -> Statement:
        return Statement(subject, relation, object, qualifiers=qualifiers, evidence=(parsed.cite(span, EXTRACTOR),))

    for party, span in occasion.parties:
        yield stated(party, "takesPartIn", occasion.meeting, span)
    for place, span in _narrowest(links, occasion.places):
        yield stated(occasion.meeting, "takesPlaceIn", place, span)
    for date, span in occasion.dates[:1]:
        start, _, end = date.partition("/")
        yield stated(occasion.meeting, "takesPlaceOn", start, span, Qualifiers(end=PartialDate(end)) if end else Qualifiers())
    for whole, span in occasion.within:
        yield stated(occasion.meeting, "partOf", whole, span)


def _narrowest(links: Links, places: tuple[tuple[str, Span], ...]) -> tuple[tuple[str, Span], ...]:
    """Return the places without the states in which others of them lie; a place whose state no list has stands for any of them."""
    listed = [p for p, _ in places if known("Place", p.partition(":")[2])]
    if listed:  # the museums and schools that a visitor is shown lie there
        places = tuple((p, span) for p, span in places if p in listed or links.entity(p).kind == "Country")
    inner = [links.entity(p) for p, _ in places if links.entity(p).kind == "Place"]
    within = {state_of(p) for p in inner}
    return tuple((p, span) for p, span in places if links.entity(p).kind == "Place" or not (p in within or None in within))
