"""The page with the SPARQL editor, Yasgui as the oxigraph server carries it, and the named queries for examples."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from kg.queries import NamedQuery, named
from kg.serve.endpoint import Endpoint
from kg.templates import template

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
          "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
"""Yasgui writes styles into its elements; no script but the files of this page runs, and nothing else is fetched."""

_OURS = {"editor.js": "text/javascript", "editor.css": "text/css"}
_OXIGRAPHS = {"yasgui.min.js": "text/javascript", "yasgui.min.css": "text/css"}


def add_to(app: FastAPI, endpoint: Endpoint) -> None:
    """Add the editor at /editor with the files that it needs."""
    page = template("serve", "editor.html").render(queries=[_example(q) for q in named().values()])
    sent = {name: (_text(name).encode("utf-8"), kind) for name, kind in _OURS.items()}
    sent |= {name: (endpoint.file(name), kind) for name, kind in _OXIGRAPHS.items()}

    @app.get("/editor", include_in_schema=False)
    def editor() -> HTMLResponse:
        return HTMLResponse(page, headers={"content-security-policy": POLICY})

    for name, (content, kind) in sent.items():
        app.get(f"/editor/{name}", include_in_schema=False)(
            lambda content=content, kind=kind: Response(content, media_type=kind))


def _example(query: NamedQuery) -> dict[str, Any]:
    """Return a named query as the page lists it, its comments on our own command line left out."""
    body = "\n".join(line for line in query.sparql.splitlines() if not line.startswith("# "))
    places = ["# A parameter is open while it says UNDEF; put in a name of a thing, such as <https://w3id.org/bilateral-kg/id/country/CHN>."]
    return {"title": query.title, "about": query.about,
            "sparql": "\n".join([f"# {query.title}", *(places if query.params else []), body.strip()])}


def _text(name: str) -> str:
    return files("kg.serve").joinpath(name).read_text(encoding="utf-8")
