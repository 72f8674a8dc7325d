"""Offices and names as `ontology/authority/titles.tsv` knows them: which words head an office, and which no name holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.authority import rows
from kg.errors import VocabularyError

ROLES = ("head", "plural", "modifier", "portfolio", "honorific", "particle", "suffix", "postnominal", "national", "system", "corporate", "blocked")

_WORD = re.compile(r"(?P<initials>(?:[A-Z]\.){1,}(?:-?[A-Z]\.)*)|(?P<break>\n)|(?P<abbreviation>\b(?:Mr|Mrs|Ms|Dr|Jr|Sr|Prof|"
                   r"Gen|Lt|Col|Maj|Capt|Adm|Rev|Hon|St|Smt|Mme|Eng)\.)|[^\W_](?:[\w]|[-’'ʼ‑](?=\w))*\+?|[^\w\s]|_", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text by its characters, a possessive ending cut off; `key` is how lists spell it."""

    text: str
    start: int
    end: int
    possessive: bool = False

    @property
    def key(self) -> str:
        """Return the lower-case form with straight apostrophes."""
        return self.text.lower().replace("’", "'").replace("ʼ", "'").replace("‑", "-")

    @property
    def capital(self) -> bool:
        """Say whether it is written as a name is: an upper-case letter at its head or after a particle ("al-Thani")."""
        return self.text[0].isupper() or bool(re.match(r"[a-z]{1,3}[-’'][A-Z]", self.text))

    @property
    def initial(self) -> bool:
        """Say whether it is one or more initials ("J.", "H.W.", "S")."""
        return bool(re.fullmatch(r"(?:[A-Z]\.?-?){1,3}", self.text)) and ("." in self.text or len(self.text) == 1)


def words(text: str) -> tuple[Word, ...]:
    """Split a text into words for the reading of names: hyphens and inner apostrophes stay, line ends are words.

    >>> [w.text for w in words("Chargé d’Affaires O’Hara, Wang Yi’s aide")]
    ['Chargé', 'd’Affaires', 'O’Hara', ',', 'Wang', 'Yi', 'aide']
    """
    found = []
    for m in _WORD.finditer(text):
        word = m.group()
        cut = len(word) - 2 if re.search(r"[’'ʼ]s$", word) and len(word) > 2 else len(word)
        found.append(Word(word[:cut], m.start(), m.start() + cut, cut < len(word)))
    return tuple(found)


_TO_BE = ("-designate", "-elect", "-nominee", "-designee")


@dataclass(frozen=True, slots=True)
class Titles:
    """The list by role: `role -> {form: note}`."""

    by_role: Mapping[str, Mapping[str, str]]
    opened: Mapping[str, Mapping[str, int]]
    """`role -> {first word: how many words the longest form has that begins with it}`."""

    def has(self, role: str, word: Word) -> bool:
        """Say whether the list gives this single word that role."""
        return word.key in self.by_role[role]

    def phrase(self, role: str, at: tuple[Word, ...], i: int) -> int:
        """Return how many words from `i` on make the longest phrase of a role; 0 where none does."""
        table, first = self.by_role[role], at[i].key
        if first.endswith(_TO_BE):
            first = first.rpartition("-")[0]
        for n in range(min(self.opened[role].get(first, 0), len(at) - i), 0, -1):
            key = " ".join(w.key for w in at[i:i + n])
            if (key in table or key.endswith(_TO_BE) and key.rpartition("-")[0] in table) and not any(w.possessive for w in at[i:i + n - 1]):
                return n
        return 0

    def singular(self, office: str) -> str:
        """Return an office named in the plural as one person holds it, in the capitals of the text.

        >>> titles().singular("Foreign Ministers"), titles().singular("Prime Minister")
        ('Foreign Minister', 'Prime Minister')
        """
        plural = self.by_role["plural"]
        parts = office.split(" ")
        for n in range(len(parts), 0, -1):
            for i in range(len(parts) - n + 1):
                single = plural.get(" ".join(parts[i:i + n]).lower())
                if single:
                    shown = single.title().replace(" Of ", " of ") if parts[i][:1].isupper() else single
                    return " ".join([*parts[:i], shown, *parts[i + n:]])
        return office


    def nation(self, office: str) -> str | None:
        """Return the ISO code of the one state that has such an office, as far as the list knows.

        >>> titles().nation("State Councilor and Foreign Minister"), titles().nation("Minister of Trade")
        ('CHN', None)
        """
        plain = office.lower().replace("’", "'")
        for form, iso in sorted(self.by_role["national"].items(), key=lambda row: -len(row[0])):
            if re.search(rf"(?:^|and |, |/){re.escape(form)}\b", plain):
                return iso or None
        note = self.by_role["system"].get(plain, "")
        return note[1:] if note.startswith("!") and " " not in note else None

    def has_own(self, office: str, iso3: str) -> bool:
        """Say whether a state is one of the few that have such an office.

        >>> titles().has_own("Secretary of State", "VAT"), titles().has_own("Secretary of State", "FRA")
        (True, False)
        """
        note = self.by_role["system"].get(office.lower(), "")
        return note.startswith("!") and iso3 in note[1:].split()

    def foreign(self, office: str, iso3: str) -> bool:
        """Say whether a state has no such office, as far as the list knows.

        >>> titles().foreign("Prime Minister", "USA"), titles().foreign("Foreign Minister", "CHN")
        (True, False)
        """
        parts = office.lower().split()
        if iso3 == "USA" and re.search(r"\bminister(?: (?:resident|plenipotentiary|to)\b|/)", office.lower()):
            return False  # an envoy of old
        for n in range(len(parts), 0, -1):
            for i in range(len(parts) - n + 1):
                phrase = " ".join(parts[i:i + n])
                note = self.by_role["system"].get(phrase)
                if note is None and phrase in self.by_role["head"]:
                    return False
                if note is not None:
                    return iso3 not in note[1:].split() if note.startswith("!") else iso3 in note.split()
        return False


