"""Extract who is party to an agreement, who signed it, and what it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from kg.extract.actors import Actors
from kg.extract.agreement_parties import by_clause, by_list, by_name, by_pair, is_issuer, named_sides
from kg.extract.dated import date_of
from kg.extract.syntax import agents, governors, is_conditional, is_negated, obliques, predicate_of, stance
from kg.instruments import deeds
from kg.model import Attribution, Link, Links, Parsed, Qualifiers, Sentence, Span, Statement

Token = Any

_ASKING = frozenset("urge call demand ask support welcome include see thank praise commend congratulate remind".split())
"""Verbs whose subject speaks of what others do under a treaty."""
_BINDING = frozenset(["obligation", "party", "signatory"])
_ISSUED = re.compile(
    r"\b(?:following|text|joint)\b.{0,60}\bstatement\b|\bstatement\b.{0,40}\b(?:following|text)\b",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(r"\b(?:by|from|of|between)\b", re.IGNORECASE)
_SIGNED_FOR = re.compile(r"\s*For (?:and on behalf of )?(?:the )?(?:Governments?|Republic|Kingdom|State|Ministry)\b[^.:]{0,80}:", re.IGNORECASE)
_OCCASION = re.compile(
    r"\b(?:on|at|following|after|in) (?:the |their |its )?(?:\w+ )?"
    r"(?:occasion|conclusion|margins|sidelines|anniversary|call|meeting)"
)


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield partyTo, signs and partOf.

    A party is whoever signed, concluded, issued, joined or carries out an agreement, and whoever its name says ("the
    Peru-Chile
    Free Trade Agreement") unless it is only proposed.

    >>> [(s.subject, s.relation, s.object) for s in extract(*understood("China signed the Protocol on Customs Cooperation."))]
    [('country:CHN', 'partyTo', 'agreement:protocol-on-customs-cooperation')]
    """
    actors = Actors(parsed, links)
    done: set[tuple[str, str, str]] = set()
    for statement in _all(parsed, links, attribution, actors):
        key = (statement.subject, statement.relation, statement.object or "")
        if key not in done and statement.subject != statement.object:
            done.add(key)
            yield statement


def _all(parsed: Parsed, links: Links, attribution: Attribution, actors: Actors) -> Iterator[Statement]:
    yield from _issuers(parsed, links, actors)
    for sentence in parsed.sentences:
        question = sentence.index in attribution.questions
        own = links.in_sentence(sentence.index, "Agreement")
        for link in own:
            if _is_title(link):
                continue
            yield from _by_deed(parsed, sentence, link, links, actors, bool(attribution.questions))
            if not question:
                yield from by_name(parsed, link, links)
            yield from by_list(parsed, link, links)
            yield from by_clause(parsed, sentence, link, links, actors)
            yield from by_pair(parsed, sentence, link, links, actors, bool(attribution.questions))
        yield from _parts(parsed, own, links)


def _is_title(link: Link) -> bool:
    return link.mention.found_by == "instruments.title"


# --- a joint statement and those who issue it -----------------------------------------------------


def _issuers(parsed: Parsed, links: Links, actors: Actors) -> Iterator[Statement]:
    """Yield partyTo for each side that issues the joint statement that the text itself is."""
    titles = [k for k in links.in_sentence(0, "Agreement") if _is_title(k)]
    if not titles:
        return
    title = titles[0]
    topics = {k.entity for k in links.in_sentence(0, "Country")} - set(_in_title(parsed, links, title))
    sources = (
        _announced(parsed, links),
        ((s, title.mention.span) for s in _in_title(parsed, links, title)),
        ((s, title.mention.span) for s in links.parties if s in topics and len(links.parties) == len(topics)),
        _opening(parsed, links),
        ((s, title.mention.span) for s in links.parties if s not in topics),
    )
    found = next((found for found in map(list, sources) if len({side for side, _ in found}) > 1), [])
    for side, span in found:
        yield Statement(side, "partyTo", title.entity, evidence=(parsed.cite(span, "agreements"),))
    for sentence in parsed.sentences[1:]:
        if _SIGNED_FOR.match(parsed.text(sentence.span)):
            for k in links.in_sentence(sentence.index, "Person")[:1]:
                yield Statement(k.entity, "signs", title.entity, evidence=(parsed.cite(sentence.span, "agreements"),))


