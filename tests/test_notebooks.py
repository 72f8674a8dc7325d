"""The notebooks: they run from top to bottom on the public names of kg, and the outputs that stand in them are those of today.

`pytest tests/test_notebooks.py --regenerate` runs them and writes their outputs anew; look at the pictures, and read the diff.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BESIDE_KG = {"pandas", "networkx", "matplotlib", "copy"}
"""What a notebook may import beside kg."""


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code(notebook: NotebookNode) -> list[str]:
    """Return the code cells as Python, magics left out."""
    return [re.sub(r"^%.*$", "", cell.source, flags=re.M) for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, NotebookNode]:
    """Run all notebooks in one empty folder, as a reader does who opens one after the other; return them with their outputs."""
    folder = tmp_path_factory.mktemp("notebooks")
    found: dict[str, NotebookNode] = {}
    for path in NOTEBOOKS:
        notebook = read(path)
        client = NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False,
                                resources={"metadata": {"path": str(folder)}})
        client.execute(env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"})
        notebook.metadata.language_info = {"name": "python"}  # not the version of the day
        found[path.name] = notebook
        if request.config.getoption("--regenerate"):
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return found


def shown(cell: NotebookNode) -> list[Any]:
    """Return what a cell shows, of a picture only that it is there: the same code draws other bytes with another library."""
    outputs: list[Any] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            outputs.append((output.name, output.text))
        else:
            assert output.output_type in ("execute_result", "display_data"), f"the cell ends in an error: {cell.source[:80]}"
            told = {kind: text for kind, text in output.data.items() if not kind.startswith("image/")}
            outputs.append((sorted(output.data), "picture" if "image/png" in output.data else told))
    return outputs


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_stored_outputs_are_those_of_today(path: Path, ran: dict[str, NotebookNode]) -> None:
    stored, now = read(path), ran[path.name]
    assert stored.nbformat == 4
    for before, after in zip(stored.cells, now.cells, strict=True):
        if before.cell_type == "code":
            assert shown(before) == shown(after), f"run `pytest tests/test_notebooks.py --regenerate`; the cell is {before.source[:120]!r}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_outputs_hold_no_path_of_a_machine_and_no_warning(path: Path) -> None:
    for cell in read(path).cells:
        for output in cell.get("outputs", ()):
            assert output.get("name") != "stderr"
            text = str({k: v for k, v in output.get("data", {}).items() if not k.startswith("image/")}) + output.get("text", "")
            assert str(ROOT) not in text and "/home/" not in text and not re.search(r" at 0x[0-9a-f]{6}", text)


def test_the_notebooks_are_numbered_and_each_explains_itself() -> None:
    numbers = [p.name[:2] for p in NOTEBOOKS]
    assert numbers == sorted(set(numbers)) and {"01", "02", "03", "04", "07"} <= set(numbers)
    for path in NOTEBOOKS:
        cells = read(path).cells
        assert cells[0].cell_type == "markdown" and cells[0].source.startswith("# ")
        told = sum(len(c.source) for c in cells if c.cell_type == "markdown")
        assert told > 0.5 * sum(len(c.source) for c in cells if c.cell_type == "code"), "a tutorial explains what it does"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_only_public_names_of_kg_are_used(path: Path) -> None:
    import kg

    tree = ast.parse("\n".join(code(read(path))))
    imported = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert "kg" in imported and imported - {"kg"} <= BESIDE_KG
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    used = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n.value) == "kg"}
    assert used <= set(kg.__all__)


def test_pictures_are_there(ran: dict[str, NotebookNode]) -> None:
    for name in ("03_networks.ipynb", "04_a_pair_over_time.ipynb"):
        sizes = [len(o.data["image/png"]) for c in ran[name].cells for o in c.get("outputs", ()) if "image/png" in o.get("data", {})]
        assert sizes and min(sizes) > 20_000
