"""Parties meant together: "the two sides", "both ministers", "they", "we", "each other"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.manner import JOINT, QUESTIONS, STATEMENT, manner
from kg.model import COLLECTIVE, OFFICE, Link, Links, Mention, Parsed, Span

_NUMBER = r"(?:two|three|four|five|six|seven|eight|2|3|4)"
_STATES = r"(?:sides|countries|nations|parties|governments|peoples|neighbou?rs|states|partners|allies|delegations|economies|democracies)"
_PERSONS = (r"(?:(?:foreign |prime |defen[cs]e |finance |trade )?ministers|leaders|presidents|secretaries|officials|(?:deputy |vice )?foreign ministers|"
            r"heads of state|heads of government|principals|counterparts|(?:deputy |vice )?ministers|advis[eo]rs|diplomats|participants|chairs|co-chairs|vice presidents|directors|envoys|representatives)")
_SAID = re.compile(
    rf"\b(?P<states>(?:the|both|our|these|all|their)(?: (?:{_NUMBER}|said|respective))? {_STATES}|both (?:countries|sides)|both(?= (?:also )?\w+ed\b)|(?:each|one) (?:other|another)|all (?:three|four|sides|parties))\b"
    rf"|\b(?P<persons>(?:the|both(?: the)?|all)(?: {_NUMBER})? {_PERSONS}|(?<![-’'\w] )(?:leaders|ministers)(?= (?:also )?(?:\w+ed|spoke|held|met)\b)|the (?:pair|two)(?= (?:also |then )?(?:\w+ed|met|spoke|held|had)\b))\b"
    r"|\b(?P<counterparts>(?:his|her) (?:two |three |other )?counterparts)\b"
    r"|\b(?P<they>they|them|themselves|their)\b|\b(?P<we>we|us|our|ours|ourselves)\b", re.IGNORECASE)
_US_STATE = re.compile(r"\bUS\b")
_SHARED = re.compile(r"our (?:(?:shared|mutual|common|joint|bilateral|strategic|close|long-?standing|enduring|deep|strong|iron-?clad|economic|growing|security|defense|comprehensive|historic|robust|vital|broad|unique|special|steadfast|unwavering)[ ,]+(?:and )?){0,3}"
                     r"(?:partnership|relationship|relations|alliance|friendship|ties|cooperation|collaboration|countries|nations|peoples|two|three|people-to-people|economies|bonds?|dialogue|bilateral)", re.IGNORECASE)


def resolve(parsed: Parsed, mentions: Sequence[Mention], links: Links) -> Links:
    """Add a mention of kind Collective for each of these words, with one link for each member.

    Sides and countries are the parties of the occasion, ministers and leaders the persons who stand for them, "they" whichever
    of the two was spoken of last, "we" the issuing parties of a joint statement, in a report both parties where the word is
    "our two countries", otherwise the side that speaks. Words whose members the text leaves open stay without a mention.

    >>> from kg.mention import recognise
    >>> from kg.model import Document
    >>> from kg.parse import load, parse
    >>> from kg.resolve import names
    >>> [p] = parse([Document.of("Wang Yi of China met Ana Silva of Brazil. The two sides agreed.")], load())
    >>> found = recognise(p)
    >>> [k.entity for k in resolve(p, found, names.resolve(p, found)).links if k.reason == "collective"]
    ['country:CHN', 'country:BRA']
    """
    added = tuple(_Reader(parsed, links).all())
    return replace(links, links=(*links.links, *added))


class _Reader:
    """One text's parties and the persons who stand for them, while its collectives are read."""

    def __init__(self, parsed: Parsed, links: Links) -> None:
        self.parsed, self.links = parsed, links
        self.form = manner(parsed).form
        self.persons = self._principals()
        self.named = [k for k in links.links if k.mention.kind in {"Person", "Country", "Organization"} and k.mention.kind != OFFICE]
        self.offices = sorted((k for k in links.links if k.mention.kind == OFFICE), key=lambda k: k.mention.span)
        self.last: tuple[int, tuple[str, ...]] | None = None

    def _principals(self) -> tuple[str, ...]:
        """Return the first person of each party, in the order of the parties; a party without a person is left out."""
        order = sorted((k for k in self.links.links if k.entity.startswith("person:") and k.reason in {"name", "short"}
                        and k.mention.kind == "Person"), key=lambda k: k.mention.span)
        body = next((s.span.start for s in self.parsed.sentences if s.paragraph > 0), 0)
        order = [k for k in order if k.mention.span.start >= body] or order
        title = {k.entity for k in self.links.links if k.mention.span.start < body}
        found = []
        for side in self.links.parties:
            own = [k.entity for k in order if self.links.side_of(k.entity) == side and not self._bylined(k)]
            named = [p for p in own if p in title]
            if named or own:
                found.append((named or own)[0])
        return tuple(found)

    def _bylined(self, link: Link) -> bool:
        """Say whether a person only signs or relays the text ("attributable to Spokesperson ...")."""
        sentence = self.parsed.sentences[link.mention.sentence].span
        text = self.parsed.text(sentence)
        return "attributable" in text or len(text) < 60 and not re.search(r"\b(?:met|spoke|meets|call)\b", text)

    def all(self) -> Iterator[Link]:
        for sentence in self.parsed.sentences:
            text = self.parsed.text(sentence.span)
            for m in _SAID.finditer(text):
                kind = m.lastgroup or ""
                members = self._members(kind, m, sentence.index, sentence.span, text)
                if len(members) < (1 if kind == "we" else 2):
                    continue
                span = Span(sentence.span.start + m.start(), sentence.span.start + m.end())
                mention = Mention(sentence.index, span, m.group(), COLLECTIVE, "collective")
                for member in members:
                    yield Link(mention, member, 0.8, "collective")
                if kind != "we":
                    self.last = (sentence.index, members)

    def _members(self, kind: str, m: re.Match[str], index: int, span: Span, text: str) -> tuple[str, ...]:
        parties = self.links.parties_at(index)
        if kind == "we":
            return self._we(m, text, parties)
        if kind == "counterparts":
            before = {k.entity for k in self.named if k.mention.sentence == index and k.mention.span.end <= span.start + m.start()}
            return tuple(p for p in self.persons if p not in before) if before & set(self.persons) else ()
        if kind == "they":
            return self._they(m, index, span)
        word = m.group().lower()
        if re.match(r"(?:their|all parties|all sides|all countries|the (?:parties|states|nations|countries|governments|peoples|allies|partners|economies|democracies))$", word):
            if self.form != JOINT or "allies" in word or not re.match(r"the (?:parties|sides|governments|countries)$", word):
                return parties if word in {"the parties", "the sides", "the governments"} and len(parties) == 2 else ()
        number = next((n for n, w in enumerate(("two", "three", "four", "five", "six", "seven", "eight"), 2)
                       if re.search(rf"\b{w}\b", word)), 2 if word.startswith("both") else 0)
        states = self._of_number(number, index)
        if kind == "states":
            return states
        persons = self._holding(word)
        persons = persons if len(persons) == len(states) or not number else ()
        if len(persons) < 2:
            return states if len(states) > 1 and number != 1 else ()
        return persons

    def _holding(self, word: str) -> tuple[str, ...]:
        """Return the persons meant by "ministers": of each party the one whose office has the word, if any has it."""
        noun = word.split()[-1].removesuffix("s")
        found = []
        for person in self.persons:
            side = self.links.side_of(person)
            held = [k.entity for k in self.offices if noun in k.mention.text.lower() and self.links.side_of(k.entity) == side]
            found.append(person if person in held or not held else held[0])
        return tuple(found)

    def _of_number(self, number: int, index: int) -> tuple[str, ...]:
        """Return the parties if they are as many as said, or else so many states as the sentences just before name."""
        parties = self.links.parties_at(index)
        if not number or len(parties) == number:
            return parties
        near: list[str] = []
        for k in sorted((k for k in self.named if index - 1 <= k.mention.sentence <= index and k.mention.kind == "Country"),
                        key=lambda k: k.mention.span):
            if k.entity not in near:
                near.append(k.entity)
        if len(near) == number:
            return tuple(near)
        return parties[:2] if number == 2 and len(parties) > 2 else ()

    def _we(self, m: re.Match[str], text: str, parties: tuple[str, ...]) -> tuple[str, ...]:
        if _US_STATE.fullmatch(m.group()):
            return ()
        if self.form == JOINT and len(parties) > 1:
            return parties
        if _SHARED.match(text[m.start():m.start() + 80]) and self.form != QUESTIONS and len(parties) == 2:
            return parties
        if re.match(r"our (?:two|both) ", text[m.start():m.start() + 12], re.IGNORECASE) and len(parties) == 2:
            return parties
        return (self.links.home,) if self.links.home and self.form in {QUESTIONS, STATEMENT} or self.links.home and len(parties) else ()

    def _they(self, m: re.Match[str], index: int, span: Span) -> tuple[str, ...]:
        """Return whom "they" means: the collective spoken of last, or the persons who meet; nothing where others come between."""
        start = span.start + m.start()
        here = [k for k in self.named if k.mention.sentence == index and k.mention.span.end <= start]
        if self.last and self.last[0] == index:
            return self.last[1]
        if m.start() > 0 and m.group().lower() in {"their", "them", "themselves"} or m.start() > 12:
            persons = tuple(dict.fromkeys(k.entity for k in here if k.entity.startswith("person:")))
            if len(persons) > 1 and set(persons) <= set(self.persons) and m.group().lower() == "they":
                return persons
            return ()
        if self._plural_subject(index - 1):
            return ()
        if self.last and index - self.last[0] <= 2:
            return self.last[1]
        parties = self.links.parties_at(index)
        return self.persons if len(self.persons) > 1 else parties if len(parties) > 1 else ()

    def _plural_subject(self, index: int) -> bool:
        """Say whether the sentence before has a plural subject of its own that "they" would rather mean."""
        if index < 0:
            return False
        span = self.parsed.sentences[index].span
        for token in self.parsed.tokens(span) or ():
            if token.dep_ in {"nsubj", "nsubjpass"} and token.head.dep_ == "ROOT" and token.tag_ == "NNS":
                text = token.text.lower()
                return not re.fullmatch(rf"{_STATES}|{_PERSONS}", text)
        return False
