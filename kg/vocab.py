"""Closed names: our IRIs, the ids made from labels, RDF terms as text, and what the ontology's files say."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from kg.errors import VocabularyError
from kg.model import PartialDate, digest

_PACKAGED = Path(__file__).parent / "_ontology"
_CHECKOUT = Path(__file__).parent.parent / "ontology"

BKG = "https://w3id.org/bilateral-kg/ontology#"
ID = "https://w3id.org/bilateral-kg/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

PREFIXES = {"bkg": BKG, "id": ID, "rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "skos": SKOS, "prov": PROV}
"""The prefixes that every query and every Turtle file of ours may use."""
HEAD = "".join(f"PREFIX {name}: <{whole}> " for name, whole in PREFIXES.items())
"""The prefixes in one line, so that a line number in an error message stays right from line 2 on; a query may declare them again."""

_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_UNESCAPES = {v[1]: k for k, v in _ESCAPES.items()} | {"'": "'"}


def data(name: str) -> Path:
    """Return the path of a file of `ontology/`, in the wheel or in the checkout.

    >>> data("authority").name
    'authority'
    """
    return (_PACKAGED if _PACKAGED.exists() else _CHECKOUT) / name


@cache
def triples(name: str = "bilateral.ttl") -> tuple[tuple[str, str, str], ...]:
    """Return what a Turtle file of `ontology/` says, in its order: IRIs and texts without their marks, blank nodes by a label.

    >>> (BKG + "supports", RDF + "type", BKG + "Act") in triples()
    True
    """
    import pyoxigraph  # reads Turtle in a few milliseconds

    with data(name).open("rb") as file:
        quads = pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.TURTLE)
        return tuple((q.subject.value, q.predicate.value, q.object.value) for q in quads)


@cache
def terms() -> frozenset[str]:
    """Return every local name that `ontology/bilateral.ttl` defines.

    >>> {"Person", "supports", "quote", "called-for"} <= terms(), "suports" in terms()
    (True, False)
    """
    return frozenset(s.removeprefix(BKG) for s, p, _ in triples() if p == RDF + "type" and s.startswith(BKG))


def document_iri(name: str) -> str:
    """Return the IRI of a document, which is also the name of its graph, from its id with or without the kind.

    >>> document_iri("0f3a") == document_iri("document:0f3a") == ID + "document/0f3a"
    True
    """
    return iri(f"document:{name.removeprefix('document:')}")


def slug(label: str) -> str:
    """Turn a label into the last part of an id: lower case, Latin letters and digits, hyphens.

    A label without any Latin letter or digit becomes a hash, so that it keeps an id of its own.

    >>> slug("Recep Tayyip Erdoğan"), slug("The Phase II Protocol")
    ('recep-tayyip-erdogan', 'phase-ii-protocol')
    """
    text = label.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("ß", "ss").replace("đ", "d")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"['’ʼ`]", "", text)
    text = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    text = re.sub(r"^the-(?=.)", "", text)
    return text or digest(unicodedata.normalize("NFC", label), size=12)


def entity_id(kind: str, key: str) -> str:
    """Return the id of an entity from its kind and its key (ISO code, topic id or label).

    >>> entity_id("Country", "CHN"), entity_id("Person", "Li Ming")
    ('country:CHN', 'person:li-ming')
    """
    prefix = "org" if kind == "Organization" else kind.lower()
    return f"{prefix}:{key if kind == 'Country' else slug(key)}"


def bkg(name: str) -> str:
    """Return the IRI of a name of our ontology; VocabularyError where the ontology has no such name.

    >>> bkg("supports")
    'https://w3id.org/bilateral-kg/ontology#supports'
    >>> bkg("suports")
    Traceback (most recent call last):
    kg.errors.VocabularyError: the ontology has no 'suports'
    """
    if name not in terms():
        raise VocabularyError(f"the ontology has no {name!r}")
    return BKG + name


def iri(id: str) -> str:
    """Return the IRI of an entity, a document, a statement or a piece of evidence from its id.

    >>> iri("country:CHN"), iri("document:0f3a")
    ('https://w3id.org/bilateral-kg/id/country/CHN', 'https://w3id.org/bilateral-kg/id/document/0f3a')
    """
    prefix, _, key = id.partition(":")
    return f"{ID}{quote(prefix, safe='')}/{quote(key, safe='')}"


def id_of(iri: str) -> str:
    """Return the id that an IRI of ours stands for; VocabularyError for the IRI of another.

    >>> id_of("https://w3id.org/bilateral-kg/id/person/li-ming")
    'person:li-ming'
    """
    prefix, slash, key = iri.removeprefix(ID).partition("/")
    if not iri.startswith(ID) or not slash:
        raise VocabularyError(f"no IRI of ours: {iri}")
    return f"{unquote(prefix)}:{unquote(key)}"


def name_of(iri: str) -> str:
    """Return the local name of an IRI of our ontology; VocabularyError for any other.

    >>> name_of("https://w3id.org/bilateral-kg/ontology#called-for")
    'called-for'
    """
    name = iri.removeprefix(BKG)
    if name not in terms() or not iri.startswith(BKG):
        raise VocabularyError(f"no name of our ontology: {iri}")
    return name


def node(iri: str) -> str:
    """Return an IRI as an N-Triples term; ValueError where it holds characters that no IRI may hold.

    >>> node("https://www.wikidata.org/entity/Q148")
    '<https://www.wikidata.org/entity/Q148>'
    """
    if not iri or re.search(r'[\x00-\x20<>"{}|^`\\]', iri):
        raise ValueError(f"not an IRI: {iri!r}")
    return f"<{iri}>"


TYPE = node(RDF + "type")
"""The predicate that says what a thing is."""


def literal(value: str | bool | int | float | PartialDate) -> str:
    """Return a value as an N-Triples literal; numbers have at most four decimals, dates the type of their precision.

    >>> literal(PartialDate("--08-21")), literal(0.95), literal('the "iron" ties')
    ('"--08-21"^^<http://www.w3.org/2001/XMLSchema#gMonthDay>', '"0.95"^^<http://www.w3.org/2001/XMLSchema#decimal>', \
'"the \\\\"iron\\\\" ties"')
    """
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{XSD}boolean>'
    if isinstance(value, int):
        return f'"{value}"^^<{XSD}integer>'
    if isinstance(value, float):
        text = f"{value:.4f}".rstrip("0").rstrip(".")
        return f'"{text}"^^<{XSD}decimal>'
    if isinstance(value, PartialDate):
        text = value.text
        kind = ("gMonthDay" if len(text) > 4 else "gMonth") if text.startswith("--") else _DATES[len(text)]
        return f'"{text}"^^<{XSD}{kind}>'
    return '"' + re.sub(r'[\x00-\x1f\x7f"\\]', lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), value) + '"'


def value(term: str) -> str | int | float | bool:
    """Return what an N-Triples term says: the IRI or text as str, numbers and truth values as such.

    >>> value('"0.95"^^<http://www.w3.org/2001/XMLSchema#decimal>'), value("<https://example.org/a>"), value('"an\\\\"a"@en')
    (0.95, 'https://example.org/a', 'an"a')
    """
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith("_:"):
        return term
    end = term.rindex('"')
    text, kind = term[1:end], term[end + 1:].removeprefix(f"^^<{XSD}").removesuffix(">")
    if "\\" in text:
        text = re.sub(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", _unescape, text)
    if kind == "integer":
        return int(text)
    if kind in ("decimal", "double", "float"):
        return float(text)
    return text == "true" if kind == "boolean" else text


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _UNESCAPES[code]
