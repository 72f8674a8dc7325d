"""Extraction <-> quads: the sole owner of the RDF shape, which docs/rdf.md draws."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from kg import authority, ontology
from kg.contracts import Quad, Triple
from kg.errors import VocabularyError
from kg.model import (KINDS, Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement,
                      digest)
from kg.occasions import numbered
from kg.vocab import EDTF, OWL, PROV, RDFS, SKOS, TYPE, XSD, bkg, document_iri, id_of, iri, literal, name_of, node, slug, value

LABEL, ALT_LABEL = node(RDFS + "label"), node(SKOS + "altLabel")
PREF_LABEL, IN_SCHEME = node(SKOS + "prefLabel"), node(SKOS + "inScheme")
SAME_AS, DERIVED, USED = node(OWL + "sameAs"), node(PROV + "wasDerivedFrom"), node(PROV + "used")
DATED = "takesPlaceOn"
"""The one relation whose object is a date."""

AROUND = 32
"""Characters before and after a quote that are kept beside it."""

Pair = tuple[str, str]
Described = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Subject term -> predicate term -> object terms, sorted."""


@dataclass(frozen=True, slots=True)
class Run:
    """By what a document was read: the program and the language model with their versions, and the options as NAME=VALUE."""

    program: str
    model: str
    options: str = ""


def graph_of(document: Document) -> str:
    """Return the IRI of a document, which is also the name of its graph.

    >>> graph_of(Document.of("Li Ming met Khan.")).startswith("https://w3id.org/bilateral-kg/id/document/")
    True
    """
    return document_iri(document.id)


def to_quads(extraction: Extraction, retrieved: datetime | None = None, run: Run | None = None) -> Iterator[Quad]:
    """Yield the graph of one document: the document, its entities, its statements with their evidence, and what follows from them.

    No blank nodes; each quad once; the same for the same extraction and run, but for `retrieved`, the one time in the graph.
    Both may be left out. Topics that no statement uses are left out. Raises VocabularyError for a relation,
    kind or stance that the ontology does not have, and for a statement on an entity that the extraction lacks.

    >>> text = "China supports Pakistan."
    >>> china, pakistan = Entity("country:CHN", "Country", "China"), Entity("country:PAK", "Country", "Pakistan")
    >>> document = Document.of(text)
    >>> claim = Statement(china.id, "supports", pakistan.id,
    ...                   evidence=(Evidence(document.id, Span(0, 23), text[:23], "acts"),))
    >>> quads = list(to_quads(Extraction(document, (china, pakistan), (), (claim,))))
    >>> edge = (node(iri(china.id)), node(bkg("supports")), node(iri(pakistan.id)), node(graph_of(document)))
    >>> edge in quads
    True
    """
    graph = node(graph_of(extraction.document))
    entities = tuple(_stored(extraction))
    known = {e.id for e in entities}
    triples: dict[Triple, None] = {}
    sure: dict[str, float] = {}
    for predicate, obj in _document(extraction.document, entities, retrieved):
        triples[graph, predicate, obj] = None
    for entity in entities:
        for predicate, obj in _entity(entity):
            triples[node(iri(entity.id)), predicate, obj] = None
    for statement in extraction.statements:
        missing = [x for x in named(statement) if x not in known]
        if missing:
            raise VocabularyError(f"statement {statement.id} names {missing[0]!r}, which the document does not have")
        for triple in _claim(statement, extraction.document):
            triples[triple] = None
        for e in statement.evidence:
            sure[_cited(statement, e)] = max(e.confidence, sure.get(_cited(statement, e), 0.0))
    for cited, confidence in sure.items():
        triples[cited, node(bkg("confidence")), literal(float(confidence))] = None
    triples |= dict.fromkeys(_derived(extraction.statements, entities))
    if run is not None:
        triples |= dict.fromkeys(_run(run, extraction.document))
    for triple in triples:
        yield (*triple, graph)


def named(statement: Statement) -> Iterator[str]:
    """Yield the ids of the entities that a statement names, in order, each as often as it stands there.

    >>> list(named(Statement("country:CHN", "pledges", None, ("topic:vaccines",), speaker="person:li-ming")))
    ['country:CHN', 'topic:vaccines', 'person:li-ming']
    """
    yield statement.subject
    if statement.object is not None and statement.relation != DATED:
        yield statement.object
    yield from statement.about
    yield from (x for x in (statement.speaker, statement.reported_by) if x is not None)


