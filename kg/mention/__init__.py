"""Parsed -> Mentions: recognisers, one kind of thing a file, and the policy for overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.contracts import Recogniser
from kg.mention import capitals, countries, dates, events, instruments, names, places, titles, topics
from kg.model import Mention, Parsed

RECOGNISERS: tuple[Recogniser, ...] = (
    events.recognise, instruments.recognise, titles.recognise, names.recognise, places.recognise,
    countries.recognise, capitals.recognise, topics.recognise, dates.recognise,
)

_SOLID = {"Person", "Organization", "Country", "Place"}
_APART = {"Topic", "Date", "Office", "Collective"}
"""Kinds that overlap with anything: they say something else about the same words."""


def recognise(parsed: Parsed) -> tuple[Mention, ...]:
    """Run all recognisers and settle overlaps: the longer mention wins, names may stand inside descriptions."""
    return tuple(settle(m for recogniser in RECOGNISERS for m in recogniser(parsed)))


def settle(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield mentions in text order, without those that overlap a longer one of the same layer.

    Names (persons, organisations, countries, places) compete with each other; so do descriptions (meetings, agreements,
    projects), but a body may stand within the name of its part, a description may stand whole inside one of another kind ("statement of the Third Round of Talks"); topics, dates,
    offices and collectives compete only within their own kind.
    """
    kept: list[Mention] = []
    ranked = sorted(dict.fromkeys(mentions), key=lambda m: (-len(m.span), m.span, not _is_listed_city(m), m.kind, m.found_by))
    for m in ranked:  # of equals the first, in every run
        if not any(m.span.overlaps(k.span) and _compete(m, k) for k in kept):
            kept.append(m)
    yield from sorted(kept, key=lambda m: (m.span, m.kind))


def _is_listed_city(m: Mention) -> bool:
    """Say whether a mention is a city of the list; such a one stands after a preposition of place, where the parser often sees a person."""
    return m.kind == "Place" and m.found_by == places.CITY


def _compete(a: Mention, b: Mention) -> bool:
    if {names.WHOLE, names.MISSION} & {a.found_by, b.found_by}:
        return a.span == b.span
    if _layer(a) != _layer(b) or (a.kind == b.kind == "Topic" and a.span == b.span):
        return False
    nested = a.kind != b.kind and a.span != b.span and (a.span.contains(b.span) or b.span.contains(a.span))
    return not (nested and _layer(a) == "description" and "Meeting" in (a.kind, b.kind))


def _layer(m: Mention) -> str:
    if m.kind in _APART:
        return m.kind
    return "name" if m.kind in _SOLID else "description"
