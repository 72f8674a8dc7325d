"""Sentence -> exactly the statements of the table tests/cases/offices.toml; some of the sentences must stay silent."""

from __future__ import annotations

TABLE = "offices.toml"
RELATIONS = ("represents",)


def test_exactly_these_statements(case, read, told) -> None:
    assert told(read(case), RELATIONS) == sorted(case.statements)
