"""A network as a page shows it: which nodes are drawn and where, which statements each drawn line stands for."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.page.layout import positions
from kg.page.look import KIND_LOOKS

if TYPE_CHECKING:
    import networkx as nx

NODES_DRAWN = 500
"""How many nodes a page draws at most; all others are still found by the search, with their statements."""
STATEMENTS_KEPT = 20_000
"""How many statements a page carries at most (about 500 bytes each)."""
ABOUT = "about"

_PULL = {look.kind: look.pull for look in KIND_LOOKS}


@dataclass(frozen=True, slots=True)
class Source:
    """A document as a page cites it; `link` is empty where its source is no web address."""

    title: str
    source: str
    link: str
    published: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that carry a statement, by the place of their document in `Drawing.sources`."""

    source: int
    quote: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as a page tells it; nodes by id, `target` empty where the statement has only `about`."""

    id: str
    subject: str
    relation: str
    target: str
    about: tuple[str, ...]
    group: str
    stance: str
    speaker: str
    negated: bool
    conditional: bool
    date: str
    office: str
    formula: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """An entity: what its card says, and where and how large it is drawn (`drawn` is false beyond the cap)."""

    id: str
    kind: str
    name: str
    label: str
    names: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    weight: int
    drawn: bool
    x: int
    y: int
    size: int
    font: int


@dataclass(frozen=True, slots=True)
class Line:
    """All statements of one relation between two nodes; `bend` fans the lines between the same two nodes out."""

    id: str
    source: str
    target: str
    relation: str
    group: str
    symmetric: bool
    bend: float
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a page shows, nodes in the order of drawing; `left_out` counts the statements over the limit."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    left_out: int


def draw(graph: nx.MultiDiGraph, nodes_drawn: int = NODES_DRAWN, statements_kept: int = STATEMENTS_KEPT) -> Drawing:
    """Turn a network of `kg.network` into what a page shows; deterministic, whatever the order of nodes and edges."""
    order = _order(graph)
    drawn = order[:nodes_drawn]
    rank = {n: i for i, n in enumerate(order)}
    sources, claims = _claims(graph, rank)
    left_out = max(0, len(claims) - statements_kept)
    claims = claims[:statements_kept]
    symmetric = {d["relation"] for _, _, d in graph.edges(data=True) if d.get("symmetric")}
    lines = _lines(claims, frozenset(drawn), symmetric)
    ties: dict[tuple[str, str], float] = {}
    for line in lines:
        pair = (min(line.source, line.target), max(line.source, line.target))
        ties[pair] = ties.get(pair, 0.0) + len(line.claims) * (0.2 if line.group == ABOUT else 1.0)
    places = positions(drawn, ties)
    heaviest = max((int(d.get("weight", 0)) for _, d in graph.nodes(data=True)), default=1) or 1
    nodes = tuple(_node(n, graph.nodes[n], places.get(n), heaviest) for n in order)
    return Drawing(nodes, lines, tuple(claims), tuple(sources), left_out)


def _order(graph: nx.MultiDiGraph) -> list[str]:
    """Order nodes by weight, countries and their officials first."""
    def key(n: str) -> tuple[float, str]:
        d = graph.nodes[n]
        return (-float(d.get("weight", 0)) * _PULL.get(str(d.get("kind", "")), 1.0), n)
    return sorted(graph.nodes, key=key)


def _claims(graph: nx.MultiDiGraph, rank: Mapping[str, int]) -> tuple[list[Source], list[Claim]]:
    """Collect each statement once, those between the first nodes first, and the documents that they stand in."""
    found: dict[str, tuple[str, dict[str, Any], list[str]]] = {}
    for subject, target, d in graph.edges(data=True):
        found.setdefault(str(d["statement"]), (subject, d, []))[2].append(target)

    def key(id: str) -> tuple[int, int, str]:
        subject, _, targets = found[id]
        ranks = sorted((rank[subject], *(rank[t] for t in targets)))
        return (ranks[1], ranks[0], id)
    order = sorted(found, key=key)
    evidence = {id: json.loads(found[id][1].get("evidence") or "[]") for id in order}
    cited = {(str(e["document"]), e.get("title", ""), e.get("source", ""), e.get("published", ""))
             for several in evidence.values() for e in several}
    documents = sorted(cited, key=lambda c: (c[3], c[1], c[0]))
    place = {c[0]: i for i, c in enumerate(documents)}
    sources = [Source(title or source or "untitled", source, source if web_address(source) else "", published)
               for _, title, source, published in documents]
    return sources, [_claim(id, *found[id], evidence[id], place, graph) for id in order]


def _claim(id: str, subject: str, d: Mapping[str, Any], targets: list[str], evidence: list[dict[str, Any]],
           place: Mapping[str, int], graph: nx.MultiDiGraph) -> Claim:
    about = tuple(a for a in str(d.get("about", "")).split() if a in graph)
    quotes = tuple(Quote(place[str(e["document"])], str(e["quote"]), float(e.get("confidence", 0))) for e in evidence)
    target = "" if about and set(targets) <= set(about) else targets[0]
    return Claim(id, subject, str(d["relation"]), target, about, str(d.get("group") or "fact"),
                 str(d.get("stance") or "asserted"), str(d.get("speaker", "")),
                 bool(d.get("negated")), bool(d.get("conditional")), str(d.get("date", "")), str(d.get("office", "")),
                 str(d.get("formula", "")), quotes)


def _lines(claims: list[Claim], drawn: frozenset[str], symmetric: set[str]) -> tuple[Line, ...]:
    """Merge statements of the same relation between the same two nodes; `about` ties subjects to what acts concern."""
    merged: dict[tuple[str, str, str, str], list[int]] = {}
    for i, claim in enumerate(claims):
        for source, target, relation, group in _ties(claim):
            if source == target or source not in drawn or target not in drawn:
                continue
            if relation in symmetric and target < source:
                source, target = target, source
            merged.setdefault((source, target, relation, group), []).append(i)
    count = Counter((min(s, t), max(s, t)) for s, t, _, _ in merged)
    seen: Counter[tuple[str, str]] = Counter()
    lines = []
    for source, target, relation, group in sorted(merged):
        pair = (min(source, target), max(source, target))
        bend = _bend(seen[pair], count[pair]) * (1 if source <= target else -1)
        seen[pair] += 1
        lines.append(Line(f"{source}>{relation}>{target}", source, target, relation, group, relation in symmetric,
                          bend, tuple(merged[source, target, relation, group])))
    return tuple(lines)


def _ties(claim: Claim) -> Iterator[tuple[str, str, str, str]]:
    if claim.target:
        yield claim.subject, claim.target, claim.relation, claim.group
        for concern in claim.about:
            if concern != claim.target:
                yield claim.subject, concern, ABOUT, ABOUT
    else:
        for concern in claim.about:
            yield claim.subject, concern, claim.relation, claim.group


def _bend(place: int, count: int) -> float:
    """Spread `count` lines over a fan of roundness -0.5 .. 0.5, a single one straight."""
    step = min(0.12, 1.0 / max(count - 1, 1))
    return round((place - (count - 1) / 2) * step, 3)


def _node(id: str, d: Mapping[str, Any], place: tuple[int, int] | None, heaviest: int) -> Node:
    kind, name, weight = str(d.get("kind", "")), str(d.get("label") or id), int(d.get("weight", 0))
    share = (weight / heaviest) ** 0.5
    size, font = {"Country": (9 + round(17 * share), 16 + round(10 * share)),
                  "Topic": (6 + round(5 * share), 13)}.get(kind, (7 + round(9 * share), 13 + round(4 * share)))
    names = tuple(a for a in str(d.get("aliases", "")).split(" | ") if a and a != name)
    details = tuple((key, str(d[key])) for key in ("iso3", "form", "status", "date") if d.get(key))
    width = {"Country": 24, "Person": 26}.get(kind, 20)
    return Node(id, kind, name, wrap(name, width, 1 if kind == "Person" else 2), names, details, weight,
                place is not None, *(place or (0, 0)), size, font)


def wrap(text: str, width: int, lines: int) -> str:
    """Break a label into at most so many lines of about `width` columns; what does not fit ends in an ellipsis.

    >>> wrap("Fourth Round of the Foreign Ministers' Strategic Dialogue", 20, 2)
    'Fourth Round of the\\nForeign Ministers’…'
    """
    words = re.sub(r"(?<=\w)'", "’", " ".join(text.split())).split(" ")
    rows = [""]
    for place, word in enumerate(words):
        longer = f"{rows[-1]} {word}".strip()
        if columns(longer) <= width or not rows[-1]:
            rows[-1] = longer
        elif len(rows) < lines and place:
            rows.append(word)
        else:
            rows[-1] += "…"
            break
    return "\n".join(row if columns(row) <= width + 1 else _cut(row, width) for row in rows)


def _cut(row: str, width: int) -> str:
    while columns(row) > width - 1:
        row = row[:-1]
    return row + "…"


def columns(text: str) -> int:
    """Count how many columns a text takes: wide East Asian characters two, marks that combine none.

    >>> columns("Wang"), columns("王毅")
    (4, 4)
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def web_address(source: str) -> bool:
    """Say whether a source may become a link: only http and https addresses may.

    >>> web_address("https://www.mfa.gov.cn/x.html"), web_address("javascript:alert(1)"), web_address("readouts/a.txt")
    (True, False, False)
    """
    return re.match(r"https?://[^\s\"'<>]+\Z", source) is not None
