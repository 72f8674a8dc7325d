"""Named SPARQL queries, one a file: what the head of a .rq file declares."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import QueryError
from kg.model import KINDS

PARAM_KINDS = (*(k.lower() for k in KINDS), "party", "actor", "entity", "relation", "stance", "type", "year", "text")
"""What a parameter may be: a thing of some kind (named by label, code or id), a name of the vocabulary, or plain text."""


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a query: it stands in the SPARQL as `VALUES ?name { UNDEF }`, where its value is put in."""

    name: str
    kind: str
    optional: bool
    about: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with its head; `merge` is a column whose several values are joined to one row."""

    name: str
    title: str
    about: str
    params: tuple[Param, ...]
    merge: str | None
    sparql: str

    def bind(self, values: Mapping[str, tuple[str, ...]]) -> str:
        """Return the SPARQL with each parameter's N-Triples terms in its place; what has no value stays open.

        >>> query = parse("# title: T\\n# param who: person -- whom\\nASK { VALUES ?who { UNDEF } ?who ?p ?o }", "t")
        >>> query.bind({"who": ("<http://a.example/wang>",)}).splitlines()[-1]
        'ASK { VALUES ?who { <http://a.example/wang> } ?who ?p ?o }'
        """
        text = self.sparql
        for name, terms in values.items():
            text = _place(name).sub(lambda _, name=name, terms=terms: f"VALUES ?{name} {{ {' '.join(terms)} }}", text)
        return text


def _place(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s+[?$]{re.escape(name)}\s*\{{\s*UNDEF\s*\}}")


@functools.cache
def named() -> dict[str, NamedQuery]:
    """Return the queries of this folder by name, sorted.

    >>> "meetings-of-pair" in named()
    True
    """
    return {p.stem: parse(p.read_text(encoding="utf-8"), p.stem) for p in sorted(Path(__file__).parent.glob("*.rq"))}


def parse(text: str, name: str) -> NamedQuery:
    """Read the head of a query: `# title:`, `# about:` (may go on), `# param NAME: KIND -- ABOUT`, `# merge: COLUMN`.

    A `?` after the kind makes a parameter optional. Raises QueryError for a head that does not fit its query.

    >>> parse("# title: T\\n# param who: persn\\nASK {}", "who")
    Traceback (most recent call last):
    kg.errors.QueryError: who: parameter who is a 'persn', expected one of country, person, organization, place, meeting, \
agreement, project, topic, party, actor, entity, relation, stance, type, year, text
    """
    head: dict[str, str] = {}
    params: list[Param] = []
    last = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        key, colon, rest = line[1:].strip().partition(":")
        if colon and key.startswith("param "):
            params.append(_param(key[6:].strip(), rest, name, text))
        elif colon and key in ("title", "about", "merge"):
            head[key], last = rest.strip(), key
        elif last == "about":
            head[last] += " " + line[1:].strip()
    return NamedQuery(name, head.get("title", name), head.get("about", ""), tuple(params), head.get("merge"), text)


def _param(param: str, rest: str, query: str, text: str) -> Param:
    kind, _, about = rest.partition("--")
    optional = kind.strip().endswith("?")
    kind = kind.strip().removesuffix("?")
    if kind not in PARAM_KINDS:
        raise QueryError(f"{query}: parameter {param} is a {kind!r}, expected one of {', '.join(PARAM_KINDS)}")
    if not _place(param).search(text):
        raise QueryError(f"{query}: parameter {param} has no place; write VALUES ?{param} {{ UNDEF }}")
    return Param(param, kind, optional, about.strip())
