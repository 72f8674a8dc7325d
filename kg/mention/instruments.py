"""Recognise agreements and projects: by their head word, by a list of known ones, by the abbreviation that the text
gives them.

A name in capitals counts whatever its form ("Forest Memorandum of Understanding"); in lower case an instrument counts
where the text makes it definite by parties or topic ("a memorandum of understanding on tourism"), as
`instrument_forms.tsv` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from kg.instruments import Form, barred, forms, known
from kg.mention import definite
from kg.mention.name_runs import left_edge, named, right_edge
from kg.model import Mention, Parsed, Sentence, Span

Token = Any

FOUND, SHORT, KNOWN, TITLE, ABBREVIATION = (
    f"instruments{x}" for x in ("", ".short", ".known", ".title", ".abbreviation")
)
_CONNECTORS = {
    "Agreement": frozenset("on for of between among against concerning regarding to".split()),
    "Project": frozenset("on for to against".split()),
}
_ISSUERS = frozenset(["by", "from"])
_HALF = frozenset(["specified", "issued", "dated", "plural", "numbered", "named", "place"])
_ISSUED = ("joint statement", "joint communique", "declaration")
_COUNTRY_ENTS = ("GPE", "NORP")


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield the agreements and projects that a text names, and short forms ("the Agreement") for the resolver to
    settle.

    >>> from kg.parse import load, parse
    >>> from kg.model import Document
    >>> [p] = parse([Document.of("Both sides signed a memorandum of understanding on tourism.")], load())
    >>> [(m.text, m.kind) for m in recognise(p)]
    [('memorandum of understanding on tourism', 'Agreement')]
    """
    title, found = _title(parsed), list(_all(parsed))
    listed = {m.span for m in found if m.found_by == KNOWN}
    seen = [title] if title else []
    seen += [
        m
        for m in found
        if not (title and title.span.contains(m.span) and m.kind == title.kind)
        and (m.found_by == KNOWN or m.span not in listed)
    ]
    yield from seen
    yield from _abbreviated(parsed, seen)


_MONEY = r"(?:USD|US\$|EUR|€|\$) ?\d[\d.,]*(?: (?:million|billion))?"
_SHAPES = re.compile(
    rf"(?<!Joint )\b(?:Operation|Exercise) [A-Z][\w-]{{3,}}(?: [A-Z][\w-]{{3,}})?\b|(?:\b{_MONEY} )Line of Credit\b|(?:\b[A-Z]\w+ )?\bLine of Credit of {_MONEY}"
    r"|(?<=[Pp]roject [\"“])[A-Z][^\"”\n]{4,90}(?=[\"”])|(?<=[Pp]rogramme [\"“])[A-Z][^\"”\n]{4,90}(?=[\"”])"
)
"""Names of projects that no head word closes: operations, exercises, lines of credit, names in quotes behind "project"."""


def _all(parsed: Parsed) -> Iterator[Mention]:
    yield from _listed(parsed)
    for shape in _SHAPES.finditer(parsed.document.text):
        text = shape.group().rstrip(".,")
        yield Mention(parsed.sentence_at(shape.start()).index, Span(shape.start(), shape.start() + len(text)), text, "Project", FOUND)
    for sentence in parsed.sentences:
        tokens = [t for t in parsed.tokens(sentence.span) if not t.is_space]
        i = len(tokens) - 1
        while i >= 0:
            form = _form_at(tokens, i)
            if form:
                yield from _at(parsed, sentence, tokens, i + 1 - len(form.phrase), i + 1, form)
            i -= 1


def _form_at(tokens: Sequence[Token], i: int) -> Form | None:
    for form in forms().get(tokens[i].lower_, ()):
        start = i + 1 - len(form.phrase)
        if start >= 0 and all(tokens[start + k].lower_ == w for k, w in enumerate(form.phrase)):
            return form
    return None


def _is_head(word: str) -> bool:
    return word in forms()


def _at(
    parsed: Parsed, sentence: Sentence, tokens: Sequence[Token], start: int, end: int, form: Form
) -> Iterator[Mention]:
    numbered = _numbered(parsed, tokens, start, end) if form.lower == "numbered" else None
    if numbered:
        yield _mention(parsed, sentence, tokens, *numbered, "Agreement", FOUND)
        return
    if form.lower == "numbered":
        return
    if tokens[start].text[0].isupper():
        if _runs_on(tokens, end):
            return
        connectors = _CONNECTORS[form.kind] | (_ISSUERS if form.lower == "issued" else frozenset())
        left, right = left_edge(tokens, start, _is_head), right_edge(tokens, end, connectors)
        if _is_name(tokens, left, start, end, right, form):
            yield _mention(parsed, sentence, tokens, left, right, form.kind, FOUND)
            return
    if form.lower in _HALF:
        yield from _in_lower_case(parsed, sentence, tokens, start, end, form)
    elif tokens[start].text[0].isupper() and _is_short(tokens, start):
        yield _mention(parsed, sentence, tokens, start, end, form.kind, SHORT)


def _runs_on(tokens: Sequence[Token], end: int) -> bool:
    """Say whether a capitalised head only stands inside another name ("North Atlantic Treaty Organization")."""
    if end >= len(tokens):
        return False
    t = tokens[end]
    return (
        t.text[0].isupper()
        and t.lower_ not in _ISSUERS | _CONNECTORS["Agreement"]
        and t.pos_ in ("PROPN", "NOUN", "ADJ")
    )


