"""Versions of a text: both are kept, neither is counted twice, nothing is lost, and what changed is said."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.cli import run
from kg.errors import StoreError
from kg.ledger import run_of
from kg.model import Extraction
from kg.parse import MODEL
from kg.query import run as ask
from kg.rdf import to_quads
from kg.readouts import readouts
from kg.store import open_store
from kg.versions import as_it_was, set_aside, versions
from kg.views.changes import revised

ROOT = Path(__file__).parents[2]
NOR, BRA = "country:NOR", "country:BRA"
TALKS = """Foreign Minister Lena Berg Meets with Minister Ana Sousa
2031-03-04

On March 4, Foreign Minister Lena Berg of Norway met with Brazilian Foreign Minister Ana Sousa in Oslo.

Norway supports Brazil in protecting its forests. Norway will provide vaccines to Brazil. Sousa thanked Norway for its help."""
WHEAT = TALKS.replace("Norway will provide vaccines to Brazil.", "Norway will provide wheat to Brazil.")
Make = Callable[..., object]
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_text(TALKS)
    return path


def test_a_changed_text_keeps_the_earlier_version_which_no_query_counts(talks: Path) -> None:
    with open_store() as store:
        kg.build(talks, store)
        [before] = store.graphs()
        first = set(store.quads())
        talks.write_text(WHEAT)
        kg.build(talks, store)
        assert len(store.graphs()) == 1 and before not in store.graphs()
        with open_store() as fresh:
            kg.build(talks, fresh)
            assert store.dump() == fresh.dump()
            for name in ("documents", "relations", "kinds"):
                assert ask(store, name) == ask(fresh, name)
            free = "SELECT (COUNT(*) AS ?n) WHERE { ?s a bkg:Statement ; bkg:evidence ?e . ?e bkg:quote ?q }"
            assert list(store.select(free)) == list(fresh.select(free))
        [kept] = versions(store)
        assert (kept.source, kept.earlier, kept.later) == (str(talks), before, store.graphs()[0])
        assert set(to_quads(as_it_was(store, kept), run=run_of(MODEL, 0.0))) == first


def test_a_text_that_comes_back_has_two_revisions(talks: Path) -> None:
    with open_store() as store:
        for text in (TALKS, WHEAT, TALKS):
            talks.write_text(text)
            kg.build(talks, store)
        forth, back = kg.changes(store)
        assert (forth.before, forth.after.document.text, back.after) == (back.after, back.before.document.text, forth.before)
        assert [(c.kind, c.before and c.before.about, c.after and c.after.about) for c in forth.changes] == [
            (c.kind if c.kind == "changed" else {"came": "went", "went": "came"}[c.kind], c.after and c.after.about,
             c.before and c.before.about) for c in back.changes]
        assert forth.changes and not any(c.same_words for c in forth.changes)
        quotes = {s.evidence[0].quote for c in forth.changes for s in (c.before, c.after) if s}
        assert quotes == {"Norway will provide vaccines to Brazil.", "Norway will provide wheat to Brazil."}


def test_identical_text_is_no_change(talks: Path, tmp_path: Path) -> None:
    with open_store() as store:
        kg.build(talks, store)
        kg.build(talks, store)
        kg.build(talks, store, publisher="Norway MFA")  # other metadata of the same text
        assert kg.changes(store) == () and versions(store) == ()


def test_one_source_is_told_from_others(talks: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Sousa Thanks Berg\n2031-05-01\n\nSousa thanked Norway for its help.")
    with open_store() as store:
        kg.build(tmp_path, store)
        talks.write_text(WHEAT)
        other.write_text("Sousa Thanks Berg\n2031-05-01\n\nSousa thanked Norway for its support in the talks.")
        kg.build(tmp_path, store)
        assert len(kg.changes(store)) == 2
        [revision] = kg.changes(store, str(talks))
        assert revision.version.source == str(talks)


def test_a_line_that_moves_in_a_file_of_records_is_no_version(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    rows = [("Talks", TALKS.split("\n", 3)[3]), ("Other talks", "Norway thanked Brazil for its hospitality in Rio.")]

    def write(kept: list[tuple[str, str]]) -> None:
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([("title", "text"), *kept])

    with open_store() as store:
        write(rows)
        kg.build(path, store)
        write(rows[1:])  # the second record now stands in the place of the first
        kg.build(path, store)
        [gone] = versions(store)
        assert "vaccines" in as_it_was(store, gone).document.text and len(store.graphs()) == 1
        assert gone.later is None, "another text did not revise the first"
        [revision] = kg.changes(store)
        assert revision.after is None and revision.changes == ()


def test_a_document_is_set_aside_only_where_it_is(talks: Path) -> None:
    with open_store() as store, pytest.raises(StoreError, match="the store has no document"):
        set_aside(store, "https://w3id.org/bilateral-kg/id/document/none", None, datetime.now(UTC))


def test_forgetting_a_document_forgets_its_versions(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    where = str(tmp_path / "store")
    for text in (TALKS, WHEAT):
        talks.write_text(text)
        kg.build(talks, where)
    assert run(["forget", str(talks), "--store", where]) == 0
    assert "and 1 earlier version" in capsys.readouterr().err
    with open_store(where, read_only=True) as store:
        assert store.graphs() == () and versions(store) == ()
        assert "vaccines" not in str(list(store.answer("SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } }").rows))


def test_the_command_shows_what_changed(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    where = str(tmp_path / "store")
    for text in (TALKS, WHEAT):
        talks.write_text(text)
        kg.build(talks, where)
    assert run(["changes", "--store", where, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {r["source"] for r in rows} == {str(talks)}
    assert "Norway will provide wheat to Brazil." in {r["quote_after"] for r in rows}
    assert run(["changes", "no-such.txt", "--store", where]) == 0


SETTING_ASIDE = """
import sys
sys.path[:0] = [{root!r}]
from datetime import datetime, UTC
from kg.model import Document, Extraction
from kg.rdf import graph_of, to_quads
from kg.store import open_store
from kg.versions import set_aside
store, before = open_store({path!r}), None
for round in range(100000):
    document = Document.of(f"Text of round {{round}}. " + "They met. " * 2000, source="talks.txt")
    store.replace(graph_of(document), to_quads(Extraction(document, (), (), ())))
    if before is not None:
        set_aside(store, before, graph_of(document), datetime.now(UTC))
    before = graph_of(document)
    print(round, flush=True)
