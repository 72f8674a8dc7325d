"""Named queries in queries/*.rq, and free SPARQL -> rows; the graph as nodes and edges."""

from __future__ import annotations

import collections
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.contracts import Store
from kg.model import KINDS
from kg.vocab import ACTS, BKG, ID, PREFIXES, id_of, name_of

HEAD = "".join(f"PREFIX {k}: <{v}> " for k, v in PREFIXES.items())
"""The prefixes in one line, so that a line number in an error message stays right from line 2 on."""


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


def nodes(store: Store) -> tuple[Node, ...]:
    """Return the entities of all documents, sorted by id; of several labels the one that most documents use.

    >>> from kg.store import open_store
    >>> nodes(open_store())
    ()
    """
    kinds = " ".join(f"bkg:{k}" for k in KINDS)
    rows = store.select(HEAD + f"SELECT ?e ?p ?o WHERE {{ VALUES ?kind {{ {kinds} }} "
                        "GRAPH ?g { ?e a ?kind ; ?p ?o } FILTER(!STRSTARTS(STR(?p), STR(bkg:)) || "
                        "?p IN (bkg:iso3, bkg:form, bkg:status)) }")
    known: dict[str, dict[str, collections.Counter[str]]] = {}
    for row in rows:
        said = known.setdefault(str(row["e"]), {})
        said.setdefault(_last(str(row["p"])), collections.Counter())[str(row["o"])] += 1
    statements = tuple(_statements(store))
    weight = collections.Counter(x for s in statements for x in {*s.all("subject"), *s.all("object"), *s.all("about"),
                                                                 *s.all("speaker")})
    dates: dict[str, collections.Counter[str]] = {}
    for s in statements:
        if s.one("relation") == BKG + "takesPlaceOn" and s.holds:
            dates.setdefault(s.one("subject") or "", collections.Counter())[s.one("object") or ""] += 1
    return tuple(sorted((_node(e, said, weight[e], dates.get(e)) for e, said in known.items()), key=lambda n: n.id))


def edges(store: Store) -> tuple[Edge, ...]:
    """Return the statements of all documents that join two entities, sorted by relation, source, target and id.

    Dates of meetings are in their nodes; an act without object has one edge to each thing that it is about.
    """
    labels = {n.id: n.label for n in nodes(store)}
    cited = _citations(store)
    found = [e for s in _statements(store) for e in _edges(s, labels, cited.get(s.id, ()))]
    return tuple(sorted(found, key=lambda e: (e.relation, e.source, e.target, e.id)))


@dataclass(frozen=True, slots=True)
class _Said:
    """The properties of a statement as the store tells them: local name -> values."""

    id: str
    known: dict[str, set[str]]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(self.known.get(name, ())))

    def one(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    def ids(self, name: str) -> tuple[str, ...]:
        return tuple(id_of(x) for x in self.all(name) if x.startswith(ID))

    def id_or_none(self, name: str) -> str | None:
        return next(iter(self.ids(name)), None)

    @property
    def holds(self) -> bool:
        return self.one("stance") == BKG + "asserted" and "True" not in (self.one("negated"), self.one("conditional"))


def _statements(store: Store) -> Iterator[_Said]:
    rows = store.select(HEAD + "SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s a bkg:Statement ; ?p ?o } }")
    grouped: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        grouped.setdefault(str(row["s"]), {}).setdefault(_last(str(row["p"])), set()).add(str(row["o"]))
    for s in sorted(grouped):
        yield _Said(s, grouped[s])


def _citations(store: Store) -> dict[str, tuple[Citation, ...]]:
    """Return the citations of each statement's IRI, surest first."""
    documents = {row["g"]: row for row in store.select(
        HEAD + "SELECT ?g ?title ?source ?url ?publisher ?published WHERE { GRAPH ?g { ?g a bkg:Document ; "
        "rdfs:label ?title ; bkg:source ?source OPTIONAL { ?g bkg:url ?url } "
        "OPTIONAL { ?g bkg:publisher ?publisher } OPTIONAL { ?g bkg:published ?published } } }")}
    found: dict[str, list[Citation]] = {}
    for row in store.select(HEAD + "SELECT ?g ?s ?quote ?start ?end ?confidence WHERE { GRAPH ?g { "
                            "?s bkg:evidence ?e . ?e bkg:quote ?quote ; bkg:quoteStart ?start ; bkg:quoteEnd ?end ; "
                            "bkg:confidence ?confidence } }"):
        d = documents[row["g"]]
        url, publisher, published = (None if d[k] is None else str(d[k]) for k in ("url", "publisher", "published"))
        found.setdefault(str(row["s"]), []).append(Citation(
            id_of(str(row["g"])).partition(":")[2], int(str(row["start"])), int(str(row["end"])), str(row["quote"]),
            float(str(row["confidence"])), str(d["title"]), str(d["source"]), url, publisher, published))
    return {s: tuple(sorted(c, key=lambda c: (-c.confidence, c))) for s, c in found.items()}


def _node(iri: str, said: dict[str, collections.Counter[str]], weight: int,
          dates: collections.Counter[str] | None) -> Node:
    def most(name: str) -> str | None:
        return _commonest(said.get(name))

    label = most("label") or id_of(iri)
    names = {*said.get("label", ()), *said.get("altLabel", ())} - {label}
    return Node(id_of(iri), name_of(most("type") or ""), label, tuple(sorted(names)),
                tuple(sorted(said.get("sameAs", ()))), most("iso3"), most("form"), most("status"),
                _commonest(dates), weight)


def _commonest(counted: collections.Counter[str] | None) -> str | None:
    return min(counted, key=lambda x: (-counted[x], x)) if counted else None


def _edges(s: _Said, labels: dict[str, str], cited: tuple[Citation, ...]) -> Iterator[Edge]:
    relation = name_of(s.one("relation") or "")
    about = s.ids("about")
    speaker = s.id_or_none("speaker")
    for target in s.ids("object") or (about if s.one("object") is None else ()):
        yield Edge(id_of(s.id).partition(":")[2], s.ids("subject")[0], target, relation,
                   "act" if relation in ACTS else "fact", name_of(s.one("stance") or ""), speaker,
                   labels.get(speaker or ""), about, tuple(labels.get(a, a) for a in about),
                   s.id_or_none("reportedBy"), s.one("date"), s.one("end"), s.one("office"), s.one("label"),
                   s.one("negated") == "True", s.one("conditional") == "True", cited)


def _last(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
