"""What a sentence offers to the reader of acts: its word pieces, who may be meant, and what part each may play."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.extract.hints import hints
from kg.model import Attribution, Links, Parsed, Sentence

WEIGHTS = Path(__file__).parent.parent / "train" / "weights"

ROLES = ("none", "speaker's side", "home", "party", "country", "organization", "speaker", "person", "collective",
         "meeting", "agreement", "project", "place")
FUNCTIONS = ("none", "ROOT", "acl", "acomp", "advcl", "advmod", "agent", "amod", "appos", "attr", "aux", "auxpass", "cc", "ccomp",
             "compound", "conj", "csubj", "csubjpass", "dative", "det", "dobj", "expl", "mark", "neg", "nmod", "npadvmod",
             "nsubj", "nsubjpass", "nummod", "oprd", "parataxis", "pcomp", "pobj", "poss", "preconj", "prep", "prt",
             "punct", "relcl", "xcomp")
"""Dependency labels of the default pipeline; others count as none."""
RELATIONS = ("supports", "thanks", "praises", "congratulates", "agrees", "pledges", "cooperates", "aids", "urges", "proposes",
             "invites", "opposes", "criticises", "rejects", "threatens", "protests", "sanctions", "mobilises", "coerces",
             "assaults", "discusses")
"""What the encoder reads, in the order of its outputs, which the weights fix: the acts, and what a meeting is about."""
LONGEST = 192
"""Word pieces read of one sentence; what is longer is cut at its end."""
_KIND_ROLE = {"Country": "country", "Organization": "organization", "Person": "person", "Meeting": "meeting",
              "Agreement": "agreement", "Project": "project", "Place": "place"}
_NAMED_PARTIES = 4
"""As many parties are named in the preamble; more are "all parties", who act as one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Entities that act as one, and the word pieces where they stand (in the preamble or in the sentence)."""

    entities: tuple[str, ...]
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One sentence as the encoder reads it: a preamble (who speaks, who the parties are), then the sentence.

    `ids`, `types`, `roles` and `functions` (syntactic) have one number a word piece; `topics` and `hints` are pairs of a piece and
    what its word points to; `offsets` are characters of the document (-1, -1 for the preamble).
    """

    sentence: int
    ids: tuple[int, ...]
    types: tuple[int, ...]
    roles: tuple[int, ...]
    functions: tuple[int, ...]
    topics: tuple[tuple[int, int], ...]
    hints: tuple[tuple[int, int], ...]
    offsets: tuple[tuple[int, int], ...]
    candidates: tuple[Candidate, ...]


