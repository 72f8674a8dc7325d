"""Earlier versions of documents: set aside whole when their source says something else, where ordinary queries do not count them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.contracts import Quad, Store
from kg.errors import StoreError
from kg.model import Extraction, digest
from kg.rdf import from_quads
from kg.vocab import PROV, XSD, bkg, iri, literal, node

if TYPE_CHECKING:
    from kg.store import GraphStore

VERSIONS = iri("ledger:versions")
"""A graph beside those of the documents; it is no part of an export.

    <newer document> prov:wasRevisionOf <version>
    <version> prov:specializationOf <earlier document> ; bkg:source "..." ; prov:invalidatedAtTime "..." ; prov:value "..."

`prov:value` is the earlier document's graph as N-Triples: as one literal, no query takes it for a document of today.
"""

_REVISION, _OF, _UNTIL, _VALUE = (node(PROV + name) for name in (
    "wasRevisionOf", "specializationOf", "invalidatedAtTime", "value"))


@dataclass(frozen=True, slots=True)
class Version:
    """A document as a source had it before: the IRIs of the version, of that document, and of the one that took its place
    (None where the source merely dropped it); `until` is the time of the build that saw the change."""

    iri: str
    source: str
    earlier: str
    later: str | None
    until: datetime


def set_aside(store: GraphStore, graph: str, later: str | None, until: datetime) -> None:
    """Move a document's graph to the earlier versions in one transaction: a killed process leaves it here or there, whole.

    Raises StoreError where the store has no such document.
    """
    quads = tuple(store.quads(graph))
    source = next((o for s, p, o, _ in quads if s == node(graph) and p == node(bkg("source"))), None)
    if source is None:
        raise StoreError(f"the store has no document {graph}")
    at = until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    version = node(iri(f"version:{digest(graph, later, at)}"))
    told = "".join(f"{s} {p} {o} .\n" for s, p, o, _ in quads)
    lines = [f"{version} {_OF} {node(graph)} .", f"{version} {node(bkg('source'))} {source} .",
             f'{version} {_UNTIL} "{at}"^^<{XSD}dateTime> .', f"{version} {_VALUE} {literal(told)} ."]
    if later is not None:
        lines.append(f"{node(later)} {_REVISION} {version} .")
    store.update(f"INSERT DATA {{ GRAPH {node(VERSIONS)} {{\n" + "\n".join(lines) + f"\n}} }} ;\nDROP SILENT GRAPH {node(graph)}")


def versions(store: Store) -> tuple[Version, ...]:
    """Return the earlier versions that a store keeps, by source and time.

    >>> from kg.store import open_store
    >>> versions(open_store())
    ()
    """
    rows = store.select(f"SELECT ?v ?source ?earlier ?later ?until WHERE {{ GRAPH {node(VERSIONS)} {{ ?v {_OF} ?earlier ; "
                        f"{node(bkg('source'))} ?source ; {_UNTIL} ?until OPTIONAL {{ ?later {_REVISION} ?v }} }} }}")
    found = (Version(str(r["v"]), str(r["source"]), str(r["earlier"]), str(r["later"]) if r["later"] else None,
                     datetime.fromisoformat(str(r["until"]))) for r in rows)
    return tuple(sorted(found, key=lambda v: (v.source, v.until, v.iri)))


def as_it_was(store: Store, version: Version) -> Extraction:
    """Return a document as the store held it before its source changed."""
    rows = store.select(f"SELECT ?told WHERE {{ GRAPH {node(VERSIONS)} {{ {node(version.iri)} {_VALUE} ?told }} }}")
    return from_quads(_quads(str(next(rows)["told"]), version.earlier))


def _quads(told: str, graph: str) -> list[Quad]:
    import pyoxigraph

    return [(str(t.subject), str(t.predicate), str(t.object), node(graph))
            for t in pyoxigraph.parse(told, format=pyoxigraph.RdfFormat.N_TRIPLES)]


def forget_versions(store: GraphStore, source: str) -> int:
    """Drop all earlier versions of a source; return how many there were.

    >>> from kg.store import open_store
    >>> forget_versions(open_store(), "talks.txt")
    0
    """
    gone = [v for v in versions(store) if v.source == source]
    if gone:
        known = " ".join(node(v.iri) for v in gone)
        store.update(f"DELETE {{ GRAPH {node(VERSIONS)} {{ ?v ?p ?o . ?later {_REVISION} ?v }} }} WHERE {{ VALUES ?v {{ {known} }} "
                     f"GRAPH {node(VERSIONS)} {{ ?v ?p ?o OPTIONAL {{ ?later {_REVISION} ?v }} }} }}")
    return len(gone)
