"""The graph as a network: nodes, edges, attributes that other programs can read."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from kg.model import Extraction, Statement
from kg.network import GROUPS, group, network
from kg.ontology import relations
from kg.rdf import graph_of, to_quads
from kg.store import open_store


def built(*extractions: Extraction) -> nx.MultiDiGraph:
    store = open_store()
    for extraction in extractions:
        store.replace(graph_of(extraction.document), to_quads(extraction))
    return network(store)


@pytest.fixture
def graph(sample_extraction: Extraction) -> nx.MultiDiGraph:
    return built(sample_extraction)


def between(graph: nx.MultiDiGraph, source: str, relation: str) -> list[tuple[str, str, dict[str, object]]]:
    return [(v, key, d) for _, v, key, d in graph.out_edges(source, keys=True, data=True) if d["relation"] == relation]


def test_nodes_are_the_entities(graph: nx.MultiDiGraph, sample_extraction: Extraction) -> None:
    assert set(graph) == {e.id for e in sample_extraction.entities}
    china = graph.nodes["country:CHN"]
    assert (china["kind"], china["label"], china["iso3"], china["aliases"]) == ("Country", "China", "CHN", "Chinese")
    assert graph.nodes["meeting:4d1a"]["date"] == "--03-03"
    assert graph.nodes["agreement:protocol-customs-cooperation"]["status"] == "signed"


def test_weight_counts_the_statements_that_name_an_entity(graph: nx.MultiDiGraph, sample_extraction: Extraction) -> None:
    def names(s: Statement, id: str) -> bool:
        return id in (s.subject, s.object, s.speaker, *s.about)
    for id in graph:
        assert graph.nodes[id]["weight"] == sum(names(s, id) for s in sample_extraction.statements)


def test_every_statement_between_entities_is_an_edge_under_its_id(
        graph: nx.MultiDiGraph, sample_extraction: Extraction) -> None:
    keys = {key for _, _, key in graph.edges(keys=True)}
    assert {s.id for s in sample_extraction.statements if s.relation != "takesPlaceOn"} == keys


def test_edge_tells_the_claim_and_its_evidence(graph: nx.MultiDiGraph) -> None:
    [(target, _, d)] = between(graph, "country:CHN", "cooperates")
    assert target == "country:PAK"
    assert (d["group"], d["symmetric"], d["stance"], d["negated"]) == ("cooperative", True, "called-for", False)
    assert (d["speaker"], d["speaker_label"]) == ("person:li-ming", "Li Ming")
    assert set(str(d["about"]).split()) == {"project:cpec", "topic:agriculture"}
    assert str(d["quote"]).startswith("The two all-weather partners need to deepen cooperation")
    assert (d["source"], d["published"], d["weight"]) == ("https://example.org/readouts/1", "2031-03-04", 1)
    [told] = json.loads(str(d["evidence"]))
    assert (told["quote"], told["document"]) == (d["quote"], d["document"])


def test_act_without_object_goes_to_what_it_is_about(graph: nx.MultiDiGraph) -> None:
    [(target, _, d)] = between(graph, "country:PAK", "opposes")
    assert (target, d["negated"], d["group"]) == ("project:cpec", True, "conflictual")


def test_act_about_several_things_has_an_edge_to_each(sample_extraction: Extraction) -> None:
    promise = next(s for s in sample_extraction.statements if s.conditional)
    wider = replace(promise, about=("project:cpec", "topic:trade", "topic:vaccines"))
    graph = built(replace(sample_extraction, statements=(wider,)))
    assert {v for _, v in graph.out_edges("country:CHN")} == set(wider.about)
    assert {key for _, _, key in graph.edges(keys=True)} == {wider.id, f"{wider.id}~2", f"{wider.id}~3"}
    assert {d["statement"] for _, _, d in graph.edges(data=True)} == {wider.id}


def test_claim_of_two_documents_is_one_edge_with_both_citations(
        sample_extraction: Extraction, second_extraction: Extraction) -> None:
    graph = built(sample_extraction, second_extraction)
    [(_, _, d)] = between(graph, "country:PAK", "partyTo")
    assert d["weight"] == 2
    told = json.loads(str(d["evidence"]))
    assert {e["document"] for e in told} == {sample_extraction.document.id, second_extraction.document.id}
    assert d["confidence"] == max(e["confidence"] for e in told) == 0.95


def test_order_of_building_does_not_matter(sample_extraction: Extraction, second_extraction: Extraction) -> None:
    one, other = built(sample_extraction, second_extraction), built(second_extraction, sample_extraction)
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))


def test_attributes_are_flat_and_survive_other_formats(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    values = itertools.chain.from_iterable(d.values() for _, d in itertools.chain(
        graph.nodes(data=True), ((key, d) for _, _, key, d in graph.edges(keys=True, data=True))))
    assert {type(v) for v in values} <= {str, int, float, bool}
    nx.write_graphml(graph, tmp_path / "a.graphml")
    again = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert {frozenset(d.items()) for _, _, d in again.edges(data=True)} == {
        frozenset(d.items()) for _, _, d in graph.edges(data=True)}
    nx.write_gexf(graph, tmp_path / "a.gexf")
    assert nx.read_gexf(tmp_path / "a.gexf").number_of_edges() == graph.number_of_edges()


def test_every_relation_has_a_group() -> None:
    acts = {name for name, known in relations().items() if known.kind == "act"}
    assert {group(r) for r in relations().keys() - acts} == {"fact"}
    assert {group(r) for r in acts} == set(GROUPS) - {"fact"}
    assert {r for r in acts if group(r) == "request"} == {"urges", "proposes", "invites"}
    assert {group(r) for r in ("pledges", "aids", "congratulates")} == {"cooperative"}
