"""The extent of a meeting's words: proper names, and descriptions that are definite enough to mean one occasion."""

from __future__ import annotations

import re
from typing import Any

from kg import syntax
from kg.occasions import Form, forms

NOT_MEETINGS = frozenset({"press", "news", "media", "q&a", "question", "q"})
"""Conferences, briefings and calls of these are none."""
_LOOSE = frozenset({"no", "any", "every", "regular", "frequent", "high", "close", "constant", "continued", "further", "direct", "more",
                    "past", "previous"})
"""Words that make an occasion indefinite ("close dialogue", "further talks")."""
_POINTERS = frozenset({"the", "this", "that", "these", "their", "our", "his", "her", "its", "today", "both", "such", "my"})
NAME_LINKS = frozenset({"of", "on", "for", "the", "and", "&", "between", "to", "against", "with"})
_INNER = frozenset({"of", "on", "for", "with", "between", "to", "regarding", "among", "in", "at", "from"})
_ASIDE = frozenset({"sidelines", "margins", "fringes"})
_ORDINAL = re.compile(r"(?i)\d+(st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
                      r"eleventh|twelfth|annual|inaugural|next|last|high-level|ministerial-level|virtual")
LONGEST = 24


def named(token: Any) -> tuple[int, int] | None:
    """Return the tokens of a proper name that ends in, or turns on, this word: "Fifth Round of the Foreign Ministers' Dialogue"."""
    if not token.text[0].isupper():
        return _lower_named(token)
    doc, left = token.doc, token.i
    first, last = token.sent.start, token.sent.end
    while left > first and _joins_left(doc, left - 1):
        left -= 1
    while left < token.i and (doc[left].lower_ in NAME_LINKS or not doc[left].text[0].isalnum()):
        left += 1
    right = token.i + 1
    while right < last and right - token.i < LONGEST:
        step = _joins_right(doc, right, last)
        if not step:
            break
        right += step
    if right - left < 2 or doc[left:token.i + 1].text.lower().split()[0] in NOT_MEETINGS:
        return None
    if any(t.lower_ in NOT_MEETINGS for t in doc[left:token.i]) or doc[token.i:token.i + 3].text.lower() == "call to action":
        return None
    return left, right


def _joins_left(doc: Any, i: int) -> bool:
    token = doc[i]
    if token.text[0].isupper() or token.text[0].isdigit() or token.text in ("-", "–", "&", "/"):
        return token.text not in ("The", "During", "At", "In", "On", "This", "Their", "A", "After", "Following", "Under")
    before = doc[i - 1] if i else None
    if _ORDINAL.fullmatch(token.text) or (before is not None and before.text == "-" and token.text.isalpha()):
        return True
    if token.text in "()" and before is not None:
        return before.text[0].isupper() and (token.text == "(" or doc[i - 2].text == "(")
    if token.lower_ in ("'", "’", "'s", "’s"):
        return before is not None and before.text[0].isupper() and (before.text.endswith("s") or token.lower_ in ("'", "’") or before.text.isupper())
    if token.lower_ in ("of", "on", "for", "the", "and"):
        j = i - 1
        while j > 0 and doc[j].lower_ in ("of", "the"):
            j -= 1
        head = doc[j]
        if token.lower_ == "and":
            return head.text[0].isupper() and doc[i + 1].text[0].isupper() and head.ent_type_ not in ("PERSON", "GPE") and doc[i - 1].text != ","
        return head.lemma_.lower() in forms("noun", "weak") and (head.text[0].isupper() or _ORDINAL.fullmatch(doc[j - 1].text) is not None)
    return False


def _joins_right(doc: Any, i: int, last: int) -> int:
    """Return how many tokens the name goes on by: a preposition or "and" with a capitalised word after it, or a capital."""
    token = doc[i]
    if token.text[0].isupper() and not token.is_space:
        return 1 if doc[i - 1].text not in (",",) else 0
    if token.text in ("-", "–") or (token.text.isdigit() and doc[i - 1].text[0].isupper()):
        return 1
    if token.lower_ in NAME_LINKS - {"with"}:
        if token.lower_ in ("on", "to") and doc[i + 1:i + 2].text and doc[i + 1].ent_type_ == "DATE":
            return 0
        j = i + 1
        while j < last and doc[j].lower_ in NAME_LINKS | {"a"} and j - i < 3:
            j += 1
        if j < last and doc[j].text[0].isupper() and doc[j].text[0].isalpha():
            if token.lower_ == "and" and not doc[i - 1].text[0].isupper():
                return 0
            if token.lower_ in ("and", "with", "between", "to") and (doc[j].ent_type_ in ("PERSON",) or doc[j].lower_ in ("president", "prime", "secretary", "foreign", "minister")):
                return 0
            return j - i + 1
    if token.text in ("'", "’", "'s", "’s") and doc[i - 1].text[0].isupper():
        return 1 if i + 1 < last and any(t.lower_ in forms("noun") for t in doc[i + 1:min(i + 5, last)]) else 0
    if doc[i - 1].text == "-" and token.text.isalpha() and i + 1 < last and doc[i + 1].text[0].isupper():
        return 1
    return 0


