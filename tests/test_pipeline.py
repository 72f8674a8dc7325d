"""From sources to a store: the same graph whatever the order and the number of processes, and only what has changed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest

import kg
from kg import pipeline
from kg.model import Document, digest
from kg.rdf import from_quads, graph_of
from kg.store import GraphStore, open_store
from kg.vocab import bkg, node

ROOT = Path(__file__).parents[1]

TALKS = """Foreign Minister Lena Berg Meets with Minister Ana Sousa
2031-03-04

On March 4, Foreign Minister Lena Berg of Norway met with Brazilian Foreign Minister Ana Sousa in Oslo.

Berg said that Norway supports Brazil in protecting its forests. Norway will provide vaccines to Brazil.
Sousa thanked Norway for its help. The two sides signed a memorandum of understanding on fisheries."""
CALL = """Secretary Reyes's Call with Foreign Minister Okoro
2031-05-06

Secretary of State Maria Reyes spoke today with Nigerian Foreign Minister Ada Okoro.
The Secretary condemned the attack on Abuja. They agreed to expand cooperation on trade."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two readouts."""
    (tmp_path / "talks.txt").write_text(TALKS)
    (tmp_path / "call.txt").write_text(CALL)
    return tmp_path


def built(*sources: Path, **options: object) -> tuple[str, pipeline.Report]:
    """Build into memory; return what the store holds and the report."""
    with open_store() as store:
        report = kg.build(sources, store, **options)
        return store.dump(), report


def test_a_build_says_what_it_did(folder: Path) -> None:
    dump, report = built(folder)
    assert (report.read, report.new, report.unchanged, report.replaced, report.skipped) == (2, 2, 0, 0, ())
    assert dict(report.entities)["Country"] >= 3
    assert sum(n for _, n in report.statements) == dump.count("<https://w3id.org/bilateral-kg/ontology#relation>")
    assert report.documents_per_second > 0


def test_order_of_sources_and_number_of_processes_do_not_matter(tmp_path: Path) -> None:
    records = pipeline.sample().read_text(encoding="utf-8").splitlines()[:14]
    paths = [tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")]
    for i, path in enumerate(paths):
        path.write_text("\n".join(records[i::3] + records[:1]) + "\n", encoding="utf-8")  # one text in all three
    one, report = built(*paths, processes=1)
    other, _ = built(*reversed(paths), processes=3)
    assert one == other
    assert (report.read, report.duplicates) == (14, 3 + (len(records[::3]) - len(set(records[::3]))))


def test_what_has_not_changed_is_not_read_again(folder: Path) -> None:
    with open_store() as store:
        kg.build(folder, store)
        before = store.dump()
        again = kg.build(folder, store)
        assert (again.new, again.unchanged, again.replaced, again.statements) == (0, 2, 0, ())
        assert store.dump() == before


def test_other_options_are_a_change(folder: Path) -> None:
    with open_store() as store:
        kg.build(folder, store)
        report = kg.build(folder, store, publisher="Norway MFA")
        assert report.replaced == 2
        assert all(from_quads(store.quads(g)).document.publisher == "Norway MFA" for g in store.graphs())
        assert kg.build(folder, store, publisher="Norway MFA", min_confidence=0.999).unchanged == 0


def test_a_changed_text_takes_the_place_of_the_old_one(folder: Path) -> None:
    with open_store() as store:
        kg.build(folder, store)
        (folder / "talks.txt").write_text(TALKS.replace("vaccines", "wheat"))
        report = kg.build(folder, store)
        assert (report.new, report.unchanged, report.replaced) == (0, 1, 1)
        texts = [from_quads(store.quads(g)).document.text for g in store.graphs()]
        assert len(texts) == 2
        assert not any("vaccines" in text for text in texts)


def test_a_document_that_was_forgotten_is_read_again(folder: Path) -> None:
    with open_store() as store:
        kg.build(folder, store)
        before = store.dump()
        assert store.forget(store.graphs()[0])
        report = kg.build(folder, store)
        assert (report.new, report.unchanged) == (1, 1)
        assert store.dump() == before


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "chinese.txt").write_text("双方就共同关心的国际和地区问题交换了意见。中方愿同巴方加强合作。", encoding="utf-8")
    (folder / "copy.txt").write_text(CALL)
    (folder / "cut.pdf").write_bytes(b"%PDF-1.4 cut off")
    _, report = built(folder, folder / "missing.txt")
    assert report.read == 2
    told = {Path(s.source).name: s for s in report.skipped}
    assert "its language is zh" in told["chinese.txt"].reason
    assert told["copy.txt"].kind == "duplicate"
    assert {Path(s.source).name for s in report.failed} == {"cut.pdf", "missing.txt"}


