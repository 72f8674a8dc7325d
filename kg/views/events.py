"""Which events does the graph tell of, in the terms of PLOVER? Who did what to whom, when, how and in which context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from kg import authority, ontology
from kg.contracts import Store
from kg.query import Citation, Edge, edges, nodes
from kg.views import plover
from kg.views.protocol import Encounter, encounters_of
from kg.views.sides import PARTIES, side_of, sides

if TYPE_CHECKING:
    import pandas

COLUMNS = ("event_id", "date", "source", "target", "event_type", "mode", "context", "cameo", "quad", "weight", "relation", "stance",
           "conditional", "source_name", "target_name", "reported_by", "speaker", "documents", "quote_id", "quote", "document",
           "document_source")


@dataclass(frozen=True, slots=True)
class Event:
    """What one side did towards another on one day. Ids are those of the graph; `date` is as precise as the texts give it, or None.

    `cited` has the surest citation first; several documents that tell of one act on one day are one event.
    """

    statement: str
    """Of an act: the id of its statement; of a meeting: the id of the meeting."""
    date: str | None
    source: str
    target: str
    type: str
    mode: str
    quad: str
    weight: float
    contexts: tuple[str, ...]
    relation: str
    stance: str
    conditional: bool
    speaker: str | None
    reported_by: str | None
    cited: tuple[Citation, ...]

    @property
    def id(self) -> str:
        """Return the statement, the day and the ends: what makes the event one."""
        return "/".join((self.statement, self.date or "undated", self.source.partition(":")[2], self.target.partition(":")[2]))


def events(store: Store) -> tuple[Event, ...]:
    """Return the events between states and organisations, sorted by date, source, target and id.

    A person stands for the side that he or she represents. Every act is an event, and so are the facts of plover_facts.tsv; a
    promise or a wish is coded as plover_stances.tsv says; a wish comes from the side whose words it is in ("Pakistan hopes that China
    will help" is a request of Pakistan). What is denied is none, and what holds on a condition only where it is a promise (then it
    is an agreement or a threat in words). A symmetric act is told once each way. The date is the statement's own where it
    has a year, else the day on which the document was published. Meetings are CONSULT events of each ordered pair of sides that
    took part, on the meeting's date.

    >>> from kg.store import open_store
    >>> events(open_store())
    ()
    """
    told = edges(store)
    return events_of(told, encounters_of(nodes(store), told))


def events_of(told: Iterable[Edge], met: Iterable[Encounter]) -> tuple[Event, ...]:
    """Return the events of a graph that is read already, as `events` does.

    >>> events_of((), ())
    ()
    """
    told = tuple(told)
    found = [*_acts(told, sides(told)), *_meetings(met)]
    return tuple(sorted(found, key=lambda e: (e.date or "", e.source, e.target, e.id)))


def event_frame(store: Store) -> pandas.DataFrame:
    """Return the events as a frame with the columns COLUMNS: all string but weight (float64), conditional (bool), documents (int64).

    `source` and `target` are codes as `actor_code` gives them; `cameo` is the root code of the type; `context` has several joined by ";";
    `quote_id` is DOCUMENT:START-END.

    >>> from kg.store import open_store
    >>> list(event_frame(open_store()).columns) == list(COLUMNS)
    True
    """
    import pandas

    label = {n.id: n.label for n in nodes(store)}
    rows = [_row(e, label) for e in events(store)]
    return pandas.DataFrame(rows, columns=list(COLUMNS)).astype(
        {c: {"weight": "float64", "conditional": "bool", "documents": "int64"}.get(c, "string") for c in COLUMNS})


def actor_code(side: str) -> str:
    """Return the code of an actor, as PLOVER and CAMEO share them: that of a state, also for its ministries and its companies; IGO for
    an organisation between states, MNC for another company, IMG for an armed group; "" for a body that the list of organisations lacks.

    >>> actor_code("country:CHN"), actor_code("org:united-nations"), actor_code("org:us-department-of-state"), actor_code("org:chess-club")
    ('CHN', 'IGO', 'USA', '')
    """
    kind, _, key = side.partition(":")
    if kind == "country":
        return key
    known = authority.known("Organization", key)
    return "" if known is None else known.within or _CODES.get(known.sort, "")


_CODES = {"international": "IGO", "company": "MNC", "group": "IMG"}


def _acts(told: Iterable[Edge], known: Mapping[str, str]) -> Iterator[Event]:
    for edge in told:
        coding = plover.coding(edge.relation, edge.stance)
        ends = side_of(edge.source, known), side_of(edge.target, known)
        if coding is None or edge.negated or (edge.conditional and edge.stance != "committed"):
            continue
        if ends[0] is None or ends[1] is None or ends[0] == ends[1] or not edge.target.startswith((*PARTIES, "person:")):
            continue
        for date, cited in _by_day(edge):
            for source, target in _directions(edge, (ends[0], ends[1]), side_of(edge.speaker or "", known)):
                yield Event(edge.id, date, source, target, coding.type, coding.mode, coding.quad, coding.weight,
                            plover.contexts(edge.about), edge.relation, edge.stance, edge.conditional, edge.speaker,
                            edge.reported_by, cited)


def _directions(edge: Edge, ends: tuple[str, str], speaker: str | None) -> tuple[tuple[str, str], ...]:
    wish = edge.stance == "called-for" and plover.coding(edge.relation, edge.stance) != plover.coding(edge.relation)
    if wish and speaker in ends:
        return (ends,) if speaker == ends[0] else (ends[::-1],)
    return (ends, ends[::-1]) if ontology.relation(edge.relation).symmetric else (ends,)


def _by_day(edge: Edge) -> Iterator[tuple[str | None, tuple[Citation, ...]]]:
    """Yield the days of a statement with the citations of each."""
    if edge.date and not edge.date.startswith("--"):
        yield edge.date, edge.cited
        return
    days = {c.published for c in edge.cited}
    for day in sorted(days, key=lambda d: d or ""):
        yield day, tuple(c for c in edge.cited if c.published == day)


def _meetings(met: Iterable[Encounter]) -> Iterator[Event]:
    consult = plover.types()["CONSULT"]
    for meeting in met:
        for one, other in permutations(meeting.sides, 2):
            yield Event(meeting.id, meeting.date, one.side, other.side, consult.type, _mode(meeting, one.side, other.side),
                        consult.quad, consult.weight, plover.contexts(meeting.topics), "takesPartIn", "asserted", False, None,
                        None, meeting.cited)


def _mode(meeting: Encounter, source: str, target: str) -> str:
    if meeting.form == "call":
        return "phone"
    if len(meeting.sides) > 2:
        return "multilateral"
    return {source: "host", target: "visit", None: ""}.get(meeting.state, "third-party")


def _row(event: Event, label: dict[str, str]) -> tuple[object, ...]:
    surest = event.cited[0]
    return (event.id, event.date or "", actor_code(event.source), actor_code(event.target), event.type, event.mode,
            ";".join(event.contexts), plover.types()[event.type].cameo, event.quad, event.weight, event.relation, event.stance,
            event.conditional, label.get(event.source, event.source), label.get(event.target, event.target),
            label.get(event.reported_by or "", ""), label.get(event.speaker or "", ""), len({c.document for c in event.cited}),
            f"{surest.document}:{surest.start}-{surest.end}", surest.quote, surest.document, surest.url or surest.source)
