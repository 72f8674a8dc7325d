"""What is drawn: which lines, where nodes lie, what is left out of a large graph."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.page import html
from kg.page.drawing import columns, draw, wrap
from kg.page.layout import RADIUS, positions

CHINA, PAKISTAN = "country:CHN", "country:PAK"
Claim = Callable[..., None]
World = Callable[..., nx.MultiDiGraph]
NAMES = st.sampled_from("abcdefgh")


def test_statements_of_one_relation_between_two_nodes_are_one_line(claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    for quote in ("It backs the plan.", "It stands by the plan."):
        claim(graph, CHINA, "supports", PAKISTAN, quote)
    claim(graph, PAKISTAN, "supports", CHINA, "So does the other.")
    drawing = draw(graph)
    assert sorted((line.source, line.target, len(line.claims)) for line in drawing.lines) == [
        (CHINA, PAKISTAN, 2), (PAKISTAN, CHINA, 1)]


def test_symmetric_relation_is_one_line_without_arrow_whoever_comes_first(claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    claim(graph, CHINA, "cooperates", PAKISTAN, "They work together.", symmetric=True)
    claim(graph, PAKISTAN, "cooperates", CHINA, "They will work together.", symmetric=True, stance="committed")
    [line] = draw(graph).lines
    assert (line.source, line.target, len(line.claims)) == (CHINA, PAKISTAN, 2)
    assert line.symmetric and '"arrows":""' in html(draw(graph), "Work")


def test_lines_between_the_same_nodes_do_not_lie_on_each_other(claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    for i, (source, target) in enumerate([(CHINA, PAKISTAN), (PAKISTAN, CHINA)] * 4):
        claim(graph, source, f"relation{i}", target, "Some words.")
    # A line that runs the other way bends to its own other side, so that the sides must be compared as seen.
    seen = [line.bend if line.source == CHINA else -line.bend for line in draw(graph).lines]
    assert len(set(seen)) == 8 and max(map(abs, seen)) <= 0.5


def test_what_an_act_is_about_is_tied_to_its_actor(graph: nx.MultiDiGraph) -> None:
    about = {(line.source, line.target) for line in draw(graph).lines if line.group == "about"}
    assert (CHINA, "topic:vaccines") in about and (PAKISTAN, "topic:trade") in about


def test_drawing_does_not_depend_on_the_order_of_the_graph(graph: nx.MultiDiGraph) -> None:
    other = nx.MultiDiGraph()
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert draw(other) == draw(graph)


def test_large_graph_is_capped_and_says_so(world: World) -> None:
    graph = world(6000)
    drawing = draw(graph, nodes_drawn=300, statements_kept=5000)
    assert sum(n.drawn for n in drawing.nodes) == 300 and len(drawing.nodes) == graph.number_of_nodes()
    assert len(drawing.claims) == 5000 and drawing.left_out == 1000
    page = html(drawing, "Large")
    assert "1000 statements between less frequent entities are left out" in page
    assert f"{graph.number_of_nodes() - 300} of {graph.number_of_nodes()} entities" in page


def test_heaviest_nodes_are_drawn_first_and_countries_before_others() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("place:a", kind="Place", label="A", weight=9)
    graph.add_node("country:FRA", kind="Country", label="France", weight=5)
    graph.add_node("country:ITA", kind="Country", label="Italy", weight=8)
    assert [n.id for n in draw(graph).nodes] == ["country:ITA", "country:FRA", "place:a"]


def test_empty_graph_is_a_page() -> None:
    assert "0 statements from 0 documents about 0 entities" in html(draw(nx.MultiDiGraph()), "Nothing yet")


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


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1), st.integers(5, 30), st.integers(1, 3))
def test_labels_keep_to_their_room(text: str, width: int, lines: int) -> None:
    rows = wrap(text, width, lines).split("\n")
    assert len(rows) <= lines and all(columns(row) <= width + 2 for row in rows)
