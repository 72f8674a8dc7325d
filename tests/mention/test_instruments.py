"""Agreements and projects as words of the text: by form, by list, by abbreviation; and what must stay silent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.mention import settle
from kg.mention.instruments import SHORT, TITLE, recognise
from kg.model import Document
from kg.parse import load, parse

NLP = load()


def found(text: str, kind: str, title: str = "") -> list[str]:
    """Return the words of the named mentions of a kind, short forms left out."""
    [parsed] = parse([Document.of(f"{title}\n\n{text}" if title else text, title=title)], NLP)
    return [m.text for m in settle(recognise(parsed)) if m.kind == kind and m.found_by != SHORT]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They signed the Bilateral Air Services Agreement.", ["Bilateral Air Services Agreement"]),
        ("The ministers signed a memorandum of understanding on tourism.", ["memorandum of understanding on tourism"]),
        ("They praised the Convention on the Rights of Forests.", ["Convention on the Rights of Forests"]),
        ("Both sides cited the 1958 Norway-Fiji Fisheries Treaty.", ["1958 Norway-Fiji Fisheries Treaty"]),
        ("They recalled Security Council Resolution 1325 (2000).", ["Security Council Resolution 1325 (2000)"]),
        ("In line with UNSCR 1701, both sides withdrew.", ["UNSCR 1701"]),
        ("Peru and Chile are negotiating a free trade agreement.", ["free trade agreement"]),
        ("He welcomed the truce in the valley.", ["truce in the valley"]),
        ("The NPT remains the cornerstone.", ["NPT"]),
        ("We recall the Agreement on Trade, Investment and Labour.", ["Agreement on Trade, Investment and Labour"]),
    ],
)
def test_agreements(text: str, names: list[str]) -> None:
    assert found(text, "Agreement") == names


@pytest.mark.parametrize(
    "text",
    [
        "They were in full agreement on the matter.",
        "The leaders reached many agreements.",
        "Both sides called for a ceasefire.",
        "The North Atlantic Treaty Organization met.",
        "They support the peaceful resolution of disputes.",
        "He complied with all relevant Security Council resolutions.",
        "The Chief of Protocol was present.",
        "The two sides will seek any agreement that helps.",
        "It was not a big deal.",
        "They spoke of a comprehensive strategic partnership.",
    ],
)
def test_no_agreements(text: str) -> None:
    assert found(text, "Agreement") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They visited the Kisumu-Arusha Railway.", ["Kisumu-Arusha Railway"]),
        ("Norway supports the Tidal Energy Initiative.", ["Tidal Energy Initiative"]),
        ("They joined the Partnership for Clean Rivers.", ["Partnership for Clean Rivers"]),
        ('The "Bright Villages" project brings power.', ['"Bright Villages" project']),
        ("China promotes the Belt and Road Initiative.", ["Belt and Road Initiative"]),
        ("The Andean Seed Fund will open.", ["Andean Seed Fund"]),
    ],
)
def test_projects(text: str, names: list[str]) -> None:
    assert found(text, "Project") == names


@pytest.mark.parametrize(
    "text",
    [
        "He took the initiative.",
        "The International Monetary Fund lent money.",
        "They agreed on a new project.",
        "The Comprehensive Strategic Partnership is strong.",
        "The World Food Programme delivered rice.",
        "The China-Fiji Consultation Mechanism met.",
    ],
)
def test_no_projects(text: str) -> None:
    assert found(text, "Project") == []


def test_abbreviation_names_the_same_kind_from_then_on() -> None:
    text = "The FRA is unknown here. They signed the Forest Research Agreement (FRA). The FRA helps."
    assert found(text, "Agreement") == ["Forest Research Agreement", "FRA", "FRA"]


def test_title_of_a_joint_statement_is_one_agreement() -> None:
    title = "Joint Statement between Fiji and Tonga on the Ocean Compact"
    [parsed] = parse([Document.of(f"{title}\n\nWe met.", title=title)], NLP)
    assert [(m.text, m.found_by) for m in settle(recognise(parsed))] == [(title, TITLE)]


@pytest.mark.parametrize(
    "title", ["Remarks on the Joint Statement", "Readout of the Call with Fiji", "Foreign Minister Visits Tonga"]
)
def test_other_titles_are_none(title: str) -> None:
    assert found("They met.", "Agreement", title) == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "the",
                "Treaty",
                "Agreement",
                "of",
                "on",
                "and",
                ",",
                "Trade",
                "Resolution",
                "1325",
                "(",
                "ABC",
                ")",
                "Initiative",
                "Fund",
                "-",
                "Peru",
                "joint",
                "statement",
                "“",
                "”",
                ".",
                "\n",
                "Corridor",
                "for",
            ]
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_mention_is_a_run_of_the_text(words: list[str]) -> None:
    [parsed] = parse([Document.of(" ".join(words))], NLP)
    for m in recognise(parsed):
        assert m.text == parsed.document.text[m.span.start : m.span.end] != ""
