"""Annotated texts (`*.txt` and `*.json` of the same stem, an `index.json` beside them if there is one) -> documents with gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.model import Document, PartialDate, Skipped
from kg.read import read


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document and what an annotator found in it, in the JSON shape of the guidelines."""

    document: Document
    gold: dict[str, Any]
    group: str
    """Publisher and kind of text, where the index tells; evaluation is broken down by it."""


def load(texts: Path, gold: Path, *, metadata: bool = True) -> Iterator[Annotated]:
    """Yield annotated documents in the order of their names.

    Date and publisher come from `index.json` in the folder above `texts` (a list of objects with doc, date, publisher), unless
    `metadata` is off. Raises InputError where a text has no annotation or an annotation is no JSON.
    """
    paths = sorted(texts.glob("*.txt"))
    if not paths:
        raise InputError(str(texts), "no texts", "a folder with .txt files")
    index = texts.parent / "index.json"
    known = {row["doc"]: row for row in _json(index)} if index.exists() else {}
    for path in paths:
        answers = gold / f"{path.stem}.json"
        if not answers.exists():
            raise InputError(str(path), "no annotation", str(answers))
        row = known.get(path.stem, {})
        for document in read([str(path)]):
            if isinstance(document, Skipped):
                raise InputError(document.source, document.reason)
            yield Annotated(_with(document, row) if metadata else document, _json(answers), _group(row))


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise InputError(str(path), f"not JSON: {error}") from None


def _with(document: Document, row: dict[str, Any]) -> Document:
    date = PartialDate(row["date"]) if row.get("date") and not document.published else document.published
    return replace(document, published=date, publisher=row.get("publisher") or document.publisher)


def _group(row: dict[str, Any]) -> str:
    return " / ".join(str(row[k]) for k in ("publisher", "stratum") if row.get(k)) or "unknown"
