"""Where nodes lie before the browser pushes their labels apart."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.page.layout import RADIUS, placed, positions

NAMES = st.sampled_from("abcdefgh")


@settings(deadline=None, max_examples=20)
@given(st.dictionaries(st.tuples(NAMES, NAMES), st.floats(0.1, 50), max_size=20))
def test_layout_places_every_node_on_the_disc(ties: dict[tuple[str, str], float]) -> None:
    places = positions("abcdefgh", ties)
    assert set(places) == set("abcdefgh") and places == positions("abcdefgh", ties)
    assert all(x * x + y * y <= (RADIUS + 2) ** 2 for x, y in places.values())


def test_tied_nodes_lie_nearer_than_others() -> None:
    groups = ["abcd", "efgh", "ijkl"]
    ties = {(a, b): 3.0 for g in groups for a in g for b in g if a < b}
    ties |= {("a", "e"): 1.0, ("e", "i"): 1.0, ("a", "i"): 1.0}
    places = positions("abcdefghijkl", ties)

    def apart(pairs: list[tuple[str, str]]) -> float:
        far = [((places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2) ** 0.5 for a, b in pairs]
        return sum(far) / len(far)
    inside = [(a, b) for g in groups for a in g for b in g if a < b]
    across = [(a, b) for g in groups for h in groups if g < h for a in g for b in h]
    assert apart(inside) < apart(across) / 1.5


def test_countries_have_a_place_at_both_levels_and_others_among_the_details(sample_graph: nx.MultiDiGraph) -> None:
    found = placed(sample_graph)
    assert set(found["details"]) == set(sample_graph)
    assert set(found["relations"]) == {n for n, d in sample_graph.nodes(data=True) if d["kind"] == "Country"}
