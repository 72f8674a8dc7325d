"""Forms of meetings: `ontology/authority/meetings.tsv` -> the words that name an occasion and the verbs that report one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.authority import rows
from kg.errors import VocabularyError

SORTS = frozenset({"noun", "weak", "name", "verb", "attend", "party", "talk"})
PATTERNS = frozenset({"", "with", "object", "at"})


@dataclass(frozen=True, slots=True)
class Form:
    """A word for an occasion: `form` is what the occasion is, `kin` the family within which one may be called another."""

    word: str
    sort: str
    form: str
    kin: str
    pattern: str


@cache
def forms(*sorts: str) -> Mapping[str, Form]:
    """Return word (lemma, lower case) -> form, for the sorts named; VocabularyError for a line of an unknown sort or pattern.

    >>> forms("noun")["talk"].form, forms("verb")["meet"].pattern
    ('talks', 'with')
    """
    found: dict[str, Form] = {}
    for row in rows("meetings.tsv"):
        form = Form(*(row[k] for k in ("word", "sort", "form", "kin", "pattern")))
        if form.sort not in SORTS or form.pattern not in PATTERNS:
            raise VocabularyError(f"meetings.tsv: unknown sort or pattern in {form}")
        if form.sort in sorts:
            found.setdefault(form.word, form)
    return found


@cache
def kin(form: str) -> str:
    """Return the family of a form of meeting; StopIteration for a form that the list does not have.

    >>> kin("talks")
    'meeting'
    """
    return next(f.kin for sort in ("noun", "weak", "name", "verb") for f in forms(sort).values() if f.form == form)


@cache
def talking() -> Mapping[str, str]:
    """Return lemma -> group of the words of talking: talk, joint, say or aim.

    >>> talking()["discuss"], talking()["thank"]
    ('talk', 'say')
    """
    return {f.word: f.form for f in forms("talk").values()}


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
             "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth")
_NUMBERED = re.compile(rf"(?i)(?:the )?(?P<ordinal>\d+(?:st|nd|rd|th)|inaugural|{'|'.join(_ORDINALS)})\s+"
                       r"(?:(?:round|session|meeting|edition)\s+of\s+)?(?:the )?(?P<series>\S.*)")


def numbered(name: str) -> tuple[int, str] | None:
    """Return the number and the series of a meeting whose proper name begins with an ordinal; None for any other.

    >>> numbered("Fourth Round of the China-Pakistan Strategic Dialogue"), numbered("21st Summit")
    ((4, 'China-Pakistan Strategic Dialogue'), (21, 'Summit'))
    >>> numbered("first meeting of the committee"), numbered("2018 Summit"), numbered("China - Pakistan talks")
    (None, None, None)
    """
    found = _NUMBERED.fullmatch(name)
    if found is None or not found["series"][0].isupper():
        return None
    word = found["ordinal"].lower()
    number = int(word[:-2]) if word[0].isdigit() else 1 if word == "inaugural" else _ORDINALS.index(word) + 1
    return number, found["series"]
