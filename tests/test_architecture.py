"""Who imports whom, how large things are, who prints: the house as docs/decisions/0001-house.md draws it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kg"
MODULES = sorted(PACKAGE.rglob("*.py"))

NOUNS = {"errors", "model", "contracts", "vocab", "ontology", "authority"}
LEXICONS = {"syntax", "titles", "instruments", "occasions", "manner", "speech"}
"""Lists of words and readings of a parse that several verbs share; they import nouns and each other."""
VERBS = {"read", "parse", "mention", "resolve", "attribute", "extract", "annotations", "rdf", "store", "query", "queries", "outline", "readouts", "versions",
         "validate", "quarantine", "infer", "corrections", "suggest", "why", "views", "network", "charts", "page", "reports", "export",
         "pack", "templates", "wording"}
WIRING = {"", "pipeline", "ledger", "revise", "workers", "train", "serve", "cli", "__main__"}
DOORS = {"query": {"queries"}, "outline": {"query"}, "readouts": {"rdf"}, "versions": {"rdf", "store"},
         "views": {"query", "readouts", "versions"}, "network": {"query"}, "export": {"query", "network", "store", "views"},
         "charts": {"views"}, "page": {"network", "templates"}, "reports": {"views", "templates", "wording"},
         "corrections": {"rdf"}, "suggest": {"query", "corrections"}, "why": {"rdf", "query", "corrections", "wording"},
         "pack": {"query", "export", "store"}, "quarantine": {"rdf", "store", "validate"}, "infer": {"rdf", "store"}}
"""What a verb may import beside nouns, lexicons and its own folder."""

HEAVY = {"spacy", "pandas", "trafilatura", "pyoxigraph", "rdflib", "networkx", "pyvis", "pyarrow", "httpx", "numpy",
         "onnxruntime", "torch", "matplotlib", "sklearn", "rapidfuzz", "reasonable", "lxml", "pypdfium2", "rich", "jinja2", "babel",
         "fastapi", "uvicorn"}


def part_of(path: Path) -> str:
    """Return the file or folder of kg/ that a module belongs to; the package's own `__init__` is ""."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the parts of kg that a module imports, at the top or within a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "kg":
            yield from (alias.name if (PACKAGE / alias.name).exists() or (PACKAGE / f"{alias.name}.py").exists() else ""
                        for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg."):
            yield (node.module or "").split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("kg."))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_every_module_has_its_place() -> None:
    parts = {part_of(p) for p in MODULES}
    assert parts <= NOUNS | LEXICONS | VERBS | WIRING, "name the new part in one of the groups above, or move it"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_keep_to_the_rules(path: Path) -> None:
    part = part_of(path)
    if part in WIRING:
        allowed = NOUNS | LEXICONS | VERBS | WIRING
    elif part in VERBS:
        allowed = NOUNS | LEXICONS | {part} | DOORS.get(part, set())
    else:
        allowed = NOUNS | (LEXICONS if part in LEXICONS else set())
    assert set(imports(parsed(path))) <= allowed


@pytest.mark.parametrize("path", [p for p in MODULES if part_of(p) not in ("train", "serve")], ids=name)
def test_nothing_heavy_is_imported_before_it_is_needed(path: Path) -> None:
    top = [n for n in parsed(path).body if isinstance(n, (ast.Import, ast.ImportFrom))]
    names = {alias.name.split(".")[0] for n in top if isinstance(n, ast.Import) for alias in n.names}
    names |= {(n.module or "").split(".")[0] for n in top if isinstance(n, ast.ImportFrom)}
    assert not names & (HEAVY - {"numpy"})  # numpy is small, and only stages that run beside spaCy use it


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") < 400
    long = [f"{n.name} has {n.end_lineno - n.lineno + 1} lines" for n in ast.walk(parsed(path))
            if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and (n.end_lineno or 0) - n.lineno >= 60]
    assert not long


@pytest.mark.parametrize("path", [p for p in MODULES if part_of(p) != "cli"], ids=name)
def test_only_the_command_line_prints(path: Path) -> None:
    printing = [n.lineno for n in ast.walk(parsed(path)) if isinstance(n, ast.Call)
                and isinstance(n.func, ast.Name) and n.func.id == "print"]
    assert not printing


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_exception_is_swallowed(path: Path) -> None:
    swallowed = [n.lineno for n in ast.walk(parsed(path)) if isinstance(n, ast.ExceptHandler)
                 and all(isinstance(line, (ast.Pass, ast.Continue)) for line in n.body)]
    assert not swallowed


@pytest.mark.parametrize("statement", [
    "import kg", "import kg.cli; kg.cli.run(['--help'])", "import kg.cli; kg.cli.run(['build', '--help'])",
    "import kg.cli; kg.cli.run(['--version'])"])
def test_help_answers_at_once(statement: str) -> None:
    """Nothing that takes long to load is loaded for a help text."""
    told = subprocess.run([sys.executable, "-c", f"{statement}\nimport sys; print('loaded', *sys.modules)"],
                          capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    loaded = {m.split(".")[0] for m in told.stdout.rpartition("loaded ")[2].split()}
    assert not loaded & HEAVY
