"""Measure acts on single sentences with PLOVER labels (Open Event Data Alliance gold standard records, CC BY-SA 4.0).

    python benchmarks/plover_sentences.py ../shared/corpus/plover-sentences.jsonl.gz [--show]

Prints how often the type of the surest act is that of the label, how often any act of the sentence is, and
precision, recall and
F1 of source and target as (role, ISO code). Only states are compared, since the labels code other actors by sector.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kg import authority, ontology
from kg.model import Document, Statement
from kg.parse import load, parse
from kg.pipeline import understand

_RENAMED = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "FIGHT": "ASSAULT"}
"""Types of the records' older version by their later name; CONCEDE, RETREAT, INVESTIGATE have no relation here."""


@cache
def types() -> dict[str, str]:
    """Return our relations by PLOVER type; meetings and visits are consultations."""
    own = {name: r.plover for name, r in ontology.relations().items() if r.plover}
    return own | {"takesPartIn": "CONSULT", "visits": "CONSULT"}


def states(actors: object) -> set[str]:
    """Return the ISO codes of the states among the actors of a label.

    >>> sorted(states([{"actorText": "Fiji", "code": "FJI"}, {"actorText": "a union", "code": "IGO"}]))
    ['FJI']
    """
    codes = [a.get("code") for a in actors if isinstance(a, dict)] if isinstance(actors, list) else []
    return {c for c in codes if c and authority.known("Country", c)}


def pairs(statements: Iterable[Statement]) -> set[tuple[str, str]]:
    """Return (role, ISO code) for the states that do and that are done to; of a mutual act both do."""
    found = set()
    for s in statements:
        mutual = s.relation in ("agrees", "cooperates")
        for role, id in (("source", s.subject), ("source" if mutual else "target", s.object or "")):
            if id.startswith("country:"):
                found.add((role, id.partition(":")[2]))
    return found


def main() -> None:
    """Print the accuracy of types and the F1 of actors."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("path", type=Path)
    ap.add_argument("--show", action="store_true", help="list each sentence with its label and what was found")
    args = ap.parse_args()
    with gzip.open(args.path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file if line.strip()]
    parsed = parse((Document.of(r["text"], source=r["id"]) for r in records), load())
    first = anywhere = mapped = silent = right = given = wanted = 0
    by_type: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for record, p in zip(records, parsed, strict=True):
        label = _RENAMED.get(record["gold"]["event"], record["gold"]["event"])
        stated = [s for s in understand(p).statements if s.relation in types()]
        acts = sorted(stated, key=lambda s: (types()[s.relation] == "CONSULT", -s.confidence))
        found = [types()[s.relation] for s in acts]
        silent += not acts
        if label in types().values():
            mapped += 1
            first += found[:1] == [label]
            anywhere += label in found
            by_type[label][0] += label in found
            by_type[label][1] += 1
        gold = {(role, c) for role in ("source", "target") for c in states(record["gold"].get(role))}
        own = pairs(acts)
        right, given, wanted = right + len(gold & own), given + len(own), wanted + len(gold)
        if args.show:
            print(
                label,
                sorted(gold),
                "|",
                *(f"{s.relation}({s.subject},{s.object})" for s in acts),
                "|",
                record["text"][:160],
                sep="\t",
            )
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{len(records)} sentences, {mapped} of a type that we have, {silent} without any act")
    print(f"event type: surest act {first / mapped:.3f}, any act {anywhere / mapped:.3f}")
    print("  " + "  ".join(f"{t} {n}/{of}" for t, (n, of) in sorted(by_type.items())))
    print(f"source and target: precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


if __name__ == "__main__":
    main()
