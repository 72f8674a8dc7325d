"""Acts: who does what towards whom, about what; read by a small encoder from candidates that the earlier stages found."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg import ontology, syntax
from kg.extract import confidence, encoder
from kg.extract.frame import RELATIONS, Frame, frames
from kg.model import STANCES, Attribution, Links, Parsed, Statement
from kg.occasions import forms

PERSONAL = ("thanks", "congratulates", "praises", "invites")
"""Acts whose actor or target may be a person."""
ACTOR, OBJECT, ABOUT = 0, 1, 2
_SIDE_KINDS = ("Country", "Organization")
_PARTY_KINDS = (*_SIDE_KINDS, "Person")
_LIKELY = 0.15
_ALONE = 0.3
"""An act whose actor nobody passes the threshold for takes the likeliest, if it is as likely as this; else there is none."""
_BY_DENIAL = ("rejects", "opposes", "criticises", "urges", "pledges", "threatens")
"""Acts that a negation makes, rather than denies: "does not accept", "must not interfere", "will not be the first"."""
_ABOUT_KINDS = ("Country", "Agreement", "Project", "Meeting", "Place", "Organization")


Likely = dict[str, float]
"""Entities in order of the probability that the act is there and that they have this part in it."""


@dataclass(frozen=True, slots=True)
class Act:
    """What the encoder found in one sentence for one relation, before it is spread over its actors."""

    sentence: int
    relation: str
    actors: Likely
    objects: Likely
    about: Likely
    stance: str
    negated: bool
    conditional: bool


def decode(reading: encoder.Reading, parsed: Parsed, links: Links, cuts: Mapping[str, float]) -> Iterator[Act]:
    """Yield the acts of a sentence whose probabilities pass the thresholds `cuts`.

    `cuts` holds actor, object, about, topic, relation, one for each relation that has its own, and agenda: for what a meeting
    discusses, in place of about and topic.
    """
    for r, relation in enumerate(RELATIONS):
        chance = float(reading.relations[r])
        if chance < cuts.get(relation, cuts["relation"]):
            continue
        predicate = _predicate(reading, r, parsed)
        if relation != "discusses" and predicate is not None and _done_by_strangers(predicate, reading, links):
            continue
        agents = _named(syntax.agents(predicate) if predicate is not None else (), reading.frame.sentence, links)
        actors = _actors(reading, links, r, cuts, agents)
        objects = {} if relation == "discusses" or is_symmetric(relation) else _targets(reading, links, r, cuts["object"])
        named = predicate is not None and (int(reading.triggers[r]), r) in reading.frame.hints
        if named and predicate.pos_ == "VERB" and relation != "discusses" and not is_symmetric(relation):
            actors = _corrected(actors, agents) or dict.fromkeys(sorted(agents), chance * cuts["actor"])
            objects = _corrected(objects, _named(syntax.patients(predicate), reading.frame.sentence, links))
        about = _about(reading, links, r, cuts, alone=not objects and not (is_symmetric(relation) and len(actors) > 1))
        stance = STANCES[int(reading.stances[r].argmax())]
        roots = [predicate] if predicate is not None else []
        roots.append(parsed.tokens(parsed.sentences[reading.frame.sentence].span).root)
        conditional = stance == "committed" and any(syntax.is_conditional(v) for v in roots)
        negated = named and relation not in _BY_DENIAL and syntax.is_denied(predicate)
        yield Act(reading.frame.sentence, relation, actors, objects, about, stance, negated, conditional)


def _done_by_strangers(predicate: Any, reading: encoder.Reading, links: Links) -> bool:
    """Say whether the subject of a verb is somebody whom no entity stands for, in a sentence that names no entity at all.

    Who only the preamble names does not act there: "film critics liked the documentary".
    """
    if predicate.pos_ != "VERB" or any(links.entity(k.entity).kind != "Topic" for k in links.in_sentence(reading.frame.sentence)):
        return False
    doers = syntax.agents(predicate)
    return bool(doers) and all(d.pos_ == "NOUN" and d.lemma_.lower() not in forms("party") for d in doers)


def _predicate(reading: encoder.Reading, r: int, parsed: Parsed) -> Any | None:
    """Return the verb or noun that speaks most for a relation; None where the preamble does."""
    start, end = reading.frame.offsets[int(reading.triggers[r])]
    found = parsed.doc.char_span(start, end, alignment_mode="expand") if start >= 0 else None
    if found is None:
        return None
    return found[0] if found[0].pos_ in ("VERB", "AUX", "NOUN", "PROPN") else syntax.predicate_of(found[0])


def _named(heads: Iterable[Any], sentence: int, links: Links) -> frozenset[str]:
    """Return the states and bodies that phrases name by their own name."""
    named = [k for k in links.in_sentence(sentence, *_SIDE_KINDS) if k.mention.kind in _SIDE_KINDS]
    return frozenset(k.entity for h in heads for k in named if k.mention.span.start <= h.idx < k.mention.span.end)


def _corrected(found: Likely, spelt: frozenset[str]) -> Likely:
    """Return those whom the grammar spells out as subject or object of the verb where the encoder has only others."""
    sure = max(found.values(), default=0.0)
    return dict.fromkeys(sorted(spelt), sure) if spelt and found and not spelt & found.keys() else found


def _actors(reading: encoder.Reading, links: Links, r: int, cuts: Mapping[str, float], agents: frozenset[str]) -> Likely:
    """Return who acts: those above the threshold, or the likeliest; of a joint act, the second too if it is likely at all.

    Where the grammar names some of them as `agents` of the act, the others do not act.
    """
    relation = RELATIONS[r]
    if relation == "discusses":
        return {}
    found = _pick(reading, links, r, ACTOR, cuts["actor"], _PARTY_KINDS)
    if is_symmetric(relation):
        return found if len(found) > 1 else dict([*(found | _pick(reading, links, r, ACTOR, _LIKELY, _SIDE_KINDS)).items()][:2])
    return ({e: p for e, p in found.items() if e in agents} or found
            or dict([*_pick(reading, links, r, ACTOR, _ALONE, _SIDE_KINDS).items()][:1]))


def is_symmetric(relation: str) -> bool:
    """Say whether a relation holds both ways, as the ontology has it; then whoever acts is on either side.

    >>> is_symmetric("agrees"), is_symmetric("thanks")
    (True, False)
    """
    return ontology.relation(relation).symmetric


def _targets(reading: encoder.Reading, links: Links, r: int, cut: float) -> Likely:
    """Return whom an act is done to: only those whom the sentence names, for a partner who is merely present is no target.

    On texts that training did not see, four of eighteen targets that only the preamble names were right.
    """
    offsets = reading.frame.offsets
    here = {party(e, RELATIONS[r], links) for c in reading.frame.candidates for e in c.entities if any(offsets[p][0] >= 0 for p in c.pieces)}
    return {e: p for e, p in _pick(reading, links, r, OBJECT, cut, _PARTY_KINDS).items() if e in here}


def party(entity: str, relation: str, links: Links) -> str:
    """Return who acts or is acted upon where this entity is named: a person's side, unless the act is a personal one.

    >>> _, links, _ = understood("Foreign Minister Sara Khan of Pakistan spoke.")
    >>> party("person:sara-khan", "supports", links), party("person:sara-khan", "invites", links)
    ('country:PAK', 'person:sara-khan')
    """
    if relation in PERSONAL or links.entity(entity).kind != "Person":
        return entity
    return links.side_of(entity) or entity


def _about(reading: encoder.Reading, links: Links, r: int, cuts: Mapping[str, float], *, alone: bool) -> Likely:
    """Return what an act is about; an act that would stand `alone` takes the likeliest topic, if it is likely at all."""
    names = encoder.settings()["topics"]
    own = cuts.get("agenda") if RELATIONS[r] == "discusses" else None
    for_things, for_topics = (own, own) if own else (cuts["about"], cuts["topic"])
    things = _pick(reading, links, r, ABOUT, for_things, _ABOUT_KINDS)
    chances = reading.topics[r] * reading.relations[r]
    topics = {f"topic:{names[t]}": float(chances[t]) for t in (chances >= for_topics).nonzero()[0]}
    if not topics and not things and alone and chances.max() >= _LIKELY:
        topics = {f"topic:{names[int(chances.argmax())]}": float(chances.max())}
    return things | topics


def _pick(reading: encoder.Reading, links: Links, r: int, part: int, cut: float, kinds: Iterable[str]) -> Likely:
    """Return the entities of these kinds whose joint probability passes `cut`, likeliest first."""
    best: Likely = {}
    for candidate, row in zip(reading.frame.candidates, reading.parts, strict=True):
        for named in candidate.entities:
            entity = named if part == ABOUT else party(named, RELATIONS[r], links)
            if links.entity(entity).kind in kinds:
                best[entity] = max(best.get(entity, 0.0), float(row[part, r] * reading.relations[r]))
    found = {e: p for e, p in sorted(best.items(), key=lambda x: (-x[1], x[0])) if p >= cut}
    return found if part == ABOUT else {e: p for e, p in found.items() if not _outdone(e, found, links)}


def _outdone(entity: str, found: Likely, links: Links) -> bool:
    """Tell whether a person's side has the part rather than the person, or the other way round: never both."""
    return any(p > found[entity] for e, p in found.items() if entity == links.side_of(e) or e == links.side_of(entity))