def _lower_named(token: Any) -> tuple[int, int] | None:
    """Return a name whose head is written small: "G20 Hangzhou summit", "China-US trade talks", "8th round of consultations"."""
    doc, left = token.doc, token.i
    if token.lemma_.lower() == "round":
        inner = [o for o in syntax.obliques(token, "of") if o.lemma_.lower() in forms("noun", "weak")]
        return (_run_start(token), _inner_end(inner[0])) if inner else None
    while left > token.sent.start and (_joins_left(doc, left - 1) or (doc[left - 1].dep_ in ("amod", "compound") and doc[left - 1].head.i in (token.i, left))):
        left -= 1
    while left < token.i and (doc[left].lower_ in NAME_LINKS or not doc[left].text[0].isalnum()):
        left += 1
    inner = doc[left:token.i]
    proper = [t for t in inner if t.text[0].isupper() and t.pos_ not in ("DET", "PRON") or (t.text[0].isdigit() and _ORDINAL.fullmatch(t.text))]
    if not proper or any(t.lower_ in NOT_MEETINGS for t in inner):
        return None
    right = token.i + 1
    while right < token.sent.end and right - token.i < LONGEST and (step := _joins_right(doc, right, token.sent.end)):
        right += step
    return left, right


def described(token: Any, form: Form) -> tuple[int, int] | None:
    """Return the tokens of a description that is definite enough: it is pointed at, has parties, or is what a verb of taking part governs."""
    left = [c for c in token.children if c.i < token.i]
    words = {c.lower_ for c in left}
    if form.form == "call" and (words & {"strong", "urgent", "repeated"} or _has_preposition(token, "for", "to") and not _has_preposition(token, "with", "between")):
        return None
    if form.form == "presentation":
        return _presented(token)
    if words & NOT_MEETINGS or token.dep_ == "ROOT" and token.i == token.sent.start:
        return None
    if words & _LOOSE and not (words & _POINTERS and token.tag_ == "NN") or any(c.dep_ == "neg" for c in left):
        return None
    if token.dep_ == "pobj" and token.head.lower_ in ("through", "by", "via") and not left and form.kin in ("meeting", "negotiations", "event"):
        return None  # a way of settling matters: "through talks with the countries concerned"
    parties = syntax.obliques(token, "with", "between", "among", "of", "to") + syntax.held_between(token)
    owner = [c for c in left if c.dep_ == "poss"]
    governed = token.head.lemma_.lower() in forms("attend") and token.dep_ in ("dobj", "nsubjpass", "pobj")
    proper = any(p.ent_type_ or p.pos_ == "PROPN" or any(c.ent_type_ for c in p.subtree) for p in parties)
    pointed = bool(words & _POINTERS) or bool(owner)
    strong = form.sort == "noun"
    if not (proper or (strong and (pointed or governed or parties)) or (owner and form.form == "exchange")):
        return None
    start = min([c.i for c in left if c.dep_ in ("amod", "compound", "nummod", "nmod") and c.i > token.i - 6], default=token.i)
    return start, _inner_end(token)


def _has_preposition(token: Any, *words: str) -> bool:
    return any(c.dep_ in ("prep", "aux") and c.lower_ in words or c.dep_ == "acl" and c.tag_ == "VB" and "to" in words for c in token.rights)


def _presented(token: Any) -> tuple[int, int] | None:
    """Return the tokens of "presented his credentials", "presented his letters of credence to the President"."""
    top = token.head.head if token.dep_ == "pobj" else token
    verb = top.head
    if verb.pos_ != "VERB" or verb.lemma_.lower() != "present" or top.dep_ not in ("dobj", "nsubjpass"):
        return None
    to = [syntax.phrase(h)[1] for h in syntax.obliques(verb, "to")]
    return verb.i if verb.i < top.i else top.left_edge.i, max([verb.i + 1, token.i + 1, *to])


def _run_start(token: Any) -> int:
    return min([c.i for c in token.lefts if c.dep_ in ("amod", "compound", "nummod", "nmod")], default=token.i)


def _inner_end(token: Any) -> int:
    """Return where a description ends: after the prepositional phrases that say with whom, whither and on what."""
    end = token.i + 1
    for child in token.rights:
        if child.dep_ != "prep" or child.lower_ not in _INNER or child.i > end + 1:
            break
        if any(obj.lower_ in _ASIDE for obj in child.children):  # another meeting follows
            break
        for obj in child.children:
            if obj.dep_ == "pobj":
                end = max(end, syntax.phrase(obj)[1])
    if token.lemma_.lower() in ("visit", "trip", "travel"):
        end = with_date(token.doc, end, token.sent.end)
    return min(end, token.i + LONGEST)


def stands_for_meeting(token: Any) -> bool:
    """Say whether the name of a series stands for a session of it here, and not for the body ("at the G20", "COP26")."""
    if token.lower_.startswith("cop"):
        return bool(re.search(r"\d$", token.text)) or token.i + 1 < len(token.doc) and token.nbor().text.isdigit()
    before = token.doc[max(token.i - 4, 0):token.i].text.lower()
    return bool(re.search(r"\b(at|during|margins of|sidelines of|attend\w*|ahead of|hosting)( the| this year['’]s)?$", before)) and not is_modifier(token)


def with_date(doc: Any, end: int, last: int) -> int:
    """Return the end of a phrase with the date that follows it: "from February 21 to 22", "on 5 May"."""
    i = end
    joints = ("from", "on", "to", "-", "–", "until")
    while i + 1 < last and i - end < 9 and (doc[i].ent_type_ == "DATE" or doc[i].lower_ in joints and (
            doc[i + 1].ent_type_ == "DATE" or doc[i + 1].text.isdigit())):
        i += 1
    return i if i > end and doc[i - 1].lower_ not in joints else end


def is_modifier(token: Any) -> bool:
    """Say whether the word only modifies another ("meeting room", "summit declaration", "session chair")."""
    if token.dep_ in ("compound", "amod", "nmod") and token.head.i > token.i:
        between = token.doc[token.i + 1:token.head.i]
        return not any(t.text in ",;" for t in between)
    return False
