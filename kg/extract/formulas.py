"""The formulas for the ties of two states, as written: "all-weather strategic cooperative partners"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from kg import authority
from kg.extract.actors import Actors, tokens_of
from kg.extract.missions import lemma_of
from kg.extract.syntax import agents, obliques, patients
from kg.model import Attribution, Links, Parsed, Qualifiers, Sentence, Span, Statement

Token = Any

_MODIFIERS = frozenset(["amod", "compound", "nmod", "advmod", "cc", "conj", "punct", "npadvmod"])
_RAISE = frozenset(["raise", "elevate", "upgrade", "lift", "promote"])
_TIES = frozenset(["relation", "tie", "relationship", "partnership", "cooperation"])
_OURS = frozenset(["our", "their", "its"])
_TWO = frozenset(["two", "both", "bilateral"])


@cache
def _words(sort: str) -> dict[str, str]:
    return {r["word"]: r["heads"] for r in authority.rows("tie_formulas.tsv") if r["sort"] == sort}


def extract(parsed: Parsed, links: Links, attribution: Attribution, actors: Actors) -> Iterator[Statement]:
    """Yield describesTiesAs, one for each pair and formula.

    >>> text = understood("China and Pakistan are iron brothers.")
    >>> [(s.subject, s.object, s.qualifiers.label) for s in extract(*text, Actors(*text[:2]))]
    [('country:CHN', 'country:PAK', 'iron brothers')]
    """
    done: set[tuple[str, str, str]] = set()
    for sentence in parsed.sentences:
        if sentence.index in attribution.questions:
            continue
        names = [
            k.mention.span for k in links.in_sentence(sentence.index, "Agreement", "Project", "Meeting", "Organization")
        ]
        for token in tokens_of(parsed, sentence):
            if not _is_head(token) or any(n.start <= token.idx < n.end for n in names):
                continue
            span = _formula(token, actors)
            label = parsed.text(span)
            for a, b in _pairs(token, span, sentence, actors, attribution, links):
                key = (*sorted((a, b)), label.casefold())
                if a != b and key not in done:
                    done.add(key)
                    yield Statement(
                        a,
                        "describesTiesAs",
                        b,
                        qualifiers=Qualifiers(label=label),
                        evidence=(parsed.cite(_quote(parsed, span, sentence), "ties"),),
                    )


def _quote(parsed: Parsed, span: Span, sentence: Sentence) -> Span:
    tokens = parsed.tokens(span)
    top = tokens.root
    start, end = min(top.left_edge.idx, span.start), max(top.right_edge.idx + len(top.right_edge.text), span.end)
    return Span(max(start, sentence.span.start), min(end, sentence.span.end))


def _is_head(token: Token) -> bool:
    lemma = token.lemma_.lower()
    heads = _words("head")
    if lemma not in heads or token.pos_ not in ("NOUN", "PROPN"):
        return False
    near = [
        t
        for t in token.doc[max(token.sent.start, token.i - 7) : token.i]
        if t.dep_ in _MODIFIERS or t.text[0].isupper()
    ]
    lowered = {t.lower_ for t in near if token.is_ancestor(t) or t.head.head == token}
    if lowered & set(_words("silent")) or (lemma == "alliance" and "nato" in lowered):
        return False
    telling = [_words("telling").get(w, "").split("|") for w in lowered]
    return heads[lemma] == "yes" or any("*" in t or lemma in t for t in telling)


def _formula(token: Token, actors: Actors) -> Span:
    """Return the characters of the formula: the head with its adjectives, without countries and articles before it."""
    doc, i = token.doc, token.i
    while i > token.sent.start:
        t = doc[i - 1]
        joins = t.text in ("-", "–") or t.lower_ == "and" or t.text == ","
        if doc[i].text in ("-", "–") and not t.whitespace_ and t.text[0].isalpha():  # the "all" of "all-weather"
            i -= 1
            continue
        if (
            actors.at(t)
            or t.ent_type_ in ("GPE", "NORP", "PERSON")
            or t.lower_ in _OURS
            or t.pos_ in ("DET", "ADP", "VERB", "AUX", "PRON", "NUM")
        ):
            break
        if (
            t.dep_ in _MODIFIERS
            and (token.is_ancestor(t) or t.head.head == token)
            and t.pos_ in ("ADJ", "NOUN", "PROPN", "ADV")
            or joins
        ):
            i -= 1
        else:
            break
    while i < token.i and not doc[i].text[0].isalpha() or doc[i].lower_ == "and":
        i += 1
    end = token
    for c in token.rights:
        if (
            c.lower_ == "of"
            and c.dep_ == "prep"
            and any(p.lemma_ in ("coordination", "cooperation", "friendship") for p in c.children)
        ):
            end = c.right_edge
    return Span(doc[i].idx, end.idx + len(end.text))


def _pairs(
    token: Token, span: Span, sentence: Sentence, actors: Actors, attribution: Attribution, links: Links
) -> Iterator[tuple[str, str]]:
    left = [
        t
        for t in token.doc[max(token.sent.start, token.i - 10) : token.i]
        if token.is_ancestor(t) or t.dep_ == "compound"
    ]
    named = [e for e in dict.fromkeys(e for t in left for e in actors.at(t)) if e.startswith("country:")]
    partners = list(actors.countries(obliques(token, "between", "with", "of", "to")))
    both = list(dict.fromkeys([*named, *partners]))
    if len(both) == 2:
        yield both[0], both[1]
        return
    subject = _predicated(token, actors)
    all_ = list(dict.fromkeys([*subject, *both]))
    if len(all_) == 2:
        yield all_[0], all_[1]
    elif len(all_) < 2 and (_is_ours(token) or _is_as(token) or _raising(token) is not None):
        pair = actors.pair_near(sentence, questions=bool(attribution.questions))
        if len(pair) == 2 and all(n in pair for n in all_):
            yield pair[0], pair[1]


def _predicated(token: Token, actors: Actors) -> tuple[str, ...]:
    """Return who the formula is said of: "A and B are partners", "A, a partner of B", "as partners, A and B"."""
    top = token
    while top.dep_ == "conj":
        top = top.head
    if top.dep_ == "attr":
        return actors.countries([s for c in top.head.children if c.dep_ == "nsubj" for s in (c, *c.conjuncts)])
    if top.dep_ == "appos":
        return actors.countries([top.head])
    raised = _raising(top)
    if raised is not None:
        return actors.countries([*agents(raised), *(o for p in patients(raised) for o in obliques(p, "with", "between"))])
    if top.dep_ == "pobj" and top.head.lower_ == "as":
        owner = top.head.head
        subjects = [s for c in owner.children if c.dep_ in ("nsubj", "nsubjpass") for s in (c, *c.conjuncts)]
        return actors.countries(subjects or ([owner] if owner.pos_ != "VERB" else []))
    return ()


def _raising(token: Token) -> Token | None:
    """Return the verb of "ties were raised to a strategic partnership" for the formula that they are raised to."""
    if token.dep_ != "pobj" or token.head.lower_ not in ("to", "into"):
        return None
    verb = token.head.head
    verb = verb if verb.pos_ == "VERB" else verb.head
    if verb.lemma_.lower() not in _RAISE or not any(lemma_of(p) in _TIES for p in patients(verb)):
        return None
    return verb


def _is_ours(token: Token) -> bool:
    words = {c.lower_ for c in token.lefts}
    if words & _OURS or words & _TWO:
        return True
    between = obliques(token, "between")
    return any(p.lemma_ in ("country", "nation", "side", "people") for p in between)


def _is_as(token: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ == "pobj" and token.head.lower_ == "as" and token.tag_ in ("NNS", "NNPS")
