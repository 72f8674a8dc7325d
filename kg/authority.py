"""Known things: `ontology/authority/*.tsv` -> countries, organisations, places, topics, and the words used for them."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kg.errors import VocabularyError
from kg.model import Entity, Parsed
from kg.vocab import data, entity_id

WIKIDATA = "http://www.wikidata.org/entity/"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of words for a known thing: `sort` says how it names it, `shared` that it may mean something else too.

    Sorts: label, name, adjective, people, capital, abbreviation, term.
    """

    text: str
    kind: str
    key: str
    sort: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A line of an authority file: an entity with the forms of words used for it."""

    entity: Entity
    key: str
    sort: str
    forms: tuple[Form, ...]
    within: str | None = None
    """ISO code of the state that a place lies in, or that an organisation belongs to."""


class Lexicon:
    """Finds forms of words in a text: whole words, capitals as written, straight and curly apostrophes alike.

    >>> forms = (Form("Viet Nam", "Country", "VNM", "name"), Form("U.S.", "Country", "USA", "name"))
    >>> [(start, end, form.key) for start, end, form in Lexicon(forms).find("The U.S. and Viet Nam")]
    [(4, 8, 'USA'), (13, 21, 'VNM')]
    """

    def __init__(self, forms: Iterable[Form], *, fold: bool = False) -> None:
        """Index the forms by their first word; with `fold`, capitals do not matter."""
        self._fold = fold
        self._first: dict[str, list[tuple[str, Form]]] = {}
        for form in dict.fromkeys(forms):
            for text in dict.fromkeys((self._plain(form.text), *_spellings(self._plain(form.text)))):
                word = _WORD.match(text)
                if word:
                    self._first.setdefault(word.group(), []).append((text, form))
        for options in self._first.values():
            options.sort(key=lambda pair: -len(pair[0]))

    def _plain(self, text: str) -> str:
        text = _flat(text)
        return text.lower() if self._fold and len(text.lower()) == len(text) else text

    def find(self, text: str) -> Iterator[tuple[int, int, Form]]:
        """Yield (start, end, form) for the longest forms at each word, in text order; equal forms all come."""
        plain = self._plain(text)
        for word in _WORD.finditer(plain):
            longest = 0
            for candidate, form in self._first.get(word.group(), ()):
                if len(candidate) < longest:
                    break
                end = word.start() + len(candidate)
                if plain.startswith(candidate, word.start()) and not (_joined(plain, end)):
                    longest = len(candidate)
                    yield word.start(), end, form


_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_FLAT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "\n": " ", "\t": " ", "\r": " ", "\u00a0": " ",
                       "\u202f": " ", "\u2011": "-", "\u2010": "-", "\u2013": "-"})


def _flat(text: str) -> str:
    return text.translate(_FLAT)


def _joined(text: str, end: int) -> bool:
    """Say whether the word goes on at `end` (letters, digits or a combining mark)."""
    return end < len(text) and (text[end].isalnum() or text[end] == "_" or unicodedata.combining(text[end]) > 0)


def _spellings(text: str) -> Iterator[str]:
    """Yield the decomposed and the unaccented spelling of a form, where they differ."""
    decomposed = unicodedata.normalize("NFD", text)
    if decomposed != text:
        yield decomposed
        yield "".join(c for c in decomposed if not unicodedata.combining(c))


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the lines of `ontology/authority/<name>` by column; lines that begin with # are comments.

    Raises VocabularyError for a line with more columns than the header.

    >>> next(rows("countries.tsv"))["iso3"]
    'AFG'
    """
    with (data("authority") / name).open(encoding="utf-8", newline="") as file:
        lines = ((i, line) for i, line in enumerate(file, 1) if line.strip() and not line.startswith("#"))
        header: list[str] | None = None
        for i, line in lines:
            cells = next(csv.reader([line], delimiter="\t", quoting=csv.QUOTE_NONE))
            cells[-1] = cells[-1].rstrip("\r\n")
            if header is None:
                header = cells
            elif len(cells) > len(header):
                raise VocabularyError(f"{name} line {i}: {len(cells)} columns, expected {len(header)}")
            else:
                yield dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


@cache
def countries() -> tuple[Known, ...]:
    """Return the states, former states and territories of `countries.tsv`.

    >>> next(state.entity.label for state in countries() if state.key == "KEN")
    'Kenya'
    """
    return tuple(_country(row) for row in rows("countries.tsv"))


def _country(row: dict[str, str]) -> Known:
    iso = row["iso3"]
    forms = (Form(row["label"], "Country", iso, "label"),
             *_forms(row["names"], "Country", iso, "name"), *_forms(row["adjectives"], "Country", iso, "adjective"),
             *_forms(row["people"], "Country", iso, "people"), *_forms(row["capital"], "Country", iso, "capital"))
    entity = Entity(entity_id("Country", iso), "Country", row["label"], tuple(_split(row["names"])),
                    _same_as(row["wikidata"]), iso3=iso)
    return Known(entity, iso, row["status"], forms)


