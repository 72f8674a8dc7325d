"""Each format reread by its own reader, the same bytes for the same graph, and no half-written files."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import pandas
import pyarrow.parquet as pq
import pyoxigraph
import pytest
import rdflib
from rdflib.compare import to_isomorphic

from kg import query
from kg.errors import InputError
from kg.export import export, neo4j
from kg.model import Document, Entity, Evidence, Extraction, Qualifiers, Span, Statement
from kg.rdf import graph_of, to_quads
from kg.store import GraphStore, open_store

SUFFIXES = (".ttl", ".trig", ".nt", ".nq", ".jsonld", ".graphml", ".gexf", ".csv", ".parquet")
NASTY = 'He said "a;b|c" <&> \\ back\tand\x01 王毅 \u2028 = 1'


def nasty() -> Extraction:
    """Return a document whose text has all that file formats stumble over."""
    document = Document.of(NASTY, title=NASTY, source="=cmd|' /C'!A0.txt", publisher="Ministry; of \"X\"")
    one, two = Entity("country:CHN", "Country", "China", (NASTY, "a;b"), iso3="CHN"), Entity("person:ü#?", "Person", NASTY)
    cited = (Evidence(document.id, Span(0, len(NASTY)), NASTY, "acts", 0.5),)
    return Extraction(document, (one, two), (), (
        Statement(two.id, "represents", one.id, qualifiers=Qualifiers(office=NASTY), evidence=cited),))


@pytest.fixture
def store(sample_extraction: Extraction, second_extraction: Extraction) -> Iterator[GraphStore]:
    with open_store() as opened:
        for extraction in (sample_extraction, second_extraction, nasty()):
            opened.replace(graph_of(extraction.document), to_quads(extraction))
        yield opened


def everything(store: GraphStore) -> str:
    return "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in store.quads())


@pytest.mark.parametrize("suffix", [".nq", ".trig", ".jsonld"])
def test_files_that_keep_documents_apart_hold_every_quad(store: GraphStore, suffix: str, tmp_path: Path) -> None:
    [path] = export(store, tmp_path / f"graph{suffix}")
    oxigraph = {str(q) for q in pyoxigraph.parse(path=str(path))}
    assert oxigraph == {str(q) for q in pyoxigraph.parse(everything(store), format=pyoxigraph.RdfFormat.N_QUADS)}
    known = rdflib.Dataset().parse(data=everything(store), format="nquads")
    read = rdflib.Dataset().parse(path, format={".nq": "nquads", ".trig": "trig", ".jsonld": "json-ld"}[suffix])
    assert len(read) == len(known)
    for graph in known.graphs():
        assert to_isomorphic(read.graph(graph.identifier)) == to_isomorphic(graph)


@pytest.mark.parametrize(("suffix", "format"), [(".ttl", "turtle"), (".nt", "nt")])
def test_files_that_unite_documents_hold_every_triple_once(
        store: GraphStore, suffix: str, format: str, tmp_path: Path) -> None:
    [path] = export(store, tmp_path / f"graph{suffix}")
    triples = "".join(f"{s} {p} {o} .\n" for s, p, o in {q[:3] for q in store.quads()})
    assert to_isomorphic(rdflib.Graph().parse(path, format=format)) == to_isomorphic(
        rdflib.Graph().parse(data=triples, format="nt"))


def test_turtle_reads_like_turtle(store: GraphStore, tmp_path: Path) -> None:
    [path] = export(store, tmp_path / "graph.ttl")
    text = path.read_text(encoding="utf-8")
    assert "@prefix bkg: <https://w3id.org/bilateral-kg/ontology#> ." in text
    assert " a bkg:Country ;\n" in text and "bkg:stance bkg:called-for" in text and '^^xsd:decimal' in text


@pytest.mark.parametrize(("suffix", "read"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)])
def test_networks_come_back(
        store: GraphStore, suffix: str, read: Callable[..., nx.MultiDiGraph], tmp_path: Path) -> None:
    [path] = export(store, tmp_path / f"graph{suffix}")
    graph = read(path)
    nodes, edges = {n.id: n for n in query.nodes(store)}, query.edges(store)
    assert graph.is_directed() and graph.is_multigraph()
    assert set(graph) == set(nodes)
    assert sorted((u, v, d["relation"], d["statement"]) for u, v, d in graph.edges(data=True)) == sorted(
        (e.source, e.target, e.relation, e.id) for e in edges)
    assert graph.nodes["country:CHN"]["label"] == "China"
    assert graph.nodes["country:CHN"]["weight"] == nodes["country:CHN"].weight
    [thanks] = [d for _, _, d in graph.edges(data=True) if d["relation"] == "thanks"]
    assert thanks["quote"] == "Sara Khan thanked China for its help." and thanks["negated"] is False
    assert thanks["confidence"] == 0.9


def test_csv_comes_back(store: GraphStore, tmp_path: Path) -> None:
    nodes, edges = export(store, tmp_path / "graph.csv")
    assert [p.name for p in (nodes, edges)] == ["graph-nodes.csv", "graph-edges.csv"]
    read = pandas.read_csv(nodes, keep_default_na=False)
    assert dict(zip(read["id"], read["label"], strict=True)) == {n.id: n.label for n in query.nodes(store)}
    rows = list(csv.DictReader(io.StringIO(edges.read_bytes().decode(), newline="")))
    assert [(r["id"], r["source"], r["target"], r["quote"]) for r in rows] == [
        (e.id, e.source, e.target, e.cited[0].quote) for e in query.edges(store)]


def test_parquet_comes_back_with_types(store: GraphStore, tmp_path: Path) -> None:
    nodes, edges = export(store, tmp_path / "graph.parquet")
    table = pq.read_table(edges)
    assert {"negated": "bool", "confidence": "double", "documents": "int64", "quote": "string"}.items() <= {
        f.name: str(f.type) for f in table.schema}.items()
    assert [r["quote"] for r in table.to_pylist()] == [e.cited[0].quote for e in query.edges(store)]
    assert pandas.read_parquet(nodes)["weight"].sum() == sum(n.weight for n in query.nodes(store))


def test_a_shared_statement_counts_its_documents(store: GraphStore, tmp_path: Path) -> None:
    _, edges = export(store, tmp_path / "graph.parquet")
    signed = [r for r in pq.read_table(edges).to_pylist() if r["relation"] == "partyTo"]
    assert [r["documents"] for r in signed] == [2, 2]
    assert {r["document_source"] for r in signed} == {"readouts/customs.txt"}, "the surest citation is shown"


def test_neo4j_files_have_the_heads_that_its_import_wants(store: GraphStore, tmp_path: Path) -> None:
    nodes, edges = neo4j(store, tmp_path / "neo4j" / "import")
    lines = {p: p.read_text(encoding="utf-8").split("\n") for p in (nodes, edges)}
    node_rows, edge_rows = (list(csv.DictReader(lines[p][:-1])) for p in (nodes, edges))
    assert {"id:ID", ":LABEL", "weight:int", "aliases:string[]"} <= set(node_rows[0])
    assert {":START_ID", ":END_ID", ":TYPE", "negated:boolean", "confidence:double"} <= set(edge_rows[0])
    assert len(lines[nodes]) == len(node_rows) + 2, "one line a node: no value holds a line break"
    ids = {r["id:ID"] for r in node_rows}
    assert ids == {n.id for n in query.nodes(store)}
    assert all(r[":START_ID"] in ids and r[":END_ID"] in ids for r in edge_rows)
    china = next(r for r in node_rows if r["id:ID"] == "country:CHN")
    assert china[":LABEL"] == "Entity;Country" and "a,b" in china["aliases:string[]"].split(";")
    assert {r["negated:boolean"] for r in edge_rows} == {"true", "false"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_graph_gives_the_same_bytes(
        store: GraphStore, suffix: str, tmp_path: Path, sample_extraction: Extraction, second_extraction: Extraction) -> None:
    first = [p.read_bytes() for p in export(store, tmp_path / f"a{suffix}")]
    with open_store(tmp_path / "store") as other:
        for extraction in (nasty(), second_extraction, sample_extraction):
            other.replace(graph_of(extraction.document), to_quads(extraction, datetime(2031, 3, 4, tzinfo=UTC)))
        assert [p.read_bytes() for p in export(other, tmp_path / f"b{suffix}")] == first


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".jsonld", ".graphml", ".gexf"])
def test_the_golden_graph_is_written_as_before(
        second_extraction: Extraction, suffix: str, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    with open_store() as store:
        store.replace(graph_of(second_extraction.document), to_quads(second_extraction))
        [path] = export(store, tmp_path / f"graph{suffix}")
    golden(f"graph{suffix}", path.read_text(encoding="utf-8"))
    held = Path(__file__).parent / "golden" / f"graph{suffix}"
    assert path.read_text(encoding="utf-8") == held.read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_store_gives_files_that_read_as_empty(suffix: str, tmp_path: Path) -> None:
    with open_store() as store:
        written = export(store, tmp_path / f"graph{suffix}")
    if suffix in (".nq", ".trig", ".jsonld", ".ttl", ".nt"):
        assert list(pyoxigraph.parse(path=str(written[0]))) == []
    elif suffix in (".graphml", ".gexf"):
        read = nx.read_graphml if suffix == ".graphml" else nx.read_gexf
        assert len(read(written[0])) == 0
    else:
        read_table = pandas.read_csv if suffix == ".csv" else pandas.read_parquet
        assert [len(read_table(p)) for p in written] == [0, 0]


def test_an_unknown_suffix_is_named_with_the_known_ones(store: GraphStore, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no format has the suffix '.docx'; expected one of .ttl .trig"):
        export(store, tmp_path / "graph.docx")
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_nothing_behind(store: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "graph.nt").mkdir()
    with pytest.raises(OSError):
        export(store, tmp_path / "graph.nt")
    assert [p.name for p in tmp_path.iterdir()] == ["graph.nt"]


def test_hash_seeds_change_nothing(tmp_path: Path) -> None:
    code = ("import sys; sys.path[:0] = [{tests!r}, {root!r}]\n"
            "import conftest\nfrom kg.export import export\nfrom kg.rdf import graph_of, to_quads\n"
            "from kg.store import open_store\nstore = open_store()\nfor e in (conftest.sample(), conftest.second()):\n"
            "    store.replace(graph_of(e.document), to_quads(e))\n"
            "for s in ('ttl', 'trig', 'nt', 'nq', 'jsonld', 'graphml', 'gexf', 'csv', 'parquet'): export(store, sys.argv[1] + '/g.' + s)")
    tests = Path(__file__).parent
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        subprocess.run([sys.executable, "-c", code.format(root=str(tests.parent), tests=str(tests)), str(tmp_path / seed)],
                       env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}, check=True)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert len(one) == 11 and one == two
