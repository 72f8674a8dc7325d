"""Documents as a store holds them, read back whole: for views that need a text with all that was read from it."""

from __future__ import annotations

from collections.abc import Iterator

from kg.contracts import Store
from kg.errors import QueryError
from kg.model import Document, Extraction
from kg.rdf import from_quads
from kg.vocab import ID, bkg, document_iri, id_of, iri, node


def readouts(store: Store) -> Iterator[Extraction]:
    """Yield all documents of a store with their entities and statements, in the order of their ids.

    >>> from kg.store import open_store
    >>> list(readouts(open_store()))
    []
    """
    return (from_quads(store.quads(graph)) for graph in store.graphs())


def readouts_on(store: Store, one: str, other: str) -> Iterator[Extraction]:
    """Yield all documents of a store, those that name both entities with what was read from them, the rest as bare texts.

    A document says nothing on two that it does not name, and to read a whole graph takes far longer than its text.

    >>> from kg.store import open_store
    >>> list(readouts_on(open_store(), "country:CHN", "country:PAK"))
    []
    """
    named = f"SELECT ?g WHERE {{ GRAPH ?g {{ ?g {node(bkg('mentions'))} {node(iri(one))}, {node(iri(other))} }} }}"
    both = {str(row["g"]) for row in store.select(named)}
    rows = store.select(f"SELECT ?g ?text WHERE {{ GRAPH ?g {{ ?g {node(bkg('text'))} ?text }} }}")
    texts = {str(row["g"]): str(row["text"]) for row in rows}
    for graph in store.graphs():
        if graph in both:
            yield from_quads(store.quads(graph))
        else:
            yield Extraction(Document(id_of(graph).partition(":")[2], "", texts.get(graph, ""), ""), (), (), ())


def readout(store: Store, name: str) -> Extraction:
    """Return the document that an id, a source, a web address or a title names; QueryError where not exactly one does.

    A source that ends in the name is enough: "talks.txt" for "readouts/talks.txt".

    >>> from kg.store import open_store
    >>> readout(open_store(), "talks.txt")
    Traceback (most recent call last):
    kg.errors.QueryError: the store has no document 'talks.txt'; `kg documents` lists them
    """
    return from_quads(store.quads(graph_named(store, name)))


def graph_named(store: Store, name: str) -> str:
    """Return the graph of the document that an id, a source, a web address or a title names, as `readout` does.

    Raises QueryError where not exactly one document is meant.

    >>> from kg.rdf import graph_of, to_quads
    >>> from kg.store import open_store
    >>> store, document = open_store(), Document.of("They met.", source="readouts/talks.txt")
    >>> _ = store.replace(graph_of(document), to_quads(Extraction(document, (), (), ())))
    >>> graph_named(store, "talks.txt") == graph_named(store, document.id) == graph_of(document)
    True
    """
    graphs = store.graphs()
    own = name if name.startswith(ID) else document_iri(name)
    if own in graphs:
        return own
    known = [(str(row["g"]), str(row["said"])) for row in store.select(
        f"SELECT ?g ?said WHERE {{ VALUES ?p {{ {node(bkg('source'))} {node(bkg('url'))} rdfs:label }} GRAPH ?g {{ ?g ?p ?said }} }}")]
    exact = sorted({g for g, said in known if said == name and g in graphs})
    found = exact or sorted({g for g, said in known if said.endswith(("/" + name, "#" + name)) and g in graphs})
    if not found:
        raise QueryError(f"the store has no document {name!r}; `kg documents` lists them")
    if len(found) > 1:
        ids = ", ".join(id_of(g).removeprefix("document:") for g in found[:5])
        raise QueryError(f"{name!r} names {len(found)} documents; give one id: {ids}")
    return found[0]
