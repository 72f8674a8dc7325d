"""Organisations: by list, and by the form of their names ("Ministry of Finance", "Patrol Police Service")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg import authority
from kg.authority import Lexicon
from kg.mention.name_runs import is_owner
from kg.model import Mention, Parsed, Span

_BY = "names"
WHOLE = "names.whole"
"""Who found a body within the name of its part ("the Bureau of the |Ports Commission|")."""
MISSION = "names.mission"
"""Who found a state's mission, within which the names of the state and the city stand for themselves too."""


@cache
def _lexicon() -> Lexicon:
    return Lexicon(f for known in authority.organisations() for f in known.forms)


_NAME = r"(?:(?:U\.S\.|U\.N\.|[^\W\d_a-z][\w’']*)(?:[-/&][\w’']+)*)"
_NOT_FIRST = {
    "The", "In", "At", "This", "That", "Our", "Their", "His", "Her", "From", "On", "While", "And", "Its", "All", "Both", "During", "A",
    "An", "With", "By", "For", "As", "To", "Under", "When", "If", "Each", "Former", "New", "These", "Those", "Our", "My",
    "Q", "No", "Some", "Many", "Several", "First", "Second", "Third", "Other", "Most", "Mr", "Ms", "Also", "Former", "Readout", "Of"}
_TITLES = {
    "President", "Minister", "Secretary", "Director", "Deputy", "Assistant", "Spokesperson", "Chair", "Chairman", "Ambassador",
    "Chargé", "Under", "Vice", "Prime", "Advisor", "Adviser", "Administrator", "Speaker", "Envoy", "Representative", "General",
    "Commissioner", "Counselor", "Counsellor", "Governor", "Chancellor", "Senior", "Acting", "Special", "Principal", "Head", "Member",
    "Director-General", "Secretary-General", "Chief", "Commander", "Official", "Officials", "Coordinator", "Leader", "Press"}
_ALONE = {"Council", "Commission", "Committee", "Group", "Office", "Service", "Party", "Union", "Organization", "Organisation", "Forces",
          "Command", "Court", "Assembly", "Board", "Company", "Authority", "Agency", "Bank", "Fund", "Corporation", "Front", "Police",
          "Association", "Institute", "University", "College", "Task Force", "Army", "Navy", "Ministry", "Department"}
_VAGUE = re.compile(r"(?:Working|Expert|Study|Contact|Negotiating|Interagency|Technical|Focal) Groups?$|"
                    r"^(?:Joint|National|Special|High-Level|Central|Federal|International|Regional) "
                    r"(?:Council|Commission|Committee|Group|Office|Service|Party|Forces|Police|Government)$|"
                    r"Oval Office|Embassy|Legation|Consulate|^(?:Foreign )?Service$|Civil Society|(?:Dialogue|Summit|Conference|Initiative|Agreement|Act|Treaty)$|Office of the Spokes|Civil Service|Secretary of the")


