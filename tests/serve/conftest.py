"""`kg serve` run as its users run it: a process of its own on a store in a folder, asked over HTTP."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kg.rdf import graph_of, to_quads
from kg.store import open_store
from tests.conftest import sample, second

PATIENCE = 60


@dataclass
class Served:
    """A running `kg serve`: its process, its address, and the process of its oxigraph server."""

    process: subprocess.Popen[str]
    address: str

    def get(self, path: str, **params: str | int) -> httpx.Response:
        """Ask a call with its parameters."""
        return httpx.get(self.address + path, params=params, timeout=30)

    def sparql(self, query: str, accept: str = "text/csv") -> httpx.Response:
        """Ask a query."""
        return httpx.post(f"{self.address}sparql", content=query, timeout=30,
                          headers={"content-type": "application/sparql-query", "accept": accept})

    def companion(self) -> int:
        """Return the process id of the oxigraph server."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid), "oxigraph"], capture_output=True, text=True, check=True)
        return int(found.stdout)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal and return the exit status with what was said."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """Wait for the end; return the exit status with what was said."""
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


def alive(process_id: int) -> bool:
    """Say whether a process runs; one that has ended but was not waited for does not."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not come so far"
        time.sleep(0.05)


def start(store: Path, *options: str) -> Served:
    """Start `kg serve` on a free port and wait until it says where it serves."""
    process = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options],
                               text=True, stderr=subprocess.PIPE)
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r" at (http://\S+/),", line)
        if found:
            return Served(process, found[1])
    raise AssertionError(f"kg serve ended with {process.wait()} before it served")


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of the two small readouts of tests/conftest.py."""
    path = tmp_path_factory.mktemp("served") / "store"
    with open_store(path) as store:
        for extraction in (sample(), second()):
            store.replace(graph_of(extraction.document), to_quads(extraction))
    return path


@pytest.fixture(scope="session")
def served(small_store: Path) -> Iterator[Served]:
    """Yield a `kg serve` that runs as long as the tests."""
    running = start(small_store, "--timeout", "3")
    yield running
    running.end()


@pytest.fixture
def serving(small_store: Path) -> Iterator[Callable[..., Served]]:
    """Return how to start a `kg serve` of one's own, which ends with the test."""
    running: list[Served] = []

    def begin(*options: str) -> Served:
        running.append(start(small_store, *options))
        return running[-1]
    yield begin
    for one in running:
        if one.process.poll() is None:
            one.end()
