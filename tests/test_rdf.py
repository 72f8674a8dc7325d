"""The RDF shape: what a graph says, what it must not say, and that nothing is lost on the way there and back."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import VocabularyError
from kg.model import (KINDS, STANCES, Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement)
from kg.rdf import from_quads, graph_of, holds, to_quads
from kg.store import open_store
from kg.vocab import ACTS, FACTS, XSD, bkg, iri, literal, node, value

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
NAMES = TEXTS.filter(lambda t: t.strip() != "")
KEYS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
DATES = st.one_of(
    st.dates().map(lambda d: d.isoformat()), st.dates().map(lambda d: d.isoformat()[:7]),
    st.dates().map(lambda d: d.isoformat()[:4]), st.dates().map(lambda d: "--" + d.isoformat()[5:]),
    st.integers(1, 12).map(lambda m: f"--{m:02}")).map(PartialDate)
IRIS = st.from_regex(r"https://[a-z]{1,8}\.example/[A-Za-z0-9/_-]{0,12}", fullmatch=True)


def entities() -> st.SearchStrategy[Entity]:
    return st.builds(
        lambda kind, key, label, aliases, same, iso3, status, form: Entity(
            f"{kind.lower()}:{key}", kind, label, tuple(sorted(aliases)), tuple(sorted(same)), iso3, status, form),
        st.sampled_from([k for k in KINDS if k != "Topic"]), KEYS, NAMES, st.sets(NAMES, max_size=3),
        st.sets(IRIS, max_size=2), st.none() | st.sampled_from(["CHN", "PAK"]), st.none() | NAMES, st.none() | NAMES)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    text = draw(TEXTS)
    document = Document.of(text, title=draw(TEXTS), source=draw(TEXTS), language=draw(st.sampled_from(["en", "zh"])),
                           published=draw(st.none() | DATES), publisher=draw(st.none() | TEXTS), url=draw(st.none() | TEXTS))
    known = draw(st.lists(entities(), min_size=1, max_size=4, unique_by=lambda e: e.id))
    ids = st.sampled_from([e.id for e in known])
    statements = [draw(statement(document, ids)) for _ in range(draw(st.integers(0, 4)))]
    return Extraction(document, tuple(sorted(known, key=lambda e: e.id)), (), tuple(statements))


@st.composite
def statement(draw: st.DrawFn, document: Document, ids: st.SearchStrategy[str]) -> Statement:
    relation = draw(st.sampled_from([*FACTS, *ACTS]))
    obj = draw(DATES.map(str)) if relation == "takesPlaceOn" else draw(st.none() | ids)
    qualifiers = Qualifiers(draw(st.none() | NAMES), draw(st.none() | NAMES), draw(st.none() | DATES), draw(st.none() | DATES))
    ends = sorted((draw(st.integers(0, len(document.text))), draw(st.integers(0, len(document.text)))))
    span = Span(*ends)
    cited = {Evidence(document.id, span, document.text[span.start:span.end], name, draw(st.integers(0, 10_000)) / 10_000)
             for name in draw(st.sets(st.sampled_from(["acts", "ties", "a \"model\""]), min_size=1, max_size=2))}
    return Statement(draw(ids), relation, obj, tuple(sorted(draw(st.sets(ids, max_size=3)))), qualifiers,
                     draw(st.sampled_from(STANCES)), draw(st.none() | ids), draw(st.none() | ids), draw(st.booleans()),
                     draw(st.booleans()), tuple(sorted(cited, key=lambda e: (e.span, e.extractor))))


@given(extractions())
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_there_and_back(extraction: Extraction) -> None:
    back = from_quads(to_quads(extraction))
    assert back.document == extraction.document
    assert back.entities == extraction.entities
    assert {s.id for s in back.statements} == {s.id for s in extraction.statements}
    cited = {(s.id, e) for s in extraction.statements for e in s.evidence}
    assert {(s.id, e) for s in back.statements for e in s.evidence} == _surest(cited)


def _surest(cited: set[tuple[str, Evidence]]) -> set[tuple[str, Evidence]]:
    """Merge what two equal statements cite alike but for the confidence, as the graph does."""
    best: dict[tuple[object, ...], tuple[str, Evidence]] = {}
    for id, e in sorted(cited, key=lambda c: c[1].confidence):
        best[id, e.span, e.extractor] = (id, e)
    return set(best.values())


@given(extractions())
@settings(max_examples=40, deadline=None)
def test_a_store_gives_back_the_very_same_terms(extraction: Extraction) -> None:
    with open_store() as store:
        store.replace(graph_of(extraction.document), to_quads(extraction))
        assert set(store.quads()) == set(to_quads(extraction))


def test_the_graph_is_the_same_on_every_run(sample_extraction: Extraction) -> None:
    assert list(to_quads(sample_extraction)) == list(to_quads(sample_extraction))
    assert len(set(to_quads(sample_extraction))) == len(list(to_quads(sample_extraction)))


def test_no_blank_nodes_and_no_time_of_processing(sample_extraction: Extraction) -> None:
    for s, p, o, g in to_quads(sample_extraction):
        assert s.startswith("<") and p.startswith("<") and g == node(graph_of(sample_extraction.document))
        assert not o.startswith("_:") and "dateTime" not in o


def test_the_one_time_is_told_in_utc(sample_extraction: Extraction) -> None:
    at = datetime(2031, 3, 4, 1, 30, tzinfo=timezone(timedelta(hours=8)))
    added = set(to_quads(sample_extraction, at)) - set(to_quads(sample_extraction))
    assert [(p, o) for _, p, o, _ in added] == [(node(bkg("retrieved")), f'"2031-03-03T17:30:00Z"^^<{XSD}dateTime>')]


@pytest.mark.parametrize(("changes", "has_edge"), [
    ({}, True), ({"stance": "committed"}, False), ({"stance": "called-for"}, False), ({"negated": True}, False),
    ({"conditional": True}, False), ({"object": None, "about": ("country:PAK",)}, False), ({"speaker": "country:PAK"}, True)])
def test_a_plain_edge_stands_only_beside_what_holds(
        sample_extraction: Extraction, changes: dict[str, object], has_edge: bool) -> None:
    claim = dataclasses.replace(Statement("country:CHN", "aids", "country:PAK"), **changes)
    quads = list(to_quads(dataclasses.replace(sample_extraction, statements=(claim,))))
    edges = [q for q in quads if q[1] == node(bkg("aids"))]
    assert len(edges) == has_edge
    assert holds(claim) or not has_edge


def test_a_relation_is_a_node_with_all_that_narrows_it(sample_extraction: Extraction) -> None:
    [pledge] = [s for s in sample_extraction.statements if s.conditional]
    said = {(p, o) for s, p, o, _ in to_quads(sample_extraction) if s == node(iri(f"statement:{pledge.id}"))}
    for name, term in [("subject", node(iri("country:CHN"))), ("relation", node(bkg("pledges"))),
                       ("about", node(iri("project:cpec"))), ("stance", node(bkg("committed"))),
                       ("speaker", node(iri("person:li-ming"))), ("conditional", literal(True)),
                       ("negated", literal(False)), ("plover", literal("AGREE"))]:
        assert (node(bkg(name)), term) in said
    assert not [o for p, o in said if p == node(bkg("object"))]


@pytest.mark.parametrize(("text", "kind"), [
    ("2031-03-04", "date"), ("2031-03", "gYearMonth"), ("2031", "gYear"), ("--03-04", "gMonthDay"), ("--03", "gMonth")])
def test_a_date_has_the_type_of_its_precision(text: str, kind: str) -> None:
    assert literal(PartialDate(text)) == f'"{text}"^^<{XSD}{kind}>'
    assert value(literal(PartialDate(text))) == text


def test_topics_that_no_statement_uses_are_left_out(sample_extraction: Extraction) -> None:
    space = Entity("topic:space", "Topic", "Space")
    more = dataclasses.replace(sample_extraction, entities=(*sample_extraction.entities, space))
    assert set(to_quads(more)) == set(to_quads(sample_extraction))


@pytest.mark.parametrize(("claim", "why"), [
    (Statement("country:CHN", "suports", "country:PAK"), "suports"),
    (Statement("country:CHN", "supports", "country:PAK", stance="hoped"), "hoped"),
    (Statement("country:CHN", "supports", "country:IND"), "country:IND"),
    (Statement("country:CHN", "supports", "country:PAK", speaker="person:nobody"), "person:nobody")])
def test_what_the_vocabulary_lacks_never_reaches_a_graph(
        sample_extraction: Extraction, claim: Statement, why: str) -> None:
    with pytest.raises(VocabularyError, match=why):
        list(to_quads(dataclasses.replace(sample_extraction, statements=(claim,))))


def test_a_kind_that_is_none_is_refused(sample_extraction: Extraction) -> None:
    with pytest.raises(VocabularyError, match="Planet"):
        list(to_quads(dataclasses.replace(sample_extraction, entities=(Entity("planet:mars", "Planet", "Mars"),),
                                          statements=())))


def test_two_documents_are_not_read_as_one(sample_extraction: Extraction, second_extraction: Extraction) -> None:
    with pytest.raises(VocabularyError, match="found 2"):
        from_quads([*to_quads(sample_extraction), *to_quads(second_extraction)])
