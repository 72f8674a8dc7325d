"""What `make test` collects: examples in docstrings too, but for those that need the extra `train`; and the texts that examples look at."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

import pytest

collect_ignore = [] if find_spec("torch") else [f"kg/train/{name}.py" for name in ("network", "batches", "fitting")]


@cache
def _nlp() -> Any:
    from kg.parse import load  # a second, once for all examples

    return load()


def word(text: str, form: str) -> Any:
    """Return the first token of a parsed text that reads so."""
    return next(t for t in _nlp()(text) if t.text == form)


def understood(text: str, title: str = "", publisher: str | None = None) -> tuple[Any, Any, Any]:
    """Return a text as an extractor takes it: parsed, with its links and with whose words its sentences are."""
    from kg.attribute import attribute
    from kg.mention import recognise
    from kg.model import Document
    from kg.parse import parse
    from kg.resolve import resolve

    [parsed] = parse([Document.of(text, title=title, publisher=publisher)], _nlp())
    links = resolve(parsed, recognise(parsed))
    return parsed, links, attribute(parsed, links)


@pytest.fixture(autouse=True, scope="session")
def _examples(doctest_namespace: dict[str, object]) -> None:
    doctest_namespace |= {"word": word, "understood": understood}
