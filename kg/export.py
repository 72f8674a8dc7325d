"""The graph -> files for other programs: RDF, network files, tables, Neo4j; the same bytes for the same graph."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg import query
from kg.contracts import Quad
from kg.errors import InputError
from kg.store import GraphStore
from kg.vocab import ID, PREFIXES, TYPE, XSD, bkg, data, node, value

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa

EVENTS = frozenset({"events.csv", "events.parquet"})
"""Names of files that hold events, in place of nodes and edges."""

Value = str | int | float | bool
Row = dict[str, Value]

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""Local names that Turtle takes without escapes."""


def export(store: GraphStore, path: str | Path) -> tuple[Path, ...]:
    """Write the graph to a file in the format of its suffix and return the paths that were written.

    .nq and .trig keep the documents apart, .nt and .ttl unite them; .jsonld uses ontology/context.jsonld;
    .graphml and .gexf hold the network; .csv and .parquet are two files each, NAME-nodes and NAME-edges.
    A file called events.csv or events.parquet holds the event records instead (`kg.views.events`).
    Times of retrieval are left out, so that the same graph gives the same bytes. A file is written beside its place and
    then renamed, so nobody sees half of one. Raises InputError for any other suffix, OSError where it cannot be written.

    >>> from kg.store import open_store
    >>> export(open_store(), "graph.doc")
    Traceback (most recent call last):
    kg.errors.InputError: graph.doc: no format has the suffix '.doc'; expected one of .ttl .trig .nt .nq .jsonld \
.graphml .gexf .csv .parquet
    """
    path = Path(path)
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputError(str(path), f"no format has the suffix {path.suffix!r}", f"one of {' '.join(_WRITERS)}")
    return write(_events(store, path) if path.name.lower() in EVENTS else writer(store, path))


