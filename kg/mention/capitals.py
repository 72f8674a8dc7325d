"""Capitals and houses of government: the state where they act or are acted upon, the place where something happens there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg import authority
from kg.authority import Form, Lexicon
from kg.model import Mention, Parsed, Span

_BY = "capitals"
_LOCAL = {"in", "at", "near", "outside", "within", "around", "inside", "across", "throughout", "into", "via", "en"}
_MOVES = {"travel", "trip", "go", "come", "arrive", "return", "visit", "fly", "depart", "leave", "head", "bring", "take",
          "welcome", "invite", "transfer", "move", "be", "stop", "back", "relocate", "send", "journey", "tour", "route", "drive",
          "host", "mission", "ambassador", "embassy", "flight", "march", "road", "deploy", "dispatch", "rotation", "ticket", "troop", "out"}
_GOES_TO = {"visit", "leave", "tour", "reach", "occupy", "capture", "bomb", "strike", "shell", "attack", "depart", "enter"}
_AUTHORITY = {"authority", "government", "leadership", "regime", "administration", "ruler", "official", "power"}
_HELD = {"summit", "games", "olympics", "olympic", "talks", "fair", "meeting", "consensus", "marathon", "airport", "expo", "forum"}
_STATIONED = {"embassy", "legation", "consulate", "resident", "accredited", "mission"}


_DISTRICT = re.compile(r",? D\.?C\b\.?")


@cache
def _lexicon() -> Lexicon:
    return Lexicon(f for known in authority.countries() for f in known.forms if f.sort == "capital")


@cache
def _names() -> frozenset[str]:
    return frozenset(f.text for known in authority.countries() for f in known.forms if f.sort != "capital")


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield Country for a capital that stands for its government and Place where it is the city; a compound is neither.

    "Moscow rejected the plan" and "the authorities in Kabul" name states; "talks in Moscow", "the Tokyo Olympics", "Paris,
    France" name places; "the Geneva Process", "White House Press Secretary" name neither by themselves.
    """
    text = parsed.document.text
    decided: dict[int, bool] = {}
    for start, end, form in _lexicon().find(text):
        if form.text == "Washington" and (district := _DISTRICT.match(text, end)):
            end = district.end()
            yield Mention(parsed.sentence_at(start).index, Span(start, end), text[start:end], "Place", _BY, "washington-d-c")
            continue
        span = parsed.tokens(Span(start, end))
        if span is None or _inside_name(text, span, start, end):
            continue
        acts = _acts(text, span, end, form, decided)
        if acts is None:
            continue
        decided[span.root.i] = acts
        sentence = parsed.sentence_at(start).index
        if acts:
            yield Mention(sentence, Span(start, end), text[start:end], "Country", _BY, form.key)
        else:
            yield Mention(sentence, Span(start, end), text[start:end], "Place", _BY)


def _inside_name(text: str, span: Any, start: int, end: int) -> bool:
    """Say whether the word is part of a longer name ("Sofia Marin", "Mexico City" is its own form)."""
    before, after = text[max(0, start - 1):start], text[end:end + 2]
    if before == "-" and text[start - 2:start - 1].islower() and not text[:start - 1].split()[-1][:1].isupper():
        return True
    return span.root.ent_type_ == "PERSON" and after[:1] == " " and after[1:].isupper() and span.root.dep_ == "compound"


