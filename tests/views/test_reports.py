"""The pages that `kg compare --html` and `kg commitments --html` write: escaped, offline, without scripts, whole."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

import kg
from kg.cli import run
from kg.model import Extraction
from kg.rdf import graph_of, to_quads
from kg.views.comparison import compared

CHN, PAK = "country:CHN", "country:PAK"
HOSTILE = '</style></blockquote><script>window.hacked = 1</script><img src=x onerror="alert(1)">&amp;<!-- "quoted"'
Make = Callable[..., object]
Printed = pytest.CaptureFixture[str]


class Shown(HTMLParser):
    """What a page shows: its text, its tags, the places that it points to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags, self.links, self.policy, self._open = "", set(), [], "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        self._open = tag
        self.links += [v or "" for k, v in attrs if k in ("href", "src")]
        assert not [k for k in known if k.startswith("on") or k == "style"]
        if known.get("http-equiv") == "Content-Security-Policy":
            self.policy = known["content"] or ""

    def handle_data(self, data: str) -> None:
        if self._open != "style":
            self.text += data


@pytest.fixture(scope="module")
def two(say: Make, story: Make) -> tuple[Extraction, Extraction]:
    """Return two accounts, the first with hostile words and an address that a browser would run."""
    ours = story(f"China supports Pakistan. {HOSTILE} Khan thanked China.",
                 say("China supports Pakistan.", CHN, "supports", PAK, ["topic:trade"]),
                 say(HOSTILE, CHN, "pledges", PAK, ["topic:vaccines"], stance="committed"),
                 say("Khan thanked China.", PAK, "thanks", CHN, reported_by=CHN),
                 title=f"Talks {HOSTILE}", source="javascript:alert(1)", publisher="China MFA", published="2031-03-04")
    theirs = story("China does not support Pakistan. China aids Pakistan.",
                   say("China does not support Pakistan.", CHN, "supports", PAK, ["topic:trade"], negated=True),
                   say("China aids Pakistan.", CHN, "aids", PAK, ["topic:vaccines"], stance="called-for"),
                   title="Talks", source="https://example.org/talks", publisher="Pakistan MOFA", published="2031-03-05")
    return ours, theirs


@pytest.fixture(scope="module")
def where(two: tuple[Extraction, Extraction], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a store on disk that holds both."""
    path = tmp_path_factory.mktemp("reports") / "store"
    with kg.open_store(path) as store:
        for x in two:
            store.replace(graph_of(x.document), to_quads(x))
    return str(path)


def pages(two: tuple[Extraction, Extraction], folder: Path) -> list[str]:
    from kg.views.commitments import commitments_of

    return [p.read_text(encoding="utf-8") for p in (
        kg.report_comparison(compared(*two), folder / "two.html"), kg.report_commitments(commitments_of(two), folder / "commitments.html"))]


def test_text_is_never_markup_and_nothing_runs_or_is_fetched(two: tuple[Extraction, Extraction], tmp_path: Path) -> None:
    for page in pages(two, tmp_path):
        shown = Shown(page)
        assert HOSTILE in shown.text
        assert not shown.tags & {"script", "img", "link", "iframe", "object", "form"}
        assert all(link.startswith(("#", "https://example.org/")) for link in shown.links)
        [style] = re.findall(r"<style>(.*?)</style>", page, re.S)
        assert "url(" not in style and "@import" not in style
        told = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert shown.policy == f"default-src 'none'; style-src 'sha256-{told}'; base-uri 'none'; form-action 'none'"


def test_a_page_has_every_quote_of_both_sides(two: tuple[Extraction, Extraction], tmp_path: Path) -> None:
    comparison, ledger = (" ".join(Shown(page).text.split()) for page in pages(two, tmp_path))
    for told in two:
        assert all(" ".join(s.evidence[0].quote.split()) in comparison for s in told.statements)
    for title in ("At odds 1", "In other words 1", "One side alone", "What each text says that the other said 1", "Room for each matter"):
        assert title in comparison
    assert "They differ in polarity." in comparison and "The other text does not have it." in comparison
    assert "1 commitments" in ledger and "China to Pakistan: Vaccines" in ledger


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    assert "The store has no commitments that fit." in kg.report_commitments((), tmp_path / "none.html").read_text(encoding="utf-8")


def test_compare_prints_rows_json_and_a_page(two: tuple[Extraction, Extraction], where: str, tmp_path: Path, capsys: Printed) -> None:
    ids = [x.document.id for x in two]
    page = tmp_path / "two.html"
    assert run(["compare", ids[0], "https://example.org/talks", "--store", where, "--format", "csv", "--html", str(page)]) == 0
    told = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert [r["kind"] for r in rows] == ["conflicting", "reworded", "only a"] and rows[1]["quote_a"] == HOSTILE
    assert rows[0]["b"] == "China supports Pakistan on Trade (not)" and told.err == f"written: {page}\n" and page.exists()
    assert run(["compare", *ids, "--store", where, "--format", "json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["a"]["side"], plain["b"]["side"], plain["b"]["published"]) == ("China", "Pakistan", "2031-03-05")
    assert [x["differs"] for x in plain["aligned"]] == [["polarity"], ["relation", "stance"]]
    assert [(x["in"], x["answer"]) for x in plain["attributed"]] == [("a", None)]
    assert {m["label"] for m in plain["matters"]} == {"Trade", "Vaccines"}
    assert two[0].document.text[plain["only_a"][0]["quotes"][0]["start"]:][:19] == "Khan thanked China."


@pytest.mark.parametrize(("command", "why"), [
    (["compare", "no-such.txt", "https://example.org/talks"], "the store has no document 'no-such.txt'; `kg documents` lists them"),
    (["silence", "no-such.txt"], "the store has no document 'no-such.txt'"),
    (["formulas", "China", "Atlantis"], "the store knows no country or organization 'Atlantis'"),
    (["commitments", "--by", "Atlantis"], "the store knows no country or organization 'Atlantis'"),
    (["compare", "https://example.org/talks", "https://example.org/talks", "--html", "no-such-folder/x.html"], "no-such-folder/x.html")])
def test_what_is_wrong_is_said_in_one_line(where: str, command: list[str], why: str, capsys: Printed) -> None:
    assert run([*command, "--store", where]) == 1
    error = capsys.readouterr().err
    assert why in error and error.count("\n") == 1 and "Traceback" not in error


@pytest.mark.parametrize(("command", "head"), [
    (["pairs"], "date,score,a,title_a,b,title_b"), (["onesided", "--all"], "date,meeting,told_by,silent,texts_of_the_silent,document,quote"),
    (["changes"], "seen,source,change,before,after,quote_before,quote_after,same_words"),
    (["silence", "https://example.org/talks"], "kind,expected,probability,seen,of,last,last_quote"),
    (["formulas", "China", "Pakistan", "--uses"], "formula,date,side,wording,quote,document")])
def test_a_question_without_answer_prints_its_columns(where: str, command: list[str], head: str, capsys: Printed) -> None:
    assert run([*command, "--store", where, "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [head]
