"""Statements in words that a reader understands without the ontology."""

from __future__ import annotations

from collections.abc import Callable

from kg import ontology
from kg.model import Statement

_STANCES = {"committed": "promised", "called-for": "called for"}


def in_words(statement: Statement, label: Callable[[str | None], str]) -> str:
    """Return a statement as a line: who does what to whom, about what, in which stance.

    >>> said = Statement("country:CHN", "supports", "country:PAK", ("topic:vaccines",), stance="committed", negated=True)
    >>> in_words(said, lambda id: (id or "").partition(":")[2])
    'CHN supports PAK on vaccines (promised, not)'
    """
    s, q = statement, statement.qualifiers
    parts = [label(s.subject), ontology.relation(s.relation).label, label(s.object)]
    if s.relation == "describesTiesAs":
        parts = [label(s.subject), "describes its ties with", label(s.object), f"as “{q.label}”" if q.label else ""]
    if q.office:
        parts.append(f"as {q.office}")
    if s.about:
        parts.append("on " + ", ".join(label(x) for x in s.about))
    notes = [_STANCES[s.stance]] if s.stance in _STANCES else []
    notes += [word for word, is_so in (("under a condition", s.conditional), ("not", s.negated)) if is_so]
    notes += [f"until {q.end}" if s.relation == "takesPlaceOn" else f"{q.date or ''}–{q.end}"] if q.end else [str(q.date)] if q.date else []
    return " ".join(p for p in parts if p) + (f" ({', '.join(notes)})" if notes else "")
