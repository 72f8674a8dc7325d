"""The encoders that read acts: a large one that teaches and the small one that ships. Needs the extra `train`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from kg.extract.encoder import OUTPUTS, arrays
from kg.extract.frame import FUNCTIONS, RELATIONS, ROLES, Frame

PARTS = 3
"""actor, object, about"""
_RANK, _BUCKETS, _FAR = 64, 32, 128


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of a published encoder, and how its weights are called."""

    hidden: int
    layers: int
    epsilon: float
    relative: bool
    """Whether attention knows how far apart two pieces are (MPNet)."""
    names: Mapping[str, str]
    first_position: int = 0


_BERT = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
         "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
         "down": "output.dense", "norm2": "output.LayerNorm"}
_MPNET = _BERT | {"query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v", "out": "attention.attn.o",
                  "norm1": "attention.LayerNorm"}
SMALL = Shape(384, 6, 1e-12, relative=False, names=_BERT)
"""all-MiniLM-L6-v2."""
LARGE = Shape(768, 12, 1e-5, relative=True, names=_MPNET, first_position=2)
"""all-mpnet-base-v2."""
_HEADS = 12


class Layer(nn.Module):
    """One transformer layer."""

    def __init__(self, hidden: int, epsilon: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(hidden, hidden) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(hidden, eps=epsilon), nn.LayerNorm(hidden, eps=epsilon)
        self.up, self.down = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Take (batch, length, hidden) to the same shape."""
        batch, length, hidden = x.shape

        def split(t: torch.Tensor) -> torch.Tensor:
            return t.view(batch, length, _HEADS, hidden // _HEADS).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / (hidden // _HEADS) ** 0.5 + bias
        mixed = (self.drop(torch.softmax(scores, -1)) @ split(self.value(x))).transpose(1, 2).reshape(batch, length, hidden)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class ActReader(nn.Module):
    """Word pieces with roles -> logits of relations, of parts at each piece, of topics and of stances."""

    def __init__(self, shape: Shape, vocabulary: int, topics: int) -> None:
        super().__init__()
        hidden, count = shape.hidden, len(RELATIONS)
        self.words = nn.Embedding(vocabulary, hidden)
        self.positions, self.types = nn.Embedding(512, hidden), nn.Embedding(2, hidden)
        self.roles, self.functions = nn.Embedding(len(ROLES), hidden), nn.Embedding(len(FUNCTIONS), hidden)
        self.topics, self.hints = nn.Linear(topics, hidden, bias=False), nn.Linear(count, hidden, bias=False)
        self.norm, self.drop = nn.LayerNorm(hidden, eps=shape.epsilon), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(hidden, shape.epsilon) for _ in range(shape.layers))
        self.relative = nn.Embedding(_BUCKETS, _HEADS) if shape.relative else None
        self.relation_whole, self.relation_piece = nn.Linear(hidden, count), nn.Linear(hidden, count)
        self.part, self.part_any = nn.Linear(hidden, PARTS * count), nn.Linear(hidden, PARTS)
        self.topic_piece, self.topic_whole = nn.Linear(hidden, topics), nn.Linear(hidden, _RANK)
        self.topic_relation = nn.Parameter(torch.ones(count, _RANK))
        self.topic_mix = nn.Linear(_RANK, topics)
        self.stance, self.stance_any = nn.Linear(hidden, count * 3), nn.Linear(hidden, 3)
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
        if self.relative is not None:
            bias = bias + self.relative(_distances(length).to(ids.device)).permute(2, 0, 1)[None]
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


def _distances(length: int) -> torch.Tensor:
    """Return the bucket of the distance between two places, as MPNet was trained with."""
    at = torch.arange(length)
    away = at[:, None] - at[None]
    near, half = _BUCKETS // 4, _BUCKETS // 2
    far = near + (torch.log(away.abs().clamp(min=1) / near) / math.log(_FAR / near) * near).long()
    return (away < 0) * half + torch.where(away.abs() < near, away.abs(), far.clamp(max=half - 1))


def start(shape: Shape, weights: Path, topics: int, rows: Sequence[int]) -> ActReader:
    """Return a reader that begins with published weights; `rows` of the old vocabulary are those of the new one, in order."""
    from safetensors.torch import load_file

    given = load_file(weights)
    model = ActReader(shape, len(rows), topics)
    state = {"words.weight": given["embeddings.word_embeddings.weight"][list(rows)],
             "positions.weight": given["embeddings.position_embeddings.weight"][shape.first_position:][:512],
             "types.weight": given.get("embeddings.token_type_embeddings.weight", torch.zeros(2, shape.hidden)),
             "norm.weight": given["embeddings.LayerNorm.weight"], "norm.bias": given["embeddings.LayerNorm.bias"]}
    if shape.relative:
        state["relative.weight"] = given["encoder.relative_attention_bias.weight"]
    for i in range(shape.layers):
        for ours, theirs in shape.names.items():
            for part in ("weight", "bias"):
                state[f"layers.{i}.{ours}.{part}"] = given[f"encoder.layer.{i}.{theirs}.{part}"]
    model.load_state_dict(state, strict=False)
    return model


def resume(weights: Path, topics: int) -> ActReader:
    """Return the reader that `save` wrote, its weights as exact as seven bits are: to be fitted further."""
    import onnx
    from onnx.numpy_helper import to_array

    graph = onnx.load(weights).graph
    stored = {i.name: to_array(i) for i in graph.initializer}

    def exact(name: str) -> np.ndarray:
        return (stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"]) * stored[f"{name}_scale"]

    model = ActReader(SMALL, len(stored["words.weight_quantized"]), topics)
    state: dict[str, np.ndarray] = {}
    for name in model.state_dict():
        if name in stored:
            state[name] = stored[name]
        elif f"{name}_quantized" in stored:
            state[name] = exact(name)
        elif f"{name}_Transposed_quantized" in stored:
            state[name] = exact(f"{name}_Transposed").T
    for node in graph.node:  # a product's weight has lost its name, its result tells whose it is
        if node.op_type == "MatMulInteger" and node.input[1].startswith("onnx::"):
            module = node.output[0].partition("/MatMul")[0].strip("/").replace("/", ".")
            state[f"{module}.weight"] = exact(node.input[1].removesuffix("_quantized")).T
    state["topic_relation"] = next(a for n, a in stored.items() if n.startswith("onnx::Mul_"))[0]
    model.load_state_dict({name: torch.from_numpy(a.copy()) for name, a in state.items()})
    return model


def save(model: ActReader, folder: Path, settings: dict[str, object]) -> None:
    """Write the network as quantised ONNX with its settings."""
    import onnxruntime.quantization as q

    folder.mkdir(parents=True, exist_ok=True)
    raw = folder / "acts-float.onnx"
    frame = Frame(0, (1, 1), (0, 1), (0, 0), (0, 0), (), (), ((-1, -1), (-1, -1)), ())
    inputs: dict[str, np.ndarray] = arrays([frame, frame])
    torch.onnx.export(model.cpu().eval(), tuple(torch.from_numpy(a) for a in inputs.values()), str(raw),
                      input_names=list(inputs), output_names=list(OUTPUTS), dynamo=False, opset_version=17,
                      dynamic_axes={n: {0: "batch", 1: "length"} for n in inputs} | {n: {0: "batch"} for n in OUTPUTS})
    # Seven bits a weight: with eight, processors without VNNI saturate, and answers would differ between machines.
    q.quantize_dynamic(raw, folder / "acts.onnx", weight_type=q.QuantType.QInt8, per_channel=True, reduce_range=True)
    raw.unlink()
    (folder / "acts.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
