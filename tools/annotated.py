"""Join the annotations of public texts, which may not be copied here, with the texts: python tools/annotated.py CORPUS OUT.

Both files have a line a text: where its paragraphs stand in a file of CORPUS, and the annotation, its quotes as places in the joined text.
`tests/gold_public.jsonl` has whole annotations; `tests/acts_public.jsonl` acts and, of most texts, the facts that a sentence holds between names:
[start, end, relation, subjects, objects, about, stance] a sentence and relation; "unread" are the relations that nobody looked for.
OUT gets train/, held/ and acts/, each with texts/, gold/ and index.json, as `kg train --also` reads them.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from kg.model import Document
from kg.read import read

WHOLE = Path(__file__).parent.parent / "tests" / "gold_public.jsonl"
ACTS = WHOLE.with_name("acts_public.jsonl")


@cache
def source(corpus: Path, file: str) -> dict[str, dict[str, str]]:
    """Return the texts of a file, with title and publisher, by their address; a page has one, under its own name."""
    if file.endswith(".html"):
        titles = {row["file"]: row["title"] for row in json.loads((corpus / file).with_name("index.json").read_text(encoding="utf-8"))}
        [page] = read([str(corpus / file)])
        if not isinstance(page, Document):
            return {}
        return {file: {"text": page.text, "title": titles[Path(file).name], "publisher": "Ministry of Foreign Affairs of China"}}
    with gzip.open(corpus / file, "rt", encoding="utf-8") as lines:
        return {row["url"]: row for row in map(json.loads, lines)}


def joined(corpus: Path, annotations: Path) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    """Yield each text's entry in the index, the text, and its annotation with quotes."""
    for line in annotations.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        whole = source(corpus, row["file"])[row["key"]]
        row = {"title": whole["title"], "publisher": whole["publisher"], **row}
        entry = {k: row[k] for k in ("doc", "title", "date", "publisher", "stratum")}
        text = f"{row['title']}\n{row['date']}\n\n" + "\n".join(whole["text"][a:b] for a, b in row["paragraphs"]) + "\n"
        statements = row["statements"] if "statements" in row else [s for act in row["acts"] for s in _statements(*act)]
        quoted = [{**{k: v for k, v in s.items() if k != "at"}, "quote": text[s["at"][0]:s["at"][1]]} for s in statements]
        yield entry, text, {"doc": row["doc"], "entities": row["entities"], "statements": quoted, "unread": row.get("unread", [])}


def _statements(start: int, end: int, relation: str, subjects: str, objects: str, about: str, stance: str) -> Iterator[dict[str, Any]]:
    """Yield a statement for each pair of parties of an act or fact, or for each thing that a meeting discusses."""
    shared = {"relation": relation, "stance": stance or "asserted", "at": (start, end)}
    if relation == "discusses":
        yield from ({**shared, "subject": "", "object": thing} for thing in about.split())
        return
    for subject, object_ in product(subjects.split() or [""], objects.split() or [""]):
        yield {**shared, "subject": subject, "about": about.split()} | ({"object": object_} if object_ else {})


def main(corpus: Path, out: Path) -> None:
    """Write three folders: train/ and acts/ to learn from, held/ that no weight may see."""
    index: dict[str, list[dict[str, Any]]] = {"train": [], "held": [], "acts": []}
    for annotations in (WHOLE, ACTS):
        for entry, text, annotation in joined(corpus, annotations):
            part = "acts" if annotations == ACTS else "held" if entry["stratum"].startswith("held ") else "train"
            for name, ending, written in (("texts", "txt", text), ("gold", "json", json.dumps(annotation, ensure_ascii=False))):
                (out / part / name).mkdir(parents=True, exist_ok=True)
                (out / part / name / f"{entry['doc']}.{ending}").write_text(written, encoding="utf-8")
            index[part].append(entry)
    for part, entries in index.items():
        (out / part / "index.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
