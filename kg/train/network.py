"""The small encoder that reads acts: its network, its loss, its training, its export. Needs the extra `train`."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import nn

from kg.extract.encoder import OUTPUTS, Reading, arrays, reading
from kg.extract.frame import FUNCTIONS, RELATIONS, ROLES, Frame
from kg.train.dataset import Example

PARTS = 3
"""actor, object, about"""
_HIDDEN, _HEADS, _INNER, _RANK = 384, 12, 1536, 64


class Layer(nn.Module):
    """One transformer layer, its parts named as in the published weights."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(_HIDDEN, _HIDDEN) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(_HIDDEN, eps=1e-12), nn.LayerNorm(_HIDDEN, eps=1e-12)
        self.up, self.down = nn.Linear(_HIDDEN, _INNER), nn.Linear(_INNER, _HIDDEN)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Take (batch, length, 384) to the same shape."""
        batch, length, _ = x.shape

        def split(t: torch.Tensor) -> torch.Tensor:
            return t.view(batch, length, _HEADS, _HIDDEN // _HEADS).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / (_HIDDEN // _HEADS) ** 0.5 + bias
        mixed = (torch.softmax(scores, -1) @ split(self.value(x))).transpose(1, 2).reshape(batch, length, _HIDDEN)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class ActReader(nn.Module):
    """Word pieces with roles -> logits of relations, of parts at each piece, of topics and of stances."""

    def __init__(self, vocabulary: int, layers: int, topics: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, _HIDDEN)
        self.positions, self.types = nn.Embedding(512, _HIDDEN), nn.Embedding(2, _HIDDEN)
        self.roles, self.functions = nn.Embedding(len(ROLES), _HIDDEN), nn.Embedding(len(FUNCTIONS), _HIDDEN)
        self.topics = nn.Linear(topics, _HIDDEN, bias=False)
        self.hints = nn.Linear(len(RELATIONS), _HIDDEN, bias=False)
        self.norm, self.drop = nn.LayerNorm(_HIDDEN, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        count = len(RELATIONS)
        self.relation_whole, self.relation_piece = nn.Linear(_HIDDEN, count), nn.Linear(_HIDDEN, count)
        self.part, self.part_any = nn.Linear(_HIDDEN, PARTS * count), nn.Linear(_HIDDEN, PARTS)
        self.topic_piece, self.topic_whole = nn.Linear(_HIDDEN, topics), nn.Linear(_HIDDEN, _RANK)
        self.topic_relation = nn.Parameter(torch.ones(count, _RANK))
        self.topic_mix = nn.Linear(_RANK, topics)
        self.stance = nn.Linear(_HIDDEN, count * 3)
        self.stance_any = nn.Linear(_HIDDEN, 3)
        for extra in (self.roles, self.functions, self.topics, self.hints):
            nn.init.normal_(extra.weight, std=0.02)
        for head, rare in ((self.relation_piece, -4.0), (self.topic_piece, -4.0), (self.part, -2.0)):
            nn.init.normal_(head.weight, std=0.01)  # most answers are no: begin there
            nn.init.constant_(head.bias, rare)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor, roles: torch.Tensor,
                functions: torch.Tensor, topics: torch.Tensor, hints: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return relations (b, r), parts (b, length, 3, r), topics (b, r, t), stances (b, r, 3), triggers (b, r)."""
        batch, length = ids.shape
        x = (self.words(ids) + self.positions(torch.arange(length, device=ids.device))[None] + self.types(types)
             + self.roles(roles) + self.functions(functions) + self.topics(topics) + self.hints(hints))
        x = self.drop(self.norm(x))
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        whole, hidden = x[:, 0], (1.0 - mask.to(x.dtype))[:, :, None] * -1e4
        count = len(RELATIONS)
        strongest, triggers = (self.relation_piece(x) + hidden).max(1)
        relations = self.relation_whole(whole) + strongest
        parts = self.part(x).view(batch, length, PARTS, count) + self.part_any(x)[:, :, :, None]
        mixed = torch.tanh(self.topic_whole(whole))[:, None] * self.topic_relation[None]
        found = self.topic_mix(mixed) + (self.topic_piece(x) + hidden).amax(1)[:, None]
        stances = self.stance(whole).view(batch, count, 3) + self.stance_any(whole)[:, None]
        return relations, parts, found, stances, triggers


def start(weights: Path, layers: int, topics: int, keep: Sequence[int]) -> ActReader:
    """Return a reader that begins with published BERT weights; `keep` are the vocabulary rows that stay."""
    from safetensors.torch import load_file

    given = load_file(weights)
    model = ActReader(len(keep), layers, topics)
    state = {"words.weight": given["embeddings.word_embeddings.weight"][list(keep)],
             "positions.weight": given["embeddings.position_embeddings.weight"],
             "types.weight": given["embeddings.token_type_embeddings.weight"],
             "norm.weight": given["embeddings.LayerNorm.weight"], "norm.bias": given["embeddings.LayerNorm.bias"]}
    names = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
             "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
             "down": "output.dense", "norm2": "output.LayerNorm"}
    for i in range(layers):
        for ours, theirs in names.items():
            for part in ("weight", "bias"):
                state[f"layers.{i}.{ours}.{part}"] = given[f"encoder.layer.{i}.{theirs}.{part}"]
    model.load_state_dict(state, strict=False)
    return model


