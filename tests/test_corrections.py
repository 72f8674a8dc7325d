"""A person's decisions: applied at every build and update, reversible to the last triple, conflicts named, nothing read twice."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import query, revise
from kg.cli import run
from kg.corrections import (FILES, Accepted, Added, Corrections, Decision, Different, Mark, OfKind, Rejected, Renamed, Same, Split, correct,
                            corrected, folder_of, load, record, uncorrected)
from kg.corrections.conflicts import sift
from kg.errors import InputError
from kg.model import Extraction, Statement
from kg.pipeline import sample
from kg.rdf import from_quads, to_quads
from kg.store import open_store
from kg.validate import validate
from kg.why import chain

Printed = pytest.CaptureFixture[str]
CHINESE, PAKISTANI, ISLAMABAD = "second-round-of-the-china-pakistan", "visit-to-beijing-for-consultations", "17th-extraordinary-session"
MAKHDOOM, QURESHI = "person:makhdoom-shah-mahmood-qureshi", "person:shah-mahmood-qureshi"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three readouts of the sample as records, and the store built of them."""
    folder = tmp_path_factory.mktemp("corrections")
    records = [json.loads(line) for line in sample().read_text(encoding="utf-8").splitlines()]
    kept = [r for r in records if any(part in r["id"] for part in (CHINESE, PAKISTANI, ISLAMABAD))]
    assert len(kept) == 3
    (folder / "readouts.jsonl").write_text("".join(json.dumps(r) + "\n" for r in kept), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)  # sources are told as they are named, so that a copy of the folder is the same build
        kg.build("readouts.jsonl", "kg-store")
    return folder


