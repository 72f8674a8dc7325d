"""Mentions -> Links: which entity each mention means; names first, then collectives and pronouns, then occasions."""

from __future__ import annotations

from kg.model import Links, Mention, Parsed
from kg.resolve import collective, instruments, meetings, names


def resolve(parsed: Parsed, mentions: tuple[Mention, ...]) -> Links:
    """Decide what each mention means."""
    links = names.resolve(parsed, mentions)
    links = instruments.resolve(parsed, mentions, links)
    links = collective.resolve(parsed, mentions, links)
    return meetings.resolve(parsed, mentions, links)
