"""Sentence -> exactly the statements of the table tests/cases/dates.toml; some of the sentences must stay silent."""

from __future__ import annotations

TABLE = "dates.toml"
RELATIONS = ("takesPlaceOn",)


def test_exactly_these_statements(case, read, told) -> None:
    assert told(read(case), RELATIONS) == sorted(case.statements)
