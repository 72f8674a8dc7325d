"""The JSON calls: known facts of two small readouts, what is left out, and parameters that mean no good."""

from __future__ import annotations

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from tests.conftest import TEXT
from tests.serve.conftest import Served

CHINA, PAKISTAN, LI, CORRIDOR = "country:CHN", "country:PAK", "person:li-ming", "project:cpec"
CALLS = ("opening", "neighbourhood", "pair", "evidence", "find", "relations", "entity", "counts")


def test_opening_holds_a_small_store_whole(served: Served) -> None:
    opening = served.get("api/opening").json()
    assert opening["totals"] == {"statements": 22, "documents": 2, "entities": 14}
    assert "left_out" not in opening and len(opening["part"]["statements"]) == 22
    countries = {e["id"]: e for e in opening["part"]["entities"] if e["kind"] == "Country"}
    assert countries[CHINA] | {"at": None, "weight": None} == {
        "id": CHINA, "kind": "Country", "name": "China", "names": ["Chinese"], "iso3": "CHN", "iso2": "CN", "at": None,
        "weight": None, "same_as": ["http://www.wikidata.org/entity/Q148"]}
    assert set(countries[CHINA]["at"]) == {"relations", "details"}


def test_neighbourhood_names_only_what_it_describes(served: Served) -> None:
    part = served.get("api/neighbourhood", id=CORRIDOR).json()
    entities, documents = ({x["id"] for x in part[kind]} for kind in ("entities", "documents"))
    told = {(s["subject"], s["relation"], s.get("object")) for s in part["statements"]}
    assert (CHINA, "participatesIn", CORRIDOR) in told and (PAKISTAN, "opposes", None) in told
    assert (LI, "represents", CHINA) in told, "the page must know for whom a speaker speaks"
    for s in part["statements"]:
        assert {s["subject"], *s.get("about", ()), *filter(None, (s.get("object"), s.get("speaker")))} <= entities
        for cited in s["evidence"]:
            assert cited["document"] in documents
            quote = part["passages"][cited["passage"]][cited["start"]:cited["end"]]
            assert quote and quote in TEXT or "Customs" in quote


def test_neighbourhood_says_what_it_leaves_out(served: Served) -> None:
    all_of_it = served.get("api/neighbourhood", id=CHINA).json()
    few = served.get("api/neighbourhood", id=CHINA, limit=3).json()
    named = [s for s in all_of_it["statements"] if CHINA in (s["subject"], s.get("object"), s.get("speaker"), *s.get("about", ()))]
    assert "left_out" not in all_of_it
    assert few["left_out"] == [f"3 of {len(named)} statements that name China are here, spread over all whom they name."]
    assert len({s["relation"] for s in few["statements"]} - {"represents"}) >= 2


def test_pair_joins_two_countries_with_what_both_take_part_in(served: Served) -> None:
    part = served.get("api/pair", a=CHINA, b=PAKISTAN).json()
    told = {(s["subject"], s["relation"], s.get("object")) for s in part["statements"]}
    assert {(CHINA, "supports", PAKISTAN), (PAKISTAN, "aids", CHINA), ("person:sara-khan", "invites", LI),
            (CHINA, "participatesIn", CORRIDOR), (LI, "takesPartIn", "meeting:4d1a")} <= told
    assert not any(r == "locatedIn" for _, r, _ in told), "where Lanzhou lies joins no countries"


def test_evidence_has_the_quote_in_its_paragraph(served: Served) -> None:
    thanks = next(s for s in served.get("api/neighbourhood", id=PAKISTAN).json()["statements"] if s["relation"] == "thanks")
    part = served.get("api/evidence", id=thanks["id"]).json()
    [statement], [document] = part["statements"], part["documents"]
    [cited] = statement["evidence"]
    passage = part["passages"][cited["passage"]]
    assert passage[cited["start"]:cited["end"]] == "Sara Khan thanked China for its help."
    assert "Pakistan never opposed the corridor." in passage and "\n\n" not in passage
    assert statement["reported_by"] == CHINA and document["link"] == "https://example.org/readouts/1"


@pytest.mark.parametrize(("text", "first"), [("chin", CHINA), ("LI MING", LI), ("cpec", CORRIDOR), ("economic pakistan", CORRIDOR)])
def test_search_suggests_by_any_name(served: Served, text: str, first: str) -> None:
    assert served.get("api/find", text=text, limit=3).json()[0]["id"] == first


def test_search_for_nothing_finds_nothing(served: Served) -> None:
    assert served.get("api/find", text="  ").json() == served.get("api/find", text="qqq").json() == []


