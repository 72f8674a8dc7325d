"""Every quote stands in its document at the offsets given, character for character, however the text is written."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg
from kg import pipeline
from kg.model import Document, Extraction

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
FILES = ("us-state.jsonl.gz", "us-white-house.jsonl.gz", "us-relations-events.jsonl.gz", "plover-sentences.jsonl.gz")
SAMPLE, LONGEST = 40, 4000
"""How many documents are taken, of at most how many characters."""

WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "composed": lambda t: unicodedata.normalize("NFC", t),
    "decomposed": lambda t: unicodedata.normalize("NFD", t),
    "straight quotes": lambda t: t.translate(str.maketrans("’‘“”", "''\"\"")),
    "curly quotes": lambda t: t.replace("'", "’").replace(' "', " “").replace('"', "”"),
    "other scripts": lambda t: t.replace("President", "President 习近平 (Си Цзиньпин)").replace("Minister", "Minister محمد"),
    "wide spaces": lambda t: t.replace(" of ", "\u00a0of\u2009").replace(". ", ".\u3000"),
}


def chosen() -> list[Document]:
    """Return the sample: the documents whose ids have the lowest hashes, the same on any machine."""
    found = [d for name in FILES for d in kg.read([str(CORPUS / name)]) if isinstance(d, Document)
             and d.language == "en" and 100 < len(d.text) <= LONGEST]
    return sorted(found, key=lambda d: hashlib.sha256(d.id.encode()).hexdigest())[:SAMPLE]


def borne_out(found: Extraction) -> Iterator[bool]:
    """Yield for each piece of evidence and each mention whether the text has it where it is said to stand."""
    text = found.document.text
    for s in found.statements:
        yield bool(s.evidence)
        yield from (bool(e.quote) and text[e.span.start:e.span.end] == e.quote and e.document == found.document.id
                    for e in s.evidence)
    yield from (text[k.mention.span.start:k.mention.span.end] == k.mention.text for k in found.links)


@pytest.fixture(scope="module")
def sample() -> list[Document]:
    if not all((CORPUS / name).exists() for name in FILES):
        pytest.skip(f"needs the texts of {CORPUS}, which are no part of the project")
    return chosen()


@pytest.mark.parametrize("way", WAYS)
def test_quotes_of_a_sample_stand_where_they_are_said_to(sample: list[Document], way: str) -> None:
    for i, document in enumerate(sample):
        if way != "as it is" and i % 4:  # the whole sample once, a quarter of it in each other way
            continue
        text, title = WAYS[way](document.text), WAYS[way](document.title)
        found = kg.extract(Document.of(text, title=title, source=document.source, publisher=document.publisher,
                                       published=document.published))
        assert all(borne_out(found)), document.source


def test_quotes_of_a_text_read_in_parts_stand_in_the_whole(sample: list[Document], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "LONGEST", 3000)
    found = kg.extract(Document.of("\n\n".join(d.text for d in sample[:8]), source="joined"))
    assert found.statements and all(borne_out(found))


NAMES = ("Wang Yi (王毅)", "Şükrü Çelik", "Ngô Xuân Lịch", "Łukasz Żółć", "Сергей Лавров", "Þórdís Kolbrún")


@pytest.mark.parametrize("form", ("NFC", "NFD"))
@pytest.mark.parametrize("name", NAMES)
def test_quotes_with_names_of_any_script(name: str, form: str) -> None:
    text = unicodedata.normalize(form, f"Foreign Minister {name} of Norway met “President” Ana Núñez of Chile in Oslo.\n\n"
                                       f"He said that Norway’s “friendship” with Chile is dear, and thanked Chile’s envoy. 😀 Norway will help Chile.")
    found = kg.extract(Document.of(text, source="names"))
    assert found.statements and all(borne_out(found))
