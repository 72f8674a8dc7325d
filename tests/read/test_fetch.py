"""Fetching from a real server on this machine, and refusing to where one may not."""

from __future__ import annotations

import gzip
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg.errors import FetchError
from kg.model import Document, Skipped
from kg.read import Limits, read
from kg.read.fetch import fetch, is_public

PAGE = (b"<html lang=en><head><title>Sara Khan Receives Li Ming</title></head><body><h1>Sara Khan Receives Li Ming</h1>"
        b"<p>2 March 2021</p><p>They spoke about the rivers that flow through both countries, and agreed to meet again.</p>"
        b"</body></html>")


class Ministry(BaseHTTPRequestHandler):
    """A site with pages, redirects, and answers that are too slow, too large or wrong."""

    def log_message(self, *args: object) -> None:
        """Stay silent."""

    def answer(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:  # noqa: N802
        port = self.server.server_address[1]
        if self.path == "/page":
            self.answer(PAGE, Content_Type="text/html; charset=utf-8")
        elif self.path == "/host":
            self.answer(self.headers["Host"].encode(), Content_Type="text/plain")
        elif self.path == "/koi8":
            self.answer("Министры встретились и обсудили вопросы сотрудничества.".encode("koi8-r"),
                        Content_Type="text/plain; charset=koi8-r")
        elif self.path == "/records.jsonl":
            self.answer(b'{"text": "They met."}\n{"text": "They left."}', Content_Type="application/octet-stream")
        elif self.path == "/moved":
            self.answer(b"", 302, Location="/page")
        elif self.path == "/round":
            self.answer(b"", 302, Location="/round")
        elif self.path == "/inside":
            self.answer(b"", 302, Location=f"http://127.0.0.2:{port}/page")
        elif self.path == "/file":
            self.answer(b"", 302, Location="file:///etc/hosts")
        elif self.path == "/large":
            self.answer(b"x" * 300_000, Content_Type="text/plain")
        elif self.path == "/bomb":
            self.answer(gzip.compress(b"x" * 3_000_000), Content_Type="text/plain", Content_Encoding="gzip")
        elif self.path == "/silent":
            time.sleep(1.5)
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(40):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                self.close_connection = True
        else:
            self.answer(b"no such page", 404)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ministry)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_page_is_fetched_and_read(site: str) -> None:
    [document] = read(f"{site}/page", allow_private=True)
    assert isinstance(document, Document)
    assert (document.title, str(document.published), document.source) == (
        "Sara Khan Receives Li Ming", "2021-03-02", f"{site}/page")
    assert document.url == f"{site}/page"


def test_redirects_are_followed_and_the_last_address_kept(site: str) -> None:
    [document] = read(f"{site}/moved", allow_private=True)
    assert isinstance(document, Document)
    assert (document.source, document.url) == (f"{site}/moved", f"{site}/page")


def test_the_declared_encoding_and_the_kind_of_content_are_used(site: str) -> None:
    [russian] = read(f"{site}/koi8", allow_private=True)
    assert isinstance(russian, Document) and russian.text.startswith("Министры встретились") and russian.language == "ru"
    assert len(list(read(f"{site}/records.jsonl", allow_private=True))) == 2


def test_the_server_is_asked_by_name(site: str) -> None:
    port = site.rpartition(":")[2]
    assert fetch(f"http://localhost:{port}/host", allow_private=True).data.decode() == f"localhost:{port}"


def test_private_addresses_are_refused_unless_allowed(site: str) -> None:
    [skipped] = read(f"{site}/page")
    assert isinstance(skipped, Skipped) and skipped.kind == "failed"
    assert str(skipped) == f"{site}/page: 127.0.0.1 is a private address; allow it with --allow-private"
    with pytest.raises(FetchError, match="is a private address"):
        fetch(site.replace("127.0.0.1", "localhost"))


def test_a_redirect_to_a_private_address_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The server's own address passes for a public one here, so that the redirect is what is refused.
    monkeypatch.setattr(sys.modules["kg.read.fetch"], "is_public", lambda address: address == "127.0.0.1")
    assert fetch(f"{site}/moved").data == PAGE
    with pytest.raises(FetchError, match=r"127\.0\.0\.2 is a private address"):
        fetch(f"{site}/inside")


@pytest.mark.parametrize("path, limits, told", [
    ("/large", Limits(bytes=100_000), "more than 100,000 bytes"), ("/bomb", Limits(bytes=100_000), "more than 100,000 bytes"),
    ("/silent", Limits(wait=0.2), "no answer within 0.2 s"), ("/drip", Limits(seconds=0.3), "not done within 0.3 s"),
    ("/round", Limits(redirects=3), "more than 3 redirects"), ("/nowhere", Limits(), "the server answered 404"),
    ("/file", Limits(), "leads to 'file:///etc/hosts'"),
])
def test_limits(site: str, path: str, limits: Limits, told: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(site + path, limits=limits, allow_private=True)
    assert told in str(caught.value) and str(caught.value).startswith(site + path)


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://no-such-host.invalid/", "http://127.0.0.1:1/", "https://exa mple/",
                                 "http://\x00/", "http://127.0.0.1:99999/"])
def test_addresses_that_cannot_be_fetched_are_one_line(url: str) -> None:
    [skipped] = read(url, allow_private=True)
    assert isinstance(skipped, Skipped) and "\n" not in str(skipped)


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "ff02::1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "198.18.0.1", "255.255.255.255",
])
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)
