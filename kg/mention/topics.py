"""Topics: the terms of `ontology/authority/topics.tsv`, inflected, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from kg import authority
from kg.model import Mention, Parsed, Span

_BY = "topics"
NOTHING = "-"
"""The id of the line of terms that look like a topic and are none ("National Security Advisor")."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a topic: its words, each with how it is compared (stem, plural, open); `weak` gives way to other topics."""

    topic: str
    words: tuple[tuple[str, str], ...]
    capitals: str | None = None
    """The written form, where it is an abbreviation that counts only in capitals."""
    weak: bool = False


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Reduce a word to the form under which terms are kept: lower case, without the endings of plural and possessive.

    >>> [stem(w) for w in ("Policies", "tariffs", "boxes", "gas", "Israel's", "crisis")]
    ['policy', 'tariff', 'box', 'gas', 'israel', 'crisis']
    """
    word = re.sub(r"['’]s?$", "", word.lower())
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:x|ch|sh|ss|zz)es$", word):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_WORD = re.compile(r"[^\W_]+(?:['’]s?(?![^\W_]))?")
_STARRED = re.compile(r"[^\W_]+(?:['’]s?(?![^\W_]))?\*?")


@cache
def _index() -> tuple[dict[str, tuple[Term, ...]], dict[str, tuple[Term, ...]]]:
    """Return the terms by their first stem, and those whose first word may go on by its first three letters."""
    exact: dict[str, list[Term]] = {}
    open_ended: dict[str, list[Term]] = {}
    for row in authority.rows("topics.tsv"):
        for cell in filter(None, (c.strip() for c in row["terms"].split("|"))):
            term = _term(row["id"], cell)
            first, how = term.words[0]
            if how == "open":
                open_ended.setdefault(first[:3], []).append(term)
            else:
                exact.setdefault(stem(first), []).append(term)
    return ({k: tuple(v) for k, v in exact.items()}, {k: tuple(v) for k, v in open_ended.items()})


def _term(topic: str, cell: str) -> Term:
    weak = cell.endswith("?")
    cell = cell.rstrip("?")
    words = tuple(_word(w) for w in _STARRED.findall(cell))
    capitals = cell if len(cell) > 1 and cell.isupper() and cell.isalpha() else None
    return Term(topic, words, capitals, weak)


def _word(written: str) -> tuple[str, str]:
    low = _bare(written)
    if written.endswith("*"):
        return low.removesuffix("*"), "open"
    return (low, "stem") if stem(low) == low else (low, "plural")


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.lower())


def _same(word: str, stemmed: str, asked: tuple[str, str]) -> bool:
    form, how = asked
    if how == "open":
        return stemmed.startswith(form) or word.startswith(form)
    return (stemmed if how == "stem" else word) == form


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield a mention of kind Topic for each term; the reading is the topic's id.

    Of overlapping terms the longest counts, for each topic that has it. Weak terms (marked with ? in the list) count only where
    the sentence names no other topic.
    """
    text = parsed.document.text
    for sentence in parsed.sentences:
        hits = _longest(list(_hits(text, sentence.span)))
        strong = {term.topic for _, term in hits if not term.weak}
        for span, term in hits:
            if not term.weak or not strong - {term.topic}:
                yield Mention(sentence.index, span, text[span.start:span.end], "Topic", _BY, term.topic)


def _hits(text: str, within: Span) -> Iterator[tuple[Span, Term]]:
    exact, open_ended = _index()
    words = list(_WORD.finditer(text, within.start, within.end))
    bare = [_bare(w.group()) for w in words]
    stems = [stem(w) for w in bare]
    for i, first in enumerate(stems):
        for term in (*exact.get(first, ()), *open_ended.get(first[:3], ())):
            n = len(term.words)
            if i + n <= len(stems) and all(map(_same, bare[i:i + n], stems[i:i + n], term.words)):
                span = Span(words[i].start(), words[i + n - 1].end())
                if _reads_on(text, span) and (term.capitals is None or text[span.start:span.end].rstrip("s") == term.capitals):
                    yield span, term


def _reads_on(text: str, span: Span) -> bool:
    """Say whether nothing but spaces, hyphens, slashes, dots and ampersands stands between the words."""
    return not re.search(r"[,;:()!?\n\"“”]", text[span.start:span.end])


def _longest(hits: list[tuple[Span, Term]]) -> list[tuple[Span, Term]]:
    kept: list[tuple[Span, Term]] = []
    for span, term in sorted(hits, key=lambda h: (-len(h[0]), h[0], h[1].topic)):
        if all(span == s or not span.overlaps(s) for s, _ in kept) and (span, term) not in kept:
            kept.append((span, term))
    return sorted((h for h in kept if h[1].topic != NOTHING), key=lambda h: (h[0], h[1].topic))
