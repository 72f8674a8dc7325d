"""Countries: by name, adjective and people; shared forms ("Korean") where the text itself tells which state is meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from kg import authority
from kg.authority import Form, Lexicon
from kg.model import Mention, Parsed, Span

_BY = "countries"
_REGIONS = {"HKG", "MAC", "TWN", "GRL", "PRI", "ESH", "FRO"}
"""Territories that are a Country only where the text treats them as one who acts; else a Place."""

_STYLE = re.compile(r"(?:(?:People['’]s |Democratic |Islamic |Federal |Arab |United |Socialist |Co-operative )*(?:Republic|Kingdom|State|Government|Sultanate|"
                    r"Principality|Commonwealth|Federation|Union|Emirate|Grand Duchy) of (?:the )?)$")
_APART_BEFORE = re.compile(r"\b(?:Northern|Gulf of|Sea of|Bay of|Latin|African|Native|Asian|Central|South|North|Grand|Bank of|Strait of|Lake|Radio|"
                           r"Voice of|New|Viceroyalty of|University of|Straits of|Organi[sz]ation of) $")
_APART_AFTER = re.compile(r" (?:Ocean|Sea|Strait|Straits|Renaissance Dam|Peninsula|States \(OAS\)|Channel|Times|Airlines|Airways)\b|-(?:born|made|style|speaking)\b")
_ACTOR = re.compile(r"(?:['’]s? (?:government|authorit|president|leader|decision|foreign|ruling|minister|delegation)| (?:authorities|government|side|leaders?|"
                    r"said|says|has said|announced|joined|called|agreed|signed)\b)")


@cache
def _lexicon() -> Lexicon:
    return Lexicon(f for known in authority.countries() for f in known.forms if f.sort != "capital")


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield a mention of kind Country for each form of words that means a state here; the reading is its ISO code.

    "the Gulf of Guinea" and "the South China Sea" name no state. Territories such as Hong Kong are Country where they act, and
    Place otherwise. A form that several states share counts where exactly one of them is named in the text otherwise.
    """
    text = parsed.document.text
    found = [(s, e, f) for s, e, f in _lexicon().find(text) if not _part_of_name(text, s, e, f)]
    sure = Counter(f.key for _, _, f in found if not f.shared)
    acting = {key for key in _REGIONS if _acts(text, found, key)}
    done: set[tuple[int, int]] = set()
    for start, end, form in found:
        if (start, end) in done or form.shared and _meant(found, start, end, sure) != form.key:
            continue
        done.add((start, end))
        kind, reading = ("Place", None) if form.key in _REGIONS - acting else ("Country", form.key)
        if kind == "Country" or form.sort in ("label", "name"):
            yield Mention(parsed.sentence_at(start).index, Span(start, end), text[start:end], kind, _BY, reading)


def _part_of_name(text: str, start: int, end: int, form: Form) -> bool:
    if _STYLE.search(text[max(0, start - 45):start]):
        return False
    before = text[max(0, start - 22):start]
    if form.key == "USA" and re.search(r"\b(?:Latin|North|South|Central|African|Native|Asian|Organi[sz]ation of|Pan|Inter)[ -]$", before):
        return True
    if form.key != "USA" and _APART_BEFORE.search(before) and not before.endswith(("Central ", "South ", "North ")):
        return True
    return bool(_APART_AFTER.match(text, end)) or form.text == "Georgia" and _in_america(text, start, end)


def _in_america(text: str, start: int, end: int) -> bool:
    """Say whether "Georgia" is the state of the USA ("Atlanta, Georgia")."""
    return bool(re.search(r"(?:Atlanta|Savannah|Augusta|Macon), $|(?:state|State|Governor) of $", text[max(0, start - 12):start]))


def _acts(text: str, found: list[tuple[int, int, Form]], key: str) -> bool:
    """Say whether a territory is treated as one who acts, most of the times that it is named."""
    own = [(s, e) for s, e, f in found if f.key == key]
    return sum(bool(_ACTOR.match(text, e)) for s, e in own) * 2 > len(own)


def _meant(found: list[tuple[int, int, Form]], start: int, end: int, sure: Counter[str]) -> str | None:
    """Return the one state among those that share this form which the text names without doubt; None where it does not tell."""
    candidates = [f.key for s, e, f in found if (s, e) == (start, end)]
    named = [key for key in candidates if sure[key]]
    return named[0] if len(named) == 1 else None
