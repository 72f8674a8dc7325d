"""Say whether an instrument or a work named in lower case is definite enough, and where it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kg.mention.name_runs import another, left_edge, named

Token = Any

_INDEFINITE = frozenset(
    "any no every each such many all other another which what these those some several various existing "
    "future international relevant".split()
)
_TOPICAL = frozenset("on for between among concerning regarding".split())
_LOOSE = frozenset(["with", "in", "of", "to"])
_STOPS = frozenset(
    "during after before as at since until following when that which who where while from this next last "
    "today yesterday".split()
)
_TELLING = frozenset(
    "nuclear military maritime commercial fiscal trilateral bilateral defensive economic consular cultural postal "
    "nonbinding non-binding".split()
)
_ISSUING = frozenset(["issue", "release", "sign", "adopt", "publish", "make", "announce", "initial", "conclude"])
_MODIFIERS = frozenset(["amod", "compound", "nmod", "nummod", "npadvmod", "poss"])
_BARE_NEED_ARTICLE = frozenset(
    ["agreement", "deal", "contract", "consensus", "accord", "declaration", "protocol", "compact"]
)


def instrument(
    tokens: Sequence[Token], start: int, end: int, rule: str, is_head: Callable[[str], bool]
) -> tuple[int, int] | None:
    """Return the edges of a definite instrument whose lower-case head stands at start:end, or None.

    `rule` is the column `lower` of the forms: specified, issued, dated, plural.
    """
    left, head = _left(tokens, start), tokens[end - 1]
    before = tokens[left - 1] if left else None
    nearest = (
        before.lower_ if before is not None and (before.pos_ in ("DET", "PRON", "NUM") or before.tag_ == "POS") else ""
    )
    article = next((c.lower_ for c in head.lefts if c.dep_ in ("det", "poss")), nearest)
    if article in _INDEFINITE or any(t.lower_ in _INDEFINITE for t in tokens[left:start]):
        return None
    first = next((i for i in range(left, start) if _telling(tokens[i])), start)
    right = _complement(tokens, end, loose=rule == "dated" or start > first, issued=rule == "issued")
    parties = any(t.ent_type_ in ("GPE", "NORP") for t in tokens[first:start])
    if rule == "plural":
        counted = any(t.pos_ == "NUM" for t in tokens[left:start])
        between = right > end and tokens[end].lower_ == "between"
        return (first, right) if between or counted and (parties or right > end) else None
    if rule == "numbered":
        return None
    if rule == "dated":
        return (first, right) if article in ("the", "this") and (right > end or first < start) else None
    if not article and not parties and tokens[end - 1].lower_ in _BARE_NEED_ARTICLE:
        return None
    if first < start or right > end and article:
        return first, right
    if rule == "issued" and _issued(tokens[end - 1]):
        return first, right
    return None


def named_work(
    tokens: Sequence[Token], start: int, end: int, rule: str, is_head: Callable[[str], bool]
) -> tuple[int, int] | None:
    """Return the edges of a work whose proper name stands before a lower-case head ("Transco project"), or None."""
    if start and tokens[start - 1].text in ('"', "”"):
        return _quoted(tokens, start - 1, end)
    if (
        start > 1
        and tokens[start - 1].dep_ == "compound"
        and tokens[start - 1].pos_ == "NOUN"
        and not named(tokens[start - 1])
    ):
        start -= 1
    left = left_edge(tokens, start, is_head)
    own = [t for t in tokens[left:start] if named(t) and t.text[0].isalpha()]
    if not own or own[-1].pos_ in ("VERB", "AUX"):
        return None
    barred = ("PERSON", "DATE") if rule == "place" else ("PERSON", "DATE", "GPE", "NORP")
    if all(t.ent_type_ in barred or t.pos_ == "ADJ" for t in own):
        return None
    return left, end


def _quoted(tokens: Sequence[Token], close: int, end: int) -> tuple[int, int] | None:
    for i in range(close - 1, max(-1, close - 8), -1):
        if tokens[i].text in ('"', "“"):
            return (i, end) if close - i > 1 and tokens[i + 1].text[0].isupper() else None
    return None


def _left(tokens: Sequence[Token], start: int) -> int:
    """Return the index of the first modifier before a head: nouns, adjectives, names, numbers and what joins them."""
    i = start
    while i > 0:
        t = tokens[i - 1]
        if t.lower_ in ("the", "a", "an", "this", "its", "their", "our") or t.text in ("’s", "'s", "’", "'"):
            break
        if named(t) or t.dep_ in _MODIFIERS and t.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "VERB") and t.tag_ != "VBZ":
            i -= 1
        elif t.text in ("-", "–", "/") and i > 1:
            i -= 1
        else:
            break
    while i < start and not tokens[i].text[0].isalnum():
        i += 1
    return i


def _telling(token: Token) -> bool:
    if token.lower_ in _INDEFINITE:
        return False
    if token.text[0].isupper() or token.text[0].isdigit():
        return True
    return (
        token.dep_ in ("compound", "nmod")
        and token.pos_ in ("NOUN", "PROPN")
        or token.lower_ in _TELLING
        or (token.dep_ == "amod" and token.head.dep_ == "compound")
    )


def _complement(tokens: Sequence[Token], end: int, *, loose: bool, issued: bool) -> int:
    """Return the index after the phrase that says with whom or on what ("on tourism", "between A and B")."""
    if end >= len(tokens):
        return end
    word = tokens[end].lower_
    partner = word == "with" or issued and word in ("by", "from")
    if not (
        word in _TOPICAL or loose and word in _LOOSE or partner and any(named(t) for t in tokens[end + 1 : end + 4])
    ):
        return end
    preposition = tokens[end]
    if preposition.lower_ == "to" and end + 1 < len(tokens) and tokens[end + 1].tag_ == "VB":
        return end
    if preposition.lower_ == "on" and end + 1 < len(tokens) and tokens[end + 1].ent_type_ in ("DATE", "TIME"):
        return end
    last = preposition.right_edge.i
    j = end + 1
    while j < len(tokens) and tokens[j].i <= last and j - end < 16 and not _ends(tokens, j, end):
        j += 1
    while j > end and (tokens[j - 1].is_punct or tokens[j - 1].pos_ in ("ADP", "CCONJ", "DET", "PART")):
        j -= 1
    return j if j > end + 1 else end


def _ends(tokens: Sequence[Token], j: int, end: int) -> bool:
    t = tokens[j]
    if t.lower_ in _STOPS or t.pos_ == "AUX" or t.pos_ == "VERB" and t.tag_ in ("VBD", "VBZ", "VBP", "VBN"):
        return True
    if t.lower_ == "and" and another(tokens, j):
        return True
    if t.lower_ in ("in", "on") and j + 1 < len(tokens) and tokens[j + 1].ent_type_ in ("DATE", "GPE"):
        return True
    if t.text == ",":
        return not (t.i < len(t.doc) and any(c.dep_ == "conj" and c.i > t.i for c in t.head.children))
    return t.text in (";", ":", "—", "(", ".", "“", '"')


def _issued(head: Token) -> bool:
    verb = head.head
    return (
        head.dep_ in ("dobj", "nsubjpass")
        and verb.lemma_.lower() in _ISSUING
        or any(c.dep_ == "acl" and c.lemma_.lower() in _ISSUING for c in head.children)
    )
