"""`kg evaluate` and `kg train`: how good the extraction is on annotated texts, and fitting it to them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as o
from kg.cli.console import Format, log, progress, rows

_COLUMNS = ("", "precision", "recall", "F1", "gold", "system")
_GROUPS = ("", "texts", "entities", "facts", "acts", "speaker", "stance", "office")
Gold = Annotated[Path, typer.Argument(metavar="GOLD", help="Folder of annotations, <stem>.json.")]
Texts = Annotated[Path, typer.Argument(metavar="TEXTS", help="Folder of texts, <stem>.txt; an index.json beside it gives "
                                                             "date and publisher.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("evaluate")(evaluate)
    app.command("train")(train)


def evaluate(gold: Gold, texts: Texts, model: o.Model = o.MODEL_DEFAULT, processes: o.Processes = o.cores(),
             groups: Annotated[bool, typer.Option("--groups", help="Print a line for each publisher and kind of text.")] = False,
             bare: Annotated[bool, typer.Option("--bare", help="Do as if date and publisher were not known.")] = False,
             form: o.Form = Format.table, quiet: o.Quiet = False) -> None:
    """Print how well the extraction agrees with annotations."""
    from kg import pipeline
    from kg.annotations import to_json
    from kg.train import corpus
    from kg.train.score import Table

    annotated = list(corpus.load(texts, gold, metadata=not bare))
    table, failed = Table.empty(), 0
    by_group: dict[str, Table] = {}
    with progress("evaluating", quiet=quiet) as tell:
        found = pipeline.extract_each((a.document for a in annotated), model=model, processes=processes)
        for a, done in zip(annotated, found, strict=True):
            tell(a.document.source)
            if done.value is None:
                failed += 1
                log(f"error: {a.document.source}: {done.failure}")
            empty = {"doc": a.gold["doc"], "entities": [], "statements": []}
            answer = to_json(done.value, a.gold["doc"]) if done.value else empty
            for each in (table, by_group.setdefault(a.group, Table.empty())):
                each.add(a.gold, answer)
    if groups:
        rows(_GROUPS, ((name, *by_group[name].summary()) for name in sorted(by_group)), form)
    else:
        rows(_COLUMNS, table.rows(), form)
    if failed:
        raise typer.Exit(1)


def train(  # noqa: PLR0913 - an option is an argument
    gold: Gold, texts: Texts,
    held: Annotated[Path, typer.Option("--held", metavar="DIR", help="Folder with gold/ and texts/ on which thresholds "
                                                                     "are chosen.")],
    also: Annotated[list[Path] | None, typer.Option("--also", metavar="DIR", help="Folder with gold/ and texts/ of more annotated texts; may be "
                                                    "given again.")] = None,
    onward: Annotated[bool, typer.Option("--onward", help="Fit the weights in use to these texts, without a teacher: minutes on two cores.")] = False,
    into: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where weights go; by default into "
                                                                                    "the package.")] = None,
    unlabelled: Annotated[list[str] | None, typer.Option("--unlabelled", metavar="SOURCE", help="Texts without annotations, from which "
                                                         "the small encoder learns what the large one says; may be given again.")] = None,
    folds: Annotated[int, typer.Option("--folds", help="Measure by so many folds over documents; write nothing.")] = 0,
    model: o.Model = o.MODEL_DEFAULT, form: o.Form = Format.table,
) -> None:
    """Fit the reader of acts to annotated texts."""
    from kg.extract.frame import WEIGHTS
    from kg.model import Document
    from kg.parse import load
    from kg.read import read
    from kg.train import corpus, training

    nlp = load(model)
    folders = [(texts, gold), *((d / "texts", d / "gold") for d in also or [])]
    data = [d for where in folders for d in training.prepare(corpus.load(*where), nlp)]
    kept = list(training.prepare(corpus.load(held / "texts", held / "gold"), nlp))
    documents = (d for d in read(unlabelled or []) if isinstance(d, Document) and d.language == "en")
    more = list(training.unlabelled_frames(documents, nlp))
    if folds:
        for table in training.folds(data, more, folds, into or WEIGHTS, say=log):
            rows(_COLUMNS, table.rows(), form)
        return
    rows(_COLUMNS, training.train(data, kept, more, into or WEIGHTS, onward=onward, say=log).rows(), form)