@pytest.fixture
def desk(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of it, as the working folder."""
    shutil.copytree(built, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("KG_AUTHOR", "Sam Reader")
    return tmp_path / "desk"


def dump() -> str:
    with open_store("kg-store", read_only=True) as store:
        return store.dump()


def rebuild() -> kg.pipeline.Report:
    return kg.build("readouts.jsonl", "kg-store")


def visit() -> str:
    """Return the id of a statement that a reader disputes."""
    with open_store("kg-store", read_only=True) as store:
        [found] = [e.id for e in query.edges(store) if e.relation == "visits" and e.target == "place:beijing"
                   and e.source in (MAKHDOOM, QURESHI)]
        return found


def ids() -> set[str]:
    with open_store("kg-store", read_only=True) as store:
        return {s.id for g in store.graphs() for s in from_quads(store.quads(g)).statements}


def delete_line(name: str, holding: str) -> None:
    """Undo a decision as a person would, in an editor."""
    path = Path("corrections") / name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if holding not in line]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), encoding="utf-8")


def test_a_round_of_corrections(desk: Path, capsys: Printed) -> None:
    """Merge, reject, rebuild, change of a document, undo: what the issue asks to be shown."""
    fresh = dump()

    assert run(["merge", "Makhdoom Shah Mahmood Qureshi", "Shah Mahmood Qureshi", "--why", "one man"]) == 0
    assert MAKHDOOM.partition(":")[2] not in "".join(line for line in dump().splitlines() if "#patch>" not in line)
    merged = dump()

    rejected = visit()
    assert run(["reject", rejected, "--why", "he never left"]) == 0
    assert rejected not in ids()
    both = dump()

    report = rebuild()  # nothing is read again, nothing is lost
    assert (report.unchanged, report.corrected) == (3, 0)
    assert dump() == both
    with open_store() as store:  # and a build from nothing comes to the same graph
        kg.build("readouts.jsonl", store, corrections="corrections")
        assert store.dump() == both

    text = Path("readouts.jsonl").read_text(encoding="utf-8")
    Path("readouts.jsonl").write_text(text.replace("today undertook", "on Friday undertook"), encoding="utf-8")
    report = rebuild()
    assert (report.replaced, report.unchanged) == (1, 2)
    with open_store("kg-store", read_only=True) as store:
        [changed] = [x for x in (from_quads(store.quads(g)) for g in store.graphs()) if "on Friday undertook" in x.document.text]
        assert QURESHI in {e.id for e in changed.entities} and MAKHDOOM not in {e.id for e in changed.entities}
        assert not any(s.relation == "visits" and s.object == "place:beijing" and s.subject == QURESHI for s in changed.statements)
    Path("readouts.jsonl").write_text(text, encoding="utf-8")
    rebuild()
    assert dump() == both

    delete_line("rejected.csv", "he never left")
    assert rebuild().corrected == 1
    assert dump() == merged
    delete_line("same.csv", "one man")
    report = rebuild()
    assert (report.unchanged, report.corrected, report.skipped) == (3, 2, ())
    assert dump() == fresh


def test_a_rejection_outlives_a_merge_of_its_ends_whichever_came_first(desk: Path, capsys: Printed) -> None:
    rejected = visit()
    run(["reject", rejected, "--why", "w"])
    run(["merge", MAKHDOOM, QURESHI])
    first = dump()
    shutil.rmtree("corrections")
    run(["corrections", "--apply"])
    run(["merge", MAKHDOOM, QURESHI])
    now = visit()
    assert now != rejected  # its end has another id
    run(["reject", now, "--why", "w"])
    assert dump() == first
    Path("corrections/same.csv").unlink()  # the rejection stands without the merge as well
    run(["corrections", "--apply"])
    assert not ids() & {rejected, now}


def test_a_rejection_in_one_document_goes_by_the_quote(desk: Path, capsys: Printed) -> None:
    with open_store("kg-store", read_only=True) as store:
        shared = next(e for e in query.edges(store) if len({c.document for c in e.cited}) > 1)
    assert run(["reject", shared.id, "--why", "misread", "--in", shared.cited[0].document]) == 0
    with open_store("kg-store", read_only=True) as store:
        left = next(e for e in query.edges(store) if e.id == shared.id)
    gone = {c.quote for c in shared.cited if c.document == shared.cited[0].document}
    assert left.cited and not {c.quote for c in left.cited} & gone
    assert run(["reject", shared.id, "--why", "misread", "--in", "nowhere.txt"]) == 1


def test_an_accepted_statement_is_sure_and_stays_however_much_confidence_is_asked(desk: Path, capsys: Printed) -> None:
    with open_store("kg-store", read_only=True) as store:
        unsure = min((e for e in query.edges(store)), key=lambda e: (e.confidence, e.id))
    assert unsure.confidence < 0.9
    assert run(["accept", unsure.id]) == 0
    kg.build("readouts.jsonl", "kg-store", min_confidence=0.9)
    with open_store("kg-store", read_only=True) as store:
        found = {e.id: e.confidence for e in query.edges(store)}
        assert found[unsure.id] == 1.0
        assert min(found.values()) >= 0.9
    Path("corrections/accepted.csv").unlink()
    kg.build("readouts.jsonl", "kg-store", min_confidence=0.9)
    assert unsure.id not in ids()


def test_an_added_statement_stands_on_its_quote(desk: Path, capsys: Printed) -> None:
    fresh = dump()
    [source] = [line["source"] for line in documents(capsys) if "Kashmir" in line["document"]]
    quote = "accompanied by Foreign Secretary Sohail Mahmood"
    add = ["add", "Sohail Mahmood", "represents", "Pakistan", "--office", "Foreign Secretary", "--in", source]
    assert run([*add, "--quote", "words that stand nowhere"]) == 1
    assert "does not stand there" in capsys.readouterr().err
    assert not Path("corrections").exists()
    with open_store("kg-store", read_only=True) as store:
        known = query.find(store, "Sohail Mahmood")
    assert known == ("person:sohail-mahmood",)
    claim = Added("person:sohail-mahmood", "", "supports", "country:PAK", "", "topic:sovereignty", "committed", "", "", "", "", "", "",
                  source, quote, mark=Mark())
    record(Path("corrections"), claim)
    assert run(["corrections", "--apply", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["documents"] == 1
    with open_store("kg-store", read_only=True) as store:
        [edge] = [e for e in query.edges(store) if e.source == "person:sohail-mahmood" and e.relation == "supports"]
        assert (edge.cited[0].quote, edge.confidence, edge.stance, edge.about) == (quote, 1.0, "committed", ("topic:sovereignty",))
        graph = store.graph_of_source(source)
        assert graph and validate(store.quads(graph)) == ()
        found = chain(store, load(Path("corrections"))[0], edge.id)
    assert found.cited[0].evidence.extractor == "person" and found.corrections == (claim,)
    assert run(["reject", edge.id, "--why", "w"]) == 1
    assert "delete that line instead" in capsys.readouterr().err

    text = Path("readouts.jsonl").read_text(encoding="utf-8")
    Path("readouts.jsonl").write_text(text.replace("accompanied by", "followed by"), encoding="utf-8")
    report = rebuild()  # the quote is gone: said, with file and line, and the rest is done
    assert [(s.source, s.kind) for s in report.failed] == [("corrections/added.csv:2", "failed")]
    assert report.replaced == 1
    Path("readouts.jsonl").write_text(text, encoding="utf-8")
    Path("corrections/added.csv").unlink()
    rebuild()
    assert dump() == fresh


def documents(capsys: Printed) -> list[dict[str, str]]:
    capsys.readouterr()
    run(["documents", "--format", "json"])
    return json.loads(capsys.readouterr().out)


def test_a_name_may_mean_another_in_one_document(desk: Path, capsys: Printed) -> None:
    fresh = dump()
    [source] = [line["source"] for line in documents(capsys) if "OIC" in line["document"]]
    assert run(["split", "Makhdoom Shah Mahmood Qureshi", "--in", source, "--as", "Makhdoom Qureshi of Multan"]) == 0
    with open_store("kg-store", read_only=True) as store:
        graph = store.graph_of_source(source) or ""
        names = {e.id: e for e in from_quads(store.quads(graph)).entities}
        assert "Makhdoom Shah Mahmood Qureshi" in names["person:makhdoom-qureshi-of-multan"].aliases
        assert MAKHDOOM not in names
        assert MAKHDOOM in {n.id for n in query.nodes(store)}  # in the other document
    Path("corrections/split.csv").unlink()
    run(["corrections", "--apply"])
    assert dump() == fresh


def test_another_label_or_kind_holds_in_every_document(desk: Path, capsys: Printed) -> None:
    fresh = dump()
    assert run(["rename", "Pakistan", "Islamic Republic of Pakistan"]) == 0
    with open_store("kg-store", read_only=True) as store:
        pakistan = next(n for n in query.nodes(store) if n.id == "country:PAK")
        assert (pakistan.label, "Pakistan" in pakistan.aliases, pakistan.iso3) == ("Islamic Republic of Pakistan", True, "PAK")
        place = next(n for n in query.nodes(store) if n.kind == "Place")
    assert run(["kind", place.label, "Organization"]) == 0
    told = capsys.readouterr().err
    with open_store("kg-store", read_only=True) as store:
        now = {n.id: n.kind for n in query.nodes(store)}
        assert place.id not in now and now[place.id.replace("place:", "org:")] == "Organization"
        changed = next(g for g in store.graphs() if any(e.id == place.id.replace("place:", "org:")
                                                        for e in from_quads(store.quads(g)).entities))
        assert validate(store.quads(changed)) == ()
    assert "is left out" in told  # what a place may do, a body may not
    assert run(["kind", "Pakistan", "Person"]) == 1
    shutil.rmtree("corrections")
    run(["corrections", "--apply"])
    assert dump() == fresh


def test_suggestions_say_why_and_change_nothing(desk: Path, capsys: Printed) -> None:
    before = dump()
    assert run(["suggest", "--format", "json"]) == 0
    found = {(s["entity"], s["other"]): s for s in json.loads(capsys.readouterr().out)}
    [pair] = [p for p in found if set(p) == {MAKHDOOM, QURESHI}]
    assert "of one side" in found[pair]["reason"]
    assert dump() == before
    assert run(["split", *pair]) == 0
    run(["suggest", "--format", "json"])
    assert pair not in {(s["entity"], s["other"]) for s in json.loads(capsys.readouterr().out)}


LIN = """Foreign Minister Lin Dao Meets Minister Ana Sousa

Foreign Minister Lin Dao of China met with Brazilian Foreign Minister Ana Sousa in Oslo."""
SHORT = """Talks in Accra

Chinese Foreign Minister {name} met with Ghanaian President Kofi Boateng in Accra."""


@pytest.mark.parametrize(("text", "linked"), [
    (SHORT.format(name="Lin"), True), (SHORT.format(name="Lin").replace("Chinese", "Thai"), False),
    (SHORT.format(name="Lin").replace("Foreign Minister", "Trade Minister"), False), (SHORT.format(name="Chen"), False)])
def test_a_surname_is_linked_only_where_country_and_office_agree(text: str, linked: bool, tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "full.txt").write_text(LIN)
    (tmp_path / "short.txt").write_text(text)
    kg.build(tmp_path, tmp_path / "kg-store")
    run(["suggest", "--store", str(tmp_path / "kg-store"), "--format", "json"])
    found = [(s["entity"], s["other"]) for s in json.loads(capsys.readouterr().out) if s["reason"].startswith("surname")]
    assert found == ([("person:lin", "person:lin-dao")] if linked else [])


def lines(**files: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        for name, rows in files.items():
            head = next(csv.reader([_head(f"{name}.csv")]))
            filled = [[*row.split(","), *[""] * (len(head) - row.count(",") - 1)] for row in rows.split("\n")]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([head, *filled])
    return write


def _head(name: str) -> str:
    from kg.corrections.files import MARKS, _columns

    return ",".join((*_columns(FILES[name]), *MARKS))


@pytest.mark.parametrize(("write", "says", "left"), [
    (lines(same="person:a,person:b,B", different="person:b,person:a"), "the same and not the same", 0),
    (lines(same="person:a,person:b,B\nperson:b,person:c,C", different="person:a,person:c"), "same.csv:3", 0),
    (lines(same="person:a,person:b,B\nperson:b,person:c,C\nperson:c,person:a,A\nperson:x,person:y,Y"),
     "a cycle: person:a -> person:b -> person:c -> person:a", 1),
    (lines(same="person:a,person:b,B\nperson:a,person:c,C"), "two ways: person:a becomes person:b and person:c", 0),
    (lines(same="place:a,place:b,B", kinds="place:a,Organization"), "two ways: place:a becomes org:a and place:b", 0),
    (lines(renamed="person:a,Ann\nperson:b,Bea", same="person:a,person:b,B"), "two labels: person:b", 1),
    (lines(split="person:a,t.txt,Ann\nperson:a,t.txt,Bea"), "two things: in t.txt, person:a is 'Ann' and 'Bea'", 0),
    (lines(rejected="0123456789abcdef,c", accepted="0123456789abcdef,c"), "rejected and accepted", 0),
    (lines(same="person:a,org:b,B"), "person:a is of another kind than org:b; change its kind first", 0),
    (lines(same="person:a,person:a,A"), "person:a and itself", 0),
    (lines(same="Li Ming,person:b,B"), "entity is 'Li Ming'; expected an id such as person:li-ming", 0),
    (lines(kinds="person:a,Persona"), "kind is 'Persona'; expected one of Country", 0),
    (lines(kinds="person:a,Country"), "make it the same as one", 0),
    (lines(rejected="0123,c"), "expected the 16 digits", 0),
    (lines(added="person:a,,suports,person:b,,,,,,,,,,t.txt,q"), "did you mean 'supports'", 0),
    (lines(added="person:a,,supports,person:b,,,wished,,,,,,,t.txt,q"), "stance is 'wished'", 0),
    (lines(added="person:a,,supports,person:b,,,,,,,2020-13,,,t.txt,q"), "no such month", 0),
    (lines(added="person:a,,supports,person:b,,,,,,,,,,t.txt,"), "quote is empty", 0),
    (lambda folder: (folder / "same.csv").write_text("a,b\n"), "same.csv:1: the columns are a,b; expected entity,same_as,label", 0),
    (lambda folder: (folder / "smae.csv").write_text(""), "no such file of corrections", 0),
    (lambda folder: (folder / "same.csv").write_bytes(b"\xff\xfe\x00"), "cannot be read", 0),
    (lambda folder: (folder / "same.csv").write_text(_head("same.csv") + "\nperson:a,person:b\n"), "same.csv:2: 2 cells", 0),
])
def test_what_is_wrong_is_named_by_file_and_line(write: Callable[[Path], object], says: str, left: int, tmp_path: Path) -> None:
    write(tmp_path)
    kept, errors = load(tmp_path)
    assert any(says in str(e) for e in errors), errors
    assert len(kept.decisions) == left
    assert all(str(tmp_path) in e.source and "\n" not in str(e) for e in errors)


def test_a_conflict_ends_a_build_with_1_and_the_rest_is_done(desk: Path, capsys: Printed) -> None:
    Path("corrections").mkdir()
    lines(same=f"{MAKHDOOM},{QURESHI},Q", different=f"{QURESHI},{MAKHDOOM}", renamed="country:PAK,Pakistani Republic\nperson:nobody,N")(
        Path("corrections"))
    assert run(["build", "readouts.jsonl", "--quiet"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told == ["error: corrections/different.csv:2 and corrections/same.csv:2: the same and not the same: "
                    f"{QURESHI} and {MAKHDOOM}; none of the lines is applied; keep what is right"]
    assert "Pakistani Republic" in dump()
    assert run(["corrections"]) == 1
    assert "note: corrections/renamed.csv:3: no document has person:nobody" in capsys.readouterr().err


def test_a_folder_that_is_named_must_be_there(desk: Path, capsys: Printed) -> None:
    run(["rename", "Pakistan", "Islamic Republic of Pakistan"])
    before = dump()
    capsys.readouterr()
    assert run(["build", "readouts.jsonl", "--corrections", "corections"]) == 1
    assert capsys.readouterr().err == "error: corections: there is no such folder of corrections\n"
    assert dump() == before


def test_a_decision_that_contradicts_another_is_not_written(desk: Path, capsys: Printed) -> None:
    assert run(["split", MAKHDOOM, QURESHI]) == 0
    before = Path("corrections/different.csv").read_text(encoding="utf-8")
    assert run(["merge", MAKHDOOM, QURESHI]) == 1
    assert "the same and not the same" in capsys.readouterr().err
    assert not Path("corrections/same.csv").exists()
    assert run(["split", MAKHDOOM, QURESHI]) == 1
    assert "decided already" in capsys.readouterr().err
    assert Path("corrections/different.csv").read_text(encoding="utf-8") == before
    for command in (["merge", "Nobody Known", QURESHI], ["reject", "0000", "--why", "w"], ["reject", "xyz", "--why", "w"],
                    ["accept", "0000"]):
        assert run(command) == 1
        assert capsys.readouterr().err.count("\n") == 1


def test_a_decision_is_signed(desk: Path, capsys: Printed) -> None:
    run(["merge", MAKHDOOM, QURESHI, "--why", 'he said "one", and wrote it, too'])
    run(["corrections", "--format", "json"])
    [row] = json.loads(capsys.readouterr().out)
    assert (row["place"], row["author"], row["why"], row["documents"]) == (
        "corrections/same.csv:2", "Sam Reader", 'he said "one", and wrote it, too', 2)
    assert row["time"].endswith("Z")


def test_a_statement_that_no_longer_makes_sense_is_left_out_with_the_reason(sample_extraction: Extraction) -> None:
    both = correct(sample_extraction, Corrections((Same("person:li-ming", "person:sara-khan", ""),)))
    [out] = [t for t in both.touched if t.reason]
    assert out.reason == "it would join person:sara-khan to itself"  # she invited him
    assert not any(s.subject == s.object for s in both.extraction.statements)
    assert len({s.id for s in both.extraction.statements}) == len(both.extraction.statements)


def test_a_killed_revision_is_taken_up_again(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = dump()
    record(Path("corrections"), Renamed("country:PAK", "Islamic Republic of Pakistan"))
    done = []

    def killed(quads: object, corrections: Corrections) -> object:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return corrected(quads, corrections)  # type: ignore[arg-type]

    with open_store("kg-store") as store:
        with monkeypatch.context() as patched:
            patched.setattr(revise, "corrected", killed)
            with pytest.raises(KeyboardInterrupt):
                revise.revise(store, load(Path("corrections"))[0])
        assert store.dump() != fresh
        revise.revise(store, Corrections())  # the line was deleted again meanwhile
        assert store.dump() == fresh


PEOPLE = st.sampled_from(["person:li-ming", "person:sara-khan", "person:new", "org:new", "place:lanzhou", "place:islamabad"])


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    """Return lines as somebody might write them, sensible or not."""
    found: list[Decision] = []
    for i in range(draw(st.integers(0, 6))):
        mark = Mark(f"x.csv:{i}")
        found.append(draw(st.one_of(
            st.builds(Same, PEOPLE, PEOPLE, st.just("Label"), mark=st.just(mark)), st.builds(Different, PEOPLE, PEOPLE, mark=st.just(mark)),
            st.builds(Renamed, PEOPLE, st.sampled_from(["A", "B"]), mark=st.just(mark)),
            st.builds(OfKind, PEOPLE, st.sampled_from(["Person", "Organization", "Place"]), mark=st.just(mark)),
            st.builds(Split, PEOPLE, st.just("readouts/li-khan.txt"), st.sampled_from(["C", "D"]), mark=st.just(mark)))))
    return found


@settings(max_examples=60, deadline=None)
@given(decisions(), st.data())
def test_any_decisions_can_be_undone_and_their_order_does_not_matter(written: list[Decision], data: st.DataObject) -> None:
    from tests.conftest import sample as extraction

    before = frozenset(to_quads(extraction()))
    kept, _ = sift(written)
    after, done = corrected(before, kept)
    assert uncorrected(after) == before
    assert corrected(after, kept)[0] == after
    other, _ = sift(data.draw(st.permutations(written)))
    assert set(other.decisions) == set(kept.decisions)
    assert corrected(before, other)[0] == after
    for statement in from_quads(after).statements:
        assert statement.evidence


def test_the_folder_stands_beside_the_store(tmp_path: Path) -> None:
    assert folder_of(tmp_path / "kg-store") == tmp_path / "corrections"
    with pytest.raises(InputError, match="person:a and itself"):
        record(tmp_path / "corrections", Same("person:a", "person:a", "A"))
    assert not (tmp_path / "corrections").exists()
    assert {Rejected, Accepted, Added, Same, Different, Split, Renamed, OfKind} == set(FILES.values())


def test_nothing_is_touched_without_a_decision(sample_extraction: Extraction) -> None:
    assert correct(sample_extraction, Corrections()).extraction is sample_extraction
    unknown = Corrections((Rejected(Statement("person:x", "supports", "person:y").id, "", ""), Renamed("person:x", "X")))
    assert correct(sample_extraction, unknown).extraction is sample_extraction
