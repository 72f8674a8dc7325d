"""Extract who takes part in a project, and which larger project it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg import authority
from kg.extract.actors import Actors
from kg.extract.syntax import agents, governors, is_negated, obliques
from kg.instruments import forms, known_by_key
from kg.model import Attribution, Link, Links, Parsed, Sentence, Span, Statement
from kg.vocab import entity_id

Token = Any


_WORKS = frozenset(
    ["pipeline", "railway", "road", "dam", "bridge", "port", "airport", "power plant", "power line", "cable", "mission"]
)
"""Forms of works that stand somewhere: whoever only speaks of one takes no part in it."""


@cache
def _deeds() -> dict[str, str]:
    """Return the verbs and nouns by which someone takes part in a project: join or joint."""
    return {r["word"]: r["sort"] for r in authority.rows("project_deeds.tsv")}


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield participatesIn and partOf.

    Who launches, joins, builds, pays for or works together on a project takes part in it, and so does who owns it by
    its name ("the
    Laos-Vietnam Economic Corridor", "the EU Energy Platform") or by common knowledge.

    >>> [(s.subject, s.relation, s.object) for s in extract(*understood("China is building the China-Pakistan Economic Corridor."))]
    [('country:CHN', 'participatesIn', 'project:cpec'), ('country:PAK', 'participatesIn', 'project:cpec')]
    """
    actors = Actors(parsed, links)
    done: set[tuple[str, str, str]] = set()
    for sentence in parsed.sentences:
        if sentence.index in attribution.questions:
            continue
        for statement in _in_sentence(parsed, sentence, links, actors, bool(attribution.questions)):
            key = (statement.subject, statement.relation, statement.object or "")
            if key not in done and statement.subject != statement.object:
                done.add(key)
                yield statement


def _in_sentence(
    parsed: Parsed, sentence: Sentence, links: Links, actors: Actors, questions: bool
) -> Iterator[Statement]:
    own = links.in_sentence(sentence.index, "Project")
    for link in own:
        if links.entity(link.entity).form == "credit":  # it pays for a work; who lends and who borrows is seldom told
            continue
        sides = _owners(parsed, link, links)
        doers = _doers(parsed, link, links, actors, questions) if len(sides) < 2 else []
        if doers is None:
            continue
        sides += doers
        if not sides and links.entity(link.entity).form not in (None, *_WORKS):
            sides = _tellers(parsed, sentence, links, actors, questions)
        for side in dict.fromkeys(sides):
            yield Statement(
                side, "participatesIn", link.entity, evidence=(parsed.cite(_quote(parsed, link, sentence), "projects"),)
            )
    text = parsed.document.text
    for a in own:
        for b in own:
            gap = text[a.mention.span.end : b.mention.span.start] if a.mention.span.end <= b.mention.span.start else ""
            if a.entity != b.entity and re.fullmatch(
                r"(?:\s\([^)]*\))?,?\s(?:(?:a |the )?(?:flagship |major |key |pilot |important )?"
                r"(?:project|part|component|phase) )?"
                r"(?:of|under|within)\s(?:the\s)?",
                gap,
            ):
                yield Statement(
                    a.entity,
                    "partOf",
                    b.entity,
                    evidence=(parsed.cite(Span(a.mention.span.start, b.mention.span.end), "projects"),),
                )


def _quote(parsed: Parsed, link: Link, sentence: Sentence) -> Span:
    token = parsed.tokens(link.mention.span).root
    for token in governors(token):
        if token.pos_ in ("VERB", "AUX"):
            break
    start = min(token.left_edge.idx, link.mention.span.start)
    end = max(token.right_edge.idx + len(token.right_edge.text), link.mention.span.end)
    return Span(max(start, sentence.span.start), min(end, sentence.span.end))


def _owners(parsed: Parsed, link: Link, links: Links) -> list[str]:
    """Return the states and bodies that a project's name carries, its known owners and its possessor."""
    span = link.mention.span
    near = [
        k
        for k in links.in_sentence(link.mention.sentence, "Country", "Organization")
        if k.mention.span != span and k.entity.partition(":")[2] != link.entity.partition(":")[2] and not _is_beginning(k, span)
    ]
    topic = re.search(r"\b(?:for|on|in|with|of)\b", link.mention.text)
    end = span.start + (topic.start() if topic else len(span))
    listed = known_by_key().get(("Project", link.mention.reading or ""))
    found = [k.entity for k in near if span.contains(k.mention.span) and k.mention.span.start < end and listed is None]
    text = parsed.document.text
    found += [
        k.entity
        for k in near
        if re.fullmatch(r"\s?['’]?s?['’]?\s(?:\w+\s)?", text[k.mention.span.end : span.start] or "-")
        and k.mention.span.end <= span.start
    ]
    if listed:
        found += [id for iso in listed.owners if (id := entity_id("Country", iso)) in links]
    return found


def _is_beginning(body: Link, project: Span) -> bool:
    """Say whether a body that no list knows is only the first part of a project's name ("Port |Fund| for the Coast")."""
    first = body.mention.span.start == project.start and body.mention.span.end < project.end
    return first and body.mention.reading is None and body.mention.text.split()[-1].lower() in forms()


def _tellers(parsed: Parsed, sentence: Sentence, links: Links, actors: Actors, questions: bool) -> list[str]:
    """Return the one or two states that a sentence which only mentions a project is about: its subject, else the
    pair of the text.

    Readouts name programmes that the two sides share; where more than two are meant, a mention says nothing.
    """
    root = next((t for t in parsed.tokens(sentence.span) if t.dep_ == "ROOT"), None)
    sides = [s for s in actors.sides(agents(root))] if root is not None else []
    if not sides and not questions:
        sides = list(links.parties)
    return sides if len(sides) <= 2 and all(s.startswith("country:") for s in sides) else []


def _doers(parsed: Parsed, link: Link, links: Links, actors: Actors, questions: bool) -> list[str] | None:
    """Return who does what makes it take part; None where that is denied."""
    head = parsed.tokens(link.mention.span).root
    top = head
    while top.dep_ in ("conj", "appos", "compound", "nmod") and top.head.i != top.i:
        top = top.head
    below = [c for c in head.children if c.dep_ in ("acl", "relcl")]
    tokens = [top, *below]
    for token in governors(top):
        tokens.append(token)
        if token.pos_ in ("VERB", "AUX") and token.lower_ != "including" or len(tokens) > 6:
            break
    found: list[str] = []
    for token in tokens:
        if is_negated(token):
            return None
        sort = _deeds().get(token.lemma_.lower())
        if sort is None or sort == "behind" and token not in below:
            continue
        sides = [*actors.sides([*agents(token), *obliques(token, "with", "between")])]
        parties = [] if questions else list(links.parties)
        if not sides and agents(token) and len(parties) > 2:
            continue
        if sort == "joint" and len(sides) < 2 and 2 <= len(parties) <= 6 and all(s in parties for s in sides):
            sides = parties
        found += sides
    return found
