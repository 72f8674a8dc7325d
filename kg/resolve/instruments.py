"""Links of agreements and projects: variants, abbreviations, "the Agreement"; form and status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.instruments import form_of, known_by_key
from kg.model import Entity, Link, Links, Mention, Parsed, Span
from kg.resolve.status import status_of
from kg.vocab import entity_id, slug

KINDS = ("Agreement", "Project")
_SMALL = frozenset("the of and on in for a an to with between s among new by from".split())
_JOINT = ("joint statement", "joint communique", "declaration")
_REACH = 12
"""As many sentences back "the Agreement" may find its name."""


@dataclass
class _Thing:
    """An agreement or project while its mentions are gathered."""

    kind: str
    label: str
    form: str | None
    key: str | None = None
    words: frozenset[str] = frozenset()
    links: list[tuple[Mention, str]] = field(default_factory=list)
    titled: bool = False


def resolve(parsed: Parsed, mentions: Iterable[Mention], links: Links) -> Links:
    """Add the agreements and projects to the links; short forms that name nothing said before are dropped.

    A lower-case "the agreement" is linked with the reason `pronoun`: its words are no name.
    """
    own = [n for m in mentions if m.kind in KINDS and not _is_body(m, links) for n in (m, *_nested(parsed, m))]
    things = _gather(parsed, own)
    entities, found = [], []
    for thing in things:
        entity = _entity(parsed, thing, links)
        entities.append(entity)
        found += [Link(m, entity.id, 1.0, reason) for m, reason in thing.links]
    kept = _without_doubles(links, found)
    gone = {k.entity for k in links.links} - {k.entity for k in kept}
    merged = {e.id: e for e in (*(e for e in links.entities if e.id not in gone), *entities)}
    return replace(links, entities=tuple(merged.values()), links=(*kept, *found))


def _without_doubles(links: Links, found: Sequence[Link]) -> list[Link]:
    """Return the links without organisations that no list knows and whose words name an agreement or a project."""
    spans = {k.mention.span for k in found if k.reason == "name"}
    used = {*links.parties, *(s for _, s in links.sides), links.home}
    return [
        k
        for k in links.links
        if k.mention.span not in spans
        or k.mention.reading is not None
        or k.entity in used
        or links.entity(k.entity).kind not in ("Organization", "Place")
    ]


def _is_body(m: Mention, links: Links) -> bool:
    """Say whether the same words name an organisation that the lists know ("International Monetary Fund")."""
    return m.kind == "Project" and any(
        k.mention.span == m.span and k.mention.reading and links.entity(k.entity).kind == "Organization"
        for k in links.in_sentence(m.sentence)
    )


_PART = re.compile(
    r"(?:protocol|annex|addendum|amendment|article"
    r"|chapter|phase|round|implementation plan)\b.*?\b(?:of|to|under) (?:the )?",
    re.IGNORECASE,
)


def _nested(parsed: Parsed, m: Mention) -> Iterator[Mention]:
    """Yield the agreement within another's name that it is part of ("the Protocol of the Trade Agreement")."""
    part = _PART.search(m.text) if m.kind == "Agreement" and m.found_by == "instruments" else None
    if part and form_of(m.text[part.end() :], "Agreement"):
        start = m.span.start + part.end()
        yield Mention(m.sentence, Span(start, m.span.end), m.text[part.end() :], m.kind, m.found_by)


# --- which mentions mean the same -----------------------------------------------------------------


def _gather(parsed: Parsed, mentions: Sequence[Mention]) -> list[_Thing]:
    things: list[_Thing] = []
    short = [m for m in mentions if m.found_by == "instruments.short"]
    for m in sorted(
        (m for m in mentions if m.found_by not in ("instruments.short", "instruments.abbreviation")),
        key=lambda m: (m.found_by != "instruments.title", m.span),
    ):
        thing = _same(things, m)
        if thing is None:
            thing = _new(m)
            things.append(thing)
        elif not m.reading and _better(m.text, thing.label) and not thing.titled:
            thing.label = m.text
        thing.links.append((m, "name"))
        thing.words |= _words(m.text) if not thing.titled else frozenset()
    _link_abbreviations(parsed, things, [m for m in mentions if m.found_by == "instruments.abbreviation"])
    for m in short:
        thing = _meant(things, m)
        if thing:
            thing.links.append((m, "short" if m.text[0].isupper() else "pronoun"))
    return things


