"""Whom each answer of a press conference is about: the sides change from question to question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.manner import QUESTIONS, asks, manner
from kg.model import Links, Parsed, Sentence

Turn = tuple[int, tuple[str, ...]]
"""A sentence, and the sides spoken of from there on."""


def turns(parsed: Parsed, links: Links) -> tuple[Turn, ...]:
    """Return for each question, and each paragraph of announcements, the home side and the state that it names most.

    A question that names no other state is about the one that its answer names; nothing for other texts.

    >>> from kg.mention import recognise
    >>> from kg.model import Document
    >>> from kg.parse import load, parse
    >>> from kg.resolve import names
    >>> text = "Q: What of the visit of Brazil's President?\\nA: The two sides will talk.\\nQ: And of Ghana?\\nA: We are friends."
    >>> [p] = parse([Document.of(text, publisher="China MFA")], load())
    >>> turns(p, names.resolve(p, recognise(p)))
    ((0, ('country:CHN', 'country:BRA')), (2, ('country:CHN', 'country:GHA')))
    """
    if manner(parsed).form != QUESTIONS or not links.home:
        return ()
    return tuple((section[0].index, (links.home, *_partner(parsed, links, section))) for section in _sections(parsed))


def _sections(parsed: Parsed) -> Iterator[list[Sentence]]:
    """Yield the sentences of each question with its answer; before the first question, those of each paragraph."""
    starts = [at for at, name in manner(parsed).turns if asks(name)]
    section: list[Sentence] = []
    asked = False
    for sentence in parsed.sentences:
        begins = any(sentence.span.start <= at < sentence.span.end for at in starts)
        if section and (begins or not asked and sentence.paragraph != section[-1].paragraph):
            yield section
            section = []
        asked = asked or begins
        section.append(sentence)
    if section:
        yield section


def _partner(parsed: Parsed, links: Links, section: list[Sentence]) -> tuple[str, ...]:
    first = [s for s in section if s.paragraph == section[0].paragraph]
    for part in (first, section):
        named = Counter(k.entity for s in part for k in links.in_sentence(s.index, "Country") if k.entity != links.home)
        if named:
            return (named.most_common(1)[0][0],)
    return ()
