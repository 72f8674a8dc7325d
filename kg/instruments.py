"""Agreements and projects as the lists know them: words for their forms, and those that all know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg import authority


@dataclass(frozen=True, slots=True)
class Form:
    """A head word or phrase of agreements or projects; `lower` says when it counts in lower case (see the file)."""

    phrase: tuple[str, ...]
    kind: str
    form: str
    lower: str


@dataclass(frozen=True, slots=True)
class Known:
    """An agreement or project that any reader knows; `owners` are ISO codes of the states whose own it is."""

    key: str
    kind: str
    form: str
    names: tuple[str, ...]
    owners: tuple[str, ...] = ()


@cache
def forms() -> dict[str, tuple[Form, ...]]:
    """Return the forms by their last word in lower case, the longest phrase first.

    >>> [f.kind for f in forms()["corridor"]]
    ['Project']
    """
    by_last: dict[str, list[Form]] = {}
    for row in authority.rows("instrument_forms.tsv"):
        words = tuple(row["phrase"].split())
        by_last.setdefault(words[-1], []).append(Form(words, row["kind"], row["form"], row["lower"]))
    return {k: tuple(sorted(v, key=lambda f: -len(f.phrase))) for k, v in by_last.items()}


@cache
def known() -> tuple[Known, ...]:
    """Return the agreements and projects that are common knowledge.

    >>> known()[0].key, known()[0].kind
    ('paris-agreement', 'Agreement')
    """
    agreements = [
        Known(r["key"], "Agreement", r["form"], tuple(r["names"].split("|"))) for r in authority.rows("instruments.tsv")
    ]
    projects = [
        Known(r["key"], "Project", r["form"], tuple(r["names"].split("|")), tuple(filter(None, r["owners"].split("|"))))
        for r in authority.rows("projects.tsv")
    ]
    return (*agreements, *projects)


@cache
def known_by_key() -> dict[tuple[str, str], Known]:
    """Return the known agreements and projects by (kind, key).

    >>> known_by_key()["Project", "cpec"].owners
    ('CHN', 'PAK')
    """
    return {(k.kind, k.key): k for k in known()}


@cache
def barred() -> frozenset[str]:
    """Return the phrases in lower case that end like an agreement or a project and are none.

    >>> "chief of protocol" in barred(), "customs protocol" in barred()
    (True, False)
    """
    return frozenset(r["phrase"].lower() for r in authority.rows("instruments_not.tsv"))


@dataclass(frozen=True, slots=True)
class Deed:
    """What a verb or noun does to an instrument: `effect` is sign, adhere, force, implement, propose or end."""

    word: str
    effect: str
    party: bool
    """Whether its subject is a party to the instrument."""


@cache
def deeds() -> dict[str, Deed]:
    """Return the verbs and nouns that tell the state of an instrument, by lemma.

    >>> deeds()["ratify"].effect
    'sign'
    """
    return {
        r["word"]: Deed(r["word"], r["effect"], r["party"] == "yes") for r in authority.rows("instrument_deeds.tsv")
    }


def form_of(name: str, kind: str) -> str | None:
    """Return the form that a name tells: the last head word of this kind before any "on", "for", "between".

    >>> form_of("Memorandum of Understanding on Fisheries", "Agreement"), form_of("Trans-Afghan Railway", "Project")
    ('MoU', 'railway')
    """
    words = [w.strip("“”\"'’(),").lower() for w in name.split()]
    best = None
    for i, word in enumerate(words):
        if best and word in ("on", "for", "between", "concerning", "to", "of", "under"):
            break
        for form in forms().get(word, ()):
            if form.kind == kind and tuple(words[max(0, i + 1 - len(form.phrase)) : i + 1]) == form.phrase:
                best = form.form
                break
    return best
