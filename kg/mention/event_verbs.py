"""Verbs that report a meeting, with the party or the place that they govern: "met with the Prime Minister", "will travel to Muscat"."""

from __future__ import annotations

from typing import Any

from kg import syntax
from kg.mention.event_phrases import LONGEST, with_date
from kg.occasions import Form, forms

_BODIES = frozenset({"force", "group", "committee", "council", "commission", "mechanism", "quad", "troika", "delegation", "parliament", "cabinet"})
"""Bodies of several members: one of them meets."""
_MINISTRIES = frozenset({"ministry", "office", "department", "secretariat", "mofa", "minister"})
"""Words of the place to which an envoy is called."""


def reported(verb: Any, form: Form) -> tuple[int, int] | None:
    """Return the verb with the party or the place that it governs: "met today with the Foreign Minister of Oman"."""
    others = _others(verb, form)
    if others is None:
        return None
    end = max((syntax.phrase(o)[1] for o in others), default=verb.i + 1)
    start = verb.i
    if form.kin == "visit":
        end = with_date(verb.doc, end, verb.sent.end)
    particle = [c.i for c in verb.children if c.dep_ in ("prt", "advmod") and c.i == verb.i + 1]
    return start, min(max([end, *(p + 1 for p in particle)]), verb.i + LONGEST)


def pays_call(verb: Any) -> bool:
    """Say whether "call" is to go and see somebody ("called on the President") rather than to phone."""
    return verb.lemma_.lower() == "call" and (bool(syntax.obliques(verb, "on", "upon")) or bool(_before_ministry(verb)))


def _before_ministry(verb: Any) -> list[Any]:
    """Return the ministry to which an envoy is called or summoned."""
    if not syntax.is_passive(verb) or not syntax.patients(verb):
        return []
    return [o for o in syntax.obliques(verb, "to", "into", "at", "in") if any(t.lemma_.lower() in _MINISTRIES for t in o.subtree)]


def _others(verb: Any, form: Form) -> list[Any] | None:
    lemma = verb.lemma_.lower()
    if any(_is_occasion(p) for p in syntax.patients(verb)):
        return None
    if form.pattern == "with":
        return _met(verb, lemma)
    if form.pattern == "at":
        return _visited(verb, lemma)
    if lemma in ("call", "summon") and (where := _before_ministry(verb)):
        return where
    if lemma == "call":
        on = syntax.obliques(verb, "on", "upon")
        if on and not _urges(verb):
            return on if all(_is_party(o) and o.tag_ not in ("NNS", "NNPS") and o.ent_type_ not in ("GPE", "NORP") for o in on) else None
        called_in = any(c.lower_ == "in" and c.i == verb.i + 1 for c in verb.children)
        people = [p for p in syntax.patients(verb) or syntax.shared_object(verb) if p.ent_type_ == "PERSON" or called_in and _is_party(p)]
        return people or None
    people = [p for p in syntax.patients(verb) if _is_party(p)]
    if syntax.is_passive(verb):
        return [a for a in syntax.agents(verb) if _is_party(a)] if people else None
    if lemma in ("host", "convene", "welcome", "greet"):
        if lemma in ("welcome", "greet"):
            goal = syntax.obliques(verb, "to") or [g for p in people[-1:] for g in syntax.obliques(p, "to")]
            people = [p for p in people if p.ent_type_ == "PERSON" and (goal or syntax.obliques(verb, "at", "in"))
                      or p.ent_type_ in ("", "ORG") and p.pos_ == "PROPN" and goal]
        return people or None
    return people or None


def _met(verb: Any, lemma: str) -> list[Any] | None:
    others = syntax.obliques(verb, "with", "to") if lemma in ("speak", "talk") else syntax.obliques(verb, "with")
    if lemma in ("meet", "reconvene"):
        aim = min((c.i for c in verb.rights if c.dep_ == "advcl"), default=len(verb.doc))
        objects = [p for p in syntax.patients(verb) if p.dep_ != "nsubjpass" and p.i < aim]
        if objects and (not any(_is_party(p) for p in objects) or verb.dep_ == "acl" and all(p.ent_type_ in ("GPE", "NORP") for p in objects)):
            return None
        others = others or [p for p in objects if _is_party(p)]
    if lemma == "engage" and (syntax.obliques(verb, "in") or not others):
        return None
    if syntax.is_negated(verb):
        return None
    if lemma in ("speak", "talk", "converse"):
        about = syntax.obliques(verb, "about", "on", "of", "for", "in")
        if about and not others and not any(a.ent_type_ == "PERSON" for a in syntax.agents(verb)):
            return None
        if about and others and lemma == "speak" and not any(
                o.pos_ in ("PRON", "PROPN") or any(t.ent_type_ == "PERSON" for t in o.subtree) for o in others):
            return None
    if others and not any(_is_party(o) or any(c.ent_type_ == "PERSON" for c in o.subtree) for o in others):
        return None
    if not others and (not _several(verb) or any(_is_occasion(p) for c in verb.rights if c.dep_ == "conj" for p in syntax.patients(c))):
        return None  # "met and held talks with": the talks name the occasion
    return others


def _is_occasion(token: Any) -> bool:
    return token.lower_ in forms("noun") or token.lemma_.lower() in forms("noun")


def _several(verb: Any) -> bool:
    subjects = syntax.agents(verb)
    return len(subjects) > 1 or any(s.lemma_.lower() in _BODIES or s.tag_ in ("NNS", "NNPS") or s.lower_ in ("they", "we", "both", "two") for s in subjects)


def _visited(verb: Any, lemma: str) -> list[Any] | None:
    if lemma in ("visit", "tour"):
        places = [p for p in syntax.patients(verb) if p.pos_ == "PROPN" or p.ent_type_]
    else:
        places = [p for p in syntax.obliques(verb, "to", "for", "in", "at") if p.ent_type_ in ("GPE", "LOC", "FAC", "ORG") or p.pos_ == "PROPN"]
    return places or None


def _is_party(token: Any) -> bool:
    if token.ent_type_ in ("PERSON", "GPE", "ORG", "NORP") or token.pos_ == "PROPN":
        return True
    lemma = token.lemma_.lower()
    return token.pos_ in ("NOUN", "PRON") and (token.lower_ in ("him", "her", "them", "he", "she", "they") or lemma in forms("party"))


def _urges(verb: Any) -> bool:
    """Say whether "call on" asks for something rather than pays a visit."""
    return any(c.dep_ in ("xcomp", "ccomp", "advcl") for c in verb.children) or any(
        c.dep_ in ("relcl", "acl") and c.tag_ == "VB" for o in syntax.obliques(verb, "on", "upon") for c in o.children)
