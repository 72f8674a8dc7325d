"""How warm or how cold does a text say that things were? Readings on the ladder of diplomatic euphemism of ontology/tone.ttl."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.contracts import Store
from kg.errors import VocabularyError
from kg.query import run
from kg.views.phrases import sentence_around
from kg.vocab import HEAD, SKOS, id_of, triples

if TYPE_CHECKING:
    import pandas

_DOCUMENTS = """SELECT ?document ?title ?publisher ?published ?text WHERE { GRAPH ?document {
  ?document a bkg:Document ; rdfs:label ?title ; bkg:text ?text .
  OPTIONAL { ?document bkg:publisher ?publisher } OPTIONAL { ?document bkg:published ?published } } }"""
_DENIED = re.compile(r"(?i)\b(?:not|never|no|without|hardly|far from|less than)\W+(?:\w+\W+){0,2}$")


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: the higher the `level` the warmer, 0 is businesslike."""

    key: str
    level: int
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand for a rung; those of a ministry count in its own texts alone."""

    text: str
    rung: Rung
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A phrase found in a text: `start` and `end` are its offsets, `quote` is the sentence that it stands in, character for character."""

    rung: Rung
    phrase: str
    ministry: bool
    """Whether the publisher's own scheme gives the rung."""
    document: str
    title: str
    publisher: str | None
    published: str | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Voice:
    """How one publisher sounds: how many documents it has, how many of them have a reading, and the readings by rung, warmest first."""

    publisher: str
    documents: int
    with_reading: int
    rungs: tuple[tuple[Rung, int], ...]

    @property
    def mean(self) -> float | None:
        """Return the mean level of its readings, None where there is none."""
        total = sum(n for _, n in self.rungs)
        return sum(rung.level * n for rung, n in self.rungs) / total if total else None


@cache
def ladder() -> tuple[Phrase, ...]:
    """Return the phrases of ontology/tone.ttl, longest first, those of a ministry before general ones of the same length.

    Raises VocabularyError for a concept that leads to no rung.

    >>> next(p.rung.label for p in ladder() if p.text == "stern representations")
    'Stern representations'
    """
    said: dict[str, dict[str, list[str]]] = {}
    for s, p, o in triples("tone.ttl"):
        said.setdefault(s, {}).setdefault(p, []).append(o)
    rungs = {s: Rung(s.rpartition("/")[2], int(known[SKOS + "notation"][0]), known[SKOS + "prefLabel"][0],
                     known[SKOS + "definition"][0]) for s, known in said.items() if SKOS + "notation" in known}
    found = []
    for s, known in said.items():
        for text in known.get(SKOS + "altLabel", ()):
            rung = rungs.get(s) or rungs.get(next(iter(known.get(SKOS + "broadMatch", ())), ""))
            if rung is None:
                raise VocabularyError(f"tone.ttl: {s} has neither a skos:notation nor a skos:broadMatch with a rung")
            scheme = next(iter(known.get(SKOS + "inScheme", ())), "")
            found.append(Phrase(text, rung, next(iter(said.get(scheme, {}).get(_PUBLISHER, ())), None)))
    return tuple(sorted(found, key=lambda p: (-len(p.text), p.publisher is None, p.text, p.publisher or "")))


def tone(store: Store, *, publisher: str | None = None) -> tuple[Reading, ...]:
    """Return the readings of all documents, or of those of one publisher, by date, document and place.

    At each place the longest phrase counts, and a ministry's own goes before the general one; what is denied ("not cordial") does not
    count. A document without such words has no reading: that is no reading of coolness.

    >>> from kg.store import open_store
    >>> tone(open_store())
    ()
    """
    found = [reading for row in run(store, HEAD + _DOCUMENTS) if publisher in (None, row["publisher"])
             for reading in _of(id_of(str(row["document"])).partition(":")[2], str(row["title"]), _text(row["publisher"]),
                                _text(row["published"]), str(row["text"]))]
    return tuple(sorted(found, key=lambda r: (r.published or "", r.document, r.start)))


def voices(store: Store) -> tuple[Voice, ...]:
    """Return how each publisher sounds, by name; documents without a publisher are left out.

    The number of documents stands beside that of the readings: a ministry without a cold word may have published one text.

    >>> from kg.store import open_store
    >>> voices(open_store())
    ()
    """
    written = Counter(str(row["publisher"]) for row in run(store, HEAD + _DOCUMENTS) if row["publisher"] is not None)
    readings = tone(store)
    found = []
    for publisher, documents in sorted(written.items()):
        mine = [r for r in readings if r.publisher == publisher]
        rungs = sorted(Counter(r.rung for r in mine).items(), key=lambda item: -item[0].level)
        found.append(Voice(publisher, documents, len({r.document for r in mine}), tuple(rungs)))
    return tuple(found)


def tone_of(text: str, publisher: str | None = None) -> tuple[Reading, ...]:
    """Return the readings of a text that is in no store.

    >>> [(r.rung.label, r.phrase) for r in tone_of("The talks were frank. China lodged solemn representations.")]
    [('Candid', 'frank'), ('Stern representations', 'solemn representations')]
    >>> tone_of("It was not a cordial meeting.")
    ()
    """
    return tuple(_of("", "", publisher, None, text))


def tone_frame(readings: Iterable[Reading]) -> pandas.DataFrame:
    """Return readings as a frame: published, publisher, level (int64), rung, phrase, ministry (bool), title, quote, document, start and
    end (int64); all else string.

    >>> tone_frame(tone_of("A cordial meeting was held."))["level"].tolist()
    [1]
    """
    import pandas

    dtypes = {"published": "string", "publisher": "string", "level": "int64", "rung": "string", "phrase": "string", "ministry": "bool",
              "title": "string", "quote": "string", "document": "string", "start": "int64", "end": "int64"}
    rows = [(r.published, r.publisher, r.rung.level, r.rung.label, r.phrase, r.ministry, r.title, r.quote, r.document, r.start, r.end)
            for r in readings]
    return pandas.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def _of(document: str, title: str, publisher: str | None, published: str | None, text: str) -> Iterator[Reading]:
    folded = text.casefold()
    hits = [(hit.span(), phrase) for phrase, key, words in _compiled() if key in folded and phrase.publisher in (None, publisher)
            for hit in words.finditer(text)]
    kept: list[tuple[tuple[int, int], Phrase]] = []
    for (start, end), phrase in sorted(hits, key=lambda h: (h[0][0] - h[0][1], h[1].publisher is None, h[0])):
        if not any(start < e and s < end for (s, e), _ in kept):
            kept.append(((start, end), phrase))
    for (start, end), phrase in sorted(kept, key=lambda h: h[0]):
        if not _DENIED.search(text[max(0, start - 60):start]):
            around = sentence_around(text, start, end)
            yield Reading(phrase.rung, text[start:end], phrase.publisher is not None, document, title, publisher, published, start, end,
                          text[around.start:around.end])


@cache
def _compiled() -> tuple[tuple[Phrase, str, re.Pattern[str]], ...]:
    """Return each phrase with its longest word, without which it need not be looked for, and with its pattern."""
    return tuple((p, max(re.split(r"[\s.-]+", p.text.casefold()), key=len),
                  re.compile(rf"(?i)(?<![\w-])(?:{_pattern(p.text)})(?![\w-])")) for p in ladder())


def _pattern(phrase: str) -> str:
    parts = (r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", part.strip()))) for part in phrase.split("..."))
    return r"\s+(?:[^\s.;:!?]+\s+){0,4}?".join(parts)


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


_PUBLISHER = "http://purl.org/dc/terms/publisher"
