"""Which statements of two documents say the same thing, and where they part: one claim of A to one claim of B."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg import ontology
from kg.authority import state_of
from kg.model import Document, Entity, Extraction, Span, Statement
from kg.views.counterparts import assign, content_words, counterparts
from kg.views.days import dates_meet
from kg.views.sides import spoken_for
from kg.vocab import slug

ENOUGH = 0.45
"""The least likeness of two acts that are taken for one."""
HALF = 0.5
"""The share of matters that two opposed acts have in common, and of words that two acts without a common matter have."""

_COOPERATIVE = frozenset({"SUPPORT", "AGREE", "COOPERATE", "AID"})
_AGAINST = frozenset({"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "COERCE", "ASSAULT"})


@dataclass(frozen=True, slots=True)
class Aligned:
    """What A and B both tell, mostly one statement of each. `kind` is both, reworded or conflicting; `differs` names in what:
    polarity, relation, actor, target, topics, stance, date, place, wording."""

    a: tuple[Statement, ...]
    b: tuple[Statement, ...]
    kind: str
    differs: tuple[str, ...] = ()

    def mirrored(self) -> Aligned:
        """Return the same seen from B."""
        return Aligned(self.b, self.a, self.kind, self.differs)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in names that both documents share: `actor` and `target` are its ends, `side` the state of a person."""

    statement: Statement
    actor: str
    target: str | None
    side: str
    target_side: str | None
    matters: frozenset[str]
    words: frozenset[str]

    @property
    def relation(self) -> ontology.Relation:
        """Return the type of the statement."""
        return ontology.relation(self.statement.relation)


def align(a: Extraction, b: Extraction) -> tuple[Aligned, ...]:
    """Return what both documents tell; each statement stands in one alignment at most.

    A pair is `both` where nothing differs, `conflicting` where polarity or date cannot both be true, else `reworded`.
    What one says was discussed and the other tells in acts on that matter is `reworded` too. `align(b, a)` is the
    mirror of `align(a, b)`.

    >>> from kg.model import Document
    >>> said = Statement("country:CHN", "supports", "country:PAK")
    >>> one = Extraction(Document.of("x"), (), (), (said,))
    >>> [x.kind for x in align(one, one)]
    ['both']
    """
    one = counterparts(a, b)
    shared = {x: min(x, y) for x, y in one}, {y: min(x, y) for x, y in one}
    left, right = (_claims(x, names) for x, names in zip((a, b), shared, strict=True))
    places = _places((*a.entities, *b.entities), {**shared[0], **shared[1]})
    common = Counter(w for c in (*left, *right) for w in c.words)
    theirs = {c.statement.id: c for c in right}
    equal = [(c, theirs[c.statement.id]) for c in left if c.statement.id in theirs]
    ids = {c.statement.id for c, _ in equal}
    rest = ([c for c in claims if c.statement.id not in ids] for claims in (left, right))
    alike = assign(*rest, lambda x, y: _likeness(x, y, places), _name, lambda c: _keys(c, common))
    pairs = [_aligned(x, y) for x, y in (*equal, *alike)]
    told = [*_told_in_acts(left, right, pairs),
            *(x.mirrored() for x in _told_in_acts(right, left, [p.mirrored() for p in pairs]))]
    return tuple(sorted((*pairs, *told), key=lambda x: _order(x, a.document, b.document)))


def start(statement: Statement) -> int:
    """Return where a statement stands first in its document.

    >>> from kg.model import Evidence
    >>> start(Statement("country:CHN", "supports", "country:PAK", evidence=(Evidence("d", Span(7, 31), "...", "acts"),)))
    7
    """
    return min((e.span for e in statement.evidence), default=Span(0, 0)).start


def _claims(x: Extraction, shared: Mapping[str, str]) -> list[Claim]:
    sides = spoken_for(x)

    def name(id: str) -> str:
        return shared.get(id, id)

    return [Claim(s, name(s.subject), name(s.object) if s.object else None, name(sides.get(s.subject, s.subject)),
                  name(sides.get(s.object, s.object)) if s.object else None, frozenset(map(name, s.about)),
                  frozenset().union(*(content_words(e.quote) for e in s.evidence))) for s in x.statements]


