"""Who else took part: "joined by", "attended by", "also present were", delegations and lists, in sentences of their own or beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg import syntax
from kg.model import Sentence, Span
from kg.occasions import forms
from kg.resolve.page import Page, Said, parties, unique

_COMING = frozenset({"join", "accompany", "attend", "participate", "represent"})
_LEADING = frozenset({"lead", "head", "chair", "co-chair", "cochair", "host", "co-host", "cohost", "convene", "co-convene", "moderate",
                      "address", "organize", "organise", "sponsor", "facilitate", "preside"})
_HAVING = frozenset({"include", "feature", "comprise", "involve", "gather"})
_BODIES = frozenset({"delegation", "side", "participant", "meeting", "call", "session", "dialogue", "summit", "talk", "representative",
                     "attendee", "event", "team", "conference", "ministerial", "forum", "consultation", "proceeding", "plenary", "visit", "trip",
                     "committee", "host", "discussion", "roundtable", "guest", "speaker", "segment", "opening"})
_PRESENT = re.compile(r"(?i)\b(also )?(present|in attendance|participating|attending|joining)\b.{0,60}\b(was|were|are|is)\b|"
                      r"\b(was|were) (also )?(present|in attendance)\b|\btook part\b|\b(guests|participants)\b.{0,40}\b(are|were|included?)\b")


_TEAM = re.compile(r"(?i)\b(?:delegations?|teams?|participants|attendees|representatives|sides?)\b.{0,40}?"
                   r"\b(?:included|includes|comprised|comprises|consisted of)\b")


def attending(page: Page, sentence: Sentence) -> Said:
    """Return those whom a sentence says to have joined, led or attended an occasion, with the list that it may open."""
    tokens = page.parsed.tokens(sentence.span)
    heads: list[Any] = []
    for token in tokens:
        if token.pos_ == "VERB" and not syntax.is_negated(token):
            heads += _said_by(token)
    text = page.parsed.text(sentence.span)
    found = list(parties(page, heads))
    if team := _TEAM.search(text):
        found += [(k.entity, sentence.span) for k in page.links.in_sentence(sentence.index, "Person", "Organization")
                  if k.mention.span.start >= sentence.span.start + team.end() and k.reason != "title"]
    if _PRESENT.search(text) or re.search(r"(?i)\bco-?chair", text):
        named = [k for k in page.links.in_sentence(sentence.index, "Person")]
        found += [(k.entity, sentence.span) for k in named if k.reason != "title"]
    if text.rstrip().endswith(":") and (found or heads or _PRESENT.search(text)):
        found += _listed(page, sentence)
    return unique(found)


def _said_by(verb: Any) -> Iterator[Any]:
    lemma = verb.lemma_.lower()
    if lemma in _COMING:
        if lemma in ("join", "accompany") and syntax.is_passive(verb):
            yield from syntax.agents(verb)
        elif lemma in ("join", "accompany"):
            whom = syntax.patients(verb)
            if any(_is_occasion(p) or p.ent_type_ == "PERSON" for p in whom):
                yield from syntax.agents(verb)
                yield from (p for p in whom if p.ent_type_ == "PERSON")
        elif lemma == "represent":
            if syntax.is_passive(verb) or any(p.ent_type_ in ("GPE", "ORG", "NORP") for p in syntax.patients(verb)):
                yield from (*syntax.patients(verb), *syntax.agents(verb))
        elif lemma == "attend" and (syntax.is_passive(verb) or any(_is_occasion(p) for p in syntax.patients(verb))):
            yield from syntax.agents(verb)
        elif lemma == "participate" and any(_is_occasion(p) for p in syntax.obliques(verb, "in")):
            yield from syntax.agents(verb)
    elif lemma in _LEADING:
        if syntax.is_passive(verb) and (verb.dep_ == "acl" or any(_is_occasion(p) for p in syntax.patients(verb))):
            yield from syntax.agents(verb)
        elif any(_is_occasion(p) for p in (*syntax.patients(verb), *syntax.obliques(verb, "over"))):
            yield from syntax.agents(verb)
    elif (lemma in _HAVING or lemma == "bring" and any(c.lower_ == "together" for c in verb.children)) and any(_is_occasion(a) for a in syntax.agents(verb)):
        yield from syntax.patients(verb)


def _is_occasion(token: Any) -> bool:
    return token.lemma_.lower() in _BODIES or token.lemma_.lower() in forms("noun", "weak") or token.lower_ in ("it", "proceedings", "talks", "which")


def _listed(page: Page, sentence: Sentence) -> Iterator[tuple[str, Span]]:
    """Yield the persons, or else the states, in the paragraphs of the list that a sentence opens."""
    paragraph = sentence.paragraph
    for later in page.parsed.sentences[sentence.index + 1:]:
        if later.paragraph > paragraph + 1:
            break
        links = page.links.in_sentence(later.index, "Person") or page.links.in_sentence(later.index, "Country", "Organization")
        links = tuple(k for k in links if k.reason not in ("title", "pronoun"))
        if len(page.parsed.text(later.span)) < 4:
            paragraph = later.paragraph
            continue
        if not links or len(page.parsed.text(later.span)) > 60 * len(links) + 120:
            break
        paragraph = later.paragraph
        yield from ((k.entity, later.span) for k in links)
