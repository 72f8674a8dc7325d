"""Graph -> files, by suffix: RDF, networks, tables, Neo4j. Written whole or not at all; the same graph gives the same bytes."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from kg import query
from kg.contracts import Store
from kg.errors import InputError

SUFFIXES = (".ttl", ".trig", ".nt", ".nq", ".jsonld", ".graphml", ".gexf", ".csv", ".parquet")
_RDF = {".ttl": "turtle", ".trig": "trig", ".nt": "nt", ".jsonld": "json-ld"}


def export(store: Any, path: Path) -> tuple[Path, ...]:
    """Write the graph to a file, or for tables to FILE-nodes and FILE-edges; return what was written.

    Raises InputError for a suffix that no format has.

    >>> from kg.store import open_store
    >>> export(open_store(), Path("graph.doc"))
    Traceback (most recent call last):
    kg.errors.InputError: graph.doc: suffix '.doc'; expected one of .ttl .trig .nt .nq .jsonld .graphml .gexf .csv .parquet
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(str(path), f"suffix {path.suffix!r}", "one of " + " ".join(SUFFIXES))
    if suffix in (".csv", ".parquet"):
        return _tables(store, path)
    data = _network(store, suffix) if suffix in (".graphml", ".gexf") else _rdf(store, suffix)
    return (_write(path, data),)


def neo4j(store: Store, folder: Path) -> tuple[Path, ...]:
    """Write nodes.csv and relationships.csv for neo4j-admin import; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = [[n.id, n.label, n.kind] for n in query.nodes(store)]
    edges = [[e.source, e.target, e.relation, e.stance, e.id] for e in query.edges(store)]
    return (_write(folder / "nodes.csv", _csv([":ID", "label", ":LABEL"], nodes)),
            _write(folder / "relationships.csv", _csv([":START_ID", ":END_ID", ":TYPE", "stance", "statement"], edges)))


def _rdf(store: Any, suffix: str) -> bytes:
    dump = store.dump()
    if suffix == ".nq":
        return dump.encode()
    from rdflib import Dataset, Graph

    dataset = Dataset()
    dataset.parse(data=dump, format="nquads")
    if suffix in (".trig", ".jsonld"):
        return dataset.serialize(format=_RDF[suffix], encoding="utf-8")
    merged = Graph()
    for s, p, o, _ in dataset.quads():
        merged.add((s, p, o))
    data = merged.serialize(format=_RDF[suffix], encoding="utf-8")
    return b"".join(sorted(data.splitlines(keepends=True))) if suffix == ".nt" else data


def _network(store: Any, suffix: str) -> bytes:
    import networkx

    from kg.network import network

    out = io.BytesIO()
    (networkx.write_graphml if suffix == ".graphml" else networkx.write_gexf)(network(store), out)
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue())  # a date of writing is no part of the graph


def _tables(store: Store, path: Path) -> tuple[Path, ...]:
    written = []
    for name, found in (("nodes", query.nodes(store)), ("edges", query.edges(store))):
        columns = [f.name for f in fields(query.Node if name == "nodes" else query.Edge)]
        table = [[_cell(asdict(row)[c]) for c in columns] for row in found]
        target = path.with_name(f"{path.stem}-{name}{path.suffix}")
        written.append(_write(target, _csv(columns, table) if path.suffix.lower() == ".csv" else _parquet(columns, table)))
    return tuple(written)


def _cell(value: Any) -> Any:
    return "; ".join(str(v) for v in value) if isinstance(value, (tuple, list)) else value


def _csv(columns: Sequence[str], table: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *table])
    return out.getvalue().encode()


def _parquet(columns: Sequence[str], table: Sequence[Sequence[Any]]) -> bytes:
    import pandas

    out = io.BytesIO()
    pandas.DataFrame(table, columns=list(columns)).to_parquet(out)
    return out.getvalue()


def _write(path: Path, data: bytes) -> Path:
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    os.replace(part, path)
    return path
