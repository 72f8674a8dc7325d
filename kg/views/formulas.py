"""Formula tracker: the set words of a pair over time, found in its texts against all others; who uses them and since when not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.contracts import Store
from kg.model import Document, Extraction, Span
from kg.readouts import readouts_on
from kg.views.days import published
from kg.views.habit import Habit
from kg.views.occasions import home_of, kind_of
from kg.views.phrases import TEXTS, Word, recurrent, sentence_around, stems, words
from kg.views.sides import side_named, spoken_for

RARE = 0.01
"""The chance below which a formula that is not said any more counts as dropped: a pair may have a hundred formulas."""


@dataclass(frozen=True, slots=True)
class Use:
    """A formula as one document has it first: `variant` as written there, `home` the side whose text it is; `quote` is the
    sentence with it, which stands at `span`."""

    document: Document
    home: str | None
    variant: str
    span: Span
    quote: str

    @property
    def date(self) -> str | None:
        """Return the day of publication as far as it is known."""
        return self.document.published.text if self.document.published else None


@dataclass(frozen=True, slots=True)
class Formula:
    """Set words of a pair. `variants` are its wordings with the number of documents, the commonest first.

    `listed` ones name the ties of the two states by the statements of the graph; the others recur in the pair's texts.
    `documents` counts the pair's dated texts from the first use on, `elsewhere` the share of the other texts that have it.
    `silent_since` counts the texts after the last use; `chance` is the probability of such a silence if nothing has
    changed, given the lengths of those in which it would be expected: later texts by a side that used it, of the kind (call,
    meeting, neither) in which that side did. A missing phrase in a short text is no news. None with fewer uses than make a habit.
    """

    name: str
    variants: tuple[tuple[str, int], ...]
    listed: bool
    uses: tuple[Use, ...]
    documents: int
    elsewhere: float
    silent_since: int
    chance: float | None

    @property
    def first(self) -> Use:
        """Return the earliest use; undated ones come last."""
        return self.uses[0]

    @property
    def last(self) -> Use:
        """Return the latest dated use."""
        return [u for u in self.uses if u.date][-1] if any(u.date for u in self.uses) else self.uses[-1]

    @property
    def used_by(self) -> tuple[tuple[str, int], ...]:
        """Return the sides in whose texts it stands, with the number of documents."""
        counts = Counter(u.home or "" for u in self.uses)
        return tuple(sorted(counts.items(), key=lambda x: (-x[1], x[0])))

    @property
    def dropped(self) -> bool:
        """Say whether it was in regular use and is missing since from texts like those that had it, for longer than chance explains."""
        return self.silent_since > 0 and self.chance is not None and self.chance < RARE


_Places = tuple[tuple[str, ...], list[int]]
"""A wording by its stems, and where a text has it."""
_Group = list[tuple[tuple[str, ...], frozenset[str]]]
"""The wordings of a formula, each with the stems of its longer words."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the pair, cut to words once; `at` says where each stem stands, `like` whose text it is and of what kind."""

    told: Extraction
    like: tuple[str | None, str]
    month: str | None
    words: tuple[Word, ...]
    stems: tuple[str, ...]
    at: Mapping[str, Sequence[int]]


def formulas(store: Store, one: str, other: str) -> tuple[Formula, ...]:
    """Return the formulas of a pair of states, those for their ties first, then by the number of uses.

    Raises QueryError for a state that is not known.

    >>> from kg.store import open_store
    >>> formulas(open_store(), "China", "Pakistan")
    ()
    """
    sides = side_named(store, one), side_named(store, other)
    return tracked(tuple(readouts_on(store, *sides)), *sides)


