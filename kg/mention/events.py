"""Find meetings: named ones, described ones ("talks with", "her visit to"), and those that a verb reports ("met with").

A mention is the noun phrase without its article ("Second Round of ... Dialogue", "talks with the Foreign Minister of Oman") or the
verb with the party that it meets ("met with the Prime Minister"). Its `reading` is the form: talks, call, visit, summit, ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.mention.event_phrases import NAME_LINKS, NOT_MEETINGS, described, is_modifier, named, stands_for_meeting
from kg.mention.event_verbs import pays_call, reported
from kg.model import Mention, Parsed, Sentence, Span
from kg.occasions import Form, forms

FOUND_BY = "events"
_TITLE = re.compile(r"(?P<who>.+?)(?P<own>['’]s?|\s)\s*(?P<adj>(?:Virtual|Phone|Telephone|Video|Bilateral|Trilateral|Official|State|"
                    r"Working|Planned|Upcoming|Joint|Introductory|Courtesy)\s+)*(?P<form>Call|Meeting|Meetings|Calls|Conversation|Travel|Trip|Visit|"
                    r"Roundtable|Dinner|Lunch|Talks|Participation)\s+(?:with|With|to|of|on|at|on the)\s+(?P<rest>.+)")
_LEAD = re.compile(r"(?i)^(?:readout|(?:joint )?statement|summary|press release|remarks|background press call)?\s*(?:(?:by|from) .{3,60}? )?(?:of|on) (?:the )?")


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield the meetings that a text names, describes or reports; press conferences and briefings are none.

    >>> from kg.model import Document
    >>> from kg.parse import load, parse
    >>> [parsed] = parse([Document.of("The ministers held talks in Muscat on the sidelines of the Indian Ocean Conference.")], load())
    >>> [(m.text, m.reading) for m in recognise(parsed)]
    [('talks in Muscat', 'talks'), ('Indian Ocean Conference', 'conference')]
    """
    short: dict[str, str] = {}
    for sentence in parsed.sentences:
        if sentence.paragraph == 0 and parsed.document.title:
            yield from _in_title(parsed, sentence)
            continue
        taken: list[tuple[int, int]] = []
        for token in parsed.tokens(sentence.span):
            for start, end, form in _at(token):
                if not any(start < b and a < end for a, b in taken):
                    taken.append((start, end))
                    yield _mention(parsed, sentence, start, end, form)
                    _remember_short(parsed, end, form, short)
    yield from _by_short_name(parsed, short)


def _at(token: Any) -> Iterator[tuple[int, int, str]]:
    word = token.lower_ if token.lower_ in forms("noun", "weak") else token.lemma_.lower()
    if token.pos_ in ("NOUN", "PROPN") or (token.text[:1].isupper() and word in forms("noun")):
        form = forms("noun", "weak").get(word)
        if form and not is_modifier(token):
            span = named(token) or described(token, form)
            if span:
                yield *span, "meeting" if form.form == "call" and _is_courtesy(token) else form.form
                return
        series = forms("name").get(re.sub(r"-?\d+$", "", token.lower_) if not token.lower_[:1] == "g" else token.lower_)
        if series and stands_for_meeting(token):
            numbered = token.lower_ == "cop" and token.nbor().text.isdigit()
            yield token.i, token.i + 1 + numbered, series.form
    elif token.pos_ == "VERB" and (verb := forms("verb").get(token.lemma_.lower())):
        span = reported(token, verb)
        if span:
            yield *span, "meeting" if pays_call(token) else verb.form


def _is_courtesy(call: Any) -> bool:
    return any(c.lower_ == "courtesy" for c in call.lefts)


# The title ----------------------------------------------------------------------------------------------------------


