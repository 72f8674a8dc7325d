"""Persons meant without a name: a title alone ("the Secretary") and he or she."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.model import Link, Mention, Parsed, Span
from kg.resolve.holders import Holding
from kg.resolve.persons import genders
from kg.titles import titles

_DEFINITE = re.compile(r"(?:\b(?:the|The)\s+(?:\w+\s+)?|[’']s )$")
_SMALL = {"of", "for", "and", "the", "to", "affairs", "external", "foreign"}
_COMPANY = re.compile(r"(?:Together with|Alongside|Joined by|With)\b[^,;:]*,(?= s?he\b)")
"""With whom "he" does something: somebody else than he."""
_PRONOUNS = {"he": "m", "him": "m", "himself": "m", "she": "f", "herself": "f"}
_POSSESSIVE = {"his": "m", "her": "f"}


def titles_alone(parsed: Parsed, held: Sequence[Holding], persons: Sequence[Link], sides: Mapping[str, str], home: str | None
                 ) -> tuple[Link, ...]:
    """Link each office that stands alone ("the Secretary", "the Pakistani Foreign Minister") to who was named with it.

    Where two persons hold it, the one of the said state, or else of the home side, or else the one named last, is meant; where
    nobody holds it, nobody is.
    """
    offices: dict[str, list[set[str]]] = {}
    for h in held:
        for person in h.persons:
            offices.setdefault(person, []).append(_words(titles().singular(h.office.text)))
    order = sorted(persons, key=lambda k: k.mention.span)
    found = []
    for h in held:
        if h.persons or titles().singular(h.office.text) != h.office.text or not _alone(parsed, h.office):
            continue
        wanted = _words(h.office.text)
        options = [p for p, known in offices.items() if any(wanted <= k or _core(wanted) & _core(k) and wanted <= k | _SMALL
                                                            for k in known)]
        options = [p for p in options if any(_rank(k) == _rank(wanted) for k in offices[p])] or options
        if h.side:
            options = [p for p in options if sides.get(p) == h.side]
        elif home and len(options) > 1:
            options = [p for p in options if sides.get(p) == home] or options
        if not options:
            continue
        before = [k for k in order if k.entity in options and k.mention.span.start < h.office.span.start]
        person = before[-1].entity if before else options[0]
        mention = Mention(h.office.sentence, h.office.span, h.office.text, "Person", "titles")
        found.append(Link(mention, person, 0.9, "title"))
    return tuple(found)


def _words(office: str) -> set[str]:
    return {w.rstrip("s") if w == "affairs" else w for w in re.findall(r"[\w’'-]+", office.lower())} - {"the", "of", "for", "and"}


def _core(office: set[str]) -> set[str]:
    return office & {"president", "minister", "secretary", "premier", "chancellor", "ambassador", "spokesperson", "king", "director",
                     "representative", "envoy", "advisor", "adviser", "councilor", "commissioner", "prince", "emir", "amir",
                     "speaker", "coordinator", "counselor", "administrator", "chairman", "chair", "secretary-general", "general"}


def _rank(office: set[str]) -> set[str]:
    """Return what sets an office above or below another of its name ("Vice President", "the President")."""
    return office & {"vice", "deputy", "assistant", "under", "former", "acting", "alternate", "first"}


def _alone(parsed: Parsed, office: Mention) -> bool:
    before = parsed.document.text[max(0, office.span.start - 40):office.span.start]
    if re.search(r"\b(?:Office|office|Bureau|Department) of the $", before):
        return False
    return bool(_DEFINITE.search(before)) or office.text[0].isupper()


def pronouns(parsed: Parsed, persons: Sequence[Link], offices: Sequence[Link]) -> tuple[Link, ...]:
    """Link he and she to the one person whom the words before can mean.

    That is the last subject named in the same sentence before, or in the sentence before it, whose gender does not forbid it; a
    paragraph does not look back beyond the end of the one before.
    """
    known = genders(parsed, persons)
    by_sentence: dict[int, list[Link]] = {}
    for k in sorted(persons, key=lambda k: k.mention.span):
        by_sentence.setdefault(k.mention.sentence, []).append(k)
    found: list[Link] = []
    last: tuple[int, str] | None = None
    for sentence in parsed.sentences:
        said: list[Link] = []
        for mention, gender in _pronouns(parsed, sentence.index, sentence.span):
            person = _antecedent(parsed, mention, gender, known, by_sentence, [*said], last)
            if person:
                said.append(Link(mention, person, 0.7, "pronoun"))
        found += said
        subject = _subject(parsed, [*by_sentence.get(sentence.index, ()), *said])
        if subject:
            last = (sentence.index, subject)
    return tuple(found)


def _pronouns(parsed: Parsed, index: int, span: Span) -> Iterator[tuple[Mention, str]]:
    for m in re.finditer(r"\b(?:[Hh]e|[Hh]im(?:self)?|[Ss]he|[Hh]erself|[Hh]is|[Hh]er)\b", parsed.text(span)):
        word = m.group().lower()
        after = parsed.text(span)[m.end():m.end() + 14]
        if word in _POSSESSIVE and re.match(r" (?:Royal |Imperial )?(?:Excellency|Highness|Majesty|Holiness|Eminence)", after):
            continue
        mention = Mention(index, Span(span.start + m.start(), span.start + m.end()), m.group(), "Person", "pronouns")
        yield mention, _PRONOUNS.get(word) or _POSSESSIVE[word]


def _antecedent(parsed: Parsed, pronoun: Mention, gender: str, known: Mapping[str, str], by_sentence: Mapping[int, list[Link]],
                said: list[Link], last: tuple[int, str] | None) -> str | None:
    def fits(person: str) -> bool:
        return known.get(person, gender) == gender

    company = _COMPANY.match(parsed.text(parsed.sentences[pronoun.sentence].span)) if pronoun.text.lower() in {"he", "she"} else None
    apart = parsed.sentences[pronoun.sentence].span.start + company.end() if company else -1
    before = [k for k in [*by_sentence.get(pronoun.sentence, ()), *said] if k.mention.span.end <= pronoun.span.start
              and k.mention.span.start >= apart and fits(k.entity)]
    if before:
        distinct = list(dict.fromkeys(k.entity for k in before))
        subject = _subject(parsed, before)
        return subject if subject and len(distinct) > 1 else distinct[0]
    if last and pronoun.sentence - last[0] <= 2 and fits(last[1]):
        return last[1]
    earlier = {k.entity for k in by_sentence.get(pronoun.sentence - 1, ()) if fits(k.entity)}
    return earlier.pop() if len(earlier) == 1 else None


def _subject(parsed: Parsed, links: Sequence[Link]) -> str | None:
    """Return the person who is the subject of a main verb among these links, the last such one; else any subject, the first."""
    main = other = None
    for k in sorted(links, key=lambda k: k.mention.span):
        tokens = parsed.tokens(k.mention.span)
        head = tokens.root if tokens is not None else None
        if head is not None and head.dep_ in {"nsubj", "nsubjpass"}:
            if head.head.dep_ in {"ROOT", "conj", "parataxis"} or head.head.dep_ == "ccomp" and head.i > head.head.i:
                main = k.entity
            other = other or k.entity
    return main or other
