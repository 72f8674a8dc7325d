"""The manner of a text: a joint statement, one person's statement, questions and answers, or a report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Parsed, Span

JOINT, STATEMENT, QUESTIONS, REPORT = "joint", "statement", "questions", "report"

_JOINT_TITLE = re.compile(r"\bjoint(?:ly)?\b.{0,60}\b(?:statement|communiqu[eé]|declaration|vision|leaders|press statement|note|message|plan)\b|"
                          r"\b(?:leaders|ministers|ministerial|summit|trilateral|quad|G7|G20|chairs?)[’']?s?\b.{0,25}\b(?:statement|communiqu[eé]|declaration)\b|"
                          r"\bdeclaration\b.{0,12}\bof the\b", re.IGNORECASE)
_JOINT_BODY = re.compile(r"^\W*(?:The (?:text of the )?following (?:joint |is )?.{0,80}(?:released|issued|agreed)\b.{0,30}\bby the .{0,20}(?:Governments?|Ministers?|Leaders?|Presidents?|heads)|"
                         r"We,? (?:the|—|–|-)|Today,? we,? (?:the|—|–|-)|(?:The )?Begin text)", re.IGNORECASE)
_BY = re.compile(r"^(?:(?:Press |Opening |Closing )?(?:Statement|Remarks|Message|Address|Speech|Comments?|Intervention|Op-?Ed|Article|Letter|Greetings|Congratulations)"
                 r" (?:by|from|of)|(?!Readout).{0,70}\b(?:Remarks|Keynote|Speech) (?:by|at|on|to)\b)\b", re.IGNORECASE)
_REPORTED = re.compile(r"\b(?:readout|call|calls|travel|trip|visits?|meets?|meeting|talks?|holds?|attends?|hosts?|phone|dialogue|to travel|roundtable)\b", re.IGNORECASE)
_PRESS = re.compile(r"\b(?:press (?:conference|briefing|availability)|regular press|media briefing|takes? questions|answers?(?: to)? (?:a )?(?:media )?"
                    r"(?:questions?|quer(?:y|ies))|response to (?:a )?(?:media )?(?:questions?|quer(?:y|ies))|interview|briefing by)\b", re.IGNORECASE)
_QUESTION = re.compile(r"^(?:Q(?:uestion)?\s*[:.]|QUESTION:|MODERATOR:|Moderator:|Q\s)")
_TURN = re.compile(r"^(?P<name>A(?:nswer)?|[A-Z][\w.’'-]*(?: [A-Z(][\w.’')-]*){0,6})\s*(?P<mark>:)(?=\s|$)")


_ASKING = re.compile(r"Q|[A-Z .]*(?:QUESTION|MODERATOR|REPORTER|INTERPRETER)[A-Z .]*|Question|Moderator|Journalist|Reporter.*|.*: ?")


def asks(name: str) -> bool:
    """Say whether what stands before a colon opens a question.

    >>> asks("Q"), asks("QUESTION"), asks("Wang Wenbin")
    (True, True, False)
    """
    return bool(_ASKING.fullmatch(name))


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text speaks. `lines` are the spans of its lines; `turns` say for each line whose turn begins there.

    A turn is the span of the name before the colon, or the marks "Q" and "A".
    """

    form: str
    turns: tuple[tuple[int, str], ...] = ()
    """(offset of a line, what stands before its colon)."""


def manner(parsed: Parsed) -> Manner:
    """Tell the manner of a text by its title and the beginnings of its lines.

    >>> from kg.model import Document
    >>> text = "Joint Statement of Norland and Sudland\\n\\nThe two sides will work together."
    >>> manner(Parsed(Document.of(text, title=text.split(chr(10))[0]), (), None)).form
    'joint'
    """
    text, title = parsed.document.text, parsed.document.title
    turns = tuple(_turns(text))
    if len(turns) > 1 and any(name == "Q" for _, name in turns) or turns and _PRESS.search(title):
        return Manner(QUESTIONS, turns)
    body = text[len(title):].lstrip() if title and text.startswith(title) else text
    if _JOINT_TITLE.search(title) and not _REPORTED_FIRST.match(title) or any(_JOINT_BODY.match(line) for line in body.split("\n")[:6]):
        return Manner(JOINT)
    if _PRESS.search(title):
        return Manner(QUESTIONS, turns)
    if len(turns) > 2:
        return Manner(QUESTIONS, turns)
    if _BY.match(title) and not re.match(r"readout", title, re.IGNORECASE):
        return Manner(STATEMENT)
    return Manner(REPORT if _REPORTED.search(title) else STATEMENT if _signed(body) else REPORT)


_REPORTED_FIRST = re.compile(r"^(?:readout|press release on|remarks)\b", re.IGNORECASE)


def _signed(body: str) -> bool:
    """Say whether the text begins with a byline "Name, Office" or speaks in the first person early on."""
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    return bool(lines) and (byline(lines[0]) is not None or bool(re.match(r"(?:I|We|On behalf of|Today,? (?:I|we))\b", lines[0])))


def byline(line: str) -> str | None:
    """Return the name of a line that is only a name and an office ("Ana Silva, Department Spokesperson"); None otherwise.

    >>> byline("Ana Silva, Department Spokesperson"), byline("Ana Silva, who came late, left.")
    ('Ana Silva', None)
    """
    m = re.fullmatch(r"(?P<name>(?:[A-Z][\w.’'-]+ ?){2,5}),\s(?P<office>(?:[A-Z][\w.’'-]+|of|for|and|the|to|on|,| )+)", line.strip())
    return m.group("name").strip() if m and len(line) < 120 else None


def _turns(text: str):
    offset = 0
    for line in text.split("\n"):
        stripped = line.lstrip()
        at = offset + len(line) - len(stripped)
        if _QUESTION.match(stripped):
            yield at, "Q"
        elif m := _TURN.match(stripped):
            name = m.group("name")
            yield at, "A" if name in {"A", "Answer"} else name
        offset += len(line) + 1


def body_start(parsed: Parsed) -> int:
    """Return the offset where the body begins, after the title.

    >>> parsed, _, _ = understood("Li Ming Visits Kenya\\nHe met the president.", "Li Ming Visits Kenya")
    >>> parsed.document.text[body_start(parsed):]
    '\\nHe met the president.'
    """
    title = parsed.document.title
    return len(title) if title and parsed.document.text.startswith(title) else 0


def title_span(parsed: Parsed) -> Span:
    """Return the characters of the title at the head of the text; an empty span where it has none.

    >>> parsed, _, _ = understood("Li Ming Visits Kenya\\nHe met the president.", "Li Ming Visits Kenya")
    >>> parsed.text(title_span(parsed))
    'Li Ming Visits Kenya'
    """
    return Span(0, body_start(parsed))