def neo4j(store: GraphStore, directory: str | Path) -> tuple[Path, ...]:
    """Write nodes.csv and relationships.csv for `neo4j-admin database import`, and return their paths.

    Line breaks within a value become spaces, so that no option for multi-line fields is needed.

    >>> from tempfile import TemporaryDirectory
    >>> from kg.store import open_store
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in neo4j(open_store(), folder)]
    ['nodes.csv', 'relationships.csv']
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    heads = {"id": "id:ID", "aliases": "aliases:string[]", "same_as": "same_as:string[]", "weight": "weight:int"}
    nodes = [{heads.get(k, k): v for k, v in row.items() if k != "kind"} | {":LABEL": f"Entity;{row['kind']}"}
             for row in _nodes(store, ";")]
    ends = {"source": ":START_ID", "target": ":END_ID", "relation": ":TYPE", "id": "statement",
            "negated": "negated:boolean", "conditional": "conditional:boolean", "confidence": "confidence:double",
            "start": "start:int", "stop": "stop:int", "documents": "documents:int",
            "about": "about:string[]", "about_labels": "about_labels:string[]"}
    edges = [{ends.get(k, k): v for k, v in row.items()} for row in _edges(store, ";")]
    node_head = [heads.get(c, c) for c in _NODE_COLUMNS if c != "kind"] + [":LABEL"]
    edge_head = [ends.get(c, c) for c in _EDGE_COLUMNS]
    return write([(directory / "nodes.csv", _csv(node_head, map(_one_line, nodes))),
                   (directory / "relationships.csv", _csv(edge_head, map(_one_line, edges)))])


def write(files: Iterable[tuple[Path, bytes]]) -> tuple[Path, ...]:
    """Write files, each beside its place and then renamed, so that nobody sees half of one; return their paths.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     [path] = write([(Path(folder) / "note.txt", b"They met.")])
    ...     path.read_text()
    'They met.'
    """
    written = []
    for path, content in files:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        written.append(path)
    return tuple(written)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# RDF


def _quads(store: GraphStore) -> Iterator[Quad]:
    return (q for q in store.quads() if q[1] != node(bkg("retrieved")))


def _nq(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    return [(path, "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in _quads(store)).encode())]


def _nt(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    return [(path, "".join(f"{s} {p} {o} .\n" for s, p, o in sorted({q[:3] for q in _quads(store)})).encode())]


def _ttl(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    body = "\n".join(_turtle(sorted({q[:3] for q in _quads(store)}), ""))
    return [(path, f"{_turtle_head()}\n{body}".encode())]


def _trig(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    return [(path, trig(_quads(store)).encode())]


def trig(quads: Iterable[Quad]) -> str:
    """Return sorted quads as TriG, graph by graph.

    >>> from kg.vocab import bkg, iri
    >>> edge = tuple(node(i) for i in (iri("country:CHN"), bkg("supports"), iri("country:PAK"), iri("document:0f3a")))
    >>> trig([edge]).splitlines()[-2].strip()
    '<https://w3id.org/bilateral-kg/id/country/CHN> bkg:supports <https://w3id.org/bilateral-kg/id/country/PAK> .'
    """
    parts = [_turtle_head()]
    for graph, triples in _by_graph(quads):
        body = "\n".join(_turtle(triples, "    "))
        parts.append(f"{_short(graph)} {{\n{body}}}\n")
    return "\n".join(parts)


def _by_graph(quads: Iterable[Quad]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    grouped: dict[str, list[tuple[str, str, str]]] = {}
    for s, p, o, g in quads:
        grouped.setdefault(g, []).append((s, p, o))
    yield from sorted(grouped.items())


def _turtle_head() -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()))


def _turtle(triples: Iterable[tuple[str, str, str]], indent: str) -> Iterator[str]:
    """Yield a block for each subject of sorted triples, `a` first."""
    grouped: dict[str, dict[str, list[str]]] = {}
    for s, p, o in triples:
        grouped.setdefault(s, {}).setdefault(p, []).append(_short(o))
    for s, said in grouped.items():
        lines = [f"{'a' if p == TYPE else _short(p)} {', '.join(said[p])}"
                 for p in sorted(said, key=lambda p: (p != TYPE, p))]
        yield f"{indent}{_short(s)} " + f" ;\n{indent}    ".join(lines) + " .\n"


def _short(term: str) -> str:
    """Return a term with a prefix where Turtle takes what is left as it is; text as it is in N-Triples."""
    if term.startswith('"'):
        end = term.rindex('"') + 1
        kind = term[end:]
        return f"{term[:end]}^^xsd:{kind[len(XSD) + 3:-1]}" if kind.startswith(f"^^<{XSD}") else term
    for name, iri in PREFIXES.items():
        local = term[1:-1].removeprefix(iri)
        if term[1:-1].startswith(iri) and _LOCAL.fullmatch(local):
            return f"{name}:{local}"
    return term


def _jsonld(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    context = json.loads(data("context.jsonld").read_text(encoding="utf-8"))["@context"]
    terms = _context_terms(context)
    graphs = []
    for graph, triples in _by_graph(_quads(store)):
        nodes: dict[str, dict[str, object]] = {}
        for s, p, o in triples:
            said = nodes.setdefault(s, {"@id": _compact(s)})
            key, kind = ("@type", "@vocab") if p == TYPE else terms.get(p, (p[1:-1], ""))
            values = said.setdefault(key, [])
            assert isinstance(values, list)
            values.append(_json_value(o, kind))
        graphs.append({"@id": _compact(graph), "@graph": [
            {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in n.items()} for n in nodes.values()]})
    text = json.dumps({"@context": context, "@graph": graphs}, ensure_ascii=False, indent=1)
    return [(path, f"{text}\n".encode())]


def _context_terms(context: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Return predicate term -> (name in the context, type that the context gives its values)."""
    found = {}
    for name, known in context.items():
        iri = known if isinstance(known, str) else known.get("@id", "") if isinstance(known, dict) else ""
        prefix, colon, local = iri.partition(":")
        if colon and prefix in PREFIXES and local and not local.startswith("/"):
            kind = known.get("@type", "") if isinstance(known, dict) else ""
            found[node(PREFIXES[prefix] + local)] = (name, str(kind))
    return found


def _compact(term: str) -> str:
    iri = term[1:-1]
    return f"id:{iri[len(ID):]}" if iri.startswith(ID) else iri


def _json_value(term: str, kind: str) -> object:
    if term.startswith("<"):
        if kind == "@vocab":
            return term[1:-1].rpartition("#")[2]
        return _compact(term) if kind == "@id" else {"@id": _compact(term)}
    said, suffix = value(term), term[term.rindex('"') + 1:]
    if not suffix:
        return said
    datatype = suffix.removeprefix("^^<").removesuffix(">")
    type_ = f"xsd:{datatype.removeprefix(XSD)}" if datatype.startswith(XSD) else datatype
    told = said if isinstance(said, bool | int) else term[1:term.rindex('"')]
    return told if kind == type_ else {"@value": told, "@type": type_}


# Tables and networks

_NODE_COLUMNS = {"id": str, "kind": str, "label": str, "iso3": str, "form": str, "status": str, "date": str,
                 "weight": int, "aliases": str, "same_as": str}
_EDGE_COLUMNS = {"id": str, "source": str, "target": str, "relation": str, "sort": str, "stance": str, "speaker": str,
                 "speaker_label": str, "about": str, "about_labels": str, "reported_by": str, "date": str, "end": str,
                 "office": str, "formula": str, "negated": bool, "conditional": bool, "confidence": float, "quote": str,
                 "start": int, "stop": int, "document": str, "document_title": str, "document_source": str,
                 "document_url": str, "publisher": str, "published": str, "documents": int}


