"""The loss and the training of a reader of acts, from annotators' answers and a teacher's. Needs the extra `train`."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from kg.extract.encoder import Reading, reading
from kg.extract.frame import Frame, tokenizer
from kg.train.batches import Answers, Batch, Sentences, at_candidates
from kg.train.dataset import Example
from kg.train.network import ActReader


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a reader is trained: `decay` is the rate of each layer against the next, `trust` the share of annotators' answers."""

    epochs: int
    rate: float
    decay: float
    batch: int
    masked: float
    heads: float = 8.0
    words: bool = False
    trust: float = 1.0
    unlabelled: int = 0
    """Batches of unlabelled sentences for each annotated one."""


TEACHER = Recipe(epochs=4, rate=7e-5, decay=0.95, batch=32, masked=0.08)
STUDENT = Recipe(epochs=8, rate=4e-4, decay=1.0, batch=32, masked=0.05, words=True, trust=0.5, unlabelled=1)

ONWARD = Recipe(epochs=4, rate=2e-4, decay=1.0, batch=32, masked=0.05, heads=2.0, words=True)


def device() -> torch.device:
    """Return the graphics processor if there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def loss(outputs: Sequence[torch.Tensor], wanted: Answers, places: torch.Tensor) -> torch.Tensor:
    """Return the mean loss of a batch: which relations; and for those there are, parts, topics and stance."""
    bce = nn.functional.binary_cross_entropy_with_logits
    relations, parts, topics, stances = (o.float() for o in outputs[:4])
    weight = wanted.relations * wanted.known
    count = weight.sum().clamp(min=1)
    chosen, there = at_candidates(parts, places)
    total = (bce(relations, wanted.relations, reduction="none") * wanted.known).sum() / len(weight)
    by_part = (bce(chosen, wanted.parts, reduction="none").sum(2) * there[:, :, None]).sum(1)
    by_topic = bce(topics, wanted.topics, reduction="none").sum(2)
    by_stance = -(wanted.stances * nn.functional.log_softmax(stances, -1)).sum(-1)
    return total + ((by_part + 0.6 * by_topic + 0.3 * by_stance) * weight).sum() / count


def fit(model: ActReader, data: Sentences, recipe: Recipe, *, seed: int, taught: Answers | None = None,
        more: tuple[Sentences, Answers] | None = None, say: Callable[[str], None] = print) -> None:
    """Train in place on annotated sentences, on a teacher's answers to them, and on `more` that only the teacher answers."""
    torch.manual_seed(seed)
    chance, where = random.Random(seed), device()
    model.to(where)
    groups = list(_groups(model, recipe))
    optimiser = torch.optim.AdamW(groups, lr=recipe.rate, fused=True)
    steps = recipe.epochs * (len(data.examples) // recipe.batch + 1) * (1 + (recipe.unlabelled if more else 0))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.08 * steps), max(0.0, (steps - s) / (0.92 * steps))))
    spare = _forever(more[0], where, chance) if more else iter(())

    def step(batch: Batch, answers: Sequence[tuple[float, Answers]]) -> float:
        with torch.autocast(where.type, torch.bfloat16):  # two to three times as fast, also on processors that have it
            outputs = model(_masked(batch, recipe.masked), *batch.inputs[1:])
        value = sum((share * loss(outputs, a.rows(batch.index, where), batch.places) for share, a in answers),
                    torch.zeros((), device=where))
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_([p for g in groups for p in g["params"]], 1.0)
        optimiser.step()
        schedule.step()
        return value.item()

    both = [(recipe.trust, data.gold), (1 - recipe.trust, taught)] if taught else [(1.0, data.gold)]
    for epoch in range(recipe.epochs):
        model.train()
        values = []
        for batch in data.batches(recipe.batch, where, chance):
            values.append(step(batch, both))
            for other in itertools.islice(spare, recipe.unlabelled):
                step(other, [(1.0, more[1])] if more else [])
        say(f"epoch {epoch + 1} of {recipe.epochs}: loss {sum(values) / len(values):.3f}")
    model.eval()


def _groups(model: ActReader, recipe: Recipe) -> Iterator[dict[str, object]]:
    """Yield each weight with its rate: heads learn fast, the lower layers slower than the upper; words stay unless they shall not."""
    layers = len(model.layers)
    for name, weight in model.named_parameters():
        if name.startswith(("words", "positions")) and not recipe.words:
            weight.requires_grad_(False)
            continue
        depth = layers - 1 - int(name.split(".")[1]) if name.startswith("layers") else layers
        published = name.startswith(("layers", "norm", "relative", "words", "positions"))
        yield {"params": [weight], "lr": recipe.rate * (recipe.decay ** depth if published else recipe.heads),
               "weight_decay": 0.01 if weight.ndim > 1 else 0.0}


def _masked(batch: Batch, share: float) -> torch.Tensor:
    """Hide pieces at random, names twice as often, so that no name is learned by heart."""
    ids, _, _, roles = batch.inputs[:4]
    chances = torch.where(roles > 0, 2 * share, share).to(torch.float32)
    chances[:, 0] = 0.0
    return torch.where(torch.rand_like(chances) < chances, tokenizer().token_to_id("[MASK]"), ids)


def _forever(data: Sentences, where: torch.device, chance: random.Random) -> Iterator[Batch]:
    while True:
        yield from data.batches(64, where, chance)


@torch.no_grad()
def answer(models: Sequence[ActReader], data: Sentences) -> Answers:
    """Return what readers say of sentences: the mean of their probabilities."""
    where = device()
    shapes = (data.gold.relations, data.gold.parts, data.gold.topics, data.gold.stances)
    found = [torch.zeros_like(t, dtype=torch.float16) for t in shapes]
    for model in models:
        model.to(where).eval()
        for batch in data.batches(64, where):
            with torch.autocast(where.type, torch.bfloat16):
                outputs = model(*batch.inputs)
            relations, parts, topics, stances, _ = (o.float() if o.is_floating_point() else o for o in outputs)
            chosen, _ = at_candidates(parts, batch.places)
            for whole, part in zip(found, (relations.sigmoid(), chosen.sigmoid(), topics.sigmoid(), stances.softmax(-1)),
                                   strict=True):
                whole[batch.index] += (part / len(models)).half().cpu()
    return Answers(*found, torch.ones_like(data.gold.known))


@torch.no_grad()
def predict(model: ActReader, frames: Sequence[Frame]) -> list[Reading]:
    """Read frames with the network as it is in training, before it is quantised; in the order of the frames."""
    model.eval()
    out: dict[int, Reading] = {}
    data = Sentences([Example("", f, ()) for f in frames], ["-"])
    for batch in data.batches(32, device()):
        outputs = [o.float().cpu().numpy() if o.is_floating_point() else o.cpu().numpy() for o in model.to(device())(*batch.inputs)]
        out |= {i: reading(frames[i], *(o[b] for o in outputs)) for b, i in enumerate(batch.index)}
    return [out[i] for i in range(len(frames))]


