"""What every request must pass, what every answer bears, and which SPARQL is let through."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.errors import QueryError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

QUERY_CHARACTERS = 20_000
"""The longest query that is asked."""

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The content policy of an answer that is no page."""

_HEADERS = {
    "content-security-policy": NOTHING, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin", "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()", "cache-control": "no-store",
}
_STRING = r'"(?:[^"\\\n\r]|\\.)*"|' r"'(?:[^'\\\n\r]|\\.)*'"
_ADDRESS = r'<[A-Za-z][A-Za-z0-9+.-]*://[^<>"{}|^`\\\x00-\x20]*>'
_OPERATOR = r"<=?(?=\s)|[^<\"'#\\]|\\[-_~.!$&()*+,;=/?@%]"
_TOKEN = re.compile(rf"(?P<words>{_STRING}|{_ADDRESS}|#[^\n\r]*)|(?P<code>{_OPERATOR})")


class Guard:
    """Refuse requests that name another host, as a page does whose name was turned to this address (DNS rebinding).

    A host is known by an address in figures, which no page can take on, or by one of `names`. Every answer gets the
    headers that keep browsers from reading it as anything else or showing it within another page.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app, self._names = app, {n.lower() for n in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((k.encode(), v.encode()) for k, v in _HEADERS.items()
                                                             if k.encode() not in given)]
            await send(message)

        host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
        if known_host(host, self._names):
            await self._app(scope, receive, guarded)
            return
        from starlette.responses import JSONResponse

        await JSONResponse({"detail": "this server does not go by that name; `kg serve --allow-host` adds one"}, 421)(
            scope, receive, guarded)


def known_host(header: str, names: Iterable[str]) -> bool:
    """Say whether a Host header names this server.

    >>> [known_host(h, {"localhost"}) for h in ("localhost:8700", "127.0.0.1", "[::1]:8700", "evil.example", "")]
    [True, True, True, False, False]
    """
    host = re.sub(r":\d+\Z", "", header).lower()
    if host in names:
        return True
    try:
        return bool(ipaddress.ip_address(host.removeprefix("[").removesuffix("]")))
    except ValueError:
        return False


def refuse(sparql: str) -> None:
    """Raise QueryError where a query is too long, or may ask another server (SERVICE).

    The letters "service" may stand in quoted strings, in comments and in full IRIs only. Where a query has them and
    cannot be told apart without a grammar (long strings, relative IRIs, escapes), it is refused: better one too many.

    >>> refuse('SELECT ?office { ?s bkg:office ?office FILTER(CONTAINS(?office, "Foreign Service")) }')
    >>> refuse("SELECT * { SERVICE <http://a.example/sparql> { ?s ?p ?o } }")
    Traceback (most recent call last):
    kg.errors.QueryError: SERVICE is not allowed here; elsewhere write the word within quotes or a full IRI
    """
    if len(sparql) > QUERY_CHARACTERS:
        raise QueryError(f"the query has {len(sparql):,} characters, expected at most {QUERY_CHARACTERS:,}")
    if "service" in _decoded(sparql).lower() and "service" in _code(sparql).lower():
        raise QueryError("SERVICE is not allowed here; elsewhere write the word within quotes or a full IRI")


def _code(sparql: str) -> str:
    """Return a query without its strings, comments and full IRIs; all of it where these cannot be told for sure."""
    if re.search(r"\\[uU]|\"\"\"|'''", sparql):
        return sparql + _decoded(sparql)
    code, at = [], 0
    while at < len(sparql):
        token = _TOKEN.match(sparql, at)
        if token is None:
            return sparql
        code.append(token["code"] or " ")
        at = token.end()
    return "".join(code)


def _decoded(sparql: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else " "
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", character, sparql)
