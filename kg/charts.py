"""Views -> pictures with matplotlib (the extra `study`); nothing is fetched and nothing is shown on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ModelError
from kg.views.change_points import change_points
from kg.views.dyads import Dyad
from kg.views.plover import QUADS

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"verbal-cooperation": "#8cc5b8", "material-cooperation": "#1b7f6b", "request": "#c9c9c9", "verbal-conflict": "#f0a58f",
           "material-conflict": "#b8321a"}
"""Cooperation green, conflict red, deeds darker than words: also told apart in grey."""
SEED = 20200821


def draw_dyad(found: Iterable[Dyad], path: str | Path | None = None, *, names: tuple[str, str] | None = None) -> Figure:
    """Draw what two sides did towards each other: a panel for each direction, and one for balance and meetings.

    Cooperation goes up, conflict down, requests stand apart in grey; a dashed line marks a change point of the balance. Undated
    events are told in the title and not drawn. The picture is written where a path is given (.png, .svg, .pdf). Raises ModelError where
    matplotlib is not installed.

    >>> draw_dyad((), names=("China", "Pakistan")).axes[0].get_title(loc="left")
    'China → Pakistan: 0 events'
    """
    found = tuple(found)
    pairs = sorted({(d.source, d.target) for d in found})[:2]
    told = names or (pairs[0] if pairs else ("", ""))
    figure = _figure(9, 8)
    panels = figure.subplots(3, 1, sharex=True, height_ratios=(3, 3, 2))
    panels[1].sharey(panels[0])  # so that the two directions can be compared
    periods = sorted({d.period for d in found if d.period})
    ordered = sorted(pairs) or [("", ""), ("", "")]
    if names and len(pairs) == 2 and found[0].source != pairs[0][0]:
        ordered = ordered[::-1]
    for panel, pair, title in zip(panels, ordered, (f"{told[0]} → {told[1]}", f"{told[1]} → {told[0]}"), strict=False):
        mine = [d for d in found if (d.source, d.target) == pair]
        _bars(panel, mine, periods)
        _titled(panel, title, mine)
        _balance(panels[2], mine, periods, title)
    _meetings(panels[2], [d for d in found if (d.source, d.target) == ordered[0]], periods)
    panels[2].set_xticks(range(len(periods)), periods, rotation=0 if sum(map(len, periods)) < 60 else 90)
    panels[0].legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=8)
    _written(figure, path)
    return figure


def draw_network(graph: nx.DiGraph, path: str | Path | None = None, *, least: int = 1) -> Figure:
    """Draw a signed network (of `kg.signed_network`): green ties are cooperative on balance, red ones conflictual, grey ones neither.

    Only sides with at least `least` events, given or received, are drawn; the width of a tie is its number of events. Raises
    ModelError where matplotlib is not installed.

    >>> import networkx as nx
    >>> len(draw_network(nx.DiGraph([("A", "B", {"weight": 2, "sign": 1})])).axes)
    1
    """
    import networkx as nx

    figure = _figure(10, 8)
    panel = figure.subplots()
    from matplotlib.patheffects import withStroke

    busy = {n for n in graph if graph.degree(n, weight="weight") >= least}
    shown = nx.DiGraph()  # in an order of its own: that of a view changes from run to run, and a layout with it
    shown.add_nodes_from((n, graph.nodes[n]) for n in sorted(busy) if any(m in busy for m in nx.all_neighbors(graph, n)))
    shown.add_edges_from(sorted(((a, b, d) for a, b, d in graph.edges(data=True) if a in shown and b in shown), key=lambda e: e[:2]))
    at = nx.forceatlas2_layout(nx.Graph(shown), seed=SEED, max_iter=600, scaling_ratio=4.0, strong_gravity=True, gravity=0.02)
    ties = [(a, b, data) for a, b, data in shown.edges(data=True) if data["weight"]]
    nx.draw_networkx_edges(shown, at, edgelist=[(a, b) for a, b, _ in ties], ax=panel, arrowsize=9, alpha=0.75,
                           connectionstyle="arc3,rad=0.12", node_size=260, width=[0.6 + data["weight"] ** 0.5 / 2 for *_, data in ties],
                           edge_color=[_SIGNS[data["sign"]] for *_, data in ties])
    nx.draw_networkx_nodes(shown, at, ax=panel, node_color="#34495e",
                           node_size=[40 + 3 * shown.degree(n, weight="weight") for n in shown])
    for n, (x, y) in at.items():
        right, up = _away(n, at)
        panel.annotate(shown.nodes[n].get("name", n), (x, y), xytext=(6 * right, 5 * up), textcoords="offset points", fontsize=8,
                       ha="left" if right > 0 else "right", va="bottom" if up > 0 else "top",
                       path_effects=[withStroke(linewidth=2.5, foreground="white")])
    panel.margins(0.12)
    panel.set_axis_off()
    _written(figure, path)
    return figure


def _away(node: str, at: Mapping[str, Sequence[float]]) -> tuple[int, int]:
    """Return on which side of a node its name does not run into its nearest neighbour: right or left, above or below."""
    x, y = at[node]
    near = min(((a - x) ** 2 + (b - y) ** 2, a, b) for other, (a, b) in at.items() if other != node) if len(at) > 1 else (0, x, y)
    return (1 if near[1] <= x else -1), (1 if near[2] <= y else -1)


_SIGNS = {1: COLOURS["material-cooperation"], -1: COLOURS["material-conflict"], 0: "#999999"}


def _figure(width: float, height: float) -> Figure:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ModelError("matplotlib is not installed; `pip install bilateral-kg[study]` brings it") from None
    return Figure(figsize=(width, height), dpi=110, layout="constrained")


def _bars(panel: Axes, told: Sequence[Dyad], periods: Sequence[str]) -> None:
    at = {p: i for i, p in enumerate(periods)}
    up, down = [0] * len(periods), [0] * len(periods)
    for name in ("material-cooperation", "verbal-cooperation", "request", "material-conflict", "verbal-conflict"):
        heights = [0] * len(periods)
        for d in told:
            if d.period in at:
                heights[at[d.period]] = _height(d, name)
        base = down if name.endswith("conflict") else up
        signed = [-h for h in heights] if name.endswith("conflict") else heights
        panel.bar(range(len(periods)), signed, bottom=list(base), color=COLOURS[name], width=0.7, label=name.replace("-", " "))
        base[:] = [b + h for b, h in zip(base, signed, strict=True)]
    panel.axhline(0, color="#333333", linewidth=0.8)
    panel.set_ylabel("events")
    panel.yaxis.get_major_locator().set_params(integer=True)
    panel.margins(y=0.06)
    panel.spines[["top", "right"]].set_visible(False)


def _height(dyad: Dyad, name: str) -> int:
    asked = dyad.counts.get("REQUEST", 0)
    if name == "request":
        return asked
    return dyad.quad(name) - (asked if name == QUADS[2] else 0)


def _titled(panel: Axes, title: str, told: Sequence[Dyad]) -> None:
    undated = sum(d.total for d in told if not d.period)
    total = sum(d.total for d in told)
    panel.set_title(f"{title}: {total} events" + (f", {undated} of them undated and not drawn" if undated else ""), loc="left", fontsize=10)


def _balance(panel: Axes, told: Sequence[Dyad], periods: Sequence[str], name: str) -> None:
    value = {d.period: d.balance for d in told}
    series = [value.get(p) for p in periods]
    panel.plot(range(len(periods)), [float("nan") if v is None else v for v in series], marker="o", markersize=4, linewidth=1.2, label=name)
    for point in change_points(periods, series):
        panel.axvline(periods.index(point.period) - 0.5, color="#555555", linestyle="--", linewidth=1)


def _meetings(panel: Axes, told: Sequence[Dyad], periods: Sequence[str]) -> None:
    met = {d.period: d.meetings for d in told}
    panel.set_ylim(-10.5, 10.5)
    panel.axhline(0, color="#333333", linewidth=0.8)
    panel.set_ylabel("mean weight")
    panel.set_title("Balance of each direction (−10 to +10); numbers are meetings", loc="left", fontsize=10)
    for i, p in enumerate(periods):
        if met.get(p):
            panel.annotate(str(met[p]), (i, -9.5), ha="center", fontsize=8, color="#555555")
    panel.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=8)
    panel.spines[["top", "right"]].set_visible(False)


def _written(figure: Figure, path: str | Path | None) -> None:
    if path is not None:
        figure.savefig(path, metadata={"Software": None} if str(path).endswith(".png") else None)