def _nodes(store: GraphStore, separator: str = " | ") -> list[Row]:
    return [{"id": n.id, "kind": n.kind, "label": n.label, "iso3": n.iso3 or "", "form": n.form or "",
             "status": n.status or "", "date": n.date or "", "weight": n.weight,
             "aliases": _joined(n.aliases, separator), "same_as": _joined(n.same_as, separator)}
            for n in query.nodes(store)]


def _edges(store: GraphStore, separator: str = " | ") -> list[Row]:
    return [{"id": e.id, "source": e.source, "target": e.target, "relation": e.relation, "sort": e.kind,
             "stance": e.stance, "speaker": e.speaker or "", "speaker_label": e.speaker_label or "",
             "about": _joined(e.about, separator), "about_labels": _joined(e.about_labels, separator),
             "reported_by": e.reported_by or "", "date": e.date or "", "end": e.end or "", "office": e.office or "",
             "formula": e.formula or "", "negated": e.negated, "conditional": e.conditional,
             "confidence": e.confidence, **_surest(e)} for e in query.edges(store)]


def _surest(edge: query.Edge) -> Row:
    if not edge.cited:
        return {"quote": "", "start": 0, "stop": 0, "document": "", "document_title": "", "document_source": "",
                "document_url": "", "publisher": "", "published": "", "documents": 0}
    c = edge.cited[0]
    return {"quote": c.quote, "start": c.start, "stop": c.end, "document": c.document, "document_title": c.title,
            "document_source": c.source, "document_url": c.url or "", "publisher": c.publisher or "",
            "published": c.published or "", "documents": len({x.document for x in edge.cited})}


def _joined(values: tuple[str, ...], separator: str) -> str:
    return separator.join(v.replace(separator.strip(), ",") for v in values)


def _one_line(row: Row) -> Row:
    return {k: " ".join(v.split()) if isinstance(v, str) else str(v).lower() if isinstance(v, bool) else v
            for k, v in row.items()}


def _csv(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _two(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.stem}-nodes{path.suffix}"), path.with_name(f"{path.stem}-edges{path.suffix}")


def _csv_files(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    nodes, edges = _two(path)
    return [(nodes, _csv(_NODE_COLUMNS, _nodes(store))), (edges, _csv(_EDGE_COLUMNS, _edges(store)))]


def _parquet_files(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    nodes, edges = _two(path)
    return [(nodes, _parquet(_NODE_COLUMNS, _nodes(store))), (edges, _parquet(_EDGE_COLUMNS, _edges(store)))]


def _parquet(columns: dict[str, type], rows: list[Row]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[type, pa.DataType] = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink)
    return sink.getvalue()


def _network(store: GraphStore) -> nx.MultiDiGraph:
    """Return the tables as a network whose text XML can hold; `network.network` has more to draw from."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    for row in _nodes(store):
        graph.add_node(row["id"], **{k: _xml(v) for k, v in row.items() if k != "id"})
    seen: dict[Value, int] = {}
    for row in _edges(store):
        seen[row["id"]] = seen.get(row["id"], 0) + 1
        key = row["id"] if seen[row["id"]] == 1 else f"{row['id']}~{seen[row['id']]}"
        graph.add_edge(row["source"], row["target"], key=key, statement=row["id"],
                       **{k: _xml(v) for k, v in row.items() if k not in ("id", "source", "target")})
    return graph


def _events(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    from kg.views.events import event_frame

    sink = io.BytesIO()
    frame = event_frame(store)
    if path.suffix.lower() == ".csv":
        frame.to_csv(sink, index=False, lineterminator="\n", encoding="utf-8")
    else:
        frame.to_parquet(sink, index=False)
    return [(path, sink.getvalue())]


def _xml(said: Value) -> Value:
    """Return text without the control characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", said) if isinstance(said, str) else said


def _graphml(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    import networkx as nx

    sink = io.BytesIO()
    nx.write_graphml_xml(_network(store), sink, named_key_ids=True, edge_id_from_attribute=None)
    return [(path, sink.getvalue())]


def _gexf(store: GraphStore, path: Path) -> list[tuple[Path, bytes]]:
    import networkx as nx

    sink = io.BytesIO()
    nx.write_gexf(_network(store), sink, version="1.2draft")
    undated = re.sub(rb'(<meta\b[^>]*?) lastmodifieddate="[^"]*"', rb"\1", sink.getvalue(), count=1)
    return [(path, undated)]


_WRITERS: dict[str, Callable[[GraphStore, Path], list[tuple[Path, bytes]]]] = {
    ".ttl": _ttl, ".trig": _trig, ".nt": _nt, ".nq": _nq, ".jsonld": _jsonld, ".graphml": _graphml, ".gexf": _gexf,
    ".csv": _csv_files, ".parquet": _parquet_files,
}