def test_relations_count_both_directions(served: Served) -> None:
    overview = served.get("api/relations").json()
    [pair] = overview["relations"]
    assert (pair["one"]["id"], pair["other"]["id"], pair["statements"], overview["of"]) == (CHINA, PAKISTAN, 7, 1)
    assert pair["groups"] == {"cooperative": 5, "fact": 1, "request": 1}


def test_entity_has_its_card_and_neighbours(served: Served) -> None:
    card = served.get("api/entity", id=LI).json()
    assert card["card"]["name"] == "Li Ming" and card["relations"]["represents"] == 1
    assert card["neighbours"][0]["entity"]["id"] == CHINA and card["neighbours_of"] == len(card["neighbours"])


def test_counts_add_up(served: Served) -> None:
    counts = served.get("api/counts").json()
    assert sum(counts["relations"].values()) == sum(counts["groups"].values()) == 22
    assert counts["kinds"]["Topic"] == 4 and counts["stances"]["called-for"] == 2
    assert counts["publishers"] == {"China MFA": 22, "Pakistan MoFA": 3} and counts["years"] == {"2031": 25}


@pytest.mark.parametrize(("path", "params", "status"), [
    ("neighbourhood", {"id": "country:ATL"}, 404), ("neighbourhood", {"id": "' } DROP ALL #"}, 404), ("neighbourhood", {}, 422),
    ("neighbourhood", {"id": CHINA, "limit": 10**30}, 422), ("neighbourhood", {"id": CHINA, "limit": -1}, 422),
    ("neighbourhood", {"id": "../../etc/passwd"}, 404), ("neighbourhood", {"id": "\x00"}, 404), ("neighbourhood", {"id": "x" * 301}, 422),
    ("pair", {"a": CHINA, "b": "<script>"}, 404), ("evidence", {"id": "0> } SELECT"}, 404), ("find", {"text": "x" * 201}, 422),
    ("find", {"text": "a", "limit": "many"}, 422), ("no-such-call", {}, 404), ("../../../etc/passwd", {}, 404)])
def test_hostile_parameters_get_one_line(served: Served, path: str, params: dict[str, str | int], status: int) -> None:
    answer = served.get(f"api/{path}", **params)
    assert answer.status_code == status
    assert set(answer.json()) == {"detail"} and "\n" not in answer.json()["detail"] and "Traceback" not in answer.text


def test_files_are_out_of_reach(served: Served, small_store: object) -> None:
    for path in ("editor/../../__init__.py", "editor/%2e%2e/app.py", "editor/..%2f..%2fapp.py", "store", "static/../pyproject.toml", "//etc/passwd"):
        answer = httpx.get(served.address + path, timeout=10)
        assert answer.status_code == 404, path


def test_answers_bear_the_headers_that_keep_browsers_in_check(served: Served) -> None:
    for path in ("", "api/counts", "editor", "sparql?query=ASK%7B%7D", "no-such-page"):
        headers = served.get(path).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"] and "access-control-allow-origin" not in headers


@pytest.mark.parametrize(("host", "status"), [("evil.example", 421), ("localhost.evil.example:80", 421), ("", 421), ("localhost:1", 200),
                                              ("127.0.0.1", 200), ("[::1]:8700", 200), ("LOCALHOST", 200), ("127.0.0.1.evil.example", 421)])
def test_a_name_that_was_turned_to_us_gets_nothing(served: Served, host: str, status: int) -> None:
    answer = httpx.get(f"{served.address}api/counts", headers={"host": host}, timeout=10)
    assert answer.status_code == status and ("publishers" in answer.text) is (status == 200)


def test_schema_describes_every_call(served: Served) -> None:
    schema = served.get("openapi.json").json()
    assert set(schema["paths"]) == {f"/api/{call}" for call in CALLS}
    assert all(call["get"]["summary"] and call["get"]["responses"]["200"]["content"]["application/json"]["schema"]
               for call in schema["paths"].values())


@pytest.mark.parametrize(("call", "mode"), [(call, mode) for call in CALLS for mode in schemathesis.GenerationMode
                                            if mode.is_positive or call not in ("opening", "counts")])  # which take nothing
def test_calls_keep_to_their_schema(served: Served, call: str, mode: schemathesis.GenerationMode) -> None:
    """Whatever is sent, no server error comes, and each answer is of a status, type and shape that OpenAPI declares."""
    operation = schemathesis.openapi.from_url(f"{served.address}openapi.json")[f"/api/{call}"]["GET"]

    @settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        answer = case.call()
        case.validate_response(answer)
        assert answer.status_code < 500
    ask()
