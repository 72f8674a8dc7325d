"""PDF -> Document: lines in reading order, without page numbers and running heads, paragraphs made whole again."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from kg.errors import InputError
from kg.model import Document, Skipped
from kg.read.characters import clean
from kg.read.datelines import date_line
from kg.read.layout import join
from kg.read.outcome import outcome
from kg.read.whole import whole

_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—|\[(]*\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–—|\])]*(?:\s*(?:/|of)\s*\d{1,4})?", re.I)
_MARK = re.compile(r"(?:[•·▪◦‣∙●○■□➢✓–—-]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|[QA]\d?[:.])\s")
_ENDED = re.compile(r"[.!?:;][\"'”’)\]]*$")
_GUTTER = 10.0
"""Points of white between two columns."""
_EDGE = 3
"""Lines at the top and the bottom of a page among which running heads and page numbers stand."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its words, its box in points (y grows upwards) and the height of its letters."""

    words: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def read_pdf(stream: BinaryIO, source: str, *, encoding: str | None = None) -> Iterator[Document | Skipped]:
    """Read the text of a PDF; the largest lines at the head of the first page are its title.

    Its own metadata are not used: their title is often the name of a draft, their date that of a conversion. Raises
    InputError for a damaged or encrypted file; a scan without text is skipped.
    """
    data = whole(stream, source)
    pages = [page for page in _pages(data, source)]
    if not any(pages):
        yield Skipped(source, f"no text on its {len(pages)} pages (a scan?); run it through OCR first", "failed")
        return
    kept = _without_running_heads(pages)
    size = statistics.median(line.height for page in kept or pages for line in page) if any(kept) else 0.0
    title, rest = _title(kept, size)
    yield outcome("\n\n".join(_paragraphs(rest)), source, title=title)


def _pages(data: bytes, source: str) -> Iterator[list[_Line]]:
    import pypdfium2  # heavy: only when a PDF is to be read

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise InputError(source, "an encrypted PDF" if locked else "a PDF that cannot be opened (damaged?)",
                         "a PDF", "save it without a password" if locked else "") from None
    try:
        for number in range(len(document)):
            try:
                page = document[number]
                textpage = page.get_textpage()
                lines = list(_lines(textpage))
            except pypdfium2.PdfiumError as error:
                raise InputError(source, f"page {number + 1} cannot be read ({error})", "a PDF") from None
            yield _in_reading_order(lines)
    finally:
        document.close()


