"""Named queries in queries/*.rq, and free SPARQL -> rows; the graph as nodes and edges."""

from __future__ import annotations

import collections
import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg import authority, ontology
from kg.contracts import Store
from kg.errors import QueryError, VocabularyError
from kg.model import KINDS, STANCES
from kg.queries import NamedQuery, Param, named, parse
from kg.vocab import BKG, HEAD, ID, bkg, id_of, iri, literal, name_of, node, slug, value

Cell = str | int | float | bool | None

_PARAM_KINDS = {"party": ("Country", "Organization"), "actor": ("Country", "Organization", "Person"), "entity": KINDS}
_LABELS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an answer under their columns; `form` is select, ask or construct (then the cells are RDF terms)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    form: str = "select"

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Yield the rows by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def run(store: Store, query: str | Path, *, names: bool = True, **params: str) -> Table:
    """Ask a named query, a .rq file or free SPARQL and return the rows.

    Parameters are names of things ("China", "CHN", "Li Ming", "country:CHN"), looked up in the store and among the
    known states, organisations and places. With `names`, our IRIs in the rows of named queries and files are turned
    to the labels, titles and local names that they stand for. Raises QueryError for an unknown query, a malformed
    one, a parameter that is missing or unknown; near matches are suggested.

    >>> from kg.store import open_store
    >>> run(open_store(), "meetings-of-pair", country="China", partner="Pakistan").rows
    ()
    >>> run(open_store(), "meetings-of-pears")
    Traceback (most recent call last):
    kg.errors.QueryError: there is no query 'meetings-of-pears'; near: meetings-of-pair
    """
    asked = _asked(query)
    answer = store.answer(bound(store, query, **params))
    rows = list(answer.rows)
    if answer.form == "construct":
        return Table(answer.columns, tuple(sorted({tuple(str(t) for t in row) for row in rows})), answer.form)
    labels = _labels(store, {t for row in rows for t in row if t}) if names and asked.name else {}
    cells = [tuple(None if t is None else labels.get(t, value(t)) for t in row) for row in rows]
    return Table(answer.columns, tuple(_merge(cells, answer.columns, asked.merge)), answer.form)


def bound(store: Store, query: str | Path, **params: str) -> str:
    """Return the SPARQL of a query, parameters and prefixes in place, as any endpoint takes it; raises as `run` does."""
    asked = _asked(query)
    return HEAD + asked.bind(_bindings(store, asked, params))


def _asked(query: str | Path) -> NamedQuery:
    text = str(query)
    if text in named():
        return named()[text]
    if text.endswith(".rq"):
        path = Path(text)
        if not path.is_file():
            raise QueryError(f"there is no query file {text}")
        return parse(path.read_text(encoding="utf-8"), path.stem)
    if "{" in text or len(text.split()) > 1:
        return NamedQuery("", "", "", (), None, text)
    raise QueryError(f"there is no query {text!r}{_near(text, named()) or '; `kg queries` lists them'}")


