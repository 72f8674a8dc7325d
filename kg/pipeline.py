"""The stages in order, for one text and for many, and what a build reports."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import authority
from kg.attribute import attribute
from kg.contracts import Quad
from kg.corrections import Corrections, corrected, folder_of, load
from kg.errors import InputError
from kg.extract import extract as _statements
from kg.ledger import Held, held, maker_of, note, run_of
from kg.mention import recognise
from kg.model import KINDS, Document, Entity, Evidence, Extraction, Link, Links, Parsed, Skipped, Span, Statement
from kg.parse import MODEL, parse
from kg.parse import load as load_model
from kg.quarantine import Quarantined, keep, quarantined, set_apart
from kg.rdf import graph_of, named, to_quads
from kg.read import read
from kg.resolve import resolve
from kg.revise import idle, revise, told
from kg.versions import set_aside
from kg.vocab import iri
from kg.workers import Done, each

if TYPE_CHECKING:
    from kg.store import GraphStore

LONGEST = 200_000
"""Characters of a text that is parsed in one piece; a book is understood part by part, in bounded memory."""

_NOTED_AT_ONCE = 64


def understand(parsed: Parsed) -> Extraction:
    """Take a parsed document to its entities, links and statements.

    >>> found = understand(understood("France is a member of NATO.")[0])
    >>> [(s.subject, s.relation) for s in found.statements]
    [('country:FRA', 'memberOf')]
    """
    links = resolve(parsed, recognise(parsed))
    statements = tuple(_statements(parsed, links, attribute(parsed, links)))
    return Extraction(parsed.document, (*links.entities, *_implied(statements, links)), links.links, statements)


def _implied(statements: Iterable[Statement], links: Links) -> Iterator[Entity]:
    """Yield the states, bodies and topics that only statements name: "an embassy in Tehran" is one in Iran."""
    for id in dict.fromkeys(id for s in statements for id in named(s) if id not in links):
        prefix, _, key = id.partition(":")
        kind = {"country": "Country", "org": "Organization"}.get(prefix)
        found = authority.known(kind, key) if kind else None
        entity = found.entity if found else authority.topics().get(key) if prefix == "topic" else None
        if entity is not None:
            yield entity


def extract(text: str | Document, *, model: str = MODEL, min_confidence: float = 0.0) -> Extraction:
    """Understand one document, or one text, which is read as a text file is: title line, date line, body.

    Statements below `min_confidence` (0..1) are left out. Raises InputError for a text without words or in another
    language than English, ModelError where the spaCy pipeline is missing.

    >>> found = extract("Li Ming Meets Sara Khan\\n2020-08-21\\n\\nPakistan thanked China.")
    >>> found.document.title, str(found.document.published)
    ('Li Ming Meets Sara Khan', '2020-08-21')
    """
    document = _document(text) if isinstance(text, str) else text
    nlp = _nlp(model)
    parts = [_moved(understand(next(parse([part], nlp, batch_size=1))), document, offset)
             for offset, part in _parts(document)]
    return sure(_joined(document, parts), min_confidence)


def extract_each(documents: Iterable[Document], *, model: str = MODEL, min_confidence: float = 0.0,
                 processes: int = 1) -> Iterator[Done[Extraction]]:
    """Understand many documents, in order; a document that fails is told as such and the rest goes on.

    >>> [done] = extract_each([Document.of("France is a member of NATO.")])
    >>> [s.relation for s in done.value.statements], done.failure
    (['memberOf'], None)
    """
    return each(documents, partial(extract, model=model, min_confidence=min_confidence), processes=processes)


def _document(text: str) -> Document:
    [found] = read(text.encode(), source="text")
    if isinstance(found, Document) and found.language != "en":
        found = foreign(found)
    if isinstance(found, Skipped):
        raise InputError(found.source, found.reason)
    return found


def foreign(document: Document) -> Skipped:
    """Say why a text in another language is not understood.

    >>> str(foreign(Document.of("中巴友谊", source="note.txt", language="zh")))
    'note.txt: its language is zh; only English is understood'
    """
    return Skipped(document.source, f"its language is {document.language}; only English is understood", "ignored")


def sample() -> Path:
    """Return the file of the bundled readouts: examples for a program to read, not sources to cite.

    >>> sample().name
    'readouts.jsonl'
    """
    return Path(__file__).parent / "sample" / "readouts.jsonl"


@cache
def _nlp(model: str) -> Any:
    return load_model(model)


def _parts(document: Document) -> Iterator[tuple[int, Document]]:
    """Yield a document as it is or, where it is very long, in parts that end at a line break."""
    text, start = document.text, 0
    while len(text) - start > LONGEST:
        end = text.rfind("\n", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield start, replace(document, text=text[start:end], title=document.title if start == 0 else "")
        start = end
    yield start, document if start == 0 else replace(document, text=text[start:], title="")


def _moved(found: Extraction, document: Document, offset: int) -> Extraction:
    """Count offsets from the beginning of the whole document."""
    if offset == 0:
        return found

    def link(k: Link) -> Link:
        return replace(k, mention=replace(k.mention, span=_later(k.mention.span, offset)))

    def cited(e: Evidence) -> Evidence:
        return replace(e, span=_later(e.span, offset))

    return Extraction(document, found.entities, tuple(map(link, found.links)),
                      tuple(replace(s, evidence=tuple(map(cited, s.evidence))) for s in found.statements))


def _later(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _joined(document: Document, parts: list[Extraction]) -> Extraction:
    entities: dict[str, Entity] = {}
    for entity in (e for part in parts for e in part.entities):
        first = entities.setdefault(entity.id, entity)
        names = dict.fromkeys((*first.aliases, *entity.aliases))
        entities[entity.id] = replace(first, aliases=tuple(names))
    return Extraction(document, tuple(entities.values()), tuple(k for part in parts for k in part.links),
                      tuple(s for part in parts for s in part.statements))


def sure(found: Extraction, min_confidence: float, kept: Collection[str] = ()) -> Extraction:
    """Leave out the statements below a confidence, but for those whose ids are kept.

    >>> found = understand(understood("France is a member of NATO.")[0])
    >>> len(sure(found, 0.0).statements), len(sure(found, 1.0).statements), len(sure(found, 1.0, {found.statements[0].id}).statements)
    (1, 0, 1)
    """
    return replace(found, statements=tuple(s for s in found.statements if s.confidence >= min_confidence or s.id in kept))


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: documents read, and of those new, unchanged and replaced; what was skipped and why.

    `entities` counts distinct ones by kind, `statements` those of each document by relation, both over the new and
    replaced documents only. `quarantined` are the statements that break a rule of the shapes: they are kept apart.
    `corrected` counts the documents that a change of a person's corrections changed.
    """

    read: int
    new: int
    unchanged: int
    replaced: int
    skipped: tuple[Skipped, ...]
    entities: tuple[tuple[str, int], ...]
    statements: tuple[tuple[str, int], ...]
    seconds: float
    quarantined: tuple[Quarantined, ...] = ()
    corrected: int = 0

    @property
    def failed(self) -> tuple[Skipped, ...]:
        """Return the sources that should have given a document and did not."""
        return tuple(s for s in self.skipped if s.kind == "failed")

    @property
    def duplicates(self) -> int:
        """Return how many sources held a text that another had given already."""
        return sum(s.kind == "duplicate" for s in self.skipped)

    @property
    def documents_per_second(self) -> float:
        """Return documents read per second of the whole build."""
        return self.read / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class _Graph:
    """What a worker sends back of a document."""

    graph: str
    quads: tuple[Quad, ...]
    entities: tuple[tuple[str, str], ...]
    statements: Counter[str]
    apart: tuple[Quarantined, ...]
    told: tuple[Skipped, ...]


