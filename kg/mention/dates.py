"""Dates as precisely as the text gives them: days, months, years, ranges, and words that count from the date line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from kg.model import DATE, Mention, Parsed, PartialDate, Span

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (r"(?:January|February|March|April|May|June|July|August|September|October|November|December|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|"
          r"AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:]|\.\d|,\d| ?(?:percent|million|billion|countries|a\.m|p\.m))"
_YEAR = r"(?:1[5-9]|20)\d\d"
_TO = r"\s?(?:-|–|—|to|and|&|through|thru|until|till)\s?"
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_SEASON = r"(?:spring|summer|autumn|fall|winter|Spring|Summer|Autumn|Fall|Winter)"

_SHAPES: tuple[tuple[str, str], ...] = (
    ("iso", rf"\b(?P<y>{_YEAR})-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b"),
    ("dots", rf"\b(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)\.(?P<y>{_YEAR})\b"),
    ("range", rf"\b(?P<M>{_MONTH}) (?P<d>{_DAY})(?:,? (?P<y>{_YEAR}))?{_TO}(?P<M2>{_MONTH}) (?P<d2>{_DAY})(?:,? (?P<y2>{_YEAR}))?\b"),
    ("range", rf"\b(?P<M>{_MONTH}) (?P<d>{_DAY}){_TO}(?P<d2>{_DAY})(?:,? (?P<y2>{_YEAR}))?\b"),
    ("range", rf"\b(?P<d>{_DAY})(?: (?P<M>{_MONTH})(?:,? (?P<y>{_YEAR}))?)?{_TO}(?P<d2>{_DAY}) (?:of )?(?P<M2>{_MONTH})(?:,? (?P<y2>{_YEAR}))?\b"),
    ("day", rf"\b(?P<M>{_MONTH}) (?P<d>{_DAY})(?:,? (?P<y>{_YEAR}))?\b"),
    ("day", rf"\b(?P<d>{_DAY}) (?:of )?(?P<M>{_MONTH})(?:,? (?:of )?(?P<y>{_YEAR}))?\b"),
    ("month", rf"\b(?P<M>{_MONTH}),? (?:of )?(?P<y>{_YEAR})\b"),
    ("years", rf"\b(?:{_SEASON}|first half|second half|beginning|end|start)(?: of)?(?: the year)? (?P<y>{_YEAR})\b"),
    ("month", rf"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\blate )|(?<=\bearly )|(?<=\bmid-)|(?<=\bof )|(?<=\bby )|(?<=\blast )|(?<=\bnext )|"
              rf"(?<=\bthis )|(?<=\bthe )|(?<=\bfor )|(?<=\bduring ))(?P<M>{_MONTH})\b(?! \d)"),
    ("year", rf"(?<![\d$€£.,/-])\b(?P<y>{_YEAR})\b(?![\d%/]|,\d|\.\d|[-–]\d{{5}})"),
    ("today", r"\b(?i:today|tonight|this (?:morning|afternoon|evening))\b"),
    ("yesterday", r"\b(?i:yesterday|last night)\b"),
    ("tomorrow", r"\b(?i:tomorrow)\b"),
    ("weekday", rf"\b(?P<which>[Ll]ast |[Nn]ext |[Tt]his |[Oo]n )?(?P<w>{_WEEKDAY})\b(?!,? {_MONTH})"),
    ("unit", rf"\b(?P<which>(?i:last|this|next|past|previous|coming))\s(?P<unit>week|month|year|{_SEASON})\b"),
    ("same", r"\b(?i:(?:on )?(?:the|that) same day|(?:earlier|later) (?:in|on|that) (?:the |that )?(?:same )?day|(?:later|earlier) the same day)\b"),
    ("before", r"\b(?i:(?:on )?the (?:day|night|evening) before|(?:on )?the previous (?:day|night|evening))\b"),
    ("after", r"\b(?i:(?:on )?the (?:following|next) (?:day|morning))\b"),
)


@cache
def _pattern() -> re.Pattern[str]:
    """Return all shapes as one pattern, whose groups are told apart by a number ("M_3")."""
    parts = []
    for i, (_, shape) in enumerate(_SHAPES):
        numbered = re.sub(r"[(][?]P<(\w+)>", rf"(?P<\1_{i}>", shape)
        parts.append(f"(?P<s_{i}>{numbered})")
    return re.compile("|".join(parts))


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield a mention of kind Date for each date expression, its reading a partial date or "first/last" for a range.

    "January 19-20, 2023" is one mention with the reading "2023-01-19/2023-01-20". A date without a year takes the year that brings it
    nearest to the date line, or else to the first full date of the opening sentences ("will" and "last" turn it forward or
    back); where the text gives none it stays without one ("--08-21"). Words that count from a day ("today", "last month") are
    passed over where there is none to count from.

    >>> from kg.model import Document, Sentence
    >>> def dates(text, published=None):
    ...     document = Document.of(text, published=PartialDate(published) if published else None)
    ...     return [m.reading for m in recognise(Parsed(document, (Sentence(document.id, 0, Span(0, len(text)), 0),), None))]
    >>> dates("They met on 21 August."), dates("The talks of January 19-20, 2023 were long.")
    (['--08-21'], ['2023-01-19/2023-01-20'])
    >>> dates("They will meet on January 5; they met yesterday.", "2019-12-30")
    ['2020-01-05', '2019-12-29']
    """
    if parsed.sentences:
        yield from _Reader(parsed).all()


