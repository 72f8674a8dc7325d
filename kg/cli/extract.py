"""`kg extract`: texts to the JSON of the annotation guidelines, without a store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli import options as o
from kg.cli.console import Format, as_json, log, progress, rows
from kg.errors import InputError
from kg.model import Document, Extraction, Skipped


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("extract")(extract)


def extract(  # noqa: PLR0913 - an option is an argument
    sources: o.Sources = None,
    into: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR",
                                              help="Write <stem>.json for each text into this folder.")] = None,
    date: o.Date = None, publisher: o.Publisher = None, language: o.Language = None,
    title_field: o.TitleField = None, date_field: o.DateField = None, text_field: o.TextField = None,
    url_field: o.UrlField = None, publisher_field: o.PublisherField = None, allow_private: o.AllowPrivate = False,
    model: o.Model = o.MODEL_DEFAULT, processes: o.Processes = o.cores(), min_confidence: o.Confidence = 0.0,
    form: Annotated[Format, typer.Option("--format", "-f", help="json is that of the guidelines.")] = Format.json,
    quiet: o.Quiet = False,
) -> None:
    """Print what texts say, without a store."""
    from kg import pipeline

    if not sources:
        raise typer.BadParameter("name a file, a folder, a pattern, a URL or -", param_hint="SOURCE")
    fields = {"title": title_field, "date": date_field, "text": text_field, "url": url_field, "publisher": publisher_field}
    skipped: list[Skipped] = []
    documents = _documents(sources, o.reading(date, publisher, language, fields, allow_private), skipped)
    told: list[tuple[str, Extraction]] = []
    names = _Names()
    with progress("extracting", quiet=quiet) as tell:
        for done in pipeline.extract_each(documents, model=model, min_confidence=min_confidence, processes=processes):
            tell(done.document.source)
            if done.value is None:
                skipped.append(Skipped(done.document.source, done.failure or "nothing came back"))
            elif into is None:
                told.append((names.of(done.document), done.value))
            else:
                _write(into, names.of(done.document), done.value)
    _print(told, form)
    for s in skipped if not quiet else [s for s in skipped if s.kind == "failed"]:
        log(f"{'error' if s.kind == 'failed' else 'skipped'}: {s}")
    if any(s.kind == "failed" for s in skipped):
        raise typer.Exit(1)


def _documents(sources: list[str], reading: dict[str, Any], skipped: list[Skipped]) -> Iterator[Document]:
    from kg.pipeline import foreign
    from kg.read import read

    for found in read(sources, distinct=False, **reading):  # a file for each, also where two hold one text
        if isinstance(found, Skipped):
            skipped.append(found)
        elif found.language != "en":
            skipped.append(foreign(found))
        else:
            yield found


class _Names:
    """Names for files of results: the stem of the source, numbered where two sources share it."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def of(self, document: Document) -> str:
        last = document.source.rstrip("/").replace("#", "/").rpartition("/")[2]
        stem = Path(last).stem if Path(last).suffix in (".txt", ".md", ".html", ".htm", ".pdf") else last
        stem = "".join(c if c.isalnum() or c in "-_." else "-" for c in stem).strip(".-") or document.id
        self._used[stem] = self._used.get(stem, 0) + 1
        return stem if self._used[stem] == 1 else f"{stem}-{self._used[stem]}"


def _write(folder: Path, name: str, found: Extraction) -> None:
    from kg.annotations import to_json

    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(to_json(found, name), ensure_ascii=False, indent=1) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(str(folder), f"cannot be written: {error.strerror}") from None


def _print(told: list[tuple[str, Extraction]], form: Format) -> None:
    from kg.annotations import to_json

    if not told:
        return
    if form is Format.json:
        plain = [to_json(found, name) for name, found in told]
        as_json(plain[0] if len(plain) == 1 else plain)
        return
    columns = ("document", "subject", "relation", "object", "about", "stance", "speaker", "quote")
    rows(columns, [(name, *row) for name, found in told for row in _rows(found)], form)


def _rows(found: Extraction) -> Iterator[tuple[object, ...]]:
    labels = {e.id: e.label for e in found.entities}
    for s in found.statements:
        about = "; ".join(labels.get(a, a) for a in s.about)
        yield (labels.get(s.subject, s.subject), s.relation, labels.get(s.object or "", s.object), about, s.stance,
               labels.get(s.speaker or "", s.speaker), s.evidence[0].quote)
