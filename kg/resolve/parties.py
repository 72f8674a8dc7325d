"""The sides of the reported occasion."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.model import Link, Parsed, Span

_MATTER = re.compile(r"\b(?:on|about|regarding|concerning|against|over|regards|toward|towards|in support of)\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\bto (?:discuss|reaffirm|express|coordinate|consult|exchange|review|follow|underscore|underline|emphasize|emphasise|stress|reiterate|"
                      r"reinforce|advance|address|congratulate|thank|convey|offer|demonstrate|urge|affirm|continue|provide|support|share|highlight|"
                      r"explore|strengthen|deepen|promote|condemn|talk about|raise|press|assess)\b", re.IGNORECASE)
"""What follows tells of the matter, unless nobody is named before it."""
_MEETS = re.compile(r"\b(?:met|meets?|meeting|speaks?|spoke|spoken|calls?|called|talks?|talked|visit(?:s|ed|ing)?|held|holds?|hosts?|hosted|"
                    r"travels?|traveled|trip|attends?|co-?chair(?:s|ed)?|signs?|signed|welcomes?|welcomed|receiv(?:es|ed)|conven(?:es|ed)|"
                    r"joint|statement|readout|dialogue|consultations?|summit|conference|trilateral|bilateral|call|between|"
                    r"released|conversation|exchanged|participat(?:es|ed)|hold|gathered|discuss(?:es|ed)?|agree[ds]?|phone|telephone|"
                    r"relations|communiqu[eé]|declaration|join(?:s|ed)|engag(?:es|ed)|lead(?:s|ing)?|led)\b", re.IGNORECASE)
_HONOURS = re.compile(r"\b(?:National|Independence|Republic|Liberation|Unity|Constitution|Statehood|Restoration|Revolution|Victory) Day\b|\b[Aa]nniversary\b|"
                      r"\bDay of\b|\b[Ii]ndependence\b")
"""What a greeting to another state is for; the one that its title names is then the counterpart."""
_PREAMBLE = re.compile(r"^(?:the (?:below|following) is attributable|office of|for immediate release|.{0,80}:$|begin text|the following)", re.IGNORECASE)


def parties(parsed: Parsed, places: Sequence[Link], persons: Sequence[Link], sides: Mapping[str, str], home: str | None
            ) -> tuple[str, ...]:
    """Return the sides of the reported occasion, the home side first where it is one of them.

    They are the sides of the persons and states that the title and the opening sentence name as meeting, calling, visiting or
    issuing a statement together; what stands after "on" or "regarding" is the matter, not a party. A text without a
    counterpart (a statement, a press conference) has the home side alone.
    """
    found: list[str] = []
    for span in _openings(parsed):
        for side in _sides_in(parsed, span, places, persons, sides):
            if side not in found:
                found.append(side)
        if len(found) > 1 and span is not None and (home in found or len(found) > 2 or _two_named(parsed, span)):
            break
    if not found and (honoured := _honoured(parsed, places, home)):
        found.append(honoured)
    for side in _attending(parsed, persons, sides):
        if side not in found:
            found.append(side)
    if home and home not in found and len(found) < 2:
        found.insert(0, home)
    if home in found:
        found.remove(home)
        found.insert(0, home)
    return tuple(found)


def _honoured(parsed: Parsed, places: Sequence[Link], home: str | None) -> str | None:
    """Return the one state that a greeting is addressed to ("Norland's National Day")."""
    title = parsed.document.title
    if not home or not _HONOURS.search(title):
        return None
    end = len(title) if parsed.document.text.startswith(title) else 0
    named = {k.entity for k in places if k.mention.kind == "Country" and k.mention.span.end <= end} - {home}
    return named.pop() if len(named) == 1 else None


def _two_named(parsed: Parsed, span: Span) -> bool:
    return bool(re.search(r"\b(?:and|with|between|to|visits?)\b", parsed.text(span)))


def _attending(parsed: Parsed, persons: Sequence[Link], sides: Mapping[str, str]) -> list[str]:
    """Return the sides of the persons of a list of participants."""
    found: list[str] = []
    listed = -1
    for sentence in parsed.sentences:
        text = parsed.text(sentence.span)
        if re.search(r"\b(?:participants|attendees|in attendance|leaders? present)\b.{0,40}(?:includ|:)", text, re.IGNORECASE):
            listed = sentence.index
        elif listed >= 0 and not re.match(r"[-–—•*·o]\s|[A-Z]", text):
            listed = -1
        if listed >= 0 and sentence.index - listed < 40 and (sentence.index == listed or len(text) < 160):
            found += [s for k in persons if k.mention.sentence == sentence.index and (s := sides.get(k.entity)) and s.startswith("country:")]
    return list(dict.fromkeys(found))


def _openings(parsed: Parsed) -> list[Span]:
    """Return the spans that tell who meets: the title line, then the first sentences of the body that name a meeting."""
    found = []
    body = 0
    for sentence in parsed.sentences[:12]:
        text = parsed.text(sentence.span)
        if sentence.paragraph == 0 and parsed.document.title:
            if _MEETS.search(text):
                found.append(sentence.span)
            continue
        if _PREAMBLE.match(text) and len(text) < 120 or len(text) < 30:
            continue
        if _MEETS.search(text):
            found.append(sentence.span)
        body += 1
        if body == 2:
            break
    return found


def _sides_in(parsed: Parsed, span: Span, places: Sequence[Link], persons: Sequence[Link], sides: Mapping[str, str]) -> list[str]:
    text = parsed.text(span)
    matter = next((m for m in _MATTER.finditer(text) if not re.match(r"on (?:the (?:margins|sidelines|phone)|\w+day|\d|"
                                                                     r"january|february|march|april|may|june|july|august|september|"
                                                                     r"october|november|december|behalf)|over (?:the |a )?(?:phone|telephone|video|lunch|dinner|breakfast)", text[m.start():], re.IGNORECASE)), None)
    ends = [m.start() for m in (matter, _PURPOSE.search(text)) if m]
    end = span.start + min(ends) if ends else span.end
    here = sorted((k for k in (*places, *persons) if span.start <= k.mention.span.start and k.mention.span.end <= end),
                  key=lambda k: k.mention.span)
    found = []
    for k in here:
        side = sides.get(k.entity) if k.mention.kind == "Person" else k.entity if k.mention.kind == "Country" else None
        if side and not _place_only(parsed, k) and side not in found:
            found.append(side)
    return found


def _place_only(parsed: Parsed, link: Link) -> bool:
    """Say whether a state is named only as where something happens ("in Norland")."""
    if link.mention.kind != "Country":
        return False
    before = parsed.document.text[max(0, link.mention.span.start - 40):link.mention.span.start]
    return bool(re.search(r"\b(?:in|at)\s+(?:the\s+)?(?:(?:[A-Z][\w.’'-]*\s?){1,3},\s+)?$", before))
