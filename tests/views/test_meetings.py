"""Readouts of one meeting by its two sides, and meetings that one side alone published."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import kg
from kg.model import Extraction
from kg.store import GraphStore

CHN, PAK, IND = "country:CHN", "country:PAK", "country:IND"
LI, KHAN, RAO = "person:li-ming", "person:sara-khan", "person:asha-rao"
OFFICES = {LI: CHN, KHAN: PAK, RAO: IND}
Make = Callable[..., object]


@pytest.fixture(scope="module")
def met(say: Make, story: Make) -> Make:
    """Return how to tell of a meeting of some persons."""
    def told(name: str, published: str | None, publisher: str, *persons: str, date: str | None = None, place: str = "lanzhou",
             end: str | None = None) -> Extraction:
        text = f"{name}. They met."
        meeting = f"meeting:{name}"
        said = [say("They met.", p, "represents", OFFICES[p], office="Minister") for p in persons]
        said += [say("They met.", x, "takesPartIn", meeting) for p in persons for x in (p, OFFICES[p])]
        said += [say("They met.", meeting, "takesPlaceIn", f"place:{place}")]
        said += [say("They met.", meeting, "takesPlaceOn", date, end=end)] if date else []
        return story(text, *said, published=published, publisher=publisher, source=f"{name}.txt")
    return told


@pytest.fixture(scope="module")
def archive(met: Make, stored: Make) -> Iterator[GraphStore]:
    """Return a store with the texts of three ministries over a spring."""
    with stored(
        met("one", "2031-03-04", "China MFA", LI, KHAN, date="2031-03-03"),
        met("one-theirs", "2031-03-05", "Pakistan MOFA", LI, KHAN, date="2031-03-04", place="beijing"),  # dated a day later
        met("two", "2031-03-20", "China MFA", LI, KHAN, date="2031-03-20"),  # Pakistan has no text on it
        met("three", "2031-04-02", "Pakistan MOFA", KHAN, RAO, date="2031-04-01"),  # nor has India
        met("four", "2031-05-01", "China MFA", LI, RAO),  # undated: published beside
        met("four-theirs", "2031-05-02", "India MEA", LI, RAO, date="2031-05-01"),
        met("five", "2031-09-01", "China MFA", LI, KHAN, date="2031-09-01"),  # nothing of Pakistan's from that time
        met("six", "2031-03-06", "China MFA", LI, KHAN, date="2028-03-03"),  # history, not news
    ) as store:
        yield store


def test_readouts_of_one_meeting_are_found_by_persons_and_date(archive: GraphStore) -> None:
    found = kg.pairs(archive)
    assert [(p.a.document.source, p.b.document.source) for p in found] == [
        ("one.txt", "one-theirs.txt"), ("four.txt", "four-theirs.txt")]
    assert [p.score for p in found] == pytest.approx([0.4 + 0.3 * 0.8 + 0.15, 0.4 + 0.3 * 0.5 + 0.15 + 0.15])


def test_a_meeting_that_one_side_alone_published_is_told_with_what_the_store_has(archive: GraphStore) -> None:
    found = [(x.told.document.source, x.silent, x.silent_documents, x.covered) for x in kg.onesided(archive)]
    assert found == [
        ("two.txt", PAK, 2, True), ("three.txt", IND, 0, False), ("five.txt", PAK, 0, False)]


@pytest.mark.parametrize(("a", "b", "paired"), [
    ({"persons": (LI, KHAN)}, {"persons": (LI, KHAN)}, True),
    ({"persons": (LI, KHAN)}, {"persons": (LI, RAO)}, False),
    ({"persons": (LI, KHAN), "date": "2031-03-01"}, {"persons": (LI, KHAN), "date": "2031-03-04"}, False),
    ({"persons": (LI, KHAN), "date": "2031-03-01", "end": "2031-03-04"}, {"persons": (LI, KHAN), "date": "2031-03-04"}, True),
    ({"persons": (LI, KHAN), "date": "2031-03"}, {"persons": (LI, KHAN), "date": "2031-03-04"}, True),
    ({"persons": (LI, KHAN), "published": None}, {"persons": (LI, KHAN), "published": None}, False),
    ({"persons": (LI, KHAN), "publisher": "Daily News"}, {"persons": (LI, KHAN)}, False),
    ({"persons": (LI, KHAN), "publisher": "Pakistan MOFA"}, {"persons": (LI, KHAN)}, False)])
def test_what_makes_a_pair(met: Make, stored: Make, a: dict[str, object], b: dict[str, object], paired: bool) -> None:
    def told(name: str, publisher: str, persons: tuple[str, ...], published: str | None = "2031-03-04", **known: object) -> Extraction:
        return met(name, published, publisher, *persons, **known)

    first, second = {"publisher": "China MFA", **a}, {"publisher": "Pakistan MOFA", **b}
    with stored(told("first", **first), told("second", **second)) as store:
        assert bool(kg.pairs(store)) is paired


def test_a_call_is_no_visit(met: Make, stored: Make) -> None:
    from dataclasses import replace

    def formed(told: Extraction, form: str) -> Extraction:
        return replace(told, entities=tuple(replace(e, form=form) if e.kind == "Meeting" else e for e in told.entities))

    ours, theirs = met("ours", "2031-03-04", "China MFA", LI, KHAN), met("theirs", "2031-03-04", "Pakistan MOFA", LI, KHAN)
    for form, paired in (("call", False), ("talks", True), ("visit", True)):
        with stored(formed(ours, form), formed(theirs, "meeting")) as store:
            assert bool(kg.pairs(store)) is paired


def test_the_sample_has_the_one_pair_that_is_labelled_in_it() -> None:
    with kg.open_store() as store:
        kg.build(kg.sample(), store)
        [pair] = kg.pairs(store)
    assert (pair.a.home, pair.b.home, pair.a.date) == (CHN, PAK, "2022-05-22")
