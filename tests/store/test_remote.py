"""What only a store behind an endpoint does: it may not answer, refuse, or speak another language."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kg.errors import StoreError
from kg.store import open_store
from kg.store.remote import RemoteStore, update_address


class Website(BaseHTTPRequestHandler):
    """Something on the web that is no SPARQL endpoint: a page for /page, a refusal for all else."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        found = self.path == "/page"
        self.send_response(200 if found else 403)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>Welcome</html>" if found else b"\n  Members only.\nGo away.")

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output quiet."""


@pytest.fixture
def website() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Website)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_reader_sends_no_update(endpoint: str) -> None:
    with open_store(endpoint, read_only=True) as store:
        assert isinstance(store, RemoteStore)
        with pytest.raises(StoreError, match="reading only"):
            store.update("DROP ALL")


def test_nobody_there_is_one_line() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/query"
    with open_store(address) as store, pytest.raises(StoreError, match="cannot be reached") as caught:
        store.graphs()
    assert address in str(caught.value) and "\n" not in str(caught.value)


def test_a_refusal_is_told_in_the_server_s_words(website: str) -> None:
    with open_store(f"{website}/query") as store, pytest.raises(StoreError) as caught:
        store.graphs()
    assert str(caught.value) == f"{website}/query refused with 403: Members only."


def test_a_page_is_no_answer(website: str) -> None:
    with open_store(f"{website}/page") as store, pytest.raises(StoreError, match="text/html that is no SPARQL result"):
        store.graphs()


def test_a_closed_store_says_so(endpoint: str) -> None:
    store = open_store(endpoint)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.graphs()


@pytest.mark.parametrize(("query", "update"), [
    ("http://localhost:3030/kg/query", "http://localhost:3030/kg/update"),
    ("http://localhost:3030/kg/sparql", "http://localhost:3030/kg/update"),
    ("http://localhost:3030/kg/query/", "http://localhost:3030/kg/update"),
    ("http://localhost:8890/anything", "http://localhost:8890/anything"),
])
def test_the_address_for_updates_follows_custom(query: str, update: str) -> None:
    assert update_address(query) == update
