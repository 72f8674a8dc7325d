"""Shapes: sound graphs pass, and each way of being wrong is seen."""

from __future__ import annotations

import dataclasses

import pytest

from kg.model import Entity, Evidence, Extraction, Span, Statement
from kg.rdf import to_quads
from kg.validate import validate
from kg.vocab import bkg, iri, literal, node

def test_the_sample_s_graphs_are_sound(sample_extraction: Extraction, second_extraction: Extraction) -> None:
    assert validate(to_quads(sample_extraction)) == ()
    assert validate(to_quads(second_extraction)) == ()


def claim(extraction: Extraction, statement: Statement) -> Extraction:
    return dataclasses.replace(extraction, statements=(statement,))


def test_a_quote_must_stand_at_its_offsets(second_extraction: Extraction) -> None:
    first = second_extraction.statements[0]
    cited = dataclasses.replace(first.evidence[0], span=Span(0, 5))
    wrong = validate(to_quads(claim(second_extraction, dataclasses.replace(first, evidence=(cited,)))))
    assert "The quote is not what the text has at its offsets." in {v.message for v in wrong}


def test_a_statement_needs_evidence(second_extraction: Extraction) -> None:
    bare = dataclasses.replace(second_extraction.statements[0], evidence=())
    assert "A statement needs evidence." in {v.message for v in validate(to_quads(claim(second_extraction, bare)))}


def test_a_country_needs_its_code(second_extraction: Extraction) -> None:
    entities = tuple(dataclasses.replace(e, iso3=None) for e in second_extraction.entities)
    wrong = validate(to_quads(dataclasses.replace(second_extraction, entities=entities)))
    assert {v.path for v in wrong} == {bkg("iso3")} and len(wrong) == 2


def test_confidence_lies_between_nothing_and_all(second_extraction: Extraction) -> None:
    first = second_extraction.statements[0]
    sure = dataclasses.replace(first.evidence[0], confidence=1.5)
    wrong = validate(to_quads(claim(second_extraction, dataclasses.replace(first, evidence=(sure,)))))
    assert bkg("confidence") in {v.path for v in wrong}


def test_a_relation_joins_its_kinds(second_extraction: Extraction) -> None:
    document = second_extraction.document
    cited = (Evidence(document.id, Span(0, 5), document.text[:5], "acts"),)
    turned = Statement("agreement:protocol-customs-cooperation", "partyTo", "country:CHN", evidence=cited)
    assert [(v.path, v.message) for v in validate(to_quads(claim(second_extraction, turned)))] == [
        (bkg("object"), "partyTo: found Country, expected Agreement"),
        (bkg("subject"), "partyTo: found Agreement, expected Country or Organization")]


def test_a_promise_has_no_plain_edge(sample_extraction: Extraction) -> None:
    quads = list(to_quads(sample_extraction))
    china, pakistan = (node(iri(f"country:{c}")) for c in ("CHN", "PAK"))
    quads.append((china, node(bkg("pledges")), pakistan, quads[0][3]))
    [wrong] = validate(quads)
    assert wrong.message.startswith("A promise, a wish")


def test_a_name_is_not_empty(second_extraction: Extraction) -> None:
    nameless = Entity("person:x", "Person", "")
    wrong = validate(to_quads(dataclasses.replace(second_extraction, entities=(*second_extraction.entities, nameless))))
    assert wrong and all(iri("person:x") in (v.focus, v.value) or v.value == "" for v in wrong)


def test_a_second_label_is_one_too_many(second_extraction: Extraction) -> None:
    quads = list(to_quads(second_extraction))
    subject = node(iri("country:CHN"))
    label = next(p for s, p, o, _ in quads if s == subject and o == literal("China"))
    assert validate([*quads, (subject, label, literal("PRC"), quads[0][3])])