def _lines(textpage: Any) -> Iterator[_Line]:
    """Yield the lines of a page: pieces of text on one height that stand close together."""
    pieces = []
    for index in range(textpage.count_rects()):
        left, bottom, right, top = textpage.get_rect(index)
        raw = textpage.get_text_bounded(left, bottom, right, top)
        words = " ".join(clean(raw.replace("\x02", "-").replace("\ufffe", "-")).split())
        if words and right > left and top > bottom:
            # The box of a letter is as high as the type is set; that of a rectangle only as high as its letters reach.
            letter = textpage.get_index(left + 0.5, (top + bottom) / 2, 3, 3)
            if letter is not None:
                _, bottom, _, top = textpage.get_charbox(letter, loose=True)
            pieces.append(_Line(words, left, bottom, right, top))
    pieces.sort(key=lambda p: (-_middle(p), p.left))
    rows: list[list[_Line]] = []
    for piece in pieces:
        row = next((r for r in reversed(rows[-3:]) if _same_height(r[0], piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    for row in rows:
        yield from _merged(sorted(row, key=lambda p: p.left))


def _middle(line: _Line) -> float:
    return (line.top + line.bottom) / 2


def _same_height(a: _Line, b: _Line) -> bool:
    return min(a.top, b.top) - max(a.bottom, b.bottom) > 0.5 * min(a.height, b.height)


def _merged(row: list[_Line]) -> Iterator[_Line]:
    current = row[0]
    for piece in row[1:]:
        gap, height = piece.left - current.right, max(current.height, piece.height)
        if gap > max(_GUTTER, 1.2 * height):
            yield current
            current = piece
            continue
        if piece.right <= current.right and piece.words in current.words:
            continue  # the same letters drawn twice for bold type
        words = current.words + ("" if gap < 0.12 * height else " ") + piece.words
        current = _Line(words, current.left, min(current.bottom, piece.bottom), max(current.right, piece.right),
                        max(current.top, piece.top))
    yield current


def _in_reading_order(lines: list[_Line]) -> list[_Line]:
    """Order lines from the top down, columns one after the other where a gutter parts them."""
    lines = sorted(lines, key=lambda k: (-k.top, k.left))
    gutter = _gutter(lines)
    if gutter is not None:
        left = [k for k in lines if k.right <= gutter]
        right = [k for k in lines if k.left >= gutter]
        return _in_reading_order(left) + _in_reading_order(right)
    for cut in range(1, len(lines)):
        if lines[cut - 1].bottom < lines[cut].top - 0.5 * lines[cut].height:
            continue
        above, below = lines[:cut], lines[cut:]
        if _gutter(below) is not None or _gutter(above) is not None:
            return _in_reading_order(above) + _in_reading_order(below)
    return lines


def _gutter(lines: list[_Line]) -> float | None:
    """Return the middle of an upright strip that no line crosses, with three long lines or more on each side."""
    if len(lines) < 6:
        return None
    reach = float("-inf")
    for line in sorted(lines, key=lambda k: k.left):
        if line.left - reach >= _GUTTER:
            at = (line.left + reach) / 2
            left, right = [k for k in lines if k.right <= at], [k for k in lines if k.left >= at]
            if min(map(_column_lines, (left, right))) >= 3:
                return at
        reach = max(reach, line.right)
    return None


def _column_lines(lines: list[_Line]) -> int:
    """Count lines long enough for running text: cells of a table and bullets are shorter."""
    return sum(len(line.words) >= 20 for line in lines)


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drop page numbers, and lines that return at the same edge of several pages; a title set larger stays."""
    seen: Counter[tuple[str, str]] = Counter()
    for page in pages:
        seen.update({(edge, _masked(line.words)) for edge, line in _edges(page)})
    kept = []
    for number, page in enumerate(pages):
        body = statistics.median([line.height for line in page]) if page else 0.0
        dropped = set()
        for edge, line in _edges(page):
            repeated = len(pages) > 1 and seen[edge, _masked(line.words)] >= max(2, len(pages) // 3)
            is_title = number == 0 and line.height > 1.2 * body
            if _PAGE_NUMBER.fullmatch(line.words) or (repeated and not is_title):
                dropped.add(line)
        kept.append([line for line in page if line not in dropped])
    return kept


def _edges(page: list[_Line]) -> Iterator[tuple[str, _Line]]:
    """Yield the lines at the top and the bottom that white parts from the text."""
    by_height = sorted(page, key=lambda k: -k.top)
    count = min(_EDGE, (len(by_height) + 1) // 2)
    yield from (("top", line) for line in by_height[:_apart(by_height, count)])
    by_height.reverse()
    yield from (("bottom", line) for line in by_height[:_apart(by_height, count)])


def _apart(lines: list[_Line], most: int) -> int:
    """Return how many lines, counted from the edge, stand before the last wide white among the first ones."""
    for n in range(min(most, len(lines) - 1), 0, -1):
        a, b = lines[n - 1], lines[n]
        if max(a.bottom - b.top, b.bottom - a.top) > 0.6 * min(a.height, b.height):
            return n
    return len(lines) if len(lines) == 1 else 0


def _masked(words: str) -> str:
    return re.sub(r"\d+", "0", words.lower())


def _title(pages: list[list[_Line]], size: float) -> tuple[str | None, list[list[_Line]]]:
    """Take the largest lines off the head of the first page: the title, if they are larger than the text."""
    first = pages[0] if pages else []
    head = first[:8]
    if len(first) < 2 or not head:
        return None, pages
    largest = max(line.height for line in head)
    at = next(i for i, line in enumerate(head) if line.height == largest)
    end = at
    while end < len(first) and first[end].height > max(1.15 * size, 0.8 * largest):
        end += 1
    words = " ".join(line.words for line in first[at:end])
    if end == at or end - at > 5 or len(words) > 400 or end == len(first) and len(pages) == 1:
        return None, pages
    above = first[:at]
    if not any(_ENDED.search(line.words) for line in above):  # a letterhead; the date may stand in it
        above = [line for line in above if date_line(line.words)]
    return words, [above + first[end:], *pages[1:]]


def _paragraphs(pages: list[list[_Line]]) -> Iterator[str]:
    """Join lines to paragraphs by the white between them, their indent and the place where they end."""
    words = frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(k.words for p in pages for k in p).lower()))
    leading = _leading(pages)
    current = ""
    last: _Line | None = None
    for page in pages:
        for line in page:
            if last is None:
                current = line.words
            elif _begins(last, line, leading, _column(page, line), new_page=line is page[0]):
                yield current
                current = line.words
            else:
                current = join(current, line.words, words)
            last = line
    if current:
        yield current


def _leading(pages: list[list[_Line]]) -> float:
    steps = [a.bottom - b.bottom for page in pages for a, b in zip(page, page[1:]) if 0 < a.bottom - b.bottom < 4 * a.height]
    return statistics.median_low(steps) if steps else 0.0


def _column(page: list[_Line], line: _Line) -> tuple[float, float]:
    """Return the left and right edge of the column in which a line stands."""
    beside = [k for k in page if k.left < line.right and line.left < k.right]
    return min(k.left for k in beside), max(k.right for k in beside)


def _begins(last: _Line, line: _Line, leading: float, column: tuple[float, float], *, new_page: bool) -> bool:
    """Say whether a line begins a paragraph."""
    if date_line(last.words) or date_line(line.words):
        return True
    if _MARK.match(line.words) and (_ENDED.search(last.words) or not line.words[0].isalnum()):
        return True
    if abs(line.height - last.height) > 0.2 * max(line.height, last.height) and line.height > 1.15 * last.height:
        return True
    step = last.bottom - line.bottom
    jumped = new_page or step <= 0  # to the next page or column
    ended = bool(_ENDED.search(last.words))
    if jumped:
        return ended and not line.words[0].islower()
    if leading and step > 1.35 * leading:
        return ended or not line.words[0].islower()
    left, right = column
    breadth = right - left
    indented = 6 < line.left - left < 0.25 * breadth and last.left - left <= 3
    short = last.right < right - 0.15 * breadth
    return (ended and (short or indented)) or (short and last.right < right - 0.4 * breadth and not line.words[0].islower())
