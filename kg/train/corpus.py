"""A folder of annotated texts (`texts/*.txt`, `gold/*.json`, `index.json` if there is one) -> documents with their gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.model import Document, PartialDate
from kg.read import read


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document and what an annotator found in it, in the JSON shape of the guidelines."""

    document: Document
    gold: dict[str, Any]
    group: str
    """Publisher and kind of text, where the index tells; evaluation is broken down by it."""


def load(folder: Path) -> Iterator[Annotated]:
    """Yield annotated documents in the order of their names.

    Raises InputError where a text has no annotation or an annotation is no JSON.
    """
    texts = sorted((folder / "texts").glob("*.txt"))
    if not texts:
        raise InputError(str(folder), "no texts", "texts/*.txt and gold/*.json")
    index = folder / "index.json"
    known = {row["doc"]: row for row in json.loads(index.read_text(encoding="utf-8"))} if index.exists() else {}
    for path in texts:
        answers = folder / "gold" / f"{path.stem}.json"
        if not answers.exists():
            raise InputError(str(path), "no annotation", f"{answers}")
        try:
            gold = json.loads(answers.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise InputError(str(answers), f"not JSON: {error}") from None
        for document in read([str(path)]):
            yield Annotated(_with(document, known.get(path.stem, {})), gold, _group(known.get(path.stem, {})))


def _with(document: Document, row: dict[str, Any]) -> Document:
    date = PartialDate(row["date"]) if row.get("date") and not document.published else document.published
    return replace(document, published=date, publisher=row.get("publisher") or document.publisher)


def _group(row: dict[str, Any]) -> str:
    return " / ".join(str(row[k]) for k in ("publisher", "stratum") if row.get(k)) or "unknown"
