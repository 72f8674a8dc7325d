"""Changes: which statements came, went or changed when the text of a source was changed after its publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.contracts import Store
from kg.model import Extraction, Statement
from kg.readouts import readout
from kg.versions import Version, as_it_was, versions
from kg.views.alignment import align, start


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that came, went or changed (`kind`); `differs` says in what, as in `Aligned`.

    `same_words` marks a change of the reading, not of the text: the quote stands in the other version too, so that another
    version of this program, or the words around it, made the difference.
    """

    kind: str
    before: Statement | None
    after: Statement | None
    differs: tuple[str, ...] = ()
    same_words: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """Two successive versions of what a source says; `after` is None where the source dropped the document."""

    version: Version
    before: Extraction
    after: Extraction | None
    changes: tuple[Change, ...]

    def label(self, id: str | None) -> str:
        """Return the name of an entity of either version; an id that neither has, or a date, as it is."""
        known = (e for x in (self.after, self.before) if x for e in x.entities)
        return next((e.label for e in known if e.id == id), id or "")


def changes(store: Store, source: str | None = None) -> tuple[Revision, ...]:
    """Return the revisions of all sources, or of one, in the order of time.

    >>> from kg.store import open_store
    >>> changes(open_store())
    ()
    """
    kept = versions(store)
    found = []
    for version in kept:
        if source is None or version.source == source:
            before, after = as_it_was(store, version), _after(store, version, kept)
            found.append(Revision(version, before, after, revised(before, after) if after else ()))
    return tuple(sorted(found, key=lambda r: (r.version.until, r.version.source)))


def _after(store: Store, version: Version, kept: tuple[Version, ...]) -> Extraction | None:
    """Return what came after a version: the next version that was set aside later, or the document of today."""
    if version.later is None:
        return None
    gone = [v for v in kept if v.earlier == version.later and v.until > version.until]
    return as_it_was(store, min(gone, key=lambda v: v.until)) if gone else readout(store, version.later)


def revised(before: Extraction, after: Extraction) -> tuple[Change, ...]:
    """Return what changed between two versions of a text; nothing where all statements are the same.

    >>> from kg.model import Document
    >>> text = Extraction(Document.of("China supports Pakistan."), (), (), (Statement("country:CHN", "supports", "country:PAK"),))
    >>> revised(text, text)
    ()
    """
    return tuple(sorted(_revised(before, after), key=lambda c: start(c.after or c.before)))  # type: ignore[arg-type]


def _revised(before: Extraction, after: Extraction) -> Iterator[Change]:
    pairs = [(x.a[0], x.b[0], x) for x in align(before, after) if len(x.a) == len(x.b) == 1]
    for s, t, x in pairs:
        if x.kind != "both":
            yield Change("changed", s, t, x.differs, _stands(s, after) and _stands(t, before))
    kept = {s.id for s, _, _ in pairs}, {t.id for _, t, _ in pairs}
    for s in before.statements:
        if s.id not in kept[0]:
            yield Change("went", s, None, (), _stands(s, after))
    for s in after.statements:
        if s.id not in kept[1]:
            yield Change("came", None, s, (), _stands(s, before))


def _stands(statement: Statement, other: Extraction) -> bool:
    return any(e.quote in other.document.text for e in statement.evidence)
