"""Examples -> padded tensors on the device that trains. Needs the extra `train`."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from kg.extract.encoder import arrays
from kg.extract.frame import RELATIONS
from kg.train.dataset import Example
from kg.train.network import PARTS

_CANDIDATES, _PLACES = 24, 6
"""More candidates of one sentence, or places of one candidate, are not learned from."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a sentence says, as probabilities: 0 or 1 from an annotator, anything between from a teacher.

    `relations` (b, r), `parts` (b, candidates, 3, r), `topics` (b, r, t), `stances` (b, r, 3); `known` (b, r) is 0 where nobody answered.
    """

    relations: torch.Tensor
    parts: torch.Tensor
    topics: torch.Tensor
    stances: torch.Tensor
    known: torch.Tensor

    def rows(self, index: Sequence[int], device: torch.device) -> Answers:
        """Return the answers of some sentences."""
        at = torch.tensor(index)
        return Answers(*(t[at].to(device).float() for t in (self.relations, self.parts, self.topics, self.stances, self.known)))


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs in the order of `ActReader.forward`, and where the candidates stand (b, candidates, places; -1 where nowhere)."""

    index: list[int]
    inputs: tuple[torch.Tensor, ...]
    places: torch.Tensor


class Sentences:
    """Examples as a trainer draws them: batches of like length, in an order that chance decides."""

    def __init__(self, examples: Sequence[Example], topics: Sequence[str]) -> None:
        self.examples = examples
        self.gold = _answers(examples, topics)

    def batches(self, size: int, device: torch.device, chance: random.Random | None = None) -> Iterator[Batch]:
        """Yield all sentences once."""
        def length(i: int) -> float:
            return len(self.examples[i].frame.ids) + (chance.random() * 8 if chance else 0)

        order = sorted(range(len(self.examples)), key=length)
        cut = [order[i:i + size] for i in range(0, len(order), size)]
        if chance:
            chance.shuffle(cut)
        for index in cut:
            frames = [self.examples[i].frame for i in index]
            places = np.full((len(index), _CANDIDATES, _PLACES), -1, dtype=np.int64)
            for b, frame in enumerate(frames):
                for c, candidate in enumerate(frame.candidates[:_CANDIDATES]):
                    places[b, c, :len(candidate.pieces[:_PLACES])] = candidate.pieces[:_PLACES]
            inputs = tuple(torch.from_numpy(a).to(device) for a in arrays(frames).values())
            yield Batch(index, inputs, torch.from_numpy(places).to(device))


def _answers(examples: Sequence[Example], topics: Sequence[str]) -> Answers:
    shape = (len(examples), len(RELATIONS))
    relations, stances = np.zeros(shape, dtype=np.float16), np.zeros((*shape, 3), dtype=np.float16)
    parts = np.zeros((shape[0], _CANDIDATES, PARTS, shape[1]), dtype=np.float16)
    about = np.zeros((*shape, len(topics)), dtype=np.float16)
    known = np.ones(shape, dtype=np.float16)
    for i, example in enumerate(examples):
        known[i, list(example.unread)] = 0
        for role in example.roles:
            relations[i, role.relation] = stances[i, role.relation, role.stance] = 1
            for p, chosen in enumerate((role.actors, role.objects, role.about)):
                parts[i, [c for c in chosen if c < _CANDIDATES], p, role.relation] = 1
            about[i, role.relation, [topics.index(t) for t in role.topics if t in topics]] = 1
    return Answers(*(torch.from_numpy(a) for a in (relations, parts, about, stances, known)))


def at_candidates(parts: torch.Tensor, places: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the logits of parts (b, candidates, 3, r), each at the best place, and which candidates there are."""
    batch, candidates, count = places.shape
    rows = torch.arange(batch, device=parts.device)[:, None]
    found = parts[rows, places.clamp(min=0).view(batch, -1)].view(batch, candidates, count, *parts.shape[2:])
    there = places >= 0
    return found.masked_fill(~there[..., None, None], -1e4).amax(2), there.any(2)
