"""The wheel holds all that the program needs: installed outside the checkout it builds the bundled sample and answers."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without asking any registry."""
    folder = tmp_path_factory.mktemp("wheel")
    program = ("import os, sys\nfrom hatchling.build import build_wheel\nos.chdir(sys.argv[1])\n"
               "build_wheel(sys.argv[2])")
    subprocess.run([sys.executable, "-c", program, str(ROOT), str(folder)], check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into an environment that sees the dependencies installed here, but not this checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    inside = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "env"), "platbase": str(folder / "env")}))
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(inside),
                    str(wheel)], check=True, capture_output=True)
    # A plain path line: files named *.pth there, such as that of the editable install, are not followed.
    (inside / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    program = folder / "kg"
    program.write_text(f"#!{folder / 'env' / 'bin' / 'python'}\nfrom kg.__main__ import main\n"
                       "if __name__ == '__main__':\n    main()\n")
    program.chmod(0o755)
    return program


def run(command: Path, *arguments: str) -> str:
    """Run the installed command in a folder that holds nothing of the project."""
    known = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run([str(command), *arguments], cwd=command.parent, env=known, check=True, capture_output=True,
                          text=True).stdout


def test_the_wheel_holds_data_beside_code(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    ontology = {f"kg/_ontology/{p.relative_to(ROOT / 'ontology')}" for p in (ROOT / "ontology").rglob("*") if p.is_file()}
    package = {str(p.relative_to(ROOT)) for p in (ROOT / "kg").rglob("*")
               if p.is_file() and "__pycache__" not in p.parts}
    assert ontology and ontology <= names
    assert package <= names
    assert {"kg/sample/readouts.jsonl", "kg/queries/meetings-of-pair.rq"} <= names
    assert not any(n.startswith(("tests/", "exports/", "docs/")) for n in names)


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 30 * 2**20


def test_every_import_is_a_declared_dependency() -> None:
    """What kg/ imports stands in pyproject.toml, training aside, which is an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(d for extra in ("validate", "study") for d in project["optional-dependencies"][extra])]
    declared = {re.match("[A-Za-z0-9-]+", d)[0] for d in wanted}
    found = {}
    for path in (ROOT / "kg").rglob("*.py"):
        if "train" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = ([a.name for a in node.names] if isinstance(node, ast.Import) else
                     [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else [])
            found |= {name.split(".")[0]: path for name in names}
    known = packages_distributions()
    missing = {name: str(path.relative_to(ROOT)) for name, path in found.items()
               if name not in sys.stdlib_module_names and name != "kg"
               and not declared & {d.lower().replace("_", "-") for d in known.get(name, [])}}
    assert not missing


def test_installed_outside_the_checkout_it_builds_the_sample_and_answers(command: Path) -> None:
    where = run(command, "query", "--help")
    assert "meetings-of-pair" in where
    report = json.loads(run(command, "build", "--sample", "--store", "s", "--processes", "2", "--format", "json"))
    assert (report["read"], report["skipped"]) == (33, [])
    met = json.loads(run(command, "query", "meetings-of-pair", "--country", "China", "--partner", "Pakistan", "--store",
                         "s", "--format", "json"))
    assert any(row["date"] == "2020-08-21" for row in met)
    place = subprocess.run([str(command.parent / "env" / "bin" / "python"), "-c", "import kg; print(kg.__file__)"],
                           cwd=command.parent, capture_output=True, text=True, check=True).stdout
    assert str(command.parent) in place
