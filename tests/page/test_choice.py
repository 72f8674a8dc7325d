"""Which part of a graph a page holds, and what it says of the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

from kg.errors import InputError
from kg.page.choice import Choice, choose

CHINA, PAKISTAN, INDIA = "country:CHN", "country:PAK", "country:IND"
Claim = Callable[..., None]


def statements(graph: nx.MultiDiGraph) -> set[str]:
    return {d["statement"] for _, _, d in graph.edges(data=True)}


@pytest.fixture
def triangle(claim: Claim) -> nx.MultiDiGraph:
    """Return three countries; a meeting joins two of them, an official speaks for one."""
    graph = nx.MultiDiGraph(texts='{"d": "text"}')
    claim(graph, CHINA, "supports", PAKISTAN, "It backs it.", published="2021-05-01")
    claim(graph, CHINA, "urges", INDIA, "It asks.", published="2022")
    claim(graph, INDIA, "rejects", PAKISTAN, "It will not.", published="2023-07-09")
    claim(graph, "person:li", "represents", CHINA, "Li, for China", published="")
    claim(graph, "person:li", "takesPartIn", "meeting:m", "Li came.", published="2021-05-01")
    claim(graph, PAKISTAN, "takesPartIn", "meeting:m", "So did the host.", published="2021-05-02")
    claim(graph, "person:li", "visits", "place:x", "Li went on.", published="2021-06")
    for n, kind in (("person:li", "Person"), ("meeting:m", "Meeting"), ("place:x", "Place")):
        graph.nodes[n]["kind"] = kind
    graph.nodes[CHINA].update(label="China", aliases="PRC | Zhōngguó", iso3="CHN")
    graph.nodes[PAKISTAN]["label"] = "Pakistan"
    return graph


def test_all_is_kept_where_nothing_is_chosen(triangle: nx.MultiDiGraph) -> None:
    chosen = choose(triangle, Choice())
    assert chosen.graph is triangle and chosen.left_out == ()


@pytest.mark.parametrize("name", ["China", "chn", "zhongguo", "PRC", CHINA])
def test_focus_keeps_what_is_tied_to_it(triangle: nx.MultiDiGraph, name: str) -> None:
    chosen = choose(triangle, Choice(focus=name))
    assert chosen.focus == CHINA and set(chosen.graph) == {CHINA, PAKISTAN, INDIA, "person:li"}
    assert chosen.left_out == ("This page shows a part of the graph: 4 of 6 entities and 4 of 7 statements.",)


def test_pair_keeps_both_their_officials_and_what_joins_them(triangle: nx.MultiDiGraph) -> None:
    chosen = choose(triangle, Choice(pair=("China", "Pakistan")))
    assert chosen.pair == (CHINA, PAKISTAN)
    assert set(chosen.graph) == {CHINA, PAKISTAN, "person:li", "meeting:m"}


def test_what_an_act_between_two_is_about_joins_them(graph: nx.MultiDiGraph) -> None:
    assert {"topic:vaccines", "project:cpec"} <= set(choose(graph, Choice(pair=("CHN", "PAK"))).graph)


@pytest.mark.parametrize(("choice", "kept"), [
    (Choice(since="2022"), {"s1", "s2"}), (Choice(until="2021-05"), {"s0", "s4", "s5"}), (Choice(until="2021"), {"s0", "s4", "s5", "s6"}),
    (Choice(since="2021-05-02", until="2022"), {"s1", "s5", "s6"}), (Choice(relations=("supports", "urges")), {"s0", "s1"}),
    (Choice(kinds=("Country",)), {"s0", "s1", "s2"}), (Choice(min_statements=2), {"s0", "s1", "s2", "s3", "s4", "s5"})])
def test_choices_keep_the_statements_that_pass(triangle: nx.MultiDiGraph, choice: Choice, kept: set[str]) -> None:
    assert statements(choose(triangle, choice).graph) == kept


def test_only_citations_of_the_chosen_time_are_kept(triangle: nx.MultiDiGraph) -> None:
    known = triangle.edges[CHINA, PAKISTAN, "s0"]
    [cited] = json.loads(known["evidence"])
    known["evidence"] = json.dumps([cited | {"published": year} for year in ("2018", "2021-05-01", "2024")])
    kept = choose(triangle, Choice(since="2020", until="2022")).graph
    assert [e["published"] for e in json.loads(kept.edges[CHINA, PAKISTAN, "s0"]["evidence"])] == ["2021-05-01"]
    assert len(json.loads(known["evidence"])) == 3  # the graph itself is left as it was


def test_limit_keeps_the_weightiest_and_says_what_is_left_out(triangle: nx.MultiDiGraph) -> None:
    chosen = choose(triangle, Choice(limit=4))
    assert len(chosen.graph) == 4 and {CHINA, PAKISTAN} <= set(chosen.graph)
    assert chosen.left_out[1] == "2 entities with the fewest statements are left out by the limit of 4."


@pytest.mark.parametrize(("choice", "told"), [
    ({"focus": "Pakistn"}, "focus: 'Pakistn' is no entity of this graph; near: Pakistan"),
    ({"pair": ("China", "meeting:m")}, "pair: 'meeting:m' is no country"), ({"pair": ("China", "PRC")}, "two different countries"),
    ({"since": "yesterday"}, "since: 'yesterday'; expected a date"), ({"until": "--05"}, "until: '--05'"),
    ({"kinds": ("Planet",)}, "kinds: 'Planet'; expected some of Country"), ({"relations": ("suports",)}, "did you mean 'supports'"), ({"focus": " "}, "focus: ' '")])
def test_what_means_nothing_is_named(triangle: nx.MultiDiGraph, choice: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told.replace("(", r"\(")):
        choose(triangle, Choice(**choice))