def _bindings(store: Store, query: NamedQuery, given: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the terms that each given parameter means."""
    known = {p.name: p for p in query.params}
    title = query.name or "free SPARQL"
    takes = ", ".join(p.name + ("?" if p.optional else "") for p in query.params) or "no parameter"
    for name in given:
        if name not in known:
            raise QueryError(f"{title} has no parameter {name!r}; it takes {takes}")
    missing = [p.name for p in query.params if not p.optional and not given.get(p.name)]
    if missing:
        raise QueryError(f"{title} needs {missing[0]}=...; it takes {takes}")
    return {name: _terms(store, known[name], text) for name, text in given.items() if text}


def _terms(store: Store, param: Param, text: str) -> tuple[str, ...]:
    if param.kind in ("text", "year"):
        if param.kind == "year" and not (text.isdigit() and len(text) == 4):
            raise QueryError(f"{param.name}={text}: expected a year of four digits")
        return (literal(text),)
    if param.kind == "type":
        types = sorted({r.plover for r in ontology.relations().values() if r.plover})
        if text.upper() not in types:
            raise QueryError(f"{param.name}={text}: expected a PLOVER type: {', '.join(types)}")
        return (literal(text.upper()),)
    if param.kind == "stance":
        if text not in STANCES:
            raise QueryError(f"{param.name}={text}: expected {', '.join(STANCES)}")
        return (node(bkg(text)),)
    if param.kind == "relation":
        try:
            return (node(bkg(ontology.relation(text).name)),)
        except VocabularyError as error:
            raise QueryError(f"{param.name}={text}: {error}") from None
    kinds = _PARAM_KINDS.get(param.kind) or (next(k for k in KINDS if k.lower() == param.kind),)
    return tuple(node(iri(id)) for id in find(store, text, *kinds))


def find(store: Store, name: str, *kinds: str) -> tuple[str, ...]:
    """Return the ids of the entities that a name means, among the given kinds (all where none is given).

    A name is an id, an IRI, an ISO 3166-1 alpha-3 code, a topic's key, a label or an alias; capitals and accents
    do not matter.
    Labels go before aliases; several things may share a label, but an alias of several is an error.
    Raises QueryError, with near matches, where nothing is meant.

    >>> from kg.store import open_store
    >>> find(open_store(), "the Netherlands", "Country")
    ('country:NLD',)
    """
    kinds = kinds or KINDS
    rows = tuple(_names(store, kinds))
    if name.startswith(ID) or any(id == name for id, _, _ in rows):
        return (id_of(name) if name.startswith(ID) else name,)
    wanted = _fold(name)
    for best in (True, False):
        met = sorted({(id, text) for id, text, is_label in rows if is_label is best and _fold(text) == wanted})
        ids = tuple(dict.fromkeys(id for id, _ in met))
        if len(ids) > 1 and not best:
            full = sorted({text for id, text, is_label in rows if is_label and id in ids})
            raise QueryError(f"{name!r} may be {' or '.join(full)}; name the one you mean")
        if ids:
            return ids
    for kind in kinds:
        known = _known(kind, name)
        if known:
            return (known,)
    raise QueryError(f"the store knows no {_kind_words(kinds)} {name!r}{_near(name, {t for _, t, _ in rows})}")


def _known(kind: str, name: str) -> str | None:
    """Return the id of a state, organisation, place or topic that the ontology knows, be it in the store or not."""
    if kind == "Topic":
        wanted = slug(name)
        found = next((t for t, (label, _) in ontology.topics().items() if wanted in (t, slug(label))), None)
        return f"topic:{found}" if found else None
    entity = authority.country(name) if kind == "Country" else (
        authority.lookup(kind, name) if kind in ("Organization", "Place") else None)
    return entity.id if entity else None


def _names(store: Store, kinds: Iterable[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield id, name, and whether the name is a label (codes count as labels)."""
    values = " ".join(f"bkg:{k}" for k in kinds)
    for row in store.select(HEAD + f"SELECT DISTINCT ?e ?p ?name WHERE {{ VALUES ?kind {{ {values} }} "
                            "VALUES ?p { rdfs:label skos:altLabel bkg:iso3 } GRAPH ?g { ?e a ?kind ; ?p ?name } }"):
        yield id_of(str(row["e"])), str(row["name"]), not str(row["p"]).endswith("altLabel")


def _kind_words(kinds: tuple[str, ...]) -> str:
    return "entity" if len(kinds) == len(KINDS) else " or ".join(k.lower() for k in kinds)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).removeprefix("the ").split())


def _near(text: str, known: Iterable[str]) -> str:
    folded = {_fold(k): k for k in sorted(known)}
    wanted = _fold(text)
    near = difflib.get_close_matches(wanted, folded, 3, 0.6)
    near += [k for k in folded if k not in near and len(wanted) > 2 and wanted in k][: 5 - len(near)]
    return f"; near: {', '.join(folded[k] for k in near)}" if near else ""


def _labels(store: Store, terms: set[str]) -> dict[str, str]:
    """Return what our IRIs stand for: labels of entities and documents (of several, the commonest), local names."""
    found = {t: name_of(t[1:-1]) for t in terms if t.startswith(f"<{BKG}")}
    ours = sorted(t for t in terms if t.startswith(f"<{ID}"))
    counted: dict[str, collections.Counter[str]] = {}
    for start in range(0, len(ours), _LABELS_AT_ONCE):
        values = " ".join(ours[start:start + _LABELS_AT_ONCE])
        for row in store.select(HEAD + f"SELECT ?e ?label (COUNT(?g) AS ?n) WHERE {{ VALUES ?e {{ {values} }} "
                                "GRAPH ?g { ?e rdfs:label ?label } } GROUP BY ?e ?label"):
            counted.setdefault(node(str(row["e"])), collections.Counter())[str(row["label"])] = int(str(row["n"]))
    return found | {t: _commonest(counted.get(t)) or id_of(t[1:-1]) for t in ours}


