"""The SPARQL server of Oxigraph, run as a process of its own on a store that nobody writes."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from kg.errors import ServeError

PATIENCE = 300.0
"""Seconds that the server may take to open the store; it reads anew what a killed build left in the log."""
AT_ONCE = 4
"""Queries that are asked at the same time; further ones wait."""
ANSWER_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Answered:
    """What the SPARQL server answered to a query."""

    status: int
    kind: str
    body: bytes


class Endpoint:
    """A running `oxigraph serve-read-only`; used in a `with` block it ends with it. `wait` waits until it answers.

    It listens on a loopback address of its own, so that no page in a browser knows where. Oxigraph's own time limit
    does not stop every query, so the whole server is started anew where a query overruns `seconds`.
    """

    def __init__(self, store: Path, seconds: float) -> None:
        self._store, self.seconds = store, seconds
        self._address = _free_address()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._said = tempfile.TemporaryFile()
        self._change = threading.RLock()
        self._stopped = False
        self._process = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def wait(self) -> None:
        """Wait until the server answers; ServeError with its own words where it ends."""
        until = time.monotonic() + PATIENCE
        while True:
            if self.crashed is not None:
                self._said.seek(0)
                said = " ".join(self._said.read().decode("utf-8", "replace").split())[:300]
                raise ServeError(f"the oxigraph server did not start: {said or f'exit status {self.crashed}'}")
            try:
                httpx.get(f"{self._address}/query", timeout=2, trust_env=False)
                return
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise ServeError(f"the oxigraph server did not start within {PATIENCE:g} seconds") from None
                time.sleep(0.05)

    @property
    def crashed(self) -> int | None:
        """The exit status of a server that ended by itself; None while it runs and after `stop`."""
        with self._change:
            return None if self._stopped else self._process.poll()

    def stop(self) -> None:
        """End the server, whatever it does."""
        with self._change:
            if not self._stopped and self._process.poll() is None:
                self._stopped = True
                _end(self._process)

    def file(self, name: str) -> bytes:
        """Return a file of the server's own page, such as its editor."""
        found = httpx.get(f"{self._address}/{name}", timeout=10, trust_env=False)
        if found.status_code != httpx.codes.OK:
            raise ServeError(f"the oxigraph server has no {name}; install oxigraph 0.5")
        return found.content

    async def ask(self, sparql: str, accept: str) -> Answered:
        """Ask a query and return the whole answer; ServeError where it takes too long or is too large."""
        async with self._slots:
            asked = self._process
            try:
                return await asyncio.wait_for(self._post(sparql, accept), self.seconds)
            except TimeoutError:
                self._restart(asked)
                raise ServeError(f"the query took longer than {self.seconds:g} seconds; ask for less") from None
            except httpx.HTTPError:
                raise ServeError("the query was interrupted by another that took too long; ask again") from None

    async def _post(self, sparql: str, accept: str) -> Answered:
        async with httpx.AsyncClient(timeout=None, trust_env=False) as client, client.stream(
                "POST", f"{self._address}/query", content=sparql.encode("utf-8"),
                headers={"content-type": "application/sparql-query", "accept": accept}) as told:
            body = bytearray()
            async for piece in told.aiter_bytes():
                body += piece
                if len(body) > ANSWER_BYTES:
                    raise ServeError(f"the answer is larger than {ANSWER_BYTES // 2**20} MiB; add a LIMIT")
            return Answered(told.status_code, told.headers.get("content-type", "text/plain"), bytes(body))

    def _start(self) -> subprocess.Popen[bytes]:
        self._said.seek(0)
        self._said.truncate()
        bind = self._address.removeprefix("http://")
        return subprocess.Popen(
            [_program(), "serve-read-only", "--location", str(self._store), "--bind", bind, "--union-default-graph"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._said,
            start_new_session=True, preexec_fn=_end_with_parent())  # a Ctrl-C is for us, who then end it

    def _restart(self, asked: subprocess.Popen[bytes]) -> None:
        """Start anew, in the main thread, though all wait for it: a child ends with the thread that started it."""
        with self._change:
            if self._process is asked and not self._stopped:  # else another query has done so already
                _end(asked)
                self._process = self._start()
                self.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _program() -> str:
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if found is None:
        raise ServeError("there is no oxigraph server; pip install 'bilateral-kg[serve]' brings it")
    return found


def _free_address() -> str:
    """Return a free address on the loopback network: on Linux one of sixteen million hosts, elsewhere 127.0.0.1."""
    hosts = ("127." + ".".join(str(1 + secrets.randbelow(254)) for _ in range(3)), "127.0.0.1")
    for host in hosts:
        with socket.socket() as free:
            try:
                free.bind((host, 0))
            except OSError as error:
                last = error
                continue
            return f"http://{host}:{free.getsockname()[1]}"
    raise ServeError(f"there is no free port: {last.strerror}")


def _end_with_parent() -> Callable[[], object] | None:
    """Return what makes a child end when its parent is killed; only Linux can."""
    if sys.platform != "linux":
        return None
    import ctypes
    import signal

    control, set_signal = ctypes.CDLL(None).prctl, 1  # PR_SET_PDEATHSIG
    return lambda: control(set_signal, signal.SIGKILL)
