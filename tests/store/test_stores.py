"""What every store must do, in memory, on disk and behind an endpoint."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.errors import QueryError, StoreError
from kg.model import Document, Extraction
from kg.rdf import from_quads, graph_of, to_quads
from kg.store import GraphStore, open_store
from kg.versions import as_it_was, forget_versions, set_aside, versions
from kg.vocab import bkg, node


@pytest.fixture(params=["memory", "disk", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    where = {"memory": lambda: None, "disk": lambda: tmp_path / "store",
             "remote": lambda: request.getfixturevalue("endpoint")}[request.param]()
    with open_store(where) as opened:
        opened.update("DROP ALL")
        yield opened


def put(store: GraphStore, extraction: Extraction) -> str:
    return store.replace(graph_of(extraction.document), to_quads(extraction))


def test_a_new_document_is_new_once(store: GraphStore, sample_extraction: Extraction) -> None:
    assert [put(store, sample_extraction) for _ in range(3)] == ["new", "unchanged", "unchanged"]


def test_the_time_of_retrieval_is_no_change(store: GraphStore, sample_extraction: Extraction) -> None:
    graph = graph_of(sample_extraction.document)
    first, later = (list(to_quads(sample_extraction, datetime(2031, 3, day, tzinfo=UTC))) for day in (4, 5))
    assert first != later
    assert store.replace(graph, first) == "new"
    assert store.replace(graph, later) == "unchanged"
    assert store.replace(graph, to_quads(sample_extraction)) == "unchanged"


def test_another_understanding_replaces_the_graph(store: GraphStore, sample_extraction: Extraction) -> None:
    put(store, sample_extraction)
    fewer = dataclasses.replace(sample_extraction, statements=sample_extraction.statements[:2])
    assert put(store, fewer) == "replaced"
    kept = from_quads(store.quads(graph_of(fewer.document)))
    assert {s.id for s in kept.statements} == {s.id for s in fewer.statements}


def test_what_is_read_back_is_what_was_put_in(store: GraphStore, sample_extraction: Extraction) -> None:
    put(store, sample_extraction)
    assert set(store.quads()) == set(to_quads(sample_extraction))


def test_forgetting_drops_one_document_alone(
        store: GraphStore, sample_extraction: Extraction, second_extraction: Extraction) -> None:
    put(store, sample_extraction), put(store, second_extraction)
    assert store.forget(graph_of(sample_extraction.document)) is True
    assert store.forget(graph_of(sample_extraction.document)) is False
    assert store.graphs() == (graph_of(second_extraction.document),)
    assert set(store.quads()) == set(to_quads(second_extraction))


def test_a_version_is_set_aside_whole_and_counts_nowhere(
        store: GraphStore, sample_extraction: Extraction, second_extraction: Extraction) -> None:
    put(store, sample_extraction), put(store, second_extraction)
    before, after = graph_of(sample_extraction.document), graph_of(second_extraction.document)
    set_aside(store, before, after, datetime(2031, 3, 5, tzinfo=UTC))
    assert store.graphs() == (after,) and set(store.quads()) == set(to_quads(second_extraction))
    [kept] = versions(store)
    assert (kept.source, kept.earlier, kept.later, kept.until) == (
        "readouts/li-khan.txt", before, after, datetime(2031, 3, 5, tzinfo=UTC))
    assert set(to_quads(as_it_was(store, kept))) == set(to_quads(sample_extraction))
    assert forget_versions(store, "readouts/li-khan.txt") == 1
    assert versions(store) == () and store.graphs() == (after,)


def test_equal_statements_of_two_documents_are_one(
        store: GraphStore, sample_extraction: Extraction, second_extraction: Extraction) -> None:
    put(store, sample_extraction), put(store, second_extraction)
    shared = list(store.select("SELECT ?s (COUNT(DISTINCT ?g) AS ?n) (COUNT(DISTINCT ?e) AS ?quotes) WHERE { GRAPH ?g { "
                               "?s a bkg:Statement ; bkg:evidence ?e } } GROUP BY ?s HAVING (COUNT(DISTINCT ?g) > 1)"))
    assert [(row["n"], row["quotes"]) for row in shared] == [(2, 2), (2, 2)]


def test_the_order_of_builds_makes_no_difference(
        store: GraphStore, sample_extraction: Extraction, second_extraction: Extraction) -> None:
    put(store, sample_extraction), put(store, second_extraction)
    with open_store() as other:
        put(other, second_extraction), put(other, sample_extraction)
        assert store.dump() == other.dump()


def test_a_document_is_found_by_its_source(store: GraphStore, sample_extraction: Extraction) -> None:
    put(store, sample_extraction)
    assert store.graph_of_source("readouts/li-khan.txt") == graph_of(sample_extraction.document)
    assert store.graph_of_source("readouts/none.txt") is None
    assert store.graph_of_source('" } } ; DROP ALL #') is None


@pytest.mark.parametrize("text", [
    'He said: "iron\\clad"\n\nline two\twith tab\rand return', "café naïve e\u0301", "王毅国务委员会见外长 \U0001f54a",
    "سارة خان", "a\u2028b\u2029c\u0085d", "\x01\x1f\x7f", "' \\u0041 \\n }} ; DROP ALL ; <x>", "\ufeffmark"])
def test_any_text_comes_back_letter_for_letter(store: GraphStore, text: str) -> None:
    document = Document.of(text, title=text, source=text)
    put(store, Extraction(document, (), (), ()))
    assert from_quads(store.quads(graph_of(document))).document == document


def test_values_of_rows_are_python_values(store: GraphStore, sample_extraction: Extraction) -> None:
    put(store, sample_extraction)
    [row] = store.select('SELECT ?c ?n ?start ?label ?none WHERE { GRAPH ?g { ?s bkg:relation bkg:supports ; '
                         'bkg:negated ?n ; bkg:subject ?x ; bkg:evidence ?e . ?x rdfs:label ?label . '
                         '?e bkg:confidence ?c ; bkg:quoteStart ?start } }')
    assert row == {"c": 0.8, "n": False, "start": 259, "label": "China", "none": None}


def test_the_plain_edge_is_seen_without_naming_a_graph(sample_extraction: Extraction) -> None:
    with open_store() as store:
        put(store, sample_extraction)
        [row] = store.select("SELECT ?x ?y WHERE { ?x bkg:supports ?y }")
        assert (row["x"], row["y"]) == ("https://w3id.org/bilateral-kg/id/country/CHN",
                                        "https://w3id.org/bilateral-kg/id/country/PAK")


def test_a_frame_has_a_column_for_each_variable(store: GraphStore, sample_extraction: Extraction) -> None:
    put(store, sample_extraction)
    frame = store.query("SELECT ?title ?source WHERE { GRAPH ?g { ?g a bkg:Document ; rdfs:label ?title ; "
                        "bkg:source ?source } }")
    assert frame.to_dict("records") == [{"title": sample_extraction.document.title, "source": "readouts/li-khan.txt"}]
    assert store.query("ASK { GRAPH ?g { ?x bkg:thanks ?y } }")["answer"].tolist() == [True]
    triples = store.query("CONSTRUCT { ?x bkg:thanks ?y } WHERE { GRAPH ?g { ?x bkg:thanks ?y } }")
    assert triples["predicate"].tolist() == [bkg("thanks")]
    assert store.query("SELECT ?x WHERE { GRAPH ?g { ?x bkg:assaults ?y } }").empty


def test_a_malformed_query_is_one_line_with_its_place(store: GraphStore) -> None:
    with pytest.raises(QueryError) as caught:
        store.answer("SELECT ?x WHERE {\n  ?x ?y ?z .\n  FITLER(?x = ?y)\n}\n")
    assert str(caught.value).startswith("malformed query: line 3, column 11, at 'FITLER(?x = ?y)': expected ")
    assert "\n" not in str(caught.value)


def test_select_wants_a_select(store: GraphStore) -> None:
    with pytest.raises(QueryError, match="expected a SELECT query, found ASK"):
        list(store.select("ASK { ?x ?y ?z }"))


def test_a_query_cannot_write(store: GraphStore, sample_extraction: Extraction) -> None:
    put(store, sample_extraction)
    with pytest.raises(QueryError):
        store.answer("DROP ALL")
    assert store.graphs()


def test_quads_that_are_no_rdf_leave_the_old_graph(store: GraphStore, sample_extraction: Extraction) -> None:
    put(store, sample_extraction)
    graph = graph_of(sample_extraction.document)
    with pytest.raises((QueryError, StoreError)):
        store.replace(graph, [(node(graph), node(bkg("source")), '"unclosed', node(graph))])
    assert set(store.quads()) == set(to_quads(sample_extraction))