def _sides_in(links: Links, sentence: Sentence, start: int = 0, end: int | None = None) -> list[str]:
    """Return the countries, organisations and sides of persons that a part of a sentence names, owners left out."""
    named = [
        k
        for k in links.in_sentence(sentence.index, "Country", "Organization")
        if k.mention.span.start >= start and (end is None or k.mention.span.end <= end)
    ]
    persons = {k.mention.span: links.side_of(k.entity) for k in links.in_sentence(sentence.index, "Person")}
    sides = [k.entity for k in named if not k.mention.text.endswith(("’s", "'s"))]
    sides += [s for span, s in persons.items() if s and span.start >= start and (end is None or span.end <= end)]
    return list(dict.fromkeys(sides))


def _announced(parsed: Parsed, links: Links) -> Iterator[tuple[str, Span]]:
    """Yield the sides of "The following statement was released by the Governments of ..."."""
    for sentence in parsed.sentences[1:8]:
        text = parsed.text(sentence.span)
        cue = _ISSUED.search(text)
        if not cue:
            continue
        by = _BY.search(text, cue.end())
        colon = text.find(":", cue.end())
        start = sentence.span.start + (by.end() if by else 0)
        end = sentence.span.start + colon if colon > 0 else sentence.span.end
        occasion = _OCCASION.search(text, by.end() if by else cue.end())
        if occasion:
            end = min(end, sentence.span.start + occasion.start())
        sides = _sides_in(links, sentence, start, end)
        if len(sides) < 2:
            sides = _sides_in(links, sentence, sentence.span.start, end)
        if len(sides) > 1:
            yield from ((s, sentence.span) for s in sides if s.startswith("country:") or is_issuer(s, links))
            return


_TITLE_LIST = re.compile(
    r"\b(?:between|from|by|of)\b(?P<who>.+?)(?=\b(?:on|following|regarding|concerning|for|in)\b|$)", re.IGNORECASE
)


def _in_title(parsed: Parsed, links: Links, title: Link) -> list[str]:
    first = parsed.sentences[0]
    head = re.search(r"\b(?:Statement|Communiqu[eé]|Declaration|Announcement)\b", title.mention.text, re.IGNORECASE)
    if not head:
        return []
    split = title.mention.span.start + head.end()
    before = [k.entity for k in links.in_sentence(0, "Country", "Organization") if k.mention.span.end <= split]
    if len(set(before)) > 1:
        return list(dict.fromkeys(before))
    listed = _TITLE_LIST.match(parsed.document.text[split : title.mention.span.end].lstrip() or "-")
    if not listed:
        return list(dict.fromkeys(before))
    lead = len(parsed.document.text[split : title.mention.span.end]) - len(
        parsed.document.text[split : title.mention.span.end].lstrip()
    )
    return _sides_in(links, first, split, split + lead + listed.end())


def _opening(parsed: Parsed, links: Links) -> Iterator[tuple[str, Span]]:
    """Yield the sides that a first sentence has as its subjects ("Representatives of A, B and C met")."""
    for sentence in parsed.sentences[1:9]:
        root = next((t for t in parsed.tokens(sentence.span) if t.dep_ == "ROOT"), None)
        spoken = re.search(r"\b[Ww]e\b", parsed.text(sentence.span))
        if root is None or sentence.index > 4 and not spoken:
            continue
        sides = [
            s for s in _sides_in(links, sentence, end=sentence.span.end if spoken else root.idx) if is_issuer(s, links)
        ]
        if len(sides) > 1:
            yield from ((s, sentence.span) for s in sides)
            return


# --- what is done with an agreement ---------------------------------------------------------------


