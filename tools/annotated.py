"""Join the annotations of public texts, which may not be copied here, with the texts: python tools/annotated.py CORPUS OUT.

`tests/gold_public.jsonl` has a line a text: where its paragraphs stand in a file of CORPUS, and the annotation, its quotes as places in the
joined text. OUT gets train/ and held/, each with texts/, gold/ and index.json, as `kg train --also` reads them.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.model import Document
from kg.read import read

LINES = Path(__file__).parent.parent / "tests" / "gold_public.jsonl"


def source(corpus: Path, file: str) -> dict[str, str]:
    """Return the texts of a file by their address; a page has one, under its own name."""
    if file.endswith(".html"):
        [page] = read([str(corpus / file)])
        return {file: page.text} if isinstance(page, Document) else {}
    with gzip.open(corpus / file, "rt", encoding="utf-8") as lines:
        return {row["url"]: row["text"] for row in map(json.loads, lines)}


def joined(corpus: Path) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    """Yield each text's entry in the index, the text, and its annotation with quotes."""
    read_already: dict[str, dict[str, str]] = {}
    for line in LINES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["file"] not in read_already:
            read_already[row["file"]] = source(corpus, row["file"])
        whole = read_already[row["file"]][row["key"]]
        entry = {k: row[k] for k in ("doc", "title", "date", "publisher", "stratum")}
        text = f"{row['title']}\n{row['date']}\n\n" + "\n".join(whole[a:b] for a, b in row["paragraphs"]) + "\n"
        statements = [{**{k: v for k, v in s.items() if k != "at"}, "quote": text[s["at"][0]:s["at"][1]]} for s in row["statements"]]
        yield entry, text, {"doc": row["doc"], "entities": row["entities"], "statements": statements}


def main(corpus: Path, out: Path) -> None:
    """Write two folders: train/, and held/ that no weight may see."""
    index: dict[str, list[dict[str, Any]]] = {"train": [], "held": []}
    for entry, text, annotation in joined(corpus):
        part = "held" if entry["stratum"].startswith("held ") else "train"
        for name, ending, written in (("texts", "txt", text), ("gold", "json", json.dumps(annotation, ensure_ascii=False))):
            (out / part / name).mkdir(parents=True, exist_ok=True)
            (out / part / name / f"{entry['doc']}.{ending}").write_text(written, encoding="utf-8")
        index[part].append(entry)
    for part, entries in index.items():
        (out / part / "index.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
