"""Acts: who does what to whom, in whose words; and sentences that hold none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.model import Statement
from kg.ontology import relations

ROWS = tomllib.loads((Path(__file__).parent.parent / "cases" / "acts.toml").read_text(encoding="utf-8"))
CASES = [pytest.param(c, id=c["text"][:50], marks=[pytest.mark.xfail(strict=True)] if c.get("fails") else []) for c in ROWS["case"]]
OPENING = ("Li Ming Meets with Pakistani Foreign Minister Sara Khan\n2021-03-03\n\nOn March 3, Chinese Foreign Minister Li Ming met with "
           "Pakistani Foreign Minister Sara Khan in Lanzhou.\n\n")


def acts(text: str) -> list[Statement]:
    """Return the acts that the last paragraph holds."""
    found = kg.extract(OPENING + text)
    start = found.document.text.index(text)
    return [s for s in found.statements if relations()[s.relation].kind == "act" and s.evidence[0].span.start >= start]


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_says_exactly_this(case: dict[str, Any]) -> None:
    found = {(s.subject, s.relation, s.object or "", s.stance, s.speaker or "")
             for s in acts(case["text"]) if s.relation not in case.get("also", ())}
    assert found == {tuple(row) for row in case["says"]}


@pytest.mark.parametrize("text", [c["text"] for c in ROWS["denied"]])
def test_what_is_denied_does_not_stand_as_done(text: str) -> None:
    found = acts(text)
    assert found and all(s.negated for s in found)


def test_a_promise_that_depends_on_a_condition_is_marked() -> None:
    promises = [s for s in acts("If India withdraws its troops, Pakistan will reopen the border.") if s.stance == "committed"]
    assert promises and all(s.conditional and s.subject == "country:PAK" for s in promises)


def test_the_other_side_s_words_are_not_the_publisher_s_own() -> None:
    [thanks] = [s for s in acts("Sara Khan thanked China for its vaccines.") if s.relation == "thanks"]
    assert (thanks.speaker, thanks.reported_by) == ("person:sara-khan", "country:CHN")


def test_evidence_stands_in_the_text() -> None:
    found = kg.extract(OPENING + "Sara Khan said that Pakistan “firmly supports” China’s efforts, and thanked China.")
    quoted = [(found.document.text[e.span.start:e.span.end], e.quote) for s in found.statements for e in s.evidence]
    assert quoted and all(text == quote for text, quote in quoted)


@pytest.mark.parametrize(("sentence", "act"), [
    ("Egypt on Monday urged Ethiopia to resume the talks on the dam.", ("country:EGY", "urges", "country:ETH")),
    ("China expelled two Canadian diplomats on Tuesday.", ("country:CHN", "sanctions", "country:CAN")),
    ("German Chancellor Ute Moser rejected a demand by Greece for reparations.", ("country:DEU", "rejects", "country:GRC")),
])
def test_a_sentence_by_itself_is_no_title(sentence: str, act: tuple[str, str, str]) -> None:
    assert act in {(s.subject, s.relation, s.object) for s in kg.extract(sentence).statements}