def _name(claim: Claim) -> str:
    """Return what tells a claim from others of both documents, in shared names."""
    s = claim.statement
    return repr((s.relation, claim.actor, claim.target, sorted(claim.matters), s.stance, s.id, start(s)))


def _places(entities: Iterable[Entity], names: Mapping[str, str]) -> Mapping[str, str]:
    """Return for each place and state, by its shared name, the state that it lies in."""
    return {names.get(e.id, e.id): state for e in entities if (state := state_of(e))}


def _keys(c: Claim, common: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Yield keys of which two claims that are at all alike share one.

    Acts without a common matter have half of their words in common, so they share one of the rarer half of each.
    """
    ends = {c.actor, c.side} | ({c.target or "", c.target_side or ""} if c.relation.symmetric else set())
    if c.relation.kind == "fact":
        yield from ((end, c.relation.name) for end in ends)
        return
    rarer = sorted(c.words, key=lambda w: (common[w], w))[:len(c.words) // 2 + 1]
    for end in ends:
        yield from ((end, "on", matter) for matter in c.matters or (c.relation.name,))
        yield from ((end, "in", word) for word in rarer)


def _likeness(x: Claim, y: Claim, places: Mapping[str, str]) -> float:
    if x.relation.kind == "fact" or y.relation.kind == "fact":
        return _likeness_of_facts(x, y, places) if x.relation == y.relation else 0.0
    kind = _kinship(x.relation, y.relation)
    ends = max(_ends(p, q) for p, q in _ways_round(x, y))
    if not kind or not ends:
        return 0.0
    common, words = _share(x.matters, y.matters), _share(x.words, y.words)
    if not x.matters | y.matters and x.relation == y.relation:
        common = 0.5  # two thanks for nothing named are likely one, but do not outweigh a matter in common
    if _opposed(x.relation, y.relation) and common < HALF or not common and words < HALF:
        return 0.0
    alike = kind * ends * (0.4 + 0.45 * common + 0.15 * words - 0.01 * len(_details(x, y)))
    return alike if alike >= ENOUGH else 0.0


def _share(x: frozenset[str], y: frozenset[str]) -> float:
    return len(x & y) / len(x | y) if x | y else 0.0


_Ends = tuple[str, str, str | None, str | None]
"""Actor, the side of the actor, target, the side of the target."""


def _ways_round(x: Claim, y: Claim) -> Iterator[tuple[_Ends, _Ends]]:
    """Yield the ends of two claims as they stand and, where neither has a direction, with one of them turned round."""
    p, q = ((c.actor, c.side, c.target, c.target_side) for c in (x, y))
    yield p, q
    if x.relation.symmetric and y.relation.symmetric:
        yield from ((turned, q) for turned in _turned(p))
        yield from ((p, turned) for turned in _turned(q))


def _turned(ends: _Ends) -> Iterator[_Ends]:
    actor, side, target, target_side = ends
    if target is not None and target_side is not None:
        yield target, target_side, actor, side


def _kinship(x: ontology.Relation, y: ontology.Relation) -> float:
    """Return how near two kinds of act are: the same, of one PLOVER type or both joint, of one temper, or opposed."""
    types = {x.plover, y.plover}
    if x == y:
        return 1.0
    if len(types) == 1 or types == {"AGREE", "COOPERATE"}:
        return 0.85
    if types <= _COOPERATIVE or types <= _AGAINST or types & _COOPERATIVE and types & {"ACCUSE", "REJECT"}:
        return 0.7
    return 0.0


def _ends(x: _Ends, y: _Ends) -> float:
    actor = 1.0 if x[0] == y[0] else 0.85 if x[1] == y[1] else 0.0
    target = 1.0 if x[2] == y[2] else 0.85 if None in (x[2], y[2]) or x[3] == y[3] else 0.0
    return actor * target


def _likeness_of_facts(x: Claim, y: Claim, places: Mapping[str, str]) -> float:
    same = {x.actor, x.target} == {y.actor, y.target} if x.relation.symmetric else (x.actor, x.target) == (y.actor, y.target)
    if same:
        return 1.0 if not _details(x, y) else 0.9
    if x.actor == y.actor and x.relation.name == "takesPlaceOn":
        return 0.8 if dates_meet([_period(x)], [_period(y)]) else 0.6
    near = x.actor == y.actor and x.target and y.target and places.get(x.target) == places.get(y.target) is not None
    return 0.7 if near and x.relation.name in ("takesPlaceIn", "visits") else 0.0


def _details(x: Claim, y: Claim) -> tuple[str, ...]:
    """Return in what two claims differ, their ends and relations aside."""
    s, t = x.statement, y.statement
    p, q = s.qualifiers, t.qualifiers
    found = ["polarity"] if s.negated != t.negated else []
    if None not in (p.date, q.date) and (p.date, p.end) != (q.date, q.end):
        found.append("date")
    if (s.stance, s.conditional) != (t.stance, t.conditional):
        found.append("stance")
    if x.matters != y.matters:
        found.append("topics")
    if any(u and v and slug(u) != slug(v) for u, v in ((p.label, q.label), (p.office, q.office))):
        found.append("wording")
    return tuple(found)


def _aligned(x: Claim, y: Claim) -> Aligned:
    differs = [*_details(x, y), *_differing_ends(x, y)]
    if x.relation != y.relation:
        differs.append("polarity" if _opposed(x.relation, y.relation) else "relation")
    conflict = "polarity" in differs or "date" in differs and not dates_meet([_period(x)], [_period(y)])
    kind = "conflicting" if conflict else "reworded" if differs else "both"
    return Aligned((x.statement,), (y.statement,), kind, tuple(sorted(set(differs))))


def _differing_ends(x: Claim, y: Claim) -> Iterator[str]:
    if x.relation.symmetric and y.relation.symmetric and {x.actor, x.target} == {y.actor, y.target}:
        return
    if x.actor != y.actor:
        yield "actor"
    if x.target != y.target:
        yield {"takesPlaceOn": "date", "takesPlaceIn": "place", "visits": "place"}.get(x.relation.name, "target")


def _period(claim: Claim) -> str:
    """Return when a claim says that something is, `first/last`: the object of takesPlaceOn, else the date that narrows it."""
    q = claim.statement.qualifiers
    first = claim.target if claim.relation.name == "takesPlaceOn" else q.date
    return f"{first}/{q.end or first}"


def _opposed(x: ontology.Relation, y: ontology.Relation) -> bool:
    types = {x.plover, y.plover}
    return bool(types & _COOPERATIVE and types & _AGAINST)


def _told_in_acts(left: list[Claim], right: list[Claim], found: list[Aligned]) -> list[Aligned]:
    """Align what the left says was discussed, and nothing else was aligned with, to the acts of the right on that matter."""
    used = {s.id for f in found for s in f.a}, {s.id for f in found for s in f.b}
    parties = {c.side for c in (*left, *right) if c.statement.relation == "takesPartIn"}
    more = []
    for c in left:
        if c.statement.relation == "discusses" and c.statement.id not in used[0] and c.target not in parties:
            acts = tuple(d.statement for d in right if c.target in d.matters and d.statement.id not in used[1])
            if acts:
                used[1].update(s.id for s in acts)
                more.append(Aligned((c.statement,), acts, "reworded", ("relation",)))
    return more


def _order(x: Aligned, a: Document, b: Document) -> tuple[object, ...]:
    """Return a place in the reading order of both documents, which is the same from either side."""
    middle = sum(min(map(start, said)) / (len(d.text) or 1) for said, d in ((x.a, a), (x.b, b)))
    first = x.a if a.id <= b.id else x.b
    return round(middle, 9), sorted(s.id for s in (*x.a, *x.b)), [s.id for s in first]