class _Reader:
    """One text while its dates are read: the day that relative words count from, and the last day named."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        published = parsed.document.published
        self.anchor = _whole(published) if published else None
        self.year = published.year if published else None
        self.last: PartialDate | None = None

    def all(self) -> Iterator[Mention]:
        text = self.parsed.document.text
        matches = list(_pattern().finditer(text))
        if self.anchor is None and self.year is None:
            self.anchor = self._first_whole(matches)
        for m in matches:
            shape, groups = _unpack(m)
            sentence = self.parsed.sentence_at(m.start())
            if m.end() > sentence.span.end:
                continue
            reading = self._read(shape, groups, m, text[sentence.span.start:m.start()], text[m.end():sentence.span.end])
            if reading:
                yield Mention(sentence.index, Span(m.start(), m.end()), m.group(), DATE, "dates", reading)

    def _first_whole(self, matches: list[re.Match[str]]) -> date | None:
        """Return the first full date of the title or the first sentences: the text's own date line."""
        limit = self.parsed.sentences[min(3, len(self.parsed.sentences) - 1)].span.end
        for m in matches:
            shape, g = _unpack(m)
            if m.start() < limit and shape in {"iso", "dots", "day", "range"} and (g.get("y") or g.get("y2")):
                found = _partial(g.get("y") or g.get("y2"), g.get("M") or g.get("M2") or g.get("m"), g.get("d"))
                if found and (whole := _whole(found)):
                    return whole
        return None

    def _read(self, shape: str, g: dict[str, str], m: re.Match[str], before: str, after: str) -> str | None:
        if shape == "range":
            return self._range(g, before)
        if shape in {"iso", "dots", "day", "month"}:
            if shape == "month" and g["M"] == "May" and not g.get("y") and re.match(r" (?:not|be|have|also|\w+ the)\b", after):
                return None
            found = _partial(g.get("y"), g.get("M") or g.get("m"), g.get("d"))
            found = self._dated(found, before) if found and found.year is None else found
            if found and found.day is not None:
                self.last = found
            return str(found) if found else None
        if shape in {"year", "years"}:
            return g["y"] if shape == "years" or _is_year(before, after) else None
        return self._relative(shape, g, before)

    def _range(self, g: dict[str, str], before: str) -> str | None:
        month, month2 = g.get("M") or g.get("M2"), g.get("M2") or g.get("M")
        year2 = g.get("y2")
        year = g.get("y") or year2
        first, last = _partial(year, month, g["d"]), _partial(year2 or year, month2, g["d2"])
        if first is None or last is None:
            return None
        if first.year is None:
            first = self._dated(first, before)
            last = _with_year(last, first.year)
        if first.year is not None and last is not None and str(last) < str(first):
            if g.get("y2") and not g.get("y"):  # "December 30 to January 2, 2021"
                first = _with_year(first, first.year - 1)
            elif not g.get("y2"):
                last = _with_year(last, first.year + 1)
        if last is None or first is None:
            return None
        self.last = first
        return f"{first}/{last}" if first.year is None or str(first) < str(last) else str(first)

    def _dated(self, found: PartialDate, before: str) -> PartialDate:
        """Give a date without a year the year that the date line makes plain, or leave it."""
        if self.anchor is None:
            return _with_year(found, self.year) or found if self.year is not None else found
        options = [o for y in (-1, 0, 1) if (o := _with_year(found, self.anchor.year + y))]
        if re.search(r"\blast $", before):
            options = [o for o in options if _days(o, self.anchor) < 0]
        elif re.search(r"\b(?:next|coming) $", before):
            options = [o for o in options if _days(o, self.anchor) > 0]
        elif re.search(r"\b(?:will|to be|upcoming|look(?:s|ed|ing)? forward|plans? to|scheduled)\b", before):
            options = [o for o in options if _days(o, self.anchor) >= -31] or options
        return min(options, key=lambda o: abs(_days(o, self.anchor)), default=found)

    def _relative(self, shape: str, g: dict[str, str], before: str) -> str | None:
        if shape in {"same", "before", "after"}:
            day = _whole(self.last) if self.last else None
            if shape == "same" and self.last:
                return str(self.last)
            return (day + timedelta(days=-1 if shape == "before" else 1)).isoformat() if day else None
        if self.anchor is None or self.parsed.document.published is None:
            return None
        day = self.anchor
        if shape == "weekday":
            return self._weekday(g, before, day)
        if shape == "unit":
            return _unit(g["which"].lower(), g["unit"].lower(), day, before)
        day += timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[shape])
        self.last = PartialDate(day.isoformat())
        return day.isoformat()

    def _weekday(self, g: dict[str, str], before: str, day: date) -> str | None:
        which = (g.get("which") or "").strip().lower()
        if not which and not re.search(r"(?:\b(?:on|since|until|by|late|early|every)|,|^)\s*$", before):
            return None
        ahead = (_WEEKDAYS.index(g["w"].lower()) - day.weekday()) % 7
        future = which in {"next", "this"} or which != "last" and re.search(r"\b(?:will|to be|scheduled|plans?)\b", before)
        found = day + timedelta(days=ahead or (7 if which == "next" else 0)) if future else day - timedelta(days=(7 - ahead) % 7)
        if which == "last" and found == day:
            found -= timedelta(days=7)
        self.last = PartialDate(found.isoformat())
        return found.isoformat()


