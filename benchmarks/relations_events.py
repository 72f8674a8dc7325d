"""Measure recognition, relations and missions on dated headings of diplomatic history (Office of the Historian, CC0).

    python benchmarks/relations_events.py ../shared/corpus/us-relations-events.jsonl.gz [--show missing|extra]
    [--limit N]

Each passage is read without its heading; the headings of a country are the labels. What a heading announces is
compared with
what the passages of that country yield, as (relation, year). A heading names one event, while its passage may tell
of others
that are as true: precision is a lower bound.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.model import Document, Parsed, Statement
from kg.parse import load, parse
from kg.pipeline import understand

RELATIONS = ("recognises", "establishesTies", "breaksTies", "opensMission")
_LABELS = (
    (
        "breaksTies",
        r"sever|interrupt|suspen|cessation|terminat|\bend(?:ed|s)? of (?:diplomatic )?relations"
        r"|relations (?:ended|broken|cut)|breaks?",
    ),
    ("recognises", r"recogni(?:[sz]|tion)"),
    (
        "establishesTies",
        r"(?:establish|resum|reestablish|re-establish|restor|renew|normaliz)\w*.*relations|relations.*(?:establish|resum|re-?establish|restor|renew)",
    ),
    (
        "opensMission",
        r"(?:establish|open|elevat|rais|re-?open|mov|return|relocat|reestablish|re-establish|upgrad|resum)\w*.*(?:embass|legation|consulate|liaison|mission)"
        r"|(?:embass|legation|consulate|liaison|mission).*(?:establish|open|elevat|rais|re-?open|mov|return|relocat|upgrad)",
    ),
)
_CONSULAR = re.compile(r"consular (?:relations|presence|representation)|anniversary", re.IGNORECASE)
_NOT_RELATIONS = re.compile(r"embass|legation|consul|operations", re.IGNORECASE)


def labels(heading: str, dates: Iterable[str]) -> set[tuple[str, str]]:
    """Return the (relation, year) pairs that a heading announces; nothing where it is about something else.

    >>> sorted(labels("Establishment of Diplomatic Relations and the American Legation in Lima, 1827.", ["1827"]))
    [('establishesTies', '1827'), ('opensMission', '1827')]
    """
    found = set()
    dates = [d for d in dates if str(d)[:4].isdigit()] or re.findall(r"\b(?:1[78]|19|20)\d\d\b", heading)[:1]
    for relation, pattern in _LABELS:
        if re.search(pattern, heading, re.IGNORECASE) and not _CONSULAR.search(heading):
            if relation == "breaksTies" and _NOT_RELATIONS.search(heading) and "elations" not in heading:
                continue
            found |= {(relation, str(d)[:4]) for d in dates}
    return found


def read(path: Path) -> list[dict[str, object]]:
    """Return the records of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def document(record: dict[str, object]) -> Document:
    """Return a passage as a document with the title that such texts have, but without its heading."""
    title = f"US relations with {str(record['country_name']).removeprefix('The ').rstrip('*')}"
    return Document.of(
        f"{title}\n\n{record['text']}",
        title=title,
        source=str(record["id"]),
        publisher="US Dept of State, Office of the Historian",
    )


def dated(statements: Iterable[Statement]) -> set[tuple[str, str]]:
    """Return the (relation, year) pairs of statements; those without a year say nothing here."""
    return {
        (s.relation, str(s.qualifiers.date)[:4])
        for s in statements
        if s.relation in RELATIONS and s.qualifiers.date and s.qualifiers.date.year
    }


def measure(
    records: list[dict[str, object]], parsed: Iterable[Parsed]
) -> Iterator[tuple[str, set, set, list[Statement]]]:
    """Yield (country, expected, found, statements) by country, in the order of the records."""
    expected: dict[str, set] = collections.defaultdict(set)
    found: dict[str, set] = collections.defaultdict(set)
    stated: dict[str, list[Statement]] = collections.defaultdict(list)
    for record, p in zip(records, parsed, strict=True):
        country = str(record["country"])
        expected[country] |= labels(str(record["event"]), record["dates"])
        own = [s for s in understand(p).statements if s.relation in RELATIONS]
        found[country] |= dated(own)
        stated[country] += own
    yield from ((c, expected[c], found[c], stated[c]) for c in expected)


def main() -> None:
    """Print precision and recall for each relation."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("path", type=Path)
    ap.add_argument("--show", choices=("missing", "extra"))
    ap.add_argument("--limit", type=int)
    args = ap.parse_args()
    records = [r for r in read(args.path) if str(r["text"]).strip()][: args.limit]
    parsed = parse((document(r) for r in records), load())
    tally = {r: [0, 0, 0] for r in RELATIONS}
    for country, expected, found, statements in measure(records, parsed):
        for relation in RELATIONS:
            e, f = ({x for x in s if x[0] == relation} for s in (expected, found))
            for i, n in enumerate((len(e & f), len(f), len(e))):
                tally[relation][i] += n
            if args.show:
                for _, year in sorted(e - f if args.show == "missing" else f - e):
                    quotes = [
                        s.evidence[0].quote
                        for s in statements
                        if s.relation == relation and str(s.qualifiers.date)[:4] == year
                    ]
                    print(country, relation, year, *quotes[:1], sep="\t")
    print(f"{len(records)} passages with text")
    for name, (right, given, wanted) in [*tally.items(), ("all", [sum(c) for c in zip(*tally.values(), strict=True)])]:
        print(
            f"{name:<16} precision {right / max(given, 1):.3f}  recall {right / max(wanted, 1):.3f}"
            f"   headings {wanted:4d}  statements {given:4d}"
        )


if __name__ == "__main__":
    main()
