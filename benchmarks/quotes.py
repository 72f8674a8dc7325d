"""Prove over a whole corpus that every quote stands in its document's text, character for character, at the offsets given.

    python benchmarks/quotes.py [../shared/corpus] [--limit N]

Prints how many documents, statements and quotes were read and how many do not hold; the exit status is 1 where one does not.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import kg
from kg.model import Document, Extraction, Skipped

SHARED = Path(__file__).resolve().parents[2] / "shared"


def documents(corpus: Path) -> Iterator[Document | Skipped]:
    """Yield the documents of every file of a corpus, in the order of their names, and what is skipped."""
    yield from kg.read([*sorted(map(str, corpus.glob("*.jsonl.gz"))), *sorted(map(str, corpus.glob("*/*.html")))])


def wrong(found: Extraction) -> Iterator[str]:
    """Yield a line for every piece of evidence, and every mention, that its document does not bear out."""
    text = found.document.text
    for s in found.statements:
        if not s.evidence:
            yield f"{s.subject} {s.relation} {s.object}: no evidence"
        for e in s.evidence:
            if not e.quote or text[e.span.start:e.span.end] != e.quote or e.document != found.document.id:
                yield f"{s.subject} {s.relation} {s.object}: {e.quote!r} is not at {e.span.start}..{e.span.end}"
    for k in found.links:
        if text[k.mention.span.start:k.mention.span.end] != k.mention.text:
            yield f"{k.entity}: {k.mention.text!r} is not at {k.mention.span.start}..{k.mention.span.end}"


def main() -> int:
    """Read the corpus and print the counts."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path, nargs="?", default=SHARED / "corpus")
    ap.add_argument("--limit", type=int, help="read only so many documents")
    args = ap.parse_args()
    if not args.corpus.is_dir():
        print(f"{args.corpus}: no such folder; give the corpus as the argument", file=sys.stderr)
        return 1
    count: Counter[str] = Counter()
    began = time.monotonic()
    for document in islice(documents(args.corpus), args.limit):
        if isinstance(document, Skipped) or document.language != "en":
            count["skipped"] += 1
            continue
        found = kg.extract(document)
        count["documents"] += 1
        count["statements"] += len(found.statements)
        count["quotes"] += sum(len(s.evidence) for s in found.statements)
        count["mentions"] += len(found.links)
        for line in wrong(found):
            count["wrong"] += 1
            print(f"{document.source}: {line}", file=sys.stderr)
    print(f"{count['documents']} documents ({count['skipped']} skipped), {count['statements']} statements, {count['quotes']} quotes, "
          f"{count['mentions']} mentions, {count['wrong']} not as the text has them, {time.monotonic() - began:.0f} s")
    return 1 if count["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
