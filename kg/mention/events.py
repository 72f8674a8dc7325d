"""Find meetings: named ones, described ones ("talks with", "her visit to"), and those that a verb reports ("met with").

A mention is the noun phrase without its article ("Second Round of ... Dialogue", "talks with the Foreign Minister of Oman") or the
verb with the party that it meets ("met with the Prime Minister"). Its `reading` is the form: talks, call, visit, summit, ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg import syntax
from kg.model import Mention, Parsed, Sentence, Span
from kg.occasions import Form, forms

FOUND_BY = "events"
NOT_MEETINGS = frozenset({"press", "news", "media", "q&a", "question", "q"})
"""Conferences, briefings and calls of these are none."""
_LOOSE = frozenset({"no", "any", "every", "regular", "frequent", "high", "close", "constant", "continued", "further", "direct", "more",
                    "past", "previous"})
"""Words that make an occasion indefinite ("close dialogue", "further talks")."""
_POINTERS = frozenset({"the", "this", "that", "these", "their", "our", "his", "her", "its", "today", "both", "such", "my"})
_NAME_LINKS = frozenset({"of", "on", "for", "the", "and", "&", "between", "to", "against", "with"})
_INNER = frozenset({"of", "on", "for", "with", "between", "to", "regarding", "among", "in", "at", "from"})
_ORDINAL = re.compile(r"(?i)\d+(st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
                      r"eleventh|twelfth|annual|inaugural|next|last|high-level|ministerial-level|virtual")
_LONGEST = 24
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
    [('talks', 'talks'), ('Indian Ocean Conference', 'conference')]
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
        if form and not _is_modifier(token):
            span = _named(token) or _described(token, form)
            if span:
                yield *span, form.form
                return
        series = forms("name").get(re.sub(r"-?\d+$", "", token.lower_) if not token.lower_[:1] == "g" else token.lower_)
        if series and _stands_for_meeting(token):
            numbered = token.lower_ == "cop" and token.nbor().text.isdigit()
            yield token.i, token.i + 1 + numbered, series.form
    elif token.pos_ == "VERB" and (verb := forms("verb").get(token.lemma_.lower())):
        span = _reported(token, verb)
        if span:
            yield *span, verb.form


def _is_modifier(token: Any) -> bool:
    """Say whether the word only modifies another ("meeting room", "summit declaration", "session chair")."""
    if token.dep_ in ("compound", "amod", "nmod") and token.head.i > token.i:
        between = token.doc[token.i + 1:token.head.i]
        return not any(t.text in ",;" for t in between)
    return False


# Named ------------------------------------------------------------------------------------------------------------


def _named(token: Any) -> tuple[int, int] | None:
    """Return the tokens of a proper name that ends in, or turns on, this word: "Fifth Round of the Foreign Ministers' Dialogue"."""
    if not token.text[0].isupper():
        return _lower_named(token)
    doc, left = token.doc, token.i
    first, last = token.sent.start, token.sent.end
    while left > first and _joins_left(doc, left - 1):
        left -= 1
    while left < token.i and (doc[left].lower_ in _NAME_LINKS or not doc[left].text[0].isalnum()):
        left += 1
    right = token.i + 1
    while right < last and right - token.i < _LONGEST:
        step = _joins_right(doc, right, last)
        if not step:
            break
        right += step
    if right - left < 2 or doc[left:token.i + 1].text.lower().split()[0] in NOT_MEETINGS:
        return None
    if any(t.lower_ in NOT_MEETINGS for t in doc[left:token.i]) or doc[token.i:token.i + 3].text.lower() == "call to action":
        return None
    return left, right


def _joins_left(doc: Any, i: int) -> bool:
    token = doc[i]
    if token.text[0].isupper() or token.text[0].isdigit() or token.text in ("-", "–", "&", "/"):
        return token.text not in ("The", "During", "At", "In", "On", "This", "Their", "A", "After", "Following", "Under")
    before = doc[i - 1] if i else None
    if _ORDINAL.fullmatch(token.text) or (before is not None and before.text == "-" and token.text.isalpha()):
        return True
    if token.text in "()" and before is not None:
        return before.text[0].isupper() and (token.text == "(" or doc[i - 2].text == "(")
    if token.lower_ in ("'", "’", "'s", "’s"):
        return before is not None and before.text[0].isupper() and (before.text.endswith("s") or token.lower_ in ("'", "’") or before.text.isupper())
    if token.lower_ in ("of", "on", "for", "the", "and"):
        j = i - 1
        while j > 0 and doc[j].lower_ in ("of", "the"):
            j -= 1
        head = doc[j]
        if token.lower_ == "and":
            return head.text[0].isupper() and doc[i + 1].text[0].isupper() and head.ent_type_ not in ("PERSON", "GPE") and doc[i - 1].text != ","
        return head.lemma_.lower() in forms("noun", "weak") and (head.text[0].isupper() or _ORDINAL.fullmatch(doc[j - 1].text) is not None)
    return False


def _joins_right(doc: Any, i: int, last: int) -> int:
    """Return how many tokens the name goes on by: a preposition or "and" with a capitalised word after it, or a capital."""
    token = doc[i]
    if token.text[0].isupper() and not token.is_space:
        return 1 if doc[i - 1].text not in (",",) else 0
    if token.text in ("-", "–") or (token.text.isdigit() and doc[i - 1].text[0].isupper()):
        return 1
    if token.lower_ in _NAME_LINKS - {"with"}:
        j = i + 1
        while j < last and doc[j].lower_ in _NAME_LINKS | {"a"} and j - i < 3:
            j += 1
        if j < last and doc[j].text[0].isupper() and doc[j].text[0].isalpha():
            if token.lower_ == "and" and not doc[i - 1].text[0].isupper():
                return 0
            if token.lower_ in ("and", "with", "between", "to") and (doc[j].ent_type_ in ("PERSON",) or doc[j].lower_ in ("president", "prime", "secretary", "foreign", "minister")):
                return 0
            return j - i + 1
    if token.text in ("'", "’", "'s", "’s") and doc[i - 1].text[0].isupper():
        return 1 if i + 1 < last and any(t.lower_ in forms("noun") for t in doc[i + 1:min(i + 5, last)]) else 0
    if doc[i - 1].text == "-" and token.text.isalpha() and i + 1 < last and doc[i + 1].text[0].isupper():
        return 1
    return 0


def _lower_named(token: Any) -> tuple[int, int] | None:
    """Return a name whose head is written small: "G20 Hangzhou summit", "China-US trade talks", "8th round of consultations"."""
    doc, left = token.doc, token.i
    if token.lemma_.lower() == "round":
        inner = [o for o in syntax.obliques(token, "of") if o.lemma_.lower() in forms("noun", "weak")]
        return (_run_start(token), _inner_end(inner[0])) if inner else None
    while left > token.sent.start and (_joins_left(doc, left - 1) or (doc[left - 1].dep_ in ("amod", "compound") and doc[left - 1].head.i in (token.i, left))):
        left -= 1
    while left < token.i and (doc[left].lower_ in _NAME_LINKS or not doc[left].text[0].isalnum()):
        left += 1
    inner = doc[left:token.i]
    proper = [t for t in inner if t.text[0].isupper() and t.pos_ not in ("DET", "PRON") or (t.text[0].isdigit() and _ORDINAL.fullmatch(t.text))]
    if not proper or any(t.lower_ in NOT_MEETINGS for t in inner):
        return None
    right = token.i + 1
    while right < token.sent.end and right - token.i < _LONGEST and (step := _joins_right(doc, right, token.sent.end)):
        right += step
    return left, right


# Described --------------------------------------------------------------------------------------------------------


def _described(token: Any, form: Form) -> tuple[int, int] | None:
    """Return the tokens of a description that is definite enough: it is pointed at, has parties, or is what a verb of taking part governs."""
    left = [c for c in token.children if c.i < token.i]
    words = {c.lower_ for c in left}
    if form.form == "call" and (words & {"strong", "urgent", "repeated"} or _has_preposition(token, "for", "to") and not _has_preposition(token, "with", "between")):
        return None
    if form.form == "presentation":
        return _presented(token)
    if words & NOT_MEETINGS or token.dep_ == "ROOT" and token.i == token.sent.start:
        return None
    if words & _LOOSE and not (words & _POINTERS and token.tag_ == "NN") or any(c.dep_ == "neg" for c in left):
        return None
    parties = syntax.obliques(token, "with", "between", "among", "of", "to")
    owner = [c for c in left if c.dep_ == "poss"]
    governed = token.head.lemma_.lower() in forms("attend") and token.dep_ in ("dobj", "nsubjpass", "pobj")
    proper = any(p.ent_type_ or p.pos_ == "PROPN" or any(c.ent_type_ for c in p.subtree) for p in parties)
    pointed = bool(words & _POINTERS) or bool(owner)
    strong = form.sort == "noun"
    if not (proper or (strong and (pointed or governed or parties)) or (owner and form.form == "exchange")):
        return None
    start = min([c.i for c in left if c.dep_ in ("amod", "compound", "nummod", "nmod") and c.i > token.i - 6], default=token.i)
    return start, _inner_end(token)


def _has_preposition(token: Any, *words: str) -> bool:
    return any(c.dep_ in ("prep", "aux") and c.lower_ in words or c.dep_ == "acl" and c.tag_ == "VB" and "to" in words for c in token.rights)


def _presented(token: Any) -> tuple[int, int] | None:
    """Return the tokens of "presented his credentials", "presented his letters of credence to the President"."""
    top = token.head.head if token.dep_ == "pobj" else token
    verb = top.head
    if verb.pos_ != "VERB" or verb.lemma_.lower() != "present" or top.dep_ not in ("dobj", "nsubjpass"):
        return None
    to = [syntax.phrase(h)[1] for h in syntax.obliques(verb, "to")]
    return verb.i if verb.i < top.i else top.left_edge.i, max([verb.i + 1, token.i + 1, *to])


def _run_start(token: Any) -> int:
    return min([c.i for c in token.lefts if c.dep_ in ("amod", "compound", "nummod", "nmod")], default=token.i)


def _inner_end(token: Any) -> int:
    """Return where a description ends: after the prepositional phrases that say with whom, whither and on what."""
    end = token.i + 1
    for child in token.rights:
        if child.dep_ != "prep" or child.lower_ not in _INNER or child.i > end + 1:
            break
        for obj in child.children:
            if obj.dep_ == "pobj":
                end = max(end, syntax.phrase(obj)[1])
    if token.lemma_.lower() in ("visit", "trip", "travel"):
        end = _with_date(token.doc, end, token.sent.end)
    return min(end, token.i + _LONGEST)


def _stands_for_meeting(token: Any) -> bool:
    """Say whether the name of a series stands for a session of it here, and not for the body ("at the G20", "COP26")."""
    if token.lower_.startswith("cop"):
        return bool(re.search(r"\d$", token.text)) or token.i + 1 < len(token.doc) and token.nbor().text.isdigit()
    before = token.doc[max(token.i - 4, 0):token.i].text.lower()
    return bool(re.search(r"\b(at|during|margins of|sidelines of|attend\w*|ahead of|hosting)( the| this year['’]s)?$", before)) and not _is_modifier(token)


# Reported by a verb -----------------------------------------------------------------------------------------------


def _reported(verb: Any, form: Form) -> tuple[int, int] | None:
    """Return the verb with the party or the place that it governs: "met today with the Foreign Minister of Oman"."""
    others = _others(verb, form)
    if others is None:
        return None
    end = max((syntax.phrase(o)[1] for o in others), default=verb.i + 1)
    start = verb.i
    if form.kin == "visit":
        end = _with_date(verb.doc, end, verb.sent.end)
    particle = [c.i for c in verb.children if c.dep_ in ("prt", "advmod") and c.i == verb.i + 1]
    return start, min(max([end, *(p + 1 for p in particle)]), verb.i + _LONGEST)


def _with_date(doc: Any, end: int, last: int) -> int:
    """Return the end of a phrase with the date that follows it: "from February 21 to 22", "on 5 May"."""
    i = end
    joints = ("from", "on", "to", "-", "–", "until")
    while i + 1 < last and i - end < 9 and (doc[i].ent_type_ == "DATE" or doc[i].lower_ in joints and (
            doc[i + 1].ent_type_ == "DATE" or doc[i + 1].text.isdigit())):
        i += 1
    return i if i > end and doc[i - 1].lower_ not in joints else end


def _others(verb: Any, form: Form) -> list[Any] | None:
    lemma = verb.lemma_.lower()
    if any(p.lower_ in forms("noun") or p.lemma_.lower() in forms("noun") for p in syntax.patients(verb)):
        return None
    if form.pattern == "with":
        return _met(verb, lemma)
    if form.pattern == "at":
        return _visited(verb, lemma)
    if lemma == "call":
        on = syntax.obliques(verb, "on", "upon")
        if on and not _urges(verb):
            return on
        called_in = any(c.lower_ == "in" and c.i == verb.i + 1 for c in verb.children)
        people = [p for p in syntax.patients(verb) if p.ent_type_ == "PERSON" or called_in and _is_party(p)]
        return people or None
    people = [p for p in syntax.patients(verb) if _is_party(p)]
    if syntax.is_passive(verb):
        return [a for a in syntax.agents(verb) if _is_party(a)] if people else None
    if lemma in ("host", "convene", "welcome", "greet"):
        if lemma in ("welcome", "greet"):
            people = [p for p in people if p.ent_type_ == "PERSON" and syntax.obliques(verb, "to", "at", "in")]
        return people or None
    return people or None


def _met(verb: Any, lemma: str) -> list[Any] | None:
    others = syntax.obliques(verb, "with", "to") if lemma in ("speak", "talk") else syntax.obliques(verb, "with")
    if lemma in ("meet", "reconvene"):
        objects = [p for p in syntax.patients(verb) if p.dep_ != "nsubjpass"]
        if objects and (not any(_is_party(p) for p in objects) or verb.dep_ == "acl" and all(p.ent_type_ in ("GPE", "NORP") for p in objects)):
            return None
        others = others or [p for p in objects if _is_party(p)]
    if lemma == "engage" and (syntax.obliques(verb, "in") or not others):
        return None
    if syntax.is_negated(verb):
        return None
    if lemma in ("speak", "talk", "converse"):
        about = syntax.obliques(verb, "about", "on", "of", "for", "in")
        if about and not others and not any(a.ent_type_ == "PERSON" for a in syntax.agents(verb)):
            return None
        if about and others and not any(o.ent_type_ == "PERSON" or o.pos_ == "PRON" for o in others) and lemma == "speak":
            return None
    if others and not any(_is_party(o) or any(c.ent_type_ == "PERSON" for c in o.subtree) for o in others):
        return None
    if not others and not _several(verb):
        return None
    return others


def _several(verb: Any) -> bool:
    subjects = syntax.agents(verb)
    return len(subjects) > 1 or any(s.lemma_.lower() in _BODIES or s.tag_ in ("NNS", "NNPS") or s.lower_ in ("they", "we", "both", "two") for s in subjects)


_BODIES = frozenset({"force", "group", "committee", "council", "commission", "mechanism", "quad", "troika", "delegation", "parliament", "cabinet"})
"""Bodies of several members: one of them meets."""


def _visited(verb: Any, lemma: str) -> list[Any] | None:
    if lemma in ("visit", "tour"):
        places = [p for p in syntax.patients(verb) if p.pos_ == "PROPN" or p.ent_type_]
    else:
        places = [p for p in syntax.obliques(verb, "to", "for", "in", "at") if p.ent_type_ in ("GPE", "LOC", "FAC", "ORG") or p.pos_ == "PROPN"]
    return places or None


def _is_party(token: Any) -> bool:
    if token.ent_type_ in ("PERSON", "GPE", "ORG", "NORP") or token.pos_ == "PROPN":
        return True
    lemma = token.lemma_.lower()
    return token.pos_ in ("NOUN", "PRON") and (token.lower_ in ("him", "her", "them", "he", "she", "they") or lemma in forms("party"))


def _urges(verb: Any) -> bool:
    """Say whether "call on" asks for something rather than pays a visit."""
    return any(c.dep_ in ("xcomp", "ccomp", "advcl") for c in verb.children) or any(
        c.dep_ in ("relcl", "acl") and c.tag_ == "VB" for o in syntax.obliques(verb, "on", "upon") for c in o.children)


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
    while left < token.i and (doc[left].lower_ in _NAME_LINKS or not doc[left].text[0].isalnum()):
        left += 1
    if any(t.lower_ in NOT_MEETINGS for t in doc[left:token.i]):
        return None
    right = token.i + 1
    while right < last and doc[right].text not in (":", ",", ";", "(", ")", "–", "—") and doc[right].lower_ not in _TITLE_VERBS and not (doc[right].lower_ == "in" and False):
        right += 1
    return left, right


_TITLE_VERBS = frozenset({"holds", "held", "hold", "attends", "attended", "attend", "chairs", "chaired", "hosts", "concludes", "concluded", "meets", "joint",
                          "statement", "takes", "questions", "begins", "starts", "co-chairs", "addresses", "addressed", "opens", "will", "readout"})


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
