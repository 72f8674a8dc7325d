"""Acts: who does what towards whom, about what; read by a small encoder from candidates that the earlier stages found."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.extract import encoder
from kg.extract.frame import RELATIONS, frames
from kg.model import STANCES, Attribution, Links, Parsed, Statement

SYMMETRIC = ("agrees", "cooperates")
PERSONAL = ("thanks", "congratulates", "praises", "invites")
"""Acts whose actor or target may be a person."""
ACTOR, OBJECT, ABOUT = 0, 1, 2
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
    confidence: float


def decode(reading: encoder.Reading, links: Links, cuts: Mapping[str, float]) -> Iterator[Act]:
    """Yield the acts of a sentence whose probabilities pass the thresholds `cuts`.

    `cuts` holds actor, object, about, topic, relation, and one for each relation that has its own.
    """
    names = encoder.settings()["topics"]
    for r, relation in enumerate(RELATIONS):
        chance = float(reading.relations[r])
        if chance < cuts.get(relation, cuts["relation"]):
            continue
        actors = _pick(reading, links, r, ACTOR, cuts["actor"], ("Country", "Organization", "Person"))
        objects = _pick(reading, links, r, OBJECT, cuts["object"], ("Country", "Organization", "Person"))
        things = _pick(reading, links, r, ABOUT, cuts["about"], _ABOUT_KINDS)
        topics = [f"topic:{names[t]}" for t in (reading.topics[r] >= cuts["topic"]).nonzero()[0]]
        if relation == "discusses":
            actors, objects = (), ()
        elif not actors:
            actors = _best(reading, links, r, 2 if relation in SYMMETRIC else 1)
        if relation in SYMMETRIC:
            objects = ()
            if len(actors) == 1:
                actors = tuple(dict.fromkeys((*actors, *_best(reading, links, r, 2))))[:2]
        if not topics and not things and not objects and not (relation in SYMMETRIC and len(actors) > 1):
            topics = [f"topic:{names[int(reading.topics[r].argmax())]}"]
        about = tuple(dict.fromkeys((*things, *topics)))
        stance = STANCES[int(reading.stances[r].argmax())]
        yield Act(reading.frame.sentence, relation, actors, objects, about, stance, chance)


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
    common = {"about": act.about, "stance": act.stance, "evidence": evidence}
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
             for act in decode(reading, links, cuts)]
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
