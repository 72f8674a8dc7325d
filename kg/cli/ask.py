"""`kg query`, `kg queries`, `kg stats`, `kg documents`: what a store knows, as rows."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as o
from kg.cli.console import Format, out, rows
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.query import Table


class Answers(StrEnum):
    """How an answer is printed; Turtle is for queries that construct triples."""

    table = "table"
    csv = "csv"
    json = "json"
    ttl = "ttl"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("query", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(query)
    app.command("queries")(queries)
    app.command("stats")(stats)
    app.command("documents")(documents)


def query(
    context: typer.Context,
    name: o.Query = None,
    free: o.Sparql = None,
    store: o.Store = o.STORE, inferred: o.Inferred = False,
    form: Annotated[Answers, typer.Option("--format", "-f", help="How to print the answer.")] = Answers.table,
) -> None:
    """Ask a store by name, file or SPARQL.

    For example `kg query meetings-of-pair --country China --partner Pakistan`.
    Parameters of a named query are options (--country China) or name=value; `kg queries` lists them.
    """
    from kg.query import run

    asked, parameters = o.asked(name, free, context.args)
    with o.opened(store, inferred=inferred) as opened:
        answer = run(opened, asked, **parameters)
        _print(answer, form)


def _print(answer: Table, form: Answers) -> None:
    if form is Answers.ttl:
        if answer.form != "construct":
            raise QueryError("only a query that constructs triples can be printed as ttl; use table, csv or json")
        out(_turtle(answer), end="")
    elif answer.form == "ask" and form is Answers.table:
        out(str(answer.rows[0][0]).lower())
    else:
        rows(answer.columns, answer.rows, Format(form.value))


def _turtle(answer: Table) -> str:
    import pyoxigraph

    from kg.vocab import PREFIXES

    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in answer.rows)
    triples = (quad.triple for quad in pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES))
    return pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=PREFIXES).decode("utf-8")


def queries(form: o.Form = Format.table) -> None:
    """List the named queries with their parameters."""
    from kg.queries import named

    rows(("name", "title", "parameters"),
         [(q.name, q.title, " ".join(f"[{p.name}]" if p.optional else p.name for p in q.params))
          for q in named().values()], form)


def stats(store: o.Store = o.STORE, form: o.Form = Format.table) -> None:
    """Count what a store holds."""
    from kg.query import run
    from kg.store import open_store

    with open_store(store, read_only=True) as opened:
        told = [("documents", "all", "", len(opened.graphs()))]
        told += [("entities", str(r["kind"]), "", int(r["entities"] or 0)) for r in run(opened, "kinds")]
        told += [("statements", str(r["relation"]), str(r["stance"]), int(r["statements"] or 0))
                 for r in run(opened, "relations")]
    rows(("what", "which", "stance", "number"), told, form)


def documents(store: o.Store = o.STORE, form: o.Form = Format.table) -> None:
    """List the documents of a store."""
    from kg.query import run
    from kg.store import open_store
    from kg.vocab import id_of

    with open_store(store, read_only=True) as opened:
        by_id, by_title = run(opened, "documents", names=False), run(opened, "documents")
    ids = [id_of(str(row[0])).removeprefix("document:") for row in by_id.rows]
    rows(("id", *by_title.columns), [(id, *row) for id, row in zip(ids, by_title.rows, strict=True)], form)
