"""Lines -> title, date and paragraphs: what every reader's text passes through, so that it is stable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from kg.model import PartialDate
from kg.read.characters import clean
from kg.read.datelines import date_line
from kg.read.furniture import is_breadcrumbs, is_furniture, tail_start

_WORD = re.compile(r"\w+")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BULLET = re.compile(r"[•·▪◦‣∙●○■□◆◇➢✓*+–—-]\s|>\s")
_LABEL = re.compile(r"\(?\d{1,2}[.)]\s|\(?[a-zA-Z][.)]\s|\(?[ivxIVX]{1,5}[.)]\s|[A-Z][^.:;,?!]{0,40}:\s")
_ENDED = re.compile(r"[.!?:;…。！？：；][\"'”’»)\]]*$")
_FINISHED = re.compile(r"[.!?…。！？;；][\"'”’»)\]]*$")
_LISTED = re.compile(r"[,;:](?: and| or)?$")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.|\b(?:Jr|Sr|Dr|Mr|Mrs|Ms|St|Gen|Sen|Rep|Gov|Inc|Ltd|Co|Corp|etc)\.)$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_WIDEST, _NARROWEST = 130, 45
"""Characters of a hard-wrapped line, e-mail to landscape page."""
_LONGEST_TITLE = 300
_COMPOUND = frozenset("long short high low well far self all full half cross face first second third one two three four "
                      "five six win decision policy early".split())
"""First parts of compounds that keep their hyphen where a line breaks after it ("long-term", "win-win")."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A text in its stable form: `text` is the title, an empty line, and the body's paragraphs."""

    title: str
    text: str
    published: PartialDate | None = None


def lay_out(text: str, *, title: str | None = None) -> Layout:
    r"""Find title, date line and paragraphs of a text; drop breadcrumbs, share links and line wraps.

    A title given is put before the text unless the text begins with it; otherwise the first line is the title
    if it looks like one. Laying out the result again changes nothing.

    >>> found = lay_out("Home > News\nLi Ming Meets Sara Khan\n2020-08-21\n\nThey met in Baoting.\n\n<Print>")
    >>> found.text, found.title, str(found.published)
    ('Li Ming Meets Sara Khan\n\nThey met in Baoting.', 'Li Ming Meets Sara Khan', '2020-08-21')
    """
    title = " ".join(clean(title or "").split())
    if date_line(title) or is_furniture(title) or is_breadcrumbs(title):
        title = ""
    text = clean(text)
    found = _once(_without_title(text, title) if title else text, title)
    while (again := _once(found.text, "")).text != found.text:
        kept = found.title if again.text.startswith(f"{found.title}\n\n") else again.title
        found = Layout(kept, again.text, found.published or again.published)
    return found


def _without_title(text: str, title: str) -> str:
    """Take the title off the beginning of a text, however its lines are broken there and its letters are set."""
    words = _WORD.findall(title.lower())
    found = list(islice(_WORD.finditer(text), len(words)))
    if not words or [m[0].lower() for m in found] != words:
        return text
    rest, _, body = text[found[-1].end():].partition("\n")
    return text if any(c.isalnum() for c in rest) else body


def _once(text: str, title: str) -> Layout:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    blocks = _blocks(_trimmed([line if any(map(str.isalnum, line)) else "" for line in lines]))  # "* * *" parts only
    dates: list[PartialDate] = []
    _drop_leading(blocks, dates)
    blocks = _unwrap(blocks, after_title=bool(title))
    if not title and (title := _title(blocks)):
        _drop(blocks, 0)
        _drop_leading(blocks, dates)
    _drop_trailing(blocks, dates)
    if title and not blocks:
        blocks, title = [[title]], ""  # a line without a body is the body
    head = [[title]] if title else []
    return Layout(title, "\n\n".join("\n".join(block) for block in head + blocks), dates[0] if dates else None)


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[-1]:
        lines.pop()
    return lines[:tail_start(lines)]


def _drop_leading(blocks: list[list[str]], dates: list[PartialDate]) -> None:
    while blocks:
        line = blocks[0][0]
        date = date_line(line)
        if not (date or is_furniture(line) or is_breadcrumbs(line)):
            return
        dates.extend([date] if date else [])
        _drop(blocks, 0)


def _drop_trailing(blocks: list[list[str]], dates: list[PartialDate]) -> None:
    while blocks:
        line = blocks[-1][-1]
        date = date_line(line)
        whole = date is not None and date.day is not None and date.year is not None
        if not (whole or is_furniture(line)):
            return
        dates.extend([date] if date and whole else [])
        _drop(blocks, -1)


def _drop(blocks: list[list[str]], at: int) -> None:
    blocks[at].pop(at)
    if not blocks[at]:
        blocks.pop(at)


