"""How each kind of node and each group of lines looks: shape and two colours (light and dark scheme).

The colours are in the manner of Paul Tol's muted and light schemes (https://personal.sron.nl/~pault/), apart for the
colour-blind; shape says the same again for whoever sees no colour at all.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindLook:
    """A kind of node: `shape` is one of vis-network's, `pull` how early nodes of the kind are drawn."""

    kind: str
    plural: str
    shape: str
    light: str
    dark: str
    pull: float
    shown: bool = True


@dataclass(frozen=True, slots=True)
class GroupLook:
    """A group of relations that are drawn in one colour."""

    group: str
    label: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class StanceLook:
    """How firmly a line stands, by its `dashes` (lengths of stroke and gap, none for a whole line)."""

    stance: str
    label: str
    meaning: str
    dashes: tuple[int, ...]


KIND_LOOKS: tuple[KindLook, ...] = (
    KindLook("Country", "Countries", "dot", "#3b6ea5", "#7aa9dd", 3.0),
    KindLook("Person", "Persons", "box", "#8a6d1f", "#ddcc77", 1.5),
    KindLook("Organization", "Organisations", "hexagon", "#8a4f8f", "#cf9fd6", 1.2),
    KindLook("Meeting", "Meetings", "diamond", "#b4495e", "#f09aa8", 1.0),
    KindLook("Agreement", "Agreements", "square", "#1f7a4d", "#63c192", 1.0),
    KindLook("Project", "Projects", "star", "#7d7d1a", "#c8c84a", 1.0),
    KindLook("Place", "Places", "triangleDown", "#2b8c9b", "#88ccee", 0.4),
    KindLook("Topic", "Topics", "triangle", "#75716a", "#a8a49c", 0.6, shown=False),
)

GROUP_LOOKS: tuple[GroupLook, ...] = (
    GroupLook("fact", "Facts", "#9a9a94", "#7c7f86"),
    GroupLook("cooperative", "Cooperation", "#2872a8", "#6db3e2"),
    GroupLook("request", "Requests", "#8f6a0c", "#d9b44a"),
    GroupLook("conflictual", "Conflict", "#b5432f", "#f2806b"),
    GroupLook("about", "About", "#b9b5ac", "#5f6269"),
)

STANCE_LOOKS: tuple[StanceLook, ...] = (
    StanceLook("asserted", "Asserted", "the text says that it is so or was done", ()),
    StanceLook("committed", "Committed", "promised, agreed to, announced", (9, 5)),
    StanceLook("called-for", "Called for", "wished, urged, called for", (2, 4)),
    StanceLook("reported", "Reported", "one side's text says that the other said it", (10, 4, 2, 4)),
)
