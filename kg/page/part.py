"""A network as the page's scripts read it: entities, statements, documents and passages, all by id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from kg import authority

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Card:
    """An entity; `names` are its other names, `same_as` web addresses elsewhere, `at` its place at each level."""

    id: str
    kind: str
    name: str
    names: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    iso3: str = ""
    iso2: str = ""
    form: str = ""
    status: str = ""
    date: str = ""
    weight: int = 0
    at: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a statement stands: code points `start` to `end` of a passage."""

    document: str
    passage: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement; entities by id, `object` empty where it has only `about`."""

    id: str
    subject: str
    relation: str
    object: str = ""
    about: tuple[str, ...] = ()
    group: str = ""
    plover: str = ""
    symmetric: bool = False
    stance: str = ""
    speaker: str = ""
    reported_by: str = ""
    negated: bool = False
    conditional: bool = False
    date: str = ""
    end: str = ""
    office: str = ""
    formula: str = ""
    evidence: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document as a page cites it; `link` is empty where its source is no web address."""

    id: str
    title: str
    publisher: str = ""
    published: str = ""
    source: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a graph, whole in itself: every id that a statement names is described. Parts merge by id.

    `passages` are the paragraphs that evidence points into, each once, as DOCUMENT:START-END -> text.
    """

    entities: tuple[Card, ...]
    statements: tuple[Claim, ...]
    documents: tuple[Source, ...]
    passages: Mapping[str, str]


def part_of(graph: nx.MultiDiGraph, places: Mapping[str, Mapping[str, tuple[int, int]]] | None = None) -> Part:
    """Turn a network of `kg.network` into a part, heaviest entities first; the same whatever the order of its edges.

    `places` are the positions of the nodes at each level, as `layout.placed` finds them.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph(texts='{"d": "Talks\\\\n\\\\nChina supports Pakistan. It says so."}')
    >>> graph.add_node("country:CHN", kind="Country", label="China", weight=1)
    >>> graph.add_node("country:PAK", kind="Country", label="Pakistan", weight=1)
    >>> key = graph.add_edge("country:CHN", "country:PAK", "s", statement="s", relation="supports",
    ...     evidence='[{"document": "d", "title": "Talks", "start": 7, "end": 31, "quote": "China supports Pakistan."}]')
    >>> part_of(graph).passages
    {'d:7-43': 'China supports Pakistan. It says so.'}
    """
    order = sorted(graph.nodes, key=lambda n: (-int(graph.nodes[n].get("weight", 0)), n))
    entities = tuple(_card(n, graph.nodes[n], {level: at[n] for level, at in (places or {}).items() if n in at}) for n in order)
    texts: dict[str, str] = json.loads(graph.graph.get("texts") or "{}")
    said: dict[str, tuple[str, dict[str, Any], list[str]]] = {}
    for subject, target, known in graph.edges(data=True):
        said.setdefault(str(known["statement"]), (subject, known, []))[2].append(target)
    passages: dict[str, str] = {}
    documents: dict[str, Source] = {}
    statements = []
    for id in sorted(said):
        subject, known, targets = said[id]
        evidence = json.loads(known.get("evidence") or "[]")
        documents |= {s.id: s for s in map(_source, evidence)}
        statements.append(_claim(id, subject, known, targets, tuple(_cited(evidence, texts, passages)), graph))
    return Part(entities, tuple(statements), tuple(sorted(documents.values(), key=lambda d: (d.published, d.title, d.id))),
                dict(sorted(passages.items())))


def as_json(part: Part) -> dict[str, Any]:
    """Return a part as docs/page-data.md draws it: what is empty or false is left out.

    >>> as_json(Part((Card("country:CHN", "Country", "China", (), (), "CHN", "CN", "", "", "", 3),), (), (), {}))["entities"]
    [{'id': 'country:CHN', 'kind': 'Country', 'name': 'China', 'iso3': 'CHN', 'iso2': 'CN', 'weight': 3}]
    """
    return {"entities": [_told(e) for e in part.entities],
            "statements": [_told(s) | {"evidence": [asdict(c) for c in s.evidence]} for s in part.statements],
            "documents": [_told(d) for d in part.documents], "passages": dict(part.passages)}


def _told(value: Card | Claim | Source) -> dict[str, Any]:
    return {key: v for key, v in asdict(value).items() if v or v == 0 and v is not False}


def _card(id: str, known: Mapping[str, Any], at: Mapping[str, tuple[int, int]]) -> Card:
    def several(key: str) -> tuple[str, ...]:
        return tuple(t for t in str(known.get(key, "")).split(" | ") if t)
    name = str(known.get("label") or id)
    iso3, form, status, date = (str(known.get(key, "")) for key in ("iso3", "form", "status", "date"))
    return Card(id, str(known.get("kind", "")), name, tuple(n for n in several("aliases") if n != name),
                tuple(filter(web_address, several("same_as"))), iso3, _iso2().get(iso3, ""), form, status, date, int(known.get("weight", 0)), at)


@cache
def _iso2() -> dict[str, str]:
    return {row["iso3"]: row["iso2"] for row in authority.rows("iso2.tsv")}


def _source(cited: Mapping[str, Any]) -> Source:
    source = str(cited.get("source", ""))
    return Source(str(cited["document"]), str(cited.get("title") or source or "untitled"), str(cited.get("publisher", "")),
                  str(cited.get("published", "")), source, source if web_address(source) else "")


def _claim(id: str, subject: str, known: Mapping[str, Any], targets: list[str], evidence: tuple[Cited, ...],
           graph: nx.MultiDiGraph) -> Claim:
    about = tuple(a for a in str(known.get("about", "")).split() if a in graph)
    object_ = "" if about and set(targets) <= set(about) else targets[0]
    speaker, reported_by, date, end, office, formula, plover = (
        str(known.get(key, "")) for key in ("speaker", "reported_by", "date", "end", "office", "formula", "plover"))
    speaker, reported_by = (n if n in graph else "" for n in (speaker, reported_by))
    return Claim(id, subject, str(known["relation"]), object_, about, str(known.get("group") or "fact"), plover,
                 bool(known.get("symmetric")), str(known.get("stance") or "asserted"), speaker, reported_by,
                 bool(known.get("negated")), bool(known.get("conditional")), date, end, office, formula, evidence)


def _cited(evidence: Iterable[Mapping[str, Any]], texts: Mapping[str, str], passages: dict[str, str]) -> Iterator[Cited]:
    """Yield where each quote stands, and put its paragraph into `passages`; a quote without a text is its own passage."""
    for one in evidence:
        document, quote = str(one["document"]), str(one["quote"])
        start, end = int(one.get("start", 0)), int(one.get("end", 0))
        text = texts.get(document, "")
        first, last = _paragraph(text, start, end)
        if not quote or text[start:end] != quote:
            text, first, last, start, end = quote, 0, len(quote), 0, len(quote)
        key = f"{document}:{first}-{last}" if text != quote else f"{document}:{quote}"
        passages[key] = text[first:last]
        yield Cited(document, key, start - first, end - first, float(one.get("confidence", 0)))


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the paragraphs that hold these characters; blank lines part paragraphs."""
    first = text.rfind("\n\n", 0, start)
    last = text.find("\n\n", end)
    return (0 if first < 0 else first + 2, len(text) if last < 0 else last)


def web_address(source: str) -> bool:
    """Say whether a source may become a link: only http and https addresses may.

    >>> web_address("https://www.mfa.gov.cn/x.html"), web_address("javascript:alert(1)"), web_address("readouts/a.txt")
    (True, False, False)
    """
    return re.match(r"https?://[^\s\"'<>]+\Z", source) is not None