def _title(blocks: list[list[str]]) -> str:
    """Return the first line if it looks like a title: short, no sentence, no bullet, something after it."""
    if not blocks or (len(blocks) == 1 and len(blocks[0]) == 1):
        return ""
    line = blocks[0][0]
    after = blocks[0][1] if len(blocks[0]) > 1 else blocks[1][0]
    if len(line) > _LONGEST_TITLE or _BULLET.match(line) or re.match(r"[QA]\d?[:.]\s|\(", line):
        return ""
    if line.endswith((":", ",", ";")) or not any(c.isalpha() for c in line) or line[0].islower():
        return ""
    if after[0].islower() and not _FINISHED.search(line):
        return ""
    if date_line(after) or not _FINISHED.search(line) or _ABBREVIATED.search(line):
        return line
    return ""


def _blocks(lines: list[str]) -> list[list[str]]:
    """Group lines into blocks parted by empty lines."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [b for b in blocks if b]


def _unwrap(blocks: list[list[str]], *, after_title: bool) -> list[list[str]]:
    """Join the lines that a fixed width, or a page's end, broke apart."""
    width = _wrap_width(blocks)
    parted = any(line.endswith(("-", "‐")) for block in blocks for line in block)
    words = frozenset(re.findall(_WORDS, "\n".join(map("\n".join, blocks)).lower())) if parted else frozenset()
    joined: list[list[str]] = []
    for block in blocks:
        unwrapped = list(_unwrapped(block, width, words))
        may_be_title = len(joined) == 1 and len(joined[0]) == 1 and not after_title
        if joined and not may_be_title and not _LISTED.search(joined[-1][-1]) and _runs_on(joined[-1][-1], unwrapped[0]):
            joined[-1][-1] = join(joined[-1][-1], unwrapped.pop(0), words)
        joined.extend([unwrapped] if unwrapped else [])
    return joined


def _wrap_width(blocks: list[list[str]]) -> int | None:
    """Return the width at which the text was wrapped, or None where each line is a paragraph of its own."""
    pairs = [(a, b) for block in blocks for a, b in zip(block, block[1:])
             if len(a) >= _NARROWEST and not _BULLET.match(b) and not _is_line_of_its_own(a)]
    if not pairs:
        return None
    lengths = sorted(len(a) for a, _ in pairs)
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.9))]
    if width > _WIDEST:
        return None
    full = sum(_is_full(a, b, width) for a, b in pairs)
    cut = sum(not _ENDED.search(a) for a, _ in pairs)
    return width if full >= 0.7 * len(pairs) and cut >= 0.5 * len(pairs) else None


def _is_line_of_its_own(line: str) -> bool:
    return date_line(line) is not None or is_furniture(line) or is_breadcrumbs(line)


def _is_full(a: str, b: str, width: int) -> bool:
    """Say whether the next word would not have fitted; type of varying breadth leaves some slack."""
    return len(a) + 1 + len(b.split(" ", 1)[0]) > width - max(2, width // 12)


def _unwrapped(block: list[str], width: int | None, words: frozenset[str]) -> Iterator[str]:
    current = last = block[0]
    for line in block[1:]:
        if _belongs(last, line, width):
            current = join(current, line, words)
        else:
            yield current
            current = line
        last = line
    yield current


def _belongs(a: str, b: str, width: int | None) -> bool:
    if _BULLET.match(b) or _is_line_of_its_own(a) or _is_line_of_its_own(b):
        return False
    if width is None:
        return _runs_on(a, b)
    full = len(a) >= _NARROWEST * 0.6 and _is_full(a, b, width)
    if _LABEL.match(b) and (_ENDED.search(a) or not full):
        return False
    return full or _runs_on(a, b)


def _runs_on(a: str, b: str) -> bool:
    """Say whether a sentence visibly goes on: no end before the break, a small letter after it."""
    return len(a) >= 30 and b[0].islower() and not _ENDED.search(a) and not _LABEL.match(b)


def join(a: str, b: str, words: frozenset[str] = frozenset()) -> str:
    """Join two lines of one paragraph; a word parted by a hyphen is made whole, a compound keeps its hyphen.

    >>> join("a strategic partner-", "ship of the two"), join("their long-", "term aims")
    ('a strategic partnership of the two', 'their long-term aims')
    """
    left = re.search(r"([^\W\d_]+)[-‐]$", a)
    right = re.match(r"[^\W\d_]+", b)
    if left and right:
        first, second = left[1].lower(), right[0].lower()
        compound = f"{first}-{second}" in words or first in _COMPOUND or not right[0].islower()
        if f"{first}{second}" in words or not compound:
            return a[:-1] + b
        return a + b
    if a[-1:] in "-/–—" and a[-2:-1] != " ":
        return a + b
    return a + b if _CJK.match(a[-1:]) and _CJK.match(b[:1]) else f"{a} {b}"
