"""A story in plain English, read by the program itself: what a reader would count is what the views count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.store import GraphStore

STORY = {
    "2030-03-04": ("Foreign Minister Ola Berg Meets President Sara Khan",
                   "On 3 March 2030, Foreign Minister Ola Berg of Norway met with President Sara Khan of Kenya in Nairobi. The talks were "
                   "held in a cordial atmosphere. President Khan thanked Norway for its support."),
    "2030-09-01": ("Norway and Kenya on Vaccines", "Norway provided vaccines to Kenya. They arrived in Nairobi."),
    "2032-05-02": ("Kenya Protests", "Kenya lodged stern representations with Norway. Kenya condemned Norway for the closure of the port."),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    folder = tmp_path_factory.mktemp("story")
    for date, (title, body) in STORY.items():
        (folder / f"{date}.txt").write_text(f"{title}\n{date}\n\n{body}\n", encoding="utf-8")
    report = kg.build(sorted(folder.glob("*.txt")), store=folder / "store", publisher="Norway MFA")
    assert report.read == 3 and not report.failed
    with kg.open_store(folder / "store", read_only=True) as opened:
        yield opened


def test_thanks_aid_and_blame_are_counted_in_their_years(store: GraphStore) -> None:
    found = {(d.source[-3:], d.period): d for d in kg.dyads(store, "Norway", "Kenya")}
    assert found["KEN", "2030"].counts["SUPPORT"] == 1 and found["KEN", "2030"].cooperation == 1.0
    assert found["NOR", "2030"].counts["AID"] == 1 and found["NOR", "2030"].material > 0
    assert found["KEN", "2032"].cooperation == 0.0 and found["KEN", "2032"].balance < -2
    assert found["KEN", "2031"].total == 0
    assert all(e.cited[0].quote in Path(e.cited[0].source).read_text(encoding="utf-8") for d in found.values() for e in d.events)


def test_the_meeting_has_its_host_its_levels_and_its_day(store: GraphStore) -> None:
    [met] = kg.encounters(store, country="Norway", partner="Kenya")
    assert (met.date, met.place, met.host, met.asymmetry) == ("2030-03-03", "Nairobi", "country:KEN", 2)
    assert {s.name: [d.name for d in s.delegates] for s in met.sides} == {"Kenya": ["Sara Khan"], "Norway": ["Ola Berg"]}


def test_the_tone_falls(store: GraphStore) -> None:
    assert [(r.published, r.rung.label) for r in kg.tone(store)] == [("2030-03-04", "Cordial"), ("2032-05-02", "Stern representations")]


def test_a_second_build_of_the_same_texts_changes_no_frame(store: GraphStore, tmp_path: Path) -> None:
    before = kg.frames(store)
    sources = sorted({Path(s) for s in before.documents.source})
    kg.build(sources, store=tmp_path / "again", publisher="Norway MFA")
    with kg.open_store(tmp_path / "again", read_only=True) as again:
        after = kg.frames(again)
    assert before.statements.equals(after.statements) and before.entities.equals(after.entities)
