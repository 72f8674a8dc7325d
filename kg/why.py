"""From a statement back to where it stands: sentence, text around it, document, and a person's corrections on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg import ontology, query
from kg.contracts import Quad, Store
from kg.corrections import Corrections, Decision, corrected, uncorrected
from kg.errors import QueryError
from kg.model import Document, Evidence, Statement
from kg.rdf import from_quads
from kg.vocab import bkg, iri, node
from kg.wording import claim

AROUND = 160
"""Characters of the text that are shown on either side of a quote."""

_PATCHED = f"SELECT ?g ?patch WHERE {{ GRAPH ?g {{ ?g {node(bkg('patch'))} ?patch }} }}"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote in its document, with the text around it, cut at words."""

    evidence: Evidence
    document: Document
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A statement, in words, with the places where it stands and the decisions that touched it.

    Where `stands` is false it is shown as it was extracted: a person rejected it or, if there is a `reason`, what
    corrections make of it is no legal statement. `extracted_as` are its ids before any correction.
    """

    statement: Statement
    claim: str
    cited: tuple[Quotation, ...]
    stands: bool = True
    corrections: tuple[Decision, ...] = ()
    extracted_as: tuple[str, ...] = ()
    reason: str = ""


def chain(store: Store, corrections: Corrections, id: str) -> Chain:
    """Return the way from a statement, by its id, to the documents; QueryError where the store never had it.

    >>> from kg.store import open_store
    >>> chain(open_store(), Corrections(()), "1b2c")
    Traceback (most recent call last):
    kg.errors.QueryError: the store has no statement 1b2c
    """
    this = node(iri(f"statement:{id}"))
    rows = store.select(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {this} {node(bkg('evidence'))} ?e }} }}")
    graphs = {str(row["g"]) for row in rows} or {str(row["g"]) for row in store.select(_PATCHED) if this in str(row["patch"])}
    links = [_link(store.quads(graph), corrections, id) for graph in sorted(graphs)]
    found = [link for link in links if link is not None]
    if not found:
        raise QueryError(f"the store has no statement {id}")
    first = found[0]
    return Chain(first.statement, first.claim, tuple(c for link in found for c in link.cited), first.stands,
                 tuple(dict.fromkeys(d for link in found for d in link.corrections)),
                 tuple(sorted({x for link in found for x in link.extracted_as})), first.reason)


def _link(quads: Iterator[Quad], corrections: Corrections, id: str) -> Chain | None:
    """Return the chain within one document."""
    held = tuple(quads)
    now, before = from_quads(held), from_quads(uncorrected(held))
    touched = corrected(held, corrections)[1].touched if now != before else ()
    extraction, statement = next(((x, s) for x in (now, before) for s in x.statements if s.id == id), (now, None))
    if statement is None:
        return None
    stands = extraction is now
    mine = [t for t in touched if (t.after if stands else t.before) == id]
    labels = {e.id: e.label for e in extraction.entities}
    return Chain(statement, claim(statement, lambda id: labels.get(id or "", id or "")),
                 tuple(_quotation(e, now.document) for e in statement.evidence), stands, tuple(dict.fromkeys(d for t in mine for d in t.by)),
                 tuple(sorted({t.before for t in mine if t.before})) or (() if mine else (id,)),
                 next((t.reason for t in mine if t.reason), ""))


def _quotation(e: Evidence, document: Document) -> Quotation:
    start, end = max(0, e.span.start - AROUND), e.span.end + AROUND
    before, after = document.text[start:e.span.start], document.text[e.span.end:end]
    if start > 0:
        before = "…" + before.partition(" ")[2]
    if end < len(document.text):
        after = after.rpartition(" ")[0] + "…"
    return Quotation(e, document, before, after)


def named(store: Store, name: str) -> str:
    """Return the id of the one statement that an id, an IRI or the beginning of an id means, also of a rejected one.

    Raises QueryError where there is none, or more than one.

    >>> from kg.store import open_store
    >>> named(open_store(), "1b2c")
    Traceback (most recent call last):
    kg.errors.QueryError: the store has no statement 1b2c
    """
    start = name.removeprefix(iri("statement:x")[:-1]).removeprefix("statement:")
    if not re.fullmatch("[0-9a-f]{4,16}", start):
        raise QueryError(f"{name!r} is no id of a statement; expected 4 to 16 digits as `kg why SUBJECT RELATION OBJECT` shows them")
    prefix = iri(f"statement:{start}")
    rows = store.select(f"SELECT DISTINCT ?s WHERE {{ GRAPH ?g {{ ?s {node(bkg('evidence'))} ?e "
                        f'FILTER(STRSTARTS(STR(?s), "{prefix}")) }} }}')
    found = {str(row["s"]).rpartition("/")[2] for row in rows}
    if not found:
        gone = re.compile(rf"<{re.escape(prefix)}([0-9a-f]*)>")
        found = {start + m[1] for row in store.select(_PATCHED) for m in gone.finditer(str(row["patch"]))}
    if not found:
        raise QueryError(f"the store has no statement {name}")
    if len(found) > 1:
        raise QueryError(f"{name} may be {' or '.join(sorted(found)[:5])}; name the one you mean")
    return found.pop()


def between(store: Store, subject: str, relation: str, object: str) -> tuple[str, ...]:
    """Return the ids of the statements that join two things, named as for `kg show`; an act also joins what it is about.

    Raises QueryError for unknown names, and where no document says so; VocabularyError for an unknown relation.

    >>> from kg.store import open_store
    >>> between(open_store(), "China", "supports", "Pakistan")
    Traceback (most recent call last):
    kg.errors.QueryError: no document says: China supports Pakistan
    """
    known = node(bkg(ontology.relation(relation).name))
    ends = [" ".join(node(iri(id)) for id in query.find(store, name)) for name in (subject, object)]
    rows = store.select(f"SELECT DISTINCT ?s WHERE {{ VALUES ?a {{ {ends[0]} }} VALUES ?b {{ {ends[1]} }} GRAPH ?g {{ "
                        f"?s {node(bkg('subject'))} ?a ; {node(bkg('relation'))} {known} ; "
                        f"{node(bkg('object'))}|{node(bkg('about'))} ?b }} }}")
    found = tuple(sorted(str(row["s"]).rpartition("/")[2] for row in rows))
    if not found:
        raise QueryError(f"no document says: {subject} {relation} {object}")
    return found