def holds(statement: Statement) -> bool:
    """Say whether the claim is made as true: then its plain edge stands beside the node; a promise is not a deed.

    >>> holds(Statement("country:CHN", "aids", "country:PAK")), holds(
    ...     Statement("country:CHN", "aids", "country:PAK", stance="committed"))
    (True, False)
    """
    return statement.stance == "asserted" and not statement.negated and not statement.conditional


def _stored(extraction: Extraction) -> Iterator[Entity]:
    used = {x for s in extraction.statements for x in named(s)}
    seen: set[str] = set()
    for entity in extraction.entities:
        if entity.id not in seen and (entity.kind != "Topic" or entity.id in used):
            seen.add(entity.id)
            yield entity


def _document(document: Document, entities: Iterable[Entity], retrieved: datetime | None) -> Iterator[Pair]:
    yield TYPE, node(bkg("Document"))
    yield LABEL, literal(document.title)
    yield node(bkg("source")), literal(document.source)
    yield node(bkg("language")), literal(document.language)
    yield node(bkg("text")), literal(document.text)
    yield node(bkg("sha256")), literal(hashlib.sha256(document.text.encode("utf-8")).hexdigest())
    known = {"url": document.url, "publisher": document.publisher, "published": document.published}
    for name, val in known.items():
        if val is not None:
            yield node(bkg(name)), literal(val)
    if document.published is not None:
        yield from _bounds(document.published)
    for entity in entities:
        yield node(bkg("mentions")), node(iri(entity.id))
    if retrieved is not None:
        at = retrieved.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield node(bkg("retrieved")), f'"{at}"^^<{XSD}dateTime>'


def _entity(entity: Entity) -> Iterator[Pair]:
    if entity.kind not in KINDS:
        raise VocabularyError(f"{entity.id}: no such kind of entity: {entity.kind!r}")
    yield TYPE, node(bkg(entity.kind))
    yield LABEL, literal(entity.label)
    for alias in entity.aliases:
        yield ALT_LABEL, literal(alias)
    for other in entity.same_as:
        yield SAME_AS, node(other)
    for name, val in (("iso3", entity.iso3), ("form", entity.form), ("status", entity.status)):
        if val is not None:
            yield node(bkg(name)), literal(val)
    form = ontology.concepts("Form").get(entity.form or "")
    if form is not None and form.startswith(entity.kind.lower()):
        yield node(bkg("hasForm")), node(iri(form))
    status = ontology.concepts("Status").get(entity.status or "")
    if status is not None and entity.kind == "Agreement":
        yield node(bkg("hasStatus")), node(iri(status))


def _claim(statement: Statement, document: Document) -> Iterator[Triple]:
    """Yield the node of a statement, the nodes of its evidence, and the plain edge where the claim holds."""
    this, relation = node(iri(f"statement:{statement.id}")), node(bkg(statement.relation))
    for predicate, obj in _statement(statement):
        yield this, predicate, obj
    for e in statement.evidence:
        cited = _cited(statement, e)
        yield this, node(bkg("evidence")), cited
        yield cited, TYPE, node(bkg("Evidence"))
        yield cited, DERIVED, node(graph_of(document))
        for name, val in (("quote", e.quote), ("quoteStart", e.span.start), ("quoteEnd", e.span.end), ("extractor", e.extractor)):
            yield cited, node(bkg(name)), literal(val)
        before, after = document.text[max(0, e.span.start - AROUND):e.span.start], document.text[e.span.end:e.span.end + AROUND]
        for name, val in (("prefix", before), ("suffix", after)):
            if val:
                yield cited, node(bkg(name)), literal(val)
    if statement.relation == DATED and statement.object is not None and _is_planned(statement.object, document.published):
        yield this, node(bkg("planned")), literal(True)
    if statement.object is not None and holds(statement):
        yield node(iri(statement.subject)), relation, _object(statement)


def _is_planned(day: str, published: PartialDate | None) -> bool:
    """Say whether a date lies after another for sure, however precise the two are; a date without a year does not."""
    first, last = PartialDate(day).earliest, published.latest if published is not None else None
    return first is not None and last is not None and first > last


def _cited(statement: Statement, e: Evidence) -> str:
    """Return the node of a citation; equal statements that cite alike share it, and the surest counts."""
    return node(iri("evidence:" + digest(statement.id, e.document, e.span.start, e.span.end, e.extractor)))