def _merge(rows: list[tuple[Cell, ...]], columns: tuple[str, ...], column: str | None) -> list[tuple[Cell, ...]]:
    """Make one row of those that differ in one column alone, its values sorted and joined by "; "."""
    if column is None:
        return rows
    at = columns.index(column)
    grouped: dict[tuple[Cell, ...], set[str]] = {}
    for row in rows:
        values = grouped.setdefault((*row[:at], *row[at + 1:]), set())
        if row[at] is not None:
            values.add(str(row[at]))
    return [(*rest[:at], "; ".join(sorted(values)) or None, *rest[at:]) for rest, values in grouped.items()]


@dataclass(frozen=True, slots=True)
class Node:
    """An entity of the graph; `weight` counts the statements that it is subject, object, matter or speaker of."""

    id: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    iso3: str | None = None
    form: str | None = None
    status: str | None = None
    date: str | None = None
    """Of a meeting: when it took place, if one document says so for sure."""
    weight: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """Where a statement stands: the words, their offsets, and the document with its source."""

    document: str
    start: int
    end: int
    quote: str
    confidence: float
    title: str
    source: str
    url: str | None = field(default=None, compare=False)
    publisher: str | None = field(default=None, compare=False)
    published: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement from its subject to its object or, where an act has none, to one thing that it is about.

    `id` is the statement's, so an act about three topics gives three edges of one id. Entities are ids
    ("country:CHN"), with labels beside them where a reader needs the name. `cited` has the surest citation first.
    """

    id: str
    source: str
    target: str
    relation: str
    kind: str
    """fact | act"""
    stance: str
    speaker: str | None
    speaker_label: str | None
    about: tuple[str, ...]
    about_labels: tuple[str, ...]
    reported_by: str | None
    date: str | None
    end: str | None
    office: str | None
    formula: str | None
    negated: bool
    conditional: bool
    cited: tuple[Citation, ...]

    @property
    def confidence(self) -> float:
        """Return the confidence of the surest citation."""
        return self.cited[0].confidence if self.cited else 0.0


_ENTITIES = """SELECT ?e ?p ?o (COUNT(?g) AS ?n) WHERE {
  VALUES ?p { rdf:type rdfs:label skos:altLabel owl:sameAs bkg:iso3 bkg:form bkg:status bkg:takesPlaceOn }
  GRAPH ?g { ?g bkg:mentions ?e . ?e ?p ?o }
} GROUP BY ?e ?p ?o"""
_WEIGHTS = """SELECT ?e (COUNT(DISTINCT ?s) AS ?n) WHERE {
  VALUES ?p { bkg:subject bkg:object bkg:about bkg:speaker }
  GRAPH ?g { ?s ?p ?e }
} GROUP BY ?e"""
_SAID = "GRAPH ?g { ?s bkg:stance ?any ; ?p ?o } FILTER(?p NOT IN (bkg:evidence, rdf:type, bkg:plover))"
"""All that a statement says but for its evidence. Oxigraph reads plain triples ten times as fast as optional ones."""


def nodes(store: Store) -> tuple[Node, ...]:
    """Return the entities of all documents, sorted by id; of several labels the one that most documents use.

    >>> from kg.store import open_store
    >>> nodes(open_store())
    ()
    """
    known: dict[str, dict[str, collections.Counter[str]]] = {}
    for row in store.select(HEAD + _ENTITIES):
        said = known.setdefault(str(row["e"]), {}).setdefault(_last(str(row["p"])), collections.Counter())
        said[str(row["o"])] = int(str(row["n"]))
    weight = {row["e"]: int(str(row["n"])) for row in store.select(HEAD + _WEIGHTS)}
    return tuple(sorted((_node(e, said, weight.get(e, 0)) for e, said in known.items()), key=lambda n: n.id))


def edges(store: Store, among: Iterable[str] | None = None) -> tuple[Edge, ...]:
    """Return the statements of all documents that join two entities, sorted by relation, source, target and id.

    `among` names the statements to read, by id; without it all are read. Dates of meetings are in their nodes; an act
    without object has one edge to each thing that it is about.

    >>> from kg.store import open_store
    >>> edges(open_store(), among=["3eac94b861d200f4"])
    ()
    """
    only = "" if among is None else values("s", (f"statement:{s}" for s in among))
    said: dict[str, dict[str, list[object]]] = {}
    for row in store.select(HEAD + f"SELECT DISTINCT ?s ?p ?o WHERE {{ {only} {_SAID} }}"):
        said.setdefault(str(row["s"]), {}).setdefault(_last(str(row["p"])), []).append(row["o"])
    cited = _citations(store, only)
    labels = _labels(store, {node(str(e)) for row in said.values() for p in ("speaker", "about") for e in row.get(p, ())})
    found = [e for s, row in said.items() for e in _edges(s, row, labels, cited.get(s, ()))]
    return tuple(sorted(found, key=lambda e: (e.relation, e.source, e.target, e.id)))


def values(variable: str, ids: Iterable[str]) -> str:
    """Return the SPARQL that lets a variable be one of these ids alone.

    >>> values("e", ["country:CHN"])
    'VALUES ?e { <https://w3id.org/bilateral-kg/id/country/CHN> }'
    """
    return f"VALUES ?{variable} {{ {' '.join(sorted(node(iri(id)) for id in ids))} }}"


def _citations(store: Store, only: str = "") -> dict[str, tuple[Citation, ...]]:
    """Return the citations of each statement's IRI, surest first; `only` says which statements ?s are meant."""
    rows = list(store.select(HEAD + f"SELECT ?g ?s ?quote ?start ?end ?confidence WHERE {{ {only} GRAPH ?g {{ "
                             "?s bkg:evidence ?e . ?e bkg:quote ?quote ; bkg:quoteStart ?start ; bkg:quoteEnd ?end ; "
                             "bkg:confidence ?confidence } }"))
    graphs = values("g", {id_of(str(row["g"])) for row in rows}) if only else ""
    documents: dict[object, dict[str, str]] = {}
    for row in store.select(HEAD + f"SELECT ?g ?p ?o WHERE {{ {graphs} GRAPH ?g {{ ?g a bkg:Document ; ?p ?o }} FILTER(?p "
                            "IN (rdfs:label, bkg:source, bkg:url, bkg:publisher, bkg:published)) }"):
        documents.setdefault(row["g"], {})[_last(str(row["p"]))] = str(row["o"])
    found: dict[str, list[Citation]] = {}
    for row in rows:
        d = documents[row["g"]]
        found.setdefault(str(row["s"]), []).append(Citation(
            id_of(str(row["g"])).partition(":")[2], int(str(row["start"])), int(str(row["end"])), str(row["quote"]),
            float(str(row["confidence"])), d.get("label", ""), d["source"], d.get("url"), d.get("publisher"),
            d.get("published")))
    return {s: tuple(sorted(c, key=lambda c: (-c.confidence, c))) for s, c in found.items()}


