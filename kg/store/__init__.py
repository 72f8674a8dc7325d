"""Quads -> disk, SPARQL: open_store(), and what every store does alike, in SPARQL."""

from __future__ import annotations

import abc
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kg.contracts import Answer, Quad
from kg.errors import QueryError
from kg.model import digest
from kg.vocab import HEAD, bkg, literal, node, value

if TYPE_CHECKING:
    import pandas
    import pyoxigraph

NEW, UNCHANGED, REPLACED = "new", "unchanged", "replaced"


def open_store(where: str | Path | None = None, *, read_only: bool = False, timeout: float = 60.0) -> GraphStore:
    """Open a store: a folder, the http(s) address of a SPARQL 1.1 endpoint, or memory where nothing is named.

    `timeout` in seconds is for endpoints only. Raises StoreError where the folder is no store, is being written by
    another process, or (with `read_only`) does not exist.

    >>> with open_store() as store:
    ...     store.graphs()
    ()
    """
    if isinstance(where, str) and where.startswith(("http://", "https://")):
        from kg.store.remote import RemoteStore  # httpx only where it is needed

        return RemoteStore(where, read_only=read_only, timeout=timeout)
    from kg.store.oxigraph import OxigraphStore

    return OxigraphStore(Path(where) if where is not None else None, read_only=read_only)


def solutions(found: pyoxigraph.QuerySolutions) -> Iterator[tuple[str | None, ...]]:
    """Yield the solutions of a query as text, None where a variable is unbound."""
    for solution in found:
        yield tuple(None if term is None else str(term) for term in solution)


_LONGEST_REASON = 120


def malformed(sparql: str, said: str) -> QueryError:
    """Return the error for a query that a parser refused with "error at LINE:COLUMN: expected ..."; one line.

    The place is counted in what the user wrote, without the `HEAD` of prefixes that was put before it.

    >>> malformed("SELECT ?x {\\n  FITLER(?x) }", "error at 2:3: expected '}'")
    QueryError("malformed query: line 2, column 3, at 'FITLER(?x) }': expected '}'")
    """
    said = " ".join(said.split())
    found = re.search(r"error at (\d+):(\d+): (.*)", said)
    lines = sparql.splitlines()
    if not found or not 0 < int(found[1]) <= len(lines):
        return QueryError(f"malformed query: {said[:300]}")
    line, column = lines[int(found[1]) - 1], int(found[2])
    while line.startswith(HEAD):
        line, column = line.removeprefix(HEAD), column - len(HEAD)
    near = line[max(0, column - 40):column + 20].strip()
    reason = found[3] if len(found[3]) <= _LONGEST_REASON else "the query cannot go on like this"  # a parser may list every character
    return QueryError(f"malformed query: line {found[1]}, column {column}, at {near!r}: {reason}")


class GraphStore(abc.ABC):
    """Named graphs, one a document, reached by SPARQL alone; a kind of store says how to ask and how to update.

    Used in a `with` block it is closed at its end. `path` is the folder of a store that has one.
    """

    path: Path | None = None

    @abc.abstractmethod
    def answer(self, sparql: str) -> Answer:
        """Ask any SPARQL query over the union of all graphs; QueryError where it is malformed."""

    @abc.abstractmethod
    def update(self, sparql: str) -> None:
        """Carry out a SPARQL update as one transaction; StoreError where the store may not be written."""

    @abc.abstractmethod
    def close(self) -> None:
        """Write out what is still in memory and let others open the store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def replace(self, graph: str, quads: Iterable[Quad]) -> str:
        """Put these quads in the place of the graph, whole or not at all; say "new", "unchanged" or "replaced".

        The graph keeps a digest of its quads, the time of retrieval aside, by which a graph that says the same
        is seen and left as it is. A killed process leaves either the old graph or the new one.

        >>> store = open_store()
        >>> quad = ("<http://a.example/x>", "<http://a.example/y>", '"z"', "<http://a.example/g>")
        >>> [store.replace("http://a.example/g", [quad]) for _ in range(2)]
        ['new', 'unchanged']
        """
        triples = sorted({(s, p, o) for s, p, o, _ in quads})
        told = digest([t for t in triples if t[1] != node(bkg("retrieved"))], size=32)
        before = self.digest_of(graph)
        if before == told:
            return UNCHANGED
        triples.append((node(graph), node(bkg("digest")), literal(told)))
        lines = "\n".join(f"{s} {p} {o} ." for s, p, o in triples)
        self.update(f"DROP SILENT GRAPH {node(graph)} ;\nINSERT DATA {{ GRAPH {node(graph)} {{\n{lines}\n}} }}")
        return NEW if before is None else REPLACED

    def forget(self, graph: str) -> bool:
        """Drop the graph of a document; False where there is none."""
        if self.digest_of(graph) is None:
            return False
        self.update(f"DROP SILENT GRAPH {node(graph)}")
        return True

    def digest_of(self, graph: str) -> str | None:
        """Return the digest of a document's graph, None where the store does not hold it."""
        rows = self.select(f"SELECT ?digest WHERE {{ GRAPH {node(graph)} {{ {node(graph)} {node(bkg('digest'))} "
                           "?digest } }")
        return next((str(row["digest"]) for row in rows), None)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the documents' graphs, sorted."""
        rows = self.select(f"SELECT ?graph WHERE {{ GRAPH ?graph {{ ?graph {node(bkg('digest'))} ?digest }} }}")
        return tuple(sorted(str(row["graph"]) for row in rows))

    def graph_of_source(self, source: str) -> str | None:
        """Return the graph of the document that was read from this source, None where there is none."""
        rows = self.select(f"SELECT ?graph WHERE {{ GRAPH ?graph {{ ?graph {node(bkg('source'))} {literal(source)} }} }}")
        return min((str(row["graph"]) for row in rows), default=None)

    def select(self, sparql: str) -> Iterator[dict[str, object]]:
        """Yield the rows of a SELECT with Python values (str, int, float, bool; None where unbound).

        Raises QueryError where the query is malformed or no SELECT.

        >>> list(open_store().select("SELECT (1 + 1 AS ?two) WHERE {}"))
        [{'two': 2}]
        """
        answer = self.answer(sparql)
        if answer.form != "select":
            raise QueryError(f"expected a SELECT query, found {answer.form.upper()}")
        for row in answer.rows:
            yield {c: None if t is None else value(t) for c, t in zip(answer.columns, row, strict=True)}

    def query(self, sparql: str) -> pandas.DataFrame:
        """Ask in SPARQL and return a pandas frame, one column a variable; for ASK one row, for CONSTRUCT triples.

        >>> open_store().query("SELECT (2 AS ?parties) WHERE {}").to_dict("records")
        [{'parties': 2}]
        """
        import pandas

        answer = self.answer(sparql)
        rows = [[None if t is None else value(t) for t in row] for row in answer.rows]
        return pandas.DataFrame(rows, columns=list(answer.columns))

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """Yield the quads of one document's graph, or of all, sorted; digests, which tell nothing new, left out."""
        untold = node(bkg("digest"))
        for g in self.graphs() if graph is None else (graph,):
            this = node(g)
            rows = self.answer(f"SELECT ?s ?p ?o WHERE {{ GRAPH {this} {{ ?s ?p ?o }} }}").rows
            yield from sorted((str(s), str(p), str(o), this) for s, p, o in rows if p != untold)

    def dump(self) -> str:
        """Return all documents' graphs as sorted N-Quads: the same text for the same graphs."""
        return "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in self.quads())