def _graph(document: Document, *, model: str, min_confidence: float, validate: bool, corrections: Corrections) -> _Graph:
    found = sure(extract(document, model=model), min_confidence, corrections.accepted)
    retrieved = datetime.now(UTC) if document.source.startswith(("http://", "https://")) else None
    quads = tuple(to_quads(found, retrieved, run_of(model, min_confidence)))
    quads, apart = set_apart(quads) if validate else (quads, ())
    gone = {a.statement for a in apart}
    found = replace(found, statements=tuple(s for s in found.statements if iri(f"statement:{s.id}") not in gone))
    after, done = corrected(quads, corrections)
    found = done.extraction if done.applied else found
    return _Graph(graph_of(document), tuple(after), tuple((e.id, e.kind) for e in found.entities),
                  Counter(s.relation for s in found.statements), apart, tuple(told(done)))


class _Build:
    """A build under way: what the store held before, and what was seen and done since."""

    def __init__(self, store: GraphStore, model: str, min_confidence: float, validate: bool, corrections: Corrections) -> None:
        self.store, self.model, self.min_confidence, self.validate = store, model, min_confidence, validate
        self.corrections = corrections
        self.began = time.monotonic()
        self.held: Held = held(store)
        self.outcomes: Counter[str] = Counter()
        revision = revise(store, corrections)
        self.corrected = revision.changed
        self.skipped: list[Skipped] = [*revision.told]
        self.entities: dict[str, str] = {}
        self.statements: Counter[str] = Counter()
        self.quarantined: list[Quarantined] = []
        self._apart = {q.document for q in quarantined(store)}
        self._seen: dict[str, str] = {}
        self._made: dict[str, str] = {}

    def changed(self, found: Iterable[Document | Skipped], tell: Callable[[str], None]) -> Iterator[Document]:
        """Yield the documents that must be understood; count and tell those that need not be."""
        for document in found:
            if isinstance(document, Skipped):
                self.skipped.append(document)
            elif document.language != "en":
                self.skipped.append(foreign(document))
            else:
                self._seen[graph_of(document)] = document.source
                if self.held.makers.get(graph_of(document)) != self._maker(document):
                    yield document
                    continue
                self.outcomes["unchanged"] += 1
            tell(document.source)

    def skip(self, source: str, reason: str, kind: str = "failed") -> None:
        self.skipped.append(Skipped(source, reason, kind))

    def put(self, done: Done[_Graph]) -> None:
        """Store the graph of one document, whole, and remember by what it was made."""
        if done.value is None:
            self.skip(done.document.source, done.failure or "nothing came back")
            return
        found = done.value
        outcome = self.store.replace(found.graph, found.quads)
        if found.apart or found.graph in self._apart:
            keep(self.store, found.graph, found.apart)
        self.quarantined += found.apart
        if self.held.by_source.get(done.document.source, frozenset()) - {found.graph} and outcome == "new":
            outcome = "replaced"
        self.outcomes[outcome] += 1
        self.entities |= dict(found.entities)
        self.statements.update(found.statements)
        self.skipped += found.told
        self._made[found.graph] = self._maker(done.document)
        if len(self._made) >= _NOTED_AT_ONCE:
            self.note()

    def note(self) -> None:
        note(self.store, self._made)
        self._made.clear()

    def set_aside_outdated(self) -> None:
        """Keep what a source said before its text changed as an earlier version, which queries do not count."""
        failed = {s.source for s in self.skipped if s.kind == "failed"}
        now = datetime.now(UTC)
        for source in sorted(set(self._seen.values()) - failed):
            for graph in sorted(self.held.by_source.get(source, frozenset()) - set(self._seen)):
                set_aside(self.store, graph, self._later(source), now)

    def _later(self, source: str) -> str | None:
        """Return the document that a source gives now; None where it gives several, or one that another source gave before."""
        elsewhere = {graph for other, graphs in self.held.by_source.items() if other != source for graph in graphs}
        found = {graph for graph, seen in self._seen.items() if seen == source} - elsewhere
        return found.pop() if len(found) == 1 else None

    def report(self) -> Report:
        kinds = Counter(self.entities.values())
        done = self.outcomes
        return Report(sum(done.values()), done["new"], done["unchanged"], done["replaced"], tuple(self.skipped),
                      tuple((k, kinds[k]) for k in KINDS if kinds[k]),
                      tuple(sorted(self.statements.items(), key=lambda x: (-x[1], x[0]))),
                      time.monotonic() - self.began, tuple(self.quarantined), self.corrected)

    def _maker(self, document: Document) -> str:
        return maker_of(document, self.model, self.min_confidence, self.corrections.accepted, validate=self.validate)


