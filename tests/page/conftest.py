"""What the tests of the page stand on: networks as `kg.network` writes them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import networkx as nx
import pytest

from kg.model import Extraction
from kg.network import network
from kg.rdf import graph_of, to_quads
from kg.store import open_store

Claim = Callable[..., None]


def add_claim(graph: nx.MultiDiGraph, source: str, relation: str, target: str, quote: str, **known: object) -> None:
    """Add a statement as `kg.network` writes it, with its two ends where they are missing."""
    for n in (source, target):
        if n not in graph:
            graph.add_node(n, kind="Country", label=n.partition(":")[2], weight=1)
    key = f"s{len(graph.graph.setdefault('keys', []))}"
    graph.graph["keys"].append(key)
    evidence = [{"document": known.get("document", "d1"), "title": known.get("title", "A readout"), "quote": quote,
                 "source": known.get("url", ""), "published": "2031-03-04", "confidence": 0.9}]
    graph.add_edge(source, target, key, statement=key, relation=relation, group=known.get("group", "cooperative"),
                   symmetric=known.get("symmetric", False), stance=known.get("stance", "asserted"), about="",
                   speaker=known.get("speaker", ""), evidence=json.dumps(evidence))


@pytest.fixture(scope="session")
def claim() -> Claim:
    """Return how to add a statement to a network."""
    return add_claim


@pytest.fixture(scope="session")
def world() -> Callable[..., nx.MultiDiGraph]:
    """Return how to make a large network: a few entities have many statements, most have few."""
    def make(statements: int, entities: int = 1500) -> nx.MultiDiGraph:
        chance = random.Random(1961)
        graph = nx.MultiDiGraph()
        for i in range(statements):
            a, b = (int(entities * chance.random() ** 3) for _ in range(2))
            add_claim(graph, f"country:n{a}", chance.choice(("supports", "urges", "visits")), f"country:n{b}",
                      f"Statement number {i}.", document=f"d{i % 300}")
        for n in graph:
            graph.nodes[n]["weight"] = graph.degree(n)
        return graph
    return make


@pytest.fixture
def graph(sample_extraction: Extraction, second_extraction: Extraction) -> nx.MultiDiGraph:
    """Return the network of the two small readouts of tests/conftest.py."""
    store = open_store()
    for extraction in (sample_extraction, second_extraction):
        store.replace(graph_of(extraction.document), to_quads(extraction))
    return network(store)
