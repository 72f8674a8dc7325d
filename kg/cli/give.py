"""`kg export` and `kg render`: the graph as files for other programs, and as a page for eyes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as o
from kg.cli.console import log
from kg.errors import InputError


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
    store: o.Store = o.STORE, quiet: o.Quiet = False,
) -> None:
    """Write the graph to files."""
    if file is not None and named is not None:
        raise typer.BadParameter(f"two files are named, {named} and {file}; name one", param_hint="FILE")
    file = file or named
    if file is None and neo4j is None:
        raise typer.BadParameter("name a file, or a folder with --neo4j", param_hint="FILE")
    from kg import export as files
    from kg.store import open_store

    with open_store(store, read_only=True) as opened:
        try:
            written = [*(files.export(opened, file) if file else ()), *(files.neo4j(opened, neo4j) if neo4j else ())]
        except OSError as error:
            raise InputError(str(error.filename or file or neo4j), f"cannot be written: {error.strerror}") from None
    for path in written if not quiet else ():
        log(f"written: {path}")


def render(
    file: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page to write.")] = Path("graph.html"),
    title: Annotated[str | None, typer.Option("--title", help="Title of the page.")] = None,
    store: o.Store = o.STORE, quiet: o.Quiet = False,
) -> None:
    """Draw the graph on one HTML page."""
    from kg.network import network
    from kg.page import render as draw
    from kg.store import open_store

    with open_store(store, read_only=True) as opened:
        graph = network(opened)
    try:
        draw(graph, file, **({"title": title} if title else {}))
    except OSError as error:
        raise InputError(str(file), f"cannot be written: {error.strerror}") from None
    if not quiet:
        log(f"written: {file}")
