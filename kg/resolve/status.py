"""How far an agreement has come, as the text says: proposed, to be signed, signed, in force, being implemented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.instruments import deeds
from kg.model import Mention, Parsed
from kg.syntax import governors, is_negated, stance

Token = Any

ORDER = ("proposed", "to be signed", "signed", "in force", "being implemented")


def status_of(parsed: Parsed, form: str | None, mentions: Sequence[Mention]) -> str | None:
    """Return the furthest state that any sentence gives the agreement; None where none says anything.

    >>> from kg.parse import load, parse
    >>> from kg.model import Document, Span
    >>> [p] = parse([Document.of("The two ministers signed the Extradition Treaty in Dhaka.")], load())
    >>> status_of(p, "treaty", [Mention(0, Span(28, 46), "Extradition Treaty", "Agreement", "test")])
    'signed'
    """
    found = [s for m in mentions if (s := _in_sentence(parsed, m))]
    if form == "resolution" and not found:
        return "in force"
    return max(found, key=ORDER.index, default=None)


def _in_sentence(parsed: Parsed, m: Mention) -> str | None:
    tokens = parsed.tokens(m.span)
    head = tokens.root
    for token in _predicates(head):
        deed = deeds().get(token.lemma_.lower())
        if not deed:
            continue
        if deed.effect in ("sign", "adhere"):
            return _signed(token)
        if deed.effect == "force":
            return "in force"
        if deed.effect == "implement":
            return "being implemented"
        if deed.effect == "propose":
            return "proposed"
        return None
    return None


def _predicates(head: Token) -> list[Token]:
    """Return the participle that describes a name ("signed in 2015"), then the nearest predicates above it."""
    below = [c for c in head.children if c.dep_ in ("acl", "relcl") or c.dep_ == "compound"]
    above = []
    for token in governors(head):
        above.append(token)
        if token.pos_ in ("VERB", "AUX") or len(above) > 3:
            break
    compound = [head.head] if head.dep_ == "compound" else []
    return [*compound, *below, *above]


def _signed(token: Token) -> str | None:
    if token.lemma_ == "enter" and not any(c.lower_ == "force" for p in token.children for c in p.children):
        return None
    if token.lemma_ == "enter":
        return "in force"
    if is_negated(token):
        return "proposed"
    return {"asserted": "signed", "committed": "to be signed", "called-for": "proposed"}[stance(token)]
