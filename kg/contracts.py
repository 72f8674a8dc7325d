"""The signatures of the extension points: write a file, name it in its folder's `__init__`, add a case file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from kg.model import Attribution, Document, Links, Mention, Parsed, Statement

Recogniser = Callable[[Parsed], Iterator[Mention]]
Extractor = Callable[[Parsed, Links, Attribution], Iterator[Statement]]


class Reader(Protocol):
    """Turn the bytes of one source into documents; `source` is what the user named, for messages and provenance."""

    def __call__(self, data: bytes, source: str) -> Iterator[Document]: ...


Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph as N-Quads terms (`<iri>`, `"literal"@en`, `_:b0`)."""


class Store(Protocol):
    """Where quads are kept, one named graph a document, and asked in SPARQL."""

    def replace(self, graph: str, quads: Iterable[Quad]) -> None: ...

    def forget(self, graph: str) -> bool: ...

    def graphs(self) -> Sequence[str]: ...

    def select(self, sparql: str) -> Iterator[dict[str, object]]: ...
