"""What breaks a rule is kept apart, told, and counted by no query; `kg validate` says what every shape looked at."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import kg
from kg.cli import run
from kg.model import Extraction, Statement
from kg.quarantine import QUARANTINE, keep, quarantined, set_apart
from kg.rdf import Run, graph_of, to_quads
from kg.store import open_store
from kg.validate import focus_nodes, validate
from kg.vocab import iri

EARLY = """Kenya and Norway Hold Talks
2021-05-05

Kenya and Norway held talks in Nairobi. On 4 May 2031 they signed a memorandum of understanding on fisheries.
"""
"""A text whose signing comes ten years after its publication."""

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def early(tmp_path: Path) -> Path:
    (tmp_path / "early.txt").write_text(EARLY)
    return tmp_path / "early.txt"


def illegal(extraction: Extraction) -> Extraction:
    """Return the extraction with two statements that are not legal, of which one shares its quote with a legal one."""
    first = extraction.statements[0]
    wrong = (Statement("country:CHN", "thanks", "country:CHN", evidence=first.evidence),
             Statement("place:lanzhou", "supports", "country:PAK", evidence=first.evidence))
    return replace(extraction, statements=(*extraction.statements, *wrong))


def test_what_breaks_a_rule_leaves_no_trace_and_the_rest_stays(sample_extraction: Extraction) -> None:
    run_ = Run("bilateral-kg 1", "a model")
    kept, apart = set_apart(to_quads(illegal(sample_extraction), run=run_))
    assert set(kept) == set(to_quads(sample_extraction, run=run_))
    assert sorted(a.why for a in apart) == ["Nothing stands in this relation to itself.",
                                            "The subject is not of a kind that the relation has there."]
    assert validate(kept) == ()


def test_what_is_kept_apart_is_kept_whole(sample_extraction: Extraction) -> None:
    whole = set(to_quads(illegal(sample_extraction)))
    kept, apart = set_apart(whole)
    told = {line for a in apart for line in a.told.splitlines()}
    assert {f"{s} {p} {o} ." for s, p, o, _ in whole - set(kept)} == told


def test_evidence_that_is_wrong_takes_its_statement_along(sample_extraction: Extraction) -> None:
    first = sample_extraction.statements[0]
    misquoted = replace(first, evidence=(replace(first.evidence[0], quote="Li Ming never said so."),))
    _, [apart] = set_apart(to_quads(replace(sample_extraction, statements=(misquoted, *sample_extraction.statements[1:]))))
    assert (apart.statement, apart.why) == (iri(f"statement:{first.id}"), "The quote is not what the text has at its offsets.")


def test_a_sound_graph_is_left_as_it_is(sample_extraction: Extraction) -> None:
    quads = tuple(to_quads(sample_extraction))
    assert set_apart(quads) == (quads, ())


def test_no_query_counts_what_is_kept_apart_and_a_sound_build_drops_it(sample_extraction: Extraction) -> None:
    graph = graph_of(sample_extraction.document)
    kept, apart = set_apart(to_quads(illegal(sample_extraction)))
    with open_store() as store:
        store.replace(graph, kept)
        keep(store, graph, apart)
        counted = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { GRAPH ?g { ?s a bkg:Statement } }"
        assert list(store.select(counted)) == [{"n": len(sample_extraction.statements)}]
        assert quarantined(store) == apart and QUARANTINE not in store.dump()
        keep(store, graph, apart[:1])
        assert quarantined(store) == apart[:1]
        keep(store, graph, ())
        assert quarantined(store) == ()
        keep(store, graph, apart)
        store.forget(graph)
        assert quarantined(store) == ()


def test_a_build_keeps_apart_what_breaks_a_rule_and_says_so(early: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run(["build", str(early), "--store", str(tmp_path / "s"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {q["why"] for q in told["quarantined"]} == {"It is told as done, and dated after the publication."}
    assert "partyTo" not in told["statements"]
    assert run(["validate", "--store", str(tmp_path / "s")]) == 0
    printed = capsys.readouterr()
    assert "kept apart at the build: 2 x It is told as done" in printed.err


def test_a_build_without_validation_stores_it_and_validation_fails(early: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run(["build", str(early), "--store", str(tmp_path / "s"), "--no-validate", "--quiet"]) == 0
    assert run(["validate", "--store", str(tmp_path / "s"), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(f["shape"], f["severity"], f["value"]) for f in told["found"]] == [("Done", "violation", "2031-05-04")] * 2
    assert {f["source"] for f in told["found"]} == {str(early)} and all("partyTo" in f["node"] for f in told["found"])
    assert run(["build", str(early), "--store", str(tmp_path / "s"), "--quiet"]) == 0  # made anew, with validation
    assert run(["validate", "--store", str(tmp_path / "s"), "--quiet"]) == 0


def test_a_shape_that_looks_at_nothing_is_told(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "plain.txt").write_text("Kenya Thanks Norway\n\nKenya thanked Norway for its help.")
    kg.build(tmp_path / "plain.txt", tmp_path / "s")
    assert run(["validate", "--store", str(tmp_path / "s"), "--format", "csv"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("shape,severity,node,message,value,source\n")
    assert "the shape Ties looked at nothing" in told.err and "Statement looked" not in told.err


def test_validation_of_a_store_that_is_not_there_is_one_clear_line(tmp_path: Path, capsys: Printed) -> None:
    assert run(["validate", "--store", str(tmp_path / "nowhere")]) == 1
    assert "there is no store" in capsys.readouterr().err


def test_the_bundled_sample_is_sound_and_every_shape_looks_at_something_in_it() -> None:
    looked: Counter[str] = Counter()
    with open_store() as store:
        report = kg.build(kg.sample(), store)
        for graph in store.graphs():
            quads = tuple(store.quads(graph))
            looked.update(focus_nodes(quads))
            assert [v for v in validate(quads) if not v.warning] == []
        assert {s for s, n in looked.items() if not n} == set() == set(focus_nodes(())) - set(looked)
        assert quarantined(store) == report.quarantined == ()
