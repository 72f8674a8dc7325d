"""Mentions of names -> entities, sides and parties: known things by their lists, persons by their names and offices."""

from __future__ import annotations

from collections.abc import Iterable

from kg.authority import known
from kg.model import Entity, Link, Links, Mention, Parsed
from kg.resolve.anaphora import pronouns, titles_alone
from kg.resolve.authority import resolve_known
from kg.resolve.holders import holdings, sides_by_name
from kg.resolve.home import home_of, publisher_side
from kg.resolve.parties import parties
from kg.resolve.persons import resolve_persons
from kg.resolve.sides import sides


def resolve(parsed: Parsed, mentions: tuple[Mention, ...]) -> Links:
    """Decide what the named mentions mean, whom each person speaks for, and which sides the occasion has.

    An office beside a name is linked to its holder with the reason "title" (a mention of kind Office); an office alone and a
    pronoun become mentions of kind Person, with the reasons "title" and "pronoun". States that only a side implies ("Secretary
    Blinken" alone) are entities without a mention.

    >>> from kg.mention import recognise
    >>> from kg.model import Document
    >>> from kg.parse import load, parse
    >>> [p] = parse([Document.of("Foreign Minister Ana Silva of Brazil met Wang Yi. Silva thanked him.")], load())
    >>> resolve(p, recognise(p)).side_of("person:ana-silva")
    'country:BRA'
    """
    entities, links = resolve_known(parsed, mentions)
    persons, person_links = resolve_persons(parsed, mentions)
    means = {k.mention: k.entity for k in person_links}
    held = holdings(parsed, mentions, means, links)
    names = {e.id: (e.label, *e.aliases) for e in persons}
    publisher = parsed.document.publisher
    own = (publisher_side(publisher) if publisher else None) or home_of(parsed, held, person_links, names, links)
    spoken_for = sides(parsed, held, person_links, persons, links, sides_by_name(parsed, means, links), own)
    occasion = parties(parsed, links, person_links, spoken_for, own)
    office_links = tuple(Link(h.office, person, 1.0, "title") for h in held for person in h.persons)
    alone = titles_alone(parsed, held, person_links, spoken_for, own)
    linked = (*links, *person_links, *office_links, *alone)
    said = pronouns(parsed, (*person_links, *alone), office_links)
    every = tuple(_with_sides((*entities, *persons), (*spoken_for.values(), *occasion, *filter(None, [own]))))
    return Links(every, (*linked, *said), own, occasion, tuple(spoken_for.items()))


def _with_sides(entities: Iterable[Entity], ids: Iterable[str]) -> Iterable[Entity]:
    """Yield the entities, and after them the states and bodies that only sides name."""
    seen = set()
    for e in entities:
        seen.add(e.id)
        yield e
    for id in ids:
        if id not in seen:
            seen.add(id)
            prefix, _, key = id.partition(":")
            found = known("Country" if prefix == "country" else "Organization", key)
            if found:
                yield found.entity
