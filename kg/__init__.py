"""Diplomatic readouts to a knowledge graph that shows its evidence.

>>> import kg
>>> [document] = kg.read("Li Ming Meets Sara Khan\\n\\nThey met in Lanzhou.".encode(), source="note.txt")
>>> document.title
'Li Ming Meets Sara Khan'
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "KgError": "errors", "InputError": "errors", "ModelError": "errors", "QueryError": "errors", "StoreError": "errors",
    "Document": "model", "Entity": "model", "Evidence": "model", "Extraction": "model", "PartialDate": "model",
    "Span": "model", "Statement": "model",
    "build": "pipeline", "extract": "pipeline", "sample": "pipeline", "understand": "pipeline",
    "frames": "views.frames", "Frames": "views.frames", "events": "views.events", "event_frame": "views.events",
    "dyads": "views.dyads", "dyad_frame": "views.dyads", "change_points": "views.change_points", "encounters": "views.protocol",
    "signed_network": "views.networks", "standings": "views.networks", "structural_balance": "views.networks",
    "tone": "views.tone", "tone_of": "views.tone", "tone_frame": "views.tone", "voices": "views.tone",
    "draw_dyad": "charts", "draw_network": "charts",
    "pairs": "views.pairs", "compare": "views.comparison", "compared": "views.comparison", "onesided": "views.onesided",
    "commitments": "views.commitments", "formulas": "views.formulas", "silence": "views.silence", "changes": "views.changes",
    "in_words": "wording", "report_comparison": "reports", "report_commitments": "reports",
    "network": "network", "open_store": "store", "read": "read", "render": "page", "show": "page", "to_json": "annotations",
    "agreement": "train.score",
}
"""Public name -> the module of kg that defines it."""

_CALLED = {"extract": "pipeline", "network": "network", "read": "read"}
"""Submodules that share their name with a public function: calling the module calls that function."""

__all__ = [*_PUBLIC, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    if name in _CALLED:
        return import_module(f"kg.{name}")
    return getattr(import_module(f"kg.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})


class _Called(ModuleType):
    """A submodule that can be called: `kg.read` is the folder of readers and the function that reads."""

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        name = self.__name__.removeprefix("kg.")
        return getattr(import_module(f"kg.{_CALLED[name]}"), name)(*args, **keywords)


class _Package(ModuleType):
    """This package; the import system binds each submodule here once it is loaded."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _CALLED and isinstance(value, ModuleType):
            value.__class__ = _Called
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
