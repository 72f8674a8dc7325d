"""Extraction -> the JSON of the annotation guidelines, with offsets."""

from __future__ import annotations

from typing import Any

from kg.model import Extraction, Statement

_UNNAMED = {"pronoun", "collective", "implied", "title"}
"""Reasons of links whose words are no name of the entity."""


def to_json(extraction: Extraction, doc: str) -> dict[str, Any]:
    """Return one annotation file as plain data.

    Entities of kind Topic are listed only where a statement uses them.

    >>> from kg.model import Document, Entity
    >>> kenya = Entity("country:KEN", "Country", "Kenya", iso3="KEN")
    >>> to_json(Extraction(Document.of("Kenya spoke."), (kenya,), (), ()), "kenya.txt")["entities"]
    [{'id': 'country:KEN', 'kind': 'Country', 'label': 'Kenya', 'iso3': 'KEN', 'mentions': [], 'spans': []}]
    """
    used = {x for s in extraction.statements for x in (s.subject, s.object, s.speaker, *s.about) if x}
    entities = []
    for e in extraction.entities:
        if e.kind == "Topic" and e.id not in used:
            continue
        named = [k.mention for k in extraction.links if k.entity == e.id and k.reason not in _UNNAMED]
        row: dict[str, Any] = {"id": e.id, "kind": e.kind, "label": e.label}
        if e.iso3:
            row["iso3"] = e.iso3
        row["mentions"] = list(dict.fromkeys(m.text for m in named))
        row["spans"] = [{"start": m.span.start, "end": m.span.end, "text": m.text} for m in named]
        entities.append(row)
    return {"doc": doc, "entities": entities, "statements": [_statement(s) for s in extraction.statements]}


def _statement(s: Statement) -> dict[str, Any]:
    q, evidence = s.qualifiers, s.evidence[0]
    row: dict[str, Any] = {"subject": s.subject, "relation": s.relation}
    if s.object is not None:
        row["object"] = s.object
    optional = {"about": list(s.about), "office": q.office, "label": q.label, "date": str(q.date) if q.date else None,
                "end": str(q.end) if q.end else None, "speaker": s.speaker, "reported_by": s.reported_by,
                "negated": s.negated, "conditional": s.conditional}
    row |= {k: v for k, v in optional.items() if v}
    row["stance"] = s.stance
    row |= {"quote": evidence.quote, "span": {"start": evidence.span.start, "end": evidence.span.end},
            "confidence": round(evidence.confidence, 4)}
    return row
