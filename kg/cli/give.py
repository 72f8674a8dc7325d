"""`kg export` and `kg render`: the graph as files for other programs, and as a page for eyes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as o
from kg.cli.console import log, writing
from kg.model import KINDS
from kg.page.choice import ENTITIES_KEPT


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export")(export)
    app.command("render")(render)


def export(
    named: Annotated[Path | None, typer.Argument(
        metavar="[FILE]", help="By suffix: .ttl .trig .nt .nq .jsonld .graphml .gexf .csv .parquet; "
                               "events.csv holds PLOVER events.")] = None,
    file: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="The same.")] = None,
    neo4j: Annotated[Path | None, typer.Option("--neo4j", metavar="DIR", help="Files for neo4j-admin import.")] = None,
    store: o.Store = o.STORE, inferred: o.Inferred = False, quiet: o.Quiet = False,
) -> None:
    """Write the graph to files."""
    if file is not None and named is not None:
        raise typer.BadParameter(f"two files are named, {named} and {file}; name one", param_hint="FILE")
    file = file or named
    if file is None and neo4j is None:
        raise typer.BadParameter("name a file, or a folder with --neo4j", param_hint="FILE")
    from kg import export as files

    with o.opened(store, inferred=inferred) as opened:
        with writing(file or neo4j or Path(), quiet=quiet) as written:
            written += [*(files.export(opened, file) if file else ()), *(files.neo4j(opened, neo4j) if neo4j else ())]


def render(
    file: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page to write.")] = Path("graph.html"),
    title: o.Title = None,
    focus: Annotated[str, typer.Option("--focus", metavar="NAME", help="Only what is tied to this entity.")] = "",
    pair: Annotated[tuple[str, str] | None, typer.Option("--pair", metavar="A B", help="Only what joins these two countries.")] = None,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Only statements from this year, month or day on.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Only statements up to this year, month or day.")] = "",
    kinds: Annotated[str, typer.Option("--kinds", metavar="KIND,...", help=f"Only these kinds: {', '.join(KINDS)}.")] = "",
    relations: Annotated[str, typer.Option("--relations", metavar="NAME,...", help="Only these relations, such as supports.")] = "",
    min_statements: Annotated[int, typer.Option("--min-statements", min=1, help="Leave out entities with fewer statements.")] = 1,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Entities at most, those with the most statements.")] = ENTITIES_KEPT,
    theme: o.PageTheme = o.Theme.auto,
    store: o.Store = o.STORE, quiet: o.Quiet = False,
) -> None:
    """Draw the graph on one HTML page."""
    from kg.network import network
    from kg.page import TITLE
    from kg.page import render as draw
    from kg.store import open_store

    with open_store(store, read_only=True) as opened:
        graph = network(opened)
    with writing(file, quiet=quiet):
        drawn = draw(graph, file, title=title or TITLE, theme=theme.value, focus=focus, pair=pair or (), since=since, until=until,
                     kinds=_several(kinds), relations=_several(relations), min_statements=min_statements, limit=limit)
        for sentence in drawn.left_out if not quiet else ():
            log(sentence)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(",", " ").split() if part)