def test_a_book_is_understood_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "\n\n".join(json.loads(line)["text"] for line in islice(pipeline.sample().open(encoding="utf-8"), 6))
    document = Document.of(whole, source="book.txt")
    monkeypatch.setattr(pipeline, "LONGEST", 3_000)
    found = kg.extract(document)
    assert found.document == document
    assert found.statements
    for e in (e for s in found.statements for e in s.evidence):
        assert whole[e.span.start:e.span.end] == e.quote
    for k in found.links:
        assert whole[k.mention.span.start:k.mention.span.end] == k.mention.text
    assert max(e.span.end for s in found.statements for e in s.evidence) > len(whole) - 3_000
    assert len({e.id for e in found.entities}) == len(found.entities)


def test_a_state_that_a_statement_alone_names_is_an_entity_too() -> None:
    found = kg.extract("Kenya has opened an embassy in Bogota, the foreign ministry said on Monday.")
    named = {x for s in found.statements for x in (s.subject, s.object) if x}
    assert "country:COL" in named
    assert named <= {e.id for e in found.entities}


def test_quotes_of_the_sample_stand_in_their_texts() -> None:
    with open_store() as store:
        report = kg.build(pipeline.sample(), store, processes=2)
        assert (report.read, report.skipped) == (33, ())
        for graph in store.graphs():
            found = from_quads(store.quads(graph))
            assert graph_of(found.document) == graph
            for e in (e for s in found.statements for e in s.evidence):
                assert found.document.text[e.span.start:e.span.end] == e.quote


def test_a_killed_build_leaves_whole_documents_and_goes_on_from_there(tmp_path: Path) -> None:
    where = tmp_path / "store"
    build = subprocess.Popen([sys.executable, "-m", "kg", "build", str(pipeline.sample()), "--store", str(where), "-q",
                              "--processes", "1"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    until = time.monotonic() + 60
    while time.monotonic() < until and not sum(f.stat().st_size for f in where.glob("*.log")) > 200_000:
        time.sleep(0.05)  # until several documents are in the log of the store
    build.send_signal(signal.SIGKILL)
    build.wait()
    with open_store(where) as store:
        held = store.graphs()
        assert all(_is_whole(store, graph) for graph in held)
        report = kg.build(pipeline.sample(), store)
        assert report.new == 33 - len(held)
        mended = store.dump()
    assert mended == built(pipeline.sample())[0]


def _is_whole(store: GraphStore, graph: str) -> bool:
    triples = [list(q[:3]) for q in store.quads(graph) if q[1] != node(bkg("retrieved"))]
    return store.digest_of(graph) == digest(triples, size=32)


def test_public_names_are_there_and_called_modules_are_both() -> None:
    import kg.extract
    import kg.read

    assert callable(kg.read) and callable(kg.extract) and callable(kg.network)
    assert kg.extract.__name__ == "kg.extract"
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'raed'"):
        kg.raed  # noqa: B018


def test_a_body_that_an_office_implies_is_an_entity_too() -> None:
    found = kg.extract("Ursula von der Leyen, President of the European Commission, met the minister in Nairobi on Monday.")
    named = {x for s in found.statements for x in (s.subject, s.object) if x}
    assert named - {s.object for s in found.statements if s.relation == "takesPlaceOn"} <= {e.id for e in found.entities}
