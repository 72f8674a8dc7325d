"""The page in a real browser: it opens still, fetches nothing, and answers pointer, keyboard and filters."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.page import render

CHINA, PAKISTAN = "country:CHN", "country:PAK"
PROTOCOL = "agreement:protocol-customs-cooperation"
HOSTILE = '</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">\'"&amp;<!--'
ARABIC = "قال الوزير إن العلاقات «أخوية» بين البلدين"
Claim = Callable[..., None]
World = Callable[..., nx.MultiDiGraph]


FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
         "--window-size=1400,1000")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    if not chromium or not chromedriver:
        message = "chromium and chromedriver are not installed: apt-get install chromium chromium-driver"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(message)
        pytest.skip(message)
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Callable[[nx.MultiDiGraph], Any]:
    """Return how to open the page of a graph, with the logs of what came before taken away."""
    def show(graph: nx.MultiDiGraph) -> Any:
        browser.get_log("browser"), browser.get_log("performance")
        browser.get(render(graph, tmp_path / "graph.html", title="China and Pakistan").as_uri())
        return browser
    return show


def silent(browser: Any) -> bool:
    """Say whether the page has loaded nothing but itself and has written nothing to the console."""
    told = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in told if m["method"] == "Network.requestWillBeSent"]
    assert all(url.startswith("file:") and url.endswith("/graph.html") for url in asked), asked
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert browser.get_log("browser") == []
    return True


def click_line(browser: Any, id: str) -> None:
    """Click with the pointer on the middle of a drawn line."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By

    x, y, width, height = browser.execute_script(
        "const p = kg.network.canvasToDOM(kg.network.body.edges[arguments[0]].edgeType.getPoint(0.5));"
        "const box = document.getElementById('network').getBoundingClientRect();"
        "return [p.x, p.y, box.width, box.height];", id)
    stage = browser.find_element(By.ID, "network")
    move = ActionChains(browser).move_to_element_with_offset(stage, round(x - width / 2), round(y - height / 2))
    move.click().perform()
    wait(lambda: panel(browser) != "" and "How to read" not in panel(browser))


