"""Whose words a sentence reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg import speech
from kg.authority import rows
from kg.manner import JOINT, QUESTIONS, REPORT, STATEMENT, Manner, asks, body_start, byline, manner
from kg.model import COLLECTIVE, OFFICE, Attribution, Link, Links, Parsed, Sentence
from kg.vocab import slug

_ACCORDING = re.compile(r"\b(?:according to|in the (?:view|words|opinion) of|as (?:stated|noted|explained|announced) by)\s*$", re.IGNORECASE)
_LISTED = re.compile(r"^(?:[-–—•·*▪]|\(?[a-z0-9]{1,3}[.)])\s")
_TALKS = re.compile(r"\b(?:the (?:two|three|four) (?:sides|ministers|leaders|presidents|countries|parties)|both sides|both ministers|both leaders|"
                    r"the (?:meeting|talks|call|conversation|visit|leaders|ministers)|they)\b.{0,25}\b(?:also )?(?:exchanged|discussed|met|signed|attended|"
                    r"reviewed|witnessed|agreed|reached|issued|held|touched|talked|took place|was|were)\b", re.IGNORECASE)


_OWN = re.compile(r"(?:\W*\w+,? ){0,2}[Ww]e\b")
_BY_PERSONS = re.compile(r"\b(?:[Ss]tatement|[Dd]eclaration|[Cc]ommuniqu[eé]|[Rr]emarks) (?:[Bb]y|[Oo]f|[Ff]rom) (?!the\b)")
_ISSUED = re.compile(r"\b[Ww]e\b\s?[,—–-]|\b(?:released|issued|statement) by\b|\bhave (?:issued|released)\b", re.IGNORECASE)


def attribute(parsed: Parsed, links: Links) -> Attribution:
    """Say for each sentence whose words it reports: persons, else countries or bodies; none where the text itself speaks.

    The speaker is the subject of a verb of saying, of an act that only a speaker does (thanks, urges), or who is named by "by" or
    "according to". Where a clause reports what another had said, the inner speaker stands first. Several speakers mean that
    they speak together or one after the other: each is the speaker for his own side. Indirect speech runs on over the
    sentences that follow until another speaks or the text tells again what happened. Answers at a press conference are
    the spokesperson's, a signed statement is its author's; a joint statement has no speaker unless it names who speaks.

    >>> from kg.mention import recognise
    >>> from kg.model import Document
    >>> from kg.parse import load, parse
    >>> from kg.resolve import resolve
    >>> text = "Wang Yi met Ana Silva. Wang said that ties are good. China will buy more coffee."
    >>> [p] = parse([Document.of(text)], load())
    >>> attribute(p, resolve(p, recognise(p))).speakers
    ((), ('person:wang-yi',), ('person:wang-yi',))
    """
    return _Reader(parsed, links).read()


@cache
def _sayings() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows("sayings.tsv"):
        found.setdefault(row["role"], set()).add(row["lemma"])
    return {role: frozenset(lemmas) for role, lemmas in found.items()}


@dataclass(frozen=True, slots=True)
class _Frame:
    """A verb whose subject speaks; `depth` counts the clauses it lies in."""

    speakers: tuple[str, ...]
    depth: int
    verb: Any
    says: bool


def _of_both(frames: Sequence[_Frame], own: tuple[str, ...], running: tuple[str, ...]) -> bool:
    """Say whether one side goes on to speak of both ("Both sides need to ..."), rather than both having done or said something."""
    done = not frames or any(f.verb.tag_ == "VBD" or f.says and f.verb.tag_ == "VBN" for f in frames)
    return len(own) > 1 and set(running) <= set(own) and not done


class _Reader:
    """One text while its sentences are given to their speakers."""

    def __init__(self, parsed: Parsed, links: Links) -> None:
        self.parsed, self.links = parsed, links
        self.manner: Manner = manner(parsed)
        self.sayings = _sayings()
        self.author = self._author()
        self.questions: set[int] = set()
        self.turn: tuple[str, ...] = ()

    def read(self) -> Attribution:
        framed = [self._frames(s) for s in self.parsed.sentences]
        said = [self._speakers(f, s) for f, s in zip(framed, self.parsed.sentences, strict=True)]
        speakers: list[tuple[str, ...]] = []
        running: tuple[str, ...] = ()
        heading: tuple[str, ...] | None = None
        paragraph = -1
        for i, sentence in enumerate(self.parsed.sentences):
            if self._turn(sentence):
                running = ()
            if not _LISTED.match(self.parsed.text(sentence.span)):
                heading = None
            base = self.turn or self._default(sentence)
            own = said[i] or self._quoted(sentence, said)
            if sentence.index in self.questions:
                running = ()
            elif running and (_of_both(framed[i], own, running) or own == (self.links.side_of(running[0]),)):
                own = running
            elif own:
                running = own if len(own) == 1 and own[0].startswith("person:") and any(f.says for f in framed[i]) else ()
            elif heading is not None:
                own = heading
            elif base:
                own = base
            elif running and self._runs_on(sentence, sentence.paragraph != paragraph):
                own = running
            else:
                running = ()
            speakers.append(own)
            paragraph = sentence.paragraph
            if self.parsed.text(sentence.span).endswith(":"):
                heading = own
        return Attribution(tuple(speakers), frozenset(self.questions))

    def _quoted(self, sentence: Sentence, said: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        """Return who speaks in a paragraph, for a sentence that stands there within quotation marks and names nobody."""
        near = [s for s in self.parsed.sentences[max(0, sentence.index - 6):sentence.index + 6] if s.paragraph == sentence.paragraph]
        before = self.parsed.document.text[near[0].span.start:sentence.span.start]
        if not (self.parsed.text(sentence.span).startswith("“") or before.count("“") > before.count("”")):
            return ()
        named = [said[s.index] for s in (*[n for n in near if n.index > sentence.index], *near) if len(said[s.index]) == 1]
        return named[0] if named else ()

    # who speaks where nobody is named

    def _author(self) -> tuple[str, ...]:
        """Return who speaks throughout: the author of a signed statement, the spokesperson of a press conference."""
        if self.manner.form == JOINT:
            return self._issuers()
        start = body_start(self.parsed)
        people = [k for k in self.links.links if k.entity.startswith("person:") and k.mention.kind == "Person"]
        people.sort(key=lambda k: k.mention.span)
        if self.manner.form == STATEMENT:
            for line in self.parsed.document.text[start:].lstrip().split("\n")[:4]:
                name = byline(line)
                own = [k.entity for k in people if name and k.mention.text in name and len(k.mention.text) > 3]
                if own:
                    return (own[0],)
        if self.manner.form in {STATEMENT, QUESTIONS}:
            title = [k for k in people if k.mention.span.start < start and self._is_home(k)]
            if self.manner.form == QUESTIONS:
                title = [k for k in title if self._speaks_for(k)] or title
            if title:
                return (title[0].entity,)
            publisher = self.parsed.document.publisher or ""
            named = [k.entity for k in people if len(k.mention.text.split()) > 1 and slug(k.mention.text) in slug(publisher)]
            if named:
                return (named[0],)
        if self.manner.form == QUESTIONS:
            spoken = [k for k in people if self._speaks_for(k)]
            return (spoken[0].entity,) if spoken else ()
        return ()

    def _issuers(self) -> tuple[str, ...]:
        """Return the persons in whose name a joint statement speaks: "We, the Foreign Ministers A and B", or of one side in the title."""
        start = body_start(self.parsed)
        people = [k for k in self.links.links if k.entity.startswith("person:") and k.mention.kind == "Person" and k.reason in {"name", "short"}]
        people.sort(key=lambda k: k.mention.span)
        for sentence in self.parsed.sentences[:8]:
            text = self.parsed.text(sentence.span)
            if sentence.span.start >= start and (_ISSUED.search(text)):
                own = tuple(dict.fromkeys(k.entity for k in people if k.mention.sentence == sentence.index))
                if len(own) > 1:
                    return own
        title = tuple(dict.fromkeys(k.entity for k in people if k.mention.span.start < start))
        sides = {self.links.side_of(p) for p in title}
        if len(title) == len(sides) > 1 and _BY_PERSONS.search(self.parsed.document.title):
            return title
        by = re.search(r"\b(?:by|of|from)\b", self.parsed.document.title)
        return title[:1] if len(title) > 1 and sides == {self.links.home} and by else ()

    def _is_home(self, link: Link) -> bool:
        return self.links.side_of(link.entity) in {self.links.home, None}

    def _speaks_for(self, link: Link) -> bool:
        return any(k.entity == link.entity and k.mention.kind == OFFICE and re.search(r"spokes", k.mention.text, re.IGNORECASE)
                   for k in self.links.links)

    def _default(self, sentence: Sentence) -> tuple[str, ...]:
        if not self.author or sentence.paragraph == 0 and self.parsed.document.title:
            return ()
        if self.manner.form == QUESTIONS and self.manner.turns and sentence.span.start < self.manner.turns[0][0]:
            return ()
        return self.author

    def _turn(self, sentence: Sentence) -> bool:
        """Follow the turns of questions and answers; say whether one begins here."""
        begun = [name for at, name in self.manner.turns if sentence.span.start <= at < sentence.span.end
                 or at <= sentence.span.start < at + len(name) + 2]
        if self.manner.form != QUESTIONS or not begun:
            if self.manner.form == QUESTIONS and self.questions and sentence.index - 1 in self.questions:
                self._continue_question(sentence)
            return False
        name = begun[-1]
        if asks(name):
            self.questions.add(sentence.index)
            self.turn = ()
            return True
        if name == "A":
            self.turn = self.author
        elif person := self._named(name):
            self.turn = (person,)
        else:
            return False
        return True

    def _continue_question(self, sentence: Sentence) -> None:
        """A question goes on until the next turn, if it stands in the same paragraph."""
        before = self.parsed.sentences[sentence.index - 1]
        if before.paragraph == sentence.paragraph:
            self.questions.add(sentence.index)
        elif not any(name == "A" for _, name in self.manner.turns):
            self.turn = self.author

    def _named(self, name: str) -> str | None:
        words = {slug(w) for w in name.split()}
        for e in self.links.of_kind("Person"):
            if slug(e.label.split()[-1]) in words or slug(e.label.split()[0]) in words and len(words) < 3:
                return e.id
        return None

    # who speaks in a sentence

    def _frames(self, sentence: Sentence) -> list[_Frame]:
        found = []
        here = [k for k in self.links.in_sentence(sentence.index) if k.mention.kind != OFFICE]
        grouped: dict[int, list[Link]] = {}
        for k in here:
            if k.mention.kind in {"Person", COLLECTIVE, "Country", "Organization"}:
                span = self.parsed.tokens(k.mention.span)
                if span is not None:
                    grouped.setdefault(span.root.i, []).append(k)
        for i, own in grouped.items():
            frame = self._frame(self.parsed.doc[i], own, sentence)
            if frame:
                found.append(frame)
        return found

    def _frame(self, token: Any, own: Sequence[Link], sentence: Sentence) -> _Frame | None:
        kind = own[0].mention.kind
        people = tuple(dict.fromkeys(p for k in own for p in self._persons(k)))
        if people and kind == "Person" and self._in_view_of(own[0], sentence):
            return _Frame(people, 0, token, True)
        verb, agent = speech.predicate(token)
        if verb is None or agent and verb.lemma_.lower() == "invite" or not people and kind == COLLECTIVE:
            return None
        saying = [v for v in ([verb] if agent else speech.chain(verb)) if self._says(v)]
        depth = speech.depth(verb)
        if kind in {"Country", "Organization"}:
            clear = verb.lemma_.lower() in _STATING and (speech.has_clause(verb) or agent)
            return _Frame((own[0].entity,), depth, verb, True) if clear and self.manner.form != JOINT and not self.author else None
        if self.author and kind == COLLECTIVE and self.manner.form == QUESTIONS:
            return None
        if self.author:
            spoken = [v for v in saying if v.tag_ in {"VBD", "VBN", "VBZ", "VBP"} and not speech.is_modal(v)]
            return _Frame(people, depth, verb, True) if spoken and people != self.author else None
        if saying:
            return _Frame(people, depth, verb, True)
        if not agent and depth == 0 and not speech.is_modal(verb) and (
                verb.lemma_.lower() not in self.sayings["event"]
                or len(people) == 1 and kind == "Person" and verb.lemma_.lower() in _RAISING and not speech.is_listed(token)):
            return _Frame(people, depth, verb, False)
        return None

    def _says(self, verb: Any) -> bool:
        lemma = verb.lemma_.lower()
        if lemma == "make" and any(t.lower_ == "clear" for t in verb.doc[verb.i + 1:verb.i + 3]):
            return True
        if lemma in {"speak", "talk"}:
            led = {t.lower_ for t in verb.children if t.dep_ == "prep"}
            return not led & {"with", "to", "by"} and bool(led & {"about", "of", "in", "on", "for", "against"})
        return lemma in self.sayings["say"] and (lemma not in self.sayings["event"] or any(t.dep_ == "ccomp" for t in verb.children))

    def _in_view_of(self, link: Link, sentence: Sentence) -> bool:
        """Say whether the words are given as "according to X" or "in X's view"."""
        text, span = self.parsed.document.text, link.mention.span
        before = re.sub(r"(?:\b[A-Z][\w’'.-]*|\bof|\bthe|\band|\bfor|,|\s)+$", " ", text[sentence.span.start:span.start])
        if _ACCORDING.search(before):
            return True
        after = re.match(r"[’']s (\w+)", text[span.end:span.end + 24])
        return bool(after and after.group(1).lower() in self.sayings["noun"] and re.search(r"\b[Ii]n (?:\w+ )*$", text[sentence.span.start:span.start]))

    def _persons(self, link: Link) -> tuple[str, ...]:
        if link.entity.startswith("person:"):
            return (link.entity,)
        if link.mention.kind != COLLECTIVE or re.fullmatch(r"(?:we|us|our|ours)", link.mention.text, re.IGNORECASE):
            return ()
        if self.manner.form == JOINT:
            return ()
        order = [p for p in self._principals() if self.links.side_of(p) == link.entity]
        return tuple(order[:1])

    def _principals(self) -> list[str]:
        people = sorted((k for k in self.links.links if k.entity.startswith("person:") and k.mention.kind == "Person"
                         and k.reason in {"name", "short"}), key=lambda k: k.mention.span)
        return list(dict.fromkeys(k.entity for k in people))

    def _speakers(self, frames: list[_Frame], sentence: Sentence) -> tuple[str, ...]:
        if sentence.paragraph == 0 and self.parsed.document.title:
            return ()
        if not frames and not self.author:
            return self._heading(sentence) or self._opening(sentence)
        best = [f for f in frames if f.says] or [f for f in frames if f.depth == 0]
        best.sort(key=lambda f: -f.depth)
        return tuple(dict.fromkeys(p for f in best for p in f.speakers))

    def _heading(self, sentence: Sentence) -> tuple[str, ...]:
        """Return those who stand alone before a colon and speak in the list below it ("The two sides:")."""
        text = self.parsed.text(sentence.span)
        here = self.links.in_sentence(sentence.index)
        if not text.endswith(":") or not here or len(text) > 80 or any(t.pos_ in {"VERB", "AUX"} for t in self.parsed.tokens(sentence.span)):
            return ()
        both = [k for k in here if k.mention.kind == COLLECTIVE and k.mention.span.start - sentence.span.start < 5]
        return tuple(dict.fromkeys(p for k in both for p in self._persons(k)))

    def _opening(self, sentence: Sentence) -> tuple[str, ...]:
        """Return the person who opens a sentence that tells of saying, where the parse does not show the subject."""
        here = [k for k in self.links.in_sentence(sentence.index) if k.mention.kind == "Person" and k.entity.startswith("person:")]
        if not here or len(self.parsed.text(sentence.span)[:here[0].mention.span.start - sentence.span.start].split()) > 5:
            return ()
        tokens = self.parsed.tokens(sentence.span)
        root = next((t for t in tokens if t.dep_ == "ROOT"), None)
        after = self.parsed.document.text[here[0].mention.span.end:here[0].mention.span.end + 2]
        says = root is not None and root.idx > here[0].mention.span.end and any(self._says(v) for v in speech.chain(root)) and after[:1] in {",", " "}
        return (here[0].entity,) if says and not re.match(r"[’']", after) else ()

    def _runs_on(self, sentence: Sentence, new_paragraph: bool) -> bool:
        """Say whether indirect speech goes on over a sentence in which nobody is said to speak."""
        text = self.parsed.text(sentence.span)
        if _TALKS.search(text) or _OWN.match(text) and self.manner.form == REPORT or new_paragraph and text.endswith(":"):
            return False
        root = next((t for t in self.parsed.tokens(sentence.span) or () if t.dep_ == "ROOT"), None)
        if root is None:
            return False
        auxiliaries = {t.lower_ for t in root.children if t.dep_ in {"aux", "auxpass"}}
        past = root.tag_ == "VBD" and not auxiliaries & {"will", "should", "must", "can"} or "was" in auxiliaries or "were" in auxiliaries
        if past and root.lemma_.lower() in self.sayings["event"] | {"agree"}:
            return root.lemma_ == "be" and not new_paragraph
        subject = next((t for t in root.children if t.dep_ in {"nsubj", "nsubjpass"}), None)
        if subject is not None and past and self._is_person(subject):
            return False
        return not (past and new_paragraph)

    def _is_person(self, token: Any) -> bool:
        at = self.parsed.sentence_at(token.idx).index
        return any(k.mention.kind == "Person" and k.mention.span.start <= token.idx < k.mention.span.end for k in self.links.in_sentence(at))


_RAISING = frozenset({"discuss", "review"})
"""Verbs that tell of both sides when both are the subject, but report one's words when one person is."""
_STATING = frozenset({"say", "state", "note", "stress", "emphasize", "underscore", "reiterate", "reaffirm", "affirm", "declare", "confirm", "argue",
                      "claim", "express", "maintain", "insist", "announce", "assert", "warn", "believe", "recall"})
