"""Measure how well the two sides of one meeting are aligned, by the labelled pairs of the sample.

    python benchmarks/alignment.py

Aligns the annotations themselves, which shows the alignment alone, and then the program's own extractions, end to end.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import kg
from kg.train.alignments import read, score_annotations, score_extractions, summary, within_reach

TESTS = Path(__file__).resolve().parents[1] / "tests"


def main() -> None:
    """Print both scores for every labelled pair."""
    documents = {d.source.rpartition("#")[2]: d for d in kg.read([str(kg.sample())]) if isinstance(d, kg.Document)}
    for pair in json.loads((TESTS / "sample_pairs.json").read_text(encoding="utf-8")):
        gold = [json.loads((TESTS / "gold_sample" / f"{pair[x]}.json").read_text(encoding="utf-8")) for x in "ab"]
        a, b = (documents[pair[x]] for x in "ab")
        both, found = (gold[0], gold[1]), (kg.extract(a), kg.extract(b))
        told = [*summary("annotations", score_annotations(pair, read(gold[0], a), read(gold[1], b))),
                *summary("extractions", score_extractions(pair, both, *found)),
                f"links whose statements were both extracted: {within_reach(pair, both, *found)}"]
        sys.stdout.write("\n".join([pair["meeting"], *told]) + "\n")


if __name__ == "__main__":
    main()
