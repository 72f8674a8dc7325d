"""Annotated texts -> weights of the scorer of what meetings discuss: logistic regression over the features of its candidates."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kg.annotations import to_json
from kg.attribute import attribute
from kg.extract.discussion import WEIGHTS, candidates, probability
from kg.mention import recognise
from kg.model import Extraction
from kg.parse import parse
from kg.resolve import resolve
from kg.train.corpus import Annotated
from kg.train.score import match

STRENGTH = 10.0
"""Of the pull of all weights towards 0 (L2)."""
RAREST = 3
"""Candidates that must have a feature before it gets a weight."""
_STEPS = 8
_THRESHOLDS = tuple(round(0.15 + 0.05 * i, 2) for i in range(9))


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate with what the annotator says: `truth` is the annotated pair, if there is one; `cited` if from this sentence."""

    document: str
    pair: tuple[str, str]
    sentence: int
    features: tuple[str, ...]
    truth: tuple[str, str] | None
    cited: bool


def examples(annotated: Iterable[Annotated], nlp: Any) -> tuple[list[Example], int]:
    """Return the candidates of annotated texts with their labels, and the number of annotated statements."""
    rows, found, total = list(annotated), [], 0
    for row, parsed in zip(rows, parse((r.document for r in rows), nlp), strict=True):
        links = resolve(parsed, recognise(parsed))
        known = to_json(Extraction(parsed.document, links.entities, links.links, ()), row.document.id)["entities"]
        mapping = match(row.gold["entities"], known)
        quotes: dict[tuple[str, str], list[str]] = {}
        for s in row.gold["statements"]:
            if s["relation"] == "discusses":
                quotes.setdefault((s["subject"], s["object"]), []).append(" ".join(s["quote"].split()))
        total += len(quotes)
        for c in candidates(parsed, links, attribute(parsed, links)):
            truth = (mapping.get(c.meeting, ""), mapping.get(c.entity, c.entity))
            sentence = " ".join(parsed.text(c.span).split())
            cited = any(q in sentence or sentence in q for q in quotes.get(truth, ()))
            found.append(Example(parsed.document.id, (c.meeting, c.entity), c.span.start, c.features, truth if truth in quotes else None, cited))
    return found, total


def fit(data: Sequence[Example]) -> dict[str, float]:
    """Fit the weights: a pair that several mentions in a sentence support is learnt from the likeliest of them.

    Pairs that the annotator cites from another sentence are left out: this one neither supports nor denies them.
    """
    data = [e for e in data if e.truth is None or e.cited]
    counts = Counter(f for e in data for f in set(e.features))
    names = sorted(f for f, n in counts.items() if n >= RAREST)
    weights: dict[str, float] = {}
    for _ in range(3):
        best: dict[tuple[str, tuple[str, str] | None, int], tuple[float, int]] = {}
        for i, e in enumerate(data):
            if e.cited:
                key = (e.document, e.truth, e.sentence)
                best[key] = max(best.get(key, (-1.0, 0)), (probability(e.features, weights), -i))
        chosen = {-i for _, i in best.values()}
        weights = _regress([e for i, e in enumerate(data) if not e.cited or i in chosen], names)
    return weights


def _regress(data: Sequence[Example], names: Sequence[str]) -> dict[str, float]:
    """Minimise the logistic loss with an L2 penalty (not on the bias) by Newton's method."""
    index = {f: i + 1 for i, f in enumerate(names)}
    x = np.zeros((len(data), len(names) + 1), dtype=np.float32)
    x[:, 0] = 1
    for row, e in enumerate(data):
        x[row, [index[f] for f in set(e.features) if f in index]] = 1
    truth = np.array([float(e.cited) for e in data])
    pull = np.full(x.shape[1], STRENGTH)
    pull[0] = 1e-6
    w = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(x @ w.astype(np.float32)).astype(np.float64)))
        slope = x.T @ (p - truth).astype(np.float32) + pull * w
        curve = (x * (p * (1 - p)).astype(np.float32)[:, None]).T @ x + np.diag(pull)
        w -= np.linalg.solve(curve.astype(np.float64), slope)
    return {"bias": round(float(w[0]), 4)} | {f: round(float(w[i]), 4) for f, i in index.items() if abs(w[i]) >= 0.005}


def measure(data: Sequence[Example], total: int, weights: dict[str, float], threshold: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the pairs that reach the threshold."""
    said: dict[tuple[str, tuple[str, str]], Example] = {}
    for e in data:
        if probability(e.features, weights) >= threshold:
            said[e.document, e.pair] = e
    right = len({(e.document, e.truth) for e in said.values() if e.truth})
    precision, recall = right / max(len(said), 1), right / max(total, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def train(annotated: Sequence[Annotated], nlp: Any, folder: Path = WEIGHTS.parent, *, say: Callable[[str], None]) -> None:
    """Choose the threshold by two halves of the texts, fit to all, and write `discussion.json` to the folder."""
    halves = [examples(annotated[i::2], nlp) for i in (0, 1)]
    scores: dict[float, list[float]] = {}
    for (learnt, _), (held, total) in ((halves[0], halves[1]), (halves[1], halves[0])):
        weights = fit(learnt)
        for threshold in _THRESHOLDS:
            scores.setdefault(threshold, []).append(measure(held, total, weights, threshold)[2])
    threshold = max(scores, key=lambda t: (sum(scores[t]), t))
    say(f"discusses: F1 {scores[threshold][0]:.3f} and {scores[threshold][1]:.3f} on the halves at threshold {threshold}")
    weights = fit([*halves[0][0], *halves[1][0]])
    stored = {"threshold": threshold, "weights": dict(sorted(weights.items()))}
    (folder / "discussion.json").write_text(json.dumps(stored, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