def _by_deed(
    parsed: Parsed, sentence: Sentence, link: Link, links: Links, actors: Actors, questions: bool
) -> Iterator[Statement]:
    """Yield the parties and signatories that the verb or noun above an agreement names."""
    head = parsed.tokens(link.mention.span).root
    owners = named_sides(parsed, link, links)
    named = len(owners) > 1 or any(side.startswith("org:") and is_issuer(side, links) for side in owners)
    for token in _predicates(head):
        deed = deeds().get(token.lemma_.lower())
        if deed is None:
            continue
        if links.entity(link.entity).form == "resolution" and not token.lemma_.lower().startswith("adopt"):
            return
        if is_negated(token) or is_conditional(token) or deed.effect in ("propose", "end"):
            return
        if not deed.party or deed.effect != "implement" and not _is_done(token):
            return
        doers = agents(token)
        if not doers and token.pos_ == "NOUN" and link.mention.reading:  # "they will work for the implementation of the Treaty"
            above = predicate_of(token)
            doers = [] if is_negated(above) or above.lemma_.lower() in _ASKING else agents(above)
        signs = deed.effect == "sign" and ("sign" in token.lemma_.lower() or any(c.lemma_.lower() == "signature" for c in token.children))
        people = tuple(dict.fromkeys([*actors.persons(doers), *_signatories(parsed, sentence, token, doers, links)])) if signs else ()
        if people and token.pos_ == "VERB":
            people = tuple(dict.fromkeys([*people, *actors.persons(obliques(token, "with"))]))
        sides = actors.sides([*doers, *(obliques(token, "with", "between") if deed.effect == "sign" else [])])
        sides = tuple(dict.fromkeys([*sides, *(s for p in people if (s := links.side_of(p)) and s.startswith("country:"))]))
        if named:
            sides = ()
        elif len(sides) < 2 and not link.mention.reading and not questions and links.entity(link.entity).form != "resolution":
            sides = _of_occasion(sides, links)
        date = date_of(parsed, sentence, token.idx) if deed.effect in ("sign", "adhere") else None
        evidence = (parsed.cite(_clause(token, link, sentence), "agreements"),)
        for side in sides:
            yield Statement(side, "partyTo", link.entity, qualifiers=Qualifiers(date=date), evidence=evidence)
        for person in people:
            yield Statement(person, "signs", link.entity, qualifiers=Qualifiers(date=date), evidence=evidence)
        return
    yield from _bound(parsed, sentence, head, link, links, actors)
    yield from _shared(parsed, sentence, head, link, links, actors)


def _signatories(parsed: Parsed, sentence: Sentence, verb: Token, doers: Sequence[Token], links: Links) -> Iterator[str]:
    """Yield all persons named between the first who signs and the verb, or after the "by" of a passive, whatever the parse lists together."""
    people = links.in_sentence(sentence.index, "Person")
    if verb.pos_ != "VERB" or not any(k.mention.span.start <= d.idx < k.mention.span.end for d in doers for k in people):
        return
    passive = min(d.idx for d in doers) > verb.idx
    start, end = (verb.idx, sentence.span.end) if passive else (min(d.left_edge.idx for d in doers), verb.idx)
    region = Span(start, end)
    if aside := _ASIDE.search(parsed.text(region)):
        region = Span(start, start + aside.start())
    yield from (k.entity for k in people if region.contains(k.mention.span))


def _is_done(token: Token) -> bool:
    """Say whether a deed is told as done: no infinitive, no "will", no "should"."""
    if token.pos_ not in ("VERB", "AUX"):
        return True
    return stance(token) == "asserted" and token.tag_ not in ("VB", "VBG")


def _of_occasion(sides: tuple[str, ...], links: Links) -> tuple[str, ...]:
    """Return the parties of the reported occasion where an agreement is signed at it and no other party is named."""
    parties = links.parties
    return parties if 2 <= len(parties) <= 12 and all(s in parties for s in sides) else sides


def _predicates(head: Token) -> list[Token]:
    """Return the participles that describe a name ("signed in 2015"), then what is above it up to the first verb."""
    top = head
    while top.dep_ in ("conj", "appos") and top.head.i != top.i:
        top = top.head
    below = [c for c in head.children if c.dep_ in ("acl", "relcl")]
    above = []
    for token in governors(top):
        above.append(token)
        if token.pos_ in ("VERB", "AUX") and token.lower_ != "including" or len(above) > 5:
            break
    return [*below, *above]


