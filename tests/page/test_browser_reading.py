"""The page in a real browser: evidence, cards, search, keys, the table, what one takes away, and who cannot see or point."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg.page import show
from kg.rdf import graph_of, to_quads
from kg.store import open_store
from tests.page.conftest import Explorer

CHINA, PAKISTAN = "country:CHN", "country:PAK"
PAIR = f"{CHINA}={PAKISTAN}"
HOSTILE = '</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">\'"&amp;<!--\u202eevil'
ARABIC = "قال الوزير إن العلاقات «أخوية» بين البلدين"
Open = Callable[..., Explorer]
Claim = Callable[..., None]


def look_for(explorer: Explorer, text: str, *, enter: bool = True) -> None:
    """Type a name into the search box and take the first that is found."""
    explorer.page.fill("#search", text)
    explorer.page.wait_for_selector("#found [role=option]")
    if enter:
        explorer.page.press("#search", "Enter")


def test_line_shows_the_exact_quote_in_its_text_and_where_it_stands(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    explorer.click(f"{CHINA}>supports>{PAKISTAN}")
    quote = "China firmly supports Pakistan in safeguarding its sovereignty"
    assert explorer.page.text_content("#panel blockquote mark") == quote
    around = explorer.page.text_content("#panel blockquote") or ""
    assert around.startswith(f"Li Ming said that {quote}. China will provide vaccines")
    told = explorer.panel()
    for part in ("Sovereignty and core interests", "asserted", "said by Li Ming", "2031-03-04", "China MFA", "support", "1 statement"):
        assert part in told, part
    link = explorer.ask("(a => [a.href, a.textContent, a.rel])(document.querySelector('#panel figcaption a'))")
    assert link == ["https://example.org/readouts/1", "Li Ming Meets with Pakistani Foreign Minister Sara Khan", "noopener noreferrer"]
    explorer.assert_silent()


def test_reported_and_unfirm_claims_say_so(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    explorer.click(f"{PAKISTAN}>urges>{CHINA}")
    assert "called for" in explorer.panel() and "reported by China" in explorer.panel()
    strokes = explorer.ask("[...document.querySelectorAll('#panel .stroke path')].map(p => p.getAttribute('stroke-dasharray'))")
    assert len(set(strokes)) == 2 and "none" not in strokes


def test_quote_is_marked_where_letters_take_two_units(opened: Open, claim: Claim) -> None:
    graph = nx.MultiDiGraph(texts='{"d": "🕊🕊 Peace 🕊 came.\\n\\nElse."}')
    claim(graph, CHINA, "supports", PAKISTAN, "Peace 🕊 came.", document="d")
    for _, _, known in graph.edges(data=True):
        [cited] = json.loads(known["evidence"])
        known["evidence"] = json.dumps([cited | {"start": 3, "end": 16}])
    explorer = opened(graph)
    explorer.click(f"{CHINA}>supports>{PAKISTAN}")
    assert explorer.page.text_content("#panel blockquote") == "🕊🕊 Peace 🕊 came."
    assert explorer.page.text_content("#panel mark") == "Peace 🕊 came."


def test_line_of_several_statements_lists_them_all(opened: Open, claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    quotes = [f"It supports the other for the {i}th time." for i in range(40)]
    for quote in quotes:
        claim(graph, CHINA, "supports", PAKISTAN, quote)
    explorer = opened(graph)
    explorer.click(f"{CHINA}>supports>{PAKISTAN}")
    assert "40 statements" in explorer.panel()
    explorer.page.click("#panel .more")
    assert all(quote in explorer.panel() for quote in quotes)


def test_card_has_names_offices_identifiers_and_links(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    explorer.click(CHINA)
    told = explorer.panel()
    assert "Chinese" in told and "country:CHN" in told and "Li Ming, State Councilor" in told
    links = explorer.ask("[...document.querySelectorAll('#panel dl a')].map(a => [a.textContent, a.href])")
    assert links == [["Wikidata Q148", "http://www.wikidata.org/entity/Q148"],
                     ["ISO 3166 CHN", "https://www.iso.org/obp/ui/#iso:code:3166:CN"]]
    look_for(explorer, "li ming")
    assert "State Councilor, China" in explorer.panel()


def test_search_finds_any_name_and_draws_what_was_not_on_show(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    look_for(explorer, "sara", enter=False)
    assert explorer.page.locator("#found [role=option] bdi").all_text_contents() == ["Sara Khan"]
    look_for(explorer, "cpec")
    assert "China-Pakistan Economic Corridor" in explorer.panel() and "If conditions allow" in explorer.panel()
    assert "topic:vaccines" not in explorer.nodes()
    look_for(explorer, "vaccines")
    assert "topic:vaccines" in explorer.nodes() and "China will provide vaccines to Pakistan." in explorer.panel()
    look_for(explorer, "atlantis", enter=False)
    assert "No such name" in explorer.page.inner_text("#found")
    explorer.assert_silent()


def test_table_has_the_same_lines_and_sorts(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    explorer = opened(sample_graph, "level=details&amount=30")
    drawn = len(explorer.lines())
    explorer.page.click("#views button[value=table]")
    assert explorer.page.inner_text("caption").startswith(f"{drawn} lines")
    while explorer.page.locator("#table .more").count():
        explorer.page.click("#table .more")
    assert explorer.page.locator("#table tbody tr").count() == drawn
    counts = [int(c) for c in explorer.page.locator("#table td.number").all_text_contents()]
    assert counts == sorted(counts, reverse=True)
    explorer.page.click("#table th:first-child .sort")
    assert explorer.page.get_attribute("#table th:first-child", "aria-sort") == "ascending"
    explorer.page.click("#table tbody tr:first-child .line-button")
    assert explorer.page.locator("#panel blockquote").count() > 0


def saved(explorer: Explorer, button: str) -> bytes:
    explorer.ask("document.getElementById('take').open = true")
    with explorer.page.expect_download() as download:
        explorer.page.click(button)
    return Path(download.value.path()).read_bytes()


def test_picture_is_taken_away_as_png_and_svg(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    png = saved(explorer, "#save-png")
    assert png.startswith(b"\x89PNG") and len(png) > 5000
    svg = ElementTree.fromstring(saved(explorer, "#save-svg"))
    name = "{http://www.w3.org/2000/svg}"
    assert "China" in {text.text for text in svg.iter(f"{name}tspan")}
    assert len(svg.findall(f"{name}path")) == len(explorer.lines()) and len(svg.findall(f"{name}g")) == len(explorer.nodes())
    explorer.assert_silent()


def test_statements_on_show_are_taken_away_as_csv(opened: Open, graph: nx.MultiDiGraph) -> None:
    graph.nodes[PAKISTAN]["label"] = "=HYPERLINK(\"x\")"
    explorer = opened(graph)
    explorer.tick("facet-relation", "supports")
    [row] = csv.DictReader(io.StringIO(saved(explorer, "#save-csv").decode("utf-8-sig")))
    assert (row["subject"], row["relation"], row["object"]) == ("China", "supports", "'=HYPERLINK(\"x\")")
    assert row["quote"] == "China firmly supports Pakistan in safeguarding its sovereignty"
    assert (row["speaker"], row["publisher"], row["published"]) == ("Li Ming", "China MFA", "2031-03-04")


def test_statement_has_its_citation(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    explorer.click(f"{CHINA}>supports>{PAKISTAN}")
    explorer.page.click("#panel .cite summary")
    plain = explorer.page.inner_text("#panel pre.plain")
    assert plain.startswith("China MFA, “Li Ming Meets with Pakistani Foreign Minister Sara Khan”, 2031-03-04, https://example.org/readouts/1, characters ")
    bibtex = explorer.page.inner_text("#panel pre.bibtex")
    assert bibtex.startswith("@misc{bkg-") and "author = {{China MFA}}" in bibtex and "year = {2031}" in bibtex
    assert bibtex.count("{") == bibtex.count("}")


def test_all_can_be_done_from_the_keyboard(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    explorer = opened(sample_graph)
    press = explorer.page.keyboard.press
    press("/")
    explorer.page.keyboard.type("pakis")
    press("Enter")
    assert explorer.ask("document.activeElement.id") == "panel" and explorer.page.inner_text("#panel h2") == "Pakistan"
    press("Escape")
    assert "How to read this" in explorer.panel()
    explorer.page.focus("#network")
    press("ArrowRight")
    first = explorer.page.inner_text("#panel h2")
    press("ArrowLeft")
    press("ArrowDown")
    assert explorer.page.inner_text("#said").startswith(explorer.page.inner_text("#panel h2")) and first
    press("l")
    assert explorer.page.locator("#panel blockquote").count() > 0
    before = explorer.nodes()
    explorer.ask("kg.choose({node: 'country:CHN'})")
    press("Space")
    explorer.wait(lambda: explorer.nodes() > before)
    scale = explorer.ask("kg.network.getScale()")
    press("+")
    assert explorer.ask("kg.network.getScale()") > scale
    press("Enter")
    assert explorer.ask("document.activeElement.id") == "panel"


def test_focus_is_seen_wherever_it_is(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    seen = set()
    for _ in range(45):
        explorer.page.keyboard.press("Tab")
        where, outline = explorer.ask("(e => [e.id || e.className || e.tagName, getComputedStyle(e).outlineStyle])(document.activeElement)")
        if where not in ("BODY", "from", "to"):
            assert outline != "none", where
        seen.add(where)
    assert {"search", "network", "play", "panel", "reset", "save-svg"} - seen <= {"save-svg", "play"}  # the menu is closed, no span of time


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core, as axe-playwright-python carries it."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("state", "scheme"), [("line", "light"), ("line", "dark"), ("card", "light"), ("table", "dark"), ("pair", "light"),
                                                ("open", "light"), ("open", "dark"), ("phone", "light")])
def test_axe_finds_nothing(opened: Open, sample_graph: nx.MultiDiGraph, axe: str, state: str, scheme: str) -> None:
    fragments = {"card": f"node={CHINA}", "line": f"line={PAIR}", "table": "view=table", "pair": f"pair={CHINA} {PAKISTAN}"}
    size = {"width": 390, "height": 800} if state == "phone" else {"width": 1400, "height": 900}
    explorer = opened(sample_graph, fragments.get(state, ""), screen={"color_scheme": scheme, "viewport": size})
    if state == "open":
        explorer.ask("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        look_for(explorer, "wang", enter=False)
    explorer.ask(axe)
    found = explorer.ask("axe.run()")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def test_hostile_text_stays_text(opened: Open, claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    claim(graph, CHINA, "supports", PAKISTAN, f"{ARABIC} {HOSTILE}", title=HOSTILE, url="javascript:alert(1)", publisher=HOSTILE, speaker=CHINA)
    graph.nodes[CHINA].update(label=HOSTILE, same_as="javascript:alert(2)")
    graph.nodes[PAKISTAN].update(label=ARABIC, aliases=f"باكستان | {HOSTILE}")
    explorer = opened(graph, title=HOSTILE)
    assert explorer.page.title() == HOSTILE.replace("\n", " ")
    explorer.click(f"{CHINA}>supports>{PAKISTAN}")
    assert explorer.page.text_content("#panel blockquote") == f"{ARABIC} {HOSTILE}"
    assert explorer.ask("getComputedStyle(document.querySelector('#panel blockquote')).direction") == "rtl"
    explorer.page.click("#panel .cite summary")
    look_for(explorer, "باكستان")
    assert explorer.page.text_content("#panel h2") == ARABIC
    explorer.ask("kg.choose({node: 'country:CHN'})")
    explorer.ask("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    explorer.page.click("#views button[value=table]")
    assert explorer.ask("document.querySelectorAll('main img, main script, main a').length") == 0
    assert "window.hacked" in explorer.ask("new XMLSerializer().serializeToString(kg.picture())")
    assert explorer.ask("window.hacked === undefined")
    explorer.assert_silent()


def test_policy_lets_nothing_out(opened: Open, graph: nx.MultiDiGraph) -> None:
    """Even a script that got in could ask nothing of the network and load nothing."""
    explorer = opened(graph)
    tried = explorer.ask("""async () => {
        const fetched = await fetch('https://example.org/').then(() => 'fetched', () => 'refused');
        const image = await new Promise(done => { const i = new Image(); i.onload = () => done('loaded'); i.onerror = () => done('refused'); i.src = 'https://example.org/x.png'; });
        const script = document.createElement('script'); script.textContent = 'window.hacked = 3'; document.body.append(script);
        return [fetched, image, window.hacked];
    }""")
    assert tried == ["refused", "refused", None]
    assert [failure for url, failure in explorer.failed if url.startswith("http")] == ["csp"]  # the image; fetch never got so far


def test_phone_needs_no_sideways_scrolling(opened: Open, sample_graph: nx.MultiDiGraph) -> None:
    explorer = opened(sample_graph, screen={"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True})
    assert explorer.ask("[document.documentElement.scrollWidth, innerWidth]") == [360, 360]
    assert explorer.ask("document.getElementById('network').clientHeight") > 300
    assert not explorer.ask("document.getElementById('legend').open")
    assert len(explorer.nodes()) <= 30
    x, y = explorer.point(CHINA)
    explorer.page.tap("#network", position={"x": x, "y": y})
    explorer.wait(lambda: "country:CHN" in explorer.panel())


def test_themes_repaint_the_canvas(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph)
    look = "(n => [n.font.color, n.color.background])(kg.network.body.data.nodes.get('country:CHN'))"
    light = explorer.ask(look)
    explorer.page.emulate_media(color_scheme="dark")
    explorer.wait(lambda: explorer.ask(look) != light)
    dark = explorer.ask(look)
    explorer.page.click("#theme")
    assert explorer.ask(look) == light
    assert opened(graph, theme="dark").ask(look) == dark


def test_print_has_the_picture_in_light_colours_and_the_screen_gets_its_own_back(opened: Open, graph: nx.MultiDiGraph) -> None:
    explorer = opened(graph, screen={"color_scheme": "dark"})
    look = "kg.network.body.data.nodes.get('country:CHN').color.background"
    before = explorer.ask(look)
    printed = explorer.ask(f"(dispatchEvent(new Event('beforeprint')), {look})")
    inked = explorer.ask("(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0))(document.getElementById('paper'))")
    after = explorer.ask(f"(dispatchEvent(new Event('afterprint')), {look})")
    assert inked and printed != before == after


def test_notebook_shows_the_same_page_in_a_frame_of_its_own(
        chromium: Any, tmp_path: Path, sample_extraction: Any) -> None:
    store = open_store()
    store.replace(graph_of(sample_extraction.document), to_quads(sample_extraction))
    file = tmp_path / "notebook.html"
    file.write_text(f"<!DOCTYPE html><body><p>Before</p>{show(store, focus='Pakistan')._repr_html_()}</body>", encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    try:
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(file.as_uri())
        frame = page.frame_locator("iframe")
        frame.locator("html[data-ready]").wait_for()
        assert frame.locator("#panel h2").inner_text() == "Pakistan"
        frame.locator("#reset").dispatch_event("click")
        assert page.evaluate("window.kg === undefined")
        assert messages == []
    finally:
        page.close()
