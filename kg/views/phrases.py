"""Recurrent phrases of some texts, found against the rest: runs of words that they repeat and others do not."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Span

LONGEST, SHORTEST = 8, 2
"""Words of a phrase."""
TEXTS = 3
"""The least number of texts in which a phrase recurs."""
SURE = 6.63
"""The least log-likelihood ratio against the rest of the texts: beyond it lies one in a hundred by chance."""

_STEM = 6
"""Letters by which a word is known in its forms: partner, partners, partnership."""
_INITIALS = r"\b(?:[^\W\d_]\.){2,}"
_WORD = re.compile(rf"(?:{_INITIALS}|[^\W_]+)(?:[-'’][^\W_]+)*")
"""Initials are one word ("U.S.", "U.S.-Israel")."""
_BREAK = re.compile(rf"{_INITIALS}|([.;:!?\n()\"“”])")
"""Group 1 is a mark that ends a run; the full stops of initials are passed over."""
_EDGES = frozenset(
    "a an the of and or in on at to for with by from as that this these those which who whom its their his her our it they he she "
    "is are was were be been has have had will would should could can may must not no both two also further between into "
    "about above across after against along also among any because before being below beyond but during each every how if including "
    "like more most near nor off only other over own same since so some such than then there through toward towards under until up "
    "upon very we what when where while why within without yet you your i me us him "
    "added discussed emphasised emphasized noted said says saying stated stressed underlined underscored".split())
"""Words at which no phrase begins or ends: those of grammar, and the verbs of reporting."""
_END = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)[.!?][\"”’')\]]*\s+|\n+")
"""Where a sentence ends: not after an initial or a title ("U.S.", "Mr.")."""
NESTED = 0.75
"""A phrase goes where a longer one that holds it stands in so large a share of its texts."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as it is compared, and where it stands; `run` counts the stretches between marks that end a phrase."""

    text: str
    span: Span
    run: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with the texts (by their place in the sequence) that have it, and how many of the rest do."""

    words: tuple[str, ...]
    texts: frozenset[int]
    elsewhere: int
    ratio: float

    def __str__(self) -> str:
        return " ".join(self.words)


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text in lower case; a full stop, a bracket or a quotation mark ends a run.

    >>> [(w.text, w.run) for w in words("All-weather ties. They met.")]
    [('all-weather', 0), ('ties', 0), ('they', 1), ('met', 1)]
    >>> [(w.text, w.run) for w in words("All aspects of the U.S.-Kenya ties.")][3:]
    [('the', 0), ('u.s.-kenya', 0), ('ties', 0)]
    """
    breaks = [m.start() for m in _BREAK.finditer(text) if m[1]]
    found, run = [], 0
    for m in _WORD.finditer(text):
        while run < len(breaks) and breaks[run] < m.start():
            run += 1
        found.append(Word(m.group().lower().replace("’", "'"), Span(*m.span()), run))
    return tuple(found)


def sentence_around(text: str, start: int, end: int) -> Span:
    """Return the place of the sentence around some words, found by full stops and line breaks.

    >>> said = "It rained. Mr. Li met the U.S. envoy. They parted."
    >>> span = sentence_around(said, 19, 22)
    >>> said[span.start:span.end]
    'Mr. Li met the U.S. envoy.'
    """
    first = max((m.end() for m in _END.finditer(text, 0, start)), default=0)
    last = _END.search(text, end)
    found = text[first:last.end() if last else len(text)]
    return Span(first + len(found) - len(found.lstrip()), first + len(found.rstrip()))


def stems(found: Iterable[str]) -> str:
    """Return words cut to their first letters, between spaces, so that one run of them is looked for in another.

    >>> stems(["strategic", "partners"]), stems(["strategic", "partners"]) in stems(["a", "strategic", "partnership"])
    (' strate partne ', True)
    """
    return f" {' '.join(w[:_STEM] for w in found)} "


