"""Positions of nodes, computed beforehand: a seeded ForceAtlas2 layout of the core, the others beside their ties."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.page.look import KIND_LOOKS

if TYPE_CHECKING:
    import networkx as nx

Pair = tuple[str, str]
Position = tuple[int, int]

SEED = 1961
ROUNDS = 250
RADIUS = 1000
ABOUT = 0.2
"""How strongly an act ties its actor to what it concerns, against 1 to whom it is done."""
CORE = 120
"""How many nodes the forces lay out; a core that does not move when more nodes are shown keeps the reader's map."""


def placed(graph: nx.MultiDiGraph) -> dict[str, dict[str, Position]]:
    """Lay a network of `kg.network` out for each level: countries alone ("relations"), and all with countries and their
    officials as the core ("details").
    """
    pull = {look.kind: look.pull for look in KIND_LOOKS}
    order = sorted(graph.nodes, key=lambda n: (
        -float(graph.nodes[n].get("weight", 0)) * pull.get(str(graph.nodes[n].get("kind", "")), 1.0), n))
    countries = [n for n in order if graph.nodes[n].get("kind") == "Country"]
    home = {n: n for n in countries}
    home |= {u: v for u, v, d in sorted(graph.edges(data=True), key=_first) if d["relation"] == "represents" and v in home}
    details: dict[Pair, float] = {}
    relations: dict[Pair, float] = {}
    for u, v, known in sorted(graph.edges(data=True), key=_first):
        _tie(details, u, v, 1.0)
        for a in str(known.get("about", "")).split():
            if a in graph and a != v:
                _tie(details, u, a, ABOUT)
        if u in home and v in home and home[u] != home[v]:
            _tie(relations, home[u], home[v], 1.0)
    return {"relations": positions(countries, relations), "details": positions(order, details)}


def _tie(ties: dict[Pair, float], u: str, v: str, strength: float) -> None:
    pair = (min(u, v), max(u, v))
    ties[pair] = ties.get(pair, 0.0) + strength


def _first(edge: tuple[str, str, dict[str, object]]) -> tuple[str, str, str]:
    return edge[0], edge[1], str(edge[2]["statement"])


def positions(order: Sequence[str], ties: Mapping[Pair, float]) -> dict[str, Position]:
    """Lay nodes out on a disc of radius 1000, tied nodes near each other, the first nodes of `order` as its core.

    `ties` gives the strength of each undirected pair. The same input gives the same output. Nodes without any tie
    lie on the rim.

    >>> places = positions(["CHN", "PAK", "FRA"], {("CHN", "PAK"): 4.0})
    >>> sorted(places) == ["CHN", "FRA", "PAK"] and max(abs(x) for x, _ in places.values()) <= RADIUS
    True
    """
    near = _neighbours(order, ties)
    tied = [n for n in order if near[n]]
    first = set(tied[:CORE])
    core = [n for n in tied if n in first and any(m in first for m in near[n])]
    places = _core(core, ties)
    waiting = [n for n in tied if n not in places]
    while reached := [n for n in waiting if any(m in places for m in near[n])]:
        found = {n: _beside(near[n], places, place) for place, n in enumerate(reached)}
        places.update(found)
        waiting = [n for n in waiting if n not in found]
    loose = [n for n in order if n not in places]
    return places | dict(zip(loose, _ring(len(loose)), strict=True))


def _neighbours(order: Sequence[str], ties: Mapping[Pair, float]) -> dict[str, dict[str, float]]:
    near: dict[str, dict[str, float]] = {n: {} for n in order}
    for (a, b), weight in sorted(ties.items()):
        if a != b:
            near[a][b] = near[b][a] = 1 + math.log(max(weight, 1.0))
    return near


def _core(core: Sequence[str], ties: Mapping[Pair, float]) -> dict[str, Position]:
    if len(core) <= 2:
        return dict(zip(core, [(-RADIUS // 3, 0), (RADIUS // 3, 0)], strict=False))
    import networkx as nx
    import numpy as np

    graph = nx.Graph()
    graph.add_nodes_from(core)
    inside = set(core)
    graph.add_weighted_edges_from((a, b, 1 + math.log(max(weight, 1.0))) for (a, b), weight in sorted(ties.items())
                                  if a in inside and b in inside and a != b)
    start = {n: np.array(place) for n, place in _spiral(core).items()}
    found = nx.forceatlas2_layout(graph, pos=start, max_iter=ROUNDS, weight="weight", gravity=3.0, scaling_ratio=6.0,
                                  seed=SEED)
    return _tame({n: (float(found[n][0]), float(found[n][1])) for n in core})


def _spiral(order: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Start from a sunflower: the weighty nodes inside, so that they have the shortest way to the middle."""
    turn = math.pi * (3 - math.sqrt(5))
    return {n: (math.sqrt(i) * math.cos(i * turn), math.sqrt(i) * math.sin(i * turn)) for i, n in enumerate(order)}


def _beside(near: Mapping[str, float], places: Mapping[str, Position], place: int) -> Position:
    """Put a node at the weighted middle of the nodes it is tied to, a little outward and off the others there."""
    known = {m: w for m, w in near.items() if m in places}
    total = sum(known.values())
    x = sum(places[m][0] * w for m, w in known.items()) / total
    y = sum(places[m][1] * w for m, w in known.items()) / total
    angle = place * math.pi * (3 - math.sqrt(5))
    x, y = 1.06 * x + 45 * math.cos(angle), 1.06 * y + 45 * math.sin(angle)
    reach = max(1.0, math.hypot(x, y) / RADIUS)
    return round(x / reach), round(y / reach)


def _ring(count: int) -> list[Position]:
    angles = [2 * math.pi * i / max(count, 1) for i in range(count)]
    return [(round(RADIUS * math.cos(a)), round(RADIUS * math.sin(a))) for a in angles]


def _rounded(found: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Centre a layout and stretch it to the same width in every direction, so that a long one fills a picture."""
    import numpy as np

    order = sorted(found)
    places = np.array([found[n] for n in order])
    places = places - places.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov(places.T))
    round_ = places @ axes / np.sqrt(np.maximum(spread, 1e-9)) @ axes.T
    return {n: (float(x), float(y)) for n, (x, y) in zip(order, round_, strict=True)}


def _tame(found: Mapping[str, tuple[float, float]]) -> dict[str, Position]:
    """Mix each coordinate with its rank: dense cores open, outliers come near, and the whole fills a rectangle."""
    found = _rounded(found)
    tamed = [_levelled({n: place[axis] for n, place in found.items()}) for axis in (0, 1)]
    return {n: (round(tamed[0][n]), round(tamed[1][n])) for n in found}


def _levelled(along: Mapping[str, float]) -> dict[str, float]:
    largest = max(map(abs, along.values())) or 1.0
    ranked = sorted(along, key=lambda n: (along[n], n))
    side = RADIUS / math.sqrt(2)
    return {n: side * (0.7 * (2 * rank / (len(ranked) - 1) - 1) + 0.3 * along[n] / largest) for rank, n in enumerate(ranked)}
