"""Competency questions: what the graph must be able to answer, asked of the sample; the page of answers is written from here."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import kg
from kg import query
from kg.pipeline import sample
from kg.store import open_store

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "competency-questions.md"
QUESTIONS = tomllib.loads((Path(__file__).parent / "cases" / "competency.toml").read_text(encoding="utf-8"))["question"]
SHOWN, WIDTH = 8, 72
"""Rows of an answer that the page shows, and characters of a cell."""

HEAD = """# Competency questions

Twenty questions that the graph must be able to answer, each with the command that asks it and the answer on the bundled
[sample](../kg/sample/README.md). The queries are in [kg/queries/](../kg/queries/); long quotes and long answers are cut here. What
is extracted wrongly is shown as it is. `pytest tests/test_competency.py --regenerate` writes this page, and the tests hold it.
"""


def words(question: dict[str, str]) -> str:
    """Return the command that asks a question."""
    given = [f'--{name} "{value}"' if " " in value else f"--{name} {value}" for name, value in question.items()
             if name not in ("ask", "query")]
    return " ".join(["kg query", question["query"], *given])


def answered(question: dict[str, str], table: query.Table, number: int) -> str:
    """Return a question with its answer as Markdown."""
    def cell(value: object) -> str:
        text = "" if value is None else " ".join(str(value).replace(f"{ROOT}/", "").split()).replace("|", "\\|")
        return text if len(text) <= WIDTH else text[:WIDTH].rstrip() + "…"

    lines = [f"## {number}. {question['ask']}", "", "```", words(question), "```", "",
             f"| {' | '.join(table.columns)} |", "|" + " --- |" * len(table.columns)]
    lines += [f"| {' | '.join(map(cell, row))} |" for row in table.rows[:SHOWN]]
    if len(table.rows) > SHOWN:
        lines += ["", f"and {len(table.rows) - SHOWN} more rows."]
    return "\n".join(lines) + "\n"


def test_the_page_has_twenty_questions_with_their_answers_on_the_sample(request: pytest.FixtureRequest) -> None:
    assert len(QUESTIONS) == 20
    with open_store() as store:
        kg.build(sample(), store, processes=2)
        tables = []
        for q in QUESTIONS:
            given = {name: value for name, value in q.items() if name not in ("ask", "query")}
            tables.append(query.run(store, q["query"], **given))
    unanswered = [q["ask"] for q, table in zip(QUESTIONS, tables, strict=True) if not table.rows]
    assert not unanswered
    page = "\n".join([HEAD, *(answered(q, t, i) for i, (q, t) in enumerate(zip(QUESTIONS, tables, strict=True), 1))])
    if request.config.getoption("--regenerate"):
        PAGE.write_text(page, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == page