"""


def test_a_killed_build_loses_no_version(tmp_path: Path) -> None:
    for kill in range(3):
        path = tmp_path / str(kill)
        process = subprocess.Popen([sys.executable, "-c", SETTING_ASIDE.format(root=str(ROOT), path=str(path))], text=True,
                                   stdout=subprocess.PIPE)
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(3)]
        time.sleep(0.02 * kill)
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.readlines()
        process.wait()
        last = int([line for line in told if line.endswith("\n")][-1])
        with open_store(path, read_only=True) as store:
            kept = versions(store)
            texts = [as_it_was(store, v).document.text for v in kept] + [x.document.text for x in readouts(store)]
            rounds = sorted(int(t.split(".")[0].rpartition(" ")[2]) for t in texts)
            assert rounds in (list(range(last + 1)), list(range(last + 2))), "each text is there once, whole"
            assert all(t.endswith("They met. ") for t in texts)


@pytest.fixture(scope="module")
def edited(say: Make, story: Make) -> tuple[Extraction, Extraction]:
    """Return a text and its revision: one statement kept, one sharpened, one gone, one new, one read otherwise."""
    kept, cut, new = "Norway supports Brazil.", "Sousa thanked Norway.", "Norway criticises the dam."
    promise, same = "Norway will send wheat.", "They spoke of trade."
    before = story(
        f"{kept} {promise} {cut} {same}",
        say(kept, NOR, "supports", BRA, ["topic:environment"]), say(cut, BRA, "thanks", NOR, ["topic:health"]),
        say(promise, NOR, "aids", BRA, ["topic:food-security"], stance="committed"), say(same, NOR, "cooperates", BRA, ["topic:trade"]))
    after = story(
        f"{kept} Norway may send wheat. {new} {same}",
        say(kept, NOR, "supports", BRA, ["topic:environment"]), say(new, NOR, "criticises", BRA, ["project:dam"]),
        say("Norway may send wheat.", NOR, "aids", BRA, ["topic:food-security"], stance="committed", conditional=True))
    return before, after


def test_what_came_went_and_changed_is_told_apart(edited: tuple[Extraction, Extraction]) -> None:
    found = [(c.kind, (c.after or c.before).relation, c.differs, c.same_words) for c in revised(*edited)]
    assert sorted(found) == [("came", "criticises", (), False), ("changed", "aids", ("stance",), False),
                             ("went", "cooperates", (), True), ("went", "thanks", (), False)]
    assert revised(edited[0], edited[0]) == revised(edited[1], edited[1]) == ()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_text_and_itself_show_no_change_whatever_was_read_from_it(
        data: st.DataObject, edited: tuple[Extraction, Extraction]) -> None:
    for told in edited:
        kept = data.draw(st.lists(st.sampled_from(told.statements), unique_by=lambda s: s.id))
        fewer = replace(told, statements=tuple(kept))
        assert revised(fewer, fewer) == ()
        lost = {c.before.id for c in revised(told, fewer) if c.kind == "went"}
        assert lost == {s.id for s in told.statements} - {s.id for s in kept}
