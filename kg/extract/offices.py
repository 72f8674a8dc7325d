"""Who represents whom: Person -> Country or Organization, with the office as written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import OFFICE, Attribution, Link, Links, Parsed, Qualifiers, Span, Statement
from kg.titles import titles


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield one statement for each person, side and distinct office as written, the fullest office first.

    An office inside an organisation represents that organisation too ("NSC Spokesperson": the state and the NSC). A person
    whose side the text gives without an office is stated without one.

    >>> from kg.model import Document
    >>> from kg.parse import load, parse
    >>> from kg.mention import recognise
    >>> from kg.resolve import resolve
    >>> [p] = parse([Document.of("Wang Yi met Foreign Minister Ana Silva of Brazil.")], load())
    >>> for s in extract(p, resolve(p, recognise(p)), Attribution(((),))):
    ...     print(s.subject, s.object, s.qualifiers.office)
    person:ana-silva country:BRA Foreign Minister
    """
    held: dict[str, list[Link]] = {}
    for k in links.links:
        if k.mention.kind == OFFICE and k.entity.startswith("person:"):
            held.setdefault(k.entity, []).append(k)
    for person in links.of_kind("Person"):
        side = links.side_of(person.id)
        offices = _distinct(held.get(person.id, []))
        if side:
            for k in offices:
                yield _statement(parsed, links, person.id, side, k)
            if not offices:
                yield from _without_office(parsed, links, person.id, side)
        for k in offices:
            body = _body(parsed, links, k)
            if body and body != side and not _office(k).lower().startswith("member of"):
                yield _statement(parsed, links, person.id, body, k)


def _without_office(parsed: Parsed, links: Links, person: str, side: str) -> Iterator[Statement]:
    named = next((k.mention for k in links.links if k.entity == person and k.reason in {"name", "short"}), None)
    if named:
        yield Statement(person, "represents", side, evidence=(parsed.cite(named.span, "offices", 0.6),))


def _distinct(found: list[Link]) -> list[Link]:
    """Return one link for each office as written, fullest first, without those that say less of the same office."""
    first: dict[str, Link] = {}
    for k in sorted(found, key=lambda k: k.mention.span):
        first.setdefault(_office(k).lower(), k)
    ranked = sorted(first.values(), key=lambda k: (-_weight(_office(k)), k.mention.span))
    kept: list[Link] = []
    for k in ranked:
        if not any(_words(_office(k)) <= _words(_office(other)) for other in kept):
            kept.append(k)
    return kept


def _office(link: Link) -> str:
    return titles().singular(" ".join(link.mention.text.split()))


def _words(office: str) -> set[str]:
    return set(re.findall(r"[\w’'-]+", office.lower()))


def _weight(office: str) -> int:
    return -1 if office.lower().startswith("former") else min(len(office.split()), 4)


def _statement(parsed: Parsed, links: Links, person: str, side: str, k: Link) -> Statement:
    return Statement(person, "represents", side, qualifiers=Qualifiers(office=_office(k)),
                     evidence=(parsed.cite(_phrase(parsed, links, person, k), "offices", 0.95),))


def _phrase(parsed: Parsed, links: Links, person: str, office: Link) -> Span:
    """Return the characters from the office (or its state) to the name, whichever comes first, inside the sentence."""
    sentence = parsed.sentences[office.mention.sentence].span
    named = [k.mention.span for k in links.in_sentence(office.mention.sentence) if k.entity == person and k.mention.kind == "Person"]
    near = min(named, key=lambda s: abs(s.start - office.mention.span.start), default=office.mention.span)
    sides = [k.mention.span for k in links.in_sentence(office.mention.sentence, "Country", "Organization")
             if 0 <= office.mention.span.start - k.mention.span.end <= 3]
    start = min(near.start, office.mention.span.start, *(s.start for s in sides))
    end = max(near.end, office.mention.span.end)
    return Span(max(start, sentence.start), min(end, sentence.end))


def _body(parsed: Parsed, links: Links, office: Link) -> str | None:
    """Return the organisation that stands right before an office, or after it with "of", "at" or "in"."""
    text = parsed.document.text
    if "sherpa" in office.mention.text.lower():
        return None
    offices = [n.mention.span for n in links.in_sentence(office.mention.sentence) if n.mention.kind == OFFICE]
    for k in links.in_sentence(office.mention.sentence, "Organization"):
        s, o = k.mention.span, office.mention.span
        if s.end <= o.start and re.fullmatch(r"(?:’s|'s)?(?:\s*\([^)]*\))?\s*(?:(?:Acting|former|Deputy) )?", text[s.end:o.start]):
            return k.entity
        if o.end <= s.start and re.fullmatch(r" (?:of|at|in|to) (?:the |its )?", text[o.end:s.start]):
            return k.entity
        if o != s and o.start <= s.start and s.end <= o.end and (s.start == o.start or re.search(r"\bof (?:the )?$", text[o.start:s.start])):
            return k.entity
        named = [n.mention.span for n in links.in_sentence(office.mention.sentence) if n.entity == office.entity and n.mention.kind == "Person"]
        if any(text[s.end:other.start] == " " for other in offices):
            continue  # the body of the office that follows it
        if any(o.end <= n.start and re.fullmatch(r", (?:the )?| (?:of|from) (?:the )?", text[n.end:s.start]) for n in named if n.end <= s.start):
            return k.entity
        if any(n.end <= o.start for n in named) and o.end <= s.start and re.fullmatch(r"(?: ?\([^)\n]{1,40}\))?, (?:the )?", text[o.end:s.start]):
            return k.entity
    return None
