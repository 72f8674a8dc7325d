"""What the tests of the page stand on: networks as `kg.network` writes them, and a page open in headless Chromium."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.model import Extraction
from kg.network import network
from kg.page import render
from kg.rdf import graph_of, to_quads
from kg.store import open_store

Claim = Callable[..., None]
SAMPLE = Path(__file__).parents[2] / "exports" / "bilateral.trig"


def add_claim(graph: nx.MultiDiGraph, source: str, relation: str, target: str, quote: str, **known: object) -> None:
    """Add a statement as `kg.network` writes it, with its two ends where they are missing."""
    for n in (source, target):
        if n not in graph:
            graph.add_node(n, kind="Country", label=n.partition(":")[2], weight=1)
    key = f"s{len(graph.graph.setdefault('keys', []))}"
    graph.graph["keys"].append(key)
    document = "-".join(str(known.get(k, "")) for k in ("publisher", "published", "title"))
    evidence = [{"document": known.get("document", document), "title": known.get("title", "A readout"), "quote": quote,
                 "source": known.get("url", ""), "published": known.get("published", "2031-03-04"), "confidence": 0.9,
                 "publisher": known.get("publisher", "")}]
    graph.add_edge(source, target, key, statement=key, relation=relation, group=known.get("group", "cooperative"),
                   symmetric=known.get("symmetric", False), stance=known.get("stance", "asserted"), about=known.get("about", ""),
                   speaker=known.get("speaker", ""), reported_by=known.get("reported_by", ""), evidence=json.dumps(evidence))


@pytest.fixture(scope="session")
def claim() -> Claim:
    """Return how to add a statement to a network."""
    return add_claim


@pytest.fixture(scope="session")
def world() -> Callable[..., nx.MultiDiGraph]:
    """Return how to make a large network: a few entities have many statements, most have few."""
    def make(statements: int, entities: int = 1500) -> nx.MultiDiGraph:
        chance = random.Random(1961)
        graph = nx.MultiDiGraph()
        for i in range(statements):
            a, b = (int(entities * chance.random() ** 3) for _ in range(2))
            add_claim(graph, f"country:n{a}", chance.choice(("supports", "urges", "visits")), f"country:n{b}",
                      f"Statement number {i}.", document=f"d{i % 300}")
        for n in graph:
            graph.nodes[n]["weight"] = graph.degree(n)
        return graph
    return make


@pytest.fixture
def graph(sample_extraction: Extraction, second_extraction: Extraction) -> nx.MultiDiGraph:
    """Return the network of the two small readouts of tests/conftest.py."""
    store = open_store()
    for extraction in (sample_extraction, second_extraction):
        store.replace(graph_of(extraction.document), to_quads(extraction))
    return network(store)


@pytest.fixture(scope="session")
def sample_graph() -> nx.MultiDiGraph:
    """Return the network of the bundled sample, from the quads in exports/."""
    import pyoxigraph

    quads: dict[str, list[tuple[str, str, str, str]]] = {}
    for quad in pyoxigraph.parse(path=SAMPLE):
        name = str(quad.graph_name.value)
        quads.setdefault(name, []).append((str(quad.subject), str(quad.predicate), str(quad.object), str(quad.graph_name)))
    store = open_store()
    for name, several in quads.items():
        store.replace(name, several)
    return network(store)


@dataclass
class Explorer:
    """A page open in the browser, with what it asked for, what of that failed and why, and what it wrote to the console."""

    page: Any
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def show(self, path: Path, fragment: str = "") -> None:
        """Open a file and wait until its network is drawn."""
        self.page.goto("about:blank")
        self.page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
        self.page.wait_for_selector("html[data-ready]")

    def ask(self, script: str, argument: object = None) -> Any:
        """Return the value of a script."""
        return self.page.evaluate(script, argument)

    def nodes(self) -> set[str]:
        """Return the ids of the drawn nodes."""
        return set(self.ask("kg.network.body.data.nodes.getIds()"))

    def lines(self) -> dict[str, dict[str, Any]]:
        """Return the drawn lines by id, as vis-network has them."""
        return {line["id"]: line for line in self.ask("kg.network.body.data.edges.get()")}

    def panel(self) -> str:
        """Return what the panel says."""
        return self.page.inner_text("#panel")

    def point(self, id: str) -> tuple[float, float]:
        """Return where a node or the middle of a line is drawn within the stage."""
        x, y = self.ask("""id => { const body = kg.network.body, line = body.edges[id];
            const p = kg.network.canvasToDOM(line ? line.edgeType.getPoint(0.5) : {x: body.nodes[id].x, y: body.nodes[id].y});
            return [p.x, p.y]; }""", id)
        return x, y

    def click(self, id: str, *, times: int = 1) -> None:
        """Click a node or the middle of a line with the pointer, and wait out the time of a second click."""
        x, y = self.point(id)
        self.page.click("#network", position={"x": x, "y": y}, click_count=times)
        self.page.wait_for_timeout(450)

    def tick(self, group: str, value: str) -> None:
        """Tick or untick a box of the legend or of a filter."""
        self.ask("([g, v]) => document.querySelector(`#${g} input[value=\"${CSS.escape(v)}\"]`).click()", [group, value])

    def count(self, group: str, value: str) -> int:
        """Return the count beside a box."""
        text = self.ask("([g, v]) => document.querySelector(`#${g} input[value=\"${CSS.escape(v)}\"]`).parentElement"
                        ".querySelector('.count').textContent", [group, value])
        return int(text.replace(",", ""))

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds; the page's policy lets no script of the test wait within it."""
        for _ in range(200):
            if condition():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the page did not come so far")

    def reopen(self) -> None:
        """Load the page again at the address that it has now."""
        self.page.reload()
        self.page.wait_for_selector("html[data-ready]")

    def assert_silent(self) -> None:
        """Check that the page has loaded nothing but itself and has written nothing to the console."""
        assert all(url.startswith("file:") and url.partition("#")[0].endswith(".html") for url in self.requests
                   if url != "about:blank"), self.requests
        assert self.ask("performance.getEntriesByType('resource').length") == 0
        assert self.messages == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start Debian's Chromium once; without it the tests are skipped here and fail in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        message = "chromium is not installed: apt-get install chromium"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return how to write a page, each only once."""
    written: dict[tuple[int, str], tuple[nx.MultiDiGraph, Path]] = {}

    def write(graph: nx.MultiDiGraph, **choice: Any) -> Path:
        key = id(graph), repr(sorted(choice.items()))
        if key not in written or nx.utils.graphs_equal(written[key][0], graph) is False:
            path = tmp_path_factory.mktemp("page") / "graph.html"
            written[key] = (graph.copy(), render(graph, path, **choice).path)
        return written[key][1]
    return write


@pytest.fixture
def opened(chromium: Any, rendered: Callable[..., Path]) -> Iterator[Callable[..., Explorer]]:
    """Return how to open the page of a graph; keywords `screen` for the browser's context, others for `render`."""
    contexts = []

    def show(graph: nx.MultiDiGraph, fragment: str = "", *, screen: dict[str, Any] | None = None, **choice: Any) -> Explorer:
        file = rendered(graph, **{"title": "China and Pakistan", **choice})
        context = chromium.new_context(**{"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce", **(screen or {})})
        contexts.append(context)
        explorer = Explorer(context.new_page())
        explorer.page.set_default_timeout(20_000)
        explorer.page.on("request", lambda request: explorer.requests.append(request.url))
        explorer.page.on("requestfailed", lambda request: explorer.failed.append((request.url, request.failure)))
        explorer.page.on("console", lambda message: explorer.messages.append(message.text))
        explorer.page.on("pageerror", lambda error: explorer.messages.append(str(error)))
        explorer.show(file, fragment)
        return explorer
    yield show
    for context in contexts:
        context.close()
