"""Gold annotations and our own reading of the same text -> examples for the reader of acts.

Candidates and speakers are the program's own, so that training sees what use will see; gold entities are
matched to them as the scorer does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.annotations import to_json
from kg.extract.acts import is_symmetric, party
from kg.extract.frame import RELATIONS, Frame, frames
from kg.model import STANCES, Attribution, Extraction, Links, Parsed
from kg.train.score import match, with_topics

_MOST = 0.6
"""A collective plays a part where at least this share of its members does."""


@dataclass(frozen=True, slots=True)
class Role:
    """What one relation needs in one sentence: candidates by part (indexes into the frame), topics, stance."""

    relation: int
    actors: frozenset[int]
    objects: frozenset[int]
    about: frozenset[int]
    topics: frozenset[str]
    stance: int


@dataclass(frozen=True, slots=True)
class Example:
    """A frame with the acts that the annotator found in its sentence."""

    document: str
    frame: Frame
    roles: tuple[Role, ...]
    unread: frozenset[int] = frozenset()
    """Relations that the annotator did not look for."""


def examples(parsed: Parsed, links: Links, attribution: Attribution, gold: dict[str, Any]) -> Iterator[Example]:
    """Yield an example for each sentence of an annotated document; `gold["unread"]` are relations that the annotator did not look for."""
    ours = to_json(Extraction(parsed.document, links.entities, links.links, ()), gold["doc"])
    gold = with_topics(gold)
    mapping = match(gold["entities"], [*ours["entities"], *_topics(gold)])
    ids = {g: s for s, g in mapping.items()}
    wanted = _by_sentence(parsed, gold)
    unread = frozenset(RELATIONS.index(r) for r in gold.get("unread", ()) if r in RELATIONS)
    for frame in frames(parsed, links, attribution):
        rows = wanted.get(frame.sentence, {})
        roles = tuple(_role(frame, relation, group, ids, links) for relation, group in sorted(rows.items()))
        yield Example(gold["doc"], frame, roles, unread)


def _topics(gold: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [e for e in gold["entities"] if e["kind"] == "Topic"]


def _by_sentence(parsed: Parsed, gold: Mapping[str, Any]) -> dict[int, dict[int, list[Mapping[str, Any]]]]:
    squeezed, offsets = _squeeze(parsed.document.text)
    out: dict[int, dict[int, list[Mapping[str, Any]]]] = {}
    for row in gold["statements"]:
        if row["relation"] not in RELATIONS:
            continue
        quote, _ = _squeeze(row["quote"])
        at = squeezed.find(quote)
        if at < 0:
            continue
        middle = (offsets[at] + offsets[at + len(quote) - 1]) // 2
        index = parsed.sentence_at(middle).index
        out.setdefault(index, {}).setdefault(RELATIONS.index(row["relation"]), []).append(row)
    return out


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Return the text without white space, and where each of its characters stood."""
    kept = [(c, i) for i, c in enumerate(text) if not re.match(r"\s", c)]
    return "".join(c for c, _ in kept), [i for _, i in kept]


def _role(frame: Frame, relation: int, rows: list[Mapping[str, Any]], ids: Mapping[str, str], links: Links) -> Role:
    subjects = {ids.get(r["subject"]) for r in rows}
    objects = {ids.get(r["object"]) for r in rows if r.get("object")}
    about = {a for r in rows for a in r.get("about") or ()}
    if is_symmetric(RELATIONS[relation]):
        subjects, objects = subjects | objects, set()
    if RELATIONS[relation] == "discusses":
        about, subjects, objects = {r["object"] for r in rows}, set(), set()
    topics = frozenset(a.removeprefix("topic:") for a in about if a.startswith("topic:"))
    things = {ids.get(a) for a in about if not a.startswith("topic:")}
    stances = [STANCES.index(r.get("stance") or "asserted") for r in rows]
    name = RELATIONS[relation]
    return Role(relation, _those(frame, subjects, name, links), _those(frame, objects, name, links),
                frozenset(i for i, c in enumerate(frame.candidates) if _most(c.entities, things)), topics,
                max(set(stances), key=stances.count))


def _those(frame: Frame, parties: set[str | None], relation: str, links: Links) -> frozenset[int]:
    """Return the candidates that play a party's part: the party itself or, unless the act is personal, one who stands for it."""
    return frozenset(i for i, c in enumerate(frame.candidates)
                     if _most([party(e, relation, links) for e in c.entities], parties))


def _most(entities: Sequence[str], among: set[str | None]) -> bool:
    return sum(e in among for e in entities) >= _MOST * len(entities)
