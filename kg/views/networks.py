"""Who stands where among the states? Signed and weighted networks of dyads, centralities, communities, structural balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.contracts import Store
from kg.query import nodes
from kg.views.dyads import Dyad, dyads

if TYPE_CHECKING:
    import networkx as nx

SEED = 20200821


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a side in the network of ties; shares are of all others, between 0 and 1."""

    side: str
    name: str
    acts: int
    """Events of which it is the source."""
    acts_of_others: int
    """Events of which it is the target."""
    ties: float
    """Share of the others that it has a tie with (degree centrality)."""
    betweenness: float
    """Share of shortest paths between others that run through it."""
    community: int
    """Numbered from 1, the largest first (Louvain, weighted by the number of events)."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Structural balance: triangles of states by their signs. `+++` and `+--` are balanced, `++-` and `---` are not."""

    triangles: Mapping[str, int]

    @property
    def share(self) -> float | None:
        """Return the share of balanced triangles, None where there is no triangle with a sign on every side."""
        total = sum(self.triangles.values())
        return (self.triangles["+++"] + self.triangles["+--"]) / total if total else None


def signed_network(store: Store) -> nx.DiGraph:
    """Return the states and organisations as a directed network: an edge for each ordered pair with events or meetings.

    Nodes have `name`; edges `weight` (int: events, meetings aside), `balance` (float: mean weight of an event, 0 without), `sign`
    (+1, -1 or 0, that of the balance), `meetings` (int) and `cooperation` (float, -1 where not known).

    >>> from kg.store import open_store
    >>> signed_network(open_store()).number_of_edges()
    0
    """
    return network_of(dyads(store), {n.id: n.label for n in nodes(store)})


def network_of(found: Iterable[Dyad], names: Mapping[str, str]) -> nx.DiGraph:
    """Return dyads, of whatever periods, as the network that `signed_network` describes.

    >>> network_of([Dyad("country:CHN", "country:PAK", "2023", {"AID": 2}, 14.0, 1, None, ())], {}).edges["country:CHN", "country:PAK"]["meetings"]
    1
    """
    import networkx as nx

    graph = nx.DiGraph()
    pairs: dict[tuple[str, str], list[Dyad]] = {}
    for dyad in found:
        pairs.setdefault((dyad.source, dyad.target), []).append(dyad)
    graph.add_nodes_from((side, {"name": names.get(side, side)}) for side in sorted({s for pair in pairs for s in pair}))
    for (source, target), told in sorted(pairs.items()):
        total = sum(d.total for d in told)
        balance = sum(d.weights for d in told) / total if total else 0.0
        kind, unkind = sum(d.kind for d in told), sum(d.unkind for d in told)
        graph.add_edge(source, target, weight=total, balance=balance, sign=(balance > 0) - (balance < 0),
                       meetings=sum(d.meetings for d in told), cooperation=kind / (kind + unkind) if kind + unkind else -1.0)
    return graph


def standings(graph: nx.DiGraph) -> tuple[Standing, ...]:
    """Return the place of each side, most acts first.

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("country:CHN", "country:PAK", {"weight": 2, "meetings": 1, "balance": 3.0, "sign": 1})])
    >>> [(s.side, s.acts, s.ties, s.community) for s in standings(graph)]
    [('country:CHN', 2, 1.0, 1), ('country:PAK', 0, 1.0, 1)]
    """
    import networkx as nx

    ties = _ties(graph)
    degree, between = nx.degree_centrality(ties), nx.betweenness_centrality(ties)
    groups = sorted((sorted(c) for c in nx.community.louvain_communities(ties, weight="weight", seed=SEED)),
                    key=lambda c: (-len(c), c))
    community = {side: i for i, group in enumerate(groups, 1) for side in group}
    out, into = dict(graph.out_degree(weight="weight")), dict(graph.in_degree(weight="weight"))
    found = [Standing(side, graph.nodes[side].get("name", side), out[side], into[side], round(degree[side], 4), round(between[side], 4),
                      community[side]) for side in graph]
    return tuple(sorted(found, key=lambda s: (-s.acts, s.side)))


def structural_balance(graph: nx.DiGraph) -> Balance:
    """Return the triangles of a signed network by their signs; two ways of a pair are one tie with the sign of both together.

    >>> import networkx as nx
    >>> signs = {("A", "B"): 2.0, ("B", "C"): -3.0, ("A", "C"): -1.0}
    >>> graph = nx.DiGraph([(a, b, {"weight": 1, "meetings": 0, "balance": w}) for (a, b), w in signs.items()])
    >>> structural_balance(graph).triangles["+--"], structural_balance(graph).share
    (1, 1.0)
    """
    counts = {"+++": 0, "++-": 0, "+--": 0, "---": 0}
    ties = _ties(graph)
    sign = {frozenset(pair): data["sign"] for *pair, data in ties.edges(data=True) if data["sign"]}
    order = sorted(ties)
    for i, a in enumerate(order):
        near = [b for b in order[i + 1:] if frozenset((a, b)) in sign]
        for j, b in enumerate(near):
            for c in near[j + 1:]:
                if frozenset((b, c)) in sign:
                    signs = sorted((sign[frozenset(p)] for p in ((a, b), (a, c), (b, c))), reverse=True)
                    counts["".join("+" if s > 0 else "-" for s in signs)] += 1
    return Balance(counts)


def _ties(graph: nx.DiGraph) -> nx.Graph:
    """Return the undirected network: events and meetings of both ways added, the sign that of the summed weights."""
    import networkx as nx

    ties = nx.Graph()
    ties.add_nodes_from(graph.nodes(data=True))
    for a, b, data in graph.edges(data=True):
        before = ties.get_edge_data(a, b, {"weight": 0, "sum": 0.0})
        ties.add_edge(a, b, weight=before["weight"] + data["weight"] + data["meetings"] / 2,
                      sum=before["sum"] + data["balance"] * data["weight"])
    for _, _, data in ties.edges(data=True):
        data["sign"] = (data["sum"] > 0) - (data["sum"] < 0)
    return ties