def _acts(text: str, span: Any, end: int, form: Form, decided: dict[int, bool]) -> bool | None:
    """True where the capital stands for its state, False where it is a place, None where it names neither."""
    root = span.root
    while root.dep_ == "appos" and root.head.text in {f.text for f in _capitals_by_text().get(root.head.text, ())}:
        root = root.head
    house = form.text in _HOUSES
    if not house and _before_region(text, end):
        return False
    if root.dep_ == "conj":
        first = root.head
        while first.dep_ == "conj":
            first = first.head
        if first.i in decided and first.i != root.i:
            return decided[first.i]
        city = authority.lookup("Place", next((e.text for e in first.doc.ents if e.start <= first.i < e.end), first.text))
        if first.dep_ == "pobj" and city and not _capitals_by_text().get(city.label) and authority.lookup("Country", first.text) is None:
            return False
        root = first
    if root.dep_ in ("compound", "nmod", "npadvmod") and root.head.ent_type_ == "DATE":
        return False
    if root.dep_ in ("compound", "nmod", "amod"):
        return _compound(text, span, end, root, house)
    if root.dep_ == "poss":
        return None if form.shared and house else (True if house or not _is_spot(root.head) else False)
    if root.dep_ == "pobj":
        return _after_preposition(root, house, form)
    if root.dep_ in ("nsubj", "agent"):
        verb = root.head
        return not (verb.lemma_ == "be" and any(c.dep_ == "attr" and c.lemma_.lower() in ("city", "capital") for c in verb.children))
    if root.dep_ == "nsubjpass":
        return not form.shared and root.head.lemma_ not in ("close", "establish", "open", "elevate", "occupy", "capture")
    if root.dep_ in ("dobj", "dative", "attr", "oprd"):
        return root.head.lemma_.lower() not in _GOES_TO
    return False


_HOUSES = {"White House", "Kremlin", "Zhongnanhai", "Quai d'Orsay", "Downing Street", "Whitehall"}


@cache
def _capitals_by_text() -> dict[str, tuple[Form, ...]]:
    found: dict[str, tuple[Form, ...]] = {}
    for known in authority.countries():
        for form in known.forms:
            if form.sort == "capital":
                found[form.text] = (*found.get(form.text, ()), form)
    return found


def _before_region(text: str, end: int) -> bool:
    """Say whether a state or region follows after a comma ("Paris, France", "Washington, D.C.")."""
    if text[end:end + 2] != ", ":
        return False
    rest = text[end + 2:end + 40]
    return rest.startswith(("D.C", "DC")) or any(rest.startswith(name) for name in _names() if len(name) > 3)


def _is_spot(noun: Any) -> bool:
    return noun.text[:1].isupper() or noun.lemma_.lower() in {"airport", "street", "city", "outskirt", "suburb", "resident"}


def _compound(text: str, span: Any, end: int, root: Any, house: bool) -> bool | None:
    head = root.head
    after = text[end:end + 1]
    if after in "-–" and text[end + 1:end + 2].isupper() or text[span.start_char - 1:span.start_char] in ("-", "–"):
        return True
    if house:
        return None
    word = head.lemma_.lower()
    if word in _HELD or span.doc[span.end].lower_ in _HELD if span.end < len(span.doc) else False:
        return False
    if word in _STATIONED or span.doc[max(0, span.start - 1)].lower_ in _STATIONED:
        return False
    if head.text[:1].isupper():
        return None
    return True


def _after_preposition(root: Any, house: bool, form: Form) -> bool | None:
    preposition = root.head
    word = preposition.lower_
    governor = preposition.head
    lemma = governor.lemma_.lower()
    if word in _LOCAL:
        if word == "in" and lemma in _AUTHORITY and not house:
            return True
        return False
    if word in ("to", "from", "for", "through", "toward", "towards"):
        if word == "for" and lemma not in ("leave", "depart"):
            return not form.shared
        if lemma in _MOVES or lemma in _STATIONED or lemma in ("block", "mile", "kilometer", "depart", "leave", "km"):
            return False
        if word == "from" and house:
            return None
        return not form.shared
    if word == "of":
        if lemma in ("city", "capital", "province", "mayor", "outskirt", "suburb", "center", "centre", "resident", "north", "south",
                     "east", "west", "spokesperson", "spokesman", "fall", "streets", "university"):
            return None if house else False
        return not form.shared
    if word in ("by", "with", "against", "on", "between", "among", "without", "than", "about", "upon"):
        return word == "by" and not form.shared or not form.shared or house
    return False