def wait(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the page did not answer"
        time.sleep(0.05)


def panel(browser: Any) -> str:
    return browser.execute_script("return document.getElementById('panel').innerText")


def on_show(browser: Any) -> dict[str, list[str]]:
    return browser.execute_script("const {nodes, edges} = kg.network.body.data;"
                                  "return {nodes: nodes.getIds(), lines: edges.getIds()}")


def tick(browser: Any, group: str, value: str) -> None:
    script = "document.querySelector(`#${arguments[0]} input[value='${arguments[1]}']`).click()"
    browser.execute_script(script, group, value)


def type_in(browser: Any, text: str) -> None:
    from selenium.webdriver.common.by import By

    field = browser.find_element(By.ID, "search")
    field.clear()
    field.send_keys(text)


def test_page_opens_still_and_silent(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    browser = opened(graph)
    assert browser.title == "China and Pakistan"
    counts = browser.execute_script("return document.getElementById('counts').innerText")
    assert counts == "22 statements from 2 documents about 14 entities"
    inked = ("const c = document.querySelector('#network canvas');"
             "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
             "let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n;")
    wait(lambda: browser.execute_script(inked) > 2000)
    before = browser.execute_script("return JSON.stringify(kg.network.getPositions())")
    time.sleep(0.4)
    assert browser.execute_script("return JSON.stringify(kg.network.getPositions())") == before
    assert silent(browser)


def test_click_on_a_line_shows_its_quote_and_source(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    browser = opened(graph)
    click_line(browser, f"{CHINA}>supports>{PAKISTAN}")
    told = panel(browser)
    assert "China firmly supports Pakistan in safeguarding its sovereignty" in told
    for part in ("Sovereignty and core interests", "asserted", "said by Li Ming", "2031-03-04", "1 statement"):
        assert part in told
    link = browser.execute_script("const a = document.querySelector('#panel a'); return [a.href, a.textContent, a.rel]")
    title = "Li Ming Meets with Pakistani Foreign Minister Sara Khan"
    assert link == ["https://example.org/readouts/1", title, "noopener noreferrer"]
    assert silent(browser)


def test_line_of_several_statements_lists_them_all(opened: Callable[..., Any], claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    quotes = [f"It supports the other for the {i}th time." for i in range(40)]
    for quote in quotes:
        claim(graph, CHINA, "supports", PAKISTAN, quote)
    browser = opened(graph)
    click_line(browser, f"{CHINA}>supports>{PAKISTAN}")
    assert "40 statements" in panel(browser)
    browser.execute_script("document.querySelector('#panel .more').click()")
    assert all(quote in panel(browser) for quote in quotes)


def test_search_finds_any_name_and_shows_the_card(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    from selenium.webdriver.common.keys import Keys

    browser = opened(graph)
    type_in(browser, "sara")
    found = "return [...document.querySelectorAll('#found [role=option] bdi')].map(e => e.textContent)"
    assert browser.execute_script(found) == ["Sara Khan"]
    type_in(browser, "cpec" + Keys.ENTER)
    told = panel(browser)
    assert "China-Pakistan Economic Corridor" in told and "CPEC" in told and "If conditions allow" in told
    type_in(browser, "li ming" + Keys.ENTER)
    assert "State Councilor, China" in panel(browser)
    type_in(browser, "atlantis")
    assert "No such name" in browser.execute_script("return document.getElementById('found').innerText")
    assert silent(browser)


def test_search_draws_what_was_not_on_show(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    from selenium.webdriver.common.keys import Keys

    browser = opened(graph)
    assert "topic:vaccines" not in on_show(browser)["nodes"]
    type_in(browser, "vaccines" + Keys.ENTER)
    assert "topic:vaccines" in on_show(browser)["nodes"]
    assert "China will provide vaccines to Pakistan." in panel(browser)


def test_legend_switches_kinds_and_filters_hold_lines_back(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    browser = opened(graph)
    first = on_show(browser)
    assert "person:li-ming" in first["nodes"] and not [n for n in first["nodes"] if n.startswith("topic:")]
    tick(browser, "kinds", "Topic")
    assert "topic:vaccines" in on_show(browser)["nodes"]
    tick(browser, "kinds", "Person")
    assert not [n for n in on_show(browser)["nodes"] if n.startswith("person:")]
    tick(browser, "groups", "fact")
    assert f"{CHINA}>partyTo>{PROTOCOL}" not in on_show(browser)["lines"]
    assert f"{CHINA}>supports>{PAKISTAN}" in on_show(browser)["lines"]
    tick(browser, "stances", "asserted")
    assert f"{CHINA}>supports>{PAKISTAN}" not in on_show(browser)["lines"]
    assert f"{CHINA}>pledges>{PAKISTAN}" in on_show(browser)["lines"]
    browser.execute_script("document.getElementById('reset').click()")
    assert on_show(browser) == first
    assert silent(browser)


def test_filter_by_document_leaves_what_that_document_says(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    browser = opened(graph)
    browser.execute_script("const s = document.getElementById('document');"
                           "s.value = [...s.options].find(o => o.text.includes('Joint Press Release')).value;"
                           "s.dispatchEvent(new Event('change'));")
    shown = on_show(browser)
    assert set(shown["nodes"]) == {CHINA, PAKISTAN, PROTOCOL}
    assert set(shown["lines"]) == {
        f"{PAKISTAN}>aids>{CHINA}", f"{CHINA}>partyTo>{PROTOCOL}", f"{PAKISTAN}>partyTo>{PROTOCOL}"}


def test_promises_and_calls_are_dashed_and_deeds_are_not(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    browser = opened(graph)
    dashes = browser.execute_script(
        "return Object.fromEntries(kg.network.body.data.edges.get().map(e => [e.id, Boolean(e.dashes)]))")
    assert dashes[f"{CHINA}>pledges>{PAKISTAN}"] and dashes[f"{CHINA}>cooperates>{PAKISTAN}"]
    assert not dashes[f"{CHINA}>supports>{PAKISTAN}"] and not dashes[f"{PAKISTAN}>thanks>{CHINA}"]


def test_hostile_text_is_shown_as_text(opened: Callable[..., Any], claim: Claim) -> None:
    from selenium.webdriver.common.keys import Keys

    graph = nx.MultiDiGraph()
    claim(graph, CHINA, "supports", PAKISTAN, f"{ARABIC} {HOSTILE}", title=HOSTILE, url="javascript:alert(1)")
    graph.nodes[CHINA]["label"] = HOSTILE
    graph.nodes[PAKISTAN].update(label=ARABIC, aliases=f"باكستان | {HOSTILE}")
    browser = opened(graph)
    click_line(browser, f"{CHINA}>supports>{PAKISTAN}")
    told = browser.execute_script("return document.querySelector('#panel blockquote').textContent")
    assert told == f"{ARABIC} {HOSTILE}"
    direction = "return getComputedStyle(document.querySelector('#panel blockquote')).direction"
    assert browser.execute_script(direction) == "rtl"
    type_in(browser, "باكستان" + Keys.ENTER)
    assert browser.execute_script("return document.querySelector('#panel h2').textContent") == ARABIC
    assert browser.execute_script("return document.querySelectorAll('#panel img, #panel script, #panel a').length") == 0
    assert browser.execute_script("return window.hacked === undefined")
    assert silent(browser)


def test_labels_on_show_do_not_overlap(opened: Callable[..., Any], world: World) -> None:
    graph = world(1500, 300)
    for i, n in enumerate(sorted(graph)):
        kind = ("Country", "Person", "Meeting", "Agreement")[i % 4]
        graph.nodes[n].update(kind=kind, label=f"Some entity with the number {i}")
    browser = opened(graph)
    boxes = browser.execute_script(
        "return kg.network.body.data.nodes.getIds().map(id => kg.network.getBoundingBox(id))")
    assert len(boxes) > 60
    overlaps = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]
                if min(a["right"], b["right"]) - max(a["left"], b["left"]) > 2
                and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 2]
    assert overlaps == []


def test_ten_thousand_statements_open(opened: Callable[..., Any], world: World) -> None:
    browser = opened(world(10_000))
    assert "10000 statements" in browser.execute_script("return document.getElementById('counts').innerText")
    browser.execute_script("const a = document.getElementById('amount'); a.value = a.max;"
                           "a.dispatchEvent(new Event('change'));")
    assert len(on_show(browser)["nodes"]) > 300
    limits = browser.execute_script("return document.getElementById('limits').innerText")
    assert "fewer statements than those that are drawn" in limits
    assert silent(browser)


def test_all_can_be_reached_from_the_keyboard(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser = opened(graph)
    ActionChains(browser).send_keys("/").send_keys("pakis").send_keys(Keys.ENTER).perform()
    assert browser.execute_script("return document.activeElement.id") == "panel"
    for _ in range(40):
        ActionChains(browser).send_keys(Keys.TAB).perform()
        if browser.execute_script("return document.activeElement.tagName") == "SUMMARY":
            break
    ActionChains(browser).send_keys(Keys.ENTER).send_keys(Keys.TAB).send_keys(Keys.ENTER).perform()
    assert re.search(r"^\d+ statements?\n", panel(browser)), panel(browser)
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert "How to read this" in panel(browser)


def test_narrow_screen_needs_no_sideways_scrolling(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    browser = opened(graph)
    size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        browser.refresh()
        assert browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]") == [360, 360]
        assert browser.execute_script("return document.getElementById('network').clientHeight") > 300
        assert not browser.execute_script("return document.getElementById('legend').open")
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_dark_scheme_repaints_the_canvas(opened: Callable[..., Any], graph: nx.MultiDiGraph) -> None:
    browser = opened(graph)
    look = "const n = kg.network.body.data.nodes.get(arguments[0]); return [n.font.color, n.color.background]"
    light = browser.execute_script(look, CHINA)
    try:
        dark = {"name": "prefers-color-scheme", "value": "dark"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [dark]})
        wait(lambda: browser.execute_script(look, CHINA) != light)
        assert all(a != b for a, b in zip(light, browser.execute_script(look, CHINA), strict=True))
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_print_has_the_picture_in_light_colours_and_the_screen_gets_its_own_back(
        opened: Callable[[nx.MultiDiGraph], Any], graph: nx.MultiDiGraph) -> None:
    browser = opened(graph)
    look = "return kg.network.body.data.nodes.get(arguments[0]).color.background"
    try:
        dark = {"name": "prefers-color-scheme", "value": "dark"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [dark]})
        browser.refresh()
        before = browser.execute_script(look, CHINA)
        printed = browser.execute_script("dispatchEvent(new Event('beforeprint'));" + look, CHINA)
        inked = browser.execute_script(
            "const c = document.getElementById('paper'); return c.getContext('2d').getImageData(0, 0, c.width, c.height)"
            ".data.some(value => value > 0)")
        after = browser.execute_script("dispatchEvent(new Event('afterprint'));" + look, CHINA)
        assert inked and printed != before == after
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
