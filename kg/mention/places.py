"""Places: regions, seas, cities and buildings, by list, by form ("Hainan Province") and where the parser names a location."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg import authority
from kg.authority import Lexicon
from kg.model import Mention, Parsed, Span

_BY = "places"
_SURE = {"region", "sea", "area", "building", "space"}
_LOCAL = {"in", "at", "near", "from", "to", "around", "outside", "across", "throughout", "via", "within", "into", "off", "inside"}


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
    text = parsed.document.text
    for start, end, form in _lexicon().find(text):
        known = authority.known("Place", form.key)
        span = parsed.tokens(Span(start, end))
        if known is None or span is None or _inside_compound(span, known.sort) or _occasion(text, start, end):
            continue
        if form.text == "White House" and not _HERE.search(text[max(0, start - 14):start]):
            continue
        if known.sort in _SURE and not form.shared or _in_local_phrase(text, span, start, end):
            yield _mention(parsed, start, end, form.key)
    for pattern in _forms():
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span())
            if start < end:
                yield _mention(parsed, start, end)
    yield from _named(parsed)
    yield from _before_states(parsed)


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


def _mention(parsed: Parsed, start: int, end: int, reading: str | None = None) -> Mention:
    return Mention(parsed.sentence_at(start).index, Span(start, end), parsed.document.text[start:end], "Place", _BY, reading)


def _inside_compound(span: Any, sort: str) -> bool:
    """Say whether the words are only part of another name ("Mediterranean Dialogue", "Pacific Command")."""
    after = span.doc[span.end] if span.end < len(span.doc) else None
    if after is None or not after.is_title or after.text in ("Summit", "Games", "Olympics", "Olympic"):
        return False
    return span.root.dep_ in ("compound", "nmod", "amod") or after.pos_ == "PROPN"


def _in_local_phrase(text: str, span: Any, start: int, end: int) -> bool:
    """Say whether a city's name stands where a place does: after "in", before ", France", or as the parser's location."""
    before = span.doc[span.start - 1] if span.start else None
    if text[end:end + 1] == " " and text[end + 1:end + 2].isupper() and span.root.dep_ == "compound":
        return False
    if span.root.ent_type_ in ("GPE", "LOC", "FAC") and span.root.dep_ != "compound":
        return True
    return before is not None and before.lower_ in _LOCAL and span.root.ent_type_ != "PERSON"


_NOT_FIRST = {"The", "In", "At", "This", "That", "Our", "Their", "His", "Her", "From", "On", "While", "And", "Its", "All", "Both", "U.S", "During"}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop words at the beginning that belong to the sentence; nothing is left where only the form word remains."""
    words = [(m.start() + start, m.group()) for m in re.finditer(r"\S+", text[start:end])]
    while words and words[0][1] in _NOT_FIRST:
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
