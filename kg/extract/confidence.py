"""How sure a statement is: measured on annotated texts, so that a confidence of 0.7 is right seven times of ten."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from kg.authority import rows
from kg.extract import encoder
from kg.model import Statement

_EDGE = 0.01
"""Nothing is surer than this, either way."""


@cache
def _measured() -> dict[str, float]:
    return {row["relation"]: float(row["confidence"]) for row in rows("confidence.tsv")}


def by_rule(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield statements that rules made with the confidence that their relation has.

    >>> from kg.model import Evidence, Span
    >>> said = Statement("country:FRA", "memberOf", "org:nato", evidence=(Evidence("0f3a", Span(0, 6), "France", "bodies", 0.1),))
    >>> [s.confidence > 0.5 for s in by_rule([said])]
    [True]
    """
    for s in statements:
        yield replace(s, evidence=tuple(replace(e, confidence=_measured()[s.relation]) for e in s.evidence))


def of_encoder(probability: float) -> float:
    """Return how often the encoder is right where it says so probable, 0..1.

    >>> of_encoder(0.5) < of_encoder(0.9) < 1
    True
    """
    slope, shift = encoder.settings()["calibration"]
    p = min(max(probability, _EDGE), 1 - _EDGE)
    return 1 / (1 + math.exp(-(slope * math.log(p / (1 - p)) + shift)))
