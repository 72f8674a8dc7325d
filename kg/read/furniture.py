"""What stands around a text on a page: breadcrumbs, share links, end marks. The words are data in `ontology/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg import vocab

_EDGES = "<>[](){}|«»‹›•·*-–—_=~#:.… \t"
_CRUMB = re.compile(r"\s*(?:>+|»|›|→|::|\s[/|\\]\s)\s*")
_LONGEST = 8
"""Words of a share link; longer lines are sentences."""


@dataclass(frozen=True, slots=True)
class _Furniture:
    acting: frozenset[str]
    filling: frozenset[str]
    phrases: frozenset[str]
    prefixes: tuple[str, ...]
    tails: frozenset[str]
    roots: frozenset[str]


@cache
def _furniture() -> _Furniture:
    rows: dict[str, list[str]] = {}
    for line in vocab.data("page_furniture.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            role, *cells = line.split("\t")
            rows.setdefault(role, []).extend(cells)
    words = {role: frozenset(w for cell in cells for w in cell.split()) for role, cells in rows.items()}
    return _Furniture(words["action"] | words["platform"], words["filler"], frozenset(rows["phrase"]),
                      tuple(rows["prefix"]), frozenset(rows["tail"]), frozenset(rows["root"]))


def is_furniture(line: str) -> bool:
    """Say whether a line is a share link, a mark of the page or of the end, and no content.

    >>> [is_furniture(s) for s in ("<Suggest To A Friend>", "[Close]", "Share on Facebook", "###", "- END -")]
    [True, True, True, True, True]
    >>> [is_furniture(s) for s in ("Both sides agreed to share the text.", "Baoting, Hainan", "2. Print media")]
    [False, False, False]
    """
    known = _furniture()
    bare = _bare(line)
    if not bare:
        return bool(line.strip())  # "###", "* * *", "-----"
    words = bare.split()
    if bare in known.phrases:
        return True
    if len(line) <= 200 and any(line.lower().startswith(p) for p in known.prefixes):
        return True
    if len(words) > _LONGEST or line.rstrip().endswith((".", "!", "?")):
        return False
    words = [w.strip("()[],|/.:") for w in words]
    words = [w for w in words if w]
    return all(w in known.acting or w in known.filling for w in words) and any(w in known.acting for w in words)


def is_breadcrumbs(line: str) -> bool:
    """Say whether a line is the path to a page: "Home > News & Events".

    >>> [is_breadcrumbs(s) for s in ("Home > News & Events", "You are here: Home » Media » Statements", "Home")]
    [True, True, True]
    >>> is_breadcrumbs("China > Pakistan: all-weather partners, said Li Ming.")
    False
    """
    roots = _furniture().roots
    line = line.strip()
    if not line or len(line) > 160 or line.endswith((".", "!", "?")):
        return False
    steps = [s for s in _CRUMB.split(line.lower()) if s.strip()]
    if not steps:
        return False
    first = steps[0].strip(_EDGES)
    if len(steps) == 1:
        return first in roots and first != "position"
    rooted = first in roots or any(first.startswith(r + " ") or first.startswith(r + ":") for r in roots)
    return all(len(s.split()) <= 12 for s in steps) and (rooted or (len(steps) > 2 and len(first.split()) <= 3))


def tail_start(lines: list[str]) -> int:
    """Return where the closing block of links begins ("Related articles" and short lines to the end), or the end.

    >>> tail_start(["They met.", "Related articles", "Kenya thanks Peru"]), tail_start(["They met.", "Related articles", "They met again."])
    (1, 3)
    """
    tails = _furniture().tails
    for index in range(max(1, len(lines) - 15), len(lines)):
        rest = [line for line in lines[index + 1:] if line]
        if _bare(lines[index]) in tails and all(len(r) < 160 and not r.endswith((".", "!", "?", ";")) for r in rest):
            return index
    return len(lines)


def _bare(line: str) -> str:
    return " ".join(line.lower().strip(_EDGES).split())
