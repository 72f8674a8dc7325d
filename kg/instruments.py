"""Agreements and projects as the lists know them: the words that name their forms, and those that are common knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab import data


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


def rows(path: Path, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Read a tab-separated list with a header line; lines that begin with # are comments.

    Raises VocabularyError where the header is another or a line has another number of columns.
    """
    lines = [n for n in path.read_text(encoding="utf-8").splitlines() if n.strip() and not n.startswith("#")]
    found = [tuple(n.split("\t")) for n in lines]
    if not found or found[0] != columns:
        raise VocabularyError(f"{path}: expected the columns {', '.join(columns)}")
    for row in found[1:]:
        if len(row) != len(columns):
            raise VocabularyError(f"{path}: {len(row)} columns instead of {len(columns)} in the line {' '.join(row)!r}")
    return found[1:]


@cache
def forms() -> dict[str, tuple[Form, ...]]:
    """Return the forms by their last word in lower case, the longest phrase first.

    >>> [f.kind for f in forms()["corridor"]]
    ['Project']
    """
    by_last: dict[str, list[Form]] = {}
    columns = ("phrase", "kind", "form", "lower")
    for phrase, kind, form, lower in rows(data("authority") / "instrument_forms.tsv", columns):
        words = tuple(phrase.split())
        by_last.setdefault(words[-1], []).append(Form(words, kind, form, lower))
    return {k: tuple(sorted(v, key=lambda f: -len(f.phrase))) for k, v in by_last.items()}


@cache
def known() -> tuple[Known, ...]:
    """Return the agreements and projects that are common knowledge."""
    folder = data("authority")
    agreements = [Known(key, "Agreement", form, tuple(names.split(";")))
                  for key, form, names in rows(folder / "instruments.tsv", ("key", "form", "names"))]
    projects = [Known(key, "Project", form, tuple(names.split(";")), tuple(filter(None, owners.split(";"))))
                for key, form, owners, names in rows(folder / "projects.tsv", ("key", "form", "owners", "names"))]
    return (*agreements, *projects)


@cache
def known_by_key() -> dict[tuple[str, str], Known]:
    """Return the known agreements and projects by (kind, key)."""
    return {(k.kind, k.key): k for k in known()}


@cache
def barred() -> frozenset[str]:
    """Return the phrases in lower case that end like an agreement or a project and are none."""
    return frozenset(r[0].lower() for r in rows(data("authority") / "instruments_not.tsv", ("phrase",)))


def form_of(name: str, kind: str) -> str | None:
    """Return the form that a name tells: the last head word of this kind before any "on", "for", "between".

    >>> form_of("Memorandum of Understanding on Fisheries", "Agreement"), form_of("Trans-Afghan Railway", "Project")
    ('MoU', 'railway')
    """
    words = [w.strip("“”\"'’(),").lower() for w in name.split()]
    best = None
    for i, word in enumerate(words):
        if best and word in ("on", "for", "between", "concerning", "to"):
            break
        for form in forms().get(word, ()):
            if form.kind == kind and tuple(words[max(0, i + 1 - len(form.phrase)):i + 1]) == form.phrase:
                best = form.form
                break
    return best
