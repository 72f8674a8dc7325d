"""Sentence -> exactly the statements of the table tests/cases/meetings.toml; some of the sentences must stay silent."""

from __future__ import annotations

TABLE = "meetings.toml"
RELATIONS = ("takesPartIn", "takesPlaceIn", "visits", "partOf")


def test_exactly_these_statements(case, read, told) -> None:
    assert told(read(case), RELATIONS) == sorted(case.statements)


def test_every_statement_quotes_its_text(case, read) -> None:
    extraction = read(case)
    for statement in (s for s in extraction.statements if s.relation in RELATIONS):
        assert statement.evidence
        assert all(extraction.document.text[e.span.start:e.span.end] == e.quote for e in statement.evidence)