def phrases(texts: Sequence[str], rest: Sequence[str], known: Iterable[str] = ()) -> tuple[Phrase, ...]:
    """Return the phrases that recur in `texts` and are commoner there than in the rest, the surest first.

    A phrase has SHORTEST to LONGEST words, begins and ends with a word of content, stands in TEXTS texts or more, and is not
    mostly part of a longer one, nor of a name in `known`. Where there is no rest, nothing tells a habit of these
    texts from one of all, and only recurrence counts.

    >>> [str(p) for p in phrases(["They are iron brothers."] * 3 + ["They met."], ["They met again."] * 9)]
    ['iron brothers']
    """
    return recurrent([words(t) for t in texts], [words(t) for t in rest], known)


def recurrent(texts: Sequence[Sequence[Word]], rest: Sequence[Sequence[Word]], known: Iterable[str] = ()) -> tuple[Phrase, ...]:
    """Return the phrases of texts that are cut to words already; see `phrases`.

    >>> [str(p) for p in recurrent([words("They are iron brothers.")] * 3 + [words("They met.")], [words("They met again.")] * 9)]
    ['iron brothers']
    """
    where: dict[tuple[str, ...], list[int]] = {}
    for i, text in enumerate(texts):
        for phrase in set(_runs(text)):
            where.setdefault(phrase, []).append(i)
    names = {part for name in set(known) for part in _parts(tuple(w.text for w in words(name)))}
    often = {p: frozenset(at) for p, at in where.items() if len(at) >= TEXTS and p not in names}
    counts = _count(rest, often)
    sure = (Phrase(p, at, counts[p], _ratio(len(at), len(texts), counts[p], len(rest))) for p, at in often.items())
    kept = _longest([p for p in sure if not rest or p.ratio >= SURE])
    return tuple(sorted(kept, key=lambda p: (-p.ratio, -len(p.texts), -len(p.words), p.words)))


def _runs(found: Sequence[Word]) -> Iterator[tuple[str, ...]]:
    said = tuple(w.text for w in found)
    begins = [w not in _EDGES and not w.isdigit() for w in said]
    ends = [b and not w.endswith("'s") for b, w in zip(begins, said, strict=True)]
    for i, first in enumerate(found):
        if not begins[i]:
            continue
        for end in range(i + SHORTEST, min(i + LONGEST, len(found)) + 1):
            if found[end - 1].run != first.run:
                break
            if ends[end - 1]:
                yield said[i:end]


def _count(rest: Iterable[Sequence[Word]], wanted: Iterable[tuple[str, ...]]) -> Mapping[tuple[str, ...], int]:
    """Return in how many texts each phrase stands; a run of words is followed only as far as a phrase begins with it."""
    counts = dict.fromkeys(wanted, 0)
    begun = {p[:n] for p in counts for n in range(1, len(p))}
    for text in rest:
        for phrase in set(_held(text, counts, begun)):
            counts[phrase] += 1
    return counts


def _held(text: Sequence[Word], wanted: Container[tuple[str, ...]], begun: Container[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    said = tuple(w.text for w in text)
    for i, first in enumerate(text):
        for end in range(i + 1, min(i + LONGEST, len(text)) + 1):
            run = said[i:end]
            if text[end - 1].run != first.run:
                break
            if run in wanted:
                yield run
            if run not in begun:
                break


def _ratio(k: int, n: int, other: int, rest: int) -> float:
    """Return Dunning's log-likelihood ratio of k in n against `other` in `rest`; 0 where it is not commoner here."""
    if not rest or k / n <= other / rest:
        return 0.0
    p = (k + other) / (n + rest)
    return 2 * (_log(k, n, k / n) + _log(other, rest, other / rest) - _log(k, n, p) - _log(other, rest, p))


def _log(k: int, n: int, p: float) -> float:
    return (k * math.log(p) if k else 0.0) + ((n - k) * math.log(1 - p) if n > k else 0.0)


def _longest(found: list[Phrase]) -> list[Phrase]:
    """Leave out what is hardly ever said but within a longer phrase."""
    within: dict[tuple[str, ...], int] = {}
    for q in found:
        for part in _parts(q.words) - {q.words}:
            within[part] = max(within.get(part, 0), len(q.texts))
    return [p for p in found if within.get(p.words, 0) < NESTED * len(p.texts)]


def _parts(whole: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Return the runs of words of which a phrase may consist, the whole among them."""
    return frozenset(whole[i:i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(whole) - n + 1))
