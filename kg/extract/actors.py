"""Who a phrase means: the states and organisations behind a name, "the Chinese side", a minister, "both countries"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.extract.syntax import phrase
from kg.model import Link, Links, Parsed, Sentence

Token = Any

_SPOKEN_FOR = frozenset(
    "government side minister president leader delegation authority ministry people administration country nation "
    "party official state republic kingdom representative counterpart secretary premier chancellor king "
    "ambassador department embassy parliament senate congress chargé minister capital govt team commonwealth "
    "union federation emirate sultanate principality".split()
)
_ALL = frozenset("we they both us them our their".split())


class Actors:
    """The entities that the words of one document mean, by token.

    Made once for a document; `sides` answers in ids of countries and organisations.
    """

    def __init__(
        self, parsed: Parsed, links: Links, kinds: tuple[str, ...] = ("Country", "Organization", "Person")
    ) -> None:
        self._parsed, self._links = parsed, links
        self._at: dict[int, list[Link]] = {}
        for link in links.links:
            if links.entity(link.entity).kind in kinds:
                for token in parsed.tokens(link.mention.span):
                    self._at.setdefault(token.i, []).append(link)

    def at(self, token: Token) -> tuple[str, ...]:
        """Return the ids of the entities whose mention covers a token, without those within longer mentions."""
        found = self._at.get(token.i, ())
        return tuple(
            dict.fromkeys(
                k.entity
                for k in found
                if not any(o.mention.span != k.mention.span and o.mention.span.contains(k.mention.span) for o in found)
            )
        )

    def persons(self, heads: Iterable[Token]) -> tuple[str, ...]:
        """Return the persons that phrase heads name."""
        return tuple(dict.fromkeys(e for h in heads for e in self.at(h) if self._links.entity(e).kind == "Person"))

    def sides(self, heads: Iterable[Token]) -> tuple[str, ...]:
        """Return the countries and organisations that the phrases with these heads mean or are spoken for by."""
        return tuple(dict.fromkeys(e for h in heads for e in self._side(h)))

    def countries(self, heads: Iterable[Token]) -> tuple[str, ...]:
        """Return only the countries of `sides`."""
        return tuple(e for e in self.sides(heads) if e.startswith("country:"))

    def within(self, tokens: Iterable[Token]) -> tuple[str, ...]:
        """Return the countries and organisations named by any of these tokens."""
        return tuple(dict.fromkeys(e for t in tokens for e in self.at(t) if self._links.entity(e).kind != "Person"))

    def pair(self) -> tuple[str, ...]:
        """Return the two states that the text is about where it is about two; else nothing."""
        parties = [p for p in self._links.parties if p.startswith("country:")]
        if len(parties) == 2:
            return tuple(parties)
        first = [k.entity for k in self._links.in_sentence(0, "Country")]
        home = [self._links.home] if (self._links.home or "").startswith("country:") else []
        titled = tuple(dict.fromkeys([*home, *first]))
        return titled if len(titled) == 2 else ()

    def pair_near(self, sentence: Sentence, *, questions: bool) -> tuple[str, ...]:
        """Return the two states that a sentence without names is about: those it names, or home and the one named last.

        Where the document holds `questions` (a press conference) its own pair says nothing about one answer.
        """
        home = self._links.home
        if not questions and len(self.pair()) == 2:
            return self.pair()
        for index in range(sentence.index, max(-1, sentence.index - 4), -1):
            named = tuple(dict.fromkeys(k.entity for k in self._links.in_sentence(index, "Country")))
            if len(named) == 2:
                return named
            if len(named) == 1 and home and home.startswith("country:") and named[0] != home:
                return home, named[0]
        return ()

    def _side(self, head: Token) -> tuple[str, ...]:
        own = self.at(head)
        if own:
            return tuple(s for e in own if (s := self._speaks_for(e)))
        if head.lemma_.lower() in _SPOKEN_FOR or head.ent_type_ == "NORP":
            left, right = phrase(head)
            found = self.within(head.doc[left:right])
            if found:
                return found
        if head.lower_ in _ALL and len(self._links.parties) > 1:
            return self._links.parties
        return ()

    def _speaks_for(self, id: str) -> str | None:
        return self._links.side_of(id) if self._links.entity(id).kind == "Person" else id


def tokens_of(parsed: Parsed, sentence: Sentence) -> list[Token]:
    """Return the tokens of a sentence without spaces.

    >>> parsed, _, _ = understood("Japan  thanked Kenya.")
    >>> tokens_of(parsed, parsed.sentences[0])
    [Japan, thanked, Kenya, .]
    """
    return [t for t in parsed.tokens(sentence.span) if not t.is_space]