def tracked(told: Sequence[Extraction], one: str, other: str) -> tuple[Formula, ...]:
    """Return the formulas of a pair among documents; see `formulas`.

    >>> tracked((), "country:CHN", "country:PAK")
    ()
    """
    own = sorted((x for x in told if of_pair(x, one, other)), key=_when)
    if not own:
        return ()
    ours = {x.document.id for x in own}
    rest = [words(x.document.text) for x in told if x.document.id not in ours]
    names = [n for x in own for e in x.entities if e.kind != "Topic" for n in (e.label, *e.aliases)]
    titles = _titles(own)
    texts = [_text(x) for x in own]
    found = [p.words for p in recurrent([t.words for t in texts], rest, names) if titles.isdisjoint(p.words)]
    others = [stems(w.text for w in text) for text in rest]
    made = (_formula(wordings, listed, texts, others) for wordings, listed in _grouped(_listed(own, {one, other}), found))
    return tuple(sorted((f for f in made if f), key=lambda f: (not f.listed, -len(f.uses), f.name)))


def of_pair(told: Extraction, one: str, other: str) -> bool:
    """Say whether a document is about two sides: they met, or one does something towards the other, by its statements.

    >>> from kg.model import Statement
    >>> told = Extraction(Document.of("x"), (), (), (Statement("country:CHN", "supports", "country:PAK"),))
    >>> of_pair(told, "country:PAK", "country:CHN"), of_pair(told, "country:CHN", "country:IND")
    (True, False)
    """
    sides = spoken_for(told)
    met: dict[str, set[str]] = {}
    for s in told.statements:
        subject, target = (sides.get(x or "", x) for x in (s.subject, s.object))
        if {subject, target} == {one, other}:
            return True
        if s.relation == "takesPartIn" and s.object and subject:
            met.setdefault(s.object, set()).add(subject)
    return any({one, other} <= parties for parties in met.values())


def _when(told: Extraction) -> tuple[str, str]:
    return published(told.document) or "9999", told.document.id


def _listed(own: Iterable[Extraction], sides: set[str]) -> list[tuple[str, ...]]:
    """Return the words by which statements describe the ties of the two sides."""
    labels = {s.qualifiers.label for x in own for s in x.statements
              if s.relation == "describesTiesAs" and {s.subject, s.object} == sides and s.qualifiers.label and not s.negated}
    return sorted({tuple(w.text for w in words(label)) for label in labels})


def _titles(own: Iterable[Extraction]) -> frozenset[str]:
    """Return the words by which persons are named and the last words of their offices: who spoke is no formula."""
    names = (n for x in own for e in x.entities if e.kind == "Person" for n in (e.label, *e.aliases))
    offices = (s.qualifiers.office or "" for x in own for s in x.statements if s.relation == "represents")
    heads = (part.split()[-1].lower() for office in offices for part in re.split(r" (?:of|for|and) |, ", office) if part.split())
    found = (*(w.text for n in names for w in words(n)), *heads)
    return frozenset((*found, *(f"{w}'s" for w in found)))


def _grouped(listed: Iterable[tuple[str, ...]], found: Iterable[tuple[str, ...]]) -> Iterator[tuple[list[tuple[str, ...]], bool]]:
    """Yield the wordings of each formula: half of their words in common, as far as their stems go.

    What was found around a listed wording is its context; only a part of it is another wording.
    """
    ties: list[_Group] = []
    for phrase in listed:
        stems = _stems(phrase)
        near = next((g for g in ties if _near(stems, g[0][1])), None)
        if near is None:
            ties.append(near := [])
        near.append((phrase, stems))
    others: list[_Group] = []
    for phrase in found:
        stems = _stems(phrase)
        tie = next((g for g in ties if any(_near(stems, known) or known <= stems for _, known in g)), None)
        near = tie or next((g for g in others if _near(stems, g[0][1])), None)
        if near is None:
            others.append(near := [])
        if tie is None or any(stems < known for _, known in tie):
            near.append((phrase, stems))
    yield from (([phrase for phrase, _ in g], True) for g in ties)
    yield from (([phrase for phrase, _ in g], False) for g in others)


def _near(x: frozenset[str], y: frozenset[str]) -> bool:
    return 2 * len(x & y) >= len(x | y)


def _stems(phrase: Iterable[str]) -> frozenset[str]:
    return frozenset(stems(w for w in phrase if len(w) > 3).split())


