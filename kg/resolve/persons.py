"""Mentions of persons -> persons: full names, surnames alone, either order of names, persons of one surname kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.model import OFFICE, Entity, Link, Mention, Parsed
from kg.titles import name_key, titles, words
from kg.vocab import entity_id

_FEMALE = {"ms.", "ms", "mrs.", "mrs", "miss", "madam", "madame", "mme", "mme.", "her", "queen", "princess", "lady", "dame",
           "smt.", "smt", "sheikha", "señora", "doña", "she", "chairwoman", "spokeswoman", "congresswoman", "baroness"}
_MALE = {"mr.", "mr", "his", "king", "prince", "lord", "sir", "shri", "sheikh", "señor", "he", "chairman", "spokesman",
         "congressman", "emir", "amir", "sultan", "don", "baron", "pope", "duke", "monsieur", "khun"}


class _Cluster:
    """The mentions that are taken for one person, while they are gathered."""

    def __init__(self, name: tuple[str, ...], mention: Mention) -> None:
        self.names = [name]
        self.mentions = [mention]
        self.reasons = ["name"]
        self.gender = ""
        self.offices: set[str] = set()

    @property
    def words(self) -> set[str]:
        return {w for name in self.names for w in name}

    def holds(self, name: tuple[str, ...]) -> bool:
        """Say whether a name may be another form of this person's."""
        return any(_same(name, other) for other in self.names)


def resolve_persons(parsed: Parsed, mentions: Sequence[Mention]) -> tuple[tuple[Entity, ...], tuple[Link, ...]]:
    """Group the mentions of kind Person and return one entity for each group with its links.

    The label is the fullest form; initials and "Jr." count for nothing in the id, so that "Jane Q. Public" and "Jane Public"
    are one person in every document.
    """
    own = [m for m in mentions if m.kind == "Person"]
    styles = {m: _style(parsed, m, mentions) for m in own}
    clusters: list[_Cluster] = []
    for m in sorted(own, key=lambda m: (-len(name_key(m.text)), m.span)):
        name = name_key(m.text)
        if not name:
            continue
        gender, office = styles[m]
        options = [c for c in clusters if c.holds(name) and not (gender and c.gender and gender != c.gender)]
        if not gender:  # "President Park" is not the "Mrs. Park" of the same text, where another Park is named
            options = [c for c in options if len(c.names[0]) > 1 or not c.gender] or options
        cluster = _choose(options, m, office)
        if cluster is None:
            cluster = _Cluster(name, m)
            clusters.append(cluster)
        else:
            cluster.names.append(name)
            cluster.mentions.append(m)
            cluster.reasons.append("short" if len(name) < len(cluster.names[0]) else "name")
        cluster.gender = cluster.gender or gender
        cluster.offices |= {office} - {""}
    entities, links, taken = [], [], set()
    for c in clusters:
        entity = _entity(c, taken)
        taken.add(entity.id)
        entities.append(entity)
        links += [Link(m, entity.id, 1.0, reason) for m, reason in zip(c.mentions, c.reasons, strict=True)]
    return tuple(entities), tuple(links)


def genders(parsed: Parsed, links: Iterable[Link]) -> dict[str, str]:
    """Return person id -> "m" or "f" where a style before one of the mentions tells."""
    found: dict[str, str] = {}
    for link in links:
        if link.mention.kind == "Person" and (gender := _gender(_before(parsed, link.mention))):
            found.setdefault(link.entity, gender)
    return found


def _choose(options: list[_Cluster], m: Mention, office: str) -> _Cluster | None:
    if len(options) < 2:
        return options[0] if options else None
    fitting = [c for c in options if office and any(_alike(office, o) for o in c.offices)] or options
    before = [c for c in fitting if any(x.span < m.span for x in c.mentions)]
    if not before:
        return max(fitting, key=lambda c: len(c.mentions))
    return max(before, key=lambda c: max(x.span for x in c.mentions if x.span < m.span))


def _alike(a: str, b: str) -> bool:
    return a == b or a.split()[0] == b.split()[0] or a.split()[-1] == b.split()[-1]


def _same(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    short, long = sorted((a, b), key=len)
    if not short:
        return False
    if set(short) <= set(long):
        return len(short) > 1 or len(long) == 1 or short[0] in long
    if len(short) > 1 and short[-1] == long[-1]:
        return short[0][0] == long[0][0] and len(short[-1]) > 2 and (short[0][:2] == long[0][:2] or len(short) == 2 == len(long)
                                                                    and _short_form(short[0], long[0]))
    return False


def _short_form(a: str, b: str) -> bool:
    """Say whether one given name may be the short form of the other ("Joe", "Joseph"; "Mike", "Michael")."""
    return min(len(a), len(b)) <= 4 and a[:1] == b[:1]


def _before(parsed: Parsed, m: Mention) -> list[str]:
    return parsed.document.text[max(0, m.span.start - 40):m.span.start].split("\n")[-1].lower().split()


def _gender(before: list[str]) -> str:
    for word in reversed(before[-3:]):
        if word in _FEMALE:
            return "f"
        if word in _MALE:
            return "m"
        if word.rstrip(".") not in {"dr", "royal", "highness", "excellency", "hon", "majesty", "minister", "president", "the", "h.e"}:
            return ""
    return ""


def _style(parsed: Parsed, m: Mention, mentions: Sequence[Mention]) -> tuple[str, str]:
    """Return the gender that a style before the name tells, and the last word of the office right before it."""
    gender = _gender(_before(parsed, m)) if {"his", "her", "he", "she"}.isdisjoint(_before(parsed, m)[-1:]) else ""
    near = [o for o in mentions if o.kind == OFFICE and 0 <= m.span.start - o.span.end <= 2]
    return gender, titles().singular(near[-1].text).lower() if near else ""


def _entity(cluster: _Cluster, taken: set[str]) -> Entity:
    forms = list(dict.fromkeys(m.text for m in sorted(cluster.mentions, key=lambda m: m.span)))
    label = max(forms, key=lambda f: (len(name_key(f)), not f.isupper(), len(f)))
    key = " ".join(w.text for w in words(label) if w.text[0].isalnum() and not w.initial and not titles().has("suffix", w))
    id = entity_id("Person", key or label)
    if id in taken:
        id = entity_id("Person", label)
    n = 2
    while id in taken:
        id = f"{entity_id('Person', key or label)}-{n}"
        n += 1
    return Entity(id, "Person", " ".join(label.split()), tuple(f for f in forms if f != label))