def _clause(token: Token, link: Link, sentence: Sentence) -> Span:
    start, end = token.left_edge.idx, token.right_edge.idx + len(token.right_edge.text)
    start, end = min(start, link.mention.span.start), max(end, link.mention.span.end)
    return Span(max(start, sentence.span.start), min(end, sentence.span.end))


def _bound(
    parsed: Parsed, sentence: Sentence, head: Token, link: Link, links: Links, actors: Actors
) -> Iterator[Statement]:
    """Yield whoever speaks of its own obligations under an agreement ("our NPT obligations")."""
    for token in governors(head):
        if token.lemma_.lower() in _BINDING:
            owners = actors.sides([c for c in token.children if c.dep_ == "poss"])
            if token.lemma_.lower() in ("party", "signatory") and token.dep_ == "attr":
                owners = actors.sides(agents(token.head))
            for side in owners:
                evidence = (parsed.cite(_clause(token, link, sentence), "agreements"),)
                yield Statement(side, "partyTo", link.entity, evidence=evidence)
            return
        if token.pos_ in ("VERB", "AUX"):
            return


_ASIDE = re.compile(r"\b(?:in the presence of|witnessed|attended|under the|following|after|during|accompanied|, (?:who|which|when|while|where))\b")
"""What tells of others than those who sign."""
_OURS = re.compile(r"\b(?:our|their)(?: (?:bilateral|mutual|historic|landmark|existing))? $", re.IGNORECASE)
_UNDER = re.compile(r"\b(?:under|pursuant to|within|in (?:accordance|line) with) (?:the )?(?:framework of the )?$")


def _shared(
    parsed: Parsed, sentence: Sentence, head: Token, link: Link, links: Links, actors: Actors
) -> Iterator[Statement]:
    """Yield the two sides that call an agreement theirs or work together under it ("cooperation under the Charter")."""
    parties = [p for p in links.parties if p.startswith(("country:", "org:european-union"))]
    before = parsed.document.text[sentence.span.start : link.mention.span.start]
    if len(parties) != 2 or link.reason == "pronoun" or links.entity(link.entity).form == "resolution":
        return
    under = _UNDER.search(before) and not link.mention.reading
    verb = predicate_of(head)
    doers = agents(verb)
    both = under and verb.lemma_.lower() not in _ASKING and (
        len(set(actors.sides(doers)) & set(parties)) == 2
        or any(t.lower_ in ("two", "both") for d in doers for t in d.lefts)
    )
    if (_OURS.search(before) or both) and not is_negated(verb) and not is_conditional(verb):
        evidence = (parsed.cite(_clause(verb, link, sentence), "agreements"),)
        for side in parties:
            yield Statement(side, "partyTo", link.entity, evidence=evidence)


# --- parts ----------------------------------------------------------------------------------------


def _parts(parsed: Parsed, own: Sequence[Link], links: Links) -> Iterator[Statement]:
    """Yield partOf for "the Phase II Protocol of the Free Trade Agreement", nested or side by side.

    The parties of the whole are those of its parts.
    """
    text = parsed.document.text
    for a in own:
        for b in own:
            if a.entity == b.entity:
                continue
            nested = a.mention.span.contains(b.mention.span) and a.mention.span.end == b.mention.span.end
            gap = text[a.mention.span.end : b.mention.span.start] if a.mention.span.end <= b.mention.span.start else ""
            if nested and not _is_title(a) or re.fullmatch(r"\s(?:of|to|under)\s(?:the\s)?", gap):
                span = Span(a.mention.span.start, b.mention.span.end)
                yield Statement(a.entity, "partOf", b.entity, evidence=(parsed.cite(span, "agreements"),))
                for side in named_sides(parsed, b, links):
                    yield Statement(side, "partyTo", a.entity, evidence=(parsed.cite(span, "agreements"),))