def build(sources: Iterable[str | Path] | str | Path, store: GraphStore | str | Path = "kg-store", *,
          model: str = MODEL, processes: int = 1, min_confidence: float = 0.0, validate: bool = True,
          corrections: str | Path | None = None, tell: Callable[[str], None] = lambda source: None,
          **reading: Any) -> Report:
    """Read sources, understand their texts and keep one graph a document in a store; return what was done.

    `sources` are paths, folders, patterns, URLs or `-`; `reading` are the keywords of `kg.read`. A text that the
    store holds already, made by the same program and model, is not read again; a source whose text has changed
    gives a new document, and the old one is kept as an earlier version (`kg.changes`). The result does not depend on the
    order of the sources or the number of processes.
    `corrections` is a folder of a person's decisions, by default `corrections` beside the folder of the store; what they
    change, they change in every document of the store. What cannot be read is reported and the rest goes on. A statement that
    breaks a rule of the shapes is kept apart and reported, unless `validate` is False. `tell` is called with each source that
    is done. Raises ModelError where the spaCy pipeline is missing, StoreError where the store cannot be used,
    InputError where a folder of corrections is named and not there.

    >>> from kg.store import open_store
    >>> with open_store() as store:
    ...     report = build("no-such-file.txt", store)
    >>> report.read, [s.source for s in report.failed]
    (0, ['no-such-file.txt'])
    """
    from kg.store import GraphStore, open_store

    with nullcontext(store) if isinstance(store, GraphStore) else open_store(store) as opened:
        where = opened.path if isinstance(store, GraphStore) else store
        if corrections is not None and not Path(corrections).exists():
            raise InputError(str(corrections), "there is no such folder of corrections")
        folder = Path(corrections) if corrections is not None else folder_of(where) if where is not None else None
        decided, faults = load(folder)
        this = _Build(opened, model, min_confidence, validate, decided)
        for fault in faults:
            this.skip(fault.source, str(fault).removeprefix(f"{fault.source}: "))
        try:
            work = partial(_graph, model=model, min_confidence=min_confidence, validate=validate, corrections=decided)
            for done in each(this.changed(_read(sources, reading), tell), work, processes=processes):
                this.put(done)
                tell(done.document.source)
        finally:
            this.note()
        this.set_aside_outdated()
        this.skipped += idle(opened, decided)
        return this.report()


def _read(sources: Iterable[str | Path] | str | Path, reading: dict[str, Any]) -> Iterator[Document | Skipped]:
    named = [sources] if isinstance(sources, (str, Path)) else sorted(sources, key=str)
    return read(named, **reading)
