"""Measure how often the counterpart that a readout's title names is found from its body alone, as one who takes part.

    python benchmarks/title_labels.py [../shared] [--show missing|extra] [--limit N]

`title-labels.jsonl.gz` says of each readout what its title tells: kind of event, principal, counterpart and the codes of its
countries. The texts are read without their titles. A counterpart is found where it takes part in a call, meeting or trip, itself
or through a person, or is visited, be it that only a city is named. Precision is taken over the texts with one counterpart: the share of the states that take part
in the occasion which the text reports, without that of the publisher. A few labels are wrong, so neither can be quite 1.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import authority
from kg.attribute import attribute
from kg.extract import visits
from kg.mention import recognise
from kg.model import Document, Links, Parsed, PartialDate
from kg.parse import load, parse
from kg.resolve import resolve

TEXTS = ("us-state.jsonl.gz", "us-white-house.jsonl.gz")
SHARED = Path(__file__).resolve().parents[2] / "shared"
OWN = "USA"
_CODES = {"UNK": "XKX"}
"""Codes of the labels by ours."""


def read(path: Path) -> Iterator[dict[str, object]]:
    """Yield the records of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def body(record: dict[str, object]) -> Document:
    """Return a text as a document without its title, which some of the texts repeat in their first line."""
    text = str(record["text"]).strip()
    title = str(record["title"]).strip()
    text = text.removeprefix(title).lstrip() or text
    date = str(record.get("date") or "")[:10]
    return Document.of(text, source=str(record["id"]), publisher=str(record.get("publisher") or "") or None,
                       published=PartialDate(date) if date else None)


def countries(codes: object) -> set[str]:
    """Return the codes of a label that are states', bar the publisher's own; bodies (NATO, EU) are left out.

    >>> sorted(countries(["FJI", "NATO", "UNK"]))
    ['FJI', 'XKX']
    """
    own = {_CODES.get(str(c), str(c)) for c in codes} if isinstance(codes, list) else set()
    return {c for c in own if authority.known("Country", c)} - {OWN}


def states(links: Links, entities: Iterable[str]) -> set[str]:
    """Return the codes of the states among entities, behind persons and around places, bar the publisher's own."""
    sides = {links.side_of(e) or authority.state_of(links.entity(e)) or e for e in entities}
    return {s.partition(":")[2] for s in sides if s.startswith("country:")} - {OWN}


def participants(parsed: Parsed) -> tuple[set[str], set[str]]:
    """Return the codes of the states that take part in any occasion or are visited, and of those of the occasion reported."""
    links = resolve(parsed, recognise(parsed))
    goals = {s.object or "" for s in visits.extract(parsed, links, attribute(parsed, links))}
    every = states(links, [*(e for o in links.occasions for e, _ in (*o.parties, *o.places)), *goals])
    reported = states(links, [e for o in links.occasions if o.reported for e, _ in o.parties])
    return every, reported


def main() -> int:
    """Print recall by kind of event and precision on texts with one counterpart."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("shared", type=Path, nargs="?", default=SHARED, help="the folder that holds corpus/")
    ap.add_argument("--show", choices=("missing", "extra"))
    ap.add_argument("--limit", type=int)
    args = ap.parse_args()
    corpus = args.shared / "corpus"
    missing = [name for name in ("title-labels.jsonl.gz", *TEXTS) if not (corpus / name).exists()]
    if missing:
        print(f"{corpus}: no {', '.join(missing)}; give the folder that holds corpus/ as the argument", file=sys.stderr)
        return 1
    labels = [r for r in read(corpus / "title-labels.jsonl.gz") if countries(r["codes"])][: args.limit]
    texts = {r["id"]: r for name in TEXTS for r in read(corpus / name)}
    labels = [r for r in labels if r["doc_id"] in texts]
    found = wanted = right = given = 0
    by_event: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for label, parsed in zip(labels, parse((body(texts[r["doc_id"]]) for r in labels), load()), strict=True):
        gold = countries(label["codes"])
        every, reported = participants(parsed)
        hit = len(gold & every)
        found, wanted = found + hit, wanted + len(gold)
        by_event[str(label["event"])][0] += hit
        by_event[str(label["event"])][1] += len(gold)
        if len(gold) == 1:
            right, given = right + len(gold & reported), given + len(reported)
        if args.show == "missing" and gold - every:
            print(label["doc_id"], label["title"], sorted(gold - every), sorted(every), sep="\t")
        if args.show == "extra" and len(gold) == 1 and reported - gold:
            print(label["doc_id"], label["title"], sorted(reported - gold), sep="\t")
    print(f"{len(labels)} texts without their titles, {wanted} counterpart states")
    print(f"recall {found / max(wanted, 1):.3f}  (" + ", ".join(f"{e} {n}/{of}" for e, (n, of) in sorted(by_event.items())) + ")")
    print(f"precision {right / max(given, 1):.3f} of {given} states that take part where the title names one counterpart")
    return 0


if __name__ == "__main__":
    sys.exit(main())
