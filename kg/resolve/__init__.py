"""Mentions -> Links: which entity each mention means; names first, then collectives and pronouns, then occasions."""

from __future__ import annotations

from dataclasses import replace

from kg.model import Links, Mention, Parsed
from kg.resolve import collective, instruments, meetings, names, wholes
from kg.resolve.turns import turns


def resolve(parsed: Parsed, mentions: tuple[Mention, ...]) -> Links:
    """Decide what each mention means."""
    named = tuple(m for m in mentions if m.found_by != wholes.FOUND_BY)
    links = names.resolve(parsed, named)
    links = replace(links, turns=turns(parsed, links))
    links = instruments.resolve(parsed, named, links)
    links = collective.resolve(parsed, named, links)
    links = meetings.resolve(parsed, named, links)
    return wholes.resolve(parsed, mentions, links)
