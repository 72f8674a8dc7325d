"""Extract recognition, diplomatic relations made and broken, missions opened, and formulas for ties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg import authority
from kg.extract import formulas
from kg.extract.actors import Actors, tokens_of
from kg.extract.dated import date_of
from kg.extract.missions import lemma_of, missions, seat
from kg.extract.syntax import agents, is_conditional, is_negated, is_passive, listed, obliques, patients, phrase, stance
from kg.model import Attribution, Links, Parsed, Qualifiers, Sentence, Span, Statement

Token = Any


_GRANTING = frozenset(["grant", "extend", "accord", "give", "announce", "offer"])
_ORDINALS = frozenset(["first", "second", "third", "last"])


@dataclass(frozen=True, slots=True)
class Deed:
    """What a verb or noun does to relations and to missions: the names of the relations that follow, or ""."""

    word: str
    sort: str
    relations: str
    mission: str


@cache
def words(sort: str) -> dict[str, Deed]:
    """Return the words of one sort of `ties.tsv`, by lemma.

    >>> words("verb")["sever"].relations, words("mission")["legation"].sort
    ('breaksTies', 'mission')
    """
    return {
        r["word"]: Deed(r["word"], r["sort"], r["relations"], r["mission"])
        for r in authority.rows("ties.tsv")
        if r["sort"] == sort
    }


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield recognises, establishesTies, breaksTies, opensMission and describesTiesAs.

    A deed that is only called for, denied or conditional is left out; one that is promised has the stance `committed`.

    >>> [(s.subject, s.relation, s.object) for s in extract(*understood("Peru opened an embassy in Accra, Ghana."))]
    [('country:PER', 'opensMission', 'country:GHA')]
    """
    actors = Actors(parsed, links)
    found: dict[tuple[str, str, str | None], list[Statement]] = {}
    for sentence in parsed.sentences:
        if sentence.index in attribution.questions:
            continue
        for statement in _in_sentence(parsed, sentence, actors, attribution, links):
            found.setdefault((statement.subject, statement.relation, statement.object), []).append(statement)
    for statements in found.values():
        yield from _dated_once(statements)
    yield from formulas.extract(parsed, links, attribution, actors)