@cache
def _sites() -> tuple[str, ...]:
    """Return the ends of names of buildings that would end a body's name too ("Convention Centre")."""
    return tuple(" " + row["word"] for row in authority.rows("forms.tsv") if row["kind"] == "Place" and row["word"].endswith((" Centre", " Center")))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words: dict[str, list[str]] = {"before": [], "after": [], "bare": []}
    for row in authority.rows("forms.tsv"):
        if row["kind"] == "Organization":
            for side in ("before", "after") if row["side"] == "both" else (row["side"],):
                words[side].append(re.escape(row["word"]))
    words["before"] += words["bare"]
    either = {side: "|".join(sorted(v, key=len, reverse=True)) for side, v in words.items()}
    tail = rf"{_NAME}(?:(?:,| and|, and| of| of the| for| on)? {_NAME})*"
    before = re.compile(rf"(?<![\w-])(?:{_NAME} (?:and )?)+?(?:{either['before']})\b(?:(?: of(?: the)?| for| on| to) {tail})?")
    after = re.compile(rf"\b(?:{either['after']}) (?:of|for|on|against)(?: the)? {tail}")
    bare = re.compile(rf"\b(?:{either['bare']})\b")
    return before, after, bare


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield a mention of kind Organization for each named body; the reading is its key in orgs.tsv where the list has it."""
    found = list(_all(parsed))
    for m in found:
        yield m
        if not any(o.span != m.span and o.span.contains(m.span) for o in found):
            yield from _wholes(parsed, m)


def _all(parsed: Parsed) -> Iterator[Mention]:
    text = parsed.document.text
    listed = [(start, end, form) for start, end, form in _lexicon().find(text) if not form.shared]
    for start, end, form in listed:
        if not _OCCASION.match(text, end) and not (form.sort == "name" and len(form.text.split()) < 3 and _HOLDER.match(text, end)):
            yield _mention(parsed, start, end, form.key)
    for match in _LOWER.finditer(text):
        yield _mention(parsed, *match.span())
    yield from _abbreviations(parsed)
    yield from _missions(parsed, listed)
    persons = [(e.start_char, e.end_char) for e in parsed.doc.ents if e.label_ == "PERSON"]
    heads = {(start, end) for start, end, _ in listed}
    ends = {end: start for start, end, _ in listed}
    for pattern in _patterns():
        for match, stop in _runs(pattern, text, persons, heads):
            start, end = _trimmed(text, match.start(), stop)
            name = text[start:end]
            if any(start <= first and text[last:last + 4] in (" on ", " Str") for last, first in ends.items() if start < last < end):
                continue
            if _PAIR.match(name) and _TALKS.match(text, end):
                continue
            if any(s == start and text.startswith(" for ", e) for s, e in heads) and _OFFICE_OF.search(text[max(0, start - 30):start]):
                continue  # "Representative of the Norlandic Union for Ports": an office of the union
            if (start < end and (start, end) not in heads and not _VAGUE.search(name) and name not in _ALONE and not name.endswith(_sites())
                    and _named_by_form(name) and not (len(name.split()) < 3 and _HOLDER.match(text, end)) and not authority.lookup("Place", name)):
                yield _mention(parsed, start, end)


_PAIR = re.compile(r"[A-Z][\w.]*[-–][A-Z]")
_TALKS = re.compile(r" (?:Consultations?|Talks|Dialogue|Council|Partnership|Agreement)\b")
"""What makes a name of two states one of talks or of a longer body: "Norland-Sudland Foreign Office |Consultations|"."""
_OFFICE_OF = re.compile(r"\b(?:Representative|Commissioner|Envoy|Minister|Coordinator|Ambassador) of (?:the )?$")
_OF = re.compile(r" of (?:the )?(?=[A-Z])")


def _wholes(parsed: Parsed, part: Mention) -> Iterator[Mention]:
    """Yield the body that a name puts another in, and the one around that; a body between states is no part of its own name."""
    known = authority.known("Organization", part.reading) if part.reading else None
    if known and known.sort != "national":
        return
    for joint in _OF.finditer(part.text):
        name = part.text[joint.end():]
        listed = authority.lookup("Organization", name)
        if listed or _named_by_form(name) and parsed.document.text.count(name) > parsed.document.text.count(part.text):
            key = listed.id.partition(":")[2] if listed else None
            if listed is None or known is None or listed.id != known.entity.id:
                start = part.span.start + joint.end()
                whole = Mention(part.sentence, Span(start, part.span.end), name, "Organization", WHOLE, key)
                yield whole
                yield from _wholes(parsed, whole)
            return


_POST = r"(?:Embassy|Consulate General|Consulate|High Commission|(?:Permanent |Diplomatic )?Mission)"
_SEAT = rf"(?: (?:in|to) (?:the )?{_NAME}(?:(?: of(?: the)?)? {_NAME}){{0,3}})?"
_MISSION = re.compile(rf"(?<![\w-])(?:{_NAME} ){{1,5}}{_POST}\b{_SEAT}|\b{_POST} of (?:the )?{_NAME}(?:(?: of(?: the)?)? {_NAME}){{0,4}}{_SEAT}")
_FOUNDED = re.compile(r"\b(?i:(?:re)?open(?:ed|s|ing)?|establish\w*|clos(?:ed?|ing|ure)|elevat\w+|raised|inaugurat\w+|"
                      r"upgrad\w+|moved|transferred|status|reclassified)\b")


def _missions(parsed: Parsed, listed: list[tuple[int, int, authority.Form]]) -> Iterator[Mention]:
    """Yield the embassies and missions of states and bodies ("Norlandic Embassy in Lirna"), but not one that is only being opened or closed."""
    text = parsed.document.text
    for match in _MISSION.finditer(text):
        start, end = _trimmed(text, *match.span())
        post = re.search(_POST, text[start:end])
        owner = text[start:end] if post is None or post.start() == 0 else text[start:start + post.start()]
        known = [*authority.state_forms().find(owner), *_lexicon().find(owner)]
        inside = any(s <= start < end <= e for s, e, _ in listed)
        if start < end and known and not inside and not _FOUNDED.search(parsed.text(parsed.sentence_at(start).span)):
            yield Mention(parsed.sentence_at(start).index, Span(start, end), text[start:end], "Organization", MISSION)


_LOWER = re.compile(r"\b[A-Z]\w+ (?:(?:foreign|defen[cs]e|finance|interior|trade|health|commerce|justice) ministry|(?:space|intelligence) agency|"
                    r"(?:central|national) bank|(?:coast|national) guard)\b")
_BRACKETED = re.compile(r"\((?:the )?[\"“]?([A-Z][A-Za-z&-]*[A-Z])[\"”]?\)")


def _abbreviations(parsed: Parsed) -> Iterator[Mention]:
    """Yield each use of an abbreviation that stands in brackets behind a body's name ("Southern Development Bank (SDB)")."""
    text = parsed.document.text
    before, after, _ = _patterns()
    for match in _BRACKETED.finditer(text):
        start = max(text.rfind(". ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
        left = text[start:match.start()].rstrip()
        named = [m for pattern in (before, after) for m in pattern.finditer(left) if m.end() == len(left)]
        initials = "".join(w[0] for w in re.findall(r"[A-Z]\w*", left[named[0].start():])) if named else ""
        title = named and left.split()[-1] in _TITLES
        if named and not title and match.group(1)[-1] in initials:
            for use in re.finditer(rf"(?<![\w(-]){re.escape(match.group(1))}(?![\w-])", text):
                yield _mention(parsed, *use.span())


_OCCASION = re.compile(r"(?:['’]s?)? (?:Leaders['’]? |Special |Climate Change )?(?:Convention|Conference|Charter|Day|Protocol|Framework Convention)\b")
_HOLDER = re.compile(r" (?:Deputy |Under |Acting |Principal |Press |First |Vice |Special |Chief )*"
                     r"(?:Spokes\w+|Secretary|Minister|Governor|Affairs|President|Official|Counselor|Day|Initiative|Summit|Dialogue)\b")


def _runs(pattern: re.Pattern[str], text: str, persons: list[tuple[int, int]], listed: set[tuple[int, int]]
          ) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each match with the end of its first name; what stands behind that end is searched again."""
    match = pattern.search(text)
    while match:
        end = _first_end(text, match, persons, listed)
        if end == match.end() and (more := _more().match(text, end)):
            end = more.end()
        yield match, end
        match = pattern.search(text, max(end, match.start() + 1))


def _first_end(text: str, match: re.Match[str], persons: list[tuple[int, int]], listed: set[tuple[int, int]]) -> int:
    """Return where the name ends: before a person, another body or a state that the pattern ran into.

    "Department of State, NASA", "Department of Energy's Office of Science" and "Committee of the Norlandic Party Ole Dahl"
    are two names each.
    """
    start, end = match.span()
    end = min((p - 1 for p, stop in persons if start + 4 < p < end <= stop), default=end)
    for joint in re.finditer(r"['’]s? (?=[A-Z])|, (?:and )?(?=[A-Z])", text[start:end]):
        left, right = text[start:start + joint.start()], text[start + joint.end():end]
        whole = _named_by_form(left) or any(e == start + joint.start() for _, e in listed)
        if whole and (_begins_body(right) if "," in joint.group() else re.search(r"\b(?:of|for)\b", left) and _named_by_form(right)):
            return start + joint.start()
    comma = text.rfind(", ", start, end)
    if comma > start and _named_by_form(text[start:comma]) and (
            not re.search(r"\band\b|&", text[comma:end]) or text.startswith(", and ", comma) and ", " not in text[start:comma]):
        return comma  # a list within a name has more than two members and ends in "and"
    if holder := _FOREIGN.search(text, start, end):
        return holder.end(1)
    known = max((e for s, e in listed if s == start), default=end)
    if text.startswith(" for ", known):
        return known
    last = max((m.end() for m in _form_word().finditer(text, start, end)), default=start)
    last = max(last, max((e for s, e in listed if start < s and e <= end), default=start))
    holder = re.fullmatch(r"(?: [A-Z][\w’'-]+){2,3}", text[last:end])
    return last if holder and re.search(r"\b(?:of|for) ", text[start:last]) else end


_FOREIGN = re.compile(r"( of Foreign Affairs)(?: [A-Z][\w’'-]+){2,4}$")
"""A ministry's name before that of its minister or official, whom the parser may not know for a person."""


@cache
def _more() -> re.Pattern[str]:
    """Return what may follow the word that seemed to close a name, where another such word closes it: "Norland Police |Training Academy|"."""
    words = [re.escape(row["word"]) for row in authority.rows("forms.tsv") if row["kind"] == "Organization" and row["side"] != "after"]
    office = "|".join(sorted(_TITLES))
    return re.compile(rf"(?: (?!(?:{office})\b){_NAME}){{0,2}} (?:{'|'.join(sorted(words, key=len, reverse=True))})\b(?! (?:of|for|on) )")


@cache
def _form_word() -> re.Pattern[str]:
    words = [re.escape(row["word"]) for row in authority.rows("forms.tsv") if row["kind"] == "Organization"]
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b(?= [A-Z])")


def _begins_body(words: str) -> bool:
    """Say whether a list goes on with the name of another body or of a state ("..., NASA", "..., Norlandic")."""
    before, after, _ = _patterns()
    known = (*_lexicon().find(words), *authority.state_forms().find(words))
    return any(start == 0 and not form.shared for start, _, form in known) or bool(after.match(words))


def _named_by_form(name: str) -> bool:
    before, after, bare = _patterns()
    return bool(before.fullmatch(name) or after.fullmatch(name) or bare.fullmatch(name))


def _mention(parsed: Parsed, start: int, end: int, reading: str | None = None) -> Mention:
    return Mention(parsed.sentence_at(start).index, Span(start, end), parsed.document.text[start:end], "Organization", _BY, reading)


_MONTHS = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop what belongs to the sentence or to a title before the name, and what the pattern took too far."""
    words = [(m.start() + start, m.group()) for m in re.finditer(r"\S+", text[start:end])]
    while words and (words[-1][1].strip(",") in _MONTHS or words[-1][1][0].islower() or words[-1][1] in _AFTER):
        words.pop()
    end = words[-1][0] + len(words[-1][1].rstrip(",")) if words else start
    last_title = max((i for i, (_, w) in enumerate(words) if w.strip(",") in _TITLES or i and w in _HEADLINE), default=-1)
    words = words[last_title + 1:]
    for i in range(len(words) - 2, 0, -1):
        if words[i][1] == "and" and _separate(text[words[0][0]:words[i][0]].strip(), text[words[i + 1][0]:end]):
            words = words[i + 1:]
            break
    while words and (words[0][1] in _NOT_FIRST or words[0][1][0].islower()):
        words.pop(0)
    if len(words) > 1 and is_owner(words[0][1]):
        words.pop(0)
    return (words[0][0], end) if words else (start, start)


_HEADLINE = {"Hold", "Holds", "Host", "Hosts", "Launch", "Launches", "Join", "Joins", "Convene", "Convenes", "Attend", "Attends", "Addresses", "Establish",
             "Establishes", "Inaugural"}
"""Words of a headline in capitals that a name never goes on with: "Norland Hosts Fisheries Committee"."""
_AFTER = {"Concludes", "Meets", "Issues", "Holds", "Mr", "Mrs", "Ms"}


def _separate(left: str, right: str) -> bool:
    """Say whether two names joined by "and" are two things ("White House and State Department")."""
    return bool(authority.lookup("Organization", right) or authority.lookup("Organization", left) or _patterns()[2].fullmatch(right)
                or any(authority.lookup(kind, left) for kind in ("Country", "Place"))
                or re.search(r"\b(?:Conference|Summit|States)$", left))
