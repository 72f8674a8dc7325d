"""The notebooks: they run from top to bottom on the public names of kg, and hold no output in git."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def code(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Run all notebooks in one empty folder, as a reader does who opens one after the other; return what they leave."""
    left: dict[str, dict[str, Any]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("notebooks"))
        for path in NOTEBOOKS:
            names: dict[str, Any] = {}
            for i, cell in enumerate(code(path)):
                exec(compile(cell, f"{path.name}, code cell {i + 1}", "exec"), names)
            names["store"].close()
            left[path.name] = names
        assert Path("sample.html").stat().st_size > 500_000
    return left


def test_there_are_notebooks() -> None:
    assert [p.name[:2] for p in NOTEBOOKS] == ["01", "02", "03"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_outputs_are_stripped(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    for cell in notebook["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_only_public_names_of_kg_are_used(path: Path) -> None:
    import kg

    tree = ast.parse("\n".join(code(path)))
    imported = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert "kg" in imported and not {name for name in imported if name.startswith("kg.")}
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    used = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n.value) == "kg"}
    assert used <= set(kg.__all__)


def test_first_look_shows_statements_and_meetings(ran: dict[str, dict[str, Any]]) -> None:
    names = ran["01_first_look.ipynb"]
    assert names["report"].read == names["report"].new > 30
    assert "represents" in {s.relation for s in names["found"].statements}
    assert names["statements"].quote.str.len().min() > 0
    assert len(names["meetings"]) > 5 and set(names["meetings"].columns) == {"meeting", "date", "title"}


def test_networks_puts_countries_and_officials_in_order(ran: dict[str, dict[str, Any]]) -> None:
    centrality = ran["02_networks.ipynb"]["centrality"]
    assert centrality.iloc[0]["name"] == "China"  # most of the sample is about its meetings
    assert {"Country", "Person"} <= set(centrality.kind)
    assert sum(w for _, _, w in ran["02_networks.ipynb"]["acts"].edges(data="weight")) > 20


def test_commitments_are_promises_without_condition_on_a_topic(ran: dict[str, dict[str, Any]]) -> None:
    commitments = ran["03_commitments.ipynb"]["commitments"]
    assert len(commitments) > 5
    assert set(commitments.stance) == {"committed"} and not commitments.condition.any()
    assert set(commitments.topic) <= {
        label for _, label in ran["03_commitments.ipynb"]["graph"].nodes(data="label")}
