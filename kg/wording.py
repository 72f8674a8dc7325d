"""Statements in words that a reader understands without the ontology."""

from __future__ import annotations

from collections.abc import Callable

from kg import ontology
from kg.model import Statement

_STANCES = {"committed": "promised", "called-for": "called for"}
_TIES = "describesTiesAs"


def in_words(statement: Statement, label: Callable[[str | None], str]) -> str:
    """Return a statement as a line: who does what to whom, about what, in which stance.

    >>> said = Statement("country:CHN", "supports", "country:PAK", ("topic:vaccines",), stance="committed", negated=True)
    >>> in_words(said, lambda id: (id or "").partition(":")[2])
    'CHN supports PAK on vaccines (promised, not)'
    """
    s, q = statement, statement.qualifiers
    parts = [_deed(s, label), f"as {q.office}" if q.office else "", f"on {', '.join(map(label, s.about))}" if s.about else ""]
    notes = [_STANCES[s.stance]] if s.stance in _STANCES else []
    notes += [word for word, is_so in (("under a condition", s.conditional), ("not", s.negated)) if is_so]
    notes += [f"until {q.end}" if s.relation == "takesPlaceOn" else f"{q.date or ''}–{q.end}"] if q.end else [str(q.date)] if q.date else []
    return " ".join(filter(None, parts)) + (f" ({', '.join(notes)})" if notes else "")


def claim(statement: Statement, label: Callable[[str | None], str]) -> str:
    """Return a statement as `in_words`, with the stance in the words of the ontology and with who says it.

    >>> said = Statement("country:CHN", "supports", "country:PAK", ("topic:vaccines",), stance="committed", speaker="person:li")
    >>> claim(said, lambda id: (id or "").partition(":")[2])
    'CHN supports PAK about vaccines (committed; said by li)'
    """
    s, q = statement, statement.qualifiers
    notes = ["not" if s.negated else "", "if a condition is met" if s.conditional else "", s.stance if s.stance != "asserted" else "",
             q.office or "", f"“{q.label}”" if q.label and s.relation != _TIES else "", str(q.date or ""),
             f"said by {label(s.speaker)}" if s.speaker else "", f"reported by {label(s.reported_by)}" if s.reported_by else ""]
    told = "; ".join(filter(None, notes))
    return _deed(s, label) + (f" about {', '.join(map(label, s.about))}" if s.about else "") + (f" ({told})" if told else "")


def _deed(s: Statement, label: Callable[[str | None], str]) -> str:
    """Return who does what to whom; a relation's label may end in a preposition, so without an object its name stands."""
    if s.relation == _TIES:
        formula = s.qualifiers.label
        return f"{label(s.subject)} describes its ties with {label(s.object)}" + (f" as “{formula}”" if formula else "")
    known = ontology.relation(s.relation)
    return f"{label(s.subject)} {known.label} {label(s.object)}" if s.object else f"{label(s.subject)} {known.name}"
