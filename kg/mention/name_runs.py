"""Find where a proper name ends on both sides of its head word ("Forest |Memorandum of Understanding| on Timber")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg import authority
from kg.instruments import forms

Token = Any

_NO_NAME = {"DET", "PRON", "SCONJ", "CCONJ", "INTJ"}
_FUNCTION = frozenset(
    "the a an this that these those our their its his her your my under in on at for from by with as to of and or "
    "but if when while after before during since through within upon both all any each no not we they it he "
    "she i following according regarding concerning on q a".split()
)
_TITLES = frozenset(
    "president minister secretary ambassador prime chancellor premier vice deputy director mr mrs ms dr h.e. "
    "spokesperson king queen prince counsellor councilor representative commissioner chairman chair advisor "
    "adviser coordinator envoy general".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday".split()
)
_JOINERS = frozenset("- – ‑ / & –".split())
_INNER_LEFT = frozenset(["of", "for", "and"])
_INNER_RIGHT = frozenset(["of", "for", "and", "in", "to"])
_ARTICLES = frozenset(["the", "a", "an", "its", "their", "our"])
_OTHERS = ("PERSON", "GPE", "NORP")
_DEEDS = frozenset("signing signature conclusion implementation ratification negotiation adoption renewal".split())
"""Nouns of what is done with an instrument: its name begins behind their "of"."""
_WITHIN = frozenset("cooperation collaboration trade assistance training operations exchanges work".split())
"""Words whose "in" goes on with the subject of an instrument: "Cooperation in Fisheries"."""


def is_owner(word: str) -> bool:
    """Say whether a word is the possessive of a state, with which the name of what it owns does not begin ("Norway's | Electoral Court").

    >>> is_owner("Norway's"), is_owner("Norway"), is_owner("Lagos's")
    (True, False, False)
    """
    owner = re.fullmatch(r"(.+)['’]s?", word)
    return owner is not None and authority.lookup("Country", owner[1]) is not None


def named(token: Token) -> bool:
    """Say whether a token can be part of a proper name: capitalised or a number, and no function word."""
    text = token.text
    if text[0].isdigit():
        return len(text) <= 5 and text[-1].isalnum()
    return text[0].isupper() and text.lower() not in _FUNCTION


def left_edge(tokens: Sequence[Token], head: int, is_head: Any) -> int:
    """Return the index of the first token of the name that ends with the head word at `head`.

    `is_head(word)` tells words that head a name of their own, which "of" and "for" do not cross.
    """
    i = head
    while i > 0:
        before = tokens[i - 1]
        if named(before) and not (before.pos_ in ("VERB", "AUX") and before.tag_ in ("VBZ", "VBD", "VBP")):
            i -= 1
        elif i > 1 and before.text in _JOINERS and named(tokens[i - 2]):
            i -= 2
        elif i > 2 and before.text == ")" and tokens[i - 3].text == "(" and tokens[i - 2].text.isupper():
            i -= 3
        elif i > 1 and before.lower_ in _INNER_LEFT and _reaches_back(tokens, i - 2, i - 1, is_head):
            i -= 2
        elif i > 2 and before.text == "," and named(tokens[i - 2]) and _has_and(tokens, i, head):
            i -= 2
        else:
            break
    offices = [k for k in range(i, head) if tokens[k].lower_ in _TITLES]
    if offices:
        i = offices[-1] + 1
        while i < head and not named(tokens[i]):
            i += 1
    while i < head and (not tokens[i].text[0].isalnum() or _begins_sentence_only(tokens, i)):
        i += 1
    return i


def _reaches_back(tokens: Sequence[Token], last: int, connector: int, is_head: Any) -> bool:
    token = tokens[last]
    if not named(token) or token.text[0].isdigit() or is_head(token.lower_) or token.lower_ in _DEEDS:
        return False
    inside = tokens[connector].ent_iob_ == "I" and tokens[connector + 1].ent_iob_ == "I"
    return inside or token.ent_type_ not in _OTHERS


def _has_and(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(t.lower_ == "and" for t in tokens[start:end])


def _begins_sentence_only(tokens: Sequence[Token], i: int) -> bool:
    return (
        i == 0
        and tokens[0].pos_ in ("VERB", "ADV", "ADP", *_NO_NAME)
        and len(tokens) > 1
        and not tokens[1].text[0].isupper()
    )


def right_edge(tokens: Sequence[Token], end: int, connectors: frozenset[str]) -> int:
    """Return the index after the last token of a name whose head word ends at `end`, over "on", "for", "between" ...

    Only capitalised words are taken; a date ("on March 3") or a person never continues a name.
    """
    j = end
    while j < len(tokens) - 1 and tokens[j].lower_ in connectors:
        k = j + 1
        while k < len(tokens) - 1 and tokens[k].lower_ in _ARTICLES:
            k += 1
        if not named(tokens[k]) or _foreign(tokens[k], tokens[j].lower_):
            break
        j = run_end(tokens, k, between=tokens[j].lower_ in ("between", "among"))
    return j


def _foreign(token: Token, connector: str) -> bool:
    if token.lower_ in _MONTHS or (token.text[0].isdigit() and connector == "on"):
        return True
    return connector not in ("between", "among", "by") and (
        token.ent_type_ in ("PERSON", "DATE") or token.lower_ in _TITLES
    )


def run_end(tokens: Sequence[Token], start: int, *, between: bool = False) -> int:
    """Return the index after a run of capitalised words that begins at `start`, over "of", "and", "in the"."""
    j, commas, closed = start, 0, False
    while j < len(tokens):
        token = tokens[j]
        following = tokens[j + 1] if j + 1 < len(tokens) else None
        if named(token):
            j += 1
        elif following is None:
            break
        elif token.text in _JOINERS and named(following):
            j += 2
        elif token.lower_ in _INNER_RIGHT and _continues(tokens, j, between=between):
            j += 3 if following.lower_ in _ARTICLES else 2
            closed = closed or commas > 0 and token.lower_ == "and"
        elif token.text == "," and not closed and _is_listed(tokens, j) and (named(following) or commas):
            j += 2 if named(following) else 1
            commas += 1
        else:
            break
    return j


def _continues(tokens: Sequence[Token], j: int, *, between: bool) -> bool:
    k = j + 1
    article = tokens[k].lower_ in _ARTICLES
    k += article
    if k >= len(tokens) or not named(tokens[k]) or tokens[k].lower_ in _MONTHS:
        return False
    word = tokens[j].lower_
    if word == "and":
        return between or not (article and another(tokens, j)) and (
            tokens[k].ent_type_ not in _OTHERS
            and tokens[k].dep_ not in ("nsubj", "nsubjpass")
            and tokens[k].lower_ not in _TITLES
        )
    if word in ("in", "to"):
        return (article or word == "in" and tokens[j - 1].lower_ in _WITHIN) and not tokens[k].text[0].isdigit() and tokens[k].ent_type_ not in ("GPE", "PERSON", "DATE")
    return tokens[k].ent_type_ != "PERSON" and not tokens[k].text[0].isdigit()


def another(tokens: Sequence[Token], j: int) -> bool:
    """Say whether the "and" at `j` joins a second instrument with its own article ("a Treaty on Tax and an Agreement on Visas")."""
    if j + 2 >= len(tokens) or tokens[j + 1].lower_ not in _ARTICLES:
        return False
    return any(t.lower_ in forms() for t in tokens[j + 2 : j + 8])


def _is_listed(tokens: Sequence[Token], comma: int) -> bool:
    """Say whether a comma stands in a list of capitalised words that an "and" closes."""
    for k in range(comma + 1, min(comma + 12, len(tokens))):
        if tokens[k].lower_ == "and":
            return k + 1 < len(tokens) and (named(tokens[k + 1]) or tokens[k + 1].lower_ == "the")
        if not (
            named(tokens[k]) or tokens[k].text == "," or tokens[k].lower_ in ("the", "of") or tokens[k].text in _JOINERS
        ):
            return False
    return False
