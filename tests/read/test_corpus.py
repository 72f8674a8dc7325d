"""Real texts in ../shared, where it is there: every one comes out whole, dated as stated, or skipped with the reason."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kg.model import Document, Skipped
from kg.read import read
from kg.read.characters import clean

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason=f"no corpus in {SHARED}")


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", clean(text)))


@pytest.mark.parametrize("name, most_missing", [("us-white-house", 40), ("us-relations", 0), ("zh-readouts", 0)])
def test_records_come_out_word_for_word(name: str, most_missing: int) -> None:
    path = SHARED / "corpus" / f"{name}.jsonl.gz"
    rows = {row["id"]: row for row in map(json.loads, gzip.open(path, "rt", encoding="utf-8"))}
    found = list(read(path))
    assert {s.kind for s in found if isinstance(s, Skipped)} <= {"duplicate"}
    assert len(found) == len(rows)
    missing: Counter[str] = Counter()
    for document in found:
        if isinstance(document, Document):
            row = rows[document.source.partition("#")[2]]
            assert document.title == " ".join(clean(row["title"]).split())
            assert str(document.published or "") == row["date"]
            assert document.language == row["lang"]
            missing += words(f"{row['title']}\n{row['text']}") - words(document.text) - words(row["title"])
    assert missing.total() <= most_missing, missing  # closing date lines and end marks only


def test_web_pages_come_out_whole_and_without_their_menu() -> None:
    folder = SHARED / "corpus" / "cn-mfa-html"
    titles = {page["file"]: page["title"] for page in json.loads((folder / "index.json").read_text(encoding="utf-8"))}
    found = list(read(folder))
    assert [str(s).partition(": ")[2] for s in found if isinstance(s, Skipped)] == [
        "no file of records: no column 'text' among file, url, title"]
    pages = [d for d in found if isinstance(d, Document)]
    assert len(pages) == len(titles) == 20
    for page in pages:
        assert clean(titles[Path(page.source).name]).startswith(page.title)
        assert page.published is None  # the pages state no date but in their titles
        markup = Path(page.source).read_text(encoding="utf-8")
        asked = len(re.findall(r">\s*(?:<[^>]+>\s*)*Q:", markup))
        assert len(re.findall(r"^Q:", page.text, re.M)) == asked
        menu = {"about china", "contact us", "home", "print", "news", "the ministry", "suggest to a friend", "links"}
        assert not menu & {line.strip("<>[] ").lower() for line in page.text.split("\n")}
        assert "copyright" not in page.text.lower() and not page.text.startswith("Home")


def test_gold_texts_keep_title_and_date() -> None:
    for split in ("dev", "train"):
        index = {d["doc"]: d for d in json.loads((SHARED / "gold" / split / "index.json").read_text(encoding="utf-8"))}
        found = list(read(SHARED / "gold" / split / "texts", distinct=False))
        assert len(found) == len(index)
        for document in found:
            assert isinstance(document, Document)
            raw = Path(document.source).read_text(encoding="utf-8")
            second = raw.split("\n")[1].strip()
            assert str(document.published or "") == (second if re.fullmatch(r"\d{4}-\d\d-\d\d", second) else "")
            assert document.title and document.title in (" ".join(clean(line).split()) for line in raw.split("\n")[:2])
            assert document.language == "en"


def test_the_first_text_of_dev_has_neither_breadcrumbs_nor_share_link() -> None:
    [document] = read(SHARED / "gold" / "dev" / "texts" / "dev-000.txt")
    assert isinstance(document, Document)
    paragraphs = document.text.split("\n\n")
    assert paragraphs[0] == document.title and document.published is None
    assert paragraphs[1].startswith("On 21 August, ") and paragraphs[-1].endswith("regional issues.")
    assert not re.search(r"[<>]|News & Events", document.text)
