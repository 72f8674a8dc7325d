"""The page that `kg serve` sends, in a real browser: it asks its own server as it is used, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kg.rdf import graph_of, to_quads
from kg.store import open_store
from tests.conftest import TEXT, sample, second
from tests.page.conftest import Explorer
from tests.serve.conftest import Served, start

CHINA, PAKISTAN, LI = "country:CHN", "country:PAK", "person:li-ming"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a server whose page opens with a few statements of two small readouts and has to ask for the others."""
    path = tmp_path_factory.mktemp("page") / "store"
    with open_store(path) as store:
        for extraction in (sample(), second()):
            store.replace(graph_of(extraction.document), to_quads(extraction))
    running = start(path, "--opening", "2", "--title", "China and Pakistan")
    yield running
    running.end()


@pytest.fixture
def page(chromium: Any, served: Served) -> Iterator[Callable[..., Explorer]]:
    """Return how to open the served page at a fragment, or another of its paths."""
    contexts = []

    def show(path: str = "", ready: str = "html[data-ready]") -> Explorer:
        context = chromium.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
        contexts.append(context)
        explorer = Explorer(context.new_page())
        explorer.page.set_default_timeout(20_000)
        explorer.page.on("request", lambda request: explorer.requests.append(request.url))
        explorer.page.on("console", lambda message: explorer.messages.append(message.text))
        explorer.page.on("pageerror", lambda error: explorer.messages.append(str(error)))
        explorer.page.goto(served.address + path)
        explorer.page.wait_for_selector(ready)
        return explorer
    yield show
    for context in contexts:
        context.close()


def assert_kept_to(served: Served, explorer: Explorer) -> None:
    """Check that nothing was asked of another server and nothing went wrong."""
    assert all(url.startswith((served.address, "data:", "blob:")) for url in explorer.requests), explorer.requests
    assert explorer.messages == []


def test_page_opens_with_a_share_and_says_so(served: Served, page: Callable[..., Explorer]) -> None:
    explorer = page()
    assert {CHINA, PAKISTAN} <= explorer.nodes()
    assert "22 statements from 2 documents" in explorer.page.inner_text("header")
    assert "of 22 statements are here" in explorer.page.inner_text("body")
    assert [url.removeprefix(served.address).partition("?")[0] for url in explorer.requests] == ["", "api/opening"]
    assert_kept_to(served, explorer)


def test_a_node_is_expanded_by_asking_the_server(served: Served, page: Callable[..., Explorer]) -> None:
    explorer = page()
    assert "project:cpec" not in explorer.nodes()
    explorer.click(CHINA, times=2)
    explorer.wait(lambda: "project:cpec" in explorer.nodes())
    assert any("api/neighbourhood?id=country%3ACHN" in url for url in explorer.requests)
    assert_kept_to(served, explorer)


def test_search_finds_what_the_page_does_not_hold(served: Served, page: Callable[..., Explorer]) -> None:
    explorer = page()
    explorer.page.fill("#search", "customs")
    explorer.page.wait_for_selector("#found [role=option]")
    explorer.page.keyboard.press("Enter")
    explorer.wait(lambda: "Both sides signed the Protocol on Customs Cooperation." in explorer.panel())
    assert "Protocol on Customs Cooperation" in explorer.panel()
    assert_kept_to(served, explorer)


def test_evidence_has_the_exact_quote(served: Served, page: Callable[..., Explorer]) -> None:
    explorer = page(f"#pair={CHINA} {PAKISTAN}")
    explorer.wait(lambda: len(explorer.lines()) > 3)
    explorer.page.fill("#search", "sara khan")
    explorer.page.wait_for_selector("#found [role=option]")
    explorer.page.keyboard.press("Enter")
    explorer.wait(lambda: "thanks" in explorer.panel())
    marked = explorer.ask("[...document.querySelectorAll('#panel mark')].map(m => m.textContent)")
    assert marked and all(quote in TEXT or "Customs" in quote for quote in marked)
    assert_kept_to(served, explorer)


def test_editor_runs_an_example(served: Served, page: Callable[..., Explorer]) -> None:
    explorer = page("editor", ".yasqe .CodeMirror")
    explorer.page.click("nav button:text-is('Documents')")
    explorer.page.click(".yasqe_queryButton")
    explorer.page.wait_for_selector(".yasr td")
    assert "readouts/customs.txt" in explorer.page.inner_text(".yasr")
    assert_kept_to(served, explorer)
