"""`kg serve`: the picture of a whole store in a browser, with SPARQL beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as o
from kg.cli.console import log
from kg.errors import ServeError


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("serve")(serve)


def serve(
    store: o.Store = o.STORE,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8700,
    host: Annotated[str, typer.Option("--host", help="Address to listen on; 0.0.0.0 lets others in.")] = "127.0.0.1",
    name: Annotated[list[str] | None, typer.Option("--allow-host", metavar="NAME", help="A further host name by which "
                                                   "browsers may come.")] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, max=600, help="Seconds that a SPARQL query may take.")] = 10,
    opening: Annotated[int, typer.Option("--opening", min=1, max=20_000, help="Statements that the page opens with; it asks for "
                                         "others as it is used.")] = 1500,
    title: o.Title = None, theme: o.PageTheme = o.Theme.auto,
) -> None:
    """Serve the picture, its JSON calls and a SPARQL endpoint, all read-only.

    Ctrl-C ends it. Needs the extra `serve`.
    """
    if o.is_address(store):
        raise ServeError(f"{store} is served already; name the folder of a store")
    o.require(store)
    from kg.page import TITLE

    try:
        from kg.serve import serve as run
    except ModuleNotFoundError as error:
        raise ServeError(f"{error.name} is not installed; pip install 'bilateral-kg[serve]' brings it") from None
    log(f"reading {store}")
    run(Path(store), host=host, port=port, seconds=timeout, names=name or (), title=title or TITLE, theme=theme.value,
        opening=opening, ready=lambda address: log(f"serving {store} at {address}, SPARQL at {address}editor; Ctrl-C ends it"))
