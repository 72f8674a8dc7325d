"""What a person may decide: one frozen dataclass for each file of corrections."""

from __future__ import annotations

import abc
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from kg.model import KINDS, digest
from kg.vocab import entity_id

PREFIX_KINDS = {entity_id(kind, "x").partition(":")[0]: kind for kind in KINDS}
"""The kind of an entity by the first part of its id: org -> Organization."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a decision is written, who took it, when and why."""

    place: str = ""
    author: str = ""
    time: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(abc.ABC):
    """What all decisions have: their mark, which says nothing about what is decided."""

    mark: Mark = field(default=Mark(), compare=False)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return what is decided, as it stands in the file."""
        return tuple(getattr(self, f.name) for f in fields(self) if f.name != "mark")

    @property
    @abc.abstractmethod
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""


@dataclass(frozen=True, slots=True)
class Same(Decision):
    """Two entities are one: `entity` becomes `same_as`, which bears `label` where a document did not know it."""

    entity: str
    same_as: str
    label: str

    @property
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""
        return f"{self.entity} is the same as {self.same_as}"


@dataclass(frozen=True, slots=True)
class Different(Decision):
    """Two entities are not one: they are not suggested again, and a line that makes them one is a conflict."""

    entity: str
    other: str

    @property
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""
        return f"{self.entity} is not the same as {self.other}"


@dataclass(frozen=True, slots=True)
class Split(Decision):
    """What one document calls by this name is another thing, called `label`; `document` is a source or an id."""

    entity: str
    document: str
    label: str

    @property
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""
        return f"{self.entity} in {self.document} is another: {self.label}"

    @property
    def new(self) -> str:
        """Return the id of the other thing."""
        return entity_id(kind_of(self.entity), self.label)


@dataclass(frozen=True, slots=True)
class Renamed(Decision):
    """An entity bears this label in every document; the old one becomes an alias."""

    entity: str
    label: str

    @property
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""
        return f"{self.entity} is called {self.label}"


@dataclass(frozen=True, slots=True)
class OfKind(Decision):
    """An entity is of another kind, and so has another id: place:silk-road becomes project:silk-road."""

    entity: str
    kind: str

    @property
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""
        return f"{self.entity} is of kind {self.kind}"

    @property
    def new(self) -> str:
        """Return the id under the new kind."""
        return entity_id(self.kind, "x")[:-1] + self.entity.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Rejected(Decision):
    """A text does not say this: the statement goes or, where a quote is given, what is read from that quote goes.

    `claim` is the statement in words, for whoever reads the file; the program goes by the id.
    """

    statement: str
    claim: str
    quote: str

    @property
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""
        return f"{self.statement} is rejected: {self.claim}" + (f", where it is read from “{self.quote}”" if self.quote else "")


@dataclass(frozen=True, slots=True)
class Accepted(Decision):
    """A person has read the quote and agrees: the statement's confidence becomes 1."""

    statement: str
    claim: str

    @property
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""
        return f"{self.statement} is accepted: {self.claim}"


@dataclass(frozen=True, slots=True)
class Added(Decision):
    """A text says this too: a statement with the quote, word for word, and the document in which it stands.

    `about` holds ids with spaces between; `negated` and `conditional` are yes or empty. The labels serve where the document
    names an entity in a way that the program did not see.
    """

    subject: str
    subject_label: str
    relation: str
    object: str
    object_label: str
    about: str
    stance: str
    speaker: str
    office: str
    formula: str
    date: str
    negated: str
    conditional: str
    document: str
    quote: str

    @property
    def words(self) -> str:
        """Return the decision as a sentence for eyes."""
        return f"added: {self.subject} {self.relation} {self.object or self.about}, from “{self.quote}” in {self.document}"


FILES: dict[str, type[Decision]] = {
    "same.csv": Same, "different.csv": Different, "split.csv": Split, "renamed.csv": Renamed, "kinds.csv": OfKind,
    "rejected.csv": Rejected, "accepted.csv": Accepted, "added.csv": Added,
}
"""The file of each sort of decision; its columns are the fields, and then author, time and why."""


def kind_of(id: str) -> str:
    """Return the kind of an entity by its id; KeyError where no kind begins so.

    >>> kind_of("org:united-nations")
    'Organization'
    """
    return PREFIX_KINDS[id.partition(":")[0]]


@dataclass(frozen=True)
class Corrections:
    """Decisions that do not contradict each other, in the order of the files; see `conflicts.sift`.

    >>> Corrections((Same("person:li", "person:li-ming", "Li Ming"),)).final("person:li")
    'person:li-ming'
    """

    decisions: tuple[Decision, ...] = ()

    def of(self, sort: type[Decision]) -> Iterator[Decision]:
        """Yield the decisions of one sort."""
        return (d for d in self.decisions if type(d) is sort)

    @functools.cached_property
    def becomes(self) -> dict[str, tuple[str, Decision]]:
        """Return what an entity's id turns into, and by which decision: one step, not the whole way."""
        return becoming(self.decisions)

    def way(self, id: str, document: tuple[str, ...] = ()) -> Iterator[tuple[str, Decision]]:
        """Yield the steps of an entity's id in a document (its source and ids), each with the decision behind it."""
        for split in self.of(Split):
            assert isinstance(split, Split)
            if split.entity == id and split.document in document:
                id = split.new
                yield id, split
        while id in self.becomes:
            id, decision = self.becomes[id]
            yield id, decision

    def final(self, id: str, document: tuple[str, ...] = ()) -> str:
        """Return what the id of an entity is at the end of the way."""
        for step, _ in self.way(id, document):
            id = step
        return id

    @functools.cached_property
    def entities(self) -> frozenset[str]:
        """Return the ids of the entities that are renamed or become another."""
        return frozenset(d.entity for d in self.decisions if isinstance(d, (Same, OfKind, Split, Renamed)))

    @functools.cached_property
    def statements(self) -> frozenset[str]:
        """Return the ids of the statements that are rejected or accepted."""
        return frozenset(d.statement for d in self.decisions if isinstance(d, (Rejected, Accepted)))

    @functools.cached_property
    def accepted(self) -> frozenset[str]:
        """Return the ids of the statements that are accepted, however unsure the program is."""
        return frozenset(d.statement for d in self.decisions if isinstance(d, Accepted))

    @functools.cached_property
    def documents(self) -> frozenset[str]:
        """Return the documents, by source or id, to which statements are added."""
        return frozenset(d.document for d in self.decisions if isinstance(d, Added))

    @functools.cached_property
    def digest(self) -> str:
        """Return a digest of what is decided, whoever did it and in whatever order."""
        return digest(sorted([type(d).__name__, *d.cells] for d in self.decisions))


def becoming(decisions: tuple[Decision, ...]) -> dict[str, tuple[str, Decision]]:
    """Return for each entity that becomes another its new id and the decision.

    >>> {id: new for id, (new, _) in becoming((Same("person:li", "person:li-ming", "Li Ming"),)).items()}
    {'person:li': 'person:li-ming'}
    """
    found: dict[str, tuple[str, Decision]] = {}
    for d in decisions:
        if isinstance(d, Same):
            found[d.entity] = (d.same_as, d)
        elif isinstance(d, OfKind):
            found[d.entity] = (d.new, d)
    return found
