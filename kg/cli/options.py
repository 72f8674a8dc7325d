"""Options that several commands share, each written once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.console import Format
from kg.errors import InputError, StoreError
from kg.model import PartialDate
from kg.parse import MODEL

if TYPE_CHECKING:
    from kg.store import GraphStore

class Theme(StrEnum):
    """The colours of a page: as the reader's system has them, or one of the two."""

    auto = "auto"
    light = "light"
    dark = "dark"


Store = Annotated[str, typer.Option("--store", "-s", metavar="DIR|URL", envvar="KG_STORE",
                                    help="Folder of the store, or the address of a SPARQL endpoint.")]
STORE = "kg-store"

Corrections = Annotated[Path | None, typer.Option("--corrections", metavar="DIR", envvar="KG_CORRECTIONS",
                                                  help="Folder of a person's corrections.",
                                                  show_default="corrections, beside the folder of the store")]

Query = Annotated[str | None, typer.Argument(metavar="NAME|FILE.rq", help="A named query or a file.")]
Sparql = Annotated[str | None, typer.Option("--execute", "-e", metavar="SPARQL", help="Ask this instead.")]
Inferred = Annotated[bool, typer.Option("--inferred", help="Also with what `kg infer` has inferred.")]
Form = Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")]
Title = Annotated[str | None, typer.Option("--title", help="Title of the page.")]
PageTheme = Annotated[Theme, typer.Option("--theme", help="Colours of the page.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Model = Annotated[str, typer.Option("--model", help="An installed spaCy pipeline with a parser.")]
MODEL_DEFAULT = MODEL
Confidence = Annotated[float, typer.Option("--min-confidence", min=0.0, max=1.0,
                                           help="Leave out statements less sure than this.")]
Processes = Annotated[int, typer.Option("--processes", "-p", min=1, help="Worker processes.",
                                         show_default="as many as cores, at most 8")]
Sources = Annotated[list[str] | None, typer.Argument(
    metavar="SOURCE...", help="Files (.txt .md .html .pdf .jsonl .jsonl.gz .csv), folders, patterns, http(s) URLs; "
                              "- is standard input.")]
Date = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Date of publication of every text.")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Who published every text, such as 'China MFA'.")]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="Language of every text, such as en.")]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Also fetch URLs of private addresses.")]
TitleField = Annotated[str | None, typer.Option("--title-field", help="Column or key of the title in records.")]
DateField = Annotated[str | None, typer.Option("--date-field", help="The same for the date.")]
TextField = Annotated[str | None, typer.Option("--text-field", help="The same for the text.")]
UrlField = Annotated[str | None, typer.Option("--url-field", help="The same for the address.")]
PublisherField = Annotated[str | None, typer.Option("--publisher-field", help="The same for the publisher.")]


def cores() -> int:
    """Return the number of cores that this process may use, at most eight."""
    return min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def partial_date(text: str | None) -> PartialDate | None:
    """Return the date of an option; InputError where it is none."""
    try:
        return PartialDate(text) if text else None
    except ValueError:
        raise InputError("--date", f"{text!r}", "a date such as 2020-08-21, 2020-08 or 2020") from None


def existing(path: str) -> Path:
    """Return the path of a file that must be there."""
    if not Path(path).is_file():
        raise InputError(path, "there is no such file")
    return Path(path)


def is_address(store: str) -> bool:
    """Say whether a store is that of a server."""
    return store.startswith(("http://", "https://"))


def require(store: str) -> None:
    """Raise StoreError where there can be no store: it is no address, and no folder that exists."""
    if not is_address(store) and not Path(store).is_dir():
        raise StoreError(f"there is no store at {store}; `kg build` makes one")


def corrections_of(folder: Path | None, store: str) -> Path:
    """Return the folder of corrections that is named, or the one that goes with the store."""
    from kg.corrections import folder_of

    if folder is not None and folder.exists() and not folder.is_dir():
        raise InputError(str(folder), "this is a file", "a folder of corrections")
    return folder if folder is not None else folder_of(store)


@contextmanager
def opened(store: str, *, inferred: bool) -> Iterator[GraphStore]:
    """Open a store for reading: what texts say or, where it is asked for, that with what follows from it."""
    from kg.store import open_store

    with open_store(store, read_only=True) as asserted:
        if not inferred:
            yield asserted
            return
        from kg.infer import inferred as beside

        with beside(asserted) as both:
            yield both


def reading(date: str | None, publisher: str | None, language: str | None, fields: Mapping[str, str | None],
            allow_private: bool) -> dict[str, Any]:
    """Return the keywords of `kg.read` that the options of a command stand for."""
    given = {"date": partial_date(date), "publisher": publisher, "language": language, "allow_private": allow_private,
             "fields": {name: field for name, field in fields.items() if field}}
    return {name: value for name, value in given.items() if value}


def asked(name: str | None, free: str | None, words: Sequence[str]) -> tuple[str | Path, dict[str, str]]:
    """Return the query that a command line means (a name, a file, or free SPARQL) and its parameters."""
    given = list(words)
    if free is not None and name is not None:  # with -e, what stands first is a parameter already
        given.insert(0, name)
    query = free if free is not None else name
    if not query:
        raise typer.BadParameter("name a query or give SPARQL with -e; `kg queries` lists the names", param_hint="NAME")
    return (Path(query) if free is None and query.endswith(".rq") else query), parameters(given)


def parameters(given: list[str]) -> dict[str, str]:
    """Read `--country China`, `--country=China` and `country=China`.

    >>> parameters(["--country", "China", "--partner=Pakistan", "year=2020"])
    {'country': 'China', 'partner': 'Pakistan', 'year': '2020'}
    """
    found: dict[str, str] = {}
    waiting = iter(given)
    for word in waiting:
        name, equals, value = word.removeprefix("--").partition("=")
        if not equals:
            if not word.startswith("--"):
                raise typer.BadParameter(f"{word!r}: expected --name value or name=value")
            following = next(waiting, None)
            if following is None:
                raise typer.BadParameter(f"{word} needs a value")
            value = following
        found[name.replace("-", "_")] = value
    return found
