"""Decisions onto the graph of one document, so that what was there before can be had back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kg import authority, ontology
from kg.contracts import Quad
from kg.corrections.decisions import Accepted, Added, Corrections, Decision, Rejected, Renamed, Same, Split, kind_of
from kg.errors import VocabularyError
from kg.model import Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement
from kg.rdf import DATED, from_quads, graph_of, named, to_quads
from kg.vocab import bkg, literal, node, value

PATCH = node(bkg("patch"))
EXTRACTOR = "person"
"""Who found what a person added."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What became of one statement: its ids before and after ("" where there is none), and the decisions behind it.

    `reason` says why it was left out where no decision rejects it: what it would say is no legal statement.
    """

    before: str
    after: str
    by: tuple[Decision, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """An extraction after the decisions, what became of the statements that they touch, and which were of effect.

    `failed` are additions that could not be made, each with the reason.
    """

    extraction: Extraction
    touched: tuple[Touched, ...] = ()
    applied: tuple[Decision, ...] = ()
    failed: tuple[tuple[Decision, str], ...] = ()


@dataclass(slots=True)
class _Work:
    """One document under correction."""

    corrections: Corrections
    document: Document
    kinds: dict[str, str]
    touched: list[Touched] = field(default_factory=list)
    applied: dict[Decision, None] = field(default_factory=dict)
    failed: list[tuple[Decision, str]] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.document.source, self.document.id, f"document:{self.document.id}")


def correct(extraction: Extraction, corrections: Corrections) -> Corrected:
    """Apply decisions to what was extracted of one document.

    Order: entities are split, change kind and are made one; then they are renamed; then statements, which follow their
    entities, are rejected and accepted by the id that they had before or have now; then statements are added.
    A statement that no longer fits the ontology, or joins a thing to itself, is left out, with the reason.

    >>> li, ming = Entity("person:li", "Person", "Li"), Entity("person:li-ming", "Person", "Li Ming")
    >>> extraction = Extraction(Document.of("Li Ming spoke. Li left."), (li, ming), (), ())
    >>> done = correct(extraction, Corrections((Same("person:li", "person:li-ming", "Li Ming"),)))
    >>> [(e.id, e.aliases) for e in done.extraction.entities]
    [('person:li-ming', ('Li',))]
    """
    work = _Work(corrections, extraction.document, {})
    entities = _entities(work, extraction.entities)
    work.kinds = {id: e.kind for id, e in entities.items()}
    statements = _united(s for s in (_statement(work, s) for s in extraction.statements) if s is not None)
    for added in corrections.of(Added):
        assert isinstance(added, Added)
        if added.document in work.names:
            statements = _united((*statements, *_added(work, added, entities)))
    kept = tuple(sorted(entities.values(), key=lambda e: e.id))
    done = replace(extraction, entities=kept, statements=tuple(statements)) if work.applied else extraction
    return Corrected(done, tuple(work.touched), tuple(work.applied), tuple(work.failed))


def _entities(work: _Work, entities: Iterable[Entity]) -> dict[str, Entity]:
    """Return the entities under the ids that they have at the end; several that become one are joined."""
    found: dict[str, Entity] = {}
    moved: list[tuple[str, Entity, str | None]] = []
    for entity in sorted(entities, key=lambda e: e.id):
        way = list(work.corrections.way(entity.id, work.names))
        if not way:
            found[entity.id] = entity
            continue
        labels = [d.label for _, d in way if isinstance(d, (Same, Split)) and d.label]
        moved.append((way[-1][0], entity, labels[-1] if labels else None))
        work.applied |= dict.fromkeys(d for _, d in way)
    for id, entity, label in moved:
        keeper = found.get(id) or _known(id) or replace(entity, id=id, kind=kind_of(id), label=label or entity.label)
        found[id] = _joined(keeper, entity)
    for renamed in work.corrections.of(Renamed):
        assert isinstance(renamed, Renamed)
        id = work.corrections.final(renamed.entity)
        if id in found and found[id].label != renamed.label:
            found[id] = _joined(replace(found[id], label=renamed.label), found[id])
            work.applied[renamed] = None
    return found


def _joined(keeper: Entity, other: Entity) -> Entity:
    names = {*keeper.aliases, *other.aliases, other.label} - {keeper.label}
    same_as = keeper.same_as if keeper.kind == "Country" else (*keeper.same_as, *other.same_as)
    return replace(keeper, aliases=tuple(sorted(names)), same_as=tuple(sorted(set(same_as))),
                   status=keeper.status or other.status, form=keeper.form or other.form)


def _known(id: str) -> Entity | None:
    """Return a state, body, place or topic that the ontology knows."""
    kind, key = kind_of(id), id.partition(":")[2]
    if kind == "Topic":
        return authority.topics().get(key)
    known = authority.known(kind, key) if kind in ("Country", "Organization", "Place") else None
    return known.entity if known else None


def _statement(work: _Work, before: Statement) -> Statement | None:
    steps = {id: list(work.corrections.way(id, work.names)) for id in named(before)}
    by = tuple(dict.fromkeys(d for way in steps.values() for _, d in way))
    after = _moved(before, {id: way[-1][0] for id, way in steps.items() if way}) if by else before
    by += tuple(d for d in work.corrections.of(Renamed) if d in work.applied and set(named(after)) & {
        work.corrections.final(d.cells[0])})
    reason = _illegal(work, after) if after is not before else ""
    judged = [] if reason else _judged(work, before.id, after)
    for d in judged:
        after = _after(after, d)
    by += tuple(judged)
    work.applied |= dict.fromkeys(by)
    if by:
        work.touched.append(Touched(before.id, after.id if after.evidence and not reason else "", by, reason))
    return after if after.evidence and not reason else None


def _moved(s: Statement, to: dict[str, str]) -> Statement:
    def at(id: str | None) -> str | None:
        return to.get(id, id) if id is not None else None

    return replace(s, subject=to.get(s.subject, s.subject), object=s.object if s.relation == DATED else at(s.object),
                   about=tuple(sorted({to.get(a, a) for a in s.about})), speaker=at(s.speaker), reported_by=at(s.reported_by))


def _illegal(work: _Work, s: Statement) -> str:
    if s.subject == s.object:
        return f"it would join {s.subject} to itself"
    try:
        ontology.check(s, work.kinds.__getitem__)
    except VocabularyError as error:
        return str(error)
    return ""


def _judged(work: _Work, before: str, after: Statement) -> list[Decision]:
    """Return the decisions that name a statement by its id before the entities were corrected, or after."""
    return [d for d in work.corrections.decisions if isinstance(d, (Rejected, Accepted)) and d.statement in (before, after.id)
            and (isinstance(d, Accepted) or not d.quote or any(e.quote == d.quote for e in after.evidence))]


def _after(s: Statement, d: Decision) -> Statement:
    if isinstance(d, Rejected):
        return replace(s, evidence=tuple(e for e in s.evidence if d.quote and e.quote != d.quote))
    return replace(s, evidence=tuple(replace(e, confidence=1.0) for e in s.evidence))


def _united(statements: Iterable[Statement]) -> list[Statement]:
    """Make one of equal statements, with the evidence of each."""
    found: dict[str, Statement] = {}
    for s in statements:
        first = found.setdefault(s.id, s)
        if first is not s:
            found[s.id] = replace(first, evidence=tuple(dict.fromkeys((*first.evidence, *s.evidence))))
    return list(found.values())


def _added(work: _Work, d: Added, entities: dict[str, Entity]) -> Iterator[Statement]:
    """Yield the statement that a person added; where it cannot stand, say why in `work.failed`."""
    start = work.document.text.find(d.quote)
    if start < 0:
        work.failed.append((d, f"the quote does not stand in {work.document.source}, word for word: {d.quote[:60]!r}"))
        return
    cited = Evidence(work.document.id, Span(start, start + len(d.quote)), d.quote, EXTRACTOR, 1.0)
    date = PartialDate(d.date) if d.date else None
    claim = Statement(d.subject, d.relation, d.object or None, tuple(d.about.split()),
                      Qualifiers(d.office or None, d.formula or None, date), d.stance or "asserted", d.speaker or None, None,
                      bool(d.negated), bool(d.conditional), (cited,))
    claim = _moved(claim, {id: work.corrections.final(id, work.names) for id in named(claim)})
    labels = {d.subject: d.subject_label, d.object: d.object_label}
    new = {}
    for id in named(claim):
        found = entities.get(id) or _known(id) or (Entity(id, kind_of(id), labels[id]) if labels.get(id) else None)
        if found is None:
            work.failed.append((d, f"{work.document.source} does not name {id}; give its label"))
            return
        new[id] = found
    work.kinds |= {id: e.kind for id, e in new.items()}
    reason = _illegal(work, claim)
    if reason:
        work.failed.append((d, reason))
        return
    entities |= new
    work.applied[d] = None
    work.touched.append(Touched("", claim.id, (d,)))
    yield claim


def uncorrected(quads: Iterable[Quad]) -> frozenset[Quad]:
    """Return the graph of one document as it was before any correction: the patch that it carries, undone.

    >>> before = frozenset(to_quads(Extraction(Document.of("Li left."), (Entity("person:li", "Person", "Li"),), (), ())))
    >>> uncorrected(corrected(before, Corrections((Renamed("person:li", "Li Ming"),)))[0]) == before
    True
    """
    now = frozenset(quads)
    patches = [q for q in now if q[1] == PATCH]
    if not patches:
        return now
    graph, found = patches[0][3], {"A": set[Quad](), "D": set[Quad]()}
    for line in str(value(patches[0][2])).split("\n"):
        sign, s, p, o = line.removesuffix(" .").split(" ", 3)
        found[sign].add((s, p, o, graph))
    return now - set(patches) - found["A"] | found["D"]


def corrected(quads: Iterable[Quad], corrections: Corrections) -> tuple[frozenset[Quad], Corrected]:
    """Return the graph of one document with these decisions, and no other, applied; and what became of its statements.

    What has changed stands in the graph as an RDF Patch (lines `D` and `A`), from which `uncorrected` has the old graph back.

    >>> document = Document.of("Li left.", source="note.txt")
    >>> before = frozenset(to_quads(Extraction(document, (Entity("person:li", "Person", "Li"),), (), ())))
    >>> after, _ = corrected(before, Corrections((Renamed("person:li", "Li Ming"),)))
    >>> after == before, uncorrected(after) == before
    (False, True)
    """
    base = uncorrected(quads)
    extraction = from_quads(base)
    done = correct(extraction, corrections)
    if done.extraction is extraction:
        return base, done
    old, new = frozenset(to_quads(extraction)), frozenset(to_quads(done.extraction))
    gone, come = (old - new) & base, new - old - base
    if not gone and not come:
        return base, done
    lines = [f"D {s} {p} {o} ." for s, p, o, _ in sorted(gone)] + [f"A {s} {p} {o} ." for s, p, o, _ in sorted(come)]
    graph = node(graph_of(extraction.document))
    return base - gone | come | {(graph, PATCH, literal("\n".join(lines)), graph)}, done
