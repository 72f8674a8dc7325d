"""Several meetings in one phrase: "met A and B separately", "calls with A and B"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kg import syntax
from kg.resolve.page import Page, anchor, parties
from kg.resolve.sightings import Sighting

_APART = frozenset({"respectively", "separately", "individually", "separate"})
_MET = frozenset({"meeting", "call", "meal"})


def one_by_one(page: Page, s: Sighting) -> Iterator[Sighting]:
    """Yield a sighting once for each person who is met or meets apart from the others; as it is where they meet together."""
    word = anchor(page.parsed, s.mention)
    each = _each(page, s, word) if s.sort in ("reported", "described") and s.kin in _MET else []
    plural = word.tag_ == "NNS" and word.lower_ != "talks" and len({page.links.side_of(p) for p in each} - {None}) == len(each)
    if len(each) < 2 or not (plural or _says_apart(word)):
        yield s
        return
    for person in each:
        others = {p for p in each if p != person}
        sides = {page.links.side_of(p) for p in others} - {page.links.side_of(p) for p, _ in s.parties if p not in others}
        yield replace(s, parties=tuple((p, span) for p, span in s.parties if p not in others | sides))


def _says_apart(word: Any) -> bool:
    """Say whether the words of a meeting have its parties meet one by one."""
    verb = word if word.pos_ == "VERB" else syntax.predicate_of(word)
    return any(t.lower_ in _APART and verb in _predicates(t) for t in verb.subtree)


def _predicates(token: Any) -> list[Any]:
    """Return the verb above a token, with those coordinated with it."""
    verb = next((g for g in syntax.governors(token) if g.pos_ == "VERB"), token)
    return syntax.conjuncts(verb)


def _each(page: Page, s: Sighting, word: Any) -> list[str]:
    """Return the persons who are met, or else those who meet, where they are several and the others no more than one."""
    people = [p for p, _ in s.parties if page.links.entity(p).kind == "Person"]
    partners = syntax.obliques(word, "with") + (syntax.patients(word) if word.pos_ == "VERB" else [])
    met = [p for p, _ in parties(page, partners) if p in people]
    meeting = [p for p in people if p not in met]
    return met if len(met) > 1 and len(meeting) < 2 else meeting if len(meeting) > 1 and len(met) == 1 else []
