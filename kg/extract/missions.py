"""Whose mission, and in which state: "the American Legation in La Paz", "reopened its embassy", "Embassy Khartoum"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from kg import authority
from kg.extract.actors import Actors
from kg.extract.syntax import agents, is_passive, obliques

Token = Any

_PLAIN = frozenset(["embassy", "legation", "consulate", "chancery"])
_TELLING = {
    "mission": frozenset(["diplomatic", "consular", "special"]),
    "post": frozenset(["consular", "diplomatic"]),
    "commission": frozenset(["high"]),
    "office": frozenset(["liaison", "consular", "representative", "representation"]),
    "section": frozenset(["interests", "interest"]),
}
_SINGULAR = {
    "relations": "relation",
    "ties": "tie",
    "legations": "legation",
    "embassies": "embassy",
    "consulates": "consulate",
    "missions": "mission",
    "offices": "office",
    "sections": "section",
}
_WHERE = ("in", "at", "to", "near", "from")


def lemma_of(token: Token) -> str:
    """Return the lemma in lower case; plurals that the parser takes for names are made singular ("Relations").

    >>> lemma_of(word("They established Diplomatic Relations.", "Relations"))
    'relation'
    """
    lemma = token.lemma_.lower()
    if token.pos_ == "PROPN" and lemma.endswith("s"):
        return _SINGULAR.get(lemma, lemma)
    return lemma


def missions(token: Token, nouns: Sequence[Token], actors: Actors, pair: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield (owner, host) for the missions that a deed is done to; nothing where either is not to be told.

    >>> text = "Peru opened an embassy in Ghana."
    >>> list(missions(word(text, "opened"), [word(text, "embassy")], Actors(*understood(text)[:2]), ()))
    [('country:PER', 'country:GHA')]
    """
    for noun in nouns:
        if not _is_mission(noun):
            continue
        owner, host = _owner(token, noun, actors), _host(token, noun, actors)
        if owner and not host and owner in pair:
            host = next(p for p in pair if p != owner)
        if host and not owner and host in pair:
            owner = next(p for p in pair if p != host)
        if not owner and not host and len(pair) == 2 and lemma_of(noun) in _PLAIN:
            owner, host = pair
        if owner and host and owner != host:
            yield owner, host
            if set(actors.countries(agents(token))) == {owner, host} and any(c.lower_ == "their" for c in noun.lefts):
                yield host, owner


def _is_mission(noun: Token) -> bool:
    lemma = lemma_of(noun)
    if lemma == "mission" and any(c.lower_ == "to" for c in noun.children):
        return True
    return lemma in _PLAIN or any(c.lower_ in _TELLING.get(lemma, ()) for c in noun.lefts)


def _owner(token: Token, noun: Token, actors: Actors) -> str | None:
    own = [c for c in noun.lefts if c.dep_ in ("amod", "compound", "nmod", "poss")]
    named = [e for c in own for e in actors.at(c) if e.startswith("country:")]
    named += actors.countries(p for c in noun.children if c.dep_ == "prep" and c.lower_ == "of" for p in c.children)
    if not named and not is_passive(token):
        named = list(actors.countries(agents(token)))
    return named[0] if named else None


def _host(token: Token, noun: Token, actors: Actors) -> str | None:
    places = [p for p in obliques(noun, *_WHERE)] + obliques(token, "in", "at", "to")
    for head in places:
        named = [
            e for e in (*actors.at(head), *(e for c in head.subtree for e in actors.at(c))) if e.startswith("country:")
        ]
        if named:
            return named[0]
        state = seat(" ".join(t.text for t in head.doc[head.left_edge.i : head.i + 1] if t.text[0].isupper()))
        if state:
            return state
    return seat(noun.nbor(1).text) if noun.i + 1 < len(noun.doc) else None


def seat(city: str) -> str | None:
    """Return the state whose capital a city is.

    >>> seat("La Paz")
    'country:BOL'
    """
    return _capitals().get(city)


@cache
def _capitals() -> dict[str, str]:
    """Return capital -> state."""
    return {
        form.text: known.entity.id
        for known in reversed(authority.countries())
        for form in known.forms
        if form.sort == "capital"
    }
