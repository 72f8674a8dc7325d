"""Places: regions, seas, cities and buildings, by list, by form ("Hainan Province") and where the parser names a location."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg import authority
from kg.authority import Lexicon
from kg.mention.name_runs import is_owner
from kg.model import Mention, Parsed, Span

_BY = "places"
CITY = "places.city"
"""Who found a city of the list by the words around it."""
_SURE = {"region", "sea", "area", "building", "space"}
_LOCAL = {"in", "at", "near", "from", "to", "around", "outside", "across", "throughout", "via", "within", "into", "off", "inside", "through"}
_SPOTS = {"port", "city", "town", "village", "district", "province", "region", "island", "capital", "outskirt", "suburb", "harbour", "harbor", "border",
          "municipality", "governorate", "county", "coast", "facility", "people", "shelling", "bombing", "siege", "fall"}
"""Nouns whose "of" names a place: "the port of", "the facilities of"."""


@cache
def _lexicon() -> Lexicon:
    return Lexicon(f for known in authority.places() for f in known.forms)


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words: dict[str, list[str]] = {"before": [], "after": [], "bare": []}
    for row in authority.rows("forms.tsv"):
        if row["kind"] == "Place":
            for side in ("before", "after") if row["side"] == "both" else (row["side"],):
                words[side].append(re.escape(row["word"]))
    words["before"] += words["bare"]
    alternatives = {side: "|".join(sorted(v, key=len, reverse=True)) for side, v in words.items()}
    name = r"[A-Z][\w’'-]*"
    before = re.compile(rf"\b(?:{name} )+?(?:{alternatives['before']})\b(?! [A-Z])(?! countries| states| nations)(?: of {name}(?: and {name}(?: {name})?)?)?")
    after = re.compile(rf"\b(?:{alternatives['after']}) (?:of (?:the )?)?{name}(?: {name})?(?: and {name} {name})?")
    bare = re.compile(rf"\b(?:{alternatives['bare']})\b(?! [A-Z])")
    return before, after, bare


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield a mention of kind Place for each place; the reading is its key in places.tsv where the list has it."""
    text, passed = parsed.document.text, 0
    for start, end, form in _lexicon().find(text):
        known = authority.known("Place", form.key)
        span = parsed.tokens(Span(start, end))
        if known is None or span is None or _inside_compound(span, known.sort) or _occasion(text, start, end):
            continue
        if known.sort in ("region", "sea") and _PART.search(text[max(0, start - 40):start]):
            passed = end
        if start < passed:
            continue
        if form.text == "White House" and not _HERE.search(text[max(0, start - 14):start]):
            continue
        if known.sort in _SURE and not form.shared or _in_local_phrase(text, span, start, end, shared=form.shared):
            listed = known.sort in ("city", "capital") and not form.shared and span.root.ent_type_ == "PERSON"
            yield _mention(parsed, start, end, form.key, CITY if listed else _BY)
    for pattern in _forms():
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span())
            if start < end:
                yield _mention(parsed, start, end)
    yield from _with_noun(parsed)
    yield from _named(parsed)
    yield from _placed_names(parsed)
    yield from _before_states(parsed)


_PART = re.compile(r"(?:\b(?:Euro|Trans)-|\b(?:Director(?:[ -]General)?|(?:Secretary|Minister)(?: of State)?|Unit|Division)(?: for| of)? \(?(?:the )?)$")
"""What makes a region part of an office or of a word: "Director General (Europe)", "Euro-Atlantic"."""
_TOWN = re.compile(r"\b(?:in|at|to|from|near|visit(?:s|ed)?|through) ((?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)?), (?=[A-Z])")
_MONTHS = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}


def _before_states(parsed: Parsed) -> Iterator[Mention]:
    """Yield a name after "in" or "to" that stands before the name of a state or region ("in Gorzow, Poland")."""
    text = parsed.document.text
    states = {start for start, _, form in authority.state_forms().find(text) if form.sort in ("label", "name")}
    for match in _TOWN.finditer(text):
        name = match.group(1)
        if match.end() in states and name not in _MONTHS and not any(authority.lookup(kind, name) for kind in ("Country", "Organization")) \
                and not any(text.startswith(name + ", " + word, match.start(1)) for word in ("and", "or")):
            yield _mention(parsed, *match.span(1))


_HERE = re.compile(r"(?:\b[aA]t|[tT]o|[iI]n|[iI]nside|[oO]utside|[nN]ear|[fF]rom|[vV]isit(?:ed|s)?) (?:the )?$")


def _occasion(text: str, start: int, end: int) -> bool:
    """Say whether the words belong to the name of a meeting or body ("Council of the Baltic Sea States", "U.S.-Africa Leaders' Summit")."""
    after = re.match(r"(?:[ -][\w-]+)?[- ](?:Leaders['’]? |Europe )?(?:Summit|Meeting|Games|Command|Dialogue|Forum)\b", text[end:end + 40])
    before = re.search(r"\b(?:Summit|Friends|Council|Bank|Voice|Conference) of (?:the )?$", text[max(0, start - 22):start])
    return bool(after or before)


