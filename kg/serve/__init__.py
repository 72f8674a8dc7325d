"""The served explorer: page, JSON calls and SPARQL on one address, beside them an oxigraph server that ends with them.

Needs the extra `serve`; `kg.cli.serve` says so where it is missing.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from kg.errors import ServeError
from kg.outline import outline
from kg.page import html
from kg.serve.app import application
from kg.serve.endpoint import Endpoint
from kg.serve.explorer import Explorer
from kg.serve.guard import Guard
from kg.store import open_store

if TYPE_CHECKING:
    from types import FrameType

CONNECTIONS = 64
WATCH_SECONDS = 0.2


def serve(store: Path, *, host: str, port: int, seconds: float, names: Iterable[str], title: str,
          theme: str, opening: int, ready: Callable[[str], None]) -> None:
    """Serve a store until a signal ends it; `ready` is told the address once requests are answered.

    `seconds` limits a SPARQL query, `names` are further host names by which browsers may come, `opening` is the number
    of statements that the page begins with. The store is read as
    it is now: what is built meanwhile shows when it is served anew. Raises StoreError where the store cannot be
    read, ServeError where the port is taken or the oxigraph server does not start or ends by itself.
    """
    with _ended_by_signals(), _listen(host, port) as listening, open_store(store, read_only=True) as opened, \
            Endpoint(store, seconds) as endpoint:
        address = f"http://{_shown(host)}:{listening.getsockname()[1]}/"
        explorer = Explorer(opened, outline(opened), title, theme, opening)
        endpoint.wait()
        app = application(explorer, endpoint, html(None, title, theme, api="api/"))
        server = uvicorn.Server(uvicorn.Config(
            Guard(app, {"localhost", host, *names}), log_config=None, access_log=False, server_header=False, loop="asyncio",
            http="h11", ws="none", lifespan="off", limit_concurrency=CONNECTIONS, timeout_graceful_shutdown=3))
        watch = threading.Thread(target=_watch, args=(server, endpoint, lambda: ready(address)))
        watch.start()
        try:
            server.run(sockets=[listening])
        finally:
            watch.join()
        if endpoint.crashed is not None:
            raise ServeError(f"the oxigraph server ended by itself with exit status {endpoint.crashed}; all has stopped")


def _watch(server: uvicorn.Server, endpoint: Endpoint, ready: Callable[[], None]) -> None:
    """Say when the server answers, and let the two end together: whichever ends first."""
    told, pause = False, threading.Event()
    while not server.should_exit:
        if server.started and not told:
            told = True
            ready()
        server.should_exit = server.should_exit or endpoint.crashed is not None
        pause.wait(WATCH_SECONDS)
    endpoint.stop()  # now, so that a query in progress does not hold up the end


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        why = error.strerror if isinstance(error, socket.gaierror) or not error.errno else os.strerror(error.errno)
        raise ServeError(f"{_shown(host)}:{port} cannot be served: {why}; name another with --port or --host") from None


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGINT and SIGTERM leave the block as SystemExit, so that what it opened is closed; the status is 0."""
    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
