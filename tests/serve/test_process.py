"""The two processes of `kg serve` begin and end together, whatever ends one of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.serve.conftest import Served, alive, until

Serving = Callable[..., Served]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_both(serving: Serving, number: int) -> None:
    running = serving()
    companion = running.companion()
    assert alive(companion)
    status, said = running.end(number)
    assert status == 0 and "Traceback" not in said
    until(lambda: not alive(companion))


def test_a_killed_server_takes_its_companion_along(serving: Serving) -> None:
    running = serving()
    companion = running.companion()
    running.process.kill()
    running.ended()
    until(lambda: not alive(companion))
    assert not alive(companion)


def test_a_companion_that_dies_ends_the_server_with_one_line(serving: Serving) -> None:
    running = serving()
    os.kill(running.companion(), signal.SIGKILL)
    status, said = running.ended()
    assert status == 1 and said.splitlines()[-1] == "error: the oxigraph server ended by itself with exit status -9; all has stopped"


def test_a_query_in_progress_does_not_hold_up_the_end(serving: Serving) -> None:
    running = serving("--timeout", "300")
    companion = running.companion()
    with pytest.raises(httpx.TimeoutException):
        httpx.post(f"{running.address}sparql", timeout=1, content="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
                   headers={"content-type": "application/sparql-query"})
    status, said = running.end()
    assert status == 0 and "Traceback" not in said and not alive(companion)


def test_companion_listens_on_this_machine_alone(serving: Serving) -> None:
    running = serving("--host", "0.0.0.0", "--allow-host", "graph.example")
    line = Path(f"/proc/{running.companion()}/cmdline").read_text().split("\0")
    assert line[line.index("--bind") + 1].startswith("127.") and "serve-read-only" in line
    address = running.address.replace("0.0.0.0", "127.0.0.1")
    assert httpx.get(f"{address}api/counts", headers={"host": "graph.example"}).status_code == 200


def test_a_port_in_use_gets_one_line(small_store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = refused("--store", str(small_store), "--port", str(port))
    assert ended == [f"reading {small_store}", f"error: 127.0.0.1:{port} cannot be served: Address already in use; "
                     "name another with --port or --host"]


def test_what_is_no_store_gets_one_line(tmp_path: Path) -> None:
    assert refused("--store", str(tmp_path / "none")) == [f"error: there is no store at {tmp_path / 'none'}; `kg build` makes one"]
    assert "is served already" in refused("--store", "http://a.example/sparql")[-1]
    (tmp_path / "notes.txt").write_text("no store")
    assert "no store" in refused("--store", str(tmp_path), "--port", "0")[-1]


def test_a_missing_extra_gets_one_line_with_the_remedy(small_store: Path) -> None:
    code = "import sys; sys.modules['fastapi'] = None; from kg.cli import run; sys.exit(run(sys.argv[1:]))"
    ended = subprocess.run([sys.executable, "-c", code, "serve", "--store", str(small_store)], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr == "error: fastapi is not installed; pip install 'bilateral-kg[serve]' brings it\n"


def refused(*options: str) -> list[str]:
    ended = subprocess.run([sys.executable, "-m", "kg", "serve", *options], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1 and ended.stdout == ""
    return ended.stderr.splitlines()
