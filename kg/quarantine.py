"""Statements that break a rule of the shapes: kept apart from the graph of their document, with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.contracts import Quad
from kg.model import digest
from kg.rdf import from_quads, graph_of, to_quads
from kg.validate import breaches
from kg.vocab import PROV, RDF, bkg, iri, literal, node

if TYPE_CHECKING:
    from kg.store import GraphStore

QUARANTINE = iri("ledger:quarantine")
"""A graph beside those of the documents; it is no part of an export.

    <quarantined> a bkg:Quarantined ; prov:wasDerivedFrom <document> ; prov:specializationOf <statement> ;
        bkg:violation "..." ; prov:value "..."

`prov:value` is what the document's graph had of the statement, as N-Triples: as one literal, no query takes it for a statement.
"""

_OF, _FROM, _VALUE = (node(PROV + name) for name in ("specializationOf", "wasDerivedFrom", "value"))


@dataclass(frozen=True, slots=True, order=True)
class Quarantined:
    """A statement kept apart: the IRIs of its document and itself, the rules that it breaks, and its triples as N-Triples."""

    document: str
    statement: str
    why: str
    told: str


def set_apart(quads: Iterable[Quad]) -> tuple[tuple[Quad, ...], tuple[Quarantined, ...]]:
    """Part the graph of a document into what breaks no rule and the statements that break one, each with all that only it said.

    >>> from kg.model import Document, Entity, Evidence, Extraction, Span, Statement
    >>> document, kenya = Document.of("Kenya thanked Kenya."), Entity("country:KEN", "Country", "Kenya", iso3="KEN")
    >>> cited = Evidence(document.id, Span(0, 20), document.text, "acts")
    >>> claim = Statement(kenya.id, "thanks", kenya.id, evidence=(cited,))
    >>> kept, [apart] = set_apart(to_quads(Extraction(document, (kenya,), (), (claim,))))
    >>> apart.why, set(kept) == set(to_quads(Extraction(document, (kenya,), (), ())))
    ('Nothing stands in this relation to itself.', True)
    """
    kept = tuple(quads)
    why = _reasons(kept)
    if not why:
        return kept, ()
    extraction = from_quads(kept)
    graph, whole = graph_of(extraction.document), frozenset(to_quads(extraction))
    sound = replace(extraction, statements=tuple(s for s in extraction.statements if iri(f"statement:{s.id}") not in why))
    gone = whole - frozenset(to_quads(sound))
    apart = []
    for statement in extraction.statements:
        this = iri(f"statement:{statement.id}")
        if this in why:
            without = replace(extraction, statements=tuple(s for s in extraction.statements if s is not statement))
            told = sorted(whole - frozenset(to_quads(without)))
            apart.append(Quarantined(graph, this, " ".join(why[this]), "".join(f"{s} {p} {o} .\n" for s, p, o, _ in told)))
    return tuple(q for q in kept if q not in gone), tuple(sorted(apart))


def _reasons(quads: tuple[Quad, ...]) -> dict[str, list[str]]:
    """Return the statements that break a rule, also by their evidence, with the messages."""
    citing: dict[str, list[str]] = {}
    for s, p, o, _ in quads:
        if p == node(bkg("evidence")):
            citing.setdefault(o[1:-1], []).append(s[1:-1])
    found: dict[str, list[str]] = {}
    for breach in breaches(quads):
        for statement in citing.get(breach.focus, [breach.focus]):
            if breach.message not in found.setdefault(statement, []):
                found[statement].append(breach.message)
    return found


def keep(store: GraphStore, document: str, apart: Iterable[Quarantined]) -> None:
    """Put these statements of a document, given by its IRI, in the place of those that were kept apart before.

    >>> from kg.store import open_store
    >>> store, document, claim = open_store(), iri("document:0f3a"), iri("statement:1b2c")
    >>> keep(store, document, [Quarantined(document, claim, "It stands in relation to itself.", "")])
    >>> store.query(f"SELECT ?why WHERE {{ GRAPH <{QUARANTINE}> {{ ?q bkg:violation ?why }} }}").why.tolist()
    ['It stands in relation to itself.']
    """
    lines = []
    for q in apart:
        this = node(iri(f"quarantined:{digest(q.document, q.statement)}"))
        lines += [f"{this} {node(RDF + 'type')} {node(bkg('Quarantined'))} .", f"{this} {_FROM} {node(q.document)} .",
                  f"{this} {_OF} {node(q.statement)} .", f"{this} {node(bkg('violation'))} {literal(q.why)} .",
                  f"{this} {_VALUE} {literal(q.told)} ."]
    store.update(f"DELETE {{ GRAPH {node(QUARANTINE)} {{ ?q ?p ?o }} }} WHERE {{ GRAPH {node(QUARANTINE)} {{ ?q {_FROM} "
                 f"{node(document)} ; ?p ?o }} }} ;\nINSERT DATA {{ GRAPH {node(QUARANTINE)} {{\n" + "\n".join(lines) + "\n} }")


def quarantined(store: GraphStore) -> tuple[Quarantined, ...]:
    """Return the statements that are kept apart of the documents that a store holds.

    >>> from kg.store import open_store
    >>> quarantined(open_store())
    ()
    """
    rows = store.select(f"SELECT ?document ?statement ?why ?told WHERE {{ GRAPH {node(QUARANTINE)} {{ ?q {_FROM} ?document ; "
                        f"{_OF} ?statement ; {node(bkg('violation'))} ?why ; {_VALUE} ?told }} }}")
    held = frozenset(store.graphs())  # what was kept apart of a forgotten document is no longer told
    return tuple(sorted(Quarantined(*map(str, row.values())) for row in rows if row["document"] in held))
