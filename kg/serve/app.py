"""The application: JSON calls for the page, and SPARQL for all else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from kg import __version__
from kg.errors import KgError, QueryError
from kg.serve import editor
from kg.serve.answers import Counts, Entity, Failure, Hit, Opening, Overview, View
from kg.serve.endpoint import Endpoint
from kg.serve.explorer import Explorer
from kg.serve.guard import QUERY_CHARACTERS, refuse

BODY_BYTES = 4 * QUERY_CHARACTERS
"""The largest body of a request: a query of the greatest length, percent-encoded Latin letters or plain others."""

Id = Annotated[str, Query(min_length=1, max_length=300, description="The id of an entity, such as country:CHN.")]
Statements = Annotated[int, Query(ge=1, le=500, description="The most statements to choose.")]
Most = Annotated[int, Query(ge=1, le=200, description="The most that are listed.")]

PAGE_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What the content policy within the page, which names its scripts by their hashes, cannot say."""

_REFUSED: dict[int | str, dict[str, Any]] = {422: {"model": Failure, "description": "A parameter is not what it should be."}}
_UNKNOWN = _REFUSED | {404: {"model": Failure, "description": "The store has no such thing."}}
_FORMS = {"application/x-www-form-urlencoded", "application/sparql-query"}


def application(explorer: Explorer, endpoint: Endpoint, page: str) -> FastAPI:
    """Return the application that serves a page, its JSON calls, and the SPARQL endpoint with its editor."""
    app = FastAPI(title="bilateral-kg", version=__version__, docs_url=None, redoc_url=None,
                  description="The calls of the explorer page. SPARQL 1.1 queries go to /sparql, an editor is at /editor.")
    _add_calls(app, explorer)
    _add_sparql(app, endpoint)
    editor.add_to(app, endpoint)

    @app.get("/", include_in_schema=False)
    def opened() -> HTMLResponse:
        return HTMLResponse(page, headers={"content-security-policy": PAGE_POLICY})

    app.add_exception_handler(RequestValidationError, lambda _, error: _failure(422, _one_line(error)))
    app.add_exception_handler(HTTPException, lambda _, e: _failure(e.status_code, str(e.detail), e.headers))
    app.add_exception_handler(QueryError, lambda _, error: _failure(404, str(error)))
    app.add_exception_handler(KgError, lambda _, error: _failure(503, str(error)))
    return app


def _add_calls(app: FastAPI, explorer: Explorer) -> None:
    def call(path: str, unknown: bool = False) -> Callable[..., Any]:
        return app.get(f"/api/{path}", response_model_exclude_defaults=True, responses=_UNKNOWN if unknown else _REFUSED,
                       operation_id=path)

    @call("opening")
    def opening() -> Opening:
        """What the page shows first."""
        return explorer.opening

    @call("neighbourhood", unknown=True)
    def neighbourhood(id: Id, limit: Statements = 80) -> View:
        """Statements that name an entity, spread over those whom they name beside it."""
        return explorer.neighbourhood(id, limit)

    @call("pair", unknown=True)
    def pair(a: Id, b: Id, limit: Statements = 200) -> View:
        """Statements that join two countries, their officials, or a matter of both."""
        return explorer.pair(a, b, limit)

    @call("evidence", unknown=True)
    def evidence(id: Annotated[str, Query(min_length=1, max_length=100, description="The id of a statement.")]) -> View:
        """One statement with all its citations, each in its paragraph."""
        return explorer.evidence(id)

    @call("find")
    def find(text: Annotated[str, Query(max_length=200, description="Some of a name.")], limit: Most = 12) -> list[Hit]:
        """Entities by some of their name, for suggestions."""
        return explorer.find(text, limit)

    @call("relations")
    def relations(limit: Most = 50) -> Overview:
        """The pairs of countries and organisations with most statements."""
        return explorer.relations(limit)

    @call("entity", unknown=True)
    def entity(id: Id) -> Entity:
        """The card of an entity."""
        return explorer.entity(id)

    @call("counts")
    def counts() -> Counts:
        """How many statements each filter lets through."""
        return explorer.counts


def _add_sparql(app: FastAPI, endpoint: Endpoint) -> None:
    @app.api_route("/sparql", methods=["GET", "POST"], include_in_schema=False)
    async def sparql(request: Request) -> Response:
        asked = await _query_of(request)
        if asked is None:
            return RedirectResponse("/editor")
        try:
            refuse(asked)
            answer = await endpoint.ask(asked, request.headers.get("accept", "*/*"))
        except QueryError as error:
            return _failure(400, str(error))
        return Response(answer.body, answer.status, media_type=answer.kind)


async def _query_of(request: Request) -> str | None:
    """Return the query of a request as the SPARQL protocol sends it; None where a browser just came by."""
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _FORMS:
            raise HTTPException(415, f"expected {' or '.join(sorted(_FORMS))}; there are no updates here")
        body = (await _body(request)).decode("utf-8", "replace")
        sent = {"query": [body]} if kind == "application/sparql-query" else parse_qs(body, keep_blank_values=True)
        given = {name: given.get(name, []) + sent.get(name, []) for name in {*given, *sent}}
    if "update" in given:
        raise HTTPException(403, "the store is served for reading only")
    if {"default-graph-uri", "named-graph-uri"} & set(given):
        raise HTTPException(400, "name graphs in the query, with GRAPH; the default graph is the union of all")
    if not given and request.method == "GET":
        return None
    if len(given.get("query", [])) != 1:
        raise HTTPException(400, f"expected one query, found {len(given.get('query', []))}")
    return given["query"][0]


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            raise HTTPException(413, f"the request is larger than {BODY_BYTES:,} bytes")
    return bytes(body)


def _failure(status: int, detail: str, headers: Any = None) -> JSONResponse:
    return JSONResponse({"detail": detail}, status, headers)


def _one_line(error: RequestValidationError) -> str:
    """Return what is wrong with the parameters of a call.

    >>> _one_line(RequestValidationError([{"loc": ("query", "limit"), "msg": "Input should be less than 500"}]))
    'limit: Input should be less than 500'
    """
    return "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in error.errors())
