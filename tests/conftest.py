"""What several tests stand on: a small extraction written by hand, and a store that holds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.model import Document, Entity, Evidence, Extraction, Link, Mention, PartialDate, Qualifiers, Span, Statement

TEXT = """Li Ming Meets with Pakistani Foreign Minister Sara Khan

On March 3, State Councilor Li Ming met with Foreign Minister Sara Khan of Pakistan in Lanzhou, Gansu Province. \
They held the Fourth Foreign Ministers' Dialogue of the two countries.

Li Ming said that China firmly supports Pakistan in safeguarding its sovereignty. China will provide vaccines to \
Pakistan. If conditions allow, China will open a rail link. The two all-weather partners need to deepen cooperation \
in agriculture and build the China-Pakistan Economic Corridor.

Sara Khan thanked China for its help. Pakistan never opposed the corridor. She invited Li Ming to Islamabad and \
called on China to open its market. Both sides signed the Protocol on Customs Cooperation."""


def cite(quote: str, extractor: str, confidence: float = 0.9, text: str = TEXT, document: str = "") -> tuple[Evidence]:
    """Return evidence for words that stand in the text."""
    start = text.index(quote)
    return (Evidence(document or Document.of(text).id, Span(start, start + len(quote)), quote, extractor, confidence),)


def link(form: str, entity: str, kind: str) -> Link:
    """Return a link for the first place where the form stands."""
    start = TEXT.index(form)
    return Link(Mention(0, Span(start, start + len(form)), form, kind, "by hand"), entity)


def sample() -> Extraction:
    """Return what a careful reader finds in TEXT: 10 entities and 4 topics, 22 statements of all stances."""
    chn, pak, li, khan = "country:CHN", "country:PAK", "person:li-ming", "person:sara-khan"
    dialogue, corridor, protocol = "meeting:4d1a", "project:cpec", "agreement:protocol-customs-cooperation"
    entities = (
        Entity(chn, "Country", "China", ("Chinese",), ("http://www.wikidata.org/entity/Q148",), "CHN"),
        Entity(pak, "Country", "Pakistan", ("Pakistani",), ("http://www.wikidata.org/entity/Q843",), "PAK"),
        Entity(li, "Person", "Li Ming"),
        Entity(khan, "Person", "Sara Khan"),
        Entity(dialogue, "Meeting", "Fourth Foreign Ministers' Dialogue", form="dialogue"),
        Entity(corridor, "Project", "China-Pakistan Economic Corridor", ("CPEC",)),
        Entity(protocol, "Agreement", "Protocol on Customs Cooperation", status="signed", form="protocol"),
        Entity("place:lanzhou", "Place", "Lanzhou"),
        Entity("place:gansu-province", "Place", "Gansu Province", ("Gansu",)),
        Entity("place:islamabad", "Place", "Islamabad"),
        *(Entity(f"topic:{t}", "Topic", label) for t, label in (
            ("sovereignty", "Sovereignty and core interests"), ("vaccines", "Vaccines"), ("agriculture", "Agriculture"),
            ("trade", "Trade"))),
    )
    met = "On March 3, State Councilor Li Ming met with Foreign Minister Sara Khan of Pakistan in Lanzhou, Gansu Province."
    held = "They held the Fourth Foreign Ministers' Dialogue of the two countries."
    deepen = ("The two all-weather partners need to deepen cooperation in agriculture and build the China-Pakistan "
              "Economic Corridor.")
    signed = "Both sides signed the Protocol on Customs Cooperation."
    statements = (
        Statement(li, "represents", chn, qualifiers=Qualifiers(office="State Councilor"),
                  evidence=cite("State Councilor Li Ming", "offices", 0.99)),
        Statement(khan, "represents", pak, qualifiers=Qualifiers(office="Foreign Minister"),
                  evidence=cite("Pakistani Foreign Minister Sara Khan", "offices", 0.99)),
        *(Statement(x, "takesPartIn", dialogue, evidence=cite(held, "meetings")) for x in (chn, pak, li, khan)),
        Statement(dialogue, "takesPlaceIn", "place:lanzhou", evidence=cite(met, "meetings")),
        Statement(dialogue, "takesPlaceOn", "--03-03", evidence=cite(met, "meetings")),
        Statement("place:lanzhou", "locatedIn", "place:gansu-province", evidence=cite("Lanzhou, Gansu Province", "places")),
        Statement(chn, "partyTo", protocol, evidence=cite(signed, "agreements")),
        Statement(pak, "partyTo", protocol, evidence=cite(signed, "agreements")),
        Statement(chn, "participatesIn", corridor, evidence=cite("China-Pakistan Economic Corridor", "projects")),
        Statement(pak, "participatesIn", corridor, evidence=cite("China-Pakistan Economic Corridor", "projects")),
        Statement(chn, "describesTiesAs", pak, qualifiers=Qualifiers(label="all-weather partners"),
                  evidence=cite("all-weather partners", "ties")),
        Statement(chn, "supports", pak, ("topic:sovereignty",), speaker=li,
                  evidence=cite("China firmly supports Pakistan in safeguarding its sovereignty", "acts", 0.8)),
        Statement(chn, "pledges", pak, ("topic:vaccines",), stance="committed", speaker=li,
                  evidence=cite("China will provide vaccines to Pakistan.", "acts", 0.85)),
        Statement(chn, "pledges", None, (corridor,), stance="committed", speaker=li, conditional=True,
                  evidence=cite("If conditions allow, China will open a rail link.", "acts", 0.6)),
        Statement(chn, "cooperates", pak, ("topic:agriculture", corridor), stance="called-for", speaker=li,
                  evidence=cite(deepen, "acts", 0.7)),
        Statement(pak, "thanks", chn, speaker=khan, reported_by=chn,
                  evidence=cite("Sara Khan thanked China for its help.", "acts")),
        Statement(pak, "opposes", None, (corridor,), negated=True, speaker=khan, reported_by=chn,
                  evidence=cite("Pakistan never opposed the corridor.", "acts", 0.65)),
        Statement(khan, "invites", li, ("place:islamabad",), reported_by=chn,
                  evidence=cite("She invited Li Ming to Islamabad", "acts")),
        Statement(pak, "urges", chn, ("topic:trade",), stance="called-for", speaker=khan, reported_by=chn,
                  evidence=cite("called on China to open its market", "acts")),
    )
    links = (link("Pakistani", pak, "Country"), link("Li Ming", li, "Person"), link("Sara Khan", khan, "Person"),
             link("Lanzhou", "place:lanzhou", "Place"), link("China", chn, "Country"),
             link("Fourth Foreign Ministers' Dialogue", dialogue, "Meeting"))
    document = Document.of(TEXT, title=TEXT.split("\n")[0], source="readouts/li-khan.txt", publisher="China MFA",
                           published=PartialDate("2031-03-04"), url="https://example.org/readouts/1")
    return Extraction(document, entities, links, statements)


SECOND = """Joint Press Release on Customs

