"""Persons with their offices: title before a name, title in apposition after it, lists of names, names alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.authority import Form, Lexicon, countries, organisations, places
from kg.mention.persons import Reader
from kg.model import OFFICE, Mention, Parsed, Span
from kg.titles import Word, titles, words

_JOIN = {"of", "for", "to", "on", "at", "in", "and", "&", "the", "/", ","}
_PREPOSITIONS = {"of", "for", "to", "on", "at", "in"}
_TRAILING = {"ii", "elect", "designate", "extraordinary", "plenipotentiary"}


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield a mention for each name of a person and each office named, titles outside the names.

    An office carries no country: in "Pakistani Foreign Minister" it is "Foreign Minister".

    >>> from kg.model import Document
    >>> from kg.parse import load, parse
    >>> [p] = parse([Document.of("Lena Park, Foreign Minister of Norland, met Prime Minister Ole Dahl.")], load())
    >>> [(m.kind, m.text) for m in sorted(recognise(p), key=lambda m: m.span)]
    [('Person', 'Lena Park'), ('Office', 'Foreign Minister'), ('Office', 'Prime Minister'), ('Person', 'Ole Dahl')]
    """
    reading = _Reading(parsed)
    offices = list(reading.offices())
    names = reading.names(offices)
    for span in offices:
        yield reading.mention(span, OFFICE)
    for span in names:
        yield reading.mention(span, "Person")


@cache
def _known() -> Lexicon:
    """Return the forms that name states, bodies and places: none of them is a person, a state may stand before a title."""
    table = (*countries(), *organisations(), *places())
    return Lexicon(f for known in table for f in known.forms if len(f.text) > 1)


