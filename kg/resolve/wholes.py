"""Links of the bodies that stand within the names of their parts ("the Bureau of the |Ports Commission|")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.model import Links, Mention, Parsed
from kg.resolve.authority import resolve_known

FOUND_BY = "names.whole"


def resolve(parsed: Parsed, mentions: Sequence[Mention], links: Links) -> Links:
    """Add the wholes of the bodies that are linked: after all else, as nobody acts or meets by being named so."""
    parts = [k.mention.span for k in links.links if k.mention.kind == "Organization"]
    own = [m for m in mentions if m.found_by == FOUND_BY and any(p.end == m.span.end and p.start < m.span.start for p in parts)]
    entities, found = resolve_known(parsed, own)
    merged = {e.id: e for e in (*entities, *links.entities)}
    return replace(links, entities=tuple(merged.values()), links=(*links.links, *found))
