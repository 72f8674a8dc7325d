"""The page as a file: text stays text, no other file is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.page import html
from kg.page.drawing import draw

CHINA, PAKISTAN = "country:CHN", "country:PAK"
HOSTILE = '</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">\'"&amp;<!--'
Claim = Callable[..., None]
World = Callable[..., nx.MultiDiGraph]


def payload(page: str) -> dict[str, Any]:
    """Return what the page carries for its scripts."""
    return json.loads(page.partition('<script type="application/json" id="data">')[2].partition("</script>")[0])


@settings(deadline=None, max_examples=40)
@given(st.text(), st.text(), st.text())
def test_text_never_becomes_markup(claim: Claim, label: str, quote: str, title: str) -> None:
    graph = nx.MultiDiGraph()
    claim(graph, CHINA, "supports", PAKISTAN, HOSTILE + quote, title=HOSTILE + title)
    graph.nodes[CHINA]["label"] = HOSTILE + label
    page = html(draw(graph), HOSTILE)
    plain = html(draw(nx.MultiDiGraph()), "Nothing")
    for tag in ("<script", "</script", "<!--", "<img"):
        assert page.lower().count(tag) == plain.lower().count(tag)
    known = payload(page)
    assert known["claims"][0]["quotes"][0]["quote"] == HOSTILE + quote
    assert known["sources"][0]["title"] == HOSTILE + title


def test_only_web_addresses_become_links(claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    sources = ["https://www.mfa.gov.cn/a.html", "javascript:alert(1)", "file:///etc/passwd", "readouts/a.txt"]
    for i, url in enumerate(sources):
        claim(graph, CHINA, "supports", PAKISTAN, "It backs it.", document=f"d{i}", title=f"Readout {i}", url=url)
    assert {s.title: s.link for s in draw(graph).sources} == {
        "Readout 0": "https://www.mfa.gov.cn/a.html", "Readout 1": "", "Readout 2": "", "Readout 3": ""}


def test_page_names_no_other_file(graph: nx.MultiDiGraph) -> None:
    page = html(draw(graph), "China and Pakistan")
    head, _, rest = page.partition('<script type="application/json"')
    skeleton = head + re.sub(r"<script>.*?</script>", "", rest, flags=re.S)
    assert not re.findall(r"<(?:link|img|iframe|object|embed)\b|\bsrc=|@import|url\(", skeleton)
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe-eval" not in policy


def test_golden_page(graph: nx.MultiDiGraph, golden: Callable[[str, str], str]) -> None:
    page = html(draw(graph), "Li Ming Meets Sara Khan & others")
    page = re.sub(r"<(script|style)>.*?</\1>", r"<\1>…</\1>", page, flags=re.S)
    page = re.sub(r"sha256-[^&]+", "sha256-…", page)
    page = re.sub(r'"([xy])":-?\d+', r'"\1":0', page).replace("},{", "},\n{")
    assert page == golden("page.html", page)
