"""Rows of the graph -> networkx: entities as nodes, statements as edges, all attributes flat."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kg import ontology, query
from kg.contracts import Store
from kg.vocab import HEAD, id_of

if TYPE_CHECKING:
    import networkx as nx

GROUPS = ("fact", "cooperative", "request", "conflictual")

_GROUP_OF_TYPE = {"SUPPORT": "cooperative", "AGREE": "cooperative", "COOPERATE": "cooperative", "AID": "cooperative",
                  "REQUEST": "request"}


def network(store: Store) -> nx.MultiDiGraph:
    """Return the stored graph as a directed multigraph, the same for the same documents in any order.

    Nodes are keyed by entity id ("country:CHN"). Attributes: `kind`, `label`, `iso3`, `form`, `status`, `date` (of a
    meeting), `aliases` and `same_as` (joined by " | "), `weight` (int: statements that name the entity).

    Edges are keyed by statement id and run from subject to object. An act without object has one edge to each thing
    that it is about; the keys of the further ones end in "~2", "~3", and `statement` is the id on each. Attributes:
    `relation`, `group` (one of GROUPS), `plover` (the type of an act), `symmetric`, `stance`, `negated`, `conditional`,
    `speaker` and `reported_by` (ids), `speaker_label`, `about` (ids, joined by spaces), `about_labels` (" | "), `date`, `end`, `office`,
    `formula`; of the surest citation `quote`, `document`, `title`, `source` (its web address where it has one),
    `publisher`, `published`, `confidence` (0..1); `weight` (int: citations) and `evidence` (all citations as a JSON
    list of objects). Missing values are empty strings, so that every attribute is a str, int, float or bool and the
    network can be written as GraphML or GEXF. `graph.graph["texts"]` holds the texts that the offsets count in, as a JSON
    object from document to text.

    >>> from kg.store import open_store
    >>> network(open_store()).number_of_nodes()
    0
    """
    return assemble(query.nodes(store), query.edges(store), texts(store))


def assemble(nodes: Iterable[query.Node], edges: Iterable[query.Edge], texts: Mapping[str, str]) -> nx.MultiDiGraph:
    """Return the network of these nodes and edges, drawn as `network` says; edges that lack an end among the nodes do not count.

    >>> assemble([], [], {}).number_of_edges()
    0
    """
    import networkx as nx

    graph = nx.MultiDiGraph(texts=json.dumps(texts, ensure_ascii=False, sort_keys=True))
    for n in nodes:
        graph.add_node(n.id, kind=n.kind, label=n.label, iso3=n.iso3 or "", form=n.form or "", status=n.status or "",
                       date=n.date or "", aliases=" | ".join(n.aliases), same_as=" | ".join(n.same_as), weight=n.weight)
    seen: dict[str, int] = {}
    for edge in edges:
        if edge.source in graph and edge.target in graph:
            seen[edge.id] = seen.get(edge.id, 0) + 1
            key = edge.id if seen[edge.id] == 1 else f"{edge.id}~{seen[edge.id]}"
            graph.add_edge(edge.source, edge.target, key=key, **_attributes(edge))
    return graph


def texts(store: Store, among: Iterable[str] | None = None) -> dict[str, str]:
    """Return the texts that offsets count in, of all documents or of those that `among` names by the hash in their ids.

    >>> from kg.store import open_store
    >>> texts(open_store())
    {}
    """
    only = "" if among is None else query.values("g", (f"document:{d}" for d in among))
    rows = store.select(HEAD + f"SELECT ?g ?text WHERE {{ {only} GRAPH ?g {{ ?g bkg:text ?text }} }}")
    return {id_of(str(row["g"])).partition(":")[2]: str(row["text"]) for row in rows}


def group(relation: str) -> str:
    """Return the group of a relation: fact, cooperative, request or conflictual, after its PLOVER type.

    >>> group("represents"), group("thanks"), group("urges"), group("criticises")
    ('fact', 'cooperative', 'request', 'conflictual')
    """
    known = ontology.relation(relation)
    return "fact" if known.kind == "fact" else _GROUP_OF_TYPE.get(known.plover or "", "conflictual")


def _attributes(edge: query.Edge) -> dict[str, str | int | float | bool]:
    known = ontology.relation(edge.relation)
    evidence = [_evidence(c) for c in edge.cited]
    surest = evidence[0] if evidence else dict.fromkeys(_EVIDENCE_KEYS, "")
    return {
        "statement": edge.id, "relation": edge.relation, "group": group(edge.relation),
        "plover": known.plover or "", "symmetric": known.symmetric, "stance": edge.stance, "negated": edge.negated,
        "conditional": edge.conditional, "speaker": edge.speaker or "", "speaker_label": edge.speaker_label or "",
        "reported_by": edge.reported_by or "", "about": " ".join(edge.about),
        "about_labels": " | ".join(edge.about_labels), "date": edge.date or "", "end": edge.end or "",
        "office": edge.office or "", "formula": edge.formula or "",
        **{key: str(surest[key]) for key in _EVIDENCE_KEYS}, "confidence": float(edge.confidence),
        "weight": len(evidence),
        "evidence": json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    }


_EVIDENCE_KEYS = ("quote", "document", "title", "source", "publisher", "published")


def _evidence(cited: query.Citation) -> dict[str, str | int | float]:
    return {"quote": cited.quote, "start": cited.start, "end": cited.end, "confidence": cited.confidence,
            "document": cited.document, "title": cited.title, "source": cited.url or cited.source,
            "publisher": cited.publisher or "", "published": cited.published or ""}