@cache
def leaders() -> Mapping[tuple[str, ...], str]:
    """Return the side of persons whom any reader knows, by the words of the name; a surname only where it is one person's.

    >>> leaders()[("angela", "merkel")], leaders()[("merkel",)]
    ('country:DEU', 'country:DEU')
    """
    found: dict[tuple[str, ...], str] = {}
    short: dict[str, set[str]] = {}
    for row in rows("leaders.tsv"):
        side = row["side"] if ":" in row["side"] else f"country:{row['side']}"
        for name in row["names"].split("|"):
            key = tuple(fold(w.text) for w in words(name) if not w.initial)
            found.setdefault(key, side)
            for word in (key[-1], " ".join(key[1:])) if key[0] not in _FAMILY_FIRST else (key[0],):
                short.setdefault(word, set()).add(side)
    for word, sides in short.items():
        if len(sides) == 1:
            found.setdefault(tuple(word.split()), next(iter(sides)))
    return found


def name_key(name: str) -> tuple[str, ...]:
    """Return the words of a name for comparison: folded, without initials and suffixes, unless nothing else is left.

    >>> name_key("Joseph R. Biden, Jr.")
    ('joseph', 'biden')
    """
    found = [w for w in words(name) if w.text[0].isalnum()]
    kept = [w for w in found if not w.initial and not titles().has("suffix", w)]
    return tuple(fold(w.text) for w in kept or found)


_FAMILY_FIRST = {"xi", "hu", "jiang", "mao", "deng", "zhou", "li", "wen", "moon", "yoon", "park", "kim", "kishida", "suga", "abe",
                 "ishiba", "nguyen", "pham"}
"""Family names that stand first in the list."""


def fold(word: str) -> str:
    """Return a word of a name without capitals, accents and apostrophes, for comparison.

    >>> fold("O’Gahr-Støre"), fold("Erdoğan")
    ('ogahrstore', 'erdogan')
    """
    word = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    return re.sub(r"[^\w]", "", "".join(c for c in word if not unicodedata.combining(c)))


@cache
def titles() -> Titles:
    """Load the list. Raises VocabularyError for a role that is not one of `ROLES`.

    >>> titles().has("head", words("Minister")[0]), titles().has("head", words("Lavrov")[0])
    (True, False)
    """
    by_role: dict[str, dict[str, str]] = {role: {} for role in ROLES}
    for row in rows("titles.tsv"):
        if row["role"] not in by_role:
            raise VocabularyError(f"titles.tsv: no such role {row['role']!r} ({row['form']})")
        by_role[row["role"]][row["form"]] = row["note"]
    opened: dict[str, dict[str, int]] = {role: {} for role in ROLES}
    for role, forms in by_role.items():
        for form in forms:
            first = form.partition(" ")[0]
            opened[role][first] = max(opened[role].get(first, 0), form.count(" ") + 1)
    return Titles(by_role, opened)
