"""The word pieces that stay: those of Latin script; the rest would only make the wheel heavier."""

from __future__ import annotations

import json
import re
from pathlib import Path

_OTHERWISE = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def prune(tokenizer: Path, target: Path) -> list[int]:
    """Write a tokenizer without foreign-script and unused pieces; return the rows of the old vocabulary that stay."""
    data = json.loads(tokenizer.read_text(encoding="utf-8"))
    pieces = sorted(data["model"]["vocab"].items(), key=lambda p: p[1])
    kept = [(piece, row) for piece, row in pieces if piece in _SPECIAL or _useful(piece)]
    data["model"]["vocab"] = {piece: new for new, (piece, _) in enumerate(kept)}
    rows = data["model"]["vocab"]
    data["added_tokens"] = [{**t, "id": rows[t["content"]]} for t in data["added_tokens"] if t["content"] in rows]
    data |= {"truncation": None, "padding": None, "post_processor": None}
    target.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return [row for _, row in kept]


def rows(tokenizer: Path, pruned: Path) -> list[int]:
    """Return where the pieces of the pruned vocabulary stand in that of another encoder, which calls special ones otherwise."""
    theirs = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    ours = json.loads(pruned.read_text(encoding="utf-8"))["model"]["vocab"]
    return [theirs[piece if piece in theirs else _OTHERWISE[piece]] for piece, _ in sorted(ours.items(), key=lambda p: p[1])]


def _useful(piece: str) -> bool:
    return not piece.startswith("[unused") and re.fullmatch(r"(##)?[ -~’‘“”–—…£€]+", piece) is not None