def _unpack(m: re.Match[str]) -> tuple[str, dict[str, str]]:
    number = next(i for i in range(len(_SHAPES)) if m.group(f"s_{i}") is not None)
    end = f"_{number}"
    return _SHAPES[number][0], {k.removesuffix(end): v for k, v in m.groupdict().items() if v is not None and k.endswith(end)
                                and k.count("_") == 1}


def _partial(year: str | None, month: str | None, day: str | None) -> PartialDate | None:
    """Make a partial date of written parts; None where there is no such day."""
    number = 0
    if month:
        number = int(month) if month.isdigit() else 1 + next(i for i, name in enumerate(_MONTHS) if name.startswith(month.lower().rstrip(".")[:3]))
    text = (year or "-") + (f"-{number:02d}" if number else "") + (f"-{int(re.sub(r'[^0-9]', '', day)):02d}" if day else "")
    try:
        return PartialDate(text)
    except ValueError:
        return None


def _with_year(found: PartialDate, year: int | None) -> PartialDate | None:
    if year is None:
        return found
    try:
        return PartialDate(f"{year:04d}-{str(found).removeprefix('--') if found.year is None else str(found)[5:]}")
    except ValueError:
        return None


def _whole(found: PartialDate) -> date | None:
    return date(found.year, found.month, found.day) if found.year and found.month and found.day else None


def _days(found: PartialDate, anchor: date) -> int:
    """Return the days from the anchor to a date; a month counts as its nearest day."""
    first = date(found.year or anchor.year, found.month or 1, found.day or 1)
    if found.day or first > anchor:
        return (first - anchor).days
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
    return min(0, (last - anchor).days)


def _unit(which: str, unit: str, day: date, before: str) -> str | None:
    """Read "last week" and "next month" as a month, "this year" and "last summer" as a year."""
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[which]
    if unit == "week":
        return (day + timedelta(days=7 * step)).isoformat()[:7]
    if unit == "month":
        months = day.year * 12 + day.month - 1 + step
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    if unit == "year":
        return None if which in {"past", "previous"} and re.search(r"\bover the $|\bin the $", before) else f"{day.year + step:04d}"
    month = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[unit]
    if step < 0:
        return f"{day.year if day.month > month + 2 else day.year - 1:04d}"
    return f"{day.year if step == 0 or day.month < month else day.year + 1:04d}"


def _is_year(before: str, after: str) -> bool:
    """Say whether a bare number is a year by the words around it: "in 2020", "the 2018 Beijing Summit"; no resolution's number."""
    if re.search(r"(?:[Rr]esolutions?|RESOLUTION|UNSCR|UNSCRs|[Nn]o\.|[Nn]umber|[Nn]os\.|Nº|§|[$€£¥])(?: \d+(?: \(\d+\))?,| and)?\s?$", before):
        return False
    if re.match(r"\s(?:troops|people|soldiers|personnel|tons|tonnes|kilomet|km|dollars|megawatts|MW|students|doses|vehicles|scholarships|million|percent)", after):
        return False
    return bool(re.search(r"\b(?:in|of|since|by|until|till|from|to|for|the|during|year|late|early|mid|before|after|and|through|between|its|their|our|[’']s|back in|"
                          r"around|about|January|December)\s$|[(,–-]\s?$|[Mm]id-$|^\W*$|[Ff][Yy]\s?$", before)
                or re.match(r"\s(?:[A-Z][a-z]+|[A-Z]{2,})", after))
