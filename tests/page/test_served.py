"""The same page with another source: it asks a server for neighbourhoods in the shapes of docs/page-data.md."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import networkx as nx
import pytest

from kg.page import html
from kg.page.choice import Choice, choose
from kg.page.part import as_json, part_of
from tests.page.conftest import Explorer

CHINA, PAKISTAN, LI = "country:CHN", "country:PAK", "person:li-ming"


@pytest.fixture
def address(graph: nx.MultiDiGraph) -> Iterator[str]:
    """Serve a page that opens with the acts between the two countries, and the calls it makes."""
    known = {"/api/opening": lambda q: opening_of(graph), "/api/neighbourhood": lambda q: part(graph, focus=q["id"]),
             "/api/pair": lambda q: part(graph, pair=(q["a"], q["b"])),
             "/api/find": lambda q: [{"id": LI, "kind": "Person", "name": "Li Ming", "weight": 9}] if q["text"] == "li" else []}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            try:
                told = known[asked.path]({k: v[0] for k, v in parse_qs(asked.query).items()}) if asked.path != "/" else None
                status, body = 200, html(None, "Served", api="/api/") if told is None else json.dumps(told)
            except Exception as error:
                status, body = 404, json.dumps({"detail": str(error)})
            self.send_response(status)
            self.send_header("content-type", "text/html; charset=utf-8" if asked.path == "/" else "application/json")
            self.end_headers()
            self.wfile.write(body.encode("utf-8"))

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def part(graph: nx.MultiDiGraph, **choice: Any) -> dict[str, Any]:
    return as_json(part_of(choose(graph, Choice(**choice)).graph))


def opening_of(graph: nx.MultiDiGraph) -> dict[str, Any]:
    statements = {d["statement"] for _, _, d in graph.edges(data=True)}
    return {"title": "Served", "level": "details", "part": part(graph, kinds=("Country",)),
            "totals": {"statements": len(statements), "documents": 2, "entities": len(graph)}}


def test_served_page_learns_as_it_is_used(chromium: Any, address: str) -> None:
    explorer = Explorer(chromium.new_page(viewport={"width": 1200, "height": 900}, reduced_motion="reduce"))
    try:
        explorer.page.on("request", lambda request: explorer.requests.append(request.url))
        explorer.page.on("pageerror", lambda error: explorer.messages.append(str(error)))
        explorer.page.goto(address)
        explorer.page.wait_for_selector("html[data-ready]")
        assert explorer.nodes() == {CHINA, PAKISTAN} and "loaded" in explorer.page.inner_text("#shown")
        explorer.click(CHINA, times=2)
        explorer.wait(lambda: LI in explorer.nodes())
        explorer.page.fill("#search", "li")
        explorer.page.wait_for_selector("#found [role=option]")
        explorer.page.press("#search", "Enter")
        explorer.wait(lambda: "State Councilor, China" in explorer.panel())
        explorer.ask("kg.unfold('country:XXX')")
        explorer.wait(lambda: "did not answer: focus: 'country:XXX'" in explorer.page.inner_text("#notice"))
        assert explorer.messages == []
        assert all(url.startswith(address) for url in explorer.requests)
        asked = [url for url in explorer.requests if "neighbourhood" in url]
        assert len(asked) == len(set(asked)) >= 3  # nothing is asked for twice
    finally:
        explorer.page.close()
