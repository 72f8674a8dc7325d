"""The SPARQL endpoint: the store answers, and nothing else can be reached, changed or worn out."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.queries import named
from kg.query import run
from kg.serve.guard import refuse
from kg.store import open_store
from tests.serve.conftest import Served

PATTERN = "{ ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@dataclass
class Canary:
    """An HTTP server that nobody may call."""

    address: str = ""
    called: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    known = Canary()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.called.append(self.path)
            self.send_error(500)
        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.address = f"http://127.0.0.1:{server.server_port}/sparql"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield known
    server.shutdown()


def test_endpoint_answers_as_any_store_does(served: Served, small_store: Path) -> None:
    with open_store(f"{served.address}sparql", read_only=True) as remote, open_store(small_store, read_only=True) as local:
        for name, params in (("acts-between", {"country": "China", "partner": "Pakistan"}), ("documents", {}), ("kinds", {})):
            assert run(remote, name, **params) == run(local, name, **params)


@pytest.mark.parametrize("name", named())
def test_every_example_of_the_editor_runs_as_it_stands(served: Served, name: str) -> None:
    answer = served.sparql(named()[name].sparql)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")


def test_editor_lists_the_named_queries(served: Served) -> None:
    page = served.get("editor").text
    assert all(query.title in page for query in named().values())
    assert served.get("editor/yasgui.min.js").text.count("Yasqe") > 1


def test_query_may_come_in_all_ways_of_the_protocol(served: Served) -> None:
    ask, address = "ASK { ?s ?p ?o }", f"{served.address}sparql"
    got = httpx.get(address, params={"query": ask}, headers={"accept": "application/sparql-results+json"})
    sent = httpx.post(address, data={"query": ask}, headers={"accept": "application/sparql-results+json"})
    plain = served.sparql(ask, "application/sparql-results+json")
    assert got.json() == sent.json() == plain.json() == {"head": {}, "boolean": True}
    triples = served.sparql("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2", "application/n-triples")
    assert triples.headers["content-type"] == "application/n-triples" and triples.text.count(" .\n") == 2


def test_a_browser_that_comes_by_is_led_to_the_editor(served: Served) -> None:
    answer = httpx.get(f"{served.address}sparql")
    assert answer.status_code == 307 and answer.headers["location"] == "/editor"


UPDATE = "INSERT DATA { <http://a.example/s> <http://a.example/p> 1 }"


def test_updates_are_refused(served: Served) -> None:
    before = served.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text
    address = f"{served.address}sparql"
    assert httpx.post(address, data={"update": UPDATE}).status_code == 403
    assert httpx.post(address, params={"update": UPDATE}, data={"query": "ASK {}"}).status_code == 403
    assert httpx.post(address, content=UPDATE, headers={"content-type": "application/sparql-update"}).status_code == 415
    for text in (UPDATE, "CLEAR ALL", "LOAD <file:///etc/passwd>", "ASK {} ; CLEAR ALL", "DROP SILENT ALL"):
        assert served.sparql(text).status_code == 400
    for path in ("update", "store", "store?default", "sparql/update"):
        for method in ("PUT", "POST", "DELETE", "PATCH"):
            assert httpx.request(method, served.address + path, content=UPDATE).status_code in (404, 405)
    assert served.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text == before


@pytest.mark.parametrize("query", [
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }", "DESCRIBE <file:///etc/passwd>", "SELECT * { <file:///etc/passwd> ?p ?o }"])
def test_files_are_not_read(served: Served, query: str) -> None:
    assert "root:" not in served.sparql(query).text


@pytest.mark.parametrize("head", ["SERVICE", "service", "SeRvIcE SILENT", "SERVICESILENT", "BIND(1<2 AS ?t)SERVICE", "?a ?b 1SERVICE",
                                  "# it's <no\n SERVICE", "?a ?b '#'. SERVICE", "?a ?b \"\"\"'\"\"\". SERVICE", "\\u0053ERVICE"])
def test_other_servers_are_not_asked(served: Served, canary: Canary, head: str) -> None:
    for where in (f"<{canary.address}>", f"#\n<{canary.address}>"):
        answer = served.sparql(f"SELECT * {{ {head} {where} {PATTERN} }}")
        assert answer.status_code == 400 and "\n" not in answer.json()["detail"]
    assert canary.called == []


def test_canary_would_sing(served: Served, canary: Canary, small_store: Path) -> None:
    """What is refused is a call that would be made: the same query, asked without us, reaches the other server."""
    with open_store(small_store, read_only=True) as store, pytest.raises(Exception, match="500"):
        list(store.select(f"SELECT * {{ SERVICE <{canary.address}> {PATTERN} }}"))
    assert canary.called.pop() == "/sparql" and not canary.called.clear()


pieces = st.lists(st.sampled_from(["'", '"', "'''", '"""', "\\", "#", "<", "<a:b", ">", "<=", "\n", " ", "?a", "a:b", ")", "(", "{", "}",
                                   ".", "1", "SERVICE", "?x", "<http://a.example/#>", "FILTER(?a", "<?b#>", "@en", "\\'", "BIND(1"]), max_size=9)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=pieces, after=pieces)
def test_no_disguise_gets_a_service_past_the_guard(served: Served, canary: Canary, before: list[str], after: list[str]) -> None:
    query = f"SELECT * {{ {''.join(before)} SERVICE<{canary.address}>{PATTERN} {''.join(after)} }}"
    served.sparql(query)
    assert canary.called == [], query


@pytest.mark.parametrize("query", [
    'SELECT * { ?s ?p ?o FILTER(?o = "Foreign Service") }', "SELECT * { ?s <http://a.example/service> ?o } # no service",
    "SELECT * { ?s ?p ?o FILTER(1 < 2 && ?o != 'service' && 3 <= 4) }", "SELECT ?x { ?x a <http://a.example/x#Service> }"])
def test_the_word_may_stand_where_it_asks_nobody(served: Served, query: str) -> None:
    refuse(query)
    assert served.sparql(query).status_code == 200


def test_long_queries_and_bodies_are_refused(served: Served) -> None:
    with pytest.raises(QueryError, match="expected at most 20,000"):
        refuse("ASK {}" + " " * 20_000)
    assert served.sparql("ASK {}" + " " * 20_000).status_code == 400
    assert served.sparql("ASK {}" + " " * 500_000).status_code == 413
    assert served.sparql("SELECT nonsense").status_code == 400


def test_a_query_without_end_is_ended_and_others_go_on(served: Served) -> None:
    answer = served.sparql(ENDLESS)
    assert answer.status_code == 503 and answer.json() == {"detail": "the query took longer than 3 seconds; ask for less"}
    assert served.sparql("ASK { ?s ?p ?o }").text.strip() == "true"


def test_an_answer_without_end_is_refused_whole(served: Served) -> None:
    answer = served.sparql("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert answer.status_code == 503 and ("16 MiB" in answer.json()["detail"] or "3 seconds" in answer.json()["detail"])


@pytest.mark.parametrize("params", [{"query": ["ASK {}", "ASK {}"]}, {"default-graph-uri": "http://a.example/"}, {"nonsense": "1"}])
def test_odd_parameters_are_refused(served: Served, params: dict[str, str | list[str]]) -> None:
    assert httpx.get(f"{served.address}sparql", params=params).status_code == 400
