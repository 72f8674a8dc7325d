"""Cases in tables (`tests/cases/*.toml`): sentence -> exactly these statements, from the whole of understanding.

A test file names its table in TABLE and its relations in RELATIONS; tests that take `case` run once for each case.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.model import Document, Extraction, Statement
from kg.parse import load, parse
from kg.pipeline import understand

CASES = Path(__file__).parent.parent / "cases"


@dataclass(frozen=True)
class Case:
    """A sentence with the statements that it must yield, exactly."""

    text: str
    statements: tuple[str, ...]
    title: str = ""
    publisher: str | None = None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes `case` for every case of its module's TABLE."""
    if "case" in metafunc.fixturenames and hasattr(metafunc.module, "TABLE"):
        rows = tomllib.loads((CASES / metafunc.module.TABLE).read_text(encoding="utf-8"))["case"]
        cases = [Case(**{**row, "statements": tuple(row["statements"])}) for row in rows]
        metafunc.parametrize("case", cases, ids=[c.text[:60] for c in cases])


@pytest.fixture(scope="session")
def nlp():
    return load()


@pytest.fixture(scope="session")
def read(nlp) -> Callable[[Case], Extraction]:
    """Return a function from a case to what is understood of it."""

    def understood(case: Case) -> Extraction:
        text = f"{case.title}\n\n{case.text}" if case.title else case.text
        [parsed] = parse([Document.of(text, title=case.title, publisher=case.publisher)], nlp)
        return understand(parsed)

    return understood


@pytest.fixture(scope="session")
def told() -> Callable[[Extraction, Iterable[str]], list[str]]:
    """Return a function from an extraction to its statements of some relations, written as the tables write them."""

    def lines(extraction: Extraction, relations: Iterable[str]) -> list[str]:
        labels = {e.id: e.label for e in extraction.entities}
        return sorted(_line(s, labels) for s in extraction.statements if s.relation in set(relations))

    return lines


def _line(s: Statement, labels: dict[str, str]) -> str:
    q = s.qualifiers
    parts = [
        labels[s.subject],
        s.relation,
        labels.get(s.object or "", s.object),
        q.office,
        q.label,
        str(q.date) if q.date else None,
        str(q.end) if q.end else None,
        s.stance if s.stance != "asserted" else None,
    ]
    return " | ".join(p for p in parts if p)
