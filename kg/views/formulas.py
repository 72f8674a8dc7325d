"""Formula tracker: the set words of a pair over time, found in its texts against all others; who uses them and since when not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.contracts import Store
from kg.model import Document, Extraction, Span
from kg.readouts import readouts
from kg.views.days import published
from kg.views.habit import Habit
from kg.views.occasions import home_of
from kg.views.phrases import TEXTS, Word, phrases, sentence_around, stems, words
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
    changed, given their lengths: a missing phrase in a short text is no news. It is None where there was no regular use.
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
        """Say whether it was in regular use and has since been missing for longer than chance explains."""
        return self.silent_since > 0 and self.chance is not None and self.chance < RARE


def formulas(store: Store, one: str, other: str) -> tuple[Formula, ...]:
    """Return the formulas of a pair of states, those for their ties first, then by the number of uses.

    Raises QueryError for a state that is not known.

    >>> from kg.store import open_store
    >>> formulas(open_store(), "China", "Pakistan")
    ()
    """
    return tracked(tuple(readouts(store)), side_named(store, one), side_named(store, other))


def tracked(told: Sequence[Extraction], one: str, other: str) -> tuple[Formula, ...]:
    """Return the formulas of a pair among documents; see `formulas`.

    >>> tracked((), "country:CHN", "country:PAK")
    ()
    """
    own = sorted((x for x in told if of_pair(x, one, other)), key=_when)
    if not own:
        return ()
    rest = [x.document.text for x in told if not of_pair(x, one, other)]
    names = [n for x in own for e in x.entities if e.kind != "Topic" for n in (e.label, *e.aliases)]
    titles = _titles(own)
    found = [p.words for p in phrases([x.document.text for x in own], rest, names) if titles.isdisjoint(p.words)]
    texts = [words(x.document.text) for x in own]
    others = [stems(w.text for w in words(t)) for t in rest]
    made = (_formula(wordings, listed, own, texts, others) for wordings, listed in _grouped(_listed(own, {one, other}), found))
    return tuple(sorted((f for f in made if f), key=lambda f: (not f.listed, -len(f.uses), f.name)))


def of_pair(told: Extraction, one: str, other: str) -> bool:
    """Say whether a document is about two sides: they met, or one does something towards the other, by its statements."""
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
    ties: list[list[tuple[str, ...]]] = []
    for phrase in listed:
        near = next((g for g in ties if _near(_stems(phrase), _stems(g[0]))), None)
        if near is None:
            ties.append(near := [])
        near.append(phrase)
    others: list[list[tuple[str, ...]]] = []
    for phrase in found:
        stems = _stems(phrase)
        tie = next((g for g in ties if any(_near(stems, _stems(p)) or _stems(p) <= stems for p in g)), None)
        near = tie or next((g for g in others if _near(stems, _stems(g[0]))), None)
        if near is None:
            others.append(near := [])
        if tie is None or any(stems < _stems(p) for p in tie):
            near.append(phrase)
    yield from ((g, True) for g in ties)
    yield from ((g, False) for g in others)


def _near(x: frozenset[str], y: frozenset[str]) -> bool:
    return 2 * len(x & y) >= len(x | y)


def _stems(phrase: Iterable[str]) -> frozenset[str]:
    return frozenset(stems(w for w in phrase if len(w) > 3).split())


def _formula(group: list[tuple[str, ...]], listed: bool, own: Sequence[Extraction], texts: Sequence[Sequence[Word]],
             others: Sequence[str]) -> Formula | None:
    wordings = sorted({stems(p): p for p in sorted(group, reverse=True)}.values(), key=lambda p: (-len(p), p))
    uses = [u for x, text in zip(own, texts, strict=True) if (u := _use(x, text, wordings))]
    if not uses:
        return None
    variants = Counter(written for text in texts for written in _written(text, wordings))
    has = {u.document.id for u in uses}
    dated = [(x, text) for x, text in zip(own, texts, strict=True) if published(x.document)]
    said = [i for i, (x, _) in enumerate(dated) if x.document.id in has]
    since = dated[said[0]:] if said else []
    history = since[1:said[-1] - said[0] + 1] if said else []
    after = since[len(history) + 1:]
    habit = Habit(tuple(len(t) for x, t in history if x.document.id in has),
                  tuple(len(t) for x, t in history if x.document.id not in has))
    spread = sum(any(stems(p) in text for p in wordings) for text in others)
    ranked = tuple(sorted(variants.items(), key=lambda v: (-v[1], -len(v[0]), v[0])))
    return Formula(ranked[0][0], ranked, listed, tuple(uses), len(since), spread / len(others) if others else 0.0,
                   len(after), habit.chance_of_silence(len(t) for _, t in after) if len(said) >= TEXTS else None)


def _use(told: Extraction, text: Sequence[Word], wordings: Iterable[tuple[str, ...]]) -> Use | None:
    """Return the first place where a document has one of the wordings, the longest before the others."""
    for phrase in wordings:
        for i in _places(text, phrase):
            start, end = text[i].span.start, text[i + len(phrase) - 1].span.end
            span = sentence_around(told.document.text, start, end)
            return Use(told.document, home_of(told), told.document.text[start:end], span,
                       told.document.text[span.start:span.end])
    return None


def _written(text: Sequence[Word], wordings: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Return the forms in which a text has some wordings, those aside that are part of a longer one there."""
    forms = {" ".join(w.text for w in text[i:i + len(p)]) for p in wordings for i in _places(text, p)}
    return frozenset(f for f in forms if not any(f != g and f" {f} " in f" {g} " for g in forms))


def _places(text: Sequence[Word], phrase: tuple[str, ...]) -> list[int]:
    """Return where a text has a phrase, whatever the endings of its words."""
    wanted = stems(phrase).split()
    return [i for i in range(len(text) - len(phrase) + 1)
            if text[i].text.startswith(wanted[0]) and stems(w.text for w in text[i:i + len(phrase)]).split() == wanted]
