"""Acts: who does what towards whom, about what; read by a small encoder from candidates that the earlier stages found."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg import syntax
from kg.extract import encoder
from kg.extract.frame import RELATIONS, frames
from kg.model import COLLECTIVE, STANCES, Attribution, Links, Parsed, Statement

SYMMETRIC = ("agrees", "cooperates")
PERSONAL = ("thanks", "congratulates", "praises", "invites")
"""Acts whose actor or target may be a person."""
ACTOR, OBJECT, ABOUT = 0, 1, 2
_PARTY_KINDS = ("Country", "Organization", "Person")
_LIKELY = 0.15
_ABOUT_KINDS = ("Country", "Agreement", "Project", "Meeting", "Place", "Organization")


@dataclass(frozen=True, slots=True)
class Act:
    """What the encoder found in one sentence for one relation, before it is spread over its actors."""

    sentence: int
    relation: str
    actors: tuple[str, ...]
    objects: tuple[str, ...]
    about: tuple[str, ...]
    stance: str
    conditional: bool
    confidence: float


def decode(reading: encoder.Reading, parsed: Parsed, links: Links, cuts: Mapping[str, float]) -> Iterator[Act]:
    """Yield the acts of a sentence whose probabilities pass the thresholds `cuts`.

    `cuts` holds actor, object, about, topic, relation, and one for each relation that has its own. Where the verb or noun
    that speaks for the act has a subject or owner of its own, that is the actor.
    """
    for r, relation in enumerate(RELATIONS):
        chance = float(reading.relations[r])
        if chance < cuts.get(relation, cuts["relation"]):
            continue
        predicate = _predicate(reading, r, parsed)
        actors = _actors(reading, links, r, cuts, _agents(predicate, reading.frame.sentence, links))
        objects = () if relation in (*SYMMETRIC, "discusses") else _pick(reading, links, r, OBJECT, cuts["object"], _PARTY_KINDS)
        about = _about(reading, links, r, cuts, alone=not objects and not (relation in SYMMETRIC and len(actors) > 1))
        stance = STANCES[int(reading.stances[r].argmax())]
        roots = [predicate] if predicate is not None else []
        roots.append(parsed.tokens(parsed.sentences[reading.frame.sentence].span).root)
        conditional = stance == "committed" and any(syntax.is_conditional(v) for v in roots)
        yield Act(reading.frame.sentence, relation, actors, objects, about, stance, conditional, chance)


def _predicate(reading: encoder.Reading, r: int, parsed: Parsed) -> Any | None:
    """Return the verb or noun that speaks most for a relation; None where the preamble does."""
    start, end = reading.frame.offsets[int(reading.triggers[r])]
    found = parsed.doc.char_span(start, end, alignment_mode="expand") if start >= 0 else None
    if found is None:
        return None
    return found[0] if found[0].pos_ in ("VERB", "AUX", "NOUN", "PROPN") else syntax.predicate_of(found[0])


def _agents(predicate: Any | None, sentence: int, links: Links) -> tuple[str, ...]:
    """Return the entities that the grammar makes the agents of a predicate."""
    heads = syntax.agents(predicate) if predicate is not None else []
    named = [k for k in links.in_sentence(sentence, *_PARTY_KINDS) if k.mention.kind in (*_PARTY_KINDS, COLLECTIVE)]
    return tuple(dict.fromkeys(k.entity for h in heads for k in named if k.mention.span.start <= h.idx < k.mention.span.end))


def _actors(reading: encoder.Reading, links: Links, r: int, cuts: Mapping[str, float], agents: tuple[str, ...]) -> tuple[str, ...]:
    relation = RELATIONS[r]
    if relation == "discusses":
        return ()
    found = _pick(reading, links, r, ACTOR, cuts["actor"], _PARTY_KINDS)
    told = tuple(dict.fromkeys(a for e in agents if (a := _side(e, relation, found, links)) is not None))
    if relation in SYMMETRIC:
        found = told if len(told) > 1 else found
        return found if len(found) > 1 else tuple(dict.fromkeys((*found, *_best(reading, links, r, 2))))[:2]
    return told or found or _best(reading, links, r, 1)


def _side(entity: str, relation: str, found: tuple[str, ...], links: Links) -> str | None:
    """Return who acts where this entity is the agent: a person's side, unless the act is the person's own."""
    if links.entity(entity).kind != "Person":
        return entity
    side = links.side_of(entity)
    if relation in PERSONAL and (side is None or side not in found):
        return entity
    return side


def _about(reading: encoder.Reading, links: Links, r: int, cuts: Mapping[str, float], *, alone: bool) -> tuple[str, ...]:
    """Return what an act is about; an act that would stand `alone` takes the likeliest topic, if it is likely at all."""
    names = encoder.settings()["topics"]
    things = _pick(reading, links, r, ABOUT, cuts["about"], _ABOUT_KINDS)
    chances = reading.topics[r]
    topics = [f"topic:{names[t]}" for t in (chances >= cuts["topic"]).nonzero()[0]]
    if not topics and not things and alone and chances.max() >= _LIKELY:
        topics = [f"topic:{names[int(chances.argmax())]}"]
    return tuple(dict.fromkeys((*things, *topics)))


def _scores(reading: encoder.Reading, links: Links, r: int, part: int, kinds: Iterable[str]) -> dict[str, float]:
    best: dict[str, float] = {}
    for candidate, row in zip(reading.frame.candidates, reading.parts, strict=True):
        for entity in candidate.entities:
            if links.entity(entity).kind in kinds:
                best[entity] = max(best.get(entity, 0.0), float(row[part, r]))
    return best


def _pick(reading: encoder.Reading, links: Links, r: int, part: int, cut: float, kinds: Iterable[str]) -> tuple[str, ...]:
    scores = _scores(reading, links, r, part, kinds)
    return tuple(e for e, p in sorted(scores.items(), key=lambda x: (-x[1], x[0])) if p >= cut)


def _best(reading: encoder.Reading, links: Links, r: int, count: int) -> tuple[str, ...]:
    scores = _scores(reading, links, r, ACTOR, ("Country", "Organization"))
    return tuple(e for e, _ in sorted(scores.items(), key=lambda x: (-x[1], x[0]))[:count])


def statements(act: Act, parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Spread an act over its actors and targets: one symmetric statement a pair, else one for each actor and target."""
    evidence = (parsed.cite(parsed.sentences[act.sentence].span, "acts", act.confidence),)
    speakers = attribution.speakers[act.sentence]
    common = {"about": act.about, "stance": act.stance, "conditional": act.conditional, "evidence": evidence}
    if act.relation in SYMMETRIC:
        speaker = speakers[0] if len(speakers) == 1 else None
        common["reported_by"] = _reporter(speaker, links)
        for a, b in itertools.combinations(sorted(act.actors), 2):
            yield Statement(a, act.relation, b, speaker=speaker, **common)
        return
    for actor in act.actors:
        speaker = _speaker(actor, speakers, links)
        about = tuple(a for a in act.about if a != actor)
        speaker = _speaker(actor, speakers, links)
        common |= {"about": about, "reported_by": _reporter(speaker, links)}
        for target in [t for t in act.objects if t != actor] or [None]:
            if target or about:
                yield Statement(actor, act.relation, target, speaker=speaker, **common)


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
    """Yield the acts of a document, in text order."""
    cuts = encoder.settings()["cuts"]
    found = [act for reading in encoder.read(list(frames(parsed, links, attribution)))
             for act in decode(reading, parsed, links, cuts)]
    for act in sorted(found, key=lambda a: (a.sentence, RELATIONS.index(a.relation))):
        if act.relation == "discusses":
            yield from _discussed(act, parsed, links)
        else:
            yield from statements(act, parsed, links, attribution)


def _discussed(act: Act, parsed: Parsed, links: Links) -> Iterator[Statement]:
    """Yield what the meeting is about that the sentence names, or else the one that the text reports."""
    named = [k.entity for k in links.in_sentence(act.sentence, "Meeting")]
    reported = [o.meeting for o in links.occasions if o.reported]
    for meeting in (named or reported)[:1]:
        evidence = (parsed.cite(parsed.sentences[act.sentence].span, "acts", act.confidence),)
        yield from (Statement(meeting, "discusses", about, evidence=evidence) for about in act.about if about != meeting)
