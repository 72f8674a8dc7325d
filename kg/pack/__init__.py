"""Answer -> evidence pack: one zip with the answer, all that it rests on, and a script that checks it with rdflib alone."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from kg import query as ask
from kg.contracts import Answer, Quad
from kg.errors import QueryError
from kg.export import trig, write
from kg.pack.check import SUMS, check
from kg.store import GraphStore
from kg.store import open_store
from kg.vocab import ID, bkg, id_of, node, value

_AT = (1980, 1, 1, 0, 0, 0)
"""The time of every file of a pack: the first that a zip can tell, so that the same answer gives the same bytes."""


def pack(store: GraphStore, query: str | Path, path: str | Path, **params: str) -> Path:
    """Write the evidence pack of a query, asked as `kg.query.run` asks it, and return its path.

    It holds the graphs of the documents that the answer rests on, as TriG; their texts and the hashes of all files; the
    quotes; the query and its answer; and check.py, which verifies all that offline. The pack is checked before it
    is written. Raises QueryError for a query that cannot be asked, or that gives another answer in rdflib.
    """
    sparql = ask.bound(store, query, **params)
    graphs = _concerned(store, sparql)
    quads = [q for graph in graphs for q in store.quads(graph)]
    contents = dict(_contents(sparql, quads, _answered(store, sparql)))
    table = ask.run(store, query, **params)
    contents["answer.csv"] = _csv(table.columns, table.rows)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(contents.items()))
    contents[SUMS] = sums.encode()
    faults, _ = check(contents)
    if faults:
        raise QueryError(f"the pack would not verify: {faults[0]}")
    return write([(Path(path), _zip(contents))])[0]


def _contents(sparql: str, quads: list[Quad], answer: bytes) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", files("kg.pack").joinpath("README.txt").read_bytes()
    yield "check.py", files("kg.pack").joinpath("check.py").read_bytes()
    yield "query.rq", sparql.encode()
    yield "answer.json", answer
    yield "graph.trig", trig(quads).encode()
    yield "quotes.csv", _csv(("document", "statement", "start", "end", "quote"), _quotes(quads))
    for s, p, o, _ in quads:
        if p == node(bkg("text")):
            yield f"texts/{id_of(s[1:-1]).partition(':')[2]}.txt", str(value(o)).encode()


def _quotes(quads: list[Quad]) -> list[tuple[object, ...]]:
    said: dict[str, dict[str, str]] = {}
    for s, p, o, _ in quads:
        said.setdefault(s, {})[p] = o
    found = [(id_of(g[1:-1]), id_of(s[1:-1]), *(value(said[o][node(bkg(n))]) for n in ("quoteStart", "quoteEnd", "quote")))
             for s, p, o, g in quads if p == node(bkg("evidence"))]
    return sorted(found)


def _concerned(store: GraphStore, sparql: str) -> tuple[str, ...]:
    """Return the fewest graphs, of three choices, that give the same answer as the whole store.

    First the documents that the answer names; then those that name at least two things that one of its rows, or the query,
    names; then those that name one; else all.
    """
    whole, every = store.answer(sparql), store.graphs()
    rows = [tuple(t for t in row if t) for row in whole.rows]
    given = {t for t in sparql.replace("}", " ").split() if t.startswith(f"<{ID}")}
    groups = {frozenset({t for t in row if t.startswith(f"<{ID}")} | given) for row in rows} or {frozenset(given)}
    terms = {t for group in groups for t in group}
    mentions = _mentions(store, terms)
    choices = [[g for g in every if node(g) in terms],
               [g for g in every if any(len(group & mentions.get(g, set())) >= min(2, len(group)) for group in groups if group)],
               [g for g in every if node(g) in terms or mentions.get(g)]]
    for graphs in choices:
        if graphs and _same(store, graphs, sparql, rows):
            return tuple(graphs)
    return every


def _mentions(store: GraphStore, terms: set[str]) -> dict[str, set[str]]:
    """Return for each graph those of the terms that it describes."""
    found: dict[str, set[str]] = {}
    values = " ".join(sorted(terms))
    for row in store.select(f"SELECT DISTINCT ?g ?t WHERE {{ VALUES ?t {{ {values} }} GRAPH ?g {{ ?t a ?kind }} }}"):
        found.setdefault(str(row["g"]), set()).add(node(str(row["t"])))
    return found


def _same(store: GraphStore, graphs: Iterable[str], sparql: str, rows: list[tuple[str, ...]]) -> bool:
    with open_store() as part:
        for graph in graphs:
            part.replace(graph, store.quads(graph))
        return sorted(tuple(t for t in row if t) for row in part.answer(sparql).rows) == sorted(rows)


def _answered(store: GraphStore, sparql: str) -> bytes:
    """Return the answer as SPARQL results in JSON; triples, which that format does not know, as a list of terms."""
    answer: Answer = store.answer(sparql)
    rows = sorted(tuple(row) for row in answer.rows) if answer.form == "construct" else list(answer.rows)
    told: dict[str, object]
    if answer.form == "ask":
        told = {"head": {}, "boolean": bool(value(rows[0][0] or "false"))}
    elif answer.form == "select":
        told = {"head": {"vars": answer.columns}, "results": {"bindings": [
            {c: _json(t) for c, t in zip(answer.columns, row, strict=True) if t is not None} for row in rows]}}
    else:
        told = {"triples": [[_json(str(t)) for t in row] for row in rows]}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _json(term: str) -> dict[str, str]:
    if term.startswith("<"):
        return {"type": "uri", "value": term[1:-1]}
    if term.startswith("_:"):
        return {"type": "bnode", "value": term[2:]}
    end = term.rindex('"')
    found = {"type": "literal", "value": str(value(term[:end + 1]))}
    rest = term[end + 1:]
    return found | ({"datatype": rest[3:-1]} if rest.startswith("^^") else {"xml:lang": rest[1:]} if rest else {})


def _csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue().encode()


def _zip(contents: dict[str, bytes]) -> bytes:
    """Return a zip whose bytes depend on the contents alone: sorted, undated, not compressed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, _AT)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            archive.writestr(entry, data)
    return written.getvalue()
