"""The nouns of the house: frozen values that every stage hands to the next. Standard library only."""

from __future__ import annotations

import calendar
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

KINDS = ("Country", "Person", "Organization", "Place", "Meeting", "Agreement", "Project", "Topic")
"""The kinds of entity. Mentions may also be of the kinds below, which name no entity of their own."""

OFFICE, COLLECTIVE, DATE = "Office", "Collective", "Date"

STANCES = ("asserted", "committed", "called-for")


def digest(*parts: object, size: int = 16) -> str:
    """Hash values to a short hexadecimal id that is the same on any machine.

    >>> digest("China", "supports", None) == digest("China", "supports", None)
    True
    """
    data = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(data.encode("utf-8")).hexdigest()[:size]


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as the text gives it: `2020-08-21`, `2020-08`, `2020` or `--08-21` (no year).

    Raises ValueError for anything else. Ordered as text.

    >>> PartialDate("--08-21").year is None, PartialDate("2020-08").month
    (True, 8)
    """

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?|--\d{2}(-\d{2})?", self.text):
            raise ValueError(f"not a partial date: {self.text!r}")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"no such month: {self.text!r}")
        if self.day is not None:
            longest = calendar.monthrange(self.year or 2000, self.month or 1)[1]
            if not 1 <= self.day <= longest:
                raise ValueError(f"no such day: {self.text!r}")

    @property
    def year(self) -> int | None:
        """Return the year, if it is given."""
        return None if self.text.startswith("--") else int(self.text[:4])

    @property
    def month(self) -> int | None:
        """Return the month 1..12, if it is given."""
        rest = self.text[2:] if self.text.startswith("--") else self.text[5:]
        return int(rest[:2]) if rest else None

    @property
    def day(self) -> int | None:
        """Return the day 1..31, if it is given."""
        rest = self.text[2:] if self.text.startswith("--") else self.text[5:]
        return int(rest[3:]) if len(rest) > 2 else None

    @property
    def edtf(self) -> str:
        """Return the date in the Extended Date/Time Format, where X stands for a digit that is not known.

        >>> PartialDate("--08-21").edtf, PartialDate("2020-08").edtf
        ('XXXX-08-21', '2020-08')
        """
        return f"XXXX{self.text[1:]}" if self.year is None else self.text

    @property
    def earliest(self) -> str | None:
        """Return the first day that the date allows, None where the year is not known.

        >>> PartialDate("2020-02").earliest, PartialDate("2020-02").latest, PartialDate("--02").latest
        ('2020-02-01', '2020-02-29', None)
        """
        return None if self.year is None else f"{self.year:04}-{self.month or 1:02}-{self.day or 1:02}"

    @property
    def latest(self) -> str | None:
        """Return the last day that the date allows, None where the year is not known."""
        if self.year is None:
            return None
        month = self.month or 12
        return f"{self.year:04}-{month:02}-{self.day or calendar.monthrange(self.year, month)[1]:02}"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character offsets into `Document.text`."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Say whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Say whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known about it; `text` begins with the title line where there is a title.

    `id` is a hash of the text, so the same text read twice is one document.

    >>> Document.of("Wang Yi Meets Qureshi\\n\\nThey met in Baoting.", title="Wang Yi Meets Qureshi").title
    'Wang Yi Meets Qureshi'
    """

    id: str
    title: str
    text: str
    source: str
    language: str = "en"
    published: PartialDate | None = None
    publisher: str | None = None
    url: str | None = None

    @classmethod
    def of(cls, text: str, *, title: str = "", source: str = "", **known: Any) -> Document:
        """Make a document whose id is derived from its text."""
        return cls(id=digest(text), title=title, text=text, source=source, **known)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that gave no document, and why; `kind` is failed (bad input), ignored (nothing to read) or duplicate.

    >>> str(Skipped("notes.docx", "this is a zip archive"))
    'notes.docx: this is a zip archive'
    """

    source: str
    reason: str
    kind: str = "failed"

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its place in the document; paragraph 0 is the title where the text begins with one."""

    document: str
    index: int
    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document with its sentences and the live spaCy `Doc`, whose text is the document's; never stored."""

    document: Document
    sentences: tuple[Sentence, ...]
    doc: Any

    def text(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.document.text[span.start:span.end]

    def tokens(self, span: Span) -> Any:
        """Return the spaCy span that covers these characters (tokens cut by the span are included)."""
        return self.doc.char_span(span.start, span.end, alignment_mode="expand")

    def cite(self, span: Span, extractor: str, confidence: float = 1.0) -> Evidence:
        """Return the evidence that stands at `span`, quoted character for character."""
        return Evidence(self.document.id, span, self.text(span), extractor, confidence)

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that holds the character at `offset` (the last one that starts before it)."""
        low, high = 0, len(self.sentences)
        while high - low > 1:
            middle = (low + high) // 2
            if self.sentences[middle].span.start <= offset:
                low = middle
            else:
                high = middle
        return self.sentences[low]


@dataclass(frozen=True, slots=True)
class Mention:
    """An observation: these characters look like a thing of this kind.

    `reading` is the key in the authority files where the form alone tells it ("CHN", "vaccines", "united-nations").
    """

    sentence: int
    span: Span
    text: str
    kind: str
    found_by: str
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing in the world. `same_as` holds IRIs elsewhere (Wikidata); `iso3` only countries have."""

    id: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    iso3: str | None = None
    status: str | None = None
    """Of an agreement: proposed, to be signed, signed, in force, being implemented."""
    form: str | None = None
    """Of a meeting or an agreement: its kind (talks, call, visit; treaty, protocol, joint statement)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A decision: this mention means this entity. A collective ("the two sides") has one link for each member."""

    mention: Mention
    entity: str
    score: float = 1.0
    reason: str = "name"
    """name | short | alias | title | pronoun | collective | implied (names of reasons, one word)."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a text says of one meeting: who takes part, where, when and within what, each with the characters that say so.

    `dates` are as `Mention.reading` gives them ("2020-08-21", "2020-08-21/2020-08-23"); `reported` marks the occasion that the
    text is about.
    """

    meeting: str
    parties: tuple[tuple[str, Span], ...] = ()
    places: tuple[tuple[str, Span], ...] = ()
    dates: tuple[tuple[str, Span], ...] = ()
    within: tuple[tuple[str, Span], ...] = ()
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """What the text is about: the entities of one document, the links to them, and who its parties are.

    `home` is the publisher's country or organisation; `parties` are the sides of the reported occasion, home first.
    """

    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    home: str | None = None
    parties: tuple[str, ...] = ()
    sides: tuple[tuple[str, str], ...] = ()
    """(person, country or organisation that the person speaks for)."""
    occasions: tuple[Occasion, ...] = ()
    """The meetings with what is said of each, in text order."""
    turns: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Of a text of questions and answers: from which sentence on it speaks of which sides."""
    _by_id: dict[str, Entity] = field(init=False, repr=False, compare=False)
    _by_sentence: dict[int, tuple[Link, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {e.id: e for e in self.entities})
        grouped: dict[int, list[Link]] = {}
        for link in sorted(self.links, key=lambda k: (k.mention.span, k.entity)):
            grouped.setdefault(link.mention.sentence, []).append(link)
        object.__setattr__(self, "_by_sentence", {i: tuple(v) for i, v in grouped.items()})

    def entity(self, id: str) -> Entity:
        """Return the entity with this id; KeyError where there is none."""
        return self._by_id[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def in_sentence(self, index: int, *kinds: str) -> tuple[Link, ...]:
        """Return the links in a sentence, in text order, of entities of the given kinds (all where none is given)."""
        found = self._by_sentence.get(index, ())
        return tuple(k for k in found if self._by_id[k.entity].kind in kinds) if kinds else found

    def parties_at(self, sentence: int) -> tuple[str, ...]:
        """Return the sides that a sentence speaks of: those of the occasion or, in questions and answers, of its turn."""
        return next((sides for start, sides in reversed(self.turns) if start <= sentence), self.parties)

    def of_kind(self, kind: str) -> Iterator[Entity]:
        """Yield the entities of one kind."""
        return (e for e in self.entities if e.kind == kind)

    def side_of(self, person: str) -> str | None:
        """Return the country, or else organisation, that a person speaks for."""
        return next((side for p, side in self.sides if p == person), None)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose words each sentence reports: `speakers[i]` are entity ids for sentence i; empty where the text itself speaks."""

    speakers: tuple[tuple[str, ...], ...]
    questions: frozenset[int] = frozenset()
    """Sentences of a press conference that ask rather than tell."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement stands: `quote` is the document's text at `span`, character for character."""

    document: str
    span: Span
    quote: str
    extractor: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """What narrows a statement: the office held, the formula used, the dates."""

    office: str | None = None
    label: str | None = None
    date: PartialDate | None = None
    end: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim with its evidence. `id` hashes all but the evidence, so equal claims of several documents share it.

    `object` is an entity id or, for takesPlaceOn, a date literal. `reported_by` is the side whose document
    says that another said it. A conditional promise ("if ..., will") is `conditional` and never holds by itself.

    >>> a = Statement("country:CHN", "supports", "country:PAK", evidence=(Evidence("d", Span(0, 1), "x", "acts"),))
    >>> a.id == Statement("country:CHN", "supports", "country:PAK").id
    True
    """

    subject: str
    relation: str
    object: str | None = None
    about: tuple[str, ...] = ()
    qualifiers: Qualifiers = Qualifiers()
    stance: str = "asserted"
    speaker: str | None = None
    reported_by: str | None = None
    negated: bool = False
    conditional: bool = False
    evidence: tuple[Evidence, ...] = ()

    @property
    def id(self) -> str:
        """Return a hash of the claim."""
        q = self.qualifiers
        dates = [str(d) if d else None for d in (q.date, q.end)]
        return digest(self.subject, self.relation, self.object, sorted(self.about), q.office, q.label, dates,
                      self.stance, self.speaker, self.reported_by, self.negated, self.conditional)

    @property
    def confidence(self) -> float:
        """Return the confidence of the best evidence, 0..1."""
        return max((e.confidence for e in self.evidence), default=0.0)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was understood of one document."""

    document: Document
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    statements: tuple[Statement, ...]
