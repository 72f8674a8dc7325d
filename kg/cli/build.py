"""`kg build` and `kg forget`: what goes into a store and what leaves it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import options as o
from kg.cli.console import Format, as_json, log, out, progress, rows
from kg.errors import InputError, KgError

if TYPE_CHECKING:
    from kg.pipeline import Report
    from kg.store import GraphStore

SHOWN = 20
"""Skipped sources that a table names one by one; JSON names all."""


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("build")(build)
    app.command("forget")(forget)


def build(  # noqa: PLR0913 - an option is an argument
    sources: o.Sources = None, sample: Annotated[bool, typer.Option("--sample", help="Build the bundled readouts.")] = False,
    store: o.Store = o.STORE, date: o.Date = None, publisher: o.Publisher = None, language: o.Language = None,
    title_field: o.TitleField = None, date_field: o.DateField = None, text_field: o.TextField = None,
    url_field: o.UrlField = None, publisher_field: o.PublisherField = None, allow_private: o.AllowPrivate = False,
    model: o.Model = o.MODEL_DEFAULT, processes: o.Processes = o.cores(), min_confidence: o.Confidence = 0.0,
    validate: Annotated[bool, typer.Option("--validate/--no-validate", help="Keep statements apart that break a rule.")] = True,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print the closing table.")] = Format.table,
    corrections: o.Corrections = None, quiet: o.Quiet = False,
) -> None:
    """Read readouts into a store, one graph a document."""
    from kg import pipeline

    named = [*(sources or []), *([str(pipeline.sample())] if sample else [])]
    if not named:
        raise typer.BadParameter("name a file, a folder, a pattern, a URL or -; or say --sample", param_hint="SOURCE")
    fields = {"title": title_field, "date": date_field, "text": text_field, "url": url_field, "publisher": publisher_field}
    reading = o.reading(date, publisher, language, fields, allow_private)
    try:
        with progress("building", quiet=quiet) as tell:
            report = pipeline.build(named, store, model=model, processes=processes, min_confidence=min_confidence,
                                    validate=validate, corrections=corrections, tell=tell, **reading)
    except KeyboardInterrupt:
        log("stopped; the store holds whole documents, and the same command goes on from there")
        raise typer.Exit(130) from None
    if form is Format.json:
        as_json(_plain(report))
    elif not quiet:
        _closing(report, form)
    for skipped in report.failed[:SHOWN] if form is not Format.json else ():
        log(f"error: {skipped}")
    if len(report.failed) > SHOWN:
        log(f"error: {len(report.failed) - SHOWN} more; --format json names all")
    if not quiet:
        _tell_of_inferred(store)
    if report.failed:
        raise typer.Exit(1)


def _tell_of_inferred(store: str) -> None:
    """Say it where what was inferred no longer fits; it is not shown until `kg infer` has run again."""
    from kg.infer import is_stale
    from kg.store import open_store

    with open_store(store, read_only=True) as opened:
        if is_stale(opened):
            log("note: the documents have changed since `kg infer` was run; run it again")


def _closing(report: Report, form: Format) -> None:
    told = [("documents", "read", report.read), ("documents", "new", report.new),
            ("documents", "unchanged", report.unchanged), ("documents", "replaced", report.replaced)]
    told += [("documents", "corrected", report.corrected)] if report.corrected else []
    told += [("skipped", reason, n) for reason, n in _reasons(report)]
    told += [("quarantined", why, n) for why, n in sorted(Counter(q.why for q in report.quarantined).items())]
    told += [("entities", kind, n) for kind, n in report.entities]
    told += [("statements", relation, n) for relation, n in report.statements]
    rows(("what", "which", "number"), told, form)
    if form is Format.table:
        out(f"{report.seconds:.1f} s, {report.documents_per_second:.1f} documents/s")
        for skipped in [s for s in report.skipped if s.kind != "failed"][:SHOWN]:
            log(f"skipped: {skipped}")


def _reasons(report: Report) -> list[tuple[str, int]]:
    return sorted(Counter(s.kind for s in report.skipped).items())


def _plain(report: Report) -> dict[str, Any]:
    plain = asdict(report)
    return plain | {"entities": dict(report.entities), "statements": dict(report.statements),
                    "duplicates": report.duplicates, "seconds": round(report.seconds, 3),
                    "documents_per_second": round(report.documents_per_second, 3)}


def forget(documents: Annotated[list[str], typer.Argument(metavar="DOC...", help="Ids of documents, or their sources.")],
           store: o.Store = o.STORE, quiet: o.Quiet = False) -> None:
    """Drop documents from a store with their earlier versions, and all that only they said."""
    from kg.store import open_store
    from kg.versions import forget_versions
    from kg.vocab import document_iri

    o.require(store)
    missing: list[KgError] = []
    with open_store(store) as opened:
        for name in documents:
            graph = opened.graph_of_source(name) or document_iri(name)
            source = _source(opened, graph)
            if not opened.forget(graph):
                missing.append(InputError(name, "the store has no such document", remedy="`kg documents` lists them"))
                continue
            earlier = forget_versions(opened, source) if source else 0
            if not quiet:
                log(f"forgotten: {name}" + (f" and {earlier} earlier versions" if earlier else ""))
    for error in missing:
        log(f"error: {error}")
    if missing:
        raise typer.Exit(1)


def _source(store: GraphStore, graph: str) -> str | None:
    from kg.vocab import bkg, node

    rows = store.select(f"SELECT ?source WHERE {{ GRAPH {node(graph)} {{ {node(graph)} {node(bkg('source'))} ?source }} }}")
    return next((str(row["source"]) for row in rows), None)