def _mention(parsed: Parsed, start: int, end: int, reading: str | None = None, by: str = _BY) -> Mention:
    return Mention(parsed.sentence_at(start).index, Span(start, end), parsed.document.text[start:end], "Place", by, reading)


def _inside_compound(span: Any, sort: str) -> bool:
    """Say whether the words are only part of another name ("Mediterranean Dialogue", "Pacific Command")."""
    after = span.doc[span.end] if span.end < len(span.doc) else None
    if after is None or not after.is_title or after.text in ("Summit", "Games", "Olympics", "Olympic"):
        return False
    return span.root.dep_ in ("compound", "nmod", "amod") or after.pos_ == "PROPN"


def _in_local_phrase(text: str, span: Any, start: int, end: int, *, shared: bool) -> bool:
    """Say whether a city's name stands where a place does: after "in", before ", France", or as the parser's location."""
    if text[end:end + 1] == " " and text[end + 1:end + 2].isupper() and span.root.dep_ == "compound":
        return False
    if span.root.ent_type_ in ("GPE", "LOC", "FAC") and span.root.dep_ != "compound":
        return True
    return not (shared and span.root.ent_type_ == "PERSON") and not _names_person(span) and _placed(span)


def _names_person(span: Any) -> bool:
    """Say whether the words are, here or elsewhere in the text, part of a longer name of a person."""
    words = set(span.text.split())
    return any(ent.label_ == "PERSON" and ent.text != span.text and words <= set(ent.text.split()) for ent in span.doc.ents)


def _placed(span: Any) -> bool:
    """Say whether words stand where a place does: after "in", after "the port of", or listed with a name that does."""
    if span.start == 0:
        return False
    before, root = span.doc[span.start - 1], span.root
    if before.lower_ in _LOCAL:
        return True
    if before.lower_ == "of" and span.start > 1:
        return span.doc[span.start - 2].lemma_.lower() in _SPOTS
    if root.dep_ == "conj" and root.head.pos_ == "PROPN" and root.head.i < span.start:
        first = root.head
        return first.ent_type_ in ("GPE", "LOC", "FAC") and root.ent_type_ != "ORG" or _placed(span.doc[first.left_edge.i:first.i + 1])
    return False


