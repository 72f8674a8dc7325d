"""What follows from the graph: by reasonable as by owlrl, kept apart from what texts say, and never stale unnoticed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kg import infer, query
from kg.cli import run
from kg.errors import StoreError
from kg.export import export
from kg.model import Extraction
from kg.network import network
from kg.rdf import graph_of, to_quads
from kg.store import open_store
from kg.vocab import RDF, bkg, data, iri, node

Printed = pytest.CaptureFixture[str]
LI, KHAN, CHN, PAK, TALKS = (node(iri(id)) for id in (
    "person:li-ming", "person:sara-khan", "country:CHN", "country:PAK", "meeting:4d1a"))


def edge(name: str) -> str:
    return node(bkg(name))


@pytest.fixture
def where(sample_extraction: Extraction, second_extraction: Extraction, tmp_path: Path) -> Path:
    with open_store(tmp_path / "kg-store") as store:
        for extraction in (sample_extraction, second_extraction):
            store.replace(graph_of(extraction.document), to_quads(extraction))
    return tmp_path / "kg-store"


def test_reasonable_finds_what_owlrl_finds(sample_extraction: Extraction) -> None:
    import owlrl
    import rdflib

    quads = list(to_quads(sample_extraction))
    told = {q[:3] for q in quads if infer._of_the_world(q[:3])} | infer._by_rules(quads)
    graph = rdflib.Graph().parse(data("bilateral.ttl"))
    graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in told), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, improved_datatypes=False).expand(graph)  # they would stay changed for later tests
    oracle = {(s.n3(), p.n3(), o.n3()) for s, p, o in graph if not isinstance(s, rdflib.Literal)}
    assert {t for t in oracle if infer._of_the_world(t)} - told == {
        t for t in infer._by_owl(told) if infer._of_the_world(t)} - told


def test_what_is_inferred(sample_extraction: Extraction) -> None:
    found = infer.consequences(to_quads(sample_extraction))
    assert {(PAK, edge("representedBy"), KHAN), (TALKS, edge("hasParticipant"), LI), (LI, edge("met"), KHAN), (KHAN, edge("met"), LI),
            (CHN, edge("met"), PAK), (CHN, node(RDF + "type"), edge("Actor")), (PAK, edge("describesTiesAs"), CHN),
            (CHN, edge("actsTowards"), PAK)} <= found
    assert (LI, edge("met"), LI) not in found and (LI, edge("met"), CHN) not in found
    assert {p for _, p, _ in found if p.endswith("heldBy>")}  # the post from the office
    assert not {t for t in found if "pledges" in t[1] or "urges" in t[1]}  # what was promised or wanted is no deed


def test_the_side_of_a_participant_takes_part(sample_extraction: Extraction) -> None:
    less = dataclasses.replace(sample_extraction, statements=tuple(
        s for s in sample_extraction.statements if s.relation != "takesPartIn" or s.subject != "country:PAK"))
    assert (PAK, edge("takesPartIn"), TALKS) in infer.consequences(to_quads(less))
    apart = dataclasses.replace(less, statements=tuple(s for s in less.statements if s.relation != "represents"))
    assert (PAK, edge("takesPartIn"), TALKS) not in infer.consequences(to_quads(apart))


def test_those_of_one_side_do_not_meet_each_other(sample_extraction: Extraction) -> None:
    one = dataclasses.replace(sample_extraction, statements=tuple(
        dataclasses.replace(s, object="country:CHN") if s.relation == "represents" else s for s in sample_extraction.statements))
    assert (LI, edge("met"), KHAN) not in infer.consequences(to_quads(one))


def test_the_asserted_graph_is_as_it_was(where: Path, tmp_path: Path, capsys: Printed) -> None:
    def told() -> tuple[object, ...]:
        with open_store(where, read_only=True) as store:
            files = export(store, tmp_path / "g.trig")
            return (store.dump(), network(store).number_of_edges(), query.run(store, "who-met-whom").rows, files[0].read_bytes(),
                    list(store.select("SELECT ?x WHERE { ?x bkg:met ?y }")))

    before = told()
    assert run(["infer", "--store", str(where)]) == 0
    assert told() == before
    ask = ["query", "-e", "SELECT DISTINCT ?y WHERE { GRAPH ?g { id:person\\/li-ming bkg:met ?y } }", "-f", "csv", "--store", str(where)]
    capsys.readouterr()
    run(ask)
    assert capsys.readouterr().out == "y\n"
    run([*ask, "--inferred"])
    assert capsys.readouterr().out == "y\nhttps://w3id.org/bilateral-kg/id/person/sara-khan\n"
    assert run(["export", "--inferred", "-o", str(tmp_path / "all.trig"), "--store", str(where), "-q"]) == 0
    assert "bkg:met" in (tmp_path / "all.trig").read_text() and "bkg:met" not in (tmp_path / "g.trig").read_text()
    assert run(["infer", "--drop", "--store", str(where)]) == 0
    assert told() == before
    capsys.readouterr()
    assert run([*ask, "--inferred"]) == 1
    assert "`kg infer` does it" in capsys.readouterr().err


def test_what_is_inferred_from_other_documents_is_not_shown(where: Path, second_extraction: Extraction, capsys: Printed) -> None:
    run(["infer", "--store", str(where)])
    with open_store(where) as store:
        store.forget(graph_of(second_extraction.document))
        assert infer.is_stale(store)
        with pytest.raises(StoreError, match="have changed since"):
            infer.inferred(store)
        infer.infer(store)
        assert not infer.is_stale(store)
    (where.parent / "note.txt").write_text("Kenya thanked Ghana for its help, the ministry said in Accra on Monday.")
    capsys.readouterr()
    assert run(["build", str(where.parent / "note.txt"), "--store", str(where)]) == 0
    assert "note: the documents have changed since `kg infer` was run" in capsys.readouterr().err


def test_a_store_in_memory_or_far_away_is_not_reasoned_on() -> None:
    with open_store() as store, pytest.raises(StoreError, match="only a store in a folder"):
        infer.infer(store)
    assert not infer.is_stale(open_store())