def _in_title(parsed: Parsed, sentence: Sentence) -> Iterator[Mention]:
    """Yield the occasion that a title names: "Minister A's Call with Minister B", "A Holds Talks with B", "Visit of A to B"."""
    text, base = parsed.text(sentence.span), sentence.span.start
    lead = _LEAD.match(text)
    offset = lead.end() if lead and lead.end() > 3 else 0
    body = re.split(r"\s[–—]\s|: | \(| on the (?:margins|sidelines) of", text[offset:])[0]
    found = _TITLE.match(body)
    if found:
        word = found["form"].lower()
        form = forms("noun").get(word) or forms("noun").get(word.removesuffix("s"))
        if form:
            yield _chars(parsed, sentence, base + offset, base + offset + len(body.rstrip()), form.form)
            return
    taken: list[tuple[int, int]] = []
    for token in parsed.tokens(sentence.span):
        word = token.lower_ if token.lower_ in forms("noun") else token.lemma_.lower()
        form = forms("noun").get(word) or forms("noun").get(token.lower_.removesuffix("s"))
        if form and token.text[0].isupper() and (span := _title_noun(token, form)) and not any(span[0] < b and a < span[1] for a, b in taken):
            taken.append(span)
            yield _mention(parsed, sentence, *span, form.form)
    if taken:
        return
    verb = re.search(r"(?i)\b(meets?|met|speaks?|spoke|visits?|receives?|hosts?|calls?)\b (?:with |to |on )?(?=[A-Z])", text)
    if verb:
        lemma = {"met": "meet", "spoke": "speak"}.get(verb[1].lower(), verb[1].lower().removesuffix("s"))
        form = forms("verb").get(lemma)
        if form:
            end = re.split(r",|;| [–—] | in | at | on ", text[verb.end():])[0]
            yield _chars(parsed, sentence, base + verb.start(), base + verb.end() + len(end.rstrip()), form.form)


def _title_noun(token: Any, form: Form) -> tuple[int, int] | None:
    doc, first, last = token.doc, token.sent.start, token.sent.end
    left = token.i
    while left > first and doc[left - 1].text not in (":", ",") and (doc[left - 1].text[0].isupper() or doc[left - 1].text[0].isdigit() or doc[left - 1].lower_ in ("-", "'", "’", "'s", "’s", "of", "the", "and")) and \
            doc[left - 1].lower_ not in _TITLE_VERBS:
        left -= 1
    while left < token.i and (doc[left].lower_ in NAME_LINKS or not doc[left].text[0].isalnum()):
        left += 1
    if any(t.lower_ in NOT_MEETINGS for t in doc[left:token.i]):
        return None
    right = token.i + 1
    while right < last and doc[right].text not in (":", ",", ";", "(", ")", "–", "—") and doc[right].lower_ not in _TITLE_VERBS and not (doc[right].lower_ == "in" and False):
        right += 1
    return left, right


_TITLE_VERBS = frozenset({"holds", "held", "hold", "attends", "attended", "attend", "chairs", "chaired", "hosts", "concludes", "concluded", "meets", "joint",
                          "statement", "takes", "questions", "begins", "starts", "co-chairs", "addresses", "addressed", "opens", "will", "readout", "is", "are", "was", "announcement", "launch", "outcomes", "conclusion"})


# Short names ------------------------------------------------------------------------------------------------------


def _remember_short(parsed: Parsed, end: int, form: str, short: dict[str, str]) -> None:
    after = parsed.doc[end - 1].idx + len(parsed.doc[end - 1])
    bracket = re.match(r"\s?\(\s?[\"“]?(?:the )?([A-Z][A-Z0-9&-]{2,8})[\"”]?\s?\)", parsed.document.text[after:after + 16])
    name = parsed.doc[end - 1].text if bracket else ""
    if bracket and form not in ("call", "visit", "talks") and (_abbreviates(bracket[1], name) or bracket[1].startswith("COP")):
        short.setdefault(bracket[1], form)


def _abbreviates(short: str, last: str) -> bool:
    """Say whether the last letter of a short name begins the last word of the long one, as in "Strategic Dialogue (SD)"."""
    letters = [c for c in short if c.isalpha()]
    return bool(letters) and letters[-1].lower() == last[:1].lower()


def _by_short_name(parsed: Parsed, short: dict[str, str]) -> Iterator[Mention]:
    for name, form in short.items():
        for found in re.finditer(rf"\b{re.escape(name)}\b", parsed.document.text):
            sentence = parsed.sentence_at(found.start())
            yield _chars(parsed, sentence, found.start(), found.end(), form)


def _mention(parsed: Parsed, sentence: Sentence, start: int, end: int, form: str) -> Mention:
    doc = parsed.doc
    end = max(end, start + 1)
    while end - 1 > start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    return _chars(parsed, sentence, doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), form)


def _chars(parsed: Parsed, sentence: Sentence, start: int, end: int, form: str) -> Mention:
    span = Span(start, max(min(end, sentence.span.end), start + 1))
    return Mention(sentence.index, span, parsed.text(span), "Meeting", FOUND_BY, form)
