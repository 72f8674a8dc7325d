"""How well two sides are aligned, measured by labelled pairs of readouts: indexes into the statements of two annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.annotations import to_json
from kg.model import Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement
from kg.train.score import Annotation, Count, claims, match, with_topics
from kg.views.alignment import align
from kg.vocab import entity_id

Link = tuple[int, int]
"""A statement of A and one of B that tell the same, by their indexes in the two annotations."""


def labelled(pair: Annotation) -> dict[Link, str]:
    """Return the links of a labelled pair with their kind: "both", "reworded" or "conflicting".

    >>> labelled({"aligned": [{"a": [13], "b": [32, 33], "kind": "reworded"}]})
    {(13, 32): 'reworded', (13, 33): 'reworded'}
    """
    return {(i, j): x["kind"] for x in pair["aligned"] for i in x["a"] for j in x["b"]}


def read(annotation: Annotation, document: Document) -> Extraction:
    """Return an annotation as an extraction of its document, its statements in their order.

    Entities get the ids that the program gives to what is so named. A quote that the text lacks stands at its beginning.
    """
    ids = {e["id"]: e["id"] if e["kind"] == "Topic" else entity_id(e["kind"], e.get("iso3") or e["label"])
           for e in annotation["entities"]}
    entities = (Entity(ids[e["id"]], e["kind"], e["label"], tuple(e.get("mentions", ())), iso3=e.get("iso3"))
                for e in annotation["entities"])
    return Extraction(document, tuple(entities), (), tuple(_statement(s, ids, document) for s in annotation["statements"]))


def _statement(row: Annotation, ids: Mapping[str, str], document: Document) -> Statement:
    def name(key: str) -> str | None:
        return ids.get(row.get(key) or "", row.get(key) or None)

    def date(key: str) -> PartialDate | None:
        return PartialDate(row[key]) if row.get(key) else None

    at = max(document.text.find(row["quote"]), 0)
    cited = Evidence(document.id, Span(at, at + len(row["quote"])), row["quote"], "annotator")
    return Statement(
        name("subject") or "", row["relation"], name("object"), tuple(ids.get(x, x) for x in row.get("about") or ()),
        Qualifiers(row.get("office"), row.get("label"), date("date"), date("end")), row.get("stance") or "asserted",
        name("speaker"), name("reported_by"), bool(row.get("negated")), bool(row.get("conditional")), (cited,))


def score_annotations(pair: Annotation, a: Extraction, b: Extraction) -> tuple[Count, Count]:
    """Align two annotations read by `read`; return counts of the links, and of the links with the right kind."""
    places = [{s.id: i for i, s in enumerate(x.statements)} for x in (a, b)]
    found = {(places[0][s.id], places[1][t.id]): x.kind for x in align(a, b) for s in x.a for t in x.b}
    return _counts(labelled(pair), found)


def score_extractions(pair: Annotation, gold: tuple[Annotation, Annotation], a: Extraction, b: Extraction) -> tuple[Count, Count]:
    """Align two extractions of the program; return the same counts, end to end.

    A link counts where both its statements make a claim of the annotator's that the label links: what was not extracted is
    missed, what was extracted beside the annotation is extra.
    """
    rows = [_annotated(g, x) for g, x in zip(gold, (a, b), strict=True)]
    found: dict[object, str] = {}
    for x in align(a, b):
        for s, t in ((s, t) for s in x.a for t in x.b):
            links = {(i, j) for i in rows[0].get(s.id, ()) for j in rows[1].get(t.id, ())}
            right = links & labelled(pair).keys()
            found.update(dict.fromkeys(right or {(s.id, t.id)}, x.kind))
    return _counts(labelled(pair), found)


def within_reach(pair: Annotation, gold: tuple[Annotation, Annotation], a: Extraction, b: Extraction) -> int:
    """Return how many labelled links have both their statements among those extracted: no alignment can find the others."""
    made = [{i for found in _annotated(g, x).values() for i in found} for g, x in zip(gold, (a, b), strict=True)]
    return sum(i in made[0] and j in made[1] for i, j in labelled(pair))


def _annotated(gold: Annotation, found: Extraction) -> dict[str, frozenset[int]]:
    """Return for each statement of the program the indexes of the annotator's that make one of its claims."""
    gold, ours = with_topics(dict(gold)), with_topics(to_json(found, ""))
    mapping = match(gold["entities"], ours["entities"])
    theirs: dict[tuple[str, ...], set[int]] = {}
    for i, row in enumerate(gold["statements"]):
        for claim in claims({**gold, "statements": [row]}):
            theirs.setdefault(claim, set()).add(i)
    return {s.id: frozenset(i for claim in claims({**ours, "statements": [row]}, mapping) for i in theirs.get(claim, ()))
            for s, row in zip(found.statements, ours["statements"], strict=True)}


def _counts(gold: Mapping[Link, str], found: Mapping[Any, str]) -> tuple[Count, Count]:
    links, kinds = Count(), Count()
    links.add(set(gold), set(found))
    kinds.add(set(gold.items()), set(found.items()))
    return links, kinds


def summary(name: str, counts: Iterable[Count]) -> Iterator[str]:
    """Yield a line for each count: the links, then the links with their kinds."""
    for what, c in zip(("links", "links and kinds"), counts, strict=True):
        yield (f"{name}, {what}: precision {c.precision:.3f}, recall {c.recall:.3f}, F1 {c.f1:.3f} "
               f"({c.hit} of {c.hit + c.missed} found, {c.extra} besides)")