def _dated_once(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Yield each deed once: a bare year or no date at all gives way to the full date that another sentence gives it."""
    dates = {str(s.qualifiers.date) for s in statements if s.qualifiers.date}
    done: set[tuple[str | None, str]] = set()
    for s in statements:
        date = str(s.qualifiers.date) if s.qualifiers.date else None
        if date is None and dates or date and any(d != date and d.startswith(date) for d in dates):
            continue
        if (date, s.stance) not in done:
            done.add((date, s.stance))
            yield s


def _in_sentence(
    parsed: Parsed, sentence: Sentence, actors: Actors, attribution: Attribution, links: Links
) -> Iterator[Statement]:
    speakers = attribution.speakers[sentence.index] if attribution.speakers else ()
    voice = links.side_of(speakers[0]) or speakers[0] if len(speakers) == 1 else ""
    for token in tokens_of(parsed, sentence):
        lemma = lemma_of(token)
        deed = words("verb").get(lemma) if token.pos_ in ("VERB", "AUX") else None
        deed = deed or (words("noun").get(token.lower_) if token.pos_ in ("NOUN", "PROPN") else None)
        deed = deed or (words("noun").get(lemma) if token.pos_ in ("NOUN", "PROPN") else None)
        if not deed or is_negated(token) or is_conditional(token) or any(c.lower_ == "if" for c in token.lefts):
            continue
        attitude = stance(token) if deed.sort == "verb" else "asserted"
        if attitude == "called-for" or deed.sort == "verb" and attitude == "asserted" and not _is_told(token):
            continue
        span = _clause(token, sentence)
        date = date_of(parsed, sentence, token.idx)
        pair = actors.pair_near(sentence, questions=bool(attribution.questions))
        for subject, relation, other in _claims(token, deed, actors, pair, voice):
            evidence = (parsed.cite(span, "ties"),)
            yield Statement(
                subject, relation, other, qualifiers=Qualifiers(date=date), stance=attitude, evidence=evidence
            )


def _is_told(verb: Token) -> bool:
    """Say whether a verb tells what happened: finite, a participle, "is resuming", "the first to recognise"."""
    if verb.tag_ == "VBG":
        return any(c.dep_ == "aux" and c.lemma_ == "be" for c in verb.children)
    if verb.tag_ == "VB":
        return verb.dep_ in ("relcl", "acl") and any(c.lower_ in _ORDINALS or c.tag_ == "CD" for c in verb.head.subtree)
    return True


def _clause(token: Token, sentence: Sentence) -> Span:
    """Return the characters from the first to the last word that hangs on a token, within its sentence, trimmed."""
    left, right = token.left_edge, token.right_edge
    while right.i > token.i and (right.is_punct or right.is_space):
        right = right.nbor(-1)
    return Span(max(left.idx, sentence.span.start), min(right.idx + len(right.text), sentence.span.end))


def _claims(
    token: Token, deed: Deed, actors: Actors, pair: tuple[str, ...], voice: str
) -> Iterator[tuple[str, str, str]]:
    if deed.relations == "recognises":
        yield from _recognitions(token, deed, actors, pair)
        return
    objects = _objects(token, deed)
    of_relations = [o for o in objects if lemma_of(o) in words("relation") and _is_diplomatic(o, deed)]
    if of_relations and deed.relations:
        relation = deed.relations
        if relation == "raise":
            relation = "establishesTies" if _is_raised(token, of_relations[0]) else ""
        if relation:
            for a, b in _pairs(token, of_relations[0], actors, pair, voice):
                yield a, relation, b
    of_missions = [
        m
        for o in objects
        for m in (o, *_before_city(o))
        if lemma_of(m) in words("mission") and not any(c.lower_ == "no" for c in (*m.lefts, *o.lefts))
    ]
    if of_missions and deed.mission in ("opensMission", "breaksTies"):
        for owner, host in missions(token, of_missions, actors, pair):
            yield owner, deed.mission, host


def _before_city(noun: Token) -> list[Token]:
    """Return the words that a city's name follows ("Embassy Lima"), however the parser joins them."""
    own = [c for c in noun.lefts if c.dep_ == "compound"]
    before = noun.nbor(-1) if noun.i else None
    return own + ([before] if before is not None and before not in own and before.text.istitle() else [])


def _objects(token: Token, deed: Deed) -> list[Token]:
    if deed.sort == "noun":
        own = obliques(token, "of", "in")
        own += [c for c in token.lefts if c.dep_ == "compound" and c.lemma_.lower() in words("relation")]
        return own + [o for h in own if h.lower_ in words("noun") for o in obliques(h, "of")]
    found = [token.head if t.tag_ in ("WDT", "WP") and token.dep_ == "relcl" else t for t in patients(token)]
    if not found and token.tag_ == "VBN" and token.dep_ in ("acomp", "attr"):  # "was re-opened", read as three words
        return [t for c in token.head.children if c.dep_ in ("nsubj", "nsubjpass") for t in listed(c)]
    if found or is_passive(token):
        return found
    subject = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")]
    return [t for s in subject for t in listed(s)]


def _is_diplomatic(noun: Token, deed: Deed) -> bool:
    """Say whether "relations" are those between states as such, not trade or military ones."""
    modifiers = {c.lemma_.lower() for c in noun.children if c.dep_ in ("amod", "compound", "nmod")}
    if modifiers & set(words("other")):
        return False
    plain = bool(modifiers & set(words("plain")))
    if deed.word == "anniversary":
        return "diplomatic" in modifiers
    if deed.relations == "raise":
        return True
    if deed.word in ("establish", "forge", "begin", "commence", "establishment"):
        return plain or lemma_of(noun) == "relation" and not modifiers
    return plain or lemma_of(noun) in ("relation", "tie")


def _is_raised(token: Token, noun: Token) -> bool:
    levels = obliques(token, "to", "into", "as") + obliques(noun, "to")
    return any(t.lemma_.lower() in words("level") for t in levels)


def _pairs(
    token: Token, noun: Token, actors: Actors, pair: tuple[str, ...], voice: str
) -> Iterator[tuple[str, str]]:
    doers = () if is_passive(token) else actors.countries(agents(token))
    partners = actors.countries([*obliques(token, "with", "between"), *obliques(noun, "with", "between", "of")])
    left, right = phrase(noun, bare=True)
    named = tuple(e for e in actors.within(token.doc[left : noun.i + 1]) if e.startswith("country:"))
    partners = partners or tuple(filter(None, (seat(t.text) for t in obliques(token, "with"))))
    if is_passive(token):
        doers = actors.countries(agents(token))
    if not doers and not named and len(partners) == 1:  # "relations with Norland are downgraded", says who did it
        spoken = (voice,) if voice.startswith("country:") and voice != partners[0] else pair
        doers = tuple(p for p in spoken if p != partners[0]) if partners[0] in pair or spoken != pair else ()
    subjects = doers or named[:1] or partners[:1]
    others = [p for p in (*partners, *named) if p not in subjects]
    if not others and len(doers) > 1:
        subjects, others = doers[:1], list(doers[1:])
    if not others:
        subjects = subjects or pair[:1]
        others = [p for p in pair if p not in subjects][:1] if not doers or doers[0] in pair else []
    for a in subjects:
        for b in others:
            if a != b:
                yield a, b


def _recognitions(token: Token, deed: Deed, actors: Actors, pair: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if deed.sort == "noun":
        by = actors.countries(agents(token)) or actors.countries(
            [c for c in token.lefts if c.dep_ in ("poss", "compound", "nmod")]
        )
        states = [s for o in obliques(token, "of") for s in _state(o, actors)]
        verb = token.head if token.dep_ == "dobj" else None
        if verb is not None and verb.lemma_.lower() in _GRANTING:
            by = by or actors.countries(agents(verb))
            if len(by) == 2 and any(c.lower_ in ("other", "another") for c in (*verb.children, *token.lefts)):
                yield from ((by[0], "recognises", by[1]), (by[1], "recognises", by[0]))
                return
            to = [*obliques(token, "to"), *obliques(verb, "to"), *(c for c in verb.children if c.dep_ == "dative")]
            states = states or [s for o in to for s in _state(o, actors)]
        between = actors.countries(obliques(token, "between"))
        if len(between) == 2 and not by:
            a, b = between
            yield from ((a, "recognises", b), (b, "recognises", a))
            return
        if any(c.lower_ == "mutual" for c in token.lefts) and len(pair) == 2 and not by:
            a, b = pair
            yield from ((a, "recognises", b), (b, "recognises", a))
            return
    else:
        by = actors.countries(_recognisers(token))
        states = [s for o in patients(token) for s in _state(o, actors) if not _is_praised(token, o)]
        if deed.word == "acknowledge":
            states = [] if not any(c.dep_ == "ccomp" for c in token.children) else states
    if not by and deed.sort == "verb" and is_passive(token) and states and states[0] in pair:
        by = tuple(p for p in pair if p != states[0])
    for a in by:
        for b in dict.fromkeys(states):
            if a != b:
                yield a, "recognises", b


def _recognisers(verb: Token) -> list[Token]:
    """Return who recognises; of "the first state to recognise", the subject of the clause that says so."""
    if verb.tag_ == "VB" and verb.dep_ in ("relcl", "acl"):
        for top in (verb.head, *verb.head.ancestors):
            found = [c for c in top.children if c.dep_ in ("nsubj", "nsubjpass")]
            if found:
                return found
    return agents(verb)


def _state(noun: Token, actors: Actors) -> tuple[str, ...]:
    """Return the state that is recognised: named itself, or by "the independence of", "the Republic of"."""
    own = tuple(e for e in actors.at(noun) if e.startswith("country:"))
    if own:
        return own
    if noun.lemma_.lower() not in words("state"):
        return ()
    owners = [c for c in noun.children if c.dep_ in ("poss", "compound", "nmod", "amod")]
    found = actors.countries([*obliques_direct(noun, "of"), *owners])
    if not found and noun.lemma_.lower() in ("independence", "statehood", "government", "restoration", "separation"):
        found = tuple(e for e in actors.within(noun.subtree) if e.startswith("country:"))
    return found[:1]


def obliques_direct(noun: Token, preposition: str) -> list[Token]:
    """Return the heads governed by one preposition that hangs on the noun itself.

    >>> obliques_direct(word("They praised the people of Peru.", "people"), "of")
    [Peru]
    """
    return [
        p for c in noun.children if c.dep_ == "prep" and c.lower_ == preposition for p in c.children if p.dep_ == "pobj"
    ]


def _is_praised(verb: Token, noun: Token) -> bool:
    """Say whether "recognised X as" goes on with a quality rather than with statehood ("as a leading voice")."""
    for c in (*verb.children, *noun.children):
        if c.lower_ in ("as", "for") and c.dep_ == "prep":
            quality = {w for p in c.children for w in (p.lemma_.lower(), *(g.lemma_.lower() for g in p.children))}
            return not quality & (set(words("state")) | {"independent", "sovereign"})
    return False