def tensors(batch: Sequence[Frame]) -> tuple[torch.Tensor, ...]:
    """Return the padded arrays of a batch as tensors, in the order of `ActReader.forward`."""
    return tuple(torch.from_numpy(a) for a in arrays(batch).values())


def loss(model: ActReader, batch: Sequence[Example], topic_names: Sequence[str]) -> torch.Tensor:
    """Return the mean loss of a batch: which relations; and for those there are, parts, topics and stance."""
    bce = nn.functional.binary_cross_entropy_with_logits
    relations, parts, topics, stances, _ = model(*tensors([e.frame for e in batch]))
    wanted = torch.zeros_like(relations)
    for b, e in enumerate(batch):
        for role in e.roles:
            wanted[b, role.relation] = 1.0
    total = bce(relations, wanted, reduction="sum") / len(batch)
    part_logits: list[torch.Tensor] = []
    part_labels: list[float] = []
    rows, topic_labels, stance_labels = [], [], []
    for b, e in enumerate(batch):
        for role in e.roles:
            for c, candidate in enumerate(e.frame.candidates):
                logits = parts[b, list(candidate.pieces), :, role.relation].amax(0)
                part_logits.append(logits)
                part_labels += [float(c in s) for s in (role.actors, role.objects, role.about)]
            rows.append((b, role.relation))
            topic_labels.append([float(t in role.topics) for t in topic_names])
            stance_labels.append(role.stance)
    if rows:
        b, r = (list(x) for x in zip(*rows, strict=True))
        total = total + 0.6 * bce(topics[b, r], torch.tensor(topic_labels), reduction="sum") / len(rows)
        total = total + 0.3 * nn.functional.cross_entropy(stances[b, r], torch.tensor(stance_labels))
    if part_logits:
        labels = torch.tensor(part_labels).view(-1, PARTS)
        total = total + bce(torch.stack(part_logits), labels, reduction="sum") / len(rows)
    return total


def fit(model: ActReader, data: Sequence[Example], topic_names: Sequence[str], *, epochs: int, seed: int,
        frozen: int = 0, batch_size: int = 16, rate: float = 2e-4, say: Callable[[str], None] = print) -> None:
    """Train in place; batches hold sentences of like length; the first `frozen` layers and the words stay as they are."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    heads, body = [], []
    for name, p in model.named_parameters():
        if name.startswith(("words", "positions", "types")) or any(name.startswith(f"layers.{i}.") for i in range(frozen)):
            p.requires_grad_(False)
        elif name.startswith(("layers", "norm")):
            body.append(p)
        else:
            heads.append(p)
    groups = [{"params": body, "lr": rate}, {"params": heads, "lr": rate * 8}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * (len(data) // batch_size + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.1 * steps), max(0.0, (steps - s) / (0.9 * steps))))
    for epoch in range(epochs):
        model.train()
        seen = total = 0.0
        for batch in _batches(data, batch_size, chance):
            value = loss(model, batch, topic_names)
            optimiser.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_([*heads, *body], 1.0)
            optimiser.step()
            schedule.step()
            seen, total = seen + 1, total + value.item()
        say(f"epoch {epoch + 1} of {epochs}: loss {total / seen:.3f}")
    model.eval()


def _batches(data: Sequence[Example], size: int, chance: random.Random) -> list[list[Example]]:
    order = sorted(data, key=lambda e: len(e.frame.ids) + chance.random() * 8)
    batches = [order[i:i + size] for i in range(0, len(order), size)]
    chance.shuffle(batches)
    return batches


@torch.no_grad()
def predict(model: ActReader, frames: Sequence[Frame], batch_size: int = 32) -> list[Reading]:
    """Read frames with the network as it is in training, before it is quantised."""
    out: list[Reading] = []
    order = sorted(frames, key=lambda f: len(f.ids))
    for at in range(0, len(order), batch_size):
        batch = order[at:at + batch_size]
        outputs = [o.numpy() for o in model(*tensors(batch))]
        out += [reading(f, *(o[i] for o in outputs)) for i, f in enumerate(batch)]
    return out


def save(model: ActReader, folder: Path, settings: dict[str, object]) -> None:
    """Write the network as quantised ONNX with its settings."""
    import onnxruntime.quantization as q

    folder.mkdir(parents=True, exist_ok=True)
    raw = folder / "acts-float.onnx"
    frame = Frame(0, (1, 1), (0, 1), (0, 0), (0, 0), (), (), ((-1, -1), (-1, -1)), ())
    inputs = arrays([frame, frame])
    torch.onnx.export(model.eval(), tuple(torch.from_numpy(a) for a in inputs.values()), str(raw), input_names=list(inputs),
                      output_names=list(OUTPUTS), dynamo=False, opset_version=17,
                      dynamic_axes={n: {0: "batch", 1: "length"} for n in inputs} | {n: {0: "batch"} for n in OUTPUTS})
    # Seven bits a weight: with eight, processors without VNNI saturate, and answers would differ between machines.
    q.quantize_dynamic(raw, folder / "acts.onnx", weight_type=q.QuantType.QInt8, per_channel=True, reduce_range=True)
    raw.unlink()
    (folder / "acts.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