def _statement(statement: Statement) -> Iterator[Pair]:
    q = statement.qualifiers
    yield TYPE, node(bkg("Statement"))
    yield node(bkg("subject")), node(iri(statement.subject))
    yield node(bkg("relation")), node(bkg(statement.relation))
    type_ = ontology.relation(statement.relation)
    if type_.plover is not None and type_.event is not None:
        yield node(bkg("plover")), literal(type_.plover)
        yield TYPE, node(bkg(type_.event))
    if statement.object is not None:
        yield node(bkg("object")), _object(statement)
    for entity in statement.about:
        yield node(bkg("about")), node(iri(entity))
    yield node(bkg("stance")), node(bkg(statement.stance))
    yield node(bkg("negated")), literal(statement.negated)
    yield node(bkg("conditional")), literal(statement.conditional)
    for name, entity in (("speaker", statement.speaker), ("reportedBy", statement.reported_by)):
        if entity is not None:
            yield node(bkg(name)), node(iri(entity))
    for name, val in (("office", q.office), ("label", q.label), ("date", q.date), ("end", q.end)):
        if val is not None:
            yield node(bkg(name)), literal(val)
    began = PartialDate(statement.object) if statement.relation == DATED and statement.object else q.date
    if began is not None:
        yield from _bounds(began, q.end)


def _bounds(first: PartialDate, last: PartialDate | None = None) -> Iterator[Pair]:
    """Yield a date, or the first and the last, in EDTF, and the first and last day that it allows."""
    ends = first.edtf if last is None else f"{first.edtf}/{last.edtf}"
    yield node(bkg("edtf")), f'"{ends}"^^<{EDTF}>'
    for name, day in (("earliest", first.earliest), ("latest", (last or first).latest)):
        if day is not None:
            yield node(bkg(name)), literal(PartialDate(day))


def _derived(statements: Iterable[Statement], entities: Iterable[Entity]) -> Iterator[Triple]:
    """Yield what follows from statements and names without a guess: posts, formulas under their ties, series of meetings."""
    posts: dict[str, str] = {}
    formulas: dict[str, str] = {}
    for s in sorted(statements, key=lambda s: (s.qualifiers.office or "", s.qualifiers.label or "", s.id)):
        if s.object is not None and s.relation == "represents" and s.qualifiers.office:
            yield from _post(s, s.object, s.qualifiers.office, posts)
        if s.object is not None and s.relation == "describesTiesAs" and s.qualifiers.label:
            yield from _formula(s, s.object, s.qualifiers.label, formulas)
    for entity in entities:
        if entity.kind == "Meeting" and (found := numbered(entity.label)):
            yield from _series(entity, *found)


def _post(statement: Statement, side: str, office: str, seen: dict[str, str]) -> Iterator[Triple]:
    post = node(iri(f"post:{_key(side)}-{slug(office)}"))
    if seen.setdefault(post, office) == office:
        yield post, TYPE, node(bkg("Post"))
        yield post, LABEL, literal(office)
        yield post, node(bkg("postIn")), node(iri(side))
    yield node(iri(f"statement:{statement.id}")), node(bkg("post")), post
    if holds(statement):
        yield node(iri(statement.subject)), node(bkg("holds")), post


def _formula(statement: Statement, other: str, words: str, seen: dict[str, str]) -> Iterator[Triple]:
    pair = sorted((statement.subject, other))
    key = "-".join(map(_key, pair))
    ties, formula = node(iri(f"ties:{key}")), node(iri(f"formula:{key}-{slug(words)}"))
    yield ties, TYPE, node(bkg("Ties"))
    for side in pair:
        yield ties, node(bkg("between")), node(iri(side))
    if seen.setdefault(formula, words) == words:
        yield formula, TYPE, node(bkg("Formula"))
        yield formula, PREF_LABEL, literal(words)
        yield formula, IN_SCHEME, ties
    yield node(iri(f"statement:{statement.id}")), node(bkg("formula")), formula


def _series(meeting: Entity, ordinal: int, name: str) -> Iterator[Triple]:
    """Yield a meeting's number and, where the name says whose it is, its series: there is many a "Strategic Dialogue"."""
    this, series = node(iri(meeting.id)), node(iri(f"series:{slug(name)}"))
    yield this, node(bkg("ordinal")), literal(ordinal)
    if authority.names_a_side(name):
        yield this, node(bkg("inSeries")), series
        yield series, TYPE, node(bkg("MeetingSeries"))
        yield series, LABEL, literal(name)


def _key(id: str) -> str:
    return id.partition(":")[2]


def _run(run: Run, document: Document) -> Iterator[Triple]:
    this = node(iri("run:" + digest(document.id, run.program, run.model, run.options)))
    yield this, TYPE, node(bkg("Run"))
    yield this, USED, node(graph_of(document))
    for name, val in (("program", run.program), ("model", run.model), ("options", run.options)):
        if val:
            yield this, node(bkg(name)), literal(val)