def _node(iri: str, said: dict[str, collections.Counter[str]], weight: int) -> Node:
    def most(name: str) -> str | None:
        return _commonest(said.get(name))

    label = most("label") or id_of(iri)
    names = {*said.get("label", ()), *said.get("altLabel", ())} - {label}
    return Node(id_of(iri), name_of(most("type") or ""), label, tuple(sorted(names)),
                tuple(sorted(said.get("sameAs", ()))), most("iso3"), most("form"), most("status"),
                most("takesPlaceOn"), weight)


def _commonest(counted: collections.Counter[str] | None) -> str | None:
    return min(counted, key=lambda x: (-counted[x], x)) if counted else None


def _edges(statement: str, said: dict[str, list[object]], labels: dict[str, str],
           cited: tuple[Citation, ...]) -> Iterator[Edge]:
    def one(name: str) -> str | None:
        return str(said[name][0]) if name in said else None

    def id(name: str) -> str | None:
        return id_of(str(said[name][0])) if name in said else None

    def label(iri: str) -> str:
        return labels.get(node(iri), id_of(iri))

    relation, target, speaker = name_of(one("relation") or ""), one("object"), one("speaker")
    if target is not None and not target.startswith(ID):
        return  # a date
    about = tuple(sorted((id_of(str(a)), label(str(a))) for a in said.get("about", ())))
    things, names = tuple(a for a, _ in about), tuple(name for _, name in about)
    for end in things if target is None else (id_of(target),):
        yield Edge(statement.rpartition("/")[2], id("subject") or "", end, relation,
                   ontology.relation(relation).kind, name_of(one("stance") or ""), id("speaker"),
                   label(speaker) if speaker else None, things, names, id("reportedBy"), one("date"), one("end"),
                   one("office"), one("label"), bool(said["negated"][0]), bool(said["conditional"][0]), cited)


def _last(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
