"""Two sides compared: alignments of a storyline, the labelled pair of the sample, and the mirror."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import QueryError
from kg.model import Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement
from kg.train.alignments import labelled, read, score_annotations, score_extractions
from kg.views.alignment import align
from kg.views.comparison import compared
from kg.views.counterparts import assign, counterparts
from kg.views.days import dates_meet

CHN, PAK, JPN = "country:CHN", "country:PAK", "country:JPN"
LI, KHAN = "person:li-ming", "person:sara-khan"
TESTS = Path(__file__).parents[1]
Make = Callable[..., object]

ONE = """China supports Pakistan in its fight against floods. China will provide vaccines to Pakistan.
Sara Khan thanked China for the vaccines. The talks were held on 3 March 2031 in Lanzhou. Li Ming raised trade at length, and again trade.
China and Pakistan are iron brothers. The ministers exchanged views on Japan."""
OTHER = """The talks were held on 5 March 2031 in Lanzhou. China stands with Pakistan in its fight against floods.
Pakistan does not support the dam. China agreed to help with vaccines. The two countries are all-weather partners.
Both sides urged Japan to return to the talks."""


@pytest.fixture
def two(say: Make, story: Make) -> tuple[Extraction, Extraction]:
    """Return the accounts of one meeting by both sides."""
    a, b = "meeting:li-khan-talks", "meeting:khan-li-meeting"
    held = "The talks were held on 3 March 2031 in Lanzhou."
    one = story(
        ONE,
        say("Sara Khan thanked China for the vaccines.", KHAN, "represents", PAK, office="Foreign Minister"),
        *(say(held, x, "takesPartIn", a) for x in (CHN, PAK, KHAN)),
        say(held, a, "takesPlaceOn", "2031-03-03"), say(held, a, "takesPlaceIn", "place:lanzhou"),
        say("China supports Pakistan in its fight against floods.", CHN, "supports", PAK, ["topic:disaster-relief"], speaker=LI),
        say("China will provide vaccines to Pakistan.", CHN, "pledges", PAK, ["topic:vaccines"], stance="committed", speaker=LI),
        say("Sara Khan thanked China for the vaccines.", PAK, "thanks", CHN, ["topic:vaccines"], speaker=KHAN, reported_by=CHN),
        say("Li Ming raised trade at length, and again trade.", a, "discusses", "topic:trade"),
        say("China and Pakistan are iron brothers.", CHN, "describesTiesAs", PAK, label="iron brothers"),
        say("The ministers exchanged views on Japan.", a, "discusses", JPN),
        say("China supports Pakistan in its fight against floods.", PAK, "supports", CHN, ["project:dam"]),
        published="2031-03-04", publisher="China MFA", source="readouts/one.txt")
    held = "The talks were held on 5 March 2031 in Lanzhou."
    other = story(
        OTHER,
        *(say(held, x, "takesPartIn", b) for x in (CHN, PAK, KHAN)),
        say(held, b, "takesPlaceOn", "2031-03-05"), say(held, b, "takesPlaceIn", "place:lanzhou"),
        say("China stands with Pakistan in its fight against floods.", CHN, "supports", PAK, ["topic:disaster-relief"]),
        say("China agreed to help with vaccines.", CHN, "aids", PAK, ["topic:vaccines"], stance="committed", reported_by=PAK),
        say("The two countries are all-weather partners.", PAK, "describesTiesAs", CHN, label="all-weather partners"),
        say("Both sides urged Japan to return to the talks.", CHN, "urges", None, [JPN], stance="called-for"),
        say("Both sides urged Japan to return to the talks.", PAK, "urges", None, [JPN], stance="called-for"),
        say("Pakistan does not support the dam.", PAK, "supports", CHN, ["project:dam"], negated=True),
        published="2031-03-05", publisher="Pakistan MOFA", source="readouts/other.txt")
    return one, other


def test_a_storyline_is_aligned_as_it_was_written(two: tuple[Extraction, Extraction]) -> None:
    one, other = two
    dated = [(x.kind, x.differs) for x in align(one, other) if x.a[0].relation == "takesPlaceOn"]
    assert dated == []  # two days that cannot be one keep the meetings apart
    earlier = _on(other, "2031-03-03")
    found = {(x.a[0].relation, x.a[0].subject, len(x.b)): (x.kind, x.differs) for x in align(one, earlier)}
    meeting = "meeting:li-khan-talks"
    assert found == {
        ("takesPartIn", CHN, 1): ("both", ()), ("takesPartIn", PAK, 1): ("both", ()), ("takesPartIn", KHAN, 1): ("both", ()),
        ("takesPlaceOn", meeting, 1): ("both", ()), ("takesPlaceIn", meeting, 1): ("both", ()),
        ("supports", CHN, 1): ("both", ()), ("pledges", CHN, 1): ("reworded", ("relation",)),
        ("describesTiesAs", CHN, 1): ("reworded", ("wording",)), ("discusses", meeting, 2): ("reworded", ("relation",)),
        ("supports", PAK, 1): ("conflicting", ("polarity",)),
    }


def _on(told: Extraction, date: str) -> Extraction:
    return replace(told, statements=tuple(
        replace(s, object=date) if s.relation == "takesPlaceOn" else s for s in told.statements))


def test_what_one_says_that_the_other_said_has_its_answer(two: tuple[Extraction, Extraction]) -> None:
    found = compared(two[0], _on(two[1], "2031-03-03"))
    assert [(x.teller, x.statement.relation, x.answer and x.answer.kind) for x in found.attributed] == [
        ("a", "thanks", None), ("b", "aids", "reworded")]
    assert (found.side_a, found.side_b) == (CHN, PAK)
    assert [s.relation for s in found.only_a] == ["thanks", "represents", "discusses"]
    assert found.only_b == ()


def test_room_and_order_of_matters_are_counted_in_characters(two: tuple[Extraction, Extraction]) -> None:
    found = {m.label: m for m in compared(two[0], two[1]).matters}
    flood = "China supports Pakistan in its fight against floods."
    assert found["Disaster relief"].a.share == round(len(flood) / len(ONE), 4)
    assert [found[x].a.order for x in ("Disaster relief", "Vaccines", "Trade", "Japan")] == [1, 2, 3, 4]
    assert found["Trade"].b == kg.compared(two[0], two[1]).matters[0].b.__class__(0.0, None)
    assert "China" not in found and "Pakistan" not in found


def test_documents_are_compared_by_any_of_their_names(two: tuple[Extraction, Extraction], stored: Make) -> None:
    with stored(*two) as store:
        expected = kg.compare(store, two[0].document.id, two[1].document.id)
        assert kg.compare(store, "one.txt", "readouts/other.txt") == expected
        assert len(expected.aligned) == len(align(*two))
        with pytest.raises(QueryError, match="the store has no document 'third.txt'; `kg documents` lists them"):
            kg.compare(store, "one.txt", "third.txt")


def test_a_meeting_names_its_two_readouts(two: tuple[Extraction, Extraction], stored: Make) -> None:
    with stored(two[0], _on(two[1], "2031-03-03")) as store:
        by_documents = kg.compare(store, "one.txt", "other.txt")
        assert kg.compare(store, "Li Khan Talks") == kg.compare(store, "meeting:khan-li-meeting") == by_documents
    with stored(two[0]) as store, pytest.raises(QueryError, match="the store has no pairs of readouts of 'Li Khan Talks'; name two"):
        kg.compare(store, "Li Khan Talks")


def test_a_title_of_two_documents_is_no_guess(story: Make, stored: Make) -> None:
    with stored(story("One.", title="Talks"), story("Two.", title="Talks")) as store, \
            pytest.raises(QueryError, match="'Talks' names 2 documents; give one id: "):
        kg.compare(store, "Talks", "Talks")


PAIRS = json.loads((TESTS / "sample_pairs.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {d.source.rpartition("#")[2]: d for d in kg.read([str(kg.sample())]) if isinstance(d, Document)}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: p["meeting"])
def test_the_labelled_pair_is_aligned(pair: dict[str, object], documents: dict[str, Document]) -> None:
    gold = [json.loads((TESTS / "gold_sample" / f"{pair[x]}.json").read_text(encoding="utf-8")) for x in "ab"]
    links, kinds = score_annotations(pair, *(read(g, documents[str(pair[x])]) for g, x in zip(gold, "ab", strict=True)))
    assert links.hit + links.missed == len(labelled(pair))
    assert links.f1 >= 0.85 and kinds.f1 >= 0.85
    ours = score_extractions(pair, (gold[0], gold[1]), *(kg.extract(documents[str(pair[x])]) for x in "ab"))
    assert ours[0].f1 >= 0.3  # what is not extracted cannot be aligned; benchmarks/alignment.py has both


ENTITIES = (*(Entity(id, "Country", id[-3:]) for id in (CHN, PAK, JPN)), Entity(LI, "Person", "Li Ming"),
            Entity(KHAN, "Person", "Sara Khan"), *(Entity(f"topic:{t}", "Topic", t) for t in ("trade", "vaccines", "climate")),
            Entity("place:lanzhou", "Place", "Lanzhou"), Entity("place:karachi", "Place", "Karachi"))
MEETINGS = ("meeting:a", "meeting:b", "meeting:c")
_ACTORS = st.sampled_from([CHN, PAK, JPN, LI, KHAN])
_ACTS = st.builds(
    lambda subject, relation, obj, about, stance, negated, conditional: (
        subject, relation, obj, tuple(sorted(about)), Qualifiers(), stance, None, None, negated, conditional),
    _ACTORS, st.sampled_from(["supports", "thanks", "cooperates", "agrees", "urges", "opposes", "pledges", "aids"]),
    st.one_of(st.none(), _ACTORS), st.sets(st.sampled_from(["topic:trade", "topic:vaccines", "topic:climate", JPN])),
    st.sampled_from(["asserted", "committed", "called-for"]), st.booleans(), st.booleans())
_FACTS = st.one_of(
    st.tuples(_ACTORS, st.just("takesPartIn"), st.sampled_from(MEETINGS)),
    st.tuples(st.sampled_from([LI, KHAN]), st.just("represents"), st.sampled_from([CHN, PAK])),
    st.tuples(st.sampled_from(MEETINGS), st.just("takesPlaceOn"), st.sampled_from(["2031-03-03", "--03-03", "2031", "2031-04-01"])),
    st.tuples(st.sampled_from(MEETINGS), st.just("discusses"), st.sampled_from(["topic:trade", JPN])),
    st.tuples(st.sampled_from(MEETINGS), st.just("takesPlaceIn"), st.sampled_from(["place:lanzhou", "place:karachi", CHN])),
    st.tuples(st.just(CHN), st.just("describesTiesAs"), st.just(PAK), st.just(()),
              st.sampled_from([Qualifiers(label=x, date=d) for x in ("iron", "firm") for d in (None, PartialDate("2030"))])))


@st.composite
def readouts(draw: st.DrawFn) -> Extraction:
    """Draw a document with up to twelve statements; a meeting has another id in each document, as it does in texts."""
    text = " ".join(f"Sentence number {i} speaks of many things." for i in range(12))
    document = Document.of(text + draw(st.sampled_from(["", " One.", " Two."])), publisher=draw(st.sampled_from([None, "China MFA"])))
    home = draw(st.sampled_from([None, CHN, PAK]))
    known = {}
    for i, parts in enumerate(draw(st.lists(st.one_of(_ACTS, _FACTS), max_size=12))):
        quote = f"Sentence number {i} speaks of many things."
        at = text.index(quote)
        cited = (Evidence(document.id, Span(at, at + len(quote)), quote, "reader"),)
        s = Statement(*parts, evidence=cited)
        s = Statement(*(getattr(s, f) for f in ("subject", "relation", "object", "about", "qualifiers", "stance", "speaker")),
                      reported_by=home if s.relation == "thanks" else None, negated=s.negated, conditional=s.conditional, evidence=cited)
        known.setdefault(s.id, s)
    meetings = tuple(Entity(id, "Meeting", draw(st.sampled_from(["Talks", "Visit to Lanzhou"]))) for id in MEETINGS)
    return Extraction(document, (*ENTITIES, *meetings), (), tuple(known.values()))


def renamed(told: Extraction) -> Extraction:
    """Return a document whose meetings have other ids, as another text gives them."""
    names = dict(zip(MEETINGS, ("meeting:z", "meeting:0", "meeting:bb"), strict=True))
    entities = tuple(replace(e, id=names.get(e.id, e.id)) for e in told.entities)
    statements = (replace(s, subject=names.get(s.subject, s.subject), object=names.get(s.object or "", s.object)) for s in told.statements)
    return replace(told, entities=entities, statements=tuple(statements))


@settings(max_examples=100, deadline=None)
@given(readouts(), readouts().map(lambda told: renamed(told)))
def test_comparing_b_with_a_is_the_mirror_of_comparing_a_with_b(a: Extraction, b: Extraction) -> None:
    forth, back = compared(a, b), compared(b, a)
    assert back == forth.mirrored()
    assert forth.mirrored().mirrored() == forth
    assert {frozenset((x, y)) for x, y in counterparts(a, b)} == {frozenset((x, y)) for x, y in counterparts(b, a)}


@settings(max_examples=60, deadline=None)
@given(readouts(), readouts())
def test_every_statement_stands_in_one_place(a: Extraction, b: Extraction) -> None:
    found = compared(a, b)
    for own, alone, of in ((a, found.only_a, lambda x: x.a), (b, found.only_b, lambda x: x.b)):
        placed = [s.id for x in found.aligned for s in of(x)] + [s.id for s in alone]
        assert sorted(placed) == sorted(s.id for s in own.statements)
    assert all(x.differs for x in found.aligned if x.kind != "both") and all(not x.differs for x in found.of_kind("both"))
    assert all(0 <= x.share <= 1 for m in found.matters for x in (m.a, m.b))


@settings(max_examples=40, deadline=None)
@given(readouts())
def test_a_text_agrees_with_itself(a: Extraction) -> None:
    found = compared(a, a)
    assert {x.kind for x in found.aligned} <= {"both"} and found.only_a == found.only_b == ()


@given(st.lists(st.text("abc", max_size=3), max_size=6), st.lists(st.text("abc", max_size=3), max_size=6))
def test_an_assignment_is_one_to_one_and_mirrors(left: list[str], right: list[str]) -> None:
    def alike(x: str, y: str) -> float:
        return len(set(x) & set(y)) / 3

    found = assign(left, right, alike, str)
    assert sorted((y, x) for x, y in found) == sorted(assign(right, left, lambda y, x: alike(x, y), str))
    assert len(found) <= min(len(left), len(right)) and all(alike(x, y) > 0 for x, y in found)


@pytest.mark.parametrize(("x", "y", "meet"), [
    ("2022", "2022-05-01", True), ("2022-05", "2022-06", False), ("--05-22", "2022-05-22", True), ("--05-22", "2023-05-21", False),
    ("2022-05-21/2022-05-23", "2022-05-23/2022-05-30", True), ("--05", "--05-22", True), ("2022-02", "2022-02-28", True)])
def test_partial_dates_meet_where_they_may_be_one(x: str, y: str, meet: bool) -> None:
    assert dates_meet([x], [y]) is meet and dates_meet([y], [x]) is meet
