"""Formulas and silences on storylines: found and not only listed, with the base rate by length."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import QueryError
from kg.model import Extraction
from kg.readouts import readouts, readouts_on
from kg.store import GraphStore
from kg.views.formulas import Formula, tracked
from kg.views.habit import Habit
from kg.views.occasions import kind_of
from kg.views.phrases import phrases, words
from kg.views.silence import silences

CHN, PAK, IND = "country:CHN", "country:PAK", "country:IND"
TALKS = "meeting:talks"
Make = Callable[..., object]
FILLER = " They spoke of rivers, roads and schools, of harvests and of the weather in the hills."
VERBS = ("want", "seek", "praise", "recall")


@pytest.fixture(scope="module")
def talks(say: Make, story: Make) -> Make:
    """Return how to tell of talks of China with another side in some words."""
    def told(text: str, published: str, publisher: str = "China MFA", *, partner: str = PAK, topics: tuple[str, ...] = (),
             formula: str | None = None) -> Extraction:
        opening = f"The talks of {published} were held."
        said = [say(opening, x, "takesPartIn", TALKS) for x in (CHN, partner)]
        said += [say(opening, TALKS, "discusses", f"topic:{t}") for t in topics]
        said += [say(opening, CHN, "describesTiesAs", partner, label=formula)] if formula else []
        return story(f"{opening} {text}", *said, published=published, publisher=publisher, source=f"{published}-{publisher}.txt")
    return told


@pytest.fixture(scope="module")
def archive(talks: Make) -> tuple[Extraction, ...]:
    """Return eight texts with a formula that goes after the fifth, one with each side, and a dozen texts on another pair."""
    own = [talks(f"Both {VERBS[y % 4]} a shared destiny of the hills.{' China and Pakistan are iron brothers.' if y < 2026 else ''}{FILLER}",
                 f"{y}-03-01", formula="iron brothers" if y in (2021, 2022) else None) for y in range(2021, 2029)]
    theirs = [talks("Pakistan called the two iron brothers." + FILLER, "2023-06-01", "Pakistan MOFA")]
    rest = [talks("Both sides held useful talks." + FILLER, f"{y}-04-01", partner=IND) for y in range(2015, 2027)]
    return (*own, *theirs, *rest)


def named(found: tuple[Formula, ...]) -> dict[str, Formula]:
    return {f.name: f for f in found}


def test_a_listed_formula_has_its_history(archive: tuple[Extraction, ...]) -> None:
    brothers = named(tracked(archive, CHN, PAK))["iron brothers"]
    assert brothers.listed and brothers.first.date == "2021-03-01" and brothers.last.date == "2025-03-01"
    assert (len(brothers.uses), brothers.documents, brothers.silent_since) == (6, 9, 3)
    assert brothers.used_by == ((CHN, 5), (PAK, 1)) and brothers.elsewhere == 0.0
    assert brothers.first.quote == "China and Pakistan are iron brothers."
    assert all(u.document.text[u.span.start:u.span.end] == u.quote for u in brothers.uses)


def test_a_phrase_is_found_against_the_rest_and_names_are_none(archive: tuple[Extraction, ...]) -> None:
    found = tracked(archive, CHN, PAK)
    assert set(named(found)) == {"iron brothers", "shared destiny of the hills"}
    assert not named(found)["shared destiny of the hills"].dropped  # rivers and roads are in all texts, China in a name
    assert tracked(archive, CHN, "country:FRA") == () and tracked((), CHN, PAK) == ()
    assert tracked(archive, CHN, PAK) == tracked(tuple(reversed(archive)), PAK, CHN)


def test_a_formula_is_dropped_only_when_chance_does_not_explain_it(talks: Make) -> None:
    def after(*texts: str) -> Formula:
        used = [talks(f"A friendship of steel binds both.{FILLER}", f"{y}-01-01") for y in range(2001, 2011)]
        later = [talks(text, f"{2011 + i}-01-01") for i, text in enumerate(texts)]
        other = [talks(FILLER, f"{y}-01-01", partner=IND) for y in range(2001, 2011)]
        return next(f for f in tracked((*used, *later, *other), CHN, PAK) if "steel" in f.name)

    assert [after(*["They met."] * n).dropped for n in (1, 2)] == [False, False]  # short texts say little
    assert [after(*[FILLER] * n).dropped for n in (1, 3)] == [False, True]
    assert [after(FILLER * 4).dropped, after("They met.").chance > after(FILLER).chance] == [True, True]


@pytest.fixture
def steel(talks: Make) -> Callable[..., Formula]:
    """Return how to get a formula of ten yearly texts of talks by China as later texts leave it, of other days, publishers or kinds."""
    def found(*later: Extraction, used: tuple[str, ...] = tuple(f"{y}-01-01" for y in range(2001, 2011))) -> Formula:
        own = [talks(f"A friendship of steel binds both.{FILLER} Nr. {day}", day) for day in used]
        other = [talks(FILLER, f"{y}-01-01", partner=IND) for y in range(2001, 2011)]
        return next(f for f in tracked((*own, *later, *other), CHN, PAK) if "steel" in f.name)
    return found


def calls(told: Extraction) -> Extraction:
    """Make the talks of a text a call."""
    return replace(told, entities=tuple(replace(e, form="call") if e.kind == "Meeting" else e for e in told.entities))


def test_only_texts_like_those_that_had_it_are_expected_to_have_it(talks: Make, steel: Callable[..., Formula]) -> None:
    days = [f"{y}-01-01" for y in range(2011, 2017)]
    theirs = steel(*(talks(FILLER, day, "Pakistan MOFA") for day in days))
    by_phone = steel(*(calls(talks(FILLER, day)) for day in days))
    assert [(f.silent_since, f.chance, f.dropped) for f in (theirs, by_phone)] == [(6, 1.0, False)] * 2
    assert steel(*(talks(FILLER, day) for day in days)).dropped


def test_texts_of_one_month_count_as_one(talks: Make, steel: Callable[..., Formula]) -> None:
    month, years = [f"2011-01-{d:02}" for d in range(1, 21)], [f"{y}-01-01" for y in range(2012, 2018)]
    row = steel(*(talks(FILLER, day) for day in month))
    assert not row.dropped and row.chance == steel(talks(FILLER, month[0])).chance
    burst = steel(*(talks(FILLER, day) for day in years), used=tuple(month))
    assert (len(burst.uses), burst.silent_since, burst.dropped) == (20, 6, False)


def test_the_kind_of_a_text_is_that_of_the_meeting_it_reports(talks: Make, story: Make) -> None:
    told = talks("They met.", "2031-03-04")
    assert [kind_of(x) for x in (told, calls(told), story("They wrote."))] == ["meeting", "call", "statement"]


def test_few_uses_are_no_habit(talks: Make) -> None:
    used = [talks("A friendship of steel.", f"{y}-01-01", formula="friendship of steel") for y in (2001, 2002)]
    formula = tracked((*used, *(talks(FILLER * 9, f"{y}-01-01") for y in range(2003, 2030))), CHN, PAK)[0]
    assert formula.chance is None and not formula.dropped and formula.silent_since == 27


def test_wordings_of_one_formula_are_its_variants(talks: Make) -> None:
    used = [talks(f"They spoke of an all-weather strategic {w}.", f"{y}-01-01", formula=f"all-weather strategic {w}")
            for y, w in ((2001, "partnership"), (2002, "partners"), (2003, "partnership"))]
    formula = tracked(used, CHN, PAK)[0]
    assert formula.variants == (("all-weather strategic partnership", 2), ("all-weather strategic partners", 1))


@pytest.mark.parametrize(("texts", "rest", "found"), [
    (["A shared future in peace."] * 3, ["They met."] * 9, ["shared future in peace"]),
    (["A shared future. In peace."] * 3, ["They met."] * 9, ["shared future"]),
    (["A shared future in peace."] * 3, ["A shared future in peace."] * 3, []),
    (["A shared future in peace."] * 2, ["They met."] * 9, []),
    (["The two sides said that they met."] * 3, ["They wrote."] * 9, []),
    (["In 2031 and 2032 they met."] * 3, ["They wrote."] * 9, []),
    (["All aspects of the U.S.-Kenya ties grow."] * 3, ["They met."] * 9, ["all aspects of the u.s.-kenya ties grow"]),
    (["Shared future."] * 3, [], ["shared future"])])
def test_what_counts_as_a_phrase(texts: list[str], rest: list[str], found: list[str]) -> None:
    assert [str(p) for p in phrases([*texts, "Nothing here."], rest) if "sides" not in p.words] == found


def test_a_part_of_a_name_is_no_phrase() -> None:
    assert phrases(["The Long River Corridor grows."] * 3 + ["x"], ["They met."] * 9, ["Long River Corridor Grows"]) == ()


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    assert all(text[w.span.start:w.span.end].lower().replace("’", "'") == w.text for w in words(text))


@settings(deadline=None)
@given(st.lists(st.integers(1, 900), max_size=6), st.lists(st.integers(1, 900), max_size=6), st.integers(1, 900))
def test_the_base_rate_is_a_probability_that_falls_with_length_and_use(said: list[int], silent: list[int], more: int) -> None:
    habit = Habit(tuple(said), tuple(silent))
    chance = habit.chance_of_silence([more])
    assert 0 <= chance <= 1 and habit.chance_of_silence([]) == pytest.approx(1.0)
    assert habit.chance_of_silence([more, more]) <= chance + 1e-9
    assert habit.chance_of_silence([more, more]) == pytest.approx(habit.chance_of_silence([2 * more]))
    assert Habit((*said, 300), tuple(silent)).texts == habit.texts + 1


@pytest.mark.parametrize(("said", "silent"), [(6, 0), (0, 6), (3, 2), (1, 0)])
def test_texts_of_one_length_give_the_beta_binomial_rate(said: int, silent: int) -> None:
    chance = Habit((500,) * said, (500,) * silent).chance_of_silence([500])
    assert math.isclose(1 - chance, (said + 0.5) / (said + silent + 1), abs_tol=1e-3)


@pytest.fixture(scope="module")
def history(talks: Make, stored: Make) -> Iterator[GraphStore]:
    """Return six yearly readouts with trade and vaccines, the seventh without, and a short eighth."""
    usual = [talks(f"China and Pakistan are iron brothers.{FILLER}", f"{y}-03-01", topics=("trade", *(("climate",) if y % 2 else ())),
                   formula="iron brothers")
             for y in range(2021, 2027)]
    told = (*usual, talks(FILLER * 2, "2027-03-01"), talks("They met.", "2027-05-01"),
            talks(f"The iron brothers met.{FILLER}", "2027-06-01", topics=("trade",)),
            talks("Pakistan spoke." + FILLER, "2027-03-02", "Pakistan MOFA"),
            *(talks("Both sides held useful talks." + FILLER, f"{y}-04-01", partner=IND) for y in range(2012, 2027)))
    with stored(*told) as store:
        yield store


def test_a_text_is_silent_on_what_its_side_always_said(history: GraphStore) -> None:
    found = kg.silence(history, "2027-03-01-China MFA.txt")
    assert (found.history, found.home, found.partner, found.abstained) == (6, CHN, PAK, None)
    assert [(m.kind, m.name, m.seen, m.documents) for m in found.missing] == [("formula", "iron brothers", 6, 6), ("topic", "Trade", 6, 6)]
    assert all(m.probability > 0.95 for m in found.missing)  # twice the usual length
    assert found.missing[0].evidence.quote == "China and Pakistan are iron brothers."
    assert found.missing[0].last.published == kg.PartialDate("2026-03-01")


def test_of_other_texts_the_words_are_enough(history: GraphStore) -> None:
    assert kg.formulas(history, "China", "Pakistan") == tracked(tuple(readouts(history)), CHN, PAK) != ()
    bare = [x for x in readouts_on(history, CHN, PAK) if not x.statements]
    assert len(bare) == 15 and all(x.document.text for x in bare)


def test_a_short_text_and_a_full_one_are_no_alarm(history: GraphStore) -> None:
    assert kg.silence(history, "2027-05-01-China MFA.txt").missing == ()
    assert kg.silence(history, "2027-06-01-China MFA.txt").missing == ()
    assert [m.name for m in kg.silence(history, "2027-06-01-China MFA.txt", likely=0.3).missing] == ["Climate change"]


@pytest.mark.parametrize(("document", "partner", "why"), [
    ("2027-03-02-Pakistan MOFA.txt", None, "0 earlier readouts of this pair by this side, expected 5 or more"),
    ("2025-03-01-China MFA.txt", None, "4 earlier readouts of this pair by this side, expected 5 or more"),
    ("2027-03-01-China MFA.txt", "France", "0 earlier readouts of this pair by this side, expected 5 or more")])
def test_a_sparse_history_gives_no_expectation(history: GraphStore, document: str, partner: str | None, why: str) -> None:
    found = kg.silence(history, document, partner=partner)
    assert found.missing == () and found.abstained == why


def test_what_is_not_known_is_said(history: GraphStore, story: Make, talks: Make) -> None:
    nobody = story("They met.", published="2031-03-04")
    assert silences((), nobody, PAK).abstained == "nothing says whose text it is"
    undated = talks("They met.", "2031-03-04")
    assert silences((), undated, None).abstained == "it reports no meeting with another side"
    with pytest.raises(QueryError, match="no country or organization 'Atlantis'"):
        kg.silence(history, "2027-03-01-China MFA.txt", partner="Atlantis")
