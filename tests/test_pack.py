"""Evidence packs: checked with rdflib alone, refused after the least change, the same bytes for the same answer."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli import run
from kg.errors import QueryError
from kg.model import Extraction
from kg.pack import pack
from kg.pack.check import check, load
from kg.rdf import graph_of, to_quads
from kg.store import GraphStore, open_store

PAIR = {"country": "China", "partner": "Pakistan"}


@pytest.fixture
def store(sample_extraction: Extraction, second_extraction: Extraction) -> Iterator[GraphStore]:
    with open_store() as opened:
        for extraction in (sample_extraction, second_extraction):
            opened.replace(graph_of(extraction.document), to_quads(extraction))
        yield opened


def unpacked(path: Path) -> Path:
    folder = path.with_suffix("")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a virtual environment that holds rdflib, what it requires, and nothing else."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    [site] = folder.glob("[Ll]ib/**/site-packages")
    import pyparsing
    import rdflib

    for module in (rdflib, pyparsing):
        where = Path(module.__file__ or "").parent
        for part in (where, *where.parent.glob(f"{where.name}-*.dist-info")):
            (site / part.name).symlink_to(part)
    return next(p for p in (folder / "bin" / "python", folder / "Scripts" / "python.exe") if p.exists())


def checked(python: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([python, "-I", folder / "check.py"], capture_output=True, text=True, check=False)


def test_a_pack_is_checked_with_rdflib_alone_and_refused_after_one_byte(store: GraphStore, clean: Path, tmp_path: Path) -> None:
    folder = unpacked(pack(store, "acts-between", tmp_path / "p.zip", **PAIR))
    assert subprocess.run([clean, "-I", "-c", "import kg"], capture_output=True, check=False).returncode != 0
    told = checked(clean, folder)
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    assert told.stdout == "all is well: 2 texts, 25 quotes, 6 rows of the answer\n"
    text = next(folder.glob("texts/*.txt"))
    data = bytearray(text.read_bytes())
    data[len(data) // 2] ^= 1
    text.write_bytes(data)
    told = checked(clean, folder)
    assert told.returncode == 1
    assert f"refused: changed: texts/{text.name}" in told.stdout and "Traceback" not in told.stderr


def resummed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return a pack whose list of hashes a forger has made anew."""
    import hashlib

    kept = {name: data for name, data in files.items() if name != "SHA256SUMS"}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(kept.items()))
    return kept | {"SHA256SUMS": sums.encode()}


@pytest.mark.parametrize(("old", "new", "says"), [
    (b"Customs Cooperation", b"Custard Cooperation", "is not the one that it is named after"),  # in text and quotes alike
    (b"bkg:quoteStart \"259", b"bkg:quoteStart \"258", "not in document"),
    (b"bkg:stance bkg:committed", b"bkg:stance bkg:asserted", "the query gives another answer"),
])
def test_a_forger_who_mends_the_hashes_is_found_out(old: bytes, new: bytes, says: str, store: GraphStore, tmp_path: Path) -> None:
    files = load(pack(store, "acts-between", tmp_path / "p.zip", **PAIR))
    assert check(files)[0] == []
    assert any(old in data for data in files.values())
    forged = resummed({name: data.replace(old, new) if name != "check.py" else data for name, data in files.items()})
    assert any(says in fault for fault in check(forged)[0])


def test_what_is_missing_or_more_is_said(store: GraphStore, tmp_path: Path) -> None:
    files = load(pack(store, "documents", tmp_path / "p.zip"))
    assert check({n: d for n, d in files.items() if n != "answer.csv"})[0] == ["missing: answer.csv"]
    assert check(files | {"more.txt": b""})[0] == ["not in SHA256SUMS: more.txt"]
    assert "missing: graph.trig" in check({n: d for n, d in files.items() if n != "graph.trig"})[0]


def test_the_same_answer_gives_the_same_bytes(store: GraphStore, tmp_path: Path) -> None:
    one, other = (pack(store, "statements-about", tmp_path / f"{i}.zip", topic="vaccines").read_bytes() for i in (1, 2))
    assert one == other


@pytest.mark.parametrize(("query", "params", "texts"), [
    ("statements-about", {"topic": "vaccines"}, 1), ("said-by", {"speaker": "Sara Khan"}, 1), ("agreements-of-pair", PAIR, 2),
    ("kinds", {}, 2),
    ("ASK { GRAPH ?g { ?x bkg:iso3 'PAK' } }", {}, 2), ("SELECT ?x WHERE { ?x bkg:iso3 'XXX' }", {}, 2),
    ("CONSTRUCT { ?a bkg:aids ?b } WHERE { GRAPH ?g { ?a bkg:aids ?b } }", {}, 2),
])
def test_the_documents_of_a_pack_are_those_that_the_answer_rests_on(query: str, params: dict[str, str], texts: int, store: GraphStore,
                                                                    tmp_path: Path) -> None:
    files = load(pack(store, query, tmp_path / "p.zip", **params))
    assert sum(name.startswith("texts/") for name in files) == texts
    assert json.loads(files["answer.json"])
    assert check(files)[0] == []


def test_errors_leave_no_pack(store: GraphStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(QueryError, match="near: acts-between"):
        pack(store, "acts-betwen", tmp_path / "p.zip")
    assert run(["pack", "documents", "-o", str(tmp_path / "p.zip"), "--store", str(tmp_path / "none")]) == 1
    assert "there is no store" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_command_writes_a_pack(sample_extraction: Extraction, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(tmp_path / "s") as opened:
        opened.replace(graph_of(sample_extraction.document), to_quads(sample_extraction))
    assert run(["pack", "promises", "--country", "China", "-o", str(tmp_path / "p.zip"), "-s", str(tmp_path / "s")]) == 0
    assert capsys.readouterr().err == f"written: {tmp_path / 'p.zip'}\n"
    assert check(load(tmp_path / "p.zip"))[0] == []
