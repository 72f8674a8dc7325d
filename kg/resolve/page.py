"""What the resolvers of meetings look up in a document: which entities stand at which words, and what hangs on what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from kg import syntax
from kg.model import DATE, OFFICE, Link, Links, Mention, Parsed, Span
from kg.occasions import forms

Said = tuple[tuple[str, Span], ...]
"""Entities, or date readings, each with the characters that say it."""

ACTORS = ("Person", "Country", "Organization")
_ABOUT = frozenset({"on", "for", "regarding", "about", "concerning", "against", "over"})
_LIST = re.compile(r"(?:,|;|\s+and|,\s+and|,?\s+as well as|\s+&)\s+(?:the\s+)?(?:Republic of |Kingdom of |State of )?")
_JOINED = re.compile(r",|;|\band\b|\bas well as\b")
_BRACKET = re.compile(r" ?\([^()]{2,80}\)")
_DATED = re.compile(r" (?:(?:from|on) )?(?:(?:[A-Z][a-z]{2,8}\.? )?\d{1,2}(?: ?[-–] ?(?:[A-Z][a-z]{2,8}\.? )?\d{1,2})?)(?: [A-Z][a-z]{2,8})?(?=,| and)")
"""The date of a station, which a list of stations goes on past: "to Oslo from May 6-7 and London"."""
_FAR = 120
_FILLERS = frozenset({"the", "and", "of", "as", "well", "his", "her", "excellency", "highness", "majesty", "royal", "mr", "mr.", "mrs.", "ms.",
                      "dr.", "sir", "republic", "kingdom", "state"})
_ECHO = frozenset({"they", "their", "we", "our", "both"})


@dataclass
class Page:
    """One document opened for reading: links by token, meetings by the token that they turn on, dates by sentence."""

    parsed: Parsed
    links: Links
    at: dict[int, list[Link]] = field(default_factory=dict)
    anchors: dict[int, int] = field(default_factory=dict)
    meetings: list[Mention] = field(default_factory=list)
    dates: dict[int, list[Mention]] = field(default_factory=dict)
    offices: set[int] = field(default_factory=set)
    """Tokens of offices ("the Prime Minister of")."""

    def kind(self, link: Link) -> str:
        return self.links.entity(link.entity).kind

    def root(self, link: Link) -> Any:
        """Return the token that a mention hangs by; a part that the parse leaves loose ("Washington, |D.C.|") is not it."""
        tokens = self.parsed.tokens(link.mention.span)
        tied = [t for t in tokens if t.dep_ not in ("punct", "dep") and not tokens.start <= t.head.i < tokens.end]
        return tied[0] if tokens.root.dep_ in ("punct", "dep") and tied else tokens.root

    def sentence(self, token: Any) -> Span:
        return self.parsed.sentence_at(token.idx).span

    def linked(self, start: int, end: int) -> Iterator[Link]:
        """Yield the links of mentions that touch these tokens, each once, in text order."""
        seen = set()
        for i in range(start, end):
            for link in self.at.get(i, ()):
                if (link.entity, link.mention.span) not in seen:
                    seen.add((link.entity, link.mention.span))
                    yield link


def open_page(parsed: Parsed, mentions: Iterable[Mention], links: Links) -> Page:
    """Index a document's links, meetings and dates by the tokens where they stand."""
    page = Page(parsed, links)
    for link in links.links:
        tokens = parsed.tokens(link.mention.span)
        for token in tokens if tokens is not None else ():
            page.at.setdefault(token.i, []).append(link)
    for m in mentions:
        if m.kind == "Meeting":
            page.anchors.setdefault(anchor(parsed, m).i, len(page.meetings))
            page.meetings.append(m)
        elif m.kind == DATE and m.reading:
            page.dates.setdefault(m.sentence, []).append(m)
        elif m.kind == OFFICE:
            page.offices.update(t.i for t in parsed.tokens(m.span))
    return page


