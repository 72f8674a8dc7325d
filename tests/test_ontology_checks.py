"""The ontology by itself: consistent, within OWL 2 RL, free of the pitfalls of OOPS! that a program can see, and read by others."""

from __future__ import annotations

import importlib.util
import itertools
import re
from pathlib import Path
from types import ModuleType

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from kg import ontology
from kg.model import KINDS, Extraction
from kg.rdf import to_quads
from kg.vocab import BKG, data, terms

ROOT = Path(__file__).parents[1]
TERM = rdflib.Namespace(BKG)
PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty)
OURS = ("bilateral.ttl", "alignments.ttl", "topics.ttl", "forms.ttl", "countries.ttl")


@pytest.fixture(scope="module")
def turtle() -> rdflib.Graph:
    return rdflib.Graph().parse(data("bilateral.ttl"))


@pytest.fixture(scope="module")
def makers() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tools_ontology", ROOT / "tools" / "ontology.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def properties(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    return {s for kind in PROPERTY_TYPES for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)}


def classes(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    return {s for s in graph.subjects(RDF.type, OWL.Class) if str(s).startswith(BKG) and isinstance(s, rdflib.URIRef)}


def closed(graph: rdflib.Graph) -> list[str]:
    """Return the contradictions that OWL 2 RL finds."""
    import owlrl

    # Not with its own readings of datatypes: owlrl leaves some of them behind, and gMonthDay is then read wrongly by all that follow.
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, improved_datatypes=False).expand(graph)
    return [str(o) for o in graph.objects(None, rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error"))]


def test_a_graph_of_ours_contradicts_nothing(turtle: rdflib.Graph, sample_extraction: Extraction) -> None:
    graph = rdflib.Graph() + turtle
    graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o, _ in to_quads(sample_extraction)), format="nt")
    assert closed(graph) == []


def test_the_reasoner_would_have_seen_a_contradiction(turtle: rdflib.Graph) -> None:
    thing = rdflib.URIRef("https://example.org/x")
    graph = rdflib.Graph() + turtle
    graph.add((thing, TERM.partyTo, thing))  # a party and an agreement at once
    assert closed(graph)


def test_only_what_owl_2_rl_knows_is_used(turtle: rdflib.Graph) -> None:
    used = {p for p in turtle.predicates() if p in OWL} | {o for o in turtle.objects(None, RDF.type) if o in OWL}
    assert used <= {
        OWL.AllDisjointClasses, OWL.AnnotationProperty, OWL.Class, OWL.DatatypeProperty, OWL.IrreflexiveProperty,
        OWL.NamedIndividual, OWL.ObjectProperty, OWL.Ontology, OWL.SymmetricProperty, OWL.backwardCompatibleWith,
        OWL.inverseOf, OWL.members, OWL.priorVersion, OWL.propertyChainAxiom, OWL.versionIRI, OWL.versionInfo}
    assert {o for o in turtle.objects(None, RDF.type) if o == RDF.Property} == {RDF.Property}
    assert [str(s) for s in turtle.subjects(RDF.type, RDF.Property)] == [BKG + "object"]  # takes things and dates


def test_every_property_is_used_or_says_who_may_use_it(turtle: rdflib.Graph) -> None:
    sources = "\n".join(p.read_text(encoding="utf-8") for p in [*(ROOT / "kg").rglob("*.py"), *(ROOT / "tools").glob("*.py")])
    idle = []
    for prop in properties(turtle):
        name = str(prop).removeprefix(BKG)
        written = name in ontology.relations() or f'"{name}"' in sources
        use = str(turtle.value(prop, TERM.use) or "")
        assert use in ("", "inferred", "reserved"), name
        if not written and not use:
            idle.append(name)
        assert not (use and name in ontology.relations()), f"{name} is extracted"
    assert idle == []


def test_every_class_is_of_use(turtle: rdflib.Graph) -> None:
    events = {r.event for r in ontology.relations().values()}
    sources = (ROOT / "kg" / "rdf.py").read_text(encoding="utf-8") + (ROOT / "kg" / "quarantine.py").read_text(encoding="utf-8")
    forms = {o for o in rdflib.Graph().parse(data("forms.ttl")).objects(None, RDF.type)}
    ends = {o for p in (RDFS.domain, RDFS.range, RDFS.subClassOf) for o in turtle.objects(None, p)}
    instances = set(turtle.objects(None, RDF.type))
    for cls in classes(turtle):
        name = str(cls).removeprefix(BKG)
        assert (name in KINDS or name in events or f'"{name}"' in sources or cls in forms | ends | instances), name


def test_imports_lead_somewhere() -> None:
    graphs = [rdflib.Graph().parse(data(name)) for name in OURS]
    known = {s for g in graphs for s in g.subjects(RDF.type, OWL.Ontology)}
    wanted = {o for g in graphs for o in g.objects(None, OWL.imports)}
    assert wanted and wanted <= known


# Pitfalls, numbered as in the catalogue of OOPS! (https://oops.linkeddata.es/catalogue.jsp)


def test_p05_p25_p26_inverses_turn_domain_and_range_around(turtle: rdflib.Graph) -> None:
    pairs = list(turtle.subject_objects(OWL.inverseOf))
    assert len(pairs) > 10
    for one, other in pairs:
        assert one != other
        assert (one, RDF.type, OWL.SymmetricProperty) not in turtle and (other, RDF.type, OWL.SymmetricProperty) not in turtle
        assert turtle.value(one, RDFS.domain) == turtle.value(other, RDFS.range)
        assert turtle.value(one, RDFS.range) == turtle.value(other, RDFS.domain)


