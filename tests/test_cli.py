"""The command line as a user meets it: what it prints where, and with which exit status it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.cli import run
from kg.cli.options import parameters
from kg.pipeline import sample

ROOT = Path(__file__).parents[1]

TALKS = """Foreign Minister Lena Berg Meets with Minister Ana Sousa
2031-03-04

On March 4, Foreign Minister Lena Berg of Norway met with Brazilian Foreign Minister Ana Sousa in Oslo.

Berg said that Norway supports Brazil in protecting its forests. Norway will provide vaccines to Brazil.
Sousa thanked Norway for its help. The two sides signed a memorandum of understanding on fisheries."""

Printed = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a store that holds one readout."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "talks.txt").write_text(TALKS)
    kg.build(folder / "talks.txt", folder / "store", publisher="Norway MFA")
    return str(folder / "store")


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    (tmp_path / "talks.txt").write_text(TALKS)
    return tmp_path / "talks.txt"


def table(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


def test_build_ends_with_a_table_and_says_nothing_else(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run(["build", str(talks), "--store", str(tmp_path / "s")]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert any(line.split() == ["documents", "new", "1"] for line in told.out.splitlines())
    assert "documents/s" in told.out


def test_build_tells_a_program_in_json(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run(["build", str(talks), "missing.txt", "--store", str(tmp_path / "s"), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["new"], told["unchanged"]) == (1, 1, 0)
    assert [(s["source"], s["kind"]) for s in told["skipped"]] == [("missing.txt", "failed")]
    assert told["entities"]["Country"] >= 2


def test_quiet_prints_errors_only(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run(["build", str(talks), "--store", str(tmp_path / "s"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert run(["build", "missing.txt", "--store", str(tmp_path / "s"), "--quiet"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: missing.txt: ")
    assert told.err.count("\n") == 1


def test_what_is_stated_goes_before_what_a_text_says(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    run(["build", str(talks), "--store", str(tmp_path / "s"), "-q", "--date", "2030-01-02", "--publisher", "Brazil MRE"])
    run(["documents", "--store", str(tmp_path / "s"), "--format", "csv"])
    [row] = table(capsys.readouterr().out)
    assert (row["published"], row["publisher"], row["source"]) == ("2030-01-02", "Brazil MRE", str(talks))


def test_records_are_read_by_the_columns_that_are_named(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "r.csv").write_text(f'headline,body,who\nTalks in Oslo,"{TALKS.splitlines()[3]}",Norway MFA\n')
    assert run(["build", str(tmp_path / "r.csv"), "--store", str(tmp_path / "s"), "-q", "--title-field", "headline",
                "--text-field", "body", "--publisher-field", "who"]) == 0
    run(["documents", "--store", str(tmp_path / "s"), "--format", "json"])
    [row] = json.loads(capsys.readouterr().out)
    assert (row["document"], row["publisher"]) == ("Talks in Oslo", "Norway MFA")


@pytest.mark.parametrize("command", [
    ["build"], ["build", "x.txt", "--processes", "0"], ["build", "x.txt", "--min-confidence", "2"], ["query"],
    ["query", "kinds", "--country"], ["export"], ["no-such-command"], ["extract"]])
def test_wrong_usage_ends_with_2(command: list[str], capsys: Printed) -> None:
    assert run(command) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err


@pytest.mark.parametrize(("command", "says"), [
    (["query", "meetings-of-pears"], "near: meetings-of-pair"),
    (["query", "-e", "SELECT ?x WHERE { ?x"], "malformed query"),
    (["query", "meetings-of-pair", "--country", "Norway"], "partner"),
    (["query", "kinds", "--format", "ttl"], "constructs triples"),
    (["show", "Lena Bergh"], "Lena Berg"),
    (["forget", "never-read.txt"], "no such document"),
])
def test_errors_are_one_clear_line(command: list[str], says: str, store: str, capsys: Printed) -> None:
    assert run([*command, "--store", store]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: ") and says in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("command", [["stats"], ["documents"], ["show", "x"], ["query", "kinds"], ["forget", "x"],
                                     ["render", "-o", "x.html"], ["export", "-o", "x.ttl"]])
def test_a_store_that_is_not_there_is_not_made(command: list[str], tmp_path: Path, capsys: Printed) -> None:
    assert run([*command, "--store", str(tmp_path / "none")]) == 1
    assert "there is no store" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_pipeline_that_is_not_installed_ends_the_build(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run(["build", str(talks), "--store", str(tmp_path / "s"), "--model", "no_such_model"]) == 1
    assert "'no_such_model' is not installed" in capsys.readouterr().err


def test_a_date_that_is_none_is_told(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run(["build", str(talks), "--store", str(tmp_path / "s"), "--date", "4 March"]) == 1
    assert "'4 March'" in capsys.readouterr().err


@pytest.mark.parametrize("given", [["--country", "Norway", "--partner", "Brazil"], ["country=Norway", "partner=Brazil"],
                                   ["--country=NOR", "partner=BRA"]])
def test_parameters_of_a_query_are_options_or_pairs(given: list[str], store: str, capsys: Printed) -> None:
    assert run(["query", "meetings-of-pair", *given, "--store", store, "--format", "json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert row["date"] == "2031-03-04"
    assert row["place"] == "Oslo"


def test_parameters_that_are_none_are_refused() -> None:
    import typer

    with pytest.raises(typer.BadParameter, match="expected --name value"):
        parameters(["Norway"])
    assert parameters(["--not-before", "2020"]) == {"not_before": "2020"}
    assert parameters(["topic=a=b"]) == {"topic": "a=b"}


def test_answers_have_the_form_that_is_asked_for(store: str, capsys: Printed) -> None:
    ask = ["query", "-e", "SELECT ?iso WHERE { ?c bkg:iso3 ?iso } ORDER BY ?iso", "--store", store]
    run([*ask, "--format", "csv"])
    assert capsys.readouterr().out == "iso\nBRA\nNOR\n"
    run([*ask, "--format", "json"])
    assert json.loads(capsys.readouterr().out) == [{"iso": "BRA"}, {"iso": "NOR"}]
    run(ask)
    assert capsys.readouterr().out == "iso\nBRA\nNOR\n"
    run(["query", "-e", "ASK { ?x bkg:iso3 'BRA' }", "--store", store])
    assert capsys.readouterr().out == "true\n"


def test_constructed_triples_are_printed_as_turtle(store: str, capsys: Printed) -> None:
    import rdflib

    assert run(["query", "-e", "CONSTRUCT { ?c a bkg:Country } WHERE { ?c bkg:iso3 ?i }", "-f", "ttl", "-s", store]) == 0
    graph = rdflib.Graph().parse(data=capsys.readouterr().out, format="turtle")
    assert len(graph) == 2


def test_show_prints_offices_meetings_and_quotes(store: str, capsys: Printed) -> None:
    assert run(["show", "lena berg", "--store", store]) == 0
    card = capsys.readouterr().out
    assert card.startswith("Lena Berg  (Person, person:lena-berg)")
    assert "Foreign Minister (Norway)" in card
    assert "2031-03-04" in card
    run(["show", "NOR", "--store", store])
    card = capsys.readouterr().out
    quotes = re.findall("^    “(.+)”$", card, re.M)
    assert quotes and all(quote in " ".join(TALKS.split()) for quote in quotes)
    assert "talks.txt" in card and "Norway MFA" in card


def test_show_tells_a_program_in_json(store: str, capsys: Printed) -> None:
    assert run(["show", "Norway", "--store", store, "--format", "json"]) == 0
    [card] = json.loads(capsys.readouterr().out)
    assert card["entity"]["iso3"] == "NOR"
    assert all(s["cited"][0]["quote"] in " ".join(TALKS.split("\n")) for s in card["statements"])


def test_stats_and_queries_list_what_there_is(store: str, capsys: Printed) -> None:
    run(["stats", "--store", store, "--format", "csv"])
    told = {(r["what"], r["which"]): int(r["number"]) for r in table(capsys.readouterr().out)}
    assert told["documents", "all"] == 1
    assert told["entities", "Person"] == 2
    run(["queries", "--format", "json"])
    listed = {q["name"]: q for q in json.loads(capsys.readouterr().out)}
    assert len(listed) >= 15
    assert listed["meetings-of-pair"]["parameters"] == "country partner"
    assert all(q["title"] for q in listed.values())


def test_forget_takes_a_source_or_an_id(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    where = str(tmp_path / "s")
    for name in ("by source", "by id"):
        run(["build", str(talks), "--store", where, "-q"])
        run(["documents", "--store", where, "--format", "json"])
        [row] = json.loads(capsys.readouterr().out)
        assert run(["forget", row["source"] if name == "by source" else row["id"], "--store", where]) == 0
        run(["documents", "--store", where, "--format", "json"])
        assert json.loads(capsys.readouterr().out) == []


def test_extract_prints_the_shape_of_the_guidelines(talks: Path, capsys: Printed) -> None:
    assert run(["extract", str(talks), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["doc"] == "talks"
    known = {e["id"] for e in told["entities"]}
    text = next(iter(kg.read(talks))).text
    assert told["statements"]
    for s in told["statements"]:
        assert s["subject"] in known
        assert text[s["span"]["start"]:s["span"]["end"]] == s["quote"]


def test_extract_writes_one_file_a_text(talks: Path, tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "texts").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "texts" / name).write_text(TALKS.replace("Oslo", f"Oslo {name[0].upper()}"))
    (tmp_path / "texts" / "c.txt").write_text("双方就共同关心的国际和地区问题交换了意见。", encoding="utf-8")
    assert run(["extract", str(tmp_path / "texts"), "-o", str(tmp_path / "out")]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "its language is zh" in told.err
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.json", "b.json"]


def test_extract_names_records_by_their_ids(tmp_path: Path) -> None:
    records = sample().read_text(encoding="utf-8").splitlines()[:2]
    (tmp_path / "r.jsonl").write_text("\n".join(records), encoding="utf-8")
    assert run(["extract", str(tmp_path / "r.jsonl"), "-o", str(tmp_path / "out"), "-q"]) == 0
    assert {p.stem for p in (tmp_path / "out").iterdir()} == {json.loads(line)["id"] for line in records}


def test_render_chooses_and_says_what_it_left_out(store: str, tmp_path: Path, capsys: Printed) -> None:
    page = str(tmp_path / "g.html")
    assert run(["render", "-o", page, "--store", store, "--limit", "2", "--theme", "dark", "--kinds", "Country,Person"]) == 0
    told = capsys.readouterr().err
    assert "This page shows a part of the graph: 2 of " in told and f"written: {page}" in told
    assert 'data-theme="dark"' in Path(page).read_text(encoding="utf-8")
    for wrong in (["--focus", "Atlantis"], ["--pair", "Atlantis", "Mu"], ["--since", "yesterday"], ["--kinds", "Planet"], ["--relations", "eats"]):
        assert run(["render", "-o", page, "--store", store, *wrong]) == 1
        told = capsys.readouterr().err
        assert told.startswith("error: ") and told.count("\n") == 1


def test_export_and_render_write_files(store: str, tmp_path: Path, capsys: Printed) -> None:
    assert run(["export", "-o", str(tmp_path / "g.nq"), "--store", store, "-q"]) == 0
    assert run(["render", "-o", str(tmp_path / "g.html"), "--store", store, "-q"]) == 0
    assert "Lena Berg" in (tmp_path / "g.nq").read_text(encoding="utf-8")
    assert "Lena Berg" in (tmp_path / "g.html").read_text(encoding="utf-8")
    assert run(["render", "-o", str(tmp_path / "none" / "g.html"), "--store", store]) == 1
    assert run(["export", "-o", str(tmp_path / "g.docx"), "--store", store]) == 1
    assert "Traceback" not in capsys.readouterr().err


def command(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "kg", *arguments], cwd=ROOT, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **options)


def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    listing = subprocess.run([sys.executable, "-m", "kg", "queries"], cwd=ROOT, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert listing.stderr == b""


def test_control_c_leaves_whole_documents(tmp_path: Path) -> None:
    where = tmp_path / "s"
    build = command("build", str(sample()), "--store", str(where), "--processes", "2", start_new_session=True)
    until = time.monotonic() + 300
    while time.monotonic() < until and not sum(f.stat().st_size for f in where.glob("*.log")) > 200_000:
        time.sleep(0.05)
    os.killpg(build.pid, signal.SIGINT)  # as a terminal does: to the parent and its workers
    out, err = build.communicate(timeout=60)
    assert build.returncode == 130
    assert err.decode().startswith("stopped; ")
    assert b"Traceback" not in err
    with kg.open_store(where) as opened:
        assert opened.graphs()


def test_standard_input_is_a_source(tmp_path: Path) -> None:
    build = command("build", "-", "--store", str(tmp_path / "s"), "--format", "json", stdin=subprocess.PIPE)
    out, err = build.communicate(TALKS.encode())
    assert (build.returncode, err) == (0, b"")
    assert json.loads(out)["read"] == 1


def test_text_of_documents_is_no_markup(tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal rich draws the table; what a document says must not be taken for its markup."""
    from kg.cli.console import rows

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    rows(("title",), [("[bold]Talks[/bold] [/]",)])
    assert "[bold]Talks[/bold] [/]" in capsys.readouterr().out
