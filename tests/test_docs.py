"""The documents tell the truth about commands, links and names; the exports hold nothing of the machine they came from."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import kg
from kg.cli import app, run
from kg.page import _library
from kg.queries import named
from kg.views.frames import SCHEMA

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "kg").rglob("*.md")])
COMMANDS = typer.main.get_command(app)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(text: str, language: str) -> Iterator[str]:
    """Yield the fenced blocks of a language; "" is one that names none."""
    for found in re.finditer(r"^( *)```(\w*)\n(.*?)^\1```$", text, re.M | re.S):
        if found[2] == language:
            yield textwrap.dedent(found[3])


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


READ_IN_ORDER = ("README.md", "docs/index.md", "docs/tutorial.md", "docs/how-to/build.md", "docs/how-to/ask.md", "docs/how-to/study.md",
                 "docs/how-to/compare.md", "docs/how-to/export.md", "docs/how-to/evaluate.md")
"""Pages whose commands are run, one after the other, in one folder."""

NOT_RUN = {"train": "needs torch and gold annotations", "serve": "goes on until it is stopped",
           "reject": "names a statement by an id, which changes with the extraction"}
"""Commands that the pages show and the test does not run, and why."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the pages speak of."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "kg" / "sample").mkdir(parents=True)
    shutil.copy(kg.sample(), folder / "kg" / "sample" / "readouts.jsonl")
    [text, *_] = blocks((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"), "text")
    (folder / "readout.txt").write_text(text, encoding="utf-8")
    (folder / "records.csv").write_text("headline,day,body\nA Call,2024-05-01,Norway called Ghana. Ghana thanked Norway.\n", encoding="utf-8")
    for name in ("readouts", "texts"):
        (folder / name).mkdir()
        for stem, said in (("old", "Kenya thanked Norway for its help."), ("new", "Norway will provide vaccines to Kenya.")):
            (folder / name / f"{stem}.txt").write_text(f"Minister Speaks of {name} {stem}\n2024-05-04\n\n{said}\n", encoding="utf-8")
    (folder / "annotations").mkdir()
    for path in sorted((folder / "readouts").glob("*.txt")):
        told = kg.to_json(kg.extract(next(iter(kg.read(path)))), path.stem)
        (folder / "annotations" / f"{path.stem}.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def test_pages_whose_commands_are_run_are_all_that_show_how() -> None:
    how = {name(p) for p in (ROOT / "docs" / "how-to").glob("*.md")}
    assert how <= set(READ_IN_ORDER) and all((ROOT / p).is_file() for p in READ_IN_ORDER)
    shown = {line.split()[1] for _, line in CALLS}
    assert shown == set(COMMANDS.commands), "every command has its example in a page"  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", READ_IN_ORDER)
def test_commands_and_python_of_a_page_work(page: str, desk: Path, monkeypatch: pytest.MonkeyPatch,
                                            capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(desk)
    for line in lines_of(ROOT / page):
        words = shlex.split(line, comments=True)[1:]
        words = words[:words.index(">")] if ">" in words else words
        if words[0] not in NOT_RUN:
            assert run(words) == 0, f"{line}: {capsys.readouterr().err}"
    for block in blocks((ROOT / page).read_text(encoding="utf-8"), "python"):
        told = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
        assert told.returncode == 0, told.stderr


def test_the_site_builds_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    built = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)], cwd=ROOT,
                           capture_output=True, text=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)})
    assert built.returncode == 0, built.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 15
    loading = r'<(?:script|img|iframe)[^>]+src="https?:|<link[^>]+rel="(?:stylesheet|preconnect)[^>]+href="https?:'
    for path in pages:
        assert not re.findall(loading, path.read_text(encoding="utf-8")), path


def test_the_reference_lists_the_columns_of_the_frames_and_every_public_name() -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    for frame, columns in SCHEMA.items():
        section = text.partition(f"### {frame}\n")[2].partition("###")[0]
        told = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", section, re.M)
        assert told == [(c, dtype, what.replace("|", "&#124;")) for c, (dtype, what) in columns.items()]
    documented = {line.rpartition(".")[2] for line in re.findall(r"^::: (\S+)", text, re.M)}
    of_values = {"KgError", "InputError", "ModelError", "QueryError", "StoreError", "__version__"}  # with kg.errors
    assert set(kg.__all__) - of_values <= documented


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
        call = line.partition("$(BIN)/kg ")[2].partition("||")[0].partition(">")[0]
        for name, value in (("$(STORE)", "s"), ("$$file", "x.ttl"), ("$(TABLES)", "t")):
            call = call.replace(name, value)
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
