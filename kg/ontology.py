"""ontology/bilateral.ttl -> relation types; says whether a statement is legal."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from kg.errors import VocabularyError
from kg.model import KINDS, STANCES, PartialDate, Statement
from kg.vocab import BKG, OWL, RDF, RDFS, SKOS, data

DATE_RANGE = frozenset({"Date"})
"""The range of the relation whose object is a date literal."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A type of statement: the kinds of its subject and object, and how it is called.

    `kind` is fact or act; `plover` the PLOVER event type of an act. Where `same_kind` is set, both ends are of one kind.
    """

    name: str
    kind: str
    domain: frozenset[str]
    range: frozenset[str]
    symmetric: bool
    same_kind: bool
    plover: str | None
    label: str
    definition: str


@functools.cache
def relations() -> dict[str, Relation]:
    """Return all relations by name, as the Turtle defines them.

    >>> relations()["supports"].plover, sorted(relations()["represents"].range)
    ('SUPPORT', ['Country', 'Organization'])
    """
    triples = _triples()
    kinds = _kinds(triples)
    found = {}
    for cls in ("Fact", "Act"):
        for iri in sorted(s for s, p, o in triples if p == RDF + "type" and o == BKG + cls):
            known = {(p, o) for s, p, o in triples if s == iri}
            one = dict(sorted(known, reverse=True))
            domain, range_ = one[RDFS + "domain"], one.get(RDFS + "range")
            found[iri.removeprefix(BKG)] = Relation(
                iri.removeprefix(BKG), cls.lower(), kinds[domain], kinds[range_] if range_ else DATE_RANGE,
                (RDF + "type", OWL + "SymmetricProperty") in known, domain == range_ == BKG + "Composite",
                one.get(BKG + "plover"), one[RDFS + "label"], one[SKOS + "definition"])
    return found


@functools.cache
def topics() -> dict[str, tuple[str, str]]:
    """Return the topics of ontology/topics.ttl by id: label and broader group.

    >>> topics()["vaccines"]
    ('Vaccines', 'society')
    """
    triples = _triples("topics.ttl")
    labels = {s: o for s, p, o in triples if p == SKOS + "prefLabel"}
    return {s.rpartition("/")[2]: (labels[s], o.rpartition("/")[2]) for s, p, o in triples if p == SKOS + "broader"}


def relation(name: str) -> Relation:
    """Return a relation by its name; VocabularyError where there is none.

    >>> relation("suports")
    Traceback (most recent call last):
    kg.errors.VocabularyError: there is no relation 'suports'; did you mean 'supports'?
    """
    known = relations()
    if name in known:
        return known[name]
    import difflib

    near = difflib.get_close_matches(name, known, 1)
    raise VocabularyError(f"there is no relation {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def check(statement: Statement, kind_of: Callable[[str], str]) -> None:
    """Raise VocabularyError where a statement is not legal; `kind_of` tells the kind of an entity from its id.

    Legal is a known relation and stance, a subject and an object of the relation's kinds, and for an act an object
    or something that it is about.

    >>> kinds = {"person:li-ming": "Person", "country:CHN": "Country"}
    >>> check(Statement("person:li-ming", "represents", "country:CHN"), kinds.__getitem__)
    >>> check(Statement("country:CHN", "represents", "person:li-ming"), kinds.__getitem__)
    Traceback (most recent call last):
    kg.errors.VocabularyError: country:CHN represents person:li-ming: the subject is of kind Country, expected Person
    """
    type_ = relation(statement.relation)
    said = f"{statement.subject} {statement.relation} {statement.object or ''}".rstrip()
    if statement.stance not in STANCES:
        raise VocabularyError(f"{said}: there is no stance {statement.stance!r}, expected {', '.join(STANCES)}")
    subject = kind_of(statement.subject)
    if subject not in type_.domain:
        raise VocabularyError(f"{said}: the subject is of kind {subject}, expected {_either(type_.domain)}")
    if statement.object is None:
        if type_.kind == "fact":
            raise VocabularyError(f"{said}: a fact needs an object")
        if not statement.about:
            raise VocabularyError(f"{said}: an act needs an object or something that it is about")
        return
    if type_.range == DATE_RANGE:
        _check_date(statement.object, said)
        return
    found = kind_of(statement.object)
    if found not in type_.range:
        raise VocabularyError(f"{said}: the object is of kind {found}, expected {_either(type_.range)}")
    if type_.same_kind and found != subject:
        raise VocabularyError(f"{said}: {subject} and {found} cannot be part of each other")


def _check_date(text: str, said: str) -> None:
    try:
        PartialDate(text)
    except ValueError as error:
        raise VocabularyError(f"{said}: {error}") from None


def _either(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds))


def _triples(name: str = "bilateral.ttl") -> tuple[tuple[str, str, str], ...]:
    import pyoxigraph  # reads Turtle in a few milliseconds

    with data(name).open("rb") as file:
        quads = pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.TURTLE)
        return tuple((q.subject.value, q.predicate.value, q.object.value) for q in quads)


def _kinds(triples: tuple[tuple[str, str, str], ...]) -> dict[str, frozenset[str]]:
    """Return for each class the kinds of entity that are below it, itself included."""
    above: dict[str, set[str]] = {}
    for s, p, o in triples:
        if p == RDFS + "subClassOf":
            above.setdefault(s, set()).add(o)
    found: dict[str, set[str]] = {}
    for kind in KINDS:
        todo = {BKG + kind}
        while todo:
            cls = todo.pop()
            found.setdefault(cls, set()).add(kind)
            todo |= above.get(cls, set())
    return {cls: frozenset(kinds) for cls, kinds in found.items()}
