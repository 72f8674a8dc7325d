"""What follows from the graph by OWL 2 RL and a few rules: a graph of its own, in a store of its own beside the asserted one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from kg.contracts import Quad, Triple
from kg.errors import ModelError, StoreError
from kg.model import digest
from kg.store import GraphStore, open_store
from kg.vocab import BKG, ID, TYPE, bkg, data, iri, literal, node

INFERRED = iri("inferred:all")
"""The graph of all that is inferred."""

_STATE = node(bkg("digest"))
_SOURCE = node(iri("ledger:inferred"))
_FOLDER = "inferred"


def consequences(quads: Iterable[Quad]) -> frozenset[Triple]:
    """Return the triples that follow from the graphs of documents and that none of them has.

    Only what holds of things in the world is looked at, the plain edges and kinds, never a statement that is a promise, a wish
    or denied; only terms of our ontology are inferred: inverse and symmetric edges, wider kinds and relations, what
    ontology/rules.ru adds. Raises ModelError where reasonable is not installed.

    >>> china, pakistan, graph = node(iri("country:CHN")), node(iri("country:PAK")), node(iri("document:0f3a"))
    >>> found = consequences([(china, node(bkg("agrees")), pakistan, graph)])
    >>> (pakistan, node(bkg("agrees")), china) in found
    True
    """
    held = [q for q in quads if _of_the_world(q[:3])]
    asserted = {q[:3] for q in held}
    told = asserted | _by_rules(held)
    return frozenset(t for t in told | _by_owl(told) if _of_the_world(t)) - asserted


def _of_the_world(t: Triple) -> bool:
    """Say whether a triple joins two things, or tells the kind of one; documents, statements and their evidence are no things here."""
    s, p, o = t
    if not s.startswith(f"<{ID}") or s[len(ID) + 1:].partition("/")[0] in ("document", "statement", "evidence", "run", "ledger"):
        return False
    return o.startswith(f"<{BKG}") if p == TYPE else p.startswith(f"<{BKG}") and o.startswith(f"<{ID}")


def _by_rules(quads: list[Quad]) -> set[Triple]:
    with open_store() as work:
        lines = "".join(f"GRAPH {g} {{ {s} {p} {o} }}\n" for s, p, o, g in quads)
        if lines:
            work.update(f"INSERT DATA {{ {lines} }}")
        work.update(data("rules.ru").read_text(encoding="utf-8"))
        return {(str(s), str(p), str(o)) for s, p, o in
                work.answer(f"SELECT ?s ?p ?o WHERE {{ GRAPH {node(INFERRED)} {{ ?s ?p ?o }} }}").rows}


def _by_owl(triples: Iterable[Triple]) -> set[Triple]:
    try:
        from reasonable import PyReasoner
    except ImportError:
        raise ModelError("reasoning needs reasonable; pip install 'bilateral-kg[infer]'") from None
    reasoner = PyReasoner()
    reasoner.load_file(str(data("bilateral.ttl")))
    with tempfile.NamedTemporaryFile("w", suffix=".ttl", encoding="utf-8", delete=False) as file:
        file.writelines(f"{s} {p} {o} .\n" for s, p, o in sorted(triples))
    try:
        reasoner.load_file(file.name)
        return {(t[0].n3(), t[1].n3(), t[2].n3()) for t in reasoner.reason()}
    finally:
        Path(file.name).unlink()


def infer(store: GraphStore) -> int:
    """Write the consequences of a store, with a copy of its graphs, into the store beside it; return how many triples are new.

    What was inferred before is replaced, whole or not at all. Raises StoreError where the store is not a folder.
    """
    where = _place(store)
    found = consequences(store.quads())
    new = where.with_name(f"{_FOLDER}.new")
    shutil.rmtree(new, ignore_errors=True)
    with open_store(new) as beside:
        for graph in store.graphs():
            beside.replace(graph, store.quads(graph))
        beside.replace(INFERRED, ((*t, node(INFERRED)) for t in found))
        beside.update(f"INSERT DATA {{ GRAPH {_SOURCE} {{ {node(INFERRED)} {_STATE} {literal(_state(store))} }} }}")
    shutil.rmtree(where, ignore_errors=True)
    new.rename(where)
    return len(found)


def drop(store: GraphStore) -> bool:
    """Delete all that was inferred; False where there is nothing. The asserted graphs are as they were.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, open_store(f"{folder}/store") as store:
    ...     drop(store)
    False
    """
    where = _place(store)
    there = where.exists()
    shutil.rmtree(where, ignore_errors=True)
    return there


def inferred(store: GraphStore) -> GraphStore:
    """Open the store that holds the graphs and their consequences, for reading.

    Raises StoreError where nothing has been inferred, or where the graphs have changed since.

    >>> inferred(open_store())
    Traceback (most recent call last):
    kg.errors.StoreError: only a store in a folder can be reasoned on; `kg infer` writes beside its files
    """
    where = _place(store)
    if not where.exists():
        raise StoreError("nothing has been inferred; `kg infer` does it")
    if is_stale(store):
        raise StoreError("the documents have changed since `kg infer` was run; run it again")
    return open_store(where, read_only=True)


def is_stale(store: GraphStore) -> bool:
    """Say whether something has been inferred from graphs that are no longer what they were.

    >>> is_stale(open_store())
    False
    """
    if store.path is None or not _place(store).exists():
        return False
    with open_store(_place(store), read_only=True) as beside:
        rows = beside.select(f"SELECT ?state WHERE {{ GRAPH {_SOURCE} {{ {node(INFERRED)} {_STATE} ?state }} }}")
        return next((str(row["state"]) for row in rows), "") != _state(store)


def _place(store: GraphStore) -> Path:
    if store.path is None:
        raise StoreError("only a store in a folder can be reasoned on; `kg infer` writes beside its files")
    return store.path / _FOLDER


def _state(store: GraphStore) -> str:
    """Return a digest of all graphs, and of what is reasoned with."""
    rows = store.select(f"SELECT ?g ?d WHERE {{ GRAPH ?g {{ ?g {_STATE} ?d }} }}")
    rules = [data(name).read_text(encoding="utf-8") for name in ("bilateral.ttl", "rules.ru")]
    return digest(sorted([str(row["g"]), str(row["d"])] for row in rows), rules)
