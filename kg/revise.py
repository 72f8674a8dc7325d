"""Corrections onto the graphs that a store holds already, without reading a text again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.corrections import Added, Corrected, Corrections, Decision, corrected
from kg.corrections.applying import PATCH
from kg.ledger import LEDGER
from kg.model import Skipped
from kg.store import UNCHANGED, GraphStore
from kg.vocab import bkg, document_iri, iri, literal, node

_DECIDED = node(bkg("digest"))
_ALL = node(iri("ledger:corrections"))


@dataclass(frozen=True, slots=True)
class Revision:
    """What a change of corrections did: how many documents it changed, and what was left out or could not be added."""

    changed: int = 0
    told: tuple[Skipped, ...] = ()


def revise(store: GraphStore, corrections: Corrections) -> Revision:
    """Bring all documents of a store in line with the corrections, and note with which; do nothing where that is noted.

    The old graphs come back from their patches, so that only documents that a decision touched or touches are looked at.
    A process killed on the way leaves whole documents and a note that says so, and the next call does all again.

    >>> from kg.store import open_store
    >>> revise(open_store(), Corrections())
    Revision(changed=0, told=())
    """
    if _noted(store) == corrections.digest:
        return Revision()
    _note(store, "under way")
    changed, said = 0, []
    for graph in concerned(store, corrections):
        quads, done = corrected(store.quads(graph), corrections)
        changed += store.replace(graph, quads) != UNCHANGED
        said += told(done)
    _note(store, corrections.digest)
    return Revision(changed, tuple(said))


def _note(store: GraphStore, text: str) -> None:
    store.update(f"DELETE WHERE {{ GRAPH {node(LEDGER)} {{ {_ALL} {_DECIDED} ?d }} }} ;\n"
                 f"INSERT DATA {{ GRAPH {node(LEDGER)} {{ {_ALL} {_DECIDED} {literal(text)} }} }}")


def _noted(store: GraphStore) -> str:
    rows = store.select(f"SELECT ?d WHERE {{ GRAPH {node(LEDGER)} {{ {_ALL} {_DECIDED} ?d }} }}")
    return next((str(row["d"]) for row in rows), Corrections().digest)


def concerned(store: GraphStore, corrections: Corrections) -> tuple[str, ...]:
    """Return the graphs of the documents that were corrected before, or that these decisions name, sorted.

    >>> from kg.store import open_store
    >>> concerned(open_store(), Corrections())
    ()
    """
    entities = _values(node(iri(id)) for id in corrections.entities)
    statements = _values(node(iri(f"statement:{id}")) for id in corrections.statements)
    sources = _values(literal(name) for name in corrections.documents)
    graphs = _values(node(document_iri(name)) for name in corrections.documents)
    rows = store.select(f"""SELECT DISTINCT ?g WHERE {{
      {{ GRAPH ?g {{ ?g {PATCH} ?patch }} }}
      UNION {{ VALUES ?e {{ {entities} }} GRAPH ?g {{ ?g {node(bkg("mentions"))} ?e }} }}
      UNION {{ VALUES ?s {{ {statements} }} GRAPH ?g {{ ?s {node(bkg("evidence"))} ?e }} }}
      UNION {{ VALUES ?source {{ {sources} }} GRAPH ?g {{ ?g {node(bkg("source"))} ?source }} }}
      UNION {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?g {node(bkg("source"))} ?source }} }}
    }}""")
    return tuple(sorted({str(row["g"]) for row in rows}))


def _values(terms: Iterable[str]) -> str:
    return " ".join(sorted(terms))


def told(done: Corrected) -> Iterator[Skipped]:
    """Yield what must be said of one document: statements left out as no longer legal, additions that cannot be made."""
    for t in done.touched:
        if t.reason:
            yield Skipped(done.extraction.document.source, f"corrected, statement {t.before} is left out: {t.reason}", "ignored")
    for d, why in done.failed:
        yield Skipped(d.mark.place, why)


def idle(store: GraphStore, corrections: Corrections) -> Iterator[Skipped]:
    """Yield the decisions on an entity, a statement or a document that no document of the store has, before or after correction.

    >>> from kg.corrections.decisions import Mark, Renamed
    >>> from kg.store import open_store
    >>> [skipped.reason for skipped in idle(open_store(), Corrections((Renamed("person:li", "Li Ming", mark=Mark("renamed.csv:2")),)))]
    ['no document has person:li']
    """
    wanted = {id: iri(id if ":" in id else f"statement:{id}") for id in corrections.entities | corrections.statements}
    terms = _values(node(i) for i in wanted.values())
    found = {str(row["x"]) for row in store.select(
        f"SELECT DISTINCT ?x WHERE {{ VALUES ?x {{ {terms} }} GRAPH ?g {{ "
        f"{{ ?g {node(bkg('mentions'))} ?x }} UNION {{ ?x {node(bkg('evidence'))} ?e }} }} }}")} if wanted else set()
    missing = {id for id, i in wanted.items() if i not in found} - {new for new, _ in corrections.becomes.values()}
    for row in store.select(f"SELECT ?p WHERE {{ GRAPH ?g {{ ?g {PATCH} ?p }} }}") if missing else ():
        missing -= {id for id in missing if f"<{wanted[id]}>" in str(row["p"])}
    for d in corrections.decisions:
        if d.cells[0] in missing and not isinstance(d, Added):
            yield Skipped(d.mark.place, f"no document has {d.cells[0]}", "ignored")
        if isinstance(d, Added) and not _held(store, d.document):
            yield Skipped(d.mark.place, f"there is no document {d.document}", "ignored")


def _held(store: GraphStore, document: str) -> bool:
    graph = store.graph_of_source(document) or document_iri(document)
    return store.digest_of(graph) is not None


def effects(store: GraphStore, corrections: Corrections) -> tuple[Counter[Decision], tuple[Skipped, ...]]:
    """Return in how many documents each decision is of effect, and what must be said of them.

    >>> from kg.store import open_store
    >>> effects(open_store(), Corrections())
    (Counter(), ())
    """
    counted: Counter[Decision] = Counter()
    said: list[Skipped] = []
    for graph in concerned(store, corrections):
        _, done = corrected(store.quads(graph), corrections)
        counted.update(done.applied)
        said += told(done)
    return counted, tuple(said)