def _new(m: Mention) -> _Thing:
    listed = known_by_key().get((m.kind, m.reading or ""))
    form = listed.form if listed else form_of(m.text, m.kind)
    return _Thing(m.kind, m.text, form, m.reading, _words(m.text), titled=m.found_by == "instruments.title")


def _better(text: str, label: str) -> bool:
    return (text[0].isupper(), len(text)) > (label[0].isupper(), len(label))


def _words(text: str) -> frozenset[str]:
    return frozenset(
        re.sub(r"s$", "", w) for w in re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", text.casefold())) if w not in _SMALL
    )


def _same(things: Sequence[_Thing], m: Mention) -> _Thing | None:
    """Return the thing that a mention names again: the same known one, the same words, or one name within the other."""
    words, form = _words(m.text), form_of(m.text, m.kind)
    number = _number(m.text) if form == "resolution" else None
    best = None
    for thing in things:
        if thing.kind != m.kind:
            continue
        if m.reading or thing.key:
            if m.reading == thing.key or (not m.reading and words <= thing.words):
                return thing
            continue
        if number or thing.form == "resolution":
            if number and number == _number(thing.label):
                return thing
            continue
        if words == thing.words:
            return thing
        if thing.titled and form in _JOINT and _restates(m, words, thing):
            best = best or thing
        elif (
            form == thing.form
            and (words < thing.words or thing.words < words)
            and min(len(words), len(thing.words)) > 1
        ):
            best = best or thing
    return best


def _restates(m: Mention, words: frozenset[str], title: _Thing) -> bool:
    if m.text[0].islower():
        return m.sentence < 4 or len(words & title.words) * 2 >= len(words | title.words)
    return words < title.words


def _number(text: str) -> str | None:
    found = re.search(r"\d{2,4}(?!\d)(?:/\d+)*|[A-Z]{1,2}/[\w/.]*\w", text)
    return found.group() if found else None


_BRACKET = re.compile(r"\s?\(\s?(?:the )?[“\"‘']?([A-Z][A-Za-z0-9&-]{1,11})[”\"’']?\)")


def _link_abbreviations(parsed: Parsed, things: Sequence[_Thing], mentions: Sequence[Mention]) -> None:
    owners: dict[str, _Thing] = {}
    for thing in things:
        for m, _ in thing.links:
            found = _BRACKET.match(parsed.document.text, m.span.end)
            if found:
                owners.setdefault(found.group(1), thing)
    for m in mentions:
        if m.text in owners:
            owners[m.text].links.append((m, "alias"))


def _meant(things: Sequence[_Thing], m: Mention) -> _Thing | None:
    """Return what "the Agreement" means: the nearest thing named before it of that form."""
    form, word = form_of(m.text, m.kind), m.text.casefold().split()[-1]
    nearest, at = None, -1
    for thing in things:
        if thing.kind != m.kind or not (form == thing.form or word in thing.words):
            continue
        if thing.titled and form in _JOINT:
            return thing
        before = [
            k.span.start for k, _ in thing.links if k.span.start < m.span.start and m.sentence - k.sentence <= _REACH
        ]
        if before and max(before) > at:
            nearest, at = thing, max(before)
    return nearest


# --- what is known of each ------------------------------------------------------------------------


def _entity(parsed: Parsed, thing: _Thing, links: Links) -> Entity:
    listed = known_by_key().get((thing.kind, thing.key or ""))
    label = " ".join((listed.names[0] if listed else thing.label).split())
    if listed and not any(m.text == listed.names[0] for m, _ in thing.links):
        label = max((m.text for m, _ in thing.links), key=len)
    aliases = tuple(dict.fromkeys(m.text for m, reason in thing.links if reason != "pronoun" and m.text != label))
    status = status_of(parsed, thing.form, [m for m, _ in thing.links]) if thing.kind == "Agreement" else None
    if thing.titled:
        status = "signed"
    return Entity(
        entity_id(thing.kind, "-".join(_key(parsed, thing, label, links))),
        thing.kind,
        label,
        aliases,
        status=status,
        form=thing.form,
    )


def _key(parsed: Parsed, thing: _Thing, label: str, links: Links) -> Iterator[str]:
    """Yield the parts of an id: a name in lower case is told apart by its parties, a joint statement by its date.

    Two "free trade agreements" of different pairs are two things, and so are two statements of one title.
    """
    if thing.key:
        yield thing.key
        return
    if label[0].islower() or thing.titled:
        yield from sorted(slug(p.partition(":")[2]) for p in links.parties[:4])
    yield slug(label)
    if thing.titled and parsed.document.published:
        yield str(parsed.document.published)
