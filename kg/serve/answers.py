"""What the calls of `kg serve` answer: typed, documented by OpenAPI; docs/page-data.md draws the parts of a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.page.part import Card, Part


@dataclass(frozen=True, slots=True)
class View(Part):
    """A part of the graph with sentences on what of it was left out."""

    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """How much the whole graph holds."""

    statements: int
    documents: int
    entities: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What the page shows first."""

    title: str
    theme: str
    level: str
    totals: Totals
    part: Part
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that a search found; `weight` counts the statements that name it."""

    id: str
    kind: str
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Relation:
    """What lies between two countries or organisations: statements by group (fact, cooperative ...) and by relation."""

    one: Hit
    other: Hit
    statements: int
    groups: Mapping[str, int]
    relations: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """The pairs of most statements, of how many there are."""

    relations: tuple[Relation, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entity that stands in statements with another, and in how many."""

    entity: Hit
    statements: int


@dataclass(frozen=True, slots=True)
class Entity:
    """The card of an entity: what it is, the relations of the statements that name it, and its closest neighbours."""

    card: Card
    relations: Mapping[str, int]
    neighbours: tuple[Neighbour, ...]
    neighbours_of: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many statements each filter lets through; `kinds` counts entities."""

    kinds: Mapping[str, int]
    relations: Mapping[str, int]
    groups: Mapping[str, int]
    plover: Mapping[str, int]
    stances: Mapping[str, int]
    publishers: Mapping[str, int]
    years: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call was refused, in one line."""

    detail: str
