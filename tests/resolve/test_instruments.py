"""Which words mean the same agreement or project, and how far it has come."""

from __future__ import annotations

import pytest

from kg.mention import recognise
from kg.model import Document, Entity, Links, PartialDate
from kg.parse import load, parse
from kg.resolve import resolve

NLP = load()


def links_of(text: str, title: str = "", published: str | None = None) -> Links:
    """Resolve a text."""
    whole = f"{title}\n\n{text}" if title else text
    date = PartialDate(published) if published else None
    [parsed] = parse([Document.of(whole, title=title, published=date)], NLP)
    return resolve(parsed, recognise(parsed))


def agreements(text: str, title: str = "", published: str | None = None) -> list[Entity]:
    return list(links_of(text, title, published).of_kind("Agreement"))


def test_variants_of_a_name_are_one() -> None:
    [e] = agreements(
        "They signed the Forest Research Agreement (FRA). The FRA helps. The Agreement entered into force."
    )
    assert e.label == "Forest Research Agreement" and "FRA" in e.aliases and "Agreement" in e.aliases


def test_lower_case_anaphor_is_linked_but_no_name() -> None:
    links = links_of("They signed the Forest Research Agreement. The agreement helps both.")
    assert [k.reason for k in links.links if k.entity.startswith("agreement:")] == ["name", "pronoun"]


def test_an_anaphor_without_a_name_before_it_is_dropped() -> None:
    assert agreements("The Agreement helps both sides.") == []


def test_resolutions_are_told_apart_by_number() -> None:
    found = agreements("UN Security Council Resolution 1325 and UNSCR 1701 apply. Resolution 1325 is clear.")
    assert sorted(len(e.aliases) for e in found) == [0, 1]


def test_a_protocol_is_not_the_agreement_that_it_belongs_to() -> None:
    found = agreements("They implement the Customs Protocol of the Peru-Chile Trade Agreement.")
    assert {e.form for e in found} == {"protocol", "agreement"}


def test_known_names_share_a_key() -> None:
    [e] = agreements("The Joint Comprehensive Plan of Action is dead. Long live the JCPOA.")
    assert e.id == "agreement:jcpoa"


def test_statements_of_one_title_are_told_apart_by_date() -> None:
    title = "Joint Statement on Rivers"
    [a], [b] = (agreements("Fiji and Tonga met.", title, day) for day in ("2020-01-02", "2021-01-02"))
    assert a.id != b.id and a.form == "joint statement"


def test_equal_words_in_lower_case_of_other_pairs_are_other_things() -> None:
    [a] = agreements("Peru and Chile signed a memorandum of understanding on tourism.", "Peru and Chile Hold Talks")
    [b] = agreements("Fiji and Tonga signed a memorandum of understanding on tourism.", "Fiji and Tonga Hold Talks")
    assert a.label == b.label and a.id != b.id


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The ministers signed the Extradition Treaty.", "signed"),
        ("The ministers will sign the Extradition Treaty.", "to be signed"),
        ("The ministers discussed the Extradition Treaty.", "proposed"),
        ("The Extradition Treaty entered into force in 2001.", "in force"),
        ("Both sides implement the Extradition Treaty.", "being implemented"),
        ("He held the Extradition Treaty in his hand.", None),
    ],
)
def test_status(text: str, status: str | None) -> None:
    [e] = agreements(text)
    assert e.status == status


def test_a_body_is_no_project() -> None:
    links = links_of("The International Monetary Fund and the Andean Seed Fund met.")
    assert [e.label for e in links.of_kind("Project")] == ["Andean Seed Fund"]
    assert "Andean Seed Fund" not in [e.label for e in links.of_kind("Organization")]