def statements(act: Act, parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Spread an act over its actors and targets: one symmetric statement a pair, else one for each actor and target.

    >>> act = Act(0, "cooperates", {"country:CHN": 0.9, "country:PAK": 0.8}, {}, {}, "asserted", False, False)
    >>> [(s.subject, s.object) for s in statements(act, *understood("China and Pakistan cooperate."))]
    [('country:CHN', 'country:PAK')]
    """
    return (s for s, _ in likely_statements(act, parsed, links, attribution))


def likely_statements(act: Act, parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[tuple[Statement, float]]:
    """Yield the statements of an act, each with the probability that the encoder gives it.

    >>> act = Act(0, "cooperates", {"country:CHN": 0.9, "country:PAK": 0.8}, {}, {}, "asserted", False, False)
    >>> [(s.subject, s.object, sure) for s, sure in likely_statements(act, *understood("China and Pakistan cooperate."))]
    [('country:CHN', 'country:PAK', 0.8)]
    """
    speakers = attribution.speakers[act.sentence]
    joint = is_symmetric(act.relation)
    for actor, target in _pairs(act):
        about = {a: p for a, p in act.about.items() if joint or a != actor}
        if target is None and not about:
            continue
        speaker = (speakers[0] if len(speakers) == 1 else None) if joint else _speaker(actor, speakers, links)
        other = act.actors if joint else act.objects
        sure = min(act.actors[actor], other[target] if target else max(about.values()))
        evidence = (parsed.cite(parsed.sentences[act.sentence].span, "acts", confidence.of_encoder(sure)),)
        yield Statement(actor, act.relation, target, tuple(about), speaker=speaker, stance=act.stance, evidence=evidence,
                        negated=act.negated, conditional=act.conditional, reported_by=_reporter(speaker, links)), sure


def _pairs(act: Act) -> Iterator[tuple[str, str | None]]:
    """Yield actor and target; a joint act with one actor is one with partners whom the sentence does not name."""
    if is_symmetric(act.relation):
        yield from itertools.combinations(sorted(act.actors), 2) if len(act.actors) > 1 else ((a, None) for a in act.actors)
        return
    for actor in act.actors:
        yield from ((actor, t) for t in [t for t in act.objects if t != actor] or [None])


def _speaker(actor: str, speakers: tuple[str, ...], links: Links) -> str | None:
    """Return who says it: the only speaker, or of several the one who speaks for the actor."""
    if len(speakers) == 1:
        return speakers[0]
    return next((s for s in speakers if actor in (s, links.side_of(s))), None)


def _reporter(speaker: str | None, links: Links) -> str | None:
    """Return the publisher's side where it tells what another side said."""
    side = links.side_of(speaker) or speaker if speaker else None
    return links.home if side and links.home and side != links.home else None


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield the acts of a document, in text order.

    >>> [(s.subject, s.relation, s.object) for s in extract(*understood("China thanked Pakistan for its support."))]
    [('country:CHN', 'thanks', 'country:PAK')]
    """
    cuts = encoder.settings()["cuts"]
    worth = [f for f in frames(parsed, links, attribution) if _may_act(f, parsed)]
    found = [act for reading in encoder.read(worth) for act in decode(reading, parsed, links, cuts)]
    for act in sorted(found, key=lambda a: (a.sentence, RELATIONS.index(a.relation))):
        if act.relation == "discusses":
            yield from _discussed(act, parsed, links)
        else:
            yield from statements(act, parsed, links, attribution)


def _may_act(frame: Frame, parsed: Parsed) -> bool:
    """Say whether a sentence is worth the encoder's time: no title, which its text tells again, and no list of names."""
    sentence = parsed.sentences[frame.sentence]
    if sentence.paragraph == 0 and parsed.document.title:
        return False
    return bool(frame.hints) or any(t.pos_ in ("VERB", "AUX") for t in parsed.tokens(sentence.span))


def _discussed(act: Act, parsed: Parsed, links: Links) -> Iterator[Statement]:
    """Yield what the meeting is about that the sentence names, or else the one that the text reports."""
    named = [k.entity for k in links.in_sentence(act.sentence, "Meeting")]
    reported = [o.meeting for o in links.occasions if o.reported]
    for meeting in (named or reported)[:1]:
        for about in (a for a in act.about if a != meeting):
            evidence = (parsed.cite(parsed.sentences[act.sentence].span, "acts", confidence.of_encoder(act.about[about])),)
            yield Statement(meeting, "discusses", about, evidence=evidence)
