"""Annotated texts -> weights and thresholds of the reader of acts; folds over documents. Needs the extra `train`."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kg.annotations import to_json
from kg.attribute import attribute
from kg.extract import acts, encoder
from kg.extract.frame import RELATIONS, WEIGHTS, Frame, frames
from kg.mention import recognise
from kg.model import Attribution, Document, Extraction, Links, Parsed
from kg.parse import parse
from kg.resolve import resolve
from kg.train import bases
from kg.train.corpus import Annotated
from kg.train.dataset import Example, examples
from kg.train.score import Table, claims, match, with_topics

SEED = 20200821
_STEPS = {"relation": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6), "actor": (0.3, 0.4, 0.45, 0.5, 0.55), "object": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55),
          "about": (0.4, 0.5, 0.6, 0.7, 0.8, 0.9), "topic": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55)}
_AGENDA = {"discusses": 0.3, "agenda": 0.4}
"""Annotators of acts alone name what is discussed less often than those of everything; so less certainty is asked."""
_LONGEST = 12_000
"""Characters: longer texts without annotations are briefings, which would outweigh the readouts."""
_SHORTEST = 12
"""Word pieces: shorter sentences without an act (headings, greetings) teach nothing."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An annotated document as the stages before the acts understand it."""

    parsed: Parsed
    links: Links
    attribution: Attribution
    gold: dict[str, Any]
    group: str
    examples: tuple[Example, ...]


def prepare(annotated: Iterable[Annotated], nlp: Any) -> Iterator[Prepared]:
    """Run the stages up to attribution over annotated documents."""
    rows = list(annotated)
    for row, parsed in zip(rows, parse((r.document for r in rows), nlp), strict=True):
        links = resolve(parsed, recognise(parsed))
        attribution = attribute(parsed, links)
        yield Prepared(parsed, links, attribution, row.gold, row.group,
                       tuple(examples(parsed, links, attribution, row.gold)))


def unlabelled_frames(documents: Iterable[Document], nlp: Any) -> Iterator[Frame]:
    """Yield the sentences of texts that nobody annotated, each wording once."""
    seen: set[tuple[int, ...]] = set()
    for parsed in parse((d for d in documents if len(d.text) <= _LONGEST), nlp):
        links = resolve(parsed, recognise(parsed))
        for frame in frames(parsed, links, attribute(parsed, links)):
            if len(frame.ids) > _SHORTEST and frame.candidates and frame.ids not in seen:
                seen.add(frame.ids)
                yield frame


def train(data: Sequence[Prepared], held: Sequence[Prepared], unlabelled: Sequence[Frame] = (), folder: Path = WEIGHTS, *,
          onward: bool = False, seed: int = SEED, say: Callable[[str], None]) -> Table:
    """Fit the reader to `data`, choose thresholds on `held`, write both to `folder`; return the scores on `held`.

    A large encoder learns from the annotators first; the small one that ships learns from them and from what the large
    one says, of the annotated sentences and of `unlabelled` ones. `onward` fits the weights in use to `data` alone, without
    a teacher. Raises ModelError where a package with an encoder to begin with is not installed.
    """
    from kg.train import fitting, network

    model = _fit_onward(data, seed, say) if onward else _fit(data, unlabelled, folder, seed, say)
    readings = [fitting.predict(model, [e.frame for e in d.examples]) for d in held]
    cuts = choose_cuts(held, readings)
    topics = encoder.settings()["topics"]
    calibration = calibrate(held, readings, cuts)
    network.save(model, folder, {"topics": topics, "cuts": cuts, "calibration": calibration, "seed": seed, "texts": len(data), "unlabelled": len(unlabelled)})
    return measure(held, readings, cuts)


def folds(data: Sequence[Prepared], unlabelled: Sequence[Frame], count: int, folder: Path, *, seed: int = SEED,
          say: Callable[[str], None]) -> Iterator[Table]:
    """Train and measure by folds over documents: thresholds come from the part that was trained on last."""
    from kg.train import fitting

    for k in range(count):
        rest = [d for i, d in enumerate(data) if i % count != k]
        held = [d for i, d in enumerate(data) if i % count == k]
        tune, fit = rest[::10], [d for i, d in enumerate(rest) if i % 10]
        model = _fit(fit, unlabelled, folder, seed + k, say)
        cuts = choose_cuts(tune, [fitting.predict(model, [e.frame for e in d.examples]) for d in tune])
        yield measure(held, [fitting.predict(model, [e.frame for e in d.examples]) for d in held], cuts)


def _sentences(data: Sequence[Prepared], say: Callable[[str], None]) -> list[Example]:
    sentences = [e for d in data for e in d.examples if e.roles or len(e.frame.ids) > _SHORTEST]
    say(f"{len(data)} texts, {len(sentences)} sentences, {sum(bool(e.roles) for e in sentences)} with acts")
    return sentences


