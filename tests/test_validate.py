"""Shapes: sound graphs pass, each shape sees the graph that breaks it, and both ways of asking see the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from kg.contracts import Quad
from kg.model import Entity, Extraction, PartialDate, Qualifiers, Statement
from kg.rdf import Run, to_quads
from kg.validate import Violation, breaches, focus_nodes, rules, validate
from kg.vocab import OWL, PROV, RDF, RDFS, SKOS, bkg, data, iri, literal, node
from tests.conftest import cite, sample

CHN, PAK, LI, KHAN, TALKS = "country:CHN", "country:PAK", "person:li-ming", "person:sara-khan", "meeting:4d1a"
SUPPORT = Statement(CHN, "supports", PAK, ("topic:sovereignty",), speaker=LI,
                    evidence=cite("China firmly supports Pakistan in safeguarding its sovereignty", "acts", 0.8))
TIES = next(s for s in sample().statements if s.relation == "describesTiesAs")
OFFICE = next(s for s in sample().statements if s.relation == "represents" and s.subject == KHAN)
CITED = SUPPORT.evidence


def this(statement: Statement) -> str:
    return node(iri(f"statement:{statement.id}"))


def told() -> Extraction:
    """Return an extraction in whose graph every shape looks at something."""
    found, bank = sample(), Entity("org:bank", "Organization", "the Bank")
    first = Entity("meeting:1", "Meeting", "Second China-Pakistan Forum", form="conference")
    dated = Statement(CHN, "establishesTies", PAK, qualifiers=Qualifiers(date=PartialDate("1951")), evidence=CITED)
    later = Statement(TALKS, "takesPlaceOn", "2031-06", evidence=CITED)
    attended = Statement(CHN, "takesPartIn", first.id, evidence=CITED)
    return replace(found, entities=(*found.entities, first, bank), statements=(*found.statements, dated, later, attended))


def whole() -> list[Quad]:
    return list(to_quads(told(), run=Run("kg 1", "a model")))


GRAPH = node(iri("document:" + sample().document.id))


def with_(*triples: tuple[str, str, str]) -> list[Quad]:
    return [*whole(), *((s, p, o, GRAPH) for s, p, o in triples)]


def without(subject: str, predicate: str) -> list[Quad]:
    kept = [q for q in whole() if (q[0], q[1]) != (subject, predicate)]
    assert len(kept) < len(whole())
    return kept


def changed(subject: str, predicate: str, value: str) -> list[Quad]:
    return [*without(subject, predicate), (subject, predicate, value, GRAPH)]


def saying(statement: Statement) -> list[Quad]:
    """Return the sound graph with one statement more."""
    return [*whole(), *to_quads(replace(told(), statements=(replace(statement, evidence=CITED),)))]


def one(kind: str) -> str:
    """Return the first node of a kind."""
    return min(s for s, p, o, _ in whole() if p == node(RDF + "type") and o == node(bkg(kind)))


LABEL, TYPE = node(RDFS + "label"), node(RDF + "type")
OTHER = node("https://example.org/x")

MUTANTS: list[tuple[str, Callable[[], Iterable[Quad]]]] = [
    ("Document", lambda: without(GRAPH, node(bkg("sha256")))),
    ("Document", lambda: changed(GRAPH, node(bkg("published")), literal("March 2031"))),
    ("Dated", lambda: changed(GRAPH, node(bkg("edtf")), literal("2031?"))),
    ("Document", lambda: with_((GRAPH, node(bkg("source")), literal("another.txt")))),
    ("Run", lambda: without(one("Run"), node(bkg("program")))),
    ("Run", lambda: changed(one("Run"), node(PROV + "used"), node(iri(CHN)))),
    ("Entity", lambda: with_((node(iri(CHN)), TYPE, node(bkg("Person"))))),
    ("Entity", lambda: with_((node(iri(CHN)), LABEL, literal("PRC")))),
    ("Entity", lambda: changed(node(iri(LI)), LABEL, literal(""))),
    ("Entity", lambda: with_((node(iri(CHN)), node(OWL + "sameAs"), literal("Q148")))),
    ("Country", lambda: without(node(iri(CHN)), node(bkg("iso3")))),
    ("Country", lambda: changed(node(iri(CHN)), node(bkg("iso3")), literal("China"))),
    *((kind, lambda kind=kind: with_((OTHER, TYPE, node(bkg(kind))))) for kind in (
        "Country", "Person", "Organization", "Place", "Project", "Topic", "Meeting", "Agreement")),
    ("Meeting", lambda: changed(one("Meeting"), node(bkg("ordinal")), literal(0))),
    ("Meeting", lambda: with_((node(iri(TALKS)), node(bkg("hasForm")), node(iri("agreement-form:treaty"))))),
    ("Agreement", lambda: with_((one("Agreement"), node(bkg("status")), literal("in force")))),
    ("Post", lambda: without(one("Post"), node(bkg("postIn")))),
    ("Post", lambda: without(this(OFFICE), node(bkg("post")))),  # an office without a holder
    ("MeetingSeries", lambda: without(one("MeetingSeries"), LABEL)),
    ("Ties", lambda: with_((one("Ties"), node(bkg("between")), node(iri("country:IND"))))),
    ("Formula", lambda: without(one("Formula"), node(SKOS + "inScheme"))),
    ("Formula", lambda: without(this(TIES), node(bkg("formula")))),
    ("Statement", lambda: without(this(SUPPORT), node(bkg("evidence")))),
    ("Statement", lambda: changed(this(SUPPORT), node(bkg("stance")), node(bkg("Actor")))),
    ("Statement", lambda: changed(this(SUPPORT), node(bkg("relation")), node(bkg("quote")))),
    ("Statement", lambda: changed(this(SUPPORT), node(bkg("speaker")), node(iri("place:lanzhou")))),
    ("Statement", lambda: with_((this(SUPPORT), node(bkg("negated")), literal(True)))),
    ("Statement", lambda: changed(this(SUPPORT), node(bkg("subject")), OTHER)),
    ("Statement", lambda: with_((this(SUPPORT), node(bkg("date")), literal("in spring")))),
    ("Dated", lambda: with_((this(SUPPORT), node(bkg("earliest")), literal(PartialDate("2031-02-02"))),
                            (this(SUPPORT), node(bkg("latest")), literal(PartialDate("2031-02-01"))))),
    ("Evidence", lambda: without(one("Evidence"), node(bkg("quote")))),
    ("Evidence", lambda: without(one("Evidence"), node(PROV + "wasDerivedFrom"))),
    ("Evidence", lambda: changed(one("Evidence"), node(bkg("confidence")), literal(1.5))),
    ("Evidence", lambda: changed(one("Evidence"), node(bkg("quoteStart")), literal(-1))),
    ("Evidence", lambda: with_((OTHER, TYPE, node(bkg("Evidence"))))),
    ("Subject", lambda: saying(Statement("place:lanzhou", "supports", PAK))),
    ("Subject", lambda: saying(Statement("agreement:protocol-customs-cooperation", "partyTo", "agreement:protocol-customs-cooperation"))),
    ("Object", lambda: saying(Statement(CHN, "supports", "place:lanzhou"))),
    ("Object", lambda: with_((this(SUPPORT), node(bkg("object")), literal("Pakistan")))),
    ("Object", lambda: changed(this(next(s for s in sample().statements if s.relation == "takesPlaceOn")), node(bkg("object")),
                               node(iri(CHN)))),
    ("Complete", lambda: saying(Statement(CHN, "pledges"))),
    ("Complete", lambda: saying(Statement(CHN, "partyTo", None, ("topic:trade",)))),
    ("Qualifiers", lambda: saying(Statement(CHN, "memberOf", CHN, qualifiers=Qualifiers(office="chair")))),
    ("Qualifiers", lambda: saying(Statement(CHN, "thanks", PAK, qualifiers=Qualifiers(label="iron friends")))),
    ("TwoThings", lambda: saying(Statement(CHN, "thanks", CHN))),
    ("SameKind", lambda: saying(Statement(TALKS, "partOf", "project:cpec"))),
    ("EventClass", lambda: changed(this(SUPPORT), node(bkg("plover")), literal("AID"))),
    ("EventClass", lambda: with_((this(OFFICE), node(bkg("plover")), literal("SUPPORT")))),
    ("Quoted", lambda: changed(one("Evidence"), node(bkg("quote")), literal("China did not say so."))),
    ("Surroundings", lambda: changed(one("Evidence"), node(bkg("prefix")), literal("said no such thing: "))),
    ("Surroundings", lambda: changed(one("Evidence"), node(bkg("suffix")), literal(" and more"))),
    ("Edge", lambda: with_((node(iri(CHN)), node(bkg("pledges")), node(iri(PAK))))),
    ("Planned", lambda: without(this(Statement(TALKS, "takesPlaceOn", "2031-06")), node(bkg("planned")))),
    ("Done", lambda: saying(Statement(CHN, "aids", PAK, qualifiers=Qualifiers(date=PartialDate("2031-03-05"))))),
]

WARNED: list[tuple[str, Callable[[], Iterable[Quad]]]] = [
    ("Committed", lambda: saying(Statement("org:bank", "pledges", CHN, stance="committed", speaker=LI))),
    ("Attended", lambda: with_((node(iri("meeting:empty")), TYPE, node(bkg("Meeting")))))]


def seen(quads: Iterable[Quad], *, warning: bool = False) -> set[str]:
    return {v.shape for v in validate(quads) if v.warning is warning}


IN_SPARQL = {rule.shape for rule in rules()}


def test_sound_graphs_pass(sample_extraction: Extraction, second_extraction: Extraction) -> None:
    for found in (sample_extraction, second_extraction):
        assert validate(to_quads(found)) == ()
    assert validate(whole()) == ()


def test_in_the_sound_graph_every_shape_looks_at_something() -> None:
    counted = focus_nodes(whole())
    assert len(counted) == 32 and all(counted.values()), [shape for shape, n in counted.items() if not n]


@pytest.mark.parametrize(("shape", "mutant"), MUTANTS, ids=[f"{i}-{shape}" for i, (shape, _) in enumerate(MUTANTS)])
def test_a_graph_that_breaks_a_shape_is_caught_by_it(shape: str, mutant: Callable[[], Iterable[Quad]]) -> None:
    quads = list(mutant())
    assert shape in ({v.shape for v in breaches(quads)} if shape in IN_SPARQL else seen(quads))


@pytest.mark.parametrize(("shape", "mutant"), WARNED, ids=[shape for shape, _ in WARNED])
def test_what_may_be_right_is_a_warning(shape: str, mutant: Callable[[], Iterable[Quad]]) -> None:
    quads = list(mutant())
    assert shape in seen(quads, warning=True) and shape not in seen(quads)


def test_every_shape_has_a_graph_that_breaks_it() -> None:
    assert {shape for shape, _ in (*MUTANTS, *WARNED)} == set(focus_nodes(()))


class Asked(rdflib.Graph):
    """A graph that reads the text of a query once: pySHACL asks it anew for every node."""

    def query(self, query_object: Any, *given: Any, **named: Any) -> rdflib.query.Result:
        text = query_object if isinstance(query_object, str) else ""
        return super().query(prepared(text) if text else query_object, *given, **named)


@cache
def prepared(text: str) -> Any:
    return prepareQuery(text)


def test_pyshacl_and_oxigraph_see_the_same_in_the_rules_in_sparql() -> None:
    """pySHACL asks each rule for every node, as the standard has it; a build asks once for all."""
    import pyshacl

    shacl = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    quads = {q for shape, mutant in MUTANTS if shape in IN_SPARQL for q in mutant()}
    graph = Asked().parse(data("bilateral.ttl"))
    graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o, _ in quads), format="nt")
    _, results, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data("shapes.ttl")), inplace=True)
    told = {(str(results.value(r, shacl.focusNode)), str(results.value(r, shacl.resultMessage)))
            for r in results.subjects(rdflib.RDF.type, shacl.ValidationResult)}
    messages = {rule.message for rule in rules()}
    assert {x for x in told if x[1] in messages} == {(v.focus, v.message) for v in breaches(quads, warnings=True)} != set()
    assert len({v.shape for v in breaches(quads)}) > 9


def test_a_violation_says_where_and_what() -> None:
    quads = changed(one("Evidence"), node(bkg("confidence")), literal(1.5))
    [violation] = [v for v in validate(quads) if v.shape == "Evidence"]
    assert violation == Violation(one("Evidence")[1:-1], bkg("confidence"), violation.message, "1.5", "Evidence")
    assert "1.0" in violation.message
