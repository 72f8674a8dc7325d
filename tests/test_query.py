"""Every named query on a small graph with its expected rows, parameters of all kinds, and errors that help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import query
from kg.errors import QueryError
from kg.model import Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement
from kg.queries import named, parse
from kg.query import Table, find, run
from kg.rdf import graph_of, to_quads
from kg.store import GraphStore, open_store

LI = "Li Ming Meets with Pakistani Foreign Minister Sara Khan"
CUSTOMS = "Joint Press Release on Customs"
LATER = "Vaccines Arrive"
DIALOGUE = "Fourth Foreign Ministers' Dialogue"
CPEC = "China-Pakistan Economic Corridor"
DEEPEN = ("The two all-weather partners need to deepen cooperation in agriculture and build the China-Pakistan Economic "
          "Corridor.")


def later() -> Extraction:
    """Return a third document, of 2032: a promise is kept, ties have a history, a body has a member, a visit is planned."""
    text = "Vaccines Arrive. China gave Pakistan vaccines. Li Ming will visit Islamabad."
    document = Document.of(text, title=LATER, source="readouts/later.txt", published=PartialDate("2032-01-02"))

    def cite(quote: str) -> tuple[Evidence]:
        start = text.index(quote)
        return (Evidence(document.id, Span(start, start + len(quote)), quote, "acts", 0.9),)

    china, pakistan, un = "country:CHN", "country:PAK", "org:united-nations"
    gave, visit = cite("China gave Pakistan vaccines."), cite("Li Ming will visit Islamabad.")
    return Extraction(document, (
        Entity(china, "Country", "China", iso3="CHN"), Entity(pakistan, "Country", "Pakistan", iso3="PAK"),
        Entity(un, "Organization", "United Nations", ("UN",)), Entity("person:li-ming", "Person", "Li Ming"),
        Entity("place:islamabad", "Place", "Islamabad"), Entity("topic:vaccines", "Topic", "Vaccines"),
        Entity("meeting:9", "Meeting", "Vaccine handover"),
    ), (), (
        Statement(china, "aids", pakistan, ("topic:vaccines",), evidence=gave),
        Statement("person:li-ming", "visits", "place:islamabad", stance="committed", evidence=visit),
        Statement(pakistan, "establishesTies", china, qualifiers=Qualifiers(date=PartialDate("1951-05-21")), evidence=gave),
        Statement(china, "memberOf", un, evidence=gave),
        Statement("meeting:9", "discusses", "topic:vaccines", evidence=gave),
        Statement(china, "takesPartIn", "meeting:9", evidence=gave),
        Statement(pakistan, "takesPartIn", "meeting:9", evidence=gave),
        Statement(pakistan, "supports", china, negated=True, evidence=gave),
    ))


def put(store: GraphStore, *extractions: Extraction) -> None:
    for extraction in extractions:
        store.replace(graph_of(extraction.document), to_quads(extraction))


@pytest.fixture
def store(sample_extraction: Extraction, second_extraction: Extraction) -> Iterator[GraphStore]:
    with open_store() as opened:
        put(opened, sample_extraction, second_extraction, later())
        yield opened


PAIR = {"country": "China", "partner": "Pakistan"}
EXPECTED: list[tuple[str, dict[str, str], list[tuple[object, ...]]]] = [
    ("meetings-of-pair", PAIR, [("Vaccine handover", None, None, None, 1),
                                (DIALOGUE, "dialogue", "--03-03", "Lanzhou", 1)]),
    ("who-met-whom", {}, [("Li Ming", "Sara Khan", DIALOGUE, "--03-03", 1)]),
    ("who-met-whom", {"person": "Sara Khan"}, [("Sara Khan", "Li Ming", DIALOGUE, "--03-03", 1)]),
    ("offices-of-person", {"person": "Li Ming"}, [("State Councilor", "China", "2031-03-04", "2031-03-04", 1)]),
    ("people-of-country", {"country": "PAK"}, [("Sara Khan", "Foreign Minister", 1)]),
    ("signatures", {}, []),
    ("meetings-before", {"year": "2021"}, []),
    ("conflicts", {}, []),
    ("agreements-of-pair", PAIR, [("Protocol on Customs Cooperation", "protocol", "signed", 2)]),
    ("projects", {}, [(CPEC, "China", 1), (CPEC, "Pakistan", 1)]),
    ("projects", {"country": "Pakistan"}, [(CPEC, "China", 1), (CPEC, "Pakistan", 1)]),
    ("projects", {"country": "India"}, []),
    ("acts-between", PAIR, [
        ("AGREE", "pledges", "China", "Pakistan", "committed", 1), ("AID", "aids", "China", "Pakistan", "asserted", 1),
        ("AID", "aids", "Pakistan", "China", "asserted", 1), ("COOPERATE", "cooperates", "China", "Pakistan", "called-for", 1),
        ("REQUEST", "urges", "Pakistan", "China", "called-for", 1), ("SUPPORT", "supports", "China", "Pakistan", "asserted", 1),
        ("SUPPORT", "thanks", "Pakistan", "China", "asserted", 1)]),
    ("acts-by-year", PAIR, [("2030", "AID", 1), ("2031", "AGREE", 1), ("2031", "COOPERATE", 1), ("2031", "REQUEST", 1),
                            ("2031", "SUPPORT", 2), ("2032", "AID", 1)]),
    ("topics-of-pair", PAIR, [("Vaccines", 3, 2), ("Agriculture", 1, 1), ("Sovereignty and core interests", 1, 1),
                              ("Trade", 1, 1)]),
    ("said-by", {"speaker": "Sara Khan"}, [
        ("Pakistan", "thanks", "China", None, "asserted", False, "Sara Khan thanked China for its help.", LI, "2031-03-04"),
        ("Pakistan", "opposes", None, CPEC, "asserted", True, "Pakistan never opposed the corridor.", LI, "2031-03-04"),
        ("Pakistan", "urges", "China", "Trade", "called-for", False, "called on China to open its market", LI, "2031-03-04")]),
    ("said-by", {"speaker": "Sara Khan", "topic": "trade"}, [
        ("Pakistan", "urges", "China", "Trade", "called-for", False, "called on China to open its market", LI, "2031-03-04")]),
    ("statements", {"relation": "cooperates"}, [
        ("China", "cooperates", "Pakistan", f"Agriculture; {CPEC}", "called-for", "Li Ming", False, False, DEEPEN, 414, 532,
         0.7, LI, "readouts/li-khan.txt")]),
    ("statements", {"country": "Lanzhou", "stance": "asserted", "relation": "locatedIn"}, [
        ("Lanzhou", "locatedIn", "Gansu Province", None, "asserted", None, False, False, "Lanzhou, Gansu Province", 144, 167,
         0.9, LI, "readouts/li-khan.txt")]),
    ("statements", {"topic": "sovereignty"}, [
        ("China", "supports", "Pakistan", "Sovereignty and core interests", "asserted", "Li Ming", False, False,
         "China firmly supports Pakistan in safeguarding its sovereignty", 259, 321, 0.8, LI, "readouts/li-khan.txt")]),
    ("statements-about", {"topic": "CPEC", "type": "agree"}, [
        ("China", "pledges", None, "committed", "Li Ming", "If conditions allow, China will open a rail link.", LI,
         "2031-03-04")]),
    ("statements-of", {"subject": "Sara Khan"}, [
        ("invites", "Li Ming", "Islamabad", None, None, None, "asserted", None, False, "She invited Li Ming to Islamabad", LI,
         "readouts/li-khan.txt"),
        ("represents", "Pakistan", None, "Foreign Minister", None, None, "asserted", None, False,
         "Pakistani Foreign Minister Sara Khan", LI, "readouts/li-khan.txt"),
        ("takesPartIn", DIALOGUE, None, None, None, None, "asserted", None, False,
         "They held the Fourth Foreign Ministers' Dialogue of the two countries.", LI, "readouts/li-khan.txt")]),
    ("places-of-meetings", {}, [("Lanzhou", 1, 1)]),
    ("places-of-meetings", {"country": "China", "partner": "PAK"}, [("Lanzhou", 1, 1)]),
    ("places-of-meetings", {"country": "India"}, []),
    ("formulas", {}, [("China", "Pakistan", "all-weather partners", 1, "2031-03-04")]),
    ("formulas", {"country": "PAK", "partner": "CHN"}, [("China", "Pakistan", "all-weather partners", 1, "2031-03-04")]),
    ("most-active-pairs", {}, [("China", "Pakistan", 7, 3)]),
    ("one-sided-acts", {}, [
        ("China", "pledges", "Pakistan", 1), ("China", "supports", "Pakistan", 1), ("Pakistan", "thanks", "China", 1),
        ("Pakistan", "urges", "China", 1), ("Sara Khan", "invites", "Li Ming", 1)]),
    ("one-sided-acts", {"country": "Sara Khan"}, [("Sara Khan", "invites", "Li Ming", 1)]),
    ("documents-of-meeting", {"meeting": DIALOGUE}, [
        (LI, "2031-03-04", "China MFA", "readouts/li-khan.txt", "https://example.org/readouts/1")]),
    ("documents", {}, [(LI, "2031-03-04", "China MFA", "readouts/li-khan.txt", 22),
                       (CUSTOMS, "2031-05", "Pakistan MoFA", "readouts/customs.txt", 3),
                       (LATER, "2032-01-02", None, "readouts/later.txt", 8)]),
    ("documents", {"mentions": "UN"}, [(LATER, "2032-01-02", None, "readouts/later.txt", 8)]),
    ("participants", {"meeting": DIALOGUE}, [("China", "Country", 1), ("Pakistan", "Country", 1), ("Li Ming", "Person", 1),
                                             ("Sara Khan", "Person", 1)]),
    ("visits", {}, [("Li Ming", "Islamabad", "committed", None, 1)]),
    ("visits", {"country": "Lanzhou"}, []),
    ("history-of-ties", PAIR, [("1951-05-21", "Pakistan", "establishesTies", "China", "China gave Pakistan vaccines.", LATER)]),
    ("wishes", {"partner": "China"}, [
        ("Pakistan", "urges", "China", "Trade", "Sara Khan", "called on China to open its market", LI)]),
    ("promises", {"country": "Pakistan"}, []),
    ("promises", {"topic": "vaccines", "country": "China"}, [
        ("China", "pledges", "Pakistan", "Vaccines", False, "Li Ming", "China will provide vaccines to Pakistan.", LI, "2031-03-04")]),
    ("promises", {"country": "China"}, [
        ("China", "pledges", None, CPEC, True, "Li Ming", "If conditions allow, China will open a rail link.", LI, "2031-03-04"),
        ("China", "pledges", "Pakistan", "Vaccines", False, "Li Ming", "China will provide vaccines to Pakistan.", LI, "2031-03-04")]),
    ("words-of-others", {"country": "China"}, [
        ("China", None, "Sara Khan", "invites", "Li Ming", "Islamabad", "She invited Li Ming to Islamabad", LI),
        ("China", "Sara Khan", "Pakistan", "opposes", None, CPEC, "Pakistan never opposed the corridor.", LI),
        ("China", "Sara Khan", "Pakistan", "thanks", "China", None, "Sara Khan thanked China for its help.", LI),
        ("China", "Sara Khan", "Pakistan", "urges", "China", "Trade", "called on China to open its market", LI)]),
    ("members", {"organization": "United Nations"}, [("China", "United Nations", 1)]),
    ("topics", {"country": "Pakistan"}, [("Trade", 1, 1)]),
    ("relations", {}, [
        ("aids", "asserted", 2), ("cooperates", "called-for", 1), ("describesTiesAs", "asserted", 1),
        ("discusses", "asserted", 1), ("establishesTies", "asserted", 1), ("invites", "asserted", 1),
        ("locatedIn", "asserted", 1), ("memberOf", "asserted", 1), ("opposes", "asserted", 1), ("participatesIn", "asserted", 2),
        ("partyTo", "asserted", 2), ("pledges", "committed", 2), ("represents", "asserted", 2), ("supports", "asserted", 2),
        ("takesPartIn", "asserted", 6), ("takesPlaceIn", "asserted", 1), ("takesPlaceOn", "asserted", 1),
        ("thanks", "asserted", 1), ("urges", "called-for", 1), ("visits", "committed", 1)]),
    ("sources", {}, [(None, "2032", 8, 1), ("China MFA", "2031", 22, 1), ("Pakistan MoFA", "2031", 3, 1)]),
    ("kinds", {}, [("Agreement", 1, 2), ("Country", 2, 3), ("Meeting", 2, 2), ("Organization", 1, 1), ("Person", 2, 2),
                   ("Place", 3, 2), ("Project", 1, 1), ("Topic", 4, 2)]),
]


@pytest.mark.parametrize(("name", "params", "rows"), EXPECTED, ids=lambda x: x if isinstance(x, str) else "")
def test_named_queries_give_the_expected_rows(
        store: GraphStore, name: str, params: dict[str, str], rows: list[tuple[object, ...]]) -> None:
    assert list(run(store, name, **params).rows) == rows


def test_every_named_query_is_tested_and_says_what_it_does() -> None:
    assert {name for name, _, _ in EXPECTED} == set(named()) and len(named()) >= 15
    for q in named().values():
        assert q.title and q.about.endswith(".") and all(p.about for p in q.params), q.name


def test_both_orders_of_a_pair_give_the_same_rows(store: GraphStore) -> None:
    turned = {"country": PAIR["partner"], "partner": PAIR["country"]}
    paired = [q.name for q in named().values() if [p.name for p in q.params if not p.optional] == ["country", "partner"]]
    assert len(paired) >= 5
    for name in paired:
        assert sorted(run(store, name, **PAIR).rows, key=str) == sorted(run(store, name, **turned).rows, key=str)


def test_rows_do_not_depend_on_the_order_of_documents(
        store: GraphStore, sample_extraction: Extraction, second_extraction: Extraction) -> None:
    with open_store() as other:
        put(other, later(), second_extraction, sample_extraction)
        for name, params, _ in EXPECTED:
            assert run(store, name, **params) == run(other, name, **params)


@pytest.mark.parametrize("text", ["China", "china", "CHN", "country:CHN", "Chinese", " China ",
                                  "https://w3id.org/bilateral-kg/id/country/CHN"])
def test_a_country_is_found_by_any_of_its_names(store: GraphStore, text: str) -> None:
    assert find(store, text, "Country") == ("country:CHN",)


@pytest.mark.parametrize(("text", "kinds", "id"), [
    ("cpec", (), "project:cpec"), ("UN", ("Organization",), "org:united-nations"), ("fourth foreign ministers' dialogue", (),
    "meeting:4d1a"), ("the Netherlands", ("Country",), "country:NLD"), ("Türkiye", ("Country",), "country:TUR"),
    ("sovereignty", (), "topic:sovereignty"), ("Climate change", ("Topic",), "topic:climate")])
def test_names_are_looked_up_in_the_store_and_among_the_known(
        store: GraphStore, text: str, kinds: tuple[str, ...], id: str) -> None:
    assert find(store, text, *kinds) == (id,)


@pytest.mark.parametrize(("text", "kinds", "why"), [
    ("Li Meng", ("Person",), "the store knows no person 'Li Meng'; near: Li Ming"),
    ("Khan", ("Person",), "near: Sara Khan"), ("Li Ming", ("Country",), "no country 'Li Ming'"),
    ("qqqq", (), "the store knows no entity 'qqqq'")])
def test_a_name_that_is_not_known_is_answered_with_near_ones(
        store: GraphStore, text: str, kinds: tuple[str, ...], why: str) -> None:
    with pytest.raises(QueryError) as caught:
        find(store, text, *kinds)
    assert why in str(caught.value) and "\n" not in str(caught.value)


def test_an_alias_of_two_is_no_guess(store: GraphStore) -> None:
    document = Document.of("Khans")
    two = tuple(Entity(f"person:{n}", "Person", f"{n} Khan", ("Khan",)) for n in ("Imran", "Ayub"))
    put(store, Extraction(document, two, (), ()))
    with pytest.raises(QueryError, match="'Khan' may be Ayub Khan or Imran Khan; name the one you mean"):
        find(store, "Khan", "Person")


@pytest.mark.parametrize(("name", "params", "why"), [
    ("meetings-of-pear", {}, "there is no query 'meetings-of-pear'; near: meetings-of-pair"),
    ("meetings-of-pair", {"country": "China"}, "meetings-of-pair needs partner=...; it takes country, partner"),
    ("meetings-of-pair", {**PAIR, "year": "2031"}, "has no parameter 'year'; it takes country, partner"),
    ("statements", {"stance": "hoped"}, "stance=hoped: expected asserted, committed, called-for"),
    ("statements", {"relation": "suports"}, "did you mean 'supports'"),
    ("statements-about", {"topic": "trade", "type": "peace"}, "expected a PLOVER type: ACCUSE, AGREE"),
    ("none.rq", {}, "there is no query file none.rq"),
    ("SELECT ?x WHERE {", {}, "malformed query"),
    ("ASK {}", {"country": "China"}, "free SPARQL has no parameter 'country'; it takes no parameter")])
def test_errors_say_what_would_be_right(store: GraphStore, name: str, params: dict[str, str], why: str) -> None:
    with pytest.raises(QueryError) as caught:
        run(store, name, **params)
    assert why in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("evil", ['x" } DROP ALL #', "> } } ; DROP ALL ; <", "?x } UNION { ?s ?p ?o", "\\", '"""', "\n}"])