@cache
def organisations() -> tuple[Known, ...]:
    """Return the bodies of `orgs.tsv`.

    >>> organisations()[0].entity.id, "UN" in organisations()[0].entity.aliases
    ('org:united-nations', True)
    """
    return tuple(_named(row, "Organization") for row in rows("orgs.tsv"))


@cache
def places() -> tuple[Known, ...]:
    """Return the regions, seas, cities, provinces and buildings of `places.tsv`.

    >>> places()[0].entity.id, places()[0].sort
    ('place:middle-east', 'region')
    """
    return tuple(_named(row, "Place") for row in rows("places.tsv"))


def _named(row: dict[str, str], kind: str) -> Known:
    id = entity_id(kind, row["label"])
    key = id.partition(":")[2]
    forms = (*_forms(row["label"], kind, key, "label"), *_forms(row["names"], kind, key, "name"),
             *_forms(row.get("abbreviations", ""), kind, key, "abbreviation"))
    label = row["label"].removesuffix("?")
    entity = Entity(id, kind, label, tuple(f.text for f in forms[1:]), _same_as(row.get("wikidata", "")))
    return Known(entity, key, row["sort"], forms, row.get("within") or None)


def _split(cell: str) -> list[str]:
    return [part.strip().removesuffix("?") for part in cell.split("|") if part.strip()]


def _forms(cell: str, kind: str, key: str, sort: str) -> Iterator[Form]:
    for part in filter(None, (p.strip() for p in cell.split("|"))):
        yield Form(part.removesuffix("?"), kind, key, sort, part.endswith("?"))


def _same_as(qid: str) -> tuple[str, ...]:
    return (WIKIDATA + qid,) if qid else ()


@cache
def _by_key(kind: str) -> dict[str, Known]:
    table = {"Country": countries, "Organization": organisations, "Place": places}[kind]()
    return {known.key: known for known in table}


def known(kind: str, key: str) -> Known | None:
    """Return the known country, organisation or place with this key.

    >>> known("Country", "PAK").entity.label
    'Pakistan'
    """
    return _by_key(kind).get(key)


@cache
def _by_form(kind: str) -> dict[str, Known]:
    table = {"Country": countries, "Organization": organisations, "Place": places}[kind]()
    return {_name_key(form.text): known for known in reversed(table) for form in known.forms
            if not form.shared and form.sort != "capital"}


def _name_key(name: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(_flat(name).split()))
    name = name.removeprefix("the ").removeprefix("The ")
    return name if name.isupper() and len(name) < 6 else name.casefold()


def lookup(kind: str, name: str) -> Entity | None:
    """Return the known entity that a name means by itself; None for unknown and for shared names.

    Capitals matter only for abbreviations ("US" is a state, "us" is not).

    >>> lookup("Country", "the Netherlands").iso3, lookup("Country", "Dutch").iso3, lookup("Country", "us")
    ('NLD', 'NLD', None)
    """
    found = _by_form(kind).get(_name_key(name))
    return found.entity if found else None


def country(name: str) -> Entity | None:
    """Return the state with this name, adjective or ISO 3166-1 alpha-3 code.

    >>> country("Türkiye").id, country("ROK").id, country("PAK").id
    ('country:TUR', 'country:KOR', 'country:PAK')
    """
    found = lookup("Country", name)
    if found is None and (by_code := known("Country", name)):
        found = by_code.entity
    return found


def state_of(entity: Entity) -> str | None:
    """Return the id of the state that a place lies in, of a state its own; None for regions and for places that no list has.

    >>> state_of(Entity("place:ankara", "Place", "Ankara")), state_of(Entity("place:alps", "Place", "Alps"))
    ('country:TUR', None)
    """
    if entity.kind != "Place":
        return entity.id if entity.kind == "Country" else None
    found = known("Place", entity.id.partition(":")[2])
    return entity_id("Country", found.within) if found and found.within else None


@cache
def members(body: str) -> frozenset[str]:
    """Return the ids of the states that are commonly known to belong to a body, given by its id; empty where none are listed.

    >>> "country:VNM" in members("org:association-of-southeast-asian-nations"), members("org:no-such-body")
    (True, frozenset())
    """
    for row in rows("members.tsv"):
        if entity_id("Organization", row["body"]) == body:
            return frozenset(entity_id("Country", cell) for cell in row["members"].split("|"))
    return frozenset()


@cache
def topics() -> dict[str, Entity]:
    """Return the topics by id ("vaccines").

    >>> topics()["vaccines"].label
    'Vaccines'
    """
    return {row["id"]: Entity(entity_id("Topic", row["id"]), "Topic", row["label"]) for row in rows("topics.tsv")}


