"""SHACL over a document's graph: ontology/shapes.ttl, and the kinds that each relation joins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg import ontology
from kg.contracts import Quad
from kg.errors import ModelError, VocabularyError
from kg.model import KINDS
from kg.vocab import RDF, bkg, data, id_of, name_of, node, value


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """Where a graph strays from the shapes: the IRI, the property, what is wrong, and the value that is wrong."""

    focus: str
    path: str
    message: str
    value: str


def validate(quads: Iterable[Quad]) -> tuple[Violation, ...]:
    """Hold the graph of one document against the shapes and the ontology; no violations where all is well.

    Needs pyshacl (ModelError where it is not installed). A second or two for a long document.

    >>> from kg.model import Document, Extraction
    >>> from kg.rdf import to_quads
    >>> document = Document.of("They met.", source="readout.txt")
    >>> validate(to_quads(Extraction(document, (), (), ())))
    ()
    """
    quads = tuple(quads)
    return tuple(sorted({*_shapes(quads), *_relations(quads)}))


def _shapes(quads: tuple[Quad, ...]) -> Iterator[Violation]:
    import rdflib

    try:
        import pyshacl
    except ImportError:
        raise ModelError("validation needs pyshacl; pip install pyshacl") from None
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o, _ in quads), format="nt")
    shapes = rdflib.Graph().parse(data("shapes.ttl"))
    _, results, _ = pyshacl.validate(graph, shacl_graph=shapes, advanced=True, inference="none")
    shacl = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    for result in results.subjects(rdflib.RDF.type, shacl.ValidationResult):
        said = {k: results.value(result, shacl[k]) for k in ("focusNode", "resultPath", "resultMessage", "value")}
        yield Violation(*("" if v is None else str(v)[:200] for v in said.values()))


def _relations(quads: tuple[Quad, ...]) -> Iterator[Violation]:
    """Yield the statements whose ends are not of the kinds that their relation joins."""
    known: dict[str, dict[str, str]] = {}
    for s, p, o, _ in quads:
        known.setdefault(s, {})[p] = o
    kind, subject, relation, target = (node(x) for x in (RDF + "type", bkg("subject"), bkg("relation"), bkg("object")))
    for s, said in sorted(known.items()):
        if said.get(kind) != node(bkg("Statement")) or relation not in said or subject not in said:
            continue
        try:
            type_ = ontology.relation(name_of(said[relation][1:-1]))
        except VocabularyError as error:
            yield Violation(id_of(s[1:-1]), bkg("relation"), str(error), said[relation])
            continue
        ends = [(bkg("subject"), said[subject], type_.domain)]
        if target in said:
            ends.append((bkg("object"), said[target], type_.range))
        for path, term, kinds in ends:
            found = _kind(known, term, kind)
            if found not in kinds:
                expected = " or ".join(sorted(kinds))
                yield Violation(id_of(s[1:-1]), path, f"{type_.name}: found {found}, expected {expected}", str(value(term)))


def _kind(known: dict[str, dict[str, str]], term: str, type_: str) -> str:
    if not term.startswith("<"):
        return "Date" if "^^<" in term else "text"
    iri = known.get(term, {}).get(type_, "<>")[1:-1]
    name = iri.rpartition("#")[2]
    return name if name in KINDS else "thing of no kind"
