"""The page as a file: text stays text, no other file is named, large data is packed."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.page import html, opening, render, show
from kg.page.choice import Chosen
from kg.page.part import part_of
from kg.store import open_store

CHINA, PAKISTAN = "country:CHN", "country:PAK"
HOSTILE = '</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">\'"&amp;<!--'
Claim = Callable[..., None]
World = Callable[..., nx.MultiDiGraph]


def page_of(graph: nx.MultiDiGraph, title: str = "A page") -> str:
    return html(opening(Chosen(graph), title), title)


def payload(page: str) -> dict[str, Any]:
    """Return what the page carries for its scripts."""
    encoding, text = re.search(r'id="data" data-encoding="(\w+)">(.*?)</script>', page, re.S).groups()  # type: ignore[union-attr]
    return json.loads(gzip.decompress(base64.b64decode(text)) if encoding == "gzip" else text)


@settings(deadline=None, max_examples=40)
@given(st.text(), st.text(), st.text())
def test_text_never_becomes_markup(claim: Claim, label: str, quote: str, title: str) -> None:
    graph = nx.MultiDiGraph()
    claim(graph, CHINA, "supports", PAKISTAN, HOSTILE + quote, title=HOSTILE + title)
    graph.nodes[CHINA]["label"] = HOSTILE + label
    page, plain = page_of(graph, HOSTILE), page_of(nx.MultiDiGraph(), "Nothing")
    for tag in ("<script", "</script", "<!--", "<img"):
        assert page.lower().count(tag) == plain.lower().count(tag)
    known = payload(page)["part"]
    assert list(known["passages"].values()) == [HOSTILE + quote]
    assert known["documents"][0]["title"] == HOSTILE + title


def test_only_web_addresses_become_links(claim: Claim) -> None:
    graph = nx.MultiDiGraph()
    sources = ["https://www.mfa.gov.cn/a.html", "javascript:alert(1)", "file:///etc/passwd", "readouts/a.txt"]
    for i, url in enumerate(sources):
        claim(graph, CHINA, "supports", PAKISTAN, "It backs it.", document=f"d{i}", title=f"Readout {i}", url=url)
    graph.nodes[CHINA]["same_as"] = "javascript:alert(1) | http://www.wikidata.org/entity/Q148"
    part = part_of(graph)
    assert {s.title: s.link for s in part.documents} == {
        "Readout 0": "https://www.mfa.gov.cn/a.html", "Readout 1": "", "Readout 2": "", "Readout 3": ""}
    assert [e.same_as for e in part.entities if e.id == CHINA] == [("http://www.wikidata.org/entity/Q148",)]


def test_page_names_no_other_file(graph: nx.MultiDiGraph) -> None:
    head, _, rest = page_of(graph).partition('<script type="application/json"')
    skeleton = head + re.sub(r"<script.*?</script>", "", rest, flags=re.S)
    assert not re.findall(r"<(?:link|img|iframe|object|embed)\b|\bsrc=|@import|url\(", skeleton)
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', head)[1])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy and "connect-src" not in policy


def test_served_page_carries_nothing_and_may_ask_its_own_server_alone() -> None:
    page = html(None, "Served", api="/api/")
    assert 'data-api="/api/"></script>' in page and "connect-src &#39;self&#39;" in page


def test_every_passage_is_carried_once_and_holds_its_quotes(sample_graph: nx.MultiDiGraph) -> None:
    part = part_of(sample_graph)
    quotes = {(s, e["document"], e["quote"]) for _, _, d in sample_graph.edges(data=True) for s in [d["statement"]]
              for e in json.loads(d["evidence"])}
    found = {(s.id, c.document, part.passages[c.passage][c.start:c.end]) for s in part.statements for c in s.evidence}
    assert found == quotes
    assert sum(map(len, part.passages.values())) < 1.2 * sum(map(len, json.loads(sample_graph.graph["texts"]).values()))


def test_part_does_not_depend_on_the_order_of_the_graph(graph: nx.MultiDiGraph) -> None:
    other = nx.MultiDiGraph(**graph.graph)
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert page_of(other) == page_of(graph)


def test_every_name_in_a_part_is_described(sample_graph: nx.MultiDiGraph) -> None:
    part = part_of(sample_graph.subgraph(sorted(sample_graph)[:200]))
    known = {e.id for e in part.entities}
    documents = {d.id for d in part.documents}
    for s in part.statements:
        assert {s.subject, *s.about, *filter(None, (s.object, s.speaker, s.reported_by))} <= known
        assert all(c.document in documents and c.passage in part.passages for c in s.evidence)


def test_large_data_is_packed_the_same_way_each_time(world: World) -> None:
    page = page_of(world(4000))
    assert page == page_of(world(4000))
    assert len(payload(page)["part"]["statements"]) == 4000 and len(page) < 1_400_000


def test_empty_graph_is_a_page() -> None:
    assert payload(page_of(nx.MultiDiGraph()))["totals"] == {"statements": 0, "documents": 0, "entities": 0}


def test_unknown_theme_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="theme: 'pink'"):
        render(nx.MultiDiGraph(), tmp_path / "x.html", theme="pink")


def test_notebook_frame_is_cut_off_from_the_notebook() -> None:
    frame = show(open_store(), title='"><script>alert(1)</script>')._repr_html_()
    assert frame.count("<script") == 0 and 'sandbox="allow-scripts allow-downloads allow-popups"' in frame


def test_golden_page(graph: nx.MultiDiGraph, golden: Callable[[str, str], str]) -> None:
    page = page_of(graph, "Li Ming Meets Sara Khan & others")
    page = re.sub(r"<(script|style)>.*?</\1>", r"<\1>…</\1>", page, flags=re.S)
    page = re.sub(r"sha256-[^&]+", "sha256-…", page)
    page = re.sub(r'"at":\{[^}]*\}', '"at":{}', page).replace("},{", "},\n{")
    assert page == golden("page.html", page)