def _formula(group: list[tuple[str, ...]], listed: bool, texts: Sequence[_Text], others: Sequence[str]) -> Formula | None:
    wordings = sorted({stems(p): p for p in sorted(group, reverse=True)}.values(), key=lambda p: (-len(p), p))
    found = [tuple((_cut(p), _places(text, _cut(p))) for p in wordings) for text in texts]
    has = [any(at for _, at in places) for places in found]
    uses = [_use(text, places) for text, places, said in zip(texts, found, has, strict=True) if said]
    if not uses:
        return None
    variants = Counter(written for text, places in zip(texts, found, strict=True) for written in _written(text, places))
    dated = [(text, says) for text, says in zip(texts, has, strict=True) if text.month]
    said = [i for i, (_, says) in enumerate(dated) if says]
    since = dated[said[0]:] if said else []
    after = dated[said[-1] + 1:] if said else []
    spread = sum(any(stems(p) in text for p in wordings) for text in others)
    ranked = tuple(sorted(variants.items(), key=lambda v: (-v[1], -len(v[0]), v[0])))
    return Formula(ranked[0][0], ranked, listed, tuple(uses), len(since), spread / len(others) if others else 0.0,
                   len(after), _chance_of_silence(dated, said[-1]) if len(said) >= TEXTS else None)


def _chance_of_silence(dated: Sequence[tuple[_Text, bool]], last: int) -> float:
    """Return the chance that no text after the `last` use has a formula, given texts in order of time and whether each has it.

    Only texts by a side that used it, and of a kind in which that side did so regularly, in TEXTS months or more, are expected
    to have it. A month counts as one text, as long as its longest: calls in a row say much the same. The first and the last
    month of use are no evidence of the habit, since by them the time of use is bounded.
    """
    months: dict[tuple[str | None, str], dict[tuple[bool, str | None], tuple[int, bool]]] = {}
    ended = dated[last][0].month
    for i, (text, says) in enumerate(dated):
        if i <= last or text.month != ended:
            alike = months.setdefault(text.like, {})
            longest, said = alike.get((i > last, text.month), (0, False))
            alike[i > last, text.month] = max(longest, len(text.words)), said or says
    chance = 1.0
    for alike in months.values():
        before = [month for (is_after, _), month in alike.items() if not is_after]
        used = [i for i, (_, said) in enumerate(before) if said]
        if len(used) >= TEXTS:
            history = [month for i, month in enumerate(before) if i > used[0] and i != used[-1]]
            habit = Habit(tuple(n for n, said in history if said), tuple(n for n, said in history if not said))
            chance *= habit.chance_of_silence(n for (is_after, _), (n, _) in alike.items() if is_after)
    return chance


def _use(text: _Text, places: Iterable[_Places]) -> Use:
    """Return the first place where a document has one of some wordings, the longest before the others."""
    phrase, i = next((phrase, at[0]) for phrase, at in places if at)
    document = text.told.document
    start, end = text.words[i].span.start, text.words[i + len(phrase) - 1].span.end
    span = sentence_around(document.text, start, end)
    return Use(document, text.like[0], document.text[start:end], span, document.text[span.start:span.end])


def _written(text: _Text, places: Iterable[_Places]) -> frozenset[str]:
    """Return the forms in which a text has some wordings, those aside that are part of a longer one there."""
    forms = {" ".join(w.text for w in text.words[i:i + len(phrase)]) for phrase, at in places for i in at}
    return frozenset(f for f in forms if not any(f != g and f" {f} " in f" {g} " for g in forms))


def _cut(phrase: Iterable[str]) -> tuple[str, ...]:
    return tuple(stems(phrase).split())


def _text(told: Extraction) -> _Text:
    found = words(told.document.text)
    cut = _cut(w.text for w in found)
    at: dict[str, list[int]] = {}
    for i, stem in enumerate(cut):
        at.setdefault(stem, []).append(i)
    day = published(told.document)
    return _Text(told, (home_of(told), kind_of(told)), day and day[:7], found, cut, at)


def _places(text: _Text, wanted: tuple[str, ...]) -> list[int]:
    """Return where a text has a phrase, whatever the endings of its words."""
    return [i for i in text.at.get(wanted[0], ()) if text.stems[i:i + len(wanted)] == wanted]