def test_no_parameter_becomes_sparql(store: GraphStore, evil: str) -> None:
    before = store.dump()
    with pytest.raises(QueryError):
        run(store, "documents", mentions=evil)
    probe = parse("# title: T\n# param label: text -- a label\nSELECT ?e WHERE { VALUES ?label { UNDEF } "
                  "GRAPH ?g { ?e rdfs:label ?label } }", "probe")
    from kg.vocab import literal

    assert list(store.answer(probe.bind({"label": (literal(evil),)})).rows) == []
    assert store.dump() == before


def test_a_file_of_one_s_own_is_asked_like_a_named_query(store: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "thanks.rq"
    path.write_text("# title: Thanks\n# param country: country -- who\nSELECT ?whom ?year WHERE {\n"
                    "  VALUES ?country { UNDEF }\n  ?country bkg:thanks ?whom\n}", encoding="utf-8")
    assert run(store, str(path), country="Pakistan").rows == (("China", None),)
    assert run(store, path, country="Pakistan", names=False).rows == (
        ("https://w3id.org/bilateral-kg/id/country/CHN", None),)


@pytest.mark.parametrize(("head", "why"), [
    ("# param who: persn", "parameter who is a 'persn', expected one of country"),
    ("# param who: person", "parameter who has no place; write VALUES \\?who { UNDEF }")])
def test_a_head_that_does_not_fit_is_refused(head: str, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        parse(f"# title: T\n{head}\nASK {{ ?x ?y ?z }}", "mine")


def test_free_sparql_of_every_form(store: GraphStore) -> None:
    assert run(store, "SELECT (COUNT(?g) AS ?n) WHERE { GRAPH ?g { ?g a bkg:Document } }") == Table(("n",), ((3,),))
    assert run(store, "ASK { ?x bkg:thanks ?y }") == Table(("answer",), ((True,),), "ask")
    made = run(store, "CONSTRUCT { ?x bkg:thanks ?y } WHERE { ?x bkg:thanks ?y }")
    assert made.form == "construct" and made.columns == ("subject", "predicate", "object")
    assert [cell for row in made.rows for cell in row if not str(cell).startswith("<")] == []


def test_rows_come_as_mappings(store: GraphStore) -> None:
    [row] = run(store, "formulas")
    assert row["formula"] == "all-weather partners" and row["documents"] == 1


def test_nodes_and_edges_are_the_graph(store: GraphStore) -> None:
    nodes, edges = {n.id: n for n in query.nodes(store)}, query.edges(store)
    assert nodes["country:CHN"].aliases == ("Chinese",) and nodes["country:CHN"].kind == "Country"
    assert nodes["meeting:4d1a"].date == "--03-03" and nodes["agreement:protocol-customs-cooperation"].form == "protocol"
    assert nodes["place:gansu-province"].weight == 1 and nodes["org:united-nations"].weight == 1
    assert all(e.source in nodes and e.target in nodes for e in edges)
    [conditional] = [e for e in edges if e.conditional]
    assert (conditional.source, conditional.target, conditional.about, conditional.speaker_label, conditional.stance) == (
        "country:CHN", "project:cpec", ("project:cpec",), "Li Ming", "committed")
    signed = [e for e in edges if e.relation == "partyTo"]
    assert [[c.confidence for c in e.cited] for e in signed] == [[0.95, 0.9], [0.95, 0.9]]
    assert not [e for e in edges if e.relation == "takesPlaceOn"]


def test_the_commonest_label_is_the_name(store: GraphStore) -> None:
    for number in range(4):
        put(store, Extraction(Document.of(f"text {number}"), (Entity("person:li-ming", "Person", "LI Ming"),), (), ()))
    assert {n.id: n.label for n in query.nodes(store)}["person:li-ming"] == "LI Ming"
    assert run(store, "people-of-country", country="China").rows == (("LI Ming", "State Councilor", 1),)


def test_an_act_about_several_things_without_object_has_an_edge_to_each(store: GraphStore) -> None:
    document = Document.of("China backs both.")
    known = tuple(Entity(f"project:{n}", "Project", n) for n in "ab")
    claim = Statement("country:CHN", "supports", None, ("project:a", "project:b"),
                      evidence=(Evidence(document.id, Span(0, 5), "China", "acts"),))
    put(store, Extraction(document, (Entity("country:CHN", "Country", "China", iso3="CHN"), *known), (), (claim,)))
    assert [e.target for e in query.edges(store) if e.id == claim.id] == ["project:a", "project:b"]
