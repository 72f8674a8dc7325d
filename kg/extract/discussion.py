"""What a meeting is said to be about: "discussed", "exchanged views on", "a dialogue on", "met to review"; one scorer decides.

Every topic, country, place, body, agreement and project in a sentence is a candidate; its features say by what words and how
directly it hangs on the meeting or on those who meet. A linear model (`kg/train/weights/discussion.json`, fitted by
`kg.train.discussion`) turns them into a probability.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg import syntax
from kg.model import Attribution, Link, Links, Occasion, Parsed, Sentence, Span, Statement
from kg.occasions import forms, kin, talking

EXTRACTOR = "discussion"
KINDS = ("Topic", "Country", "Place", "Organization", "Project", "Agreement", "Meeting")
WEIGHTS = Path(__file__).parent.parent / "train" / "weights" / "discussion.json"
_CLAUSAL = frozenset({"advcl", "relcl", "ccomp", "xcomp", "acl", "pcomp", "csubj", "parataxis"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a meeting may be about, with the features of the words that join them."""

    meeting: str
    entity: str
    span: Span
    features: tuple[str, ...]


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield discusses: each entity once for a meeting, from the sentence where it is most probable."""
    weights, threshold = _model()
    best: dict[tuple[str, str], tuple[float, Span]] = {}
    for c in candidates(parsed, links, attribution):
        p = probability(c.features, weights)
        if p >= threshold and p > best.get((c.meeting, c.entity), (0.0, c.span))[0]:
            best[c.meeting, c.entity] = (p, c.span)
    for (meeting, entity), (p, span) in best.items():
        yield Statement(meeting, "discusses", entity, evidence=(parsed.cite(span, EXTRACTOR, round(p, 4)),))


def probability(features: tuple[str, ...], weights: Mapping[str, float]) -> float:
    """Return the probability that a candidate is discussed.

    >>> probability(("a",), {"bias": 0.0, "a": 0.0})
    0.5
    """
    return 1 / (1 + math.exp(-sum((weights.get(f, 0.0) for f in features), weights.get("bias", 0.0))))


@cache
def _model() -> tuple[Mapping[str, float], float]:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return stored["weights"], float(stored["threshold"])


def candidates(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Candidate]:
    """Yield the entities that stand in the sentences of a document with meetings, each with its features."""
    if not links.occasions:
        return
    room = _Room(parsed, links, attribution)
    for sentence in parsed.sentences:
        for link in links.in_sentence(sentence.index, *KINDS):
            if link.reason in ("pronoun", "collective", "title") and link.mention.kind != "Meeting":
                continue
            yield from room.candidates(sentence, link)


class _Room:
    """Where the candidates of one document are looked at: anchors of meetings by token, occasions by id, the current one."""

    def __init__(self, parsed: Parsed, links: Links, attribution: Attribution) -> None:
        self.parsed, self.links, self.attribution = parsed, links, attribution
        self.occasions = {o.meeting: o for o in links.occasions}
        self.reported = next((o for o in links.occasions if o.reported), None)
        self.anchors: dict[int, str] = {}
        self.actors: dict[int, list[Link]] = {}
        self.talked = any(t.pos_ == "VERB" and talking().get(t.lemma_.lower()) == "talk" for t in parsed.doc)
        """Whether the text says anywhere what was talked about, so that what else was said counts less."""
        self.by_sentence: dict[int, list[str]] = {}
        self.turned: set[str] = set()
        """Meetings that a verb reports, or that talks are: what the sentences after them go on about."""
        for link in links.links:
            tokens = parsed.tokens(link.mention.span)
            if link.entity in self.occasions:
                self.anchors.setdefault(_turning(tokens).i, link.entity)
                self.by_sentence.setdefault(link.mention.sentence, []).append(link.entity)
                if kin(links.entity(link.entity).form or "meeting") in ("meeting", "call", "meal", "visit") and link.mention.sentence:
                    self.turned.add(link.entity)
            elif links.entity(link.entity).kind in ("Person", "Country", "Organization"):
                for token in tokens:
                    self.actors.setdefault(token.i, []).append(link)

    def candidates(self, sentence: Sentence, link: Link) -> Iterator[Candidate]:
        """Yield the entity for the meeting in whose phrase it stands, and for the one that the sentence reports."""
        token = self.parsed.tokens(link.mention.span).root
        inner = _Path(self, token, inner=True)
        outer = _Path(self, token, inner=False)
        taken = set()
        for path, meeting in ((inner, inner.meeting), (outer, self._spoken_of(sentence, outer, link.entity, inner.meeting))):
            if meeting and meeting != link.entity and meeting not in taken:
                taken.add(meeting)
                features = tuple(self._features(sentence, link, token, path, self.occasions[meeting]))
                yield Candidate(meeting, link.entity, sentence.span, features)

    def _spoken_of(self, sentence: Sentence, path: _Path, entity: str, inner: str) -> str:
        """Return the meeting that a sentence speaks of: the topmost one above the entity, one it turns on, the one reported."""
        if path.meeting and path.meeting not in (entity, inner):
            return path.meeting
        here = [m for m in self.by_sentence.get(sentence.index, ()) if m != entity]
        if self.reported is not None and (self.reported.meeting in here or not here or path.verb is not None and path.group in ("talk", "joint")):
            if sentence.paragraph and not self._elsewhere(sentence):
                return self.reported.meeting
        if here:
            return here[0]
        before = self._elsewhere(sentence)
        return before or (self.reported.meeting if self.reported is not None else "")

    def _elsewhere(self, sentence: Sentence) -> str:
        """Return the meeting last spoken of in the paragraph, where it is not the one that the text reports."""
        for s in reversed(self.parsed.sentences[max(0, sentence.index - 4):sentence.index]):
            if s.paragraph != sentence.paragraph:
                break
            turned = [m for m in self.by_sentence.get(s.index, ()) if m in self.turned]
            if turned:
                return turned[-1]
        return ""

    def _features(self, sentence: Sentence, link: Link, token: Any, path: _Path, occasion: Occasion) -> Iterator[str]:
        entity = self.links.entity(link.entity)
        parties = dict(occasion.parties)
        kind, group = entity.kind, path.group
        part = "party" if link.entity in parties else "home" if link.entity == self.links.home else "other"
        subject = self._subject(path)
        depth = min(path.depth, 3)
        yield from (f"kind={kind}", f"group={group}", f"subject={subject}", f"depth={depth}", f"part={part}", f"verb={path.lemma}")
        yield from (f"{group}|{subject}", f"{group}|{subject}|{kind}", f"{group}|{depth}", f"{group}|{depth}|{kind}", f"{kind}|{part}",
                    f"{group}|{subject}|{depth}", f"{path.lemma}|{subject}", f"{path.lemma}|{depth}")
        yield from (f"prep={path.preposition}", f"prep={path.preposition}|{kind}", f"dep={token.dep_}|{kind}", f"clause={path.clause}",
                    f"clause={path.clause}|{group}")
        family = kin(self.links.entity(occasion.meeting).form or "meeting")
        yield from (f"kin={family}", f"kin={family}|{group}", f"reported={occasion.reported}|{group}", f"purpose={path.purpose}",
                    f"purpose={path.purpose}|{kind}", f"above={bool(path.meeting)}|{group}", f"passed={min(path.passed, 2)}|{group}", f"joint={path.joint}", f"joint={path.joint}|{kind}", f"stance={path.stance}|{group}")
        speakers = self.attribution.speakers[sentence.index] if sentence.index < len(self.attribution.speakers) else ()
        yield from (f"speakers={min(len(speakers), 2)}|{group}", f"question={sentence.index in self.attribution.questions}",
                    f"place={min(sentence.index, 8)}", f"title={sentence.paragraph == 0}|{group}")
        if kind == "Topic":
            yield f"topic={link.entity.removeprefix('topic:')}"
            yield f"topic={link.entity.removeprefix('topic:')}|{group}"
        within = self._within(sentence, link)
        yield from (f"within={within}", f"within={within}|{kind}", f"talked={self.talked}|{group}", f"talked={self.talked}|{group}|{subject}")
        if path.through:
            yield from (f"through={w}" for w in path.through[:3])

    def _within(self, sentence: Sentence, link: Link) -> str:
        """Return the kind of the longer name in which a mention stands ("Organization for Migration")."""
        for other in self.links.in_sentence(sentence.index):
            if other.mention.span != link.mention.span and other.mention.span.contains(link.mention.span):
                return other.mention.kind
        return ""

    def _subject(self, path: _Path) -> str:
        """Say who does what the verb says: the meeting, several who meet, one alone, nobody named."""
        if path.verb is None:
            return "none"
        if syntax.is_passive(path.verb) and not syntax.agents(path.verb):
            return "passive"
        agents = syntax.agents(path.verb)
        if any(a.i in self.anchors or a.lemma_.lower() in forms("noun") for a in agents):
            return "meeting"
        who = [k for a in agents for k in self.actors.get(a.i, ())]
        people = {k.entity for k in who if self.links.entity(k.entity).kind == "Person"}
        if len(people) > 1 or any(k.reason == "collective" for k in who) or len(agents) > 1:
            return "joint"
        plural = any(a.tag_ in ("NNS", "NNPS") or a.lower_ in ("they", "we", "both") for a in agents)
        if plural:
            return "plural"
        return ("person" if people else "country" if who else "single") if agents else "none"


_RANK = {"talk": 3, "joint": 2, "say": 2, "aim": 1}


class _Path:
    """The way from an entity up to the verb of talking that it hangs on, past or up to the meetings on the way.

    `meeting` is the first meeting on the way where `inner`, else the last; the strongest verb of talking counts ("discuss ways to
    strengthen"), the topmost of equal ones.
    """

    def __init__(self, room: _Room, token: Any, *, inner: bool) -> None:
        self.depth, self.clause, self.meeting, self.purpose = 0, "", "", False
        self.verb, self.lemma, self.group, self.stance = None, "", "none", "asserted"
        self.preposition, self.joint = "", ""
        self.through: list[str] = []
        self.passed = 0
        known, below, infinitive = talking(), token, False
        for head in syntax.governors(token):
            if head.dep_ == "prep" and not self.preposition and below.dep_ == "pobj":
                self.preposition = head.lower_
            lemma = head.lemma_.lower()
            if head.i in room.anchors:
                self.passed += 1
                self.meeting, self.purpose = room.anchors[head.i], infinitive
                if self.verb is None or inner:
                    self.joint = below.lower_ if below.dep_ == "prep" else below.dep_
                if inner:
                    break
            if lemma in known and head.pos_ in ("VERB", "NOUN") and _RANK[known[lemma]] >= _RANK.get(self.group, 0):
                if self.verb is not None:
                    self.through.append(self.lemma)
                self.verb, self.group, self.lemma = head, known[lemma], lemma
                self.depth = len(self.through)
            elif head.dep_ in _CLAUSAL or head.pos_ == "VERB" and head.dep_ in ("conj", "ROOT"):
                if self.group != "talk" and head.i not in room.anchors:
                    self.through.append(lemma)
            if head.dep_ in _CLAUSAL and not self.clause:
                self.clause = head.dep_
            infinitive = infinitive or head.tag_ == "VB" and head.dep_ in ("advcl", "xcomp", "acl", "relcl")
            below = head
        if self.verb is None:
            top = below if below.pos_ in ("VERB", "AUX") else None
            self.group = "meeting" if self.meeting else "other" if top is not None else "none"
            self.lemma = self.joint if self.meeting else top.lemma_.lower() if top is not None else ""
            self.verb, self.depth = top, len(self.through)
        if self.verb is not None and self.verb.pos_ != "VERB":
            self.verb = syntax.predicate_of(self.verb)
        if self.verb is not None:
            self.stance = syntax.stance(self.verb)


def _turning(tokens: Any) -> Any:
    """Return the token of a mention of a meeting that others hang on."""
    root = tokens.root
    words = [t for t in tokens if t.lower_ in forms("noun", "weak") or t.lemma_.lower() in forms("noun", "weak")]
    return root if root.pos_ == "VERB" or not words or root in words else words[-1]
