"""The RDF shape: what a graph says, what it must not say, and that nothing is lost on the way there and back."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import VocabularyError
from kg.model import (KINDS, STANCES, Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement)
from kg.ontology import relations
from kg.rdf import AROUND, Run, from_quads, graph_of, holds, to_quads
from kg.store import open_store
from kg.vocab import XSD, bkg, iri, literal, node, value

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
    relation = draw(st.sampled_from(sorted(relations())))
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


def ask(extraction: Extraction, sparql: str) -> list[dict[str, object]]:
    with open_store() as store:
        store.replace(graph_of(extraction.document), to_quads(extraction))
        return list(store.select(sparql))


def dated(extraction: Extraction, *dates: str) -> Extraction:
    claims = [Statement("country:CHN", "establishesTies", "country:PAK", qualifiers=Qualifiers(date=PartialDate(d)))
              for d in dates]
    return dataclasses.replace(extraction, statements=tuple(claims))


def test_what_was_before_a_year_is_found_however_precise_the_date(sample_extraction: Extraction) -> None:
    told = dated(sample_extraction, "2020", "2020-12", "2020-12-31", "2021", "2021-01", "--12-31", "1951-05-21")
    rows = ask(told, """SELECT ?date WHERE { ?s bkg:date ?date ; bkg:latest ?latest
                        FILTER(?latest < "2021-01-01"^^xsd:date) } ORDER BY ?latest STR(?date)""")
    assert [row["date"] for row in rows] == ["1951-05-21", "2020", "2020-12", "2020-12-31"]


@pytest.mark.parametrize(("first", "last", "edtf", "bounds"), [
    ("2031-03-03", "2031-03-05", "2031-03-03/2031-03-05", ("2031-03-03", "2031-03-05")),
    ("2032-02", None, "2032-02", ("2032-02-01", "2032-02-29")), ("2031", None, "2031", ("2031-01-01", "2031-12-31")),
    ("--08-21", None, "XXXX-08-21", (None, None)), ("--08", None, "XXXX-08", (None, None)),
    ("--08-21", "2031-08-23", "XXXX-08-21/2031-08-23", (None, "2031-08-23"))])
def test_a_date_has_the_bounds_that_it_gives_and_no_others(
        sample_extraction: Extraction, first: str, last: str | None, edtf: str, bounds: tuple[str | None, ...]) -> None:
    held = Statement("meeting:4d1a", "takesPlaceOn", first, qualifiers=Qualifiers(end=PartialDate(last) if last else None))
    [row] = ask(dataclasses.replace(sample_extraction, statements=(held,)), """SELECT ?edtf ?earliest ?latest WHERE {
        ?s bkg:relation bkg:takesPlaceOn ; bkg:edtf ?edtf OPTIONAL { ?s bkg:earliest ?earliest } OPTIONAL { ?s bkg:latest ?latest } }""")
    assert row == {"edtf": edtf, "earliest": bounds[0], "latest": bounds[1]}


def test_an_office_is_a_post_of_its_side_and_whoever_is_said_to_be_in_it_holds_it(sample_extraction: Extraction) -> None:
    rows = ask(sample_extraction, """SELECT ?post ?office ?side ?holder WHERE {
        ?s bkg:post ?post ; bkg:subject ?holder . ?post a bkg:Post ; rdfs:label ?office ; bkg:postIn ?side .
        ?holder bkg:holds ?post } ORDER BY ?post""")
    assert [tuple(row.values()) for row in rows] == [
        (iri("post:CHN-state-councilor"), "State Councilor", iri("country:CHN"), iri("person:li-ming")),
        (iri("post:PAK-foreign-minister"), "Foreign Minister", iri("country:PAK"), iri("person:sara-khan"))]


def test_nobody_holds_the_post_that_the_text_denies_or_only_expects(sample_extraction: Extraction) -> None:
    first = sample_extraction.statements[0]
    for change in ({"negated": True}, {"stance": "committed"}):
        claim = dataclasses.replace(first, **change)
        assert ask(dataclasses.replace(sample_extraction, statements=(claim,)), "SELECT ?p WHERE { ?p bkg:holds ?post }") == []


def test_one_formula_of_a_pair_is_one_concept_whoever_uses_it(sample_extraction: Extraction) -> None:
    said = [Statement(a, "describesTiesAs", b, qualifiers=Qualifiers(label=words)) for a, b, words in (
        ("country:CHN", "country:PAK", "all-weather partners"), ("country:PAK", "country:CHN", "All-Weather Partners"))]
    rows = ask(dataclasses.replace(sample_extraction, statements=tuple(said)), """SELECT ?f ?words (COUNT(?s) AS ?times) WHERE {
        ?s bkg:formula ?f . ?f skos:prefLabel ?words ; skos:inScheme ?ties . ?ties bkg:between id:country\\/CHN, id:country\\/PAK }
        GROUP BY ?f ?words""")
    assert rows == [{"f": iri("formula:CHN-PAK-all-weather-partners"), "words": "All-Weather Partners", "times": 2}]


@pytest.mark.parametrize(("label", "ordinal", "series"), [
    ("Fourth Round of the China-Pakistan Strategic Dialogue", 4, "china-pakistan-strategic-dialogue"),
    ("21st Summit of the African Union", 21, "summit-of-the-african-union"), ("Fourth Foreign Ministers' Dialogue", 4, None),
    ("China - Pakistan talks", None, None), ("2031 Forum", None, None), ("first meeting of the committee", None, None)])
def test_a_meeting_has_the_number_and_the_series_that_its_name_says(
        sample_extraction: Extraction, label: str, ordinal: int | None, series: str | None) -> None:
    told = dataclasses.replace(sample_extraction, entities=(Entity("meeting:1", "Meeting", label),), statements=())
    [row] = ask(told, """SELECT ?ordinal ?series WHERE { ?m a bkg:Meeting OPTIONAL { ?m bkg:ordinal ?ordinal }
                         OPTIONAL { ?m bkg:inSeries ?series } }""")
    assert row == {"ordinal": ordinal, "series": series and iri(f"series:{series}")}


def test_an_act_is_of_its_class_of_events_and_a_fact_is_of_none(sample_extraction: Extraction) -> None:
    for statement in sample_extraction.statements:
        kinds = {o for s, p, o, _ in to_quads(sample_extraction)
                 if s == node(iri(f"statement:{statement.id}")) and p.endswith("#type>")}
        event = relations()[statement.relation].event
        assert kinds == {node(bkg("Statement")), *([node(bkg(event))] if event else [])}


def test_a_quote_stands_between_what_is_before_it_and_after_it(sample_extraction: Extraction) -> None:
    text = sample_extraction.document.text
    rows = ask(sample_extraction, """SELECT ?before ?quote ?after WHERE { ?e bkg:quote ?quote
        OPTIONAL { ?e bkg:prefix ?before } OPTIONAL { ?e bkg:suffix ?after } }""")
    assert rows and all((row["before"] or "") + str(row["quote"]) + (row["after"] or "") in text for row in rows)
    assert max(len(str(row["before"])) for row in rows) == AROUND


def test_the_graph_says_by_what_it_was_made_and_the_hash_of_its_text(sample_extraction: Extraction) -> None:
    run = Run("bilateral-kg 9.9", "some_model 1.0", "min_confidence=0.5")
    told, bare = set(to_quads(sample_extraction, run=run)), set(to_quads(sample_extraction))
    assert bare < told and {value(o) for _, p, o, _ in told - bare if not o.startswith("<")} == {run.program, run.model, run.options}
    assert from_quads(told) == from_quads(bare)
    [hashed] = [value(o) for _, p, o, _ in bare if p == node(bkg("sha256"))]
    assert hashed == hashlib.sha256(sample_extraction.document.text.encode()).hexdigest()
