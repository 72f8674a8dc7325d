"""Sentence -> exactly the statements of the table tests/cases/agenda.toml; some of the sentences must stay silent."""

from __future__ import annotations

TABLE = "agenda.toml"
RELATIONS = ("discusses",)


def test_exactly_these_statements(case, read, told) -> None:
    assert told(read(case), RELATIONS) == sorted(case.statements)
