"""Parsed + Links + Attribution -> Statements: extractors, one group of relations a file.

In the examples `understood(text)` is a text as an extractor takes it, and `word(text, form)` a token of its parse.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.contracts import Extractor
from kg.extract import acts, agreements, bodies, confidence, meetings, offices, places, projects, ties, visits
from kg.model import Attribution, Links, Parsed, Statement

RULES: tuple[Extractor, ...] = (
    offices.extract, meetings.extract, visits.extract, places.extract, bodies.extract, agreements.extract,
    projects.extract, ties.extract,
)


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Run all extractors.

    >>> [(s.relation, s.evidence[0].extractor) for s in extract(*understood("France is a member of NATO. It met in Riga, Latvia."))]
    [('locatedIn', 'places'), ('memberOf', 'bodies')]
    """
    for rules in RULES:
        yield from confidence.by_rule(rules(parsed, links, attribution))
    yield from acts.extract(parsed, links, attribution)