def anchor(parsed: Parsed, mention: Mention) -> Any:
    """Return the token that a mention of a meeting turns on: the verb of meeting or the word for the occasion."""
    tokens = parsed.tokens(mention.span)
    root = tokens.root
    if root.pos_ == "VERB" and root.lemma_.lower() in forms("verb") and root.i == tokens.start:
        return root
    known = forms("noun", "weak")
    words = [t for t in tokens if t.lower_ in known or t.lemma_.lower() in known]
    fitting = [t for t in words if (known.get(t.lower_) or known[t.lemma_.lower()]).form == mention.reading]
    if tokens[0].lemma_.lower() in forms("verb") and not fitting:
        return tokens[0]
    return next((t for t in fitting if t.i == root.i), (fitting or words or [root])[-1])


def parties(page: Page, heads: Iterable[Any]) -> Said:
    """Return the persons, or else the states and bodies, that these phrases name; a list of states is taken whole."""
    found: list[tuple[str, Span]] = []
    for head in heads:
        start, end = syntax.phrase(head, bare=True)
        links = [k for k in page.linked(start, end) if page.kind(k) in ACTORS]
        people = [k for k in links if page.kind(k) == "Person" and not _is_label(page, k)]
        if people:
            links = [k for k in people if page.parsed.tokens(k.mention.span).start >= start]
            links = run(page, links, ("Person",)) + _states_before(page, links)
        else:
            links = run(page, [k for k in links if not is_topic(page, k)], ("Country", "Organization"))
        found += [(k.entity, page.sentence(head)) for k in links]
    return unique(found)


def _states_before(page: Page, people: list[Link]) -> list[Link]:
    """Return the state whose adjective stands before the office of a person whose side is not known."""
    found = []
    for person in people:
        if page.links.side_of(person.entity) is None:
            near = [k for k in page.links.in_sentence(person.mention.sentence, "Country") if 0 < person.mention.span.start - k.mention.span.end < 60]
            text = page.parsed.document.text
            found += [k for k in near[-1:] if not set(text[k.mention.span.end:person.mention.span.start]) & set(",;:")]
    return found


def _is_label(page: Page, link: Link) -> bool:
    """Say whether a name only labels who speaks: "Hua Chunying: ..."."""
    sentence = page.parsed.sentences[link.mention.sentence].span
    return link.mention.span.start - sentence.start < 60 and page.parsed.document.text[link.mention.span.end:link.mention.span.end + 1] == ":"


def run(page: Page, links: list[Link], kinds: tuple[str, ...]) -> list[Link]:
    """Extend links by those that follow in one list: "Egypt, Gabon, Ghana and Kenya"."""
    if not links:
        return links
    every = page.links.in_sentence(links[0].mention.sentence, *kinds)
    chosen = list(links)
    for link in every:
        if link not in chosen and any(_follows(page, k, link) for k in chosen):
            chosen.append(link)
    return chosen


def _follows(page: Page, a: Link, b: Link) -> bool:
    """Say whether a name comes next in a list: nothing stands between but joints, offices, the states they are of, and honorifics."""
    if a.mention.span.end > b.mention.span.start or b.mention.span.start - a.mention.span.end > _FAR:
        return False
    between = page.parsed.document.text[a.mention.span.end:b.mention.span.start]
    if page.kind(a) == page.kind(b) == "Organization":
        between = _BRACKET.sub("", between)
    elif page.kind(a) in ("Place", "Country"):
        between = _DATED.sub("", between)
    if _LIST.fullmatch(between) or len(between) <= 40 and _LIST.match(between) and _all_named(page, a, b, {"the", "and"}):
        return True
    return page.kind(a) == page.kind(b) == "Person" and _JOINED.search(between) is not None and _all_named(page, a, b, _FILLERS, page.offices)


