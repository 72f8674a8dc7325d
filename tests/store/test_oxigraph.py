"""A store in a folder: killed builds, locks, folders that are no store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.model import Extraction
from kg.rdf import from_quads, graph_of, to_quads
from kg.store import open_store

ROOT = Path(__file__).parent.parent.parent

REPLACING = """
import sys
sys.path[:0] = [{root!r}]
from kg.store import open_store
store = open_store({path!r})
round = 0
while True:
    for n in range(20):
        graph = f"http://a.example/{{n}}"
        store.replace(graph, [(f"<{{graph}}/{{i}}>", "<http://a.example/round>", f'"{{round}}"', f"<{{graph}}>")
                              for i in range(200)])
    if round == 0:
        print("going", flush=True)
    round += 1
"""

HOLDING = """
import sys
sys.path[:0] = [{root!r}]
from kg.store import open_store
store = open_store({path!r}, read_only={read_only})
print("open", flush=True)
sys.stdin.read()
"""


def start(code: str, **known: object) -> subprocess.Popen[str]:
    """Start a Python process and wait for its first line."""
    process = subprocess.Popen([sys.executable, "-c", code.format(root=str(ROOT), **known)], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline()
    return process


def test_a_killed_build_leaves_only_whole_documents(tmp_path: Path) -> None:
    path, rounds = tmp_path / "store", set()
    for kill in range(6):
        process = start(REPLACING, path=str(path))
        time.sleep(0.05 + 0.07 * kill)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with open_store(path) as store:
            graphs = store.graphs()
            assert len(graphs) == 20
            for graph in graphs:
                said = [o for _, p, o, _ in store.quads(graph) if p == "<http://a.example/round>"]
                assert len(said) == 200 and len(set(said)) == 1, f"{graph} is torn: {set(said)}"
                rounds |= set(said)
    assert len(rounds) > 1, "the processes were killed before they replaced anything"


def test_a_store_outlives_its_process(tmp_path: Path, sample_extraction: Extraction) -> None:
    with open_store(tmp_path / "store") as store:
        store.replace(graph_of(sample_extraction.document), to_quads(sample_extraction))
    with open_store(tmp_path / "store", read_only=True) as store:
        assert from_quads(store.quads()).document == sample_extraction.document


def test_a_second_writer_gets_one_clear_line(tmp_path: Path) -> None:
    process = start(HOLDING, path=str(tmp_path / "store"), read_only=False)
    for read_only in (False, True):
        with pytest.raises(StoreError, match="is being written by another process; wait") as caught:
            open_store(tmp_path / "store", read_only=read_only)
        assert "\n" not in str(caught.value)
    process.communicate("")
    with open_store(tmp_path / "store") as store:
        assert store.graphs() == ()


def test_two_stores_of_one_process_exclude_each_other_too(tmp_path: Path) -> None:
    with open_store(tmp_path / "store"):
        with pytest.raises(StoreError, match="another process|open"):
            open_store(tmp_path / "store")


def test_readers_read_side_by_side(tmp_path: Path, sample_extraction: Extraction) -> None:
    with open_store(tmp_path / "store") as store:
        store.replace(graph_of(sample_extraction.document), to_quads(sample_extraction))
    process = start(HOLDING, path=str(tmp_path / "store"), read_only=True)
    with open_store(tmp_path / "store", read_only=True) as store:
        assert store.graphs() == (graph_of(sample_extraction.document),)
    process.communicate("")


def test_a_reader_cannot_write(tmp_path: Path, sample_extraction: Extraction) -> None:
    open_store(tmp_path / "store").close()
    with open_store(tmp_path / "store", read_only=True) as store:
        with pytest.raises(StoreError, match="reading only"):
            store.replace(graph_of(sample_extraction.document), to_quads(sample_extraction))


def test_a_reader_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store at .*kg build"):
        open_store(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


def test_a_store_that_may_only_be_read_is_read(tmp_path: Path, sample_extraction: Extraction) -> None:
    path = tmp_path / "store"
    with open_store(path) as store:
        store.replace(graph_of(sample_extraction.document), to_quads(sample_extraction))
    for file in [path, *path.iterdir()]:
        file.chmod(0o555 if file.is_dir() else 0o444)
    with open_store(path, read_only=True) as store:
        assert store.graphs()
    path.chmod(0o755)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    for read_only in (False, True):
        with pytest.raises(StoreError, match="not empty and no store"):
            open_store(tmp_path, read_only=read_only)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match="is a file, expected the folder of a store"):
        open_store(tmp_path / "letter.txt")


def test_a_broken_store_is_said_to_be_broken(tmp_path: Path) -> None:
    open_store(tmp_path / "store").close()
    (tmp_path / "store" / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        open_store(tmp_path / "store")
    assert "\n" not in str(caught.value)


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.graphs()