_NOT_FIRST = {"The", "In", "At", "This", "That", "Our", "Their", "His", "Her", "From", "On", "While", "And", "Its", "All", "Both", "U.S", "During"}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop words at the beginning that belong to the sentence; nothing is left where only the form word remains."""
    words = [(m.start() + start, m.group()) for m in re.finditer(r"\S+", text[start:end])]
    while words and words[0][1] in _NOT_FIRST:
        words.pop(0)
    if len(words) > 1 and is_owner(words[0][1]):
        words.pop(0)
    if not words or (len(words) == 1 and not _forms()[2].fullmatch(words[0][1])):
        return start, start
    return words[0][0], end


def _named(parsed: Parsed) -> Iterator[Mention]:
    """Yield what the parser takes for a city, region or building, where the words around it agree."""
    persons = {word for ent in parsed.doc.ents if ent.label_ == "PERSON" for word in ent.text.split()}
    for ent in parsed.doc.ents:
        if ent.label_ not in ("GPE", "LOC", "FAC"):
            continue
        text = ent.text.strip()
        text = re.sub(r"^[Tt]he ", "", text)
        text = re.sub(r"['’]s?$", "", text)
        start = ent.text.find(text) + ent.start_char
        before = parsed.doc[ent.start - 1] if ent.start else None
        if before is None or before.lower_ not in _LOCAL | {"of"} or not re.fullmatch(r"[^\W\d][\w’' .-]*", text) or not text[0].isupper():
            continue
        if authority.lookup("Country", text) or re.search(r"\b(?:Republic|Kingdom|State|Union) of|-", text) or text in persons:
            continue
        if ent.label_ == "GPE" and before.lower_ in ("in", "at", "near", "from", "to") and text.isupper() is False and "\n" not in text:
            yield _mention(parsed, start, start + len(text))


_NAME = r"[A-Z][\w-]*[^\W\d_A-Z][\w-]*(?:['’](?!s\b)\w+)?"
_REALM = r"province|district|region|governorate|municipality|prefecture|oblast|county"
_SITE = (r"airport|airfield|air base|(?:border )?crossing(?: point)?|junction|(?:nuclear |power |enrichment )*plant|lake|peninsula|basin|"
         r"archipelago|atoll")
_WITH_NOUN = re.compile(rf"\b({_NAME}(?:[ -]{_NAME}){{0,2}}) (?:({_REALM})|{_SITE})\b(?! [A-Z])")
_NO_NAME = {"Parliament", "Congress", "Cabinet", "Government", "Council", "Assembly", "Article", "Annex", "Chapter", "Resolution", "President", "Minister",
            "Phase", "Embassy", "King", "Queen", "Internet"}


def _with_noun(parsed: Parsed) -> Iterator[Mention]:
    """Yield a name with the common noun that tells what it names ("the Lirna district", "Lirna airport"); a realm that is named alone too, without it."""
    text = parsed.document.text
    for match in _WITH_NOUN.finditer(text):
        start, end = _trimmed(text, *match.span())
        name = text[start:match.end(1)]
        if not name or any(authority.lookup(kind, n) for n in (name, name.split()[0]) for kind in ("Country", "Organization")):
            continue
        if authority.lookup("Place", text[start:end]):
            continue
        alone = match.group(2) and (authority.lookup("Place", name) or re.search(rf"\b{re.escape(name)}\b(?! (?:{_REALM})\b| [A-Z])", text))
        yield _mention(parsed, start, match.end(1) if alone else end)


_AT = re.compile(rf"\b(in|at|near|off|from|to|through) ({_NAME}(?: {_NAME}){{0,2}})(?=['’]s?\b|[.,;:)\]\n]|\"|”| (?![A-Z\d(])| \([A-Z]|$)")
_ALSO = re.compile(rf" and ({_NAME}(?: {_NAME})?)(?=[.,;:]| (?![A-Z\d])|$)")
_BEFORE = {"Embassy", "Consulate", "Mission", "Legation", "Commission", "General", "Minister", "Ambassador"}
_NO_PLACE = {"DATE", "TIME", "EVENT", "LAW", "LANGUAGE", "NORP", "MONEY", "QUANTITY"}
_MOVES = {"travel", "go", "fly", "come", "return", "arrive", "proceed", "head", "move", "sail", "drive", "flight", "trip", "visit", "road", "route", "journey",
          "send", "deploy", "dispatch", "evacuate", "relocate", "relocation", "transfer", "tour", "leave", "depart", "bring", "take", "ferry"}


def _placed_names(parsed: Parsed) -> Iterator[Mention]:
    """Yield a name that only its preposition tells for a place ("held at Marusha", "from Lirna to Dewa"), and one that "and" joins to it."""
    text = parsed.document.text
    common = {t.text for t in parsed.doc if t.text.islower()}
    for match in _AT.finditer(text):
        span = parsed.tokens(Span(*match.span(2)))
        if span is None or not _may_be_place(span, common) or not _stands_as_place(span, match.group(1)):
            continue
        yield _mention(parsed, *match.span(2))
        also = _ALSO.match(text, match.end())
        second = parsed.tokens(Span(*also.span(1))) if also else None
        if second is not None and second.root.dep_ == "conj" and _may_be_place(second, common):
            yield _mention(parsed, *also.span(1))


def _may_be_place(span: Any, common: set[str]) -> bool:
    """Say whether words can name a place that no list has: proper names throughout, none of them a word of the text or another known name."""
    words = span.text.split()
    if any(t.pos_ != "PROPN" and t.text != "-" for t in span) or span.root.ent_type_ in _NO_PLACE or words[0] in _MONTHS or words[0] in _NOT_FIRST:
        return False
    if any(w in _NO_NAME or w.lower() in common or w.endswith(("ism", "tion", "ment", "ity")) for w in words) or words[-1] in _bodies():
        return False
    if any(ent.label_ == "PERSON" and ent.start < span.end and span.start < ent.end and ent.text != span.text for ent in span.sent.ents):
        return False
    known = (authority.lookup(kind, n) for n in {span.text, words[0]} for kind in ("Country", "Organization"))
    return not any(known) and not _names_person(span)


@cache
def _bodies() -> frozenset[str]:
    return frozenset(row["word"].split()[-1] for row in authority.rows("forms.tsv") if row["kind"] == "Organization")


def _stands_as_place(span: Any, preposition: str) -> bool:
    """Say whether the words are a place by their preposition, which must not itself stand within a name ("Trade in Goods")."""
    before = span.doc[span.start - 1]
    ahead = span.doc[span.start - 2] if span.start > 1 else before
    if span.root.dep_ != "pobj" or span.root.head.i != before.i:
        return False
    if ahead.text[:1].isupper() and ahead.ent_type_ not in ("PERSON", "GPE", "NORP", "DATE", "LOC") and ahead.text not in _BEFORE:
        return False
    if preposition == "to":
        governor = before.head
        return governor.lemma_.lower() in _MOVES or any(c.lower_ == "from" for c in governor.children)
    if preposition == "from":
        return any(c.lower_ == "to" for c in (*before.head.children, *before.children)) and span.root.ent_type_ != "PERSON"
    return True
