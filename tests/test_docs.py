"""The documents tell the truth about commands, links and names; the exports hold nothing of the machine they came from."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import kg
from kg.cli import app
from kg.page import _library
from kg.queries import named

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "kg").rglob("*.md")])
COMMANDS = typer.main.get_command(app)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(text: str, language: str) -> Iterator[str]:
    """Yield the fenced blocks of a language; "" is one that names none."""
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
        if found[1] == language:
            yield found[2]


def lines_of(page: Path) -> Iterator[str]:
    """Yield the lines of a page's shell blocks that call kg."""
    text = page.read_text(encoding="utf-8")
    for block in (b for language in ("", "sh", "bash", "console") for b in blocks(text, language)):
        for line in block.replace("\\\n", " ").splitlines():
            line = line.strip().removeprefix("$ ").removeprefix(".venv/bin/")
            if line.startswith("kg "):
                yield line


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S))
    missing = [link for link in links if not link.startswith(("http", "mailto:", "#"))
               and not (page.parent / link.partition("#")[0]).exists()]
    assert not missing


CALLS = [(name(page), line) for page in PAGES for line in lines_of(page)]


@pytest.mark.parametrize(("page", "line"), CALLS)
def test_commands_in_documents_parse(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    words = words[:words.index(">")] if ">" in words else words
    words = words[:words.index("|")] if "|" in words else words
    command = COMMANDS.commands[words[0]]  # type: ignore[attr-defined]
    context = command.make_context(words[0], words[1:])
    if words[0] == "query" and context.params["free"] is None:
        asked = named()[context.params["name"]]
        given = {w.removeprefix("--").partition("=")[0] for w in context.args if w.startswith("--") or "=" in w}
        assert given <= {p.name for p in asked.params}
        assert {p.name for p in asked.params if not p.optional} <= given


def test_the_readme_shows_the_commands_that_matter() -> None:
    shown = {line.split()[1] for page, line in CALLS if page == "README.md"}
    assert shown >= {"build", "show", "query", "queries", "extract", "export", "render", "documents", "forget", "stats"}


def test_python_in_the_readme_uses_public_names() -> None:
    for block in blocks((ROOT / "README.md").read_text(encoding="utf-8"), "python"):
        used = {n.attr for n in ast.walk(ast.parse(block))
                if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "kg"}
        assert used and used <= set(kg.__all__)


def test_commands_of_the_makefile_parse() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if "$(BIN)/kg " in line]
    assert len(lines) >= 5
    for line in lines:
        call = line.partition("$(BIN)/kg ")[2].partition("||")[0].partition(">")[0].replace("$(STORE)", "s").replace("$$file", "x.ttl")
        words = shlex.split(call)
        COMMANDS.commands[words[0]].make_context(words[0], words[1:])  # type: ignore[attr-defined]


EXPORTS = sorted(p for p in (ROOT / "exports").rglob("*") if p.is_file())


@pytest.mark.parametrize("path", EXPORTS, ids=name)
def test_exports_hold_no_time_and_no_path_of_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(_library(), "")  # vis-network tells when it was built
    assert str(ROOT) not in text
    assert not re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text)
    assert "/home/" not in text and "site-packages" not in text


def test_the_changelog_has_the_version() -> None:
    assert f"## {kg.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_sample_says_that_it_is_not_to_be_cited() -> None:
    assert "not sources to cite" in (ROOT / "kg" / "sample" / "README.md").read_text(encoding="utf-8")
