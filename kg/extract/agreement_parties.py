"""Parties that an agreement's name or its surroundings tell, where no verb names who signed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.actors import Actors
from kg.model import Link, Links, Parsed, Sentence, Span, Statement


def is_issuer(id: str, links: Links) -> bool:
    """Say whether an organisation issues instruments in its own name: no council, ministry or force within a larger one."""
    return not re.search(
        r"\b(?:council|ministry|department|office|commission on|forces)\b", links.entity(id).label, re.IGNORECASE
    )


# --- what the name says ---------------------------------------------------------------------------


def by_name(parsed: Parsed, link: Link, links: Links) -> Iterator[Statement]:
    """Yield the parties that a name carries: "the Peru-Chile Free Trade Agreement", "treaty between A and B"."""
    entity = links.entity(link.entity)
    if entity.status in ("proposed", "to be signed") or entity.form == "resolution":
        return
    sides = named_sides(parsed, link, links)
    if len(sides) < 2 and link.mention.reading:
        return
    if len(sides) < 2 and not (sides and entity.status in ("signed", "in force", "being implemented")):
        return
    for side in sides:
        if side.startswith("country:") or len(sides) > 1 or is_issuer(side, links):
            yield Statement(side, "partyTo", link.entity, evidence=(parsed.cite(link.mention.span, "agreements"),))


def named_sides(parsed: Parsed, link: Link, links: Links) -> list[str]:
    """Return the countries and organisations that a name carries before its topic or after "between"."""
    span, text = link.mention.span, link.mention.text
    inside = [
        k
        for k in links.in_sentence(link.mention.sentence, "Country", "Organization")
        if span.contains(k.mention.span) and k.mention.span != span
    ]
    before, between = _split(text)
    if links.entity(link.entity).form == "ceasefire":
        before = 0
    named = [k.entity for k in inside if k.mention.span.start - span.start < before]
    named += [k.entity for k in inside if between is not None and k.mention.span.start - span.start >= between]
    return list(dict.fromkeys(named))


def _split(name: str) -> tuple[int, int | None]:
    """Return where the part before "on", "for" ends, and where the part after "between" begins."""
    topic = re.search(r"\b(?:on|for|of|to|concerning|regarding|against|between|among|with)\b", name)
    between = re.search(r"\b(?:between|among|with|by|from)\b", name)
    return (topic.start() if topic else len(name)), (between.end() if between else None)


# --- what stands around the name -----------------------------------------------------------------

_ITEM = re.compile(r"\s*(?:\(?(?:[ivx]{1,4}|[a-z]|\d{1,2})[.)]|[-•–*·])\s")
_LISTED = re.compile(r"\b(?:signed|concluded|exchanged|adopted|initialled|inked|signing|outcomes)\b", re.IGNORECASE)


def by_list(parsed: Parsed, link: Link, links: Links) -> Iterator[Statement]:
    """Yield the two sides for an item of a list whose opening line says that its documents were signed."""
    lines = parsed.document.text[: link.mention.span.start].split("\n")
    if not _ITEM.match(lines[-1] + " ") or len(lines[-1]) > 12 or named_sides(parsed, link, links) or len(links.parties) != 2:
        return
    opening = next((line for line in reversed(lines[:-1]) if line.strip() and not _ITEM.match(line)), "")
    if _LISTED.search(opening) and not re.search(r"\bwill\b|\bto be\b", opening):
        for side in links.parties:
            yield Statement(side, "partyTo", link.entity, evidence=(parsed.cite(link.mention.span, "agreements"),))


_WHICH = re.compile(r"(?:\s\([^)]*\))?,? to which (?P<who>[^.;]{2,140}?) (?:is|are|has|have|had|was|were|became)\b"
                    r"(?! not)[^.;]{0,30}?\b(?:part(?:y|ies)|signator\w+|consented|acceded|subscribed|members?)\b")


def by_clause(parsed: Parsed, sentence: Sentence, link: Link, links: Links, actors: Actors) -> Iterator[Statement]:
    """Yield the parties that a clause behind the name tells: "the Accord, to which both countries are party"."""
    which = _WHICH.match(parsed.document.text, link.mention.span.end, sentence.span.end)
    if not which:
        return
    region = Span(which.start("who"), which.end("who"))
    sides = [k.entity for k in links.in_sentence(sentence.index, "Country") if region.contains(k.mention.span)]
    if not sides and re.match(r"both\b|the two\b", which["who"]):
        sides = list(actors.pair_near(sentence, questions=False))
    for side in dict.fromkeys(sides):
        yield Statement(side, "partyTo", link.entity, evidence=(parsed.cite(Span(link.mention.span.start, which.end()), "agreements"),))


_BILATERAL = frozenset(["agreement", "treaty", "MoU", "protocol", "action plan", "exchange of notes", "joint communique", "letter of intent"])
_WIDER = re.compile(r"\b(?:UN|United Nations|International|Multilateral|Regional|Global|World|Quadrilateral|Trilateral|"
                    r"Pacific|African|European|Peace|Final|Additional)\b")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_BINDS = re.compile(
    r"\b(?:under|violation of|violat(?:ed|es|ing)|breach(?:es|ed|ing)?(?: of)?|contrary to|pursuant to|(?:in accordance|in line) with|"
    r"implement(?:ation of|ed|ing)?|"
    r"anniversary of|provided (?:for )?(?:in|by)|(?:renewal|extension|review|update|modernization|entry into force|provisions|operationali[sz]ation) of|"
    r"framework of|basis of|symboli[sz]ed by|progress (?:in|on|of)) "
    r"(?:the |their |its |that |this |our )*(?:bilateral |existing |historic |implementation of the )*$",
    re.IGNORECASE,
)


def by_pair(parsed: Parsed, sentence: Sentence, link: Link, links: Links, actors: Actors, questions: bool) -> Iterator[Statement]:
    """Yield the two states that the text is about as parties to an instrument that binds without naming its parties.

    Bilateral forms only, that are in being: applied, broken, renewed, or named with their year.
    """
    entity, mention = links.entity(link.entity), link.mention
    if mention.reading or link.reason != "name" or entity.form not in _BILATERAL or _WIDER.search(mention.text):
        return
    if entity.status in ("proposed", "to be signed"):
        return
    inside = [k for k in links.in_sentence(sentence.index, "Country", "Organization") if mention.span.contains(k.mention.span)]
    before = parsed.document.text[sentence.span.start : mention.span.start]
    bound = _BINDS.search(before) or mention.text[0] != mention.text[0].lower() and _YEAR.search(mention.text)
    if inside or not bound:
        return
    pair = actors.pair_near(sentence, questions=True) if questions else actors.pair()
    others = {k.entity for k in links.in_sentence(sentence.index, "Country")} - set(pair)
    if len(pair) == 2 and not others:
        for side in pair:
            yield Statement(side, "partyTo", link.entity, evidence=(parsed.cite(sentence.span, "agreements"),))