def _all_named(page: Page, a: Link, b: Link, fillers: Set[str], others: Set[int] = frozenset()) -> bool:
    tokens = page.parsed.tokens(Span(a.mention.span.end, b.mention.span.start))
    return all(t.i in page.at or t.i in others or t.lower_ in fillers for t in tokens if t.is_alpha)


def is_topic(page: Page, link: Link, within: Any = None) -> bool:
    """Say whether a name in a phrase is what it is about ("conference on Syria", "envoy for Afghanistan").

    `within` is the head of the phrase, past which nothing counts ("preparations for the Norland-Sudland summit").
    """
    token = page.root(link)
    while token != within and token.dep_ in ("compound", "amod", "nmod", "poss", "conj", "appos", "pobj", "nummod"):
        if token.head.i == token.i:
            return False
        if token.dep_ == "pobj":
            return token.head.lower_ in _ABOUT
        token = token.head
    return False


def is_echo(page: Page, head: Any) -> bool:
    """Say whether a phrase only points back at those who meet: "they", "their", "the two leaders"."""
    if head.lower_ in _ECHO and not any(True for _ in page.linked(head.i, head.i + 1)):
        return True
    start, end = syntax.phrase(head, bare=True)
    if head.lower_ == "participants" and head.dep_ == "nsubj":
        return not any(page.kind(k) in ACTORS for k in page.linked(start, end))
    if head.tag_ != "NNS" or head.lemma_.lower() not in ("leader", "side", "minister", "president", "country", "secretary", "party"):
        return False
    words = {t.lower_ for t in head.lefts}
    return bool(words & {"the", "both", "two", "three", "our"}) and not any(page.kind(k) in ACTORS for k in page.linked(start, end))


def is_unnamed_holder(page: Page, head: Any) -> bool:
    """Say whether a subject is but an office whose holder and state the text does not name: "The President spoke with ..."."""
    start, end = syntax.phrase(head, bare=True)
    return head.dep_ == "nsubj" and head.i in page.offices and head.tag_ in ("NN", "NNP") and not any(True for _ in page.linked(start, end))


def home(page: Page, unnamed: list[Any]) -> Said:
    """Return the side that publishes for offices that stand without a state: it does not say of its own whose they are."""
    return tuple((page.links.home, page.sentence(h)) for h in unnamed[:1] if page.links.home in page.links)


def preposition(token: Any) -> Any | None:
    """Return the preposition that governs the phrase in which a token stands, past lists and appositions."""
    while token.dep_ in ("compound", "amod", "nmod", "poss", "conj", "appos", "nummod", "npadvmod"):
        if token.head.i == token.i:
            return None
        token = token.head
    return token.head if token.dep_ == "pobj" else None


def owner(page: Page, token: Any) -> int:
    """Return the index of the first anchor of a meeting, or verb, above a token; -1 where there is none."""
    for head in syntax.governors(token):
        if head.i in page.anchors or head.pos_ in ("VERB", "AUX"):
            return int(head.i)
    return -1


def quantity(anchor: Any) -> str:
    """Return the word that tells an occasion from others of its kind: "third", "next", "another" (also for "he also met ...")."""
    words = [c.lower_ for c in anchor.children if c.dep_ in ("amod", "nummod", "det", "advmod")]
    if anchor.lemma_.lower() in ("meet", "speak", "talk", "call") and {"also", "separately"} & {*words} and any(
            h.ent_type_ == "PERSON" or h.pos_ == "PROPN" for h in syntax.obliques(anchor, "with", "on", "to") + syntax.patients(anchor)):
        return "another"
    return next((w for w in words if re.match(r"\d|first|second|third|fourth|fifth|next|last|previous|upcoming|inaugural|recent|future|another|earlier", w)), "")


def unique(said: Iterable[tuple[str, Span]]) -> Said:
    """Return the first of each, in order."""
    kept: dict[str, Span] = {}
    for entity, span in said:
        kept.setdefault(entity, span)
    return tuple(kept.items())