@cache
def tokenizer() -> Any:
    """Load the word-piece tokenizer that belongs to the weights."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))


@cache
def topic_ids() -> tuple[str, ...]:
    """Return the topics that the weights know, in their order."""
    return tuple(json.loads((WEIGHTS / "acts.json").read_text(encoding="utf-8"))["topics"])


def frames(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Frame]:
    """Yield a frame for each sentence that has words."""
    for sentence in parsed.sentences:
        if len(sentence.span) > 3:
            yield _frame(parsed, sentence, links, attribution)


def _frame(parsed: Parsed, sentence: Sentence, links: Links, attribution: Attribution) -> Frame:
    speakers = attribution.speakers[sentence.index]
    sides = tuple(dict.fromkeys(s for p in speakers if (s := links.side_of(p) or p) in links))
    build = _Builder(links, speakers, sides, links.parties_at(sentence.index))
    build.preamble(sentence, attribution, titled=bool(parsed.document.title))
    build.sentence(parsed, sentence)
    return build.frame(sentence.index)


class _Builder:
    """Collects the pieces of one frame."""

    def __init__(self, links: Links, speakers: tuple[str, ...], sides: tuple[str, ...], parties: tuple[str, ...]) -> None:
        self.links, self.speakers, self.sides, self.parties = links, speakers, sides, parties
        self.ids: list[int] = []
        self.types: list[int] = []
        self.roles: list[int] = []
        self.functions: list[int] = []
        self.topics: list[tuple[int, int]] = []
        self.hints: list[tuple[int, int]] = []
        self.offsets: list[tuple[int, int]] = []
        self.places: dict[tuple[str, ...], list[int]] = {}
        self._special("[CLS]")

    def _special(self, token: str, type_: int = 0) -> None:
        self._put(tokenizer().token_to_id(token), type_, 0, 0, (-1, -1))

    def _put(self, id_: int, type_: int, role: int, function: int, offset: tuple[int, int]) -> None:
        self.ids.append(id_)
        self.types.append(type_)
        self.roles.append(role)
        self.functions.append(function)
        self.offsets.append(offset)

    def role(self, entity: str) -> int:
        """Return the number of the role that an entity has for this sentence."""
        if entity in self.sides:
            return ROLES.index("speaker's side")
        if entity in self.speakers:
            return ROLES.index("speaker")
        if entity == self.links.home:
            return ROLES.index("home")
        if entity in self.parties:
            return ROLES.index("party")
        return ROLES.index(_KIND_ROLE.get(self.links.entity(entity).kind, "none"))

    def preamble(self, sentence: Sentence, attribution: Attribution, *, titled: bool) -> None:
        """Write who speaks and who the parties are."""
        parties = [p for p in self.parties if p in self.links]
        words: list[tuple[str, tuple[str, ...]]] = []
        if sentence.index in attribution.questions:
            words.append(("question", ()))
        elif sentence.paragraph == 0 and titled:
            words.append(("title", ()))
        words += [("said by", ())] if self.sides else []
        words += [(self._label(s), (s,)) for s in self.sides[:2]]
        others = [p for p in dict.fromkeys([*parties, self.links.home]) if p and p in self.links and p not in self.sides]
        if len(parties) > _NAMED_PARTIES:
            words.append(("all", tuple(parties)))
        else:
            words += [("and" if self.sides else "text of", ())] if others else []
            words += [(self._label(p), (p,)) for p in others]
        for text, entities in words:
            role = self.role(entities[0]) if len(entities) == 1 else ROLES.index("collective" if entities else "none")
            pieces = tokenizer().encode(text, add_special_tokens=False).ids[:4]
            if entities:
                self.places.setdefault(entities, []).append(len(self.ids))
            for id_ in pieces:
                self._put(id_, 0, role, 0, (-1, -1))
        self._special("[SEP]")

    def _label(self, entity: str) -> str:
        return self.links.entity(entity).label

    def sentence(self, parsed: Parsed, sentence: Sentence) -> None:
        """Write the sentence and note where each entity stands in it."""
        start = sentence.span.start
        encoded = tokenizer().encode(parsed.text(sentence.span), add_special_tokens=False)
        first = len(self.ids)
        room = max(LONGEST - first - 1, 0)
        functions = _functions(parsed, sentence)
        for id_, (a, b) in zip(encoded.ids[:room], encoded.offsets[:room], strict=True):
            self._put(id_, 1, 0, functions[a], (start + a, start + b))
        for relation, span in hints(parsed, sentence.span):
            self.hints += [(i, RELATIONS.index(relation)) for i in self._pieces(first, span.start, span.end)]
        grouped: dict[tuple[int, int], list[str]] = {}
        for link in self.links.in_sentence(sentence.index):
            grouped.setdefault((link.mention.span.start, link.mention.span.end), []).append(link.entity)
        for (a, b), entities in grouped.items():
            if pieces := self._pieces(first, a, b):
                self._mark(pieces, entities)
        self._special("[SEP]", 1)

    def _pieces(self, first: int, start: int, end: int) -> list[int]:
        return [i for i in range(first, len(self.ids)) if self.offsets[i][0] < end and start < self.offsets[i][1]]

    def _mark(self, pieces: list[int], entities: list[str]) -> None:
        topics = [e for e in entities if self.links.entity(e).kind == "Topic"]
        for topic in topics:
            name = topic.removeprefix("topic:")
            if name in topic_ids():
                self.topics += [(i, topic_ids().index(name)) for i in pieces]
        rest = tuple(e for e in entities if e not in topics)
        if rest:
            role = self.role(rest[0]) if len(rest) == 1 else ROLES.index("collective")
            for i in pieces:
                self.roles[i] = role
            self.places.setdefault(rest, []).append(pieces[0])

    def frame(self, index: int) -> Frame:
        """Return the finished frame."""
        candidates = tuple(Candidate(e, tuple(p)) for e, p in self.places.items())
        return Frame(index, tuple(self.ids), tuple(self.types), tuple(self.roles),
                     tuple(self.functions), tuple(self.topics), tuple(dict.fromkeys(self.hints)), tuple(self.offsets),
                     candidates)


def _functions(parsed: Parsed, sentence: Sentence) -> list[int]:
    """Return the syntactic function of the token at each character of a sentence."""
    out = [0] * len(sentence.span)
    for token in parsed.tokens(sentence.span):
        number = FUNCTIONS.index(token.dep_) if token.dep_ in FUNCTIONS else 0
        start = token.idx - sentence.span.start
        for i in range(max(start, 0), min(start + len(token.text), len(out))):
            out[i] = number
    return out
