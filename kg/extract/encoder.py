"""Frames -> probabilities, by the quantised encoder in the weights folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kg.errors import ModelError
from kg.extract.frame import RELATIONS, WEIGHTS, Frame

_BATCH, _LIKE = 8, 1.2
"""Frames read at once: so many, none longer than so many times the shortest, since padding costs as much as words."""
OUTPUTS = ("relations", "parts", "found", "stances", "triggers")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder says of one frame, as probabilities.

    `relations` (r), `parts` (candidates, 3: actor object about, r), `topics` (r, t), `stances` (r, 3); `triggers` (r) is the
    word piece that speaks most for each relation.
    """

    frame: Frame
    relations: np.ndarray
    parts: np.ndarray
    topics: np.ndarray
    stances: np.ndarray
    triggers: np.ndarray


@cache
def settings() -> dict[str, Any]:
    """Load the settings that were fitted with the weights: topics, thresholds.

    >>> 0 < settings()["cuts"]["relation"] < 1
    True
    """
    return json.loads((WEIGHTS / "acts.json").read_text(encoding="utf-8"))


@cache
def session(path: Path = WEIGHTS / "acts.onnx") -> Any:
    """Load the network; one thread a process, since documents are spread over processes.

    Raises ModelError where the weights are missing.

    >>> {o.name for o in session().get_outputs()} == set(OUTPUTS)
    True
    """
    import onnxruntime

    if not path.exists():
        raise ModelError(f"{path}: the weights are missing; install the wheel or run `make train`")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def arrays(batch: Sequence[Frame]) -> dict[str, np.ndarray]:
    """Pad frames to arrays: ids, mask, types, roles, functions (batch, length) of int64; topics, hints one float a kind.

    >>> from kg.extract.frame import frames
    >>> batch = [f for text in ("Japan thanked Kenya.", "Peru and Chile met.") for f in frames(*understood(text))]
    >>> {len(a) for a in arrays(batch).values()}, arrays(batch)["ids"].shape[1] == max(len(f.ids) for f in batch)
    ({2}, True)
    """
    shape = (len(batch), max(len(f.ids) for f in batch))
    names = ("ids", "mask", "types", "roles", "functions")
    out = {name: np.zeros(shape, dtype=np.int64) for name in names}
    out["topics"] = np.zeros((*shape, len(settings()["topics"])), dtype=np.float32)
    out["hints"] = np.zeros((*shape, len(RELATIONS)), dtype=np.float32)
    for i, f in enumerate(batch):
        n = len(f.ids)
        for name, values in zip(names, (f.ids, [1] * n, f.types, f.roles, f.functions), strict=True):
            out[name][i, :n] = values
        for name, pairs in (("topics", f.topics), ("hints", f.hints)):
            for piece, kind in pairs:
                out[name][i, piece, kind] = 1.0
    return out


def read(frames: Sequence[Frame]) -> Iterator[Reading]:
    """Yield a reading for each frame, in no particular order.

    >>> from kg.extract.frame import frames
    >>> [len(found.relations) == len(RELATIONS) for found in read(list(frames(*understood("Japan thanked Kenya."))))]
    [True]
    """
    for batch in _batches(sorted(frames, key=lambda f: len(f.ids))):
        outputs = session().run(list(OUTPUTS), arrays(batch))
        yield from (reading(f, *(o[i] for o in outputs)) for i, f in enumerate(batch))


def _batches(ordered: Sequence[Frame]) -> Iterator[list[Frame]]:
    batch: list[Frame] = []
    for frame in ordered:
        if batch and (len(batch) == _BATCH or len(frame.ids) > _LIKE * len(batch[0].ids)):
            yield batch
            batch = []
        batch.append(frame)
    if batch:
        yield batch


def reading(frame: Frame, relations: np.ndarray, parts: np.ndarray, topics: np.ndarray, stances: np.ndarray,
            triggers: np.ndarray) -> Reading:
    """Turn the logits of one frame into probabilities; a candidate is read at the best of its places."""
    count = len(relations)
    at = [parts[list(c.pieces)].max(0) for c in frame.candidates]
    chosen = np.stack(at) if at else np.zeros((0, 3, count), dtype=np.float32)
    odds = np.exp(stances - stances.max(-1, keepdims=True))
    return Reading(frame, _sigmoid(relations), _sigmoid(chosen), _sigmoid(topics), odds / odds.sum(-1, keepdims=True),
                   triggers)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))
