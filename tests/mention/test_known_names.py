"""Countries, capitals, bodies, places and topics in sentences written for the purpose: see tests/cases/*.toml."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import authority
from kg.mention import capitals, countries, names, places, recognise, topics
from kg.model import Document, Parsed
from kg.parse import load, parse

CASES = Path(__file__).parent.parent / "cases"


def cases(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="module")
def nlp():
    return load()


def read(nlp, text) -> Parsed:
    [parsed] = parse([Document.of(text)], nlp)
    return parsed


@pytest.mark.parametrize("case", cases("countries"), ids=lambda c: c["text"][:40])
def test_states_and_capitals(nlp, case):
    mentions = recognise(read(nlp, case["text"]))
    assert list(dict.fromkeys(m.reading for m in mentions if m.kind == "Country")) == case["states"]
    for place in case.get("places", []):
        assert place in [m.text for m in mentions if m.kind == "Place"]
    for words in case.get("absent", []):
        assert words not in [m.text for m in mentions if m.kind == "Place"]


@pytest.mark.parametrize("case", cases("bodies"), ids=lambda c: c["text"][:40])
def test_bodies(nlp, case):
    mentions = recognise(read(nlp, case["text"]))
    assert list(dict.fromkeys(m.text for m in mentions if m.kind == "Organization")) == case["bodies"]


@pytest.mark.parametrize("case", cases("topics"), ids=lambda c: c["text"][:40])
def test_topics(nlp, case):
    found = [m.reading for m in topics.recognise(read(nlp, case["text"]))]
    assert set(found) == set(case["topics"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["US", "us", "Türkiye", "Tu\u0308rkiye", "Korean", "’s", "\n", "Moscow", " in ", " ", "NATO", "(AU)", "日本", "Paris",
                                 "Georgia", ",", "Ministry of ", "trade", "Sea"]), max_size=25))
def test_mentions_slice_to_their_text(words):
    text = "Note. " + "".join(w if w.strip() == "" else w + " " for w in words)
    import spacy  # a blank pipeline is enough to show that no offset is wrong on odd input
    nlp = _blank(spacy)
    doc = nlp(text)
    document = Document.of(text)
    from kg.parse import _sentences
    parsed = Parsed(document, tuple(_sentences(document, doc)), doc)
    for recogniser in (countries.recognise, capitals.recognise, names.recognise, places.recognise, topics.recognise):
        for m in recogniser(parsed):
            assert text[m.span.start:m.span.end] == m.text
            assert m.kind != "Country" or authority.known("Country", m.reading)


def _blank(spacy, made={}):  # noqa: B006
    if "nlp" not in made:
        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        made["nlp"] = nlp
    return made["nlp"]