def _fit_onward(data: Sequence[Prepared], seed: int, say: Callable[[str], None]) -> Any:
    from kg.train import batches, fitting, network

    topics = encoder.settings()["topics"]
    model = network.resume(WEIGHTS / "acts.onnx", len(topics))
    fitting.fit(model, batches.Sentences(_sentences(data, say), topics), fitting.ONWARD, seed=seed, say=say)
    return model


def _fit(data: Sequence[Prepared], unlabelled: Sequence[Frame], folder: Path, seed: int, say: Callable[[str], None]) -> Any:
    from kg.train import batches, fitting, network, vocabulary

    topics = encoder.settings()["topics"]
    with tempfile.TemporaryDirectory() as scratch:
        large, small = bases.large(Path(scratch)), bases.small()
        keep = vocabulary.prune(small.tokenizer, folder / "tokenizer.json")
        teacher = network.start(network.LARGE, large.weights, len(topics), vocabulary.rows(large.tokenizer, folder / "tokenizer.json"))
        student = network.start(network.SMALL, small.weights, len(topics), keep)
    gold = batches.Sentences(_sentences(data, say), topics)
    fitting.fit(teacher, gold, fitting.TEACHER, seed=seed, say=say)
    more = batches.Sentences([Example("", f, ()) for f in unlabelled], topics) if unlabelled else None
    taught = fitting.answer([teacher], gold)
    say(f"the teacher answers {len(unlabelled)} sentences more")
    fitting.fit(student, gold, fitting.STUDENT, seed=seed, taught=taught,
                more=(more, fitting.answer([teacher], more)) if more else None, say=say)
    return student


def choose_cuts(held: Sequence[Prepared], readings: Sequence[Sequence[encoder.Reading]]) -> dict[str, float]:
    """Return the thresholds with the best F1 of acts, one after the other, twice round."""
    cuts = {"relation": 0.35, "actor": 0.45, "object": 0.45, "about": 0.5, "topic": 0.45, **_AGENDA}
    for _ in range(2):
        for name, steps in _STEPS.items():
            cuts[name] = max(steps, key=lambda v, n=name: measure(held, readings, {**cuts, n: v}).totals()["acts"].f1)
    return cuts


def calibrate(held: Sequence[Prepared], readings: Sequence[Sequence[encoder.Reading]], cuts: dict[str, float]) -> tuple[float, float]:
    """Return slope and shift of the log odds at which a statement's probability is the share of such that are right (Platt)."""
    pairs = [pair for d, found in zip(held, readings, strict=True) for pair in _judged(d, found, cuts)]
    odds, right = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs], dtype=float)
    x = np.stack([odds, np.ones_like(odds)], 1)
    weights = np.zeros(2)
    for _ in range(25):  # Newton's method
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + 1e-3 * np.eye(2)
        weights = weights + np.linalg.solve(hessian, x.T @ (right - p))
    return round(float(weights[0]), 3), round(float(weights[1]), 3)


def _judged(d: Prepared, found: Sequence[encoder.Reading], cuts: dict[str, float]) -> Iterator[tuple[float, bool]]:
    """Yield the log odds of each claim and whether the annotator makes it too."""
    gold = with_topics(d.gold)
    wanted = claims(gold)
    for reading in found:
        for act in acts.decode(reading, d.parsed, d.links, cuts):
            if act.relation == "discusses":
                continue
            for s, probability in acts.likely_statements(act, d.parsed, d.links, d.attribution):
                ours = with_topics(to_json(Extraction(d.parsed.document, d.links.entities, d.links.links, (s,)), d.gold["doc"]))
                mapping = match(gold["entities"], ours["entities"])
                p = min(max(probability, 0.01), 0.99)
                yield from ((math.log(p / (1 - p)), claim in wanted) for claim in claims(ours, mapping))


def measure(held: Sequence[Prepared], readings: Sequence[Sequence[encoder.Reading]], cuts: dict[str, float]) -> Table:
    """Score the acts that these readings and thresholds give."""
    table = Table.empty()
    for d, found in zip(held, readings, strict=True):
        statements = [s for reading in found for act in acts.decode(reading, d.parsed, d.links, cuts)
                      if act.relation != "discusses" for s in acts.statements(act, d.parsed, d.links, d.attribution)]
        ours = Extraction(d.parsed.document, d.links.entities, d.links.links, tuple(statements))
        gold = {**d.gold, "statements": [s for s in d.gold["statements"] if s["relation"] in RELATIONS[:-1]]}
        table.add(gold, to_json(ours, d.gold["doc"]))
    return table
