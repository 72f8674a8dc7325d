"""SHACL over a document's graph: ontology/shapes.ttl, whole by pySHACL, and its rules in SPARQL fast enough for every build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.contracts import Quad
from kg.errors import ModelError
from kg.vocab import TYPE, data, node, triples

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

SHACL = "http://www.w3.org/ns/shacl#"
SHAPE = "https://w3id.org/bilateral-kg/shapes#"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """Where a graph strays from a shape: the node, the property, what is wrong, and the value that is wrong.

    A warning marks what is worth a look and may be right.
    """

    focus: str
    path: str
    message: str
    value: str
    shape: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape in SPARQL: its query, for all nodes of its target at once, and what a row of the answer means."""

    shape: str
    message: str
    warning: bool
    select: str


def validate(quads: Iterable[Quad]) -> tuple[Violation, ...]:
    """Hold the graph of one document against the shapes and the ontology; nothing comes back where all is well.

    pySHACL holds it against the shapes in SHACL Core, Oxigraph asks those in SPARQL, which pySHACL would ask anew for every node
    (docs/decisions/0008-validation.md). Needs pyshacl (ModelError where it is not installed). A third of a second for a document.

    >>> from kg.model import Document, Extraction
    >>> from kg.rdf import to_quads
    >>> document = Document.of("They met.", source="readout.txt")
    >>> validate(to_quads(Extraction(document, (), (), ())))
    ()
    """
    try:
        import pyshacl
    except ImportError:
        raise ModelError("validation needs pyshacl; pip install pyshacl") from None
    import rdflib

    kept = tuple(quads)
    _, results, _ = pyshacl.validate(_graph(kept), shacl_graph=_core(), inplace=True, inference="none")
    shacl = rdflib.Namespace(SHACL)
    found = set(breaches(kept, warnings=True))
    for result in results.subjects(rdflib.RDF.type, shacl.ValidationResult):
        said = ["" if v is None else str(v)[:200] for v in (
            results.value(result, shacl[k]) for k in ("focusNode", "resultPath", "resultMessage", "value"))]
        path = said[1] if said[1].startswith("http") else ""  # a path of several steps is a blank node
        found.add(Violation(said[0], path, said[2], said[3], _owner(results.value(result, shacl.sourceShape)),
                            results.value(result, shacl.resultSeverity) == shacl.Warning))
    return tuple(sorted(found))


def breaches(quads: Iterable[Quad], *, warnings: bool = False) -> tuple[Violation, ...]:
    """Return what breaks a rule in SPARQL: all that can be wrong with a statement, found in milliseconds.

    The shapes in SHACL Core guard what `to_quads` writes by its own making: kinds of literal, counts, IRIs.

    >>> from kg.model import Document, Extraction
    >>> from kg.rdf import to_quads
    >>> breaches(to_quads(Extraction(Document.of("They met."), (), (), ())))
    ()
    """
    import pyoxigraph

    store = pyoxigraph.Store()
    store.bulk_extend(_ontology())
    store.bulk_load("".join(f"{s} {p} {o} .\n" for s, p, o, _ in quads).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    found = set()
    for rule in rules():
        if warnings or not rule.warning:
            rows: Any = store.query(rule.select)
            valued = "value" in {v.value for v in rows.variables}
            for row in rows:
                value = row["value"] if valued else None
                found.add(Violation(row["this"].value, "", rule.message, "" if value is None else value.value[:200], rule.shape,
                                    rule.warning))
    return tuple(sorted(found))


def focus_nodes(quads: Iterable[Quad]) -> Counter[str]:
    """Count the nodes of a graph that each shape looks at: a shape that looks at none also conforms.

    >>> from kg.model import Document, Extraction
    >>> from kg.rdf import to_quads
    >>> counted = focus_nodes(to_quads(Extraction(Document.of("They met."), (), (), ())))
    >>> counted["Document"], counted["Statement"]
    (1, 0)
    """
    nodes: dict[tuple[str, str], set[str]] = {}
    for s, p, o, _ in quads:
        nodes.setdefault(("targetClass", o) if p == TYPE else ("targetSubjectsOf", p), set()).add(s)
        nodes.setdefault(("targetObjectsOf", p), set()).add(o)
    found: dict[str, set[str]] = {}
    for s, p, o in triples("shapes.ttl"):
        if p.startswith(SHACL + "target"):
            found.setdefault(s.removeprefix(SHAPE), set()).update(nodes.get((p.removeprefix(SHACL), node(o)), ()))
    return Counter({shape: len(looked) for shape, looked in found.items()})


@cache
def rules() -> tuple[Rule, ...]:
    """Return the shapes of ontology/shapes.ttl that are written in SPARQL.

    >>> "Quoted" in {rule.shape for rule in rules()}
    True
    """
    said: dict[str, dict[str, str]] = {}
    prefixes = ""
    for s, p, o in triples("shapes.ttl"):
        said.setdefault(s, {})[p.removeprefix(SHACL)] = o
    for known in said.values():
        if "namespace" in known:
            prefixes += f"PREFIX {known['prefix']}: <{known['namespace']}>\n"
    found = []
    for s, known in said.items():
        if "sparql" in known:
            rule = said[known["sparql"]]
            target = f"a {node(known['targetClass'])}" if "targetClass" in known else f"{node(known['targetSubjectsOf'])} ?any"
            select = rule["select"].replace("WHERE {", f"WHERE {{ $this {target} .", 1).replace("SELECT", "SELECT DISTINCT", 1)
            found.append(Rule(s.removeprefix(SHAPE), rule["message"], known.get("severity") == SHACL + "Warning", prefixes + select))
    return tuple(found)


@cache
def _ontology() -> tuple[pyoxigraph.Quad, ...]:
    import pyoxigraph

    return tuple(pyoxigraph.parse(path=data("bilateral.ttl"), format=pyoxigraph.RdfFormat.TURTLE))


@cache
def _core() -> rdflib.Graph:
    """Return the shapes without those in SPARQL."""
    import rdflib

    graph = rdflib.Graph().parse(data("shapes.ttl"))
    for shape in list(graph.subjects(rdflib.URIRef(SHACL + "sparql"), None)):
        graph.remove((shape, None, None))
    return graph


def _owner(shape: object) -> str:
    """Return the name of the shape that a result comes from, or of the one around it."""
    import rdflib

    while isinstance(shape, rdflib.term.Node) and not str(shape).startswith(SHAPE):
        shape = next(_core().subjects(None, shape), None)
    return str(shape or "").removeprefix(SHAPE)


@cache
def _vocabulary() -> rdflib.Graph:
    import rdflib

    return rdflib.Graph().parse(data("bilateral.ttl"))


def _graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return a graph of the ontology and these quads."""
    import rdflib

    graph = rdflib.Graph() + _vocabulary()
    return graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o, _ in quads), format="nt")
