"""Links of countries, places, organisations and topics: by their authority key, or by the names that the text gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg import authority
from kg.model import Entity, Link, Mention, Parsed
from kg.vocab import entity_id, slug

KINDS = ("Country", "Organization", "Place", "Topic")


def resolve_known(parsed: Parsed, mentions: Iterable[Mention]) -> tuple[tuple[Entity, ...], tuple[Link, ...]]:
    """Decide which country, organisation, place or topic each mention means; mentions of other kinds are passed over.

    A mention with a reading means the thing with that key; another one means the thing of that name. An abbreviation in
    brackets after a name ("Southern African Development Community (SADC)") is an alias of it throughout the document.
    """
    own = [m for m in mentions if m.kind in KINDS]
    aliases = _aliases(parsed, own)
    entities: dict[str, Entity] = {}
    links = []
    for m in own:
        entity = _entity(m, aliases)
        entities.setdefault(entity.id, entity)
        links.append(Link(m, entity.id, 1.0, "alias" if m.text in aliases else "name"))
    return tuple(entities.values()), tuple(links)


def _entity(m: Mention, aliases: dict[str, Mention]) -> Entity:
    if m.reading is None and m.text in aliases:
        m = aliases[m.text]
    if m.kind == "Topic":
        return authority.topics()[m.reading or slug(m.text)]
    found = authority.known(m.kind, m.reading) if m.reading else None
    if found:
        return found.entity
    if m.kind == "Country":
        raise ValueError(f"a mention of a country needs a known reading: {m.text!r} {m.reading!r}")
    by_name = authority.lookup(m.kind, m.text)
    if by_name:
        return by_name
    key = m.reading or _plain(m.text)
    return Entity(entity_id(m.kind, key), m.kind, " ".join(m.text.split()))


def _plain(name: str) -> str:
    name = re.sub(r"['’]s\b|['’](?=\s|$)", "", " ".join(name.split()))
    return re.sub(r"^U\.?S\.? ", "US ", name)


_BRACKET = re.compile(r"\s?\(\s?[\"“]?(?:the )?([A-Z][A-Za-z0-9&-]{1,9})[\"”]?\s?\)")


def _aliases(parsed: Parsed, mentions: list[Mention]) -> dict[str, Mention]:
    """Return abbreviation -> the mention of the long name that it stands behind in brackets."""
    found: dict[str, Mention] = {}
    for m in mentions:
        if m.kind in ("Organization", "Place") and (bracket := _BRACKET.match(parsed.document.text, m.span.end)):
            short = bracket.group(1)
            if len(m.text.split()) > 1 and _abbreviates(short, m.text):
                found.setdefault(short, m)
    return found


def _abbreviates(short: str, long: str) -> bool:
    """Say whether the capitals of `short` occur in order among the letters that begin the words of `long`."""
    letters = iter(re.findall(r"\b[^\W\d_]", long.upper()))
    return all(c in letters for c in short.upper() if c.isalpha()) or slug(short)[0] == slug(long)[0]
