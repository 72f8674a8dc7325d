"""locatedIn and memberOf: sentences that must yield exactly these facts, and sentences on which both stay silent."""

import tomllib
from pathlib import Path

import pytest

from kg.extract import bodies, places
from kg.mention import recognise
from kg.model import Attribution, Document
from kg.parse import load, parse
from kg.resolve import resolve

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "membership.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_membership_and_location(nlp, case):
    [parsed] = parse([Document.of(case["text"])], nlp)
    links = resolve(parsed, recognise(parsed))
    silent = Attribution(tuple(() for _ in parsed.sentences))
    found = [s for extract in (places.extract, bodies.extract) for s in extract(parsed, links, silent)]
    assert [[s.subject, s.relation, s.object] for s in found] == case["facts"]
    for s in found:
        [evidence] = s.evidence
        assert parsed.text(evidence.span) == evidence.quote
