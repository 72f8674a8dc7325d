"""Which part of a network a page shows: around one entity, between two countries, of some years, kinds or relations."""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg import ontology
from kg.errors import InputError, VocabularyError
from kg.model import KINDS, PartialDate

if TYPE_CHECKING:
    import networkx as nx

ENTITIES_KEPT = 2000
"""How many entities a page holds at most unless told otherwise; vis-network draws more too slowly to be of use."""

Edge = tuple[str, str, str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a page is to show. Entities by name, code or id; dates as `PartialDate` reads them; empty means all."""

    focus: str = ""
    pair: tuple[str, str] | tuple[()] = ()
    since: str = ""
    until: str = ""
    kinds: Collection[str] = ()
    relations: Collection[str] = ()
    min_statements: int = 1
    limit: int = ENTITIES_KEPT


@dataclass(frozen=True, slots=True)
class Chosen:
    """The part that was chosen, the ids that its focus and pair mean, and sentences on what was left out."""

    graph: nx.MultiDiGraph
    focus: str = ""
    pair: tuple[str, str] | tuple[()] = ()
    left_out: tuple[str, ...] = ()


def choose(graph: nx.MultiDiGraph, choice: Choice) -> Chosen:
    """Take the chosen part out of a network of `kg.network`.

    A focus keeps its entity, those that a statement ties to it, and all between them; a pair keeps two countries, their
    officials, and whatever both are tied to. A statement's time is when its document was published, else its own date; with
    `since` or `until` only citations of that time are kept, and a statement without a year is left out. Raises InputError for a
    name, kind or date that means nothing.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node("country:CHN", kind="Country", label="China")
    >>> choose(graph, Choice(focus="Chian"))
    Traceback (most recent call last):
    kg.errors.InputError: focus: 'Chian' is no entity of this graph; near: China
    """
    import networkx as nx

    focus = named(graph, choice.focus, "focus") if choice.focus else ""
    pair = tuple(named(graph, name, "pair", "Country") for name in choice.pair)
    if pair and len(set(pair)) != 2:
        raise InputError("pair", " and ".join(choice.pair), "two different countries")
    kept = nx.MultiDiGraph()
    kept.add_nodes_from(graph.nodes(data=True))
    kept.add_edges_from((u, v, k, told) for u, v, k, d in _edges(graph) if (told := _trimmed(d, choice)) is not None)
    kept = _of_kinds(kept, choice.kinds, {focus, *pair})
    if focus:
        kept = kept.subgraph({focus, *_ties(kept).get(focus, ())})
    if pair:
        kept = kept.subgraph(_between(kept, *pair))
    weight = _weights(kept)
    enough = {n for n in kept if weight[n] >= choice.min_statements or n in (focus, *pair)}
    order = sorted(enough, key=lambda n: (n not in (focus, *pair), -weight[n], n))
    few, over = len(kept) - len(enough), order[choice.limit:]
    if choice != Choice() or over:
        kept = kept.subgraph(order[:choice.limit]).copy()
        kept.add_nodes_from((n, graph.nodes[n]) for n in (focus, *pair) if n)
    else:
        kept = graph
    kept.graph["texts"] = graph.graph.get("texts", "{}")
    return Chosen(kept, focus, pair, tuple(_left_out(graph, kept, choice, few, len(over))))  # type: ignore[arg-type]


def _edges(graph: nx.MultiDiGraph) -> Iterator[Edge]:
    yield from graph.edges(keys=True, data=True)


def _trimmed(known: dict[str, Any], choice: Choice) -> dict[str, Any] | None:
    """Return a statement with the citations of the chosen time; None where it does not pass."""
    if choice.relations and known["relation"] not in {_relation(r) for r in choice.relations}:
        return None
    since, until = _date(choice.since, "since"), _date(choice.until, "until")
    if not since and not until:
        return known

    def within(when: str) -> bool:
        return when[:1].isdigit() and (not since or when >= since) and (not until or when[:len(until)] <= until)
    cited = json.loads(known.get("evidence") or "[]")
    inside = [e for e in cited if within(str(e.get("published", "")))]
    if inside:
        return known | {"evidence": json.dumps(inside, ensure_ascii=False)}
    dated = any(str(e.get("published", ""))[:1].isdigit() for e in cited)
    return known if not dated and within(str(known.get("date", ""))) else None


def _relation(name: str) -> str:
    try:
        return ontology.relation(name).name
    except VocabularyError as error:
        raise InputError("relations", str(error)) from None


def _date(text: str, option: str) -> str:
    try:
        date = PartialDate(text).text if text else ""
    except ValueError:
        date = "--"
    if date.startswith("--"):
        raise InputError(option, repr(text), "a date such as 2020-08-21, 2020-08 or 2020")
    return date


def _of_kinds(graph: nx.MultiDiGraph, kinds: Collection[str], always: set[str]) -> nx.MultiDiGraph:
    for kind in kinds:
        if kind not in KINDS:
            raise InputError("kinds", repr(kind), f"some of {', '.join(KINDS)}")
    return graph.subgraph(n for n, d in graph.nodes(data=True) if d.get("kind") in kinds or n in always) if kinds else graph


def _ends(graph: nx.MultiDiGraph) -> Iterator[tuple[str, set[str]]]:
    """Yield each statement with its subject, its object and what it is about."""
    for u, v, _, known in _edges(graph):
        yield str(known["statement"]), {u, v, *(a for a in str(known.get("about", "")).split() if a in graph)}


def _ties(graph: nx.MultiDiGraph) -> dict[str, set[str]]:
    tied: dict[str, set[str]] = {}
    for _, ends in _ends(graph):
        for n in ends:
            tied.setdefault(n, set()).update(ends - {n})
    return tied


def _between(graph: nx.MultiDiGraph, a: str, b: str) -> set[str]:
    """Return two countries, those who speak for them, and what both sides are tied to (no third country or person)."""
    def side(country: str) -> set[str]:
        return {country, *(u for u, v, _, d in _edges(graph) if v == country and d["relation"] == "represents")}
    tied, left, right = _ties(graph), side(a), side(b)
    met = set[str]().union(*(tied.get(n, ()) for n in left)) & set[str]().union(*(tied.get(n, ()) for n in right))
    return left | right | {n for n in met if graph.nodes[n].get("kind") not in ("Country", "Person")}


def _weights(graph: nx.MultiDiGraph) -> Counter[str]:
    naming: dict[str, set[str]] = {}
    for statement, ends in _ends(graph):
        naming.setdefault(statement, set()).update(ends)
    return Counter(n for ends in naming.values() for n in ends)


def _left_out(graph: nx.MultiDiGraph, kept: nx.MultiDiGraph, choice: Choice, few: int, over: int) -> Iterator[str]:
    def count(g: nx.MultiDiGraph) -> int:
        return len({d["statement"] for _, _, _, d in _edges(g)})
    if kept is not graph:
        yield (f"This page shows a part of the graph: {len(kept):,} of {len(graph):,} entities and {count(kept):,} of "
               f"{count(graph):,} statements.")
    if few and choice.min_statements > 1:
        yield f"{few:,} entities with fewer than {choice.min_statements} statements are left out."
    if over:
        yield f"{over:,} entities with the fewest statements are left out by the limit of {choice.limit:,}."


def named(graph: nx.MultiDiGraph, name: str, option: str, *kinds: str) -> str:
    """Return the id of the entity that a name means: an id, a code, a label or an alias, in any case, with or without accents.

    Of several the one with the most statements. Raises InputError, with near matches, where nothing is meant.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node("country:CHN", kind="Country", label="China", iso3="CHN")
    >>> named(graph, "chn", "focus")
    'country:CHN'
    """
    found: dict[str, list[str]] = {}
    for n, known in graph.nodes(data=True):
        if not kinds or known.get("kind") in kinds:
            for text in (n, known.get("iso3"), known.get("label"), *str(known.get("aliases", "")).split(" | ")):
                found.setdefault(_fold(str(text or "")), []).append(n)
    met = found.get(_fold(name)) if _fold(name) else None
    if not met:
        near = difflib.get_close_matches(_fold(name), found, 3, 0.6)
        labels = dict.fromkeys(str(graph.nodes[found[k][0]].get("label")) for k in near)
        what = " or ".join(k.lower() for k in kinds) or "entity"
        raise InputError(option, f"{name!r} is no {what} of this graph" + (f"; near: {', '.join(labels)}" if labels else ""))
    return min(met, key=lambda n: (-int(graph.nodes[n].get("weight", 0)), n))


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in text if not unicodedata.combining(c)).removeprefix("the ").strip()
