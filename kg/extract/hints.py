"""Where words of an act stand: lexical hints for the reader of acts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.authority import rows
from kg.model import Parsed, Span

_GAP = 2
"""Words that may stand between two words of a term."""


@cache
def _terms() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Load the lexicon: first lemma -> terms that begin with it, longest first, with their relation."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in rows("acts.tsv"):
        for term in row["terms"].split(";"):
            words = tuple(term.split())
            found.setdefault(words[0], []).append((words, row["relation"]))
    return {first: tuple(sorted(t, key=lambda x: (-len(x[0]), x))) for first, t in found.items()}


def hints(parsed: Parsed, span: Span) -> Iterator[tuple[str, Span]]:
    """Yield relations with the words that hint at them; a word hints at several, the longest terms come last.

    >>> parsed, _, _ = understood("Japan thanked Kenya and pledged aid.")
    >>> [(relation, parsed.text(at)) for relation, at in hints(parsed, parsed.sentences[0].span)]
    [('thanks', 'thanked'), ('pledges', 'pledged'), ('aids', 'aid')]
    """
    tokens = [t for t in parsed.tokens(span) if not t.is_space]
    lemmas = [(t.lemma_ or t.text).lower() for t in tokens]
    hits = []
    for i, lemma in enumerate(lemmas):
        for words, relation in _terms().get(lemma, ()):
            end = _match(lemmas, i, words)
            if end is not None:
                hits.append((len(words), relation, Span(tokens[i].idx, tokens[end].idx + len(tokens[end].text))))
    yield from ((relation, at) for _, relation, at in sorted(hits, key=lambda h: (h[0], h[2], h[1])))


def _match(lemmas: list[str], start: int, words: tuple[str, ...]) -> int | None:
    """Return the index of the term's last word, or None."""
    at = start
    for word in words[1:]:
        at = next((j for j in range(at + 1, min(at + 2 + _GAP, len(lemmas))) if lemmas[j] == word), -1)
        if at < 0:
            return None
    return at
