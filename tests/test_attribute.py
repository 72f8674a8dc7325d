"""Text -> who speaks each of its sentences, in the table tests/cases/speakers.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kg.attribute import attribute
from kg.mention import recognise
from kg.model import Document
from kg.parse import load, parse
from kg.resolve import resolve

CASES = tomllib.loads((Path(__file__).parent / "cases" / "speakers.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:60] for c in CASES])
def test_speakers(case: dict, nlp) -> None:
    title = case.get("title", "")
    text = f"{title}\n\n{case['text']}" if title else case["text"]
    [parsed] = parse([Document.of(text, title=title, publisher=case.get("publisher"))], nlp)
    links = resolve(parsed, recognise(parsed))
    found = attribute(parsed, links).speakers
    body = [s.index for s in parsed.sentences if not (title and s.paragraph == 0)]
    told = [sorted(links.entity(e).label for e in found[i]) for i in body]
    assert told == [sorted(filter(None, names.split(" + "))) for names in case["speakers"]], told