def _is_name(tokens: Sequence[Token], left: int, start: int, end: int, right: int, form: Form) -> bool:
    words = " ".join(t.lower_ for t in tokens[left:right])
    if any(b in words for b in barred()):
        return False
    own = [t for t in tokens[left:start] if named(t) and t.text[0].isalpha()]
    if form.lower == "self" or right > end and tokens[end].lower_ in ("for", "on", "to", "of"):
        return True
    if form.kind == "Project":
        return len(own) > 1 or any(t.ent_type_ not in _COUNTRY_ENTS for t in own)
    return right > end or any(not _is_head(t.lower_) and t.lower_ != "treaties" for t in own)


def _is_short(tokens: Sequence[Token], start: int) -> bool:
    return start > 0 and tokens[start - 1].lower_ in ("the", "this", "said", "our")


def _in_lower_case(
    parsed: Parsed, sentence: Sentence, tokens: Sequence[Token], start: int, end: int, form: Form
) -> Iterator[Mention]:
    if form.kind == "Project":
        span = definite.named_work(tokens, start, end, form.lower, _is_head)
    else:
        span = definite.instrument(tokens, start, end, form.lower, _is_head)
    if span and not any(" ".join(t.lower_ for t in tokens[span[0] : end]).endswith(b) for b in barred()):
        yield _mention(parsed, sentence, tokens, *span, form.kind, FOUND)
    elif start > 0 and tokens[start - 1].lower_ in ("the", "this", "said", "that"):
        yield _mention(parsed, sentence, tokens, start, end, form.kind, SHORT)


_NUMBER = re.compile(r"\s+(?:[Nn]os?\.?\s*)?(?:\d{2,4}\b(?:\s?\(\d{4}\))?|[A-Z]{1,2}/[\w/.]*\w)")


def _numbered(parsed: Parsed, tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """Return the edges of "Security Council Resolution 1325" or "Resolution 1325 of the Security Council"."""
    stop = tokens[end - 1].idx + len(tokens[end - 1].text)
    number = _NUMBER.match(parsed.document.text, stop)
    if not number:
        return None
    right = end
    while right < len(tokens) and tokens[right].idx < number.end():
        right += 1
    return left_edge(tokens, start, _is_head), right_edge(tokens, right, frozenset(["of"]))


def _mention(
    parsed: Parsed, sentence: Sentence, tokens: Sequence[Token], left: int, right: int, kind: str, by: str
) -> Mention:
    last = tokens[right - 1]
    span = Span(tokens[left].idx, last.idx + len(last.text))
    return Mention(sentence.index, span, parsed.text(span), kind, by)


# --- titles ---------------------------------------------------------------------------------------

_TITLE = re.compile(
    r"(?:(?:full )?text of (?:the )?)?(?P<name>(?:(?:\S+ ){0,7}?)(?:Joint|Leaders[’'] ?|Ministers[’'] ?)"
    r"\s?(?:Press |Vision )?"
    r"(?:Statement|Communiqu[eé]|Declaration|Announcement)\b.*?)(?:\s*\([A-Z][a-z]+ \d.*\))?\s*$",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"\b(remarks|readout|spokesperson|press release|briefing|press conference|interview|q&a)\b", re.IGNORECASE
)


def _title(parsed: Parsed) -> Mention | None:
    """Return the mention of a joint statement that the whole title names: the text itself is an instrument."""
    if not parsed.sentences or not parsed.document.title:
        return None
    end = parsed.document.text.find("\n")
    line = parsed.document.text[: end if end >= 0 else None]
    found = _TITLE.match(line)
    if not found or _NO_TITLE.search(found["name"].split("tatement")[0]):
        return None
    span = Span(found.start("name"), found.end("name"))
    return Mention(0, span, parsed.text(span), "Agreement", TITLE)


# --- lists and abbreviations ----------------------------------------------------------------------


@cache
def _names() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return (name, kind, key) by the first word of the name, longest first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for k in known():
        for name in k.names:
            found.setdefault(re.findall(r"\w+", name)[0], []).append((name, k.kind, k.key))
    return {w: tuple(sorted(v, key=lambda n: -len(n[0]))) for w, v in found.items()}


_CONTINUED = re.compile(r"\w|\s?(?:Organi[sz]ation|Forum|Summit|Conference)\b")


def _listed(parsed: Parsed) -> Iterator[Mention]:
    text, names, end = parsed.document.text, _names(), 0
    for word in re.finditer(r"\w+", text):
        if word.start() < end or word.group() not in names:
            continue
        for name, kind, key in names[word.group()]:
            stop = word.start() + len(name)
            if text.startswith(name, word.start()) and not _CONTINUED.match(text, stop):
                end = stop
                yield Mention(parsed.sentence_at(word.start()).index, Span(word.start(), stop), name, kind, KNOWN, key)
                break


def _abbreviated(parsed: Parsed, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the abbreviations that stand in brackets after a name, and every later use of them."""
    text, kinds = parsed.document.text, {}
    for m in mentions:
        found = re.match(
            r"\s?\(\s?(?:the )?[“\"‘']?([A-Z][A-Za-z0-9&-]{1,11})[”\"’']?\)", text[m.span.end : m.span.end + 24]
        )
        if found and m.found_by != SHORT and sum(c.isupper() for c in found[1]) >= 2:
            kinds.setdefault(found[1], (m.kind, m.span.end + found.start(1)))
    if not kinds:
        return
    for hit in re.finditer(r"\b(?:" + "|".join(map(re.escape, sorted(kinds, key=len, reverse=True))) + r")\b", text):
        kind, start = kinds[hit.group()]
        if hit.start() >= start:
            yield Mention(parsed.sentence_at(hit.start()).index, Span(*hit.span()), hit.group(), kind, ABBREVIATION)
