"""Storylines for the views: short documents with the statements that a careful reader takes from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest

from kg import authority
from kg.model import Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement
from kg.rdf import graph_of, named, to_quads
from kg.store import GraphStore, open_store

Say = Callable[[Document], Statement]
Story = Callable[..., Extraction]
Stored = Callable[..., contextmanager]


def say(quote: str, subject: str, relation: str, object: str | None = None, about: Iterable[str] = (), *,  # noqa: A002
        date: str | None = None, end: str | None = None, label: str | None = None, office: str | None = None,
        **known: object) -> Say:
    """Return what makes a statement whose quote stands in a document."""
    def made(document: Document) -> Statement:
        at = document.text.index(quote)
        q = Qualifiers(office, label, *(PartialDate(d) if d else None for d in (date, end)))
        return Statement(subject, relation, object, tuple(about), q,
                         evidence=(Evidence(document.id, Span(at, at + len(quote)), quote, "reader", 0.9),), **known)
    return made


def story(text: str, *said: Say, published: str | None = None, publisher: str | None = None, source: str | None = None,
          title: str = "") -> Extraction:
    """Return a document with what is read from it; entities come from the ids that the statements name."""
    document = Document.of(text, title=title, source=source or f"readouts/{text[:20]}.txt", publisher=publisher,
                           published=PartialDate(published) if published else None)
    statements = tuple(make(document) for make in said)
    ids = dict.fromkeys(id for s in statements for id in named(s))
    return Extraction(document, tuple(entity(id) for id in ids), (), statements)


def entity(id: str) -> Entity:
    """Return the entity that an id of a storyline stands for."""
    prefix, _, key = id.partition(":")
    if prefix == "country":
        known = authority.known("Country", key)
        assert known is not None
        return known.entity
    if prefix == "topic":
        return authority.topics()[key]
    kind = {"org": "Organization"}.get(prefix, prefix.capitalize())
    return Entity(id, kind, key.replace("-", " ").title(), form="talks" if kind == "Meeting" else None)


@contextmanager
def stored(*told: Extraction) -> Iterator[GraphStore]:
    """Open a store in memory that holds some documents."""
    with open_store() as store:
        for x in told:
            store.replace(graph_of(x.document), to_quads(x))
        yield store


@pytest.fixture(scope="session", name="say")
def _say() -> Callable[..., Say]:
    return say


@pytest.fixture(scope="session", name="story")
def _story() -> Story:
    return story


@pytest.fixture(scope="session", name="stored")
def _stored() -> Stored:
    return stored
