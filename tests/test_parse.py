"""Where sentences begin: never after a style of address or the number of a line."""

from __future__ import annotations

import pytest

from kg.model import Document
from kg.parse import load, parse


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.mark.parametrize(("text", "sentences"), [
    ("The Minister met with the Hon. Élodie Marchand, Minister of Trade. They spoke.", ["The Minister met with the Hon. Élodie Marchand, Minister of Trade.", "They spoke."]),
    ("Smt. Asha Rao received H.E. Mr. Ole Dahl.", ["Smt. Asha Rao received H.E. Mr. Ole Dahl."]),
    ("5. Sri Lanka is a key partner. It is near.", ["5. Sri Lanka is a key partner.", "It is near."]),
    ("Q: Any comment?\nA: Norway is pleased to see it.", ["Q: Any comment?", "A: Norway is pleased to see it."]),
    ("They met on May 5. Norway spoke.", ["They met on May 5.", "Norway spoke."]),
    ("They met at the Ministry. The Hon. guests left.", ["They met at the Ministry.", "The Hon. guests left."]),
])
def test_sentences(nlp, text: str, sentences: list[str]) -> None:
    [parsed] = parse([Document.of(text)], nlp)
    assert [parsed.text(s.span) for s in parsed.sentences] == sentences
