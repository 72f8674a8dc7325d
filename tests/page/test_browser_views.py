"""The page in a real browser: both levels, expanding, the pair, filters and their counts, time, and the address."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import pytest

from tests.page.conftest import Explorer

CHINA, PAKISTAN, INDIA, JAPAN = "country:CHN", "country:PAK", "country:IND", "country:JPN"
PROTOCOL, LI, KHAN = "agreement:protocol-customs-cooperation", "person:li-ming", "person:sara-khan"
PAIR = f"{CHINA}={PAKISTAN}"
Open = Callable[..., Explorer]
Claim = Callable[..., None]
World = Callable[..., nx.MultiDiGraph]


@pytest.fixture
def four(claim: Claim) -> nx.MultiDiGraph:
    """Return four countries, an official who speaks for one, and statements of several years, publishers and stances."""
    graph = nx.MultiDiGraph()
    for i in range(4):
        claim(graph, CHINA, "supports", PAKISTAN, f"It backs it, time {i}.", published=f"202{i}-05-01", publisher="China MFA")
    claim(graph, CHINA, "criticises", INDIA, "It finds fault.", group="conflictual", published="2022-02-01", publisher="China MFA")
    claim(graph, INDIA, "rejects", CHINA, "It will not have it.", group="conflictual", published="2022-02-03", publisher="India MEA")
    claim(graph, INDIA, "thanks", JAPAN, "It is grateful.", stance="called-for", published="2023-01-01", publisher="India MEA")
    claim(graph, LI, "represents", CHINA, "Minister Li Ming", group="fact", published="2020-05-01")
    claim(graph, LI, "urges", JAPAN, "Li asks it to wait.", group="request", stance="called-for", reported_by=JAPAN, published="")
    graph.nodes[LI].update(kind="Person", label="Li Ming")
    for n in graph:
        graph.nodes[n]["weight"] = graph.degree(n)
    return graph


def test_page_opens_still_whole_and_silent(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    explorer = opened(sample_graph)
    before = explorer.ask("kg.network.getPositions()")
    explorer.page.wait_for_timeout(600)
    assert explorer.ask("kg.network.getPositions()") == before and len(before) > 30
    width, height = explorer.ask("[document.getElementById('network').clientWidth, document.getElementById('network').clientHeight]")
    for id in before:
        x, y = explorer.point(id)
        assert 0 < x < width and 0 < y < height
    explorer.assert_silent()


@pytest.mark.parametrize("fragment", ["", "level=details", f"pair={CHINA} {PAKISTAN}", f"open={PAKISTAN}"])
def test_labels_do_not_overlap_when_a_view_opens(opened: Open, sample_graph: nx.MultiDiGraph, fragment: str) -> None:
    explorer = opened(sample_graph, fragment)
    boxes = explorer.ask("kg.network.body.data.nodes.getIds().map(id => kg.network.getBoundingBox(id))")
    assert len(boxes) > 20
    overlaps = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]
                if min(a["right"], b["right"]) - max(a["left"], b["left"]) > 2
                and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 2]
    assert overlaps == []


def test_sample_is_small(opened: Open, sample_graph: nx.MultiDiGraph, tmp_path: object) -> None:
    explorer = opened(sample_graph)
    assert explorer.ask("document.documentElement.outerHTML.length") < 2_000_000
    texts = explorer.ask("JSON.parse(document.getElementById('data').textContent).part.passages")
    assert len(set(texts.values())) >= 0.9 * len(texts)


def test_relations_are_one_line_a_pair_wide_by_statements_coloured_by_balance(opened: Open, four: nx.MultiDiGraph) -> None:
    explorer = opened(four)
    lines = explorer.lines()
    assert set(lines) == {PAIR, f"{CHINA}={INDIA}", f"{INDIA}={JAPAN}", f"{CHINA}={JAPAN}"}  # Li's act counts for China
    assert explorer.nodes() == {CHINA, PAKISTAN, INDIA, JAPAN}
    assert lines[PAIR]["width"] > lines[f"{CHINA}={INDIA}"]["width"]
    colours = {id: line["color"]["highlight"] for id, line in lines.items()}
    palette = explorer.ask("['cooperative', 'conflictual', 'fact'].map(g => getComputedStyle(document.documentElement)"
                           ".getPropertyValue(`--group-${g}`).trim())")
    assert [colours[PAIR], colours[f"{CHINA}={INDIA}"], colours[f"{CHINA}={JAPAN}"]] == palette


def test_an_occasion_of_two_countries_joins_them_and_one_of_three_joins_none(opened: Open, claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    for meeting, parties in (("meeting:two", (CHINA, PAKISTAN)), ("meeting:three", (CHINA, INDIA, JAPAN))):
        for party in parties:
            claim(graph, party, "takesPartIn", meeting, "They met.", group="fact")
        graph.nodes[meeting].update(kind="Meeting")
    assert set(opened(graph, "level=relations").lines()) == {PAIR}


def test_details_show_officials_and_agreements_under_one_line_a_relation(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    assert {CHINA, PAKISTAN, LI, PROTOCOL, "meeting:4d1a"} <= explorer.nodes()
    lines = explorer.lines()
    assert f"{CHINA}>supports>{PAKISTAN}" in lines and lines[f"{CHINA}>supports>{PAKISTAN}"]["arrows"] == "to"
    assert lines[f"{CHINA}>cooperates>{PAKISTAN}"]["arrows"] == ""
    explorer.page.click("#levels button[value=relations]")
    assert set(explorer.lines()) == {PAIR}
    assert explorer.page.get_attribute("#levels button[value=relations]", "aria-pressed") == "true"


def test_stance_and_report_are_told_apart_by_the_line(opened: Open, graph: nx.MultiDiGraph) -> None:
    lines = opened(graph).lines()
    dashes = [lines[f"{a}>{relation}>{b}"]["dashes"] for a, relation, b in (
        (CHINA, "supports", PAKISTAN), (CHINA, "pledges", PAKISTAN), (CHINA, "cooperates", PAKISTAN), (PAKISTAN, "thanks", CHINA))]
    assert dashes[0] is False and len({str(d) for d in dashes}) == 4  # asserted, committed, called for, reported


def test_lines_between_the_same_nodes_do_not_lie_on_each_other(opened: Open, claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    for i, (source, target) in enumerate([(CHINA, PAKISTAN), (PAKISTAN, CHINA)] * 4):
        claim(graph, source, f"relation{i}", target, "Some words.")
    bends = opened(graph).ask("kg.onShow().lines.map(l => l.from < l.to ? l.bend : -l.bend)")
    assert len(set(bends)) == 8 and max(map(abs, bends)) <= 0.5


def test_double_click_brings_neighbours_and_folds_them_again(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    explorer = opened(sample_graph)
    first = explorer.nodes()
    explorer.click(PAKISTAN, times=2)
    more = explorer.nodes()
    assert first < more and any(id.startswith(("meeting:", "person:")) for id in more - first)
    explorer.click(PAKISTAN, times=2)
    assert explorer.nodes() == first
    explorer.assert_silent()


def test_double_click_folds_what_hangs_on_a_node_alone(opened: Open, claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    claim(graph, CHINA, "supports", PAKISTAN, "It backs it.")
    claim(graph, LI, "represents", CHINA, "Li Ming")
    for party in (CHINA, PAKISTAN):
        claim(graph, party, "takesPartIn", "meeting:m", "They met.")
    graph.nodes[LI].update(kind="Person")
    graph.nodes["meeting:m"].update(kind="Meeting")
    explorer = opened(graph)
    explorer.click(CHINA, times=2)
    assert explorer.nodes() == {CHINA, PAKISTAN, "meeting:m"}
    explorer.reopen()
    assert explorer.nodes() == {CHINA, PAKISTAN, "meeting:m"}
    explorer.click(CHINA, times=2)
    assert LI in explorer.nodes()


def test_pair_stands_left_and_right_of_all_that_joins_it(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    explorer = opened(sample_graph)
    explorer.ask("id => kg.choose({line: id})", PAIR)
    explorer.page.click("text=Show all that joins them")
    places = explorer.ask("kg.network.getPositions()")
    middle = [id for id in places if not id.startswith(("country:", "person:"))]
    assert len(middle) > 5 and PAIR in explorer.lines()
    assert {id for id in places if id.startswith("country:")} == {CHINA, PAKISTAN}
    assert all(places[CHINA]["x"] < places[id]["x"] < places[PAKISTAN]["x"] for id in middle)
    assert "China and Pakistan" in explorer.page.inner_text("#levels")
    explorer.reopen()
    assert explorer.ask("kg.network.getPositions()") == places


def test_legend_hides_kinds_groups_and_stances(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    first = explorer.nodes(), set(explorer.lines())
    assert not [n for n in first[0] if n.startswith("topic:")]
    explorer.tick("kinds", "Topic")
    assert "topic:vaccines" in explorer.nodes()
    explorer.tick("kinds", "Person")
    assert not [n for n in explorer.nodes() if n.startswith("person:")]
    explorer.tick("groups", "fact")
    assert f"{CHINA}>partyTo>{PROTOCOL}" not in explorer.lines() and f"{CHINA}>supports>{PAKISTAN}" in explorer.lines()
    explorer.tick("stances", "asserted")
    assert f"{CHINA}>supports>{PAKISTAN}" not in explorer.lines() and f"{CHINA}>pledges>{PAKISTAN}" in explorer.lines()
    explorer.tick("stances", "reported")
    assert not explorer.ask("kg.onShow().lines.some(l => l.statements.some(s => s.reported_by))")
    explorer.page.click("#reset")
    assert (explorer.nodes(), set(explorer.lines())) == first
    explorer.assert_silent()


@pytest.mark.parametrize(("facet", "value", "lines"), [
    ("relation", "supports", {PAIR}), ("publisher", "India MEA", {f"{CHINA}={INDIA}", f"{INDIA}={JAPAN}"}),
    ("country", JAPAN, {f"{INDIA}={JAPAN}", f"{CHINA}={JAPAN}"})])
def test_filters_narrow_to_what_they_name(opened: Open, four: nx.MultiDiGraph, facet: str, value: str, lines: set[str]) -> None:
    explorer = opened(four)
    explorer.tick(f"facet-{facet}", value)
    assert set(explorer.lines()) == lines


def test_speaker_topic_type_and_document_narrow_too(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    for facet, value, relations in (("speaker", KHAN, {"thanks", "opposes", "urges"}), ("topic", "topic:vaccines", {"pledges"}),
                                    ("plover", "AID", {"aids"})):
        explorer.tick(f"facet-{facet}", value)
        assert set(explorer.ask("kg.onShow().lines.flatMap(l => l.statements.map(s => s.relation))")) == relations
        explorer.tick(f"facet-{facet}", value)
    page = explorer.page
    page.click("#facet-document summary")
    page.click("#facet-document label:has-text('Joint Press Release')")
    assert explorer.nodes() == {CHINA, PAKISTAN, PROTOCOL}


def test_each_count_is_what_its_filter_would_show(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    """Tick values under other filters: as many statements pass as the count beside the value said."""
    explorer = opened(sample_graph, "country=country%3ACHN&stances=asserted reported")
    for facet in ("relation", "plover", "speaker", "publisher", "topic", "document"):
        values = explorer.ask("f => [...document.querySelectorAll(`#facet-${f} label:not([hidden]) input`)].slice(0, 4).map(i => i.value)", facet)
        assert values
        for value in values:
            promised = explorer.count(f"facet-{facet}", value)
            explorer.tick(f"facet-{facet}", value)
            passing = explorer.page.inner_text("#shown").partition("; ")[2]
            assert passing.startswith(f"{promised} statement"), (facet, value)
            explorer.tick(f"facet-{facet}", value)


def test_counts_by_hand(opened: Open, four: nx.MultiDiGraph) -> None:
    explorer = opened(four)
    counts = [explorer.count("groups", g) for g in ("fact", "cooperative", "request", "conflictual")]
    assert counts == [1, 5, 1, 2]
    assert [explorer.count("stances", s) for s in ("asserted", "committed", "called-for", "reported")] == [7, 0, 2, 1]
    explorer.tick("facet-publisher", "China MFA")
    assert [explorer.count("facet-relation", r) for r in ("supports", "criticises")] == [4, 1]
    assert explorer.count("facet-publisher", "India MEA") == 2  # what it would show beside, not what is left of it


def test_time_narrows_and_plays(opened: Open, four: nx.MultiDiGraph) -> None:
    explorer = opened(four)
    spans = explorer.ask("document.querySelectorAll('#histogram rect').length")
    assert spans == 37  # months from May 2020 to May 2023
    said = explorer.page.inner_text("#when")
    assert "2020-05 – 2023-05" in said and "1 undated" in said
    explorer.page.focus("#to")
    explorer.page.keyboard.press("Home")
    assert set(explorer.lines()) == {PAIR} and "without 1 undated" in explorer.page.inner_text("#when")
    explorer.page.click("#play")
    explorer.wait(lambda: int(explorer.page.input_value("#to")) >= 2)
    explorer.page.click("#play")
    stopped = explorer.page.input_value("#to")
    explorer.page.wait_for_timeout(1000)
    assert explorer.page.input_value("#to") == stopped


def test_filters_move_nothing_that_stays(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    explorer = opened(sample_graph)
    before = explorer.ask("kg.network.getPositions()")
    explorer.tick("stances", "committed")
    after = explorer.ask("kg.network.getPositions()")
    assert all(before[id] == place for id, place in after.items())
    explorer.tick("stances", "committed")
    assert explorer.ask("kg.network.getPositions()") == before


def test_address_brings_a_view_back(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    explorer = opened(sample_graph)
    explorer.page.click("#levels button[value=details]")
    explorer.tick("kinds", "Place")
    explorer.tick("facet-publisher", "China MFA")
    explorer.page.focus("#from")
    explorer.page.keyboard.press("ArrowRight")
    explorer.ask("id => kg.choose({node: id})", PAKISTAN)
    state = explorer.nodes(), set(explorer.lines()), explorer.panel(), explorer.page.inner_text("#when")
    assert "publisher=China" in explorer.page.url
    explorer.reopen()
    assert (explorer.nodes(), set(explorer.lines()), explorer.panel(), explorer.page.inner_text("#when")) == state


@pytest.mark.parametrize("fragment", [
    "level=nonsense&amount=-3&from=1066&node=country:XXX&pair=a b", "open=%00 %E0%A4%A&line=%3Cscript%3E", "kinds=&groups=", "=&&&="])
def test_nonsense_in_the_address_does_no_harm(opened: Open, four: nx.MultiDiGraph, fragment: str) -> None:
    explorer = opened(four, fragment)
    explorer.page.click("#reset")
    assert PAIR in explorer.lines()
    explorer.assert_silent()


def test_page_opens_on_its_focus_or_pair(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    assert opened(sample_graph, focus="Pakistan").page.inner_text("#panel h2") == "Pakistan"
    explorer = opened(sample_graph, pair=("China", "Pakistan"), since="2021")
    assert "China and Pakistan" in explorer.page.inner_text("#levels")
    assert "This page shows a part of the graph" in explorer.page.inner_text("#limits")


def test_large_graph_says_what_it_left_out(opened: Open, world: World) -> None:
    explorer = opened(world(10_000), limit=700)
    assert explorer.ask("document.getElementById('data').dataset.encoding") == "gzip"
    assert "by the limit of 700" in explorer.page.inner_text("#limits")
    explorer.ask("const a = document.getElementById('amount'); a.value = a.max; a.dispatchEvent(new Event('change'))")
    assert len(explorer.nodes()) > 300
    explorer.assert_silent()
