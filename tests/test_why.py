"""From a statement back to its sentence: text around it, document, extractor, confidence, a person's decisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
from kg.cli import run

TALKS = """Foreign Minister Lena Berg Meets with Minister Ana Sousa
2031-03-04

On March 4, Foreign Minister Lena Berg of Norway met with Brazilian Foreign Minister Ana Sousa in Oslo.

Berg said that Norway supports Brazil in protecting its forests. Norway will provide vaccines to Brazil.
Sousa thanked Norway for its help. The two sides signed a memorandum of understanding on fisheries."""
AGAIN = """Norway and Brazil on Forests
2031-03-05

In Brasília, Minister Ana Sousa said that Brazil had thanked Norway for its help. Norway will not leave the fund."""

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a store of two readouts in the working folder."""
    (tmp_path / "talks.txt").write_text(TALKS, encoding="utf-8")
    (tmp_path / "again.txt").write_text(AGAIN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    kg.build(["talks.txt", "again.txt"], "kg-store", publisher="Norway MFA")
    return "kg-store"


def told(capsys: Printed, *asked: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["why", *asked, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_way_from_names_to_the_sentence_in_its_text(store: str, capsys: Printed) -> None:
    assert run(["why", "norway", "supports", "BRA"]) == 0
    card = capsys.readouterr().out
    assert card.startswith("Norway supports Brazil about ") and "said by Lena Berg" in card.splitlines()[0]
    assert ("met with Brazilian Foreign Minister Ana Sousa in Oslo. [[Berg said that Norway supports Brazil in protecting its forests.]] "
            "Norway will provide vaccines") in card
    assert "    Norway MFA, 2031-03-04, talks.txt\n" in card
    assert "    read by acts, confidence 0." in card


def test_the_quote_is_cut_from_the_text_with_what_stands_around_it(store: str, capsys: Printed) -> None:
    for this in told(capsys, "Brazil", "thanks", "Norway"):
        for cited in this["cited"]:  # type: ignore[attr-defined]
            text = Path(cited["source"]).read_text(encoding="utf-8")
            whole = cited["before"].lstrip("…") + cited["quote"] + cited["after"].rstrip("…")
            assert " ".join(whole.split()) in " ".join(text.replace("2031-03-04\n", "").replace("2031-03-05\n", "").split())


def test_an_act_without_object_is_found_by_what_it_is_about(store: str, capsys: Printed) -> None:
    [this] = told(capsys, "Norway", "aids", "vaccines")
    assert this["claim"] == "Norway aids Brazil about Vaccines (committed; said by Lena Berg)"


def test_the_beginning_of_an_id_is_enough(store: str, capsys: Printed) -> None:
    [this] = told(capsys, "Norway", "aids", "Vaccines")
    id = str(this["id"])
    for name in (id[:8], f"statement:{id}", f"https://w3id.org/bilateral-kg/id/statement/{id}"):
        assert told(capsys, name) == [this]


def test_decisions_on_the_way_are_shown_also_of_what_was_rejected(store: str, capsys: Printed) -> None:
    [this] = told(capsys, "Norway", "aids", "Vaccines")
    id = str(this["id"])
    run(["rename", "Norway", "Kingdom of Norway", "--why", "as it calls itself", "--author", "Sam"])
    [renamed] = told(capsys, id)
    assert str(renamed["claim"]).startswith("Kingdom of Norway aids")
    assert [(d["author"], d["why"]) for d in renamed["corrections"]] == [("Sam", "as it calls itself")]  # type: ignore[attr-defined]
    run(["accept", id[:6], "--author", "Kim"])
    [accepted] = told(capsys, id)
    assert accepted["cited"][0]["confidence"] == 1.0  # type: ignore[index]
    assert "Kim" in [d["author"] for d in accepted["corrections"]]  # type: ignore[attr-defined]
    Path("corrections/accepted.csv").unlink()
    run(["reject", id[:6], "--why", "not vaccines", "--author", "Kim"])
    [rejected] = told(capsys, id)
    assert not rejected["stands"] and rejected["cited"]
    capsys.readouterr()
    assert run(["why", id]) == 0
    card = capsys.readouterr().out
    assert "not in the graph" in card and "corrections/rejected.csv:2 (Kim, " in card and card.endswith(": not vaccines\n")
    assert run(["why", "Norway", "aids", "Vaccines"]) == 1


@pytest.mark.parametrize(("asked", "says"), [
    (["Norway", "suports", "Brazil"], "did you mean 'supports'"), (["Norway", "threatens", "Brazil"], "no document says"),
    (["Norwey", "supports", "Brazil"], "near: Norway"), (["ffff"], "the store has no statement"), (["a b"], "is no id of a statement")])
def test_errors_are_one_clear_line(asked: list[str], says: str, store: str, capsys: Printed) -> None:
    assert run(["why", *asked]) == 1
    said = capsys.readouterr()
    assert said.out == "" and says in said.err and said.err.count("\n") == 1


def test_two_words_are_wrong_usage(store: str) -> None:
    assert run(["why", "Norway", "supports"]) == 2


def test_a_statement_is_added_from_the_command_line(store: str, capsys: Printed) -> None:
    assert run(["add", "Brazil", "praises", "Norway", "--in", "again.txt", "--quote", "Norway will not leave the fund.", "--about", "trade",
                "--speaker", "Ana Sousa", "--why", "so it reads"]) == 0
    [this] = told(capsys, "Brazil", "praises", "Norway")
    assert this["claim"] == "Brazil praises Norway about Trade (said by Ana Sousa)"
    [cited] = this["cited"]  # type: ignore[misc]
    assert (cited["extractor"], cited["confidence"], cited["quote"]) == ("person", 1.0, "Norway will not leave the fund.")
    Path("again.txt").write_text(AGAIN.replace("Forests", "Rain Forests"), encoding="utf-8")
    report = kg.build(["talks.txt", "again.txt"], "kg-store", publisher="Norway MFA")
    assert (report.replaced, report.unchanged, report.failed) == (1, 1, ())
    [moved] = told(capsys, "Brazil", "praises", "Norway")[0]["cited"]  # type: ignore[misc]
    assert (moved["quote"], moved["span"]["start"]) == (cited["quote"], cited["span"]["start"] + len("Rain "))
