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
        seen: set[tuple[str, str]] = set()
        for link in links.in_sentence(sentence.index, *KINDS):
            if link.reason in ("pronoun", "collective", "title") and link.mention.kind != "Meeting":
                continue
            found = room.candidate(sentence, link)
            if found is not None and (found.meeting, found.entity) not in seen:
                seen.add((found.meeting, found.entity))
                yield found


class _Room:
    """Where the candidates of one document are looked at: anchors of meetings by token, occasions by id, the current one."""

    def __init__(self, parsed: Parsed, links: Links, attribution: Attribution) -> None:
        self.parsed, self.links, self.attribution = parsed, links, attribution
        self.occasions = {o.meeting: o for o in links.occasions}
        self.reported = next((o for o in links.occasions if o.reported), None)
        self.anchors: dict[int, str] = {}
        self.actors: dict[int, list[Link]] = {}
        self.by_sentence: dict[int, list[str]] = {}
        for link in links.links:
            tokens = parsed.tokens(link.mention.span)
            if link.entity in self.occasions:
                self.anchors.setdefault(_turning(tokens).i, link.entity)
                self.by_sentence.setdefault(link.mention.sentence, []).append(link.entity)
            elif links.entity(link.entity).kind in ("Person", "Country", "Organization"):
                for token in tokens:
                    self.actors.setdefault(token.i, []).append(link)

    def candidate(self, sentence: Sentence, link: Link) -> Candidate | None:
        token = self.parsed.tokens(link.mention.span).root
        path = _Path(self, token)
        occasion = self._occasion(sentence, path, link.entity)
        if occasion is None or occasion.meeting == link.entity:
            return None
        return Candidate(occasion.meeting, link.entity, sentence.span, tuple(self._features(sentence, link, token, path, occasion)))

    def _occasion(self, sentence: Sentence, path: _Path, entity: str) -> Occasion | None:
        """Return the meeting that a sentence speaks of: the one above the entity, the one named in it, the one reported."""
        if path.meeting and path.meeting != entity:
            return self.occasions[path.meeting]
        here = [m for m in self.by_sentence.get(sentence.index, ()) if m != entity]
        if here:
            return self.occasions[next((m for m in here if self.reported and m == self.reported.meeting), here[0])]
        if self.reported is not None:
            return self.reported
        paragraph = [m for s in self.parsed.sentences[max(0, sentence.index - 4):sentence.index] if s.paragraph == sentence.paragraph
                     for m in self.by_sentence.get(s.index, ())]
        return self.occasions[paragraph[-1]] if paragraph else None

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
                    f"purpose={path.purpose}|{kind}", f"above={bool(path.meeting)}|{group}", f"stance={path.stance}|{group}")
        speakers = self.attribution.speakers[sentence.index] if sentence.index < len(self.attribution.speakers) else ()
        yield from (f"speakers={min(len(speakers), 2)}|{group}", f"question={sentence.index in self.attribution.questions}",
                    f"place={min(sentence.index, 8)}", f"title={sentence.paragraph == 0}|{group}")
        if kind == "Topic":
            yield f"topic={link.entity.removeprefix('topic:')}"
            yield f"topic={link.entity.removeprefix('topic:')}|{group}"
        if path.through:
            yield from (f"through={w}" for w in path.through)

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


class _Path:
    """The way from an entity up to the verb of talking, or the meeting, that it hangs on."""

    def __init__(self, room: _Room, token: Any) -> None:
        self.depth, self.clause, self.meeting, self.purpose = 0, "", "", False
        self.verb, self.lemma, self.group, self.stance = None, "", "none", "asserted"
        self.preposition = ""
        self.through: list[str] = []
        known = talking()
        below = token
        for head in syntax.governors(token):
            if head.dep_ == "prep" and not self.preposition and below.dep_ == "pobj":
                self.preposition = head.lower_
            lemma = head.lemma_.lower()
            if head.i in room.anchors and room.anchors[head.i]:
                if self.verb is None:
                    self._stop(head, "meeting:" + (below.lower_ if below.dep_ == "prep" else below.dep_), lemma)
                self.meeting = room.anchors[head.i]
                break
            if self.verb is None:
                if lemma in known and (head.pos_ in ("VERB", "NOUN")):
                    self._stop(head, known[lemma], lemma)
                    self.purpose = head.dep_ == "advcl" and head.tag_ == "VB"
                elif head.dep_ in _CLAUSAL or head.pos_ == "VERB" and head.dep_ in ("conj", "ROOT"):
                    self.depth += 1
                    self.clause = self.clause or head.dep_
                    if len(self.through) < 2:
                        self.through.append(lemma)
            below = head
        if self.verb is None and below.pos_ in ("VERB", "AUX"):
            self.verb, self.group, self.lemma = below, "other", below.lemma_.lower()
            self.stance = syntax.stance(below)

    def _stop(self, head: Any, group: str, lemma: str) -> None:
        self.group, self.lemma = group, lemma
        self.verb = head if head.pos_ == "VERB" else syntax.predicate_of(head)
        self.stance = syntax.stance(self.verb)


def _turning(tokens: Any) -> Any:
    """Return the token of a mention of a meeting that others hang on."""
    root = tokens.root
    words = [t for t in tokens if t.lower_ in forms("noun", "weak") or t.lemma_.lower() in forms("noun", "weak")]
    return root if root.pos_ == "VERB" or not words or root in words else words[-1]