class _Reading:
    """One text while its offices and names are read: its words and what the lists know of them."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.words = words(parsed.document.text)
        self.titles = titles()
        self.known = self._known_words()
        self.person = Reader(parsed, self.words, self.known)

    def _known_words(self) -> dict[int, Form]:
        """Map the index of each word that belongs to a known name to its form."""
        found: dict[int, Form] = {}
        at = {w.start: i for i, w in enumerate(self.words)}
        for start, end, form in sorted(_known().find(self.parsed.document.text), key=lambda k: (k[0] - k[1], k[2].kind != "Country")):
            i = at.get(start)
            while i is not None and i < len(self.words) and self.words[i].start < end:
                found.setdefault(i, form)
                i += 1
        return found

    def mention(self, span: Span, kind: str) -> Mention:
        sentence = self.parsed.sentence_at(span.start)
        return Mention(sentence.index, span, self.parsed.text(span), kind, "titles")

    # offices

    def offices(self) -> Iterator[Span]:
        """Yield the span of each office, in text order."""
        i = 0
        while i < len(self.words):
            n = self.titles.phrase("head", self.words, i) or self.titles.phrase("plural", self.words, i)
            first = self._left(i) if n else i
            if n and self._is_office(first, i, i + n):
                last = self._right(i + n, first > 0 and self.words[first - 1].key == "the" and first + n >= i + n - 1)
                yield Span(self.words[first].start, self.words[last - 1].end)
                i = max(last, i + n)
            else:
                i += n or 1

    def _is_office(self, first: int, head: int, after: int) -> bool:
        """Say whether the words name an office: written with capitals, or said of somebody in lower case."""
        w = self.words[head]
        if w.capital:
            return not (after == head + 1 and w.key in {"chair", "member", "head", "chief", "deputy", "justice"} and first == head
                        and not self._followed_by_of(after) and not self.person.starts(after))
        return first < head or self._followed_by_of(after) or self._in_apposition(head)

    def _followed_by_of(self, after: int) -> bool:
        return after < len(self.words) and self.words[after].key in {"of", "to", "for"}

    def _in_apposition(self, head: int) -> bool:
        i = head - 1
        while i >= 0 and (self.words[i].key in {"the", "a", "an", "his", "her"} or i in self.known or self.words[i].text.isupper()):
            i -= 1
        return i >= 1 and self.words[i].key in {",", "as"} and self.words[i - 1].capital

    def _left(self, head: int) -> int:
        """Return the index of the first word of the office that is headed at `head`."""
        i = head
        while i > 0:
            w = self.words[i - 1]
            if w.possessive or self._is_break(i - 1) or i < head and self.titles.has("head", w) and self.titles.has("honorific", w):
                break
            if self.titles.has("head", w) and self.titles.has("honorific", self.words[head]) and head == i:
                break  # "Foreign Minister Senator Park": a style of the name, not one office
            lower_allowed = self.titles.has("modifier", w)
            if w.capital and i - 1 in self.known and (not lower_allowed and self.known[i - 1].kind != "Organization"
                                                      or len(self.known[i - 1].text.split()) > 2):
                break
            if lower_allowed or (w.capital and self.titles.has("portfolio", w) and i - 1 not in self.known):
                i -= 1
            elif w.key in {"and", "&", ","} and i >= 2 and self._coordinated(i - 2, head):
                i -= 2
            else:
                break
        while i < head and not self.words[i].capital and self.words[i].key not in {"former", "acting", "deputy", "interim",
                                                                                   "then", "vice", "outgoing", "caretaker"}:
            i += 1
        return i

    def _coordinated(self, i: int, head: int) -> bool:
        """Say whether "Foreign" in "Foreign and Defense Minister" belongs to the office to its right."""
        w, then = self.words[i], self.words[i + 2]
        return (w.capital and not w.possessive and self.titles.has("portfolio", w) and i not in self.known
                and not self.titles.has("head", w) and i + 2 <= head and then.capital and w.key in {
                    "foreign", "economic", "trade", "defense", "defence", "security", "finance", "culture", "education"})

    def _is_break(self, i: int) -> bool:
        return self.words[i].text in {"\n", ".", ";", ":", "!", "?", "(", ")", "“", "”", '"'}

    def _right(self, end: int, definite: bool) -> int:
        """Return the index after the last word of the office whose head ends before `end`.

        The complement goes on over words that portfolios are made of, and over a state that the office deals with ("to
        Norland", "for Norland"); it ends before a state that the office is of, and before the holder's name.
        """
        last = i = end
        plain = False
        while i < len(self.words) and not self.words[i - 1].possessive:
            step = self._complement(i, plain)
            if self.words[end - 1].key == "member" and self.words[i].key in {"and", "&", ","}:
                break  # "member of the Council and Minister of Ports": a membership and an office
            if not step or definite and not plain and self.words[i].key in {"and", "&"}:
                break  # "the President and Foreign Minister Silva": two persons
            plain = True
            i += step
            last = i
        return last

    def _complement(self, i: int, within: bool) -> int:
        """Return how many words from `i` on carry the office further; 0 where it ends."""
        j = i
        preposition = ""
        while j < len(self.words) and j - i < 4 and self.words[j].key in _JOIN:
            w = self.words[j]
            if w.key in _PREPOSITIONS:
                preposition = w.key
            if w.key in {",", "/"} and not within and w.key == ",":
                return 0
            j += 1
        if j >= len(self.words) or self._is_break(j):
            return 0
        w = self.words[j]
        if j == i and w.key == "ad" and self.words[j + 1:j + 2] and self.words[j + 1].key == "interim":
            return 2
        if j > i and (self._starts_office(j) or self.words[i].key in {"and", "&", "/"} and self._begins_title(j)):
            return self._second_office(i, j)
        if j == i and self.titles.has("suffix", w) and w.key in _TRAILING:
            return 1
        if not w.capital and not (preposition and w.key in {"ad"}):
            return 0
        if j in self.known and self.known[j].kind in {"Country", "Place"}:
            return self._dealt_with(i, j, preposition)
        if self.person.starts(j) and j > i:
            return 0
        fits = self.titles.has("portfolio", w) or (j in self.known and self.known[j].kind == "Organization" and preposition)
        if j == i and not within and not w.key in _TRAILING and not fits:
            return 0
        if not fits or (self.words[i].key in {",", "and"} and self._begins_title(j)):
            return 0
        return j - i + 1

    def _starts_office(self, j: int) -> bool:
        return bool(self.titles.phrase("head", self.words, j))

    def _begins_title(self, j: int) -> bool:
        """Say whether words from `j` on lead to the head of another office before any other word comes."""
        for k in range(j, min(j + 6, len(self.words))):
            if self.titles.phrase("head", self.words, k) and self.words[k].capital:
                return True
            if not (self.titles.has("modifier", self.words[k]) or self.titles.has("portfolio", self.words[k])):
                return False
        return False

    def _second_office(self, i: int, j: int) -> int:
        """Carry on over "and Foreign Minister", "to the President": two offices of one holder, or an office at another's."""
        joined = [w.key for w in self.words[i:j]]
        if not self.words[j].capital or joined[0] not in {"of", "to", "for"} and joined not in (["and"], ["/"], ["&"]):
            return 0
        k = j
        while not (n := self.titles.phrase("head", self.words, k)):
            k += 1
        return k + n - i

    def _dealt_with(self, i: int, j: int, preposition: str) -> int:
        """Carry on over a state or place that the office deals with; an office "of" a state ends before it."""
        if preposition not in {"to", "for", "on"}:
            form = self.known[j]
            after = self._after_known(j)
            adjective = form.sort in {"adjective", "people"}
            if adjective and after < len(self.words) and self.titles.has("portfolio", self.words[after]) and preposition:
                return after - i + 1 if self.words[after].capital else 0
            return 0
        return self._after_known(j) - i

    def _after_known(self, j: int) -> int:
        form = self.known[j]
        k = j
        while k in self.known and self.known[k] is form:
            k += 1
        return k

    # names

    def names(self, offices: list[Span]) -> list[Span]:
        """Return the spans of all names of persons, in text order, none overlapping another."""
        found: dict[int, int] = {}
        at = {w.start: i for i, w in enumerate(self.words)}
        ends = {w.end: i + 1 for i, w in enumerate(self.words)}
        for office in offices:
            first, last = at[office.start], ends[office.end]
            plural = self._is_plural(first, last)
            after = tuple(self.person.after(last, plural))
            for start, end in (*after, *self.person.before(first, vacant=not after)):
                found.setdefault(start, end)
        for start, end in (*self.person.styled(), *self.person.tagged()):
            if not any(start < e and s < end for s, e in found.items()):
                found[start] = end
        found = self.person.again(found)
        return [Span(self.words[s].start, self.words[e - 1].end) for s, e in sorted(found.items())]

    def _is_plural(self, first: int, last: int) -> bool:
        return any(self.titles.phrase("plural", self.words, i) for i in range(first, last))
