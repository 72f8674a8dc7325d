"""The command line: one file for each group of commands; nothing heavy is loaded before a command needs it."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from kg.cli import ask, build, card, check, commitments, compare, correct, extract, give, learn, prove, serve, study
from kg.cli.console import log
from kg.errors import KgError

app = typer.Typer(
    name="kg", help="Diplomatic readouts to a knowledge graph that shows its evidence.",
    rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, no_args_is_help=True)
for group in (build, check, extract, ask, card, study, compare, commitments, correct, prove, give, serve, learn):
    group.add_to(app)


@app.callback()
def _main(version: bool = typer.Option(False, "--version", is_eager=True, help="Print the version.",
                                       callback=lambda asked: _version() if asked else None)) -> None:
    """Diplomatic readouts to a knowledge graph that shows its evidence."""


def _version() -> None:
    from kg import __version__
    from kg.cli.console import out

    out(__version__)
    raise typer.Exit


def run(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line; return its exit status: 0, 1 for what went wrong, 2 for wrong usage.

    >>> run(["query", "no-such-query", "--store", "no-such-store"])
    1
    """
    try:
        app(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except KgError as error:
        log(f"error: {error}")
        return 1
    return 0