China and Pakistan signed the Protocol on Customs Cooperation. Pakistan gave China 500 tents in 2030."""


def second() -> Extraction:
    """Return a second document on the same pair: one claim of the first for each side, and one of its own."""
    chn, pak, protocol = "country:CHN", "country:PAK", "agreement:protocol-customs-cooperation"
    entities = (
        Entity(chn, "Country", "China", ("Chinese",), ("http://www.wikidata.org/entity/Q148",), "CHN"),
        Entity(pak, "Country", "Pakistan", (), ("http://www.wikidata.org/entity/Q843",), "PAK"),
        Entity(protocol, "Agreement", "Protocol on Customs Cooperation", status="signed", form="protocol"),
    )
    signed = "China and Pakistan signed the Protocol on Customs Cooperation."
    statements = (
        Statement(chn, "partyTo", protocol, evidence=cite(signed, "agreements", 0.95, SECOND)),
        Statement(pak, "partyTo", protocol, evidence=cite(signed, "agreements", 0.95, SECOND)),
        Statement(pak, "aids", chn, qualifiers=Qualifiers(date=PartialDate("2030")),
                  evidence=cite("Pakistan gave China 500 tents in 2030.", "acts", 0.9, SECOND)),
    )
    document = Document.of(SECOND, title="Joint Press Release on Customs", source="readouts/customs.txt",
                           published=PartialDate("2031-05"), publisher="Pakistan MoFA")
    return Extraction(document, entities, (), statements)


@pytest.fixture
def sample_extraction() -> Extraction:
    """Return the extraction of TEXT."""
    return sample()


@pytest.fixture
def second_extraction() -> Extraction:
    """Return the extraction of SECOND."""
    return second()


GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the files of tests/golden/ anew; read the diff!")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """Return how to get what tests/golden/ holds under a name; --regenerate writes the text of today there first."""
    def held(name: str, text: str) -> str:
        path = GOLDEN / name
        if request.config.getoption("--regenerate"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"there is no {path}; pytest --regenerate writes it"
        return path.read_text(encoding="utf-8")
    return held