def _object(statement: Statement) -> str:
    assert statement.object is not None
    return literal(PartialDate(statement.object)) if statement.relation == DATED else node(iri(statement.object))


def from_quads(quads: Iterable[Quad]) -> Extraction:
    """Read the graph of one document back; aliases, `about` and evidence come sorted, links are not stored.

    Raises VocabularyError where the quads do not hold exactly one document of ours.

    >>> document = Document.of("Li Ming met Khan.", source="wang.txt")
    >>> from_quads(to_quads(Extraction(document, (), (), ()))).document == document
    True
    """
    described = _describe(quads)
    kinds: dict[str, list[str]] = {}
    for subject, known in described.items():
        for kind in known.get(TYPE, ()):
            kinds.setdefault(name_of(kind[1:-1]), []).append(subject)
    documents = kinds.get("Document", [])
    if len(documents) != 1:
        raise VocabularyError(f"expected the graph of one document, found {len(documents)}")
    entities = (_read_entity(s, k, described) for k in KINDS for s in kinds.get(k, ()))
    statements = (_read_statement(s, described) for s in kinds.get("Statement", ()))
    return Extraction(_read_document(documents[0], described), tuple(sorted(entities, key=lambda e: e.id)), (),
                      tuple(sorted(statements, key=_place)))


def _describe(quads: Iterable[Quad]) -> Described:
    found: dict[str, dict[str, set[str]]] = {}
    for s, p, o, _ in quads:
        found.setdefault(s, {}).setdefault(p, set()).add(o)
    return {s: {p: tuple(sorted(os)) for p, os in known.items()} for s, known in found.items()}


@cache
def _term(name: str) -> str:
    """Return a name of the ontology as a term; kept, since every graph is read by the same few names."""
    return node(bkg(name))


def _place(statement: Statement) -> tuple[object, ...]:
    return (min((e.span for e in statement.evidence), default=Span(0, 0)), statement.id)


def _text(known: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    terms = known.get(_term(name))
    return str(value(terms[0])) if terms else None


def _date(known: Mapping[str, tuple[str, ...]], name: str) -> PartialDate | None:
    text = _text(known, name)
    return PartialDate(text) if text else None


def _ids(known: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    return tuple(sorted(id_of(t[1:-1]) for t in known.get(_term(name), ())))


def _read_document(subject: str, described: Described) -> Document:
    known = described[subject]
    return Document(id=id_of(subject[1:-1]).partition(":")[2], title=str(value(known[LABEL][0])),
                    text=_text(known, "text") or "", source=_text(known, "source") or "",
                    language=_text(known, "language") or "", published=_date(known, "published"),
                    publisher=_text(known, "publisher"), url=_text(known, "url"))


def _read_entity(subject: str, kind: str, described: Described) -> Entity:
    known = described[subject]
    return Entity(id_of(subject[1:-1]), kind, str(value(known[LABEL][0])),
                  tuple(sorted(str(value(t)) for t in known.get(ALT_LABEL, ()))),
                  tuple(sorted(t[1:-1] for t in known.get(SAME_AS, ()))),
                  _text(known, "iso3"), _text(known, "status"), _text(known, "form"))


def _read_statement(subject: str, described: Described) -> Statement:
    known = described[subject]
    obj = known.get(_term("object"), (None,))[0]
    target = None if obj is None else id_of(obj[1:-1]) if obj.startswith("<") else str(value(obj))
    qualifiers = Qualifiers(_text(known, "office"), _text(known, "label"), _date(known, "date"), _date(known, "end"))
    return Statement(
        _ids(known, "subject")[0], name_of(known[_term("relation")][0][1:-1]), target, _ids(known, "about"),
        qualifiers, name_of(known[_term("stance")][0][1:-1]), next(iter(_ids(known, "speaker")), None),
        next(iter(_ids(known, "reportedBy")), None), _text(known, "negated") == "True",
        _text(known, "conditional") == "True",
        tuple(sorted((_read_evidence(t, described) for t in known.get(_term("evidence"), ())),
                     key=lambda e: (e.span, e.extractor))))


def _read_evidence(subject: str, described: Described) -> Evidence:
    known = described[subject]
    start, end = (int(value(known[_term(n)][0])) for n in ("quoteStart", "quoteEnd"))
    return Evidence(id_of(known[DERIVED][0][1:-1]).partition(":")[2], Span(start, end), _text(known, "quote") or "",
                    _text(known, "extractor") or "", float(value(known[_term("confidence")][0])))
