"""Which entities of two documents are one thing: the same id, or else the best assignment by names and parties."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from kg.model import Entity, Extraction
from kg.views.days import dates_meet, held_on
from kg.vocab import slug

Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)

ENOUGH = 0.5
"""The least likeness of two entities that are taken for one."""

_NAMED = ("Person", "Organization", "Place", "Agreement", "Project")
_FILLERS = frozenset("the of and on in for a an to with between its their s".split())


def assign(left: Sequence[Left], right: Sequence[Right], likeness: Callable[[Left, Right], float], name: Callable[[Left | Right], str],
           keys: Callable[[Left | Right], Iterable[Hashable]] = lambda x: ("",)) -> tuple[tuple[Left, Right], ...]:
    """Pair two sequences one to one so that the sum of squared likeness is greatest; what has none stays alone.

    Squares, so that one sure pair outweighs two doubtful ones. A tie is decided by a hash of both names, whichever
    sequence comes first, so that exchanging the two exchanges the answer and nothing else. Only what shares a key is
    compared, which keeps long sequences quick.

    >>> assign(["ab", "cd"], ["ce", "ab"], lambda x, y: len(set(x) & set(y)) / 2, str)
    (('ab', 'ab'), ('cd', 'ce'))
    """
    import networkx as nx

    by_key: dict[Hashable, list[int]] = {}
    for j, y in enumerate(right):
        for key in keys(y):
            by_key.setdefault(key, []).append(j)
    graph = nx.Graph()
    for i, x in enumerate(left):
        for j in sorted({j for key in keys(x) for j in by_key.get(key, ())}):
            alike = likeness(x, right[j])
            if alike > 0:
                graph.add_edge((0, i), (1, j), weight=(round(alike * 1000) ** 2 << 40) + _chance(name(x), name(right[j])))
    parts = (graph.subgraph(nodes) for nodes in nx.connected_components(graph))
    found = sorted(tuple(sorted(pair)) for part in parts for pair in nx.max_weight_matching(part))
    return tuple((left[i], right[j]) for (_, i), (_, j) in found)


def _chance(x: str, y: str) -> int:
    return int.from_bytes(hashlib.sha256("\n".join(sorted((x, y))).encode()).digest()[:4], "big")


def counterparts(a: Extraction, b: Extraction) -> frozenset[tuple[str, str]]:
    """Return the pairs of ids (one of A, one of B) that mean one thing.

    Persons, bodies, places, agreements and projects pair by their names; meetings by who took part, when, and their form.

    >>> from kg.model import Document, Entity
    >>> a, b = (Extraction(Document.of(name), (Entity(f"person:{id}", "Person", name),), (), ()) for id, name in (
    ...     ("li-ming", "Li Ming"), ("li-ming-2", "Li Ming")))
    >>> counterparts(a, b)
    frozenset({('person:li-ming', 'person:li-ming-2')})
    """
    same = {e.id for e in a.entities} & {e.id for e in b.entities}
    left, right = ([e for e in x.entities if e.id not in same] for x in (a, b))
    named = assign(left, right, _alike_named, _id)
    known = {id: id for id in same} | {x.id: y.id for x, y in named}
    met = assign(left, right, _alike_met(a, b, known), _id)
    return frozenset({*known.items(), *((x.id, y.id) for x, y in met)})


def _id(entity: Entity) -> str:
    return entity.id


def _alike_named(x: Entity, y: Entity) -> float:
    if x.kind != y.kind or x.kind not in _NAMED:
        return 0.0
    best = max((_overlap(p, q) for p in _names(x) for q in _names(y)), default=0.0)
    return best if best >= ENOUGH else 0.0


def _names(entity: Entity) -> Iterable[frozenset[str]]:
    return {words for n in (entity.label, *entity.aliases) if (words := frozenset(slug(n).split("-")) - _FILLERS)}


def _overlap(x: frozenset[str], y: frozenset[str]) -> float:
    """Return the share of common words, counted high where all words of a name of two or more stand in the other."""
    if min(len(x), len(y)) > 1 and (x <= y or y <= x):
        return 0.9
    return len(x & y) / len(x | y)


def _alike_met(a: Extraction, b: Extraction, known: Mapping[str, str]) -> Callable[[Entity, Entity], float]:
    met_a, met_b = ({e.id: _met(x, e.id) for e in x.entities if e.kind == "Meeting"} for x in (a, b))

    def likeness(x: Entity, y: Entity) -> float:
        if x.kind != "Meeting" or y.kind != "Meeting":
            return 0.0
        parties = {known.get(p, p) for p in met_a[x.id][0]}
        others = set(met_b[y.id][0])
        if not parties & others or not dates_meet(met_a[x.id][1], met_b[y.id][1]):
            return 0.0
        shared = len(parties & others) / min(len(parties), len(others))
        alike = 0.7 * shared + 0.2 * len(parties & others) / len(parties | others) + 0.1 * (x.form == y.form)
        alike *= 1.0 if _is_visit(x) == _is_visit(y) else 0.7  # one text tells of the visit, the other of the talks on it
        return alike if alike >= ENOUGH else 0.0

    return likeness


def _is_visit(meeting: Entity) -> bool:
    return "visit" in slug(f"{meeting.form or ''} {meeting.label}").split("-")


def _met(x: Extraction, meeting: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who takes part in a meeting and on which dates, by a document's statements."""
    parties = tuple(s.subject for s in x.statements if s.relation == "takesPartIn" and s.object == meeting)
    return parties, held_on(x.statements, meeting)


def content_words(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about: lower case, four letters or more.

    >>> sorted(content_words("China will, as always, help Pakistan."))
    ['always', 'china', 'help', 'pakistan', 'will']
    """
    return frozenset(re.findall(r"[^\W\d_]{4,}", text.lower()))