@cache
def _signs(sort: str) -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """Return (side, weight, pattern) of `publishers.tsv`: publishers as plain words, manners as regular expressions."""
    found = []
    for row in rows("publishers.tsv"):
        if row["sort"] == sort:
            plain = rf"(?<!\w){re.escape(row['pattern'])}(?!\w)" if sort == "publisher" else row["pattern"]
            found.append((_side_id(row["side"]), int(row["weight"]), re.compile(plain, re.MULTILINE)))
    return tuple(found)


def _side_id(side: str) -> str:
    if known("Country", side):
        return entity_id("Country", side)
    found = lookup("Organization", side)
    if found is None:
        raise VocabularyError(f"publishers.tsv: no state or body {side!r}")
    return found.id


@cache
def publisher_side(publisher: str) -> str | None:
    """Return the id of the state or body for which a publisher speaks; None where its name does not tell.

    >>> publisher_side("Ministry of Foreign Affairs of China"), publisher_side("India MEA"), publisher_side("EEAS")
    ('country:CHN', 'country:IND', 'org:european-union')
    >>> publisher_side("MINISTER FOR FOREIGN AFFAIRS") is None
    True
    """
    named = [form.key for _, _, form in state_forms().find(publisher) if not form.shared]
    if named:
        return entity_id("Country", named[0])
    for side, _, pattern in _signs("publisher"):
        if pattern.search(publisher):
            return side
    body = lookup("Organization", publisher)
    belongs = _by_key("Organization")[body.id.partition(":")[2]].within if body else None
    return entity_id("Country", belongs) if belongs else body.id if body else None


@cache
def state_forms() -> Lexicon:
    """Return the lexicon of names, adjectives and peoples of states, capitals left out.

    >>> [form.key for _, _, form in state_forms().find("the French and Kenyan envoys")]
    ['FRA', 'KEN']
    """
    return Lexicon(form for state in countries() for form in state.forms if form.sort != "capital")


@cache
def _side_forms() -> Lexicon:
    return Lexicon(form for known in (*countries(), *organisations()) for form in known.forms
                   if not form.shared and form.sort != "capital")


def names_a_side(name: str) -> bool:
    """Say whether a name names a state or a known body within it.

    >>> names_a_side("China-Pakistan Strategic Dialogue"), names_a_side("Strategic Dialogue")
    (True, False)
    """
    return next(_side_forms().find(name), None) is not None


def home_of(parsed: Parsed) -> str | None:
    """Return the id of the side that publishes a text without metadata, by the text's own manner; None where it does not show.

    The manner of a ministry ("Office of the Spokesperson", "EAM") weighs most. Else the home side is the state that the body keeps
    naming, as one who acts above all, and not the one that the title marks as foreign ("Minister Meets with Pakistani Foreign
    Minister", "US relations with Chile").

    >>> home_of(understood("Kenya and Peru signed a treaty. Kenya thanked the envoy. Kenya will send aid.", "Minister Meets with Peruvian Envoy")[0])
    'country:KEN'
    """
    text, title = parsed.document.text, parsed.document.title
    weights: dict[str, float] = {}
    for side, weight, pattern in _signs("manner"):
        if pattern.search(text):
            weights[side] = weights.get(side, 0) + weight
    body = text[len(title):] if title and text.startswith(title) else text
    counts: dict[str, float] = {}
    for start, end, form in state_forms().find(body):
        if not form.shared:
            counts[form.key] = counts.get(form.key, 0) + _own_voice(body, start, end)
    total = sum(counts.values()) or 1.0
    for key, count in counts.items():
        side = entity_id("Country", key)
        weights[side] = weights.get(side, 0) + 3 * count / total
    for start, _, form in state_forms().find(title):
        side = entity_id("Country", form.key)
        foreign = form.sort == "adjective" or _FOREIGN.search(title[:start])
        if side in weights and start > 3 and foreign:
            weights[side] -= 1.5
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    sure = ranked and ranked[0][1] > 1 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1] + 0.2)
    return ranked[0][0] if sure else None


_FOREIGN = re.compile(r"\b(?:of|with|to|from|on) (?:the )?$")
_ACTS = re.compile(r" (?:stands? (?:ready|with)|is (?:ready|willing|committed|proud|deeply)|will|attaches|hopes|supports|joins|congratulates|condemns|welcomes|"
                   r"remains|looks forward|firmly|calls|urges|opposes|values|appreciates|extends|wishes)\b")
_BEHALF = re.compile(r"(?:[Oo]n behalf of (?:the (?:people|[Gg]overnment) of )?(?:the )?|[Oo]ur country, )$")


def _own_voice(text: str, start: int, end: int) -> float:
    """Weigh a naming of a state by how much it sounds like the one who speaks."""
    weight = 1.0
    if text.startswith(" side", end):
        weight += 2
    if _ACTS.match(text, end):
        weight += 1
    if _BEHALF.search(text[max(0, start - 50):start]):
        weight += 3
    return weight
