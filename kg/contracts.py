"""The signatures of the extension points: write a file, name it in its folder's `__init__`, add a case file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from kg.model import Attribution, Document, Links, Mention, Parsed, Skipped, Statement

Recogniser = Callable[[Parsed], Iterator[Mention]]
Extractor = Callable[[Parsed, Links, Attribution], Iterator[Statement]]


class Reader(Protocol):
    """Turn one source, read as a stream, into documents; `source` is what the user named, for messages and provenance.

    `encoding` is what the sender declares. What cannot be read in part is yielded as Skipped, what cannot be read
    at all raises InputError.
    """

    def __call__(self, stream: BinaryIO, source: str, *, encoding: str | None = None) -> Iterator[Document | Skipped]: ...


Triple = tuple[str, str, str]
Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph as N-Quads terms (`<iri>`, `"literal"@en`, `_:b0`)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a store answers to SPARQL: `form` is select, ask or construct; rows are N-Triples terms, None if unbound.

    ASK gives one row with one truth value in the column `answer`; CONSTRUCT has the columns subject, predicate, object.
    """

    form: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[str | None, ...]]


class Store(Protocol):
    """Where quads are kept, one named graph a document, and asked in SPARQL."""

    def replace(self, graph: str, quads: Iterable[Quad]) -> str:
        """Put these quads in the place of the graph, whole or not at all: "new", "unchanged" or "replaced"."""
        ...

    def forget(self, graph: str) -> bool:
        """Drop the graph; False where there is none."""
        ...

    def graphs(self) -> Sequence[str]:
        """Return the IRIs of the document graphs, sorted."""
        ...

    def graph_of_source(self, source: str) -> str | None:
        """Return the graph of the document that was read from this source, if there is one."""
        ...

    def answer(self, sparql: str) -> Answer:
        """Ask any SPARQL query; QueryError where it is malformed."""
        ...

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """Yield the quads of one document's graph, or of all, sorted."""
        ...

    def select(self, sparql: str) -> Iterator[dict[str, object]]:
        """Yield the rows of a SELECT with Python values."""
        ...
