"""ontology/bilateral.ttl -> relation types; says whether a statement is legal."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields

from kg.errors import VocabularyError
from kg.model import KINDS, STANCES, PartialDate, Statement
from kg.vocab import BKG, OWL, RDF, RDFS, SKOS, id_of, triples

DATE_RANGE = frozenset({"Date"})
"""The range of the relation whose object is a date literal."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A type of statement: the kinds of its subject and object, what qualifies it, and how it is called.

    `kind` is fact or act; `plover` and `event` are the PLOVER type and the class of events of an act. Where `same_kind` is
    set, both ends are of one kind; where `irreflexive` is, they are two things. `qualifiers` are names of `model.Qualifiers`.
    """

    name: str
    kind: str
    domain: frozenset[str]
    range: frozenset[str]
    symmetric: bool
    irreflexive: bool
    same_kind: bool
    qualifiers: frozenset[str]
    plover: str | None
    event: str | None
    label: str
    definition: str


@functools.cache
def relations() -> dict[str, Relation]:
    """Return all relations by name, as the Turtle defines them.

    >>> relations()["supports"].plover, sorted(relations()["represents"].range)
    ('SUPPORT', ['Country', 'Organization'])
    >>> sorted(relations()["represents"].qualifiers)
    ['date', 'end', 'office']
    """
    said: dict[str, dict[str, list[str]]] = {}
    for s, p, o in triples():
        said.setdefault(s, {}).setdefault(p, []).append(o)
    above, everywhere = _above(), said[BKG + "Relation"][BKG + "allows"]
    return {iri.removeprefix(BKG): _relation(iri, cls.lower(), known, above, everywhere)
            for cls in ("Fact", "Act") for iri, known in sorted(said.items()) if BKG + cls in known.get(RDF + "type", ())}


def _relation(iri: str, kind: str, known: dict[str, list[str]], above: dict[str, frozenset[str]],
              everywhere: list[str]) -> Relation:
    [domain], [range_] = known[RDFS + "domain"], known[RDFS + "range"]
    types = known[RDF + "type"]
    return Relation(
        iri.removeprefix(BKG), kind, _kinds(domain, above), DATE_RANGE if range_ == RDFS + "Literal" else _kinds(range_, above),
        OWL + "SymmetricProperty" in types, OWL + "IrreflexiveProperty" in types, domain == range_ == BKG + "Composite",
        frozenset(q.removeprefix(BKG) for q in (*everywhere, *known.get(BKG + "allows", ()))),
        next(iter(known.get(BKG + "plover", ())), None),
        next((e.removeprefix(BKG) for e in known.get(BKG + "eventClass", ())), None),
        known[RDFS + "label"][0], known[SKOS + "definition"][0])


@functools.cache
def topics() -> dict[str, tuple[str, str]]:
    """Return the topics of ontology/topics.ttl by id: label and broader group.

    >>> topics()["vaccines"]
    ('Vaccines', 'society')
    """
    labels = {s: o for s, p, o in triples("topics.ttl") if p == SKOS + "prefLabel"}
    return {s.rpartition("/")[2]: (labels[s], o.rpartition("/")[2])
            for s, p, o in triples("topics.ttl") if p == SKOS + "broader"}


@functools.cache
def concepts(cls: str) -> dict[str, str]:
    """Return the concepts of a class of ontology/forms.ttl by the words that stand for them, with their ids.

    >>> concepts("Status")["in force"]
    'agreement-status:in-force'
    """
    inside = {s for s, p, o in triples("forms.ttl") if p == RDF + "type" and o == BKG + cls}
    return {o: id_of(s) for s, p, o in triples("forms.ttl") if p == SKOS + "notation" and s in inside}


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

    Legal is a known relation and stance, qualifiers that the relation allows, a subject and an object of the relation's
    kinds, two of them where the relation joins nothing to itself, and for an act an object or something that it is about.

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
    for name in sorted(f.name for f in fields(statement.qualifiers) if getattr(statement.qualifiers, f.name) is not None):
        if name not in type_.qualifiers:
            raise VocabularyError(f"{said}: {statement.relation} takes no {name}")
    subject = kind_of(statement.subject)
    if subject not in type_.domain:
        raise VocabularyError(f"{said}: the subject is of kind {subject}, expected {_either(type_.domain)}")
    if statement.object is not None:
        _check_object(statement, statement.object, type_, subject, kind_of, said)
    elif type_.kind == "fact":
        raise VocabularyError(f"{said}: a fact needs an object")
    elif not statement.about:
        raise VocabularyError(f"{said}: an act needs an object or something that it is about")


def _check_object(statement: Statement, obj: str, type_: Relation, subject: str, kind_of: Callable[[str], str], said: str) -> None:
    if type_.range == DATE_RANGE:
        _check_date(obj, said)
        return
    found = kind_of(obj)
    if found not in type_.range:
        raise VocabularyError(f"{said}: the object is of kind {found}, expected {_either(type_.range)}")
    if type_.same_kind and found != subject:
        raise VocabularyError(f"{said}: {subject} and {found} cannot be part of each other")
    if type_.irreflexive and obj == statement.subject:
        raise VocabularyError(f"{said}: nothing stands in this relation to itself")


def _check_date(text: str, said: str) -> None:
    try:
        PartialDate(text)
    except ValueError as error:
        raise VocabularyError(f"{said}: {error}") from None


def _either(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds))


def _kinds(cls: str, above: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the kinds of entity that are below a class, itself included."""
    return frozenset(kind for kind in KINDS if cls in above[BKG + kind])


def _above() -> dict[str, frozenset[str]]:
    """Return for each class the classes above it, itself included."""
    direct: dict[str, set[str]] = {}
    for s, p, o in triples():
        if p == RDFS + "subClassOf":
            direct.setdefault(s, set()).add(o)
    found = {}
    for cls in (*direct, BKG + "Entity"):
        todo, seen = {cls}, set()
        while todo:
            seen.add(next_ := todo.pop())
            todo |= direct.get(next_, set()) - seen
        found[cls] = frozenset(seen)
    return found