def test_p10_the_kinds_exclude_each_other(turtle: rdflib.Graph) -> None:
    apart = [{str(c).removeprefix(BKG) for c in turtle.items(members)} for members in turtle.objects(None, OWL.members)]
    assert set(KINDS) in apart
    assert {"Entity", "Document", "Statement", "Evidence"} <= max(apart, key=lambda names: "Document" in names)


def test_p11_p19_every_property_has_one_domain_and_one_range(turtle: rdflib.Graph) -> None:
    for prop in properties(turtle):
        for end in (RDFS.domain, RDFS.range):
            assert len(list(turtle.objects(prop, end))) == 1, (prop, end)


def test_p13_every_fact_between_things_can_be_read_both_ways(turtle: rdflib.Graph) -> None:
    one_way = {n for n, r in ontology.relations().items() if r.kind == "fact" and not r.symmetric
               and (None, OWL.inverseOf, TERM[n]) not in turtle}
    assert one_way == {"takesPlaceOn", "breaksTies", "opensMission"}  # a date; deeds of one side, which nobody undergoes by name


def test_p06_no_class_and_no_property_is_above_itself(turtle: rdflib.Graph) -> None:
    for above in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in {*turtle.subjects(above, None)}:
            higher = itertools.chain.from_iterable(turtle.transitive_objects(o, above) for o in turtle.objects(term, above))
            assert term not in set(higher)


def test_p04_p34_p35_nothing_is_named_without_a_type(turtle: rdflib.Graph) -> None:
    named = {x for triple in turtle for x in triple if isinstance(x, rdflib.URIRef) and str(x).startswith(BKG)}
    assert {str(x).removeprefix(BKG) for x in named} == terms()
    foreign = {p for p in turtle.predicates() if not any(p in ns for ns in (OWL, RDF, RDFS)) and not str(p).startswith(BKG)}
    assert all((p, RDF.type, OWL.AnnotationProperty) in turtle for p in foreign)


def test_p20_p24_a_definition_is_neither_label_nor_example_and_does_not_begin_with_its_term(turtle: rdflib.Graph) -> None:
    said: dict[str, str] = {}
    for name in terms():
        label, definition, example = (str(turtle.value(TERM[name], p)) for p in (RDFS.label, SKOS.definition, SKOS.example))
        assert len({label, definition, example}) == 3 and len(definition) > len(label)
        assert not definition.lower().startswith(label.lower() + " "), name
        assert definition.endswith((".", ")")), name
        kind = "class" if TERM[name] in classes(turtle) else "property"
        if name not in {r.event for r in ontology.relations().values()}:  # an event is defined as its act is
            assert said.setdefault(f"{kind} {definition}", name) == name


def test_p22_names_follow_one_pattern(turtle: rdflib.Graph) -> None:
    for cls in classes(turtle):
        assert re.fullmatch(r"[A-Z][A-Za-z]*", str(cls).removeprefix(BKG))
    for prop in properties(turtle):
        assert re.fullmatch(r"[a-z][A-Za-z0-9]*", str(prop).removeprefix(BKG))


# Others read it


def test_owlready2_opens_it(turtle: rdflib.Graph, tmp_path: Path) -> None:
    import owlready2

    path = tmp_path / "bilateral.nt"
    turtle.serialize(path, format="nt", encoding="utf-8")
    opened = owlready2.World().get_ontology(path.as_uri()).load()
    space = opened.get_namespace(BKG)
    assert space.Thanking.is_a[0] is space.SupportEvent
    assert space.hasMember.inverse_property is space.memberOf
    assert len(list(opened.classes())) >= len(classes(turtle))


def test_oxigraph_and_rdflib_read_the_same(turtle: rdflib.Graph) -> None:
    import pyoxigraph

    for name in (*OURS, "shapes.ttl"):
        read = {q for q in pyoxigraph.parse(path=data(name), format=pyoxigraph.RdfFormat.TURTLE)}
        assert len(read) == len(rdflib.Graph().parse(data(name))), name


@pytest.mark.parametrize("name", ["forms.ttl", "countries.ttl", "context.jsonld"])
def test_what_is_made_from_the_tables_is_as_they_are(makers: ModuleType, name: str) -> None:
    assert data(name).read_text(encoding="utf-8") == makers.MADE[name](), "run `make ontology`"


def test_every_state_has_its_codes_and_its_place_in_wikidata() -> None:
    graph = rdflib.Graph().parse(data("countries.ttl"))
    states = set(graph.subjects(RDF.type, TERM.Country))
    assert len(states) > 200
    assert all(graph.value(s, OWL.sameAs) and graph.value(s, TERM.iso3) for s in states)
    without = {str(graph.value(s, TERM.iso3)) for s in states if not (graph.value(s, TERM.iso2) and graph.value(s, TERM.isoNumeric))}
    assert without == {"XKX", "SUN", "CSK", "YUG", "SCG", "DDR", "YMD"}
    for code in (TERM.iso2, TERM.iso3, TERM.isoNumeric):
        codes = [str(o) for o in graph.objects(None, code)]
        assert len(codes) == len(set(codes))


def test_the_page_explains_and_the_diagram_draws_only_terms_of_ours() -> None:
    drawn = set(re.findall(r"bkg:([A-Za-z]+)", (ROOT / "docs" / "ontology.svg").read_text(encoding="utf-8")))
    assert len(drawn) > 20 and drawn <= terms()
    page = (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8")
    missing = {name for name in terms() if f"{BKG}{name}" not in page}
    assert missing == {"asserted", "committed", "called-for"}, "run `make ontology`"  # pyLODE leaves individuals out
