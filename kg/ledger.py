"""Which documents a store holds and by what each was made, so that a rebuild need not read them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import Document, digest
from kg.rdf import Run
from kg.vocab import PROV, bkg, data, id_of, iri, node

if TYPE_CHECKING:
    from kg.store import GraphStore

LEDGER = iri("ledger:builds")
"""A graph beside those of the documents; it is no part of an export."""

_NO_UNDERSTANDING = {"cli", "charts.py", "infer.py", "pack", "page", "queries", "readouts.py", "reports", "sample", "store", "suggest.py",
                     "versions.py", "views", "why.py", "__pycache__"}
"""Parts of the package that no extraction depends on."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a store held when it was asked: each document's graph with its maker, each source with its graphs."""

    makers: Mapping[str, str]
    by_source: Mapping[str, frozenset[str]]


def maker_of(document: Document, model: str, min_confidence: float, accepted: Iterable[str] = (), *, validate: bool = True) -> str:
    """Return a digest of all that the graph of a document depends on: text, metadata, program, model, options.

    `accepted` are the statements that stay however unsure; they matter only where there is a least confidence. What else
    a person corrects is no part of it: corrections change the graph without reading the text again.

    >>> document = Document.of("Li Ming met Sara Khan.")
    >>> maker_of(document, "some_model", 0.0) == maker_of(document, "another_model", 0.0)
    False
    """
    known = (document.id, document.title, document.source, document.language, str(document.published),
             document.publisher, document.url)
    kept = sorted(accepted) if min_confidence else []
    return digest(known, program(), model, _version(model), min_confidence, validate, kept)


@cache
def program() -> str:
    """Return a digest of the program and its data, as far as an extraction depends on them.

    >>> len(program()), program() == program()
    (16, True)
    """
    package = Path(__file__).parent
    files = [p for p in sorted(package.rglob("*"))
             if p.is_file() and p.suffix != ".pyc" and not _NO_UNDERSTANDING & set(p.relative_to(package).parts)]
    ontology = data("")
    known = hashlib.sha256()
    for base, path in [(package, p) for p in files] + [(ontology, p) for p in sorted(ontology.rglob("*")) if p.is_file()]:
        known.update(str(path.relative_to(base)).encode())
        known.update(hashlib.sha256(path.read_bytes()).digest())
    return known.hexdigest()[:16]


@cache
def _version(model: str) -> str:
    try:
        return metadata.version(model)
    except metadata.PackageNotFoundError:  # a folder with a pipeline of the user's own
        described = Path(model) / "meta.json"
        return hashlib.sha256(described.read_bytes()).hexdigest() if described.exists() else ""


def run_of(model: str, min_confidence: float) -> Run:
    """Return by what a document is read, as its graph says it: no digest, so that it changes only with a version or an option.

    >>> run_of("some_model", 0.5).options
    'min_confidence=0.5'
    """
    from kg import __version__

    return Run(f"bilateral-kg {__version__}", f"{model} {_version(model)}".rstrip(), f"min_confidence={min_confidence}")


def held(store: GraphStore) -> Held:
    """Ask a store what it holds.

    >>> from kg.store import open_store
    >>> held(open_store())
    Held(makers={}, by_source={})
    """
    makers = dict.fromkeys(store.graphs(), "")
    for row in store.select(f"SELECT ?graph ?maker WHERE {{ GRAPH {node(LEDGER)} {{ ?graph {_MADE_BY} ?maker }} }}"):
        if row["graph"] in makers:  # a forgotten document may still stand in the ledger
            makers[str(row["graph"])] = id_of(str(row["maker"])).partition(":")[2]
    by_source: dict[str, set[str]] = {}
    for row in store.select(f"SELECT ?graph ?source WHERE {{ GRAPH ?graph {{ ?graph {node(bkg('source'))} ?source }} }}"):
        by_source.setdefault(str(row["source"]), set()).add(str(row["graph"]))
    return Held(makers, {source: frozenset(graphs) for source, graphs in by_source.items()})


def note(store: GraphStore, made: Mapping[str, str]) -> None:
    """Write down by what the graphs of documents were made.

    >>> from kg.model import Extraction
    >>> from kg.rdf import graph_of, to_quads
    >>> from kg.store import open_store
    >>> store, document = open_store(), Document.of("They met.")
    >>> _ = store.replace(graph_of(document), to_quads(Extraction(document, (), (), ())))
    >>> note(store, {graph_of(document): "0f3a"})
    >>> held(store).makers[graph_of(document)]
    '0f3a'
    """
    if made:
        graphs = " ".join(node(graph) for graph in made)
        lines = "\n".join(f"{node(graph)} {_MADE_BY} {node(iri(f'maker:{maker}'))} ." for graph, maker in made.items())
        store.update(f"DELETE {{ GRAPH {node(LEDGER)} {{ ?g {_MADE_BY} ?m }} }} WHERE {{ VALUES ?g {{ {graphs} }} "
                     f"GRAPH {node(LEDGER)} {{ ?g {_MADE_BY} ?m }} }} ;\n"
                     f"INSERT DATA {{ GRAPH {node(LEDGER)} {{\n{lines}\n}} }}")


_MADE_BY = node(PROV + "wasGeneratedBy")
