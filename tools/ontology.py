"""Write what follows from the ontology and the authority tables: forms.ttl, countries.ttl, context.jsonld, docs/ontology.html.

`make ontology` runs it; tests/test_ontology.py holds the first three against it. The page needs pylode, which `make ontology` installs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from kg import authority, occasions
from kg.vocab import BKG, EDTF, OWL, PREFIXES, RDF, RDFS, XSD, entity_id, iri, slug, terms, triples

ONTOLOGY = Path(__file__).parents[1] / "ontology"
DOCS = Path(__file__).parents[1] / "docs"

HEAD = """# {what}
# Made from {source} by `make ontology`; edit that.
@prefix bkg: <https://w3id.org/bilateral-kg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <https://w3id.org/bilateral-kg/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
"""

STATUSES = ("proposed", "to be signed", "signed", "in force", "being implemented")


def forms() -> str:
    """Return the schemes of forms of meetings and agreements and of statuses, in Turtle."""
    parts = [HEAD.format(what="Forms of meetings and agreements, and how far an agreement has come.",
                         source="ontology/authority/meetings.tsv, instrument_forms.tsv and instruments.tsv")]
    meetings: dict[str, set[str]] = {}
    for sort in ("noun", "weak", "name", "verb"):
        for form in occasions.forms(sort).values():
            meetings.setdefault(form.form, set()).update({form.word} if sort == "noun" else set())
    agreements: dict[str, set[str]] = {}
    for name, column in (("instrument_forms.tsv", "phrase"), ("instruments.tsv", "key")):
        for row in authority.rows(name):
            if row.get("kind", "Agreement") == "Agreement":
                agreements.setdefault(row["form"], set()).update({row[column]} if column == "phrase" else set())
    parts += _scheme("meeting-form", "Forms of meetings", "Form", meetings)
    parts += _scheme("agreement-form", "Forms of agreements", "Form", agreements)
    parts += _scheme("agreement-status", "Statuses of agreements", "Status", {s: set() for s in STATUSES})
    return "\n".join(parts)


def _scheme(key: str, title: str, cls: str, members: dict[str, set[str]]) -> Iterator[str]:
    scheme = f"<https://w3id.org/bilateral-kg/{key}s>"
    yield (f"{scheme} a skos:ConceptScheme ;\n    dcterms:title {_text(title)}@en ;\n"
           f"    dcterms:license <https://spdx.org/licenses/MIT> .\n")
    for word, names in sorted(members.items()):
        other = "".join(f"    skos:altLabel {_text(n)}@en ;\n" for n in sorted(names - {word}))
        yield (f"<{iri(f'{key}:{slug(word)}')}> a bkg:{cls} ;\n    skos:prefLabel {_text(word)}@en ;\n{other}"
               f"    skos:notation {_text(word)} ;\n    skos:topConceptOf {scheme} ;\n    skos:inScheme {scheme} .\n")


def countries() -> str:
    """Return the states with their ISO codes and their IRIs in Wikidata, in Turtle."""
    parts = [HEAD.format(what="States, with their codes in ISO 3166-1 and their places in Wikidata.",
                         source="ontology/authority/countries.tsv and country_codes.tsv")]
    codes = {row["iso3"]: row for row in authority.rows("country_codes.tsv")}
    for state in sorted(authority.countries(), key=lambda s: s.key):
        row = codes.get(state.key, {})
        more = "".join(f"    bkg:{name} {_text(row[name])} ;\n" for name in ("iso2", "isoNumeric") if row.get(name))
        same = "".join(f"    owl:sameAs wd:{other.rpartition('/')[2]} ;\n" for other in state.entity.same_as)
        parts.append(f"<{iri(entity_id('Country', state.key))}> a bkg:Country ;\n    rdfs:label {_text(state.entity.label)} ;\n"
                     f"{same}{more}    bkg:iso3 {_text(state.key)} .\n")
    return "\n".join(parts)


def context() -> str:
    """Return the JSON-LD context of the vocabulary."""
    types = {name: {o for s, p, o in triples() if s == BKG + name and p == RDF + "type"} for name in terms()}
    ranges = {s.removeprefix(BKG): o for s, p, o in triples() if p == RDFS + "range"}
    closed = {"relation", "stance"}
    dates = {"earliest": "xsd:date", "latest": "xsd:date", "edtf": EDTF}
    found: dict[str, object] = {"@version": 1.1, **PREFIXES, "oa": "http://www.w3.org/ns/oa#", "name": "rdfs:label",
                                "altLabel": "skos:altLabel", "prefLabel": "skos:prefLabel",
                                "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
                                "sameAs": {"@id": "owl:sameAs", "@type": "@id"},
                                "used": {"@id": "prov:used", "@type": "@id"},
                                "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"}}
    ordered = dict.fromkeys(s.removeprefix(BKG) for s, p, _ in triples() if p == RDF + "type" and s.startswith(BKG))
    for name in ordered:
        known = f"bkg:{name}"
        kind = ranges.get(name, "").replace(XSD, "xsd:")
        if name in dates:
            found[name] = {"@id": known, "@type": dates[name]}
        elif OWL + "ObjectProperty" in types[name]:
            found[name] = {"@id": known, "@type": "@vocab" if name in closed else "@id"}
        elif kind.startswith("xsd:") and kind != "xsd:string":
            found[name] = {"@id": known, "@type": kind.replace("nonNegativeInteger", "integer")}
        else:
            found[name] = known
    lines = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in found.items())
    return f'{{\n  "@context": {{\n{lines}\n  }}\n}}\n'


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


MADE: dict[str, Callable[[], str]] = {"forms.ttl": forms, "countries.ttl": countries, "context.jsonld": context}


def page() -> str:
    """Return the reference page: what pyLODE makes of the ontology, with the diagram of its core above."""
    from pylode.profiles.ontpub import OntPub

    html = str(OntPub(ontology=str(ONTOLOGY / "bilateral.ttl"), sort_subjects=True).make_html())
    picture = (DOCS / "ontology.svg").read_text(encoding="utf-8")
    before, found, rest = html.partition('<div class="section" id="classes">')
    if not found:
        raise SystemExit("pyLODE's page has no section of classes: where should the diagram stand?")
    return f'{before}<div class="section" id="core"><h2>The core</h2>{picture}</div>{found}{rest}'


def main() -> None:
    """Write the files."""
    for name, make in MADE.items():
        (ONTOLOGY / name).write_text(make(), encoding="utf-8", newline="\n")
    (DOCS / "ontology.html").write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
