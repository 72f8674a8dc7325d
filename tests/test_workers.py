"""The same work in one process and in several: order, failures, deaths, and the end of the workers."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import InputError, ModelError
from kg.model import Document
from kg.workers import each

WORK = '''
import os, time
from kg.errors import InputError, ModelError

def length(document):
    if "no readout" in document.text:
        raise InputError(document.source, "this is no readout")
    if "wrong" in document.text:
        raise ValueError("a side without a name")
    if "deadly" in document.text:
        os._exit(9)
    if "no model" in document.text:
        raise ModelError("there is no model")
    if "slow" in document.text:
        time.sleep(60)
    return len(document.text)
'''


@pytest.fixture
def length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Document], int]:
    """Return work from a module that worker processes can import too."""
    (tmp_path / "work_of_tests.py").write_text(WORK)
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("work_of_tests", None)
    return importlib.import_module("work_of_tests").length


def documents(*texts: str) -> list[Document]:
    """Return documents of which two fill a batch, so that several batches are under way."""
    return [Document.of(text.ljust(25_000, "."), source=f"{i}.txt") for i, text in enumerate(texts)]


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_documents(length: Callable[[Document], int], processes: int) -> None:
    given = documents(*(f"readout {i}" for i in range(9)))
    done = list(each(given, length, processes=processes))
    assert [d.document for d in done] == given
    assert [d.value for d in done] == [25_000] * 9


@pytest.mark.parametrize("processes", [1, 2])
def test_a_failing_document_is_told_and_the_rest_goes_on(length: Callable[[Document], int], processes: int) -> None:
    done = list(each(documents("a", "no readout", "b", "wrong", "c"), length, processes=processes))
    assert [d.value is not None for d in done] == [True, False, True, False, True]
    assert done[1].failure == "1.txt: this is no readout"
    assert "ValueError: a side without a name" in (done[3].failure or "")
    assert "work_of_tests.py" in (done[3].failure or "")


def test_a_dying_worker_costs_only_the_document_that_it_died_on(length: Callable[[Document], int]) -> None:
    done = list(each(documents("a", "b", "c", "deadly", "d", "e", "deadly too", "f"), length, processes=2))
    assert [d.document.source for d in done if d.failure] == ["3.txt", "6.txt"]
    assert "died" in (done[3].failure or "")
    assert sum(d.value is not None for d in done) == 6


@pytest.mark.parametrize("processes", [1, 2])
def test_a_missing_model_ends_it_all(length: Callable[[Document], int], processes: int) -> None:
    with pytest.raises(ModelError, match="no model"):
        list(each(documents("a", "no model", "b", "c"), length, processes=processes))


def test_nothing_gives_nothing(length: Callable[[Document], int]) -> None:
    assert list(each([], length, processes=2)) == []


def test_workers_end_when_their_parent_is_killed(tmp_path: Path, length: Callable[[Document], int]) -> None:
    """A killed build must not leave processes behind that hold a model in memory."""
    program = tmp_path / "parent.py"
    program.write_text(
        "import sys\nfrom kg.model import Document\nfrom kg.workers import each\nfrom work_of_tests import length\n"
        "if __name__ == '__main__':\n"
        "    given = [Document.of(t.ljust(25_000, '.')) for t in ('a', 'b', 'slow', 'slow too', 'c', 'd')]\n"
        "    for done in each(given, length, processes=2):\n"
        "        sys.stdout.write('done\\n'); sys.stdout.flush()\n")
    known = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])
    parent = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE,
                              env={**os.environ, "PYTHONPATH": known})
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"done\n"
    workers = _children(parent.pid)
    assert workers
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 20
    while any(map(_lives, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(_lives, workers))


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    if not found.exists():
        pytest.skip("no /proc here to see the processes of another")
    return [int(child) for child in found.read_text().split()]


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_input_errors_keep_their_words() -> None:
    def refuse(document: Document) -> int:
        raise InputError(document.source, "cut off", "a whole text")

    [done] = each(documents("a"), refuse)
    assert done.failure == "0.txt: cut off; expected a whole text"
