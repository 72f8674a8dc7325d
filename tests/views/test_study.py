"""Frames, events, dyads, networks, protocol and tone on a story whose every number is known."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import networkx as nx
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.cli import run
from kg.errors import InputError, QueryError
from kg.export import export
from kg.model import Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement
from kg.ontology import relations, topics
from kg.rdf import graph_of, to_quads
from kg.store import GraphStore, open_store
from kg.views import VIEWS, plover
from kg.views.dyads import Dyad, dyad_frame, dyads
from kg.views.events import COLUMNS, event_frame, events
from kg.views.frames import SCHEMA, Frames, frames
from kg.views.networks import network_of, signed_network, standings, structural_balance
from kg.views.periods import PERIODS, between, period
from kg.views.protocol import encounters
from kg.views.ranks import rank
from kg.views.tone import ladder, tone, tone_of, voices
from kg.views.change_points import change_points

NOR, KEN, GHA = "country:NOR", "country:KEN", "country:GHA"
BERG, KHAN = "person:ola-berg", "person:sara-khan"
TALKS, CALL, SUMMIT = "meeting:talks", "meeting:call", "meeting:summit"
AID = "Norway will give vaccines to Kenya."
THANKS = "Kenya thanked Norway for its help."

ENTITIES = (
    Entity(NOR, "Country", "Norway", iso3="NOR"), Entity(KEN, "Country", "Kenya", iso3="KEN"), Entity(GHA, "Country", "Ghana", iso3="GHA"),
    Entity(BERG, "Person", "Ola Berg"), Entity(KHAN, "Person", "Sara Khan"), Entity("place:nairobi", "Place", "Nairobi"),
    Entity("place:accra", "Place", "Accra"), Entity("meeting:accra", "Meeting", "Talks in Accra", form="talks"),
    Entity(TALKS, "Meeting", "Talks in Nairobi", form="talks"), Entity(CALL, "Meeting", "Berg - Khan call", form="call"),
    Entity(SUMMIT, "Meeting", "Fisheries Summit", form="summit"), Entity("topic:vaccines", "Topic", "Vaccines"),
    Entity("topic:fisheries", "Topic", "Fisheries"), Entity("agreement:pact", "Agreement", "Fisheries Pact", form="pact", status="signed"),
)


def paper(title: str, published: str | None, publisher: str, *told: tuple[str, Statement]) -> Extraction:
    """Return a document whose text is its title and the quotes, and that says what stands beside each quote."""
    text = f"{title}\n\n" + " ".join(dict.fromkeys(quote for quote, _ in told))
    document = Document.of(text, title=title, source=f"{title}.txt", publisher=publisher,
                           published=PartialDate(published) if published else None)
    statements = tuple(replace(s, evidence=(Evidence(document.id, Span(at := text.index(q), at + len(q)), q, "by hand", 0.9),))
                       for q, s in told)
    return Extraction(document, ENTITIES, (), statements)


def presence(meeting: str, *who: str) -> list[tuple[str, Statement]]:
    """Return the words by which some were present."""
    return [(f"Present were {', '.join(who)}.", Statement(x, "takesPartIn", meeting)) for x in who]


STORY = (
    paper("Talks in Nairobi", "2030-03-04", "Norway MFA",
          ("Foreign Minister Ola Berg", Statement(BERG, "represents", NOR, qualifiers=Qualifiers(office="Foreign Minister"))),
          ("President Sara Khan", Statement(KHAN, "represents", KEN, qualifiers=Qualifiers(office="President"))),
          *presence(TALKS, NOR, KEN, BERG, KHAN),
          ("They met in Nairobi on 3 March 2030.", Statement(TALKS, "takesPlaceIn", "place:nairobi")),
          ("They met in Nairobi on 3 March 2030.", Statement(TALKS, "takesPlaceOn", "2030-03-03")),
          ("They spoke of fisheries.", Statement(TALKS, "discusses", "topic:fisheries")),
          (AID, Statement(NOR, "aids", KEN, ("topic:vaccines",), stance="committed", speaker=BERG)),
          (THANKS, Statement(KEN, "thanks", NOR, speaker=KHAN, reported_by=NOR)),
          ("The two fish together.", Statement(KEN, "cooperates", NOR, ("topic:fisheries",))),
          ("Kenya hopes for Norwegian help.", Statement(NOR, "aids", KEN, stance="called-for", speaker=KHAN)),
          ("Norway did not criticise Kenya.", Statement(NOR, "criticises", KEN, negated=True)),
          ("If asked, Norway will help.", Statement(NOR, "supports", KEN, stance="committed", conditional=True))),
    paper("Thanks from Nairobi", "2030-03-04", "Kenya MFA", (THANKS, Statement(KEN, "thanks", NOR, speaker=KHAN, reported_by=NOR))),
    paper("Vaccines arrive", "2030-07-01", "Kenya MFA", ("Norway gave vaccines.", Statement(NOR, "aids", KEN, ("topic:vaccines",))),
          ("Both signed the Fisheries Pact.", Statement(NOR, "partyTo", "agreement:pact")),
          ("Both signed the Fisheries Pact.", Statement(KEN, "partyTo", "agreement:pact"))),
    paper("A protest", "2032-02", "Kenya MFA", ("Kenya protested to Norway.", Statement(KEN, "protests", NOR)),
          ("Kenya closed its ports to Norway in January 2032.",
           Statement(KEN, "sanctions", NOR, qualifiers=Qualifiers(date=PartialDate("2032-01")))),
          ("Ghana backed Norway.", Statement(GHA, "supports", NOR))),
    paper("Talks in Accra", "2033-01-01", "Ghana MFA", *presence("meeting:accra", NOR, KEN),
          ("They met in Accra in 2032.", Statement("meeting:accra", "takesPlaceIn", "place:accra")),
          ("They met in Accra in 2032.", Statement("meeting:accra", "takesPlaceOn", "2032"))),
    paper("Without a date", None, "Ghana MFA", ("Ghana blamed Kenya.", Statement(GHA, "criticises", KEN)), *presence(CALL, BERG, KHAN),
          *presence(SUMMIT, NOR, KEN, GHA)),
)


@pytest.fixture(scope="module")
def store() -> Iterator[GraphStore]:
    """Return a store that holds the story."""
    with open_store() as opened:
        for told in STORY:
            opened.replace(graph_of(told.document), to_quads(told))
        yield opened


def test_events_are_what_each_side_did(store: GraphStore) -> None:
    told = [(e.date, e.source[-3:], e.target[-3:], e.type, e.weight) for e in events(store) if e.type != "CONSULT"]
    assert sorted(told, key=str) == sorted([
        (None, "GHA", "KEN", "ACCUSE", -3.0),
        ("2030-03-04", "KEN", "NOR", "REQUEST", 1.5),  # a wish of Kenya, though Norway would be the giver
        ("2030-03-04", "KEN", "NOR", "COOPERATE", 5.0), ("2030-03-04", "KEN", "NOR", "SUPPORT", 2.0),
        ("2030-03-04", "NOR", "KEN", "COOPERATE", 5.0), ("2030-03-04", "NOR", "KEN", "AGREE", 3.0),
        ("2030-03-04", "NOR", "KEN", "AGREE", 1.0),  # conditional: an agreement in words
        ("2030-07-01", "NOR", "KEN", "AID", 6.0), ("2032-01", "KEN", "NOR", "SANCTION", -6.0),
        ("2032-02", "GHA", "NOR", "SUPPORT", 2.0), ("2032-02", "KEN", "NOR", "PROTEST", -4.0)], key=str)


def test_two_documents_of_a_day_tell_of_one_event(store: GraphStore) -> None:
    [thanks] = [e for e in events(store) if e.relation == "thanks"]
    assert {c.title for c in thanks.cited} == {"Talks in Nairobi", "Thanks from Nairobi"}


def test_meetings_are_events_both_ways_with_host_and_guest(store: GraphStore) -> None:
    met = {(e.statement, e.source[-3:], e.target[-3:]): (e.mode, e.date, e.contexts) for e in events(store) if e.type == "CONSULT"}
    assert met[TALKS, "KEN", "NOR"] == ("host", "2030-03-03", ("resource",))
    assert met[TALKS, "NOR", "KEN"] == ("visit", "2030-03-03", ("resource",))
    assert met[CALL, "KEN", "NOR"][0] == "phone" and met[SUMMIT, "GHA", "NOR"][0] == "multilateral"
    assert met["meeting:accra", "KEN", "NOR"] == ("third-party", "2032", ())
    assert len(met) == 2 + 2 + 2 + 6


def test_a_dyad_counts_its_events_by_period(store: GraphStore) -> None:
    found = {(d.source, d.period): d for d in dyads(store, "Norway", "Kenya")}
    assert {p for _, p in found} == {"", "2030", "2031", "2032"}  # the empty year between is there
    first = found[NOR, "2030"]
    assert dict(first.counts) == {"AGREE": 2, "COOPERATE": 1, "AID": 1}
    assert (first.total, first.cooperation, first.material, first.balance) == (4, 1.0, 0.5, 15 / 4)
    assert (first.meetings, first.level) == (1, 4)  # the lower of minister and president
    last = found[KEN, "2032"]
    assert dict(last.counts) == {"PROTEST": 1, "SANCTION": 1} and last.cooperation == 0.0 and last.balance == -5.0
    assert found[NOR, "2031"].total == 0 and found[NOR, "2031"].balance is None
    asked = found[KEN, "2030"]
    assert asked.counts["REQUEST"] == 1 and asked.cooperation == 1.0  # to ask is no conflict


def test_a_dyad_of_quarters_and_months(store: GraphStore) -> None:
    quarters = [d for d in dyads(store, "Kenya", "Norway", by="quarter") if d.source == NOR]
    assert [d.period for d in quarters] == ["", *between("2030-Q1", "2032-Q1")]
    assert {d.period: d.total for d in quarters if d.total} == {"2030-Q1": 3, "2030-Q3": 1}
    assert {d.period for d in dyads(store, "Kenya", "Norway", by="month") if d.total} == {"2030-03", "2030-07", "2032-01", "2032-02"}
    with pytest.raises(QueryError, match="by=week"):
        dyads(store, by="week")
    with pytest.raises(QueryError, match="no country or organization 'Narnia'"):
        dyads(store, "Narnia")


def test_quarters_and_months_add_up_to_years(store: GraphStore) -> None:
    def totals(by: str) -> Counter[tuple[str, str, str]]:
        return sum((Counter({(d.source, d.target, d.period[:4]): d.total}) for d in dyads(store, by=by)), Counter())
    assert totals("month") == totals("quarter") == totals("year")


def test_an_empty_store_has_an_answer_to_every_view(tmp_path: Path) -> None:
    with open_store() as empty:
        graph = signed_network(empty)
        assert (standings(graph), structural_balance(graph).share, dyads(empty, "China", "India"), encounters(empty)) == ((), None, (), ())
        assert list(event_frame(empty).columns) == list(COLUMNS) and voices(empty) == ()
    kg.draw_network(graph, tmp_path / "none.png")
    assert (tmp_path / "none.png").stat().st_size > 0


def test_the_frame_of_dyads_adds_up(store: GraphStore) -> None:
    frame = dyad_frame(dyads(store))
    kinds = [k for k in plover.types() if k != "CONSULT"]
    assert (frame[kinds].sum(axis=1) == frame.total).all() and (frame[list(plover.QUADS)].sum(axis=1) == frame.total).all()
    assert frame.total.sum() == len([e for e in events(store) if e.type != "CONSULT"])


def test_protocol_tells_level_host_and_guests(store: GraphStore) -> None:
    [talks] = [e for e in encounters(store, country="NOR", partner="KEN") if e.id == TALKS]
    assert (talks.host, talks.visitors, talks.asymmetry, talks.delegates) == (KEN, (NOR,), 2, 2)
    assert {s.side: s.level for s in talks.sides} == {KEN: 6, NOR: 4}
    summit = next(e for e in encounters(store, country="Ghana") if e.id == SUMMIT)
    assert summit.host is None and summit.asymmetry is None and summit.visitors == ()
    assert all(e.cited for e in encounters(store))


def test_networks_are_signed_and_weighted(store: GraphStore) -> None:
    graph = signed_network(store)
    assert {(a[-3:], b[-3:]): (d["weight"], d["sign"]) for a, b, d in graph.edges(data=True)} == {
        ("GHA", "KEN"): (1, -1), ("GHA", "NOR"): (1, 1), ("KEN", "NOR"): (5, -1), ("NOR", "KEN"): (4, 1), ("KEN", "GHA"): (0, 0),
        ("NOR", "GHA"): (0, 0)}
    assert structural_balance(graph).triangles == {"+++": 0, "++-": 1, "+--": 0, "---": 0}
    assert structural_balance(graph).share == 0.0
    assert [(s.name, s.acts, s.acts_of_others) for s in standings(graph)] == [("Kenya", 5, 5), ("Norway", 4, 6), ("Ghana", 2, 0)]


def test_every_row_of_the_event_frame_has_its_quote(store: GraphStore) -> None:
    frame = event_frame(store)
    assert list(frame.columns) == list(COLUMNS) and frame.event_id.is_unique
    text = {told.document.id: told.document.text for told in STORY}
    for row in frame.itertuples():
        place = row.quote_id.partition(":")[2].split("-")
        assert text[row.document][int(place[0]):int(place[1])] == row.quote
    assert set(frame.source) == {"NOR", "KEN", "GHA"}
    aid = frame[frame.event_type == "AID"].iloc[0]
    assert (aid.context, aid.quad, aid.documents) == ("disease", "material-cooperation", 1)


def test_events_are_exported_under_their_name(store: GraphStore, tmp_path: Path) -> None:
    assert export(store, tmp_path / "events.csv") == (tmp_path / "events.csv",)
    told = pandas.read_csv(tmp_path / "events.csv", keep_default_na=False)
    assert list(told.columns) == list(COLUMNS) and len(told) == len(event_frame(store))
    export(store, tmp_path / "events.parquet")
    pandas.testing.assert_frame_equal(pandas.read_parquet(tmp_path / "events.parquet"), event_frame(store))


def test_frames_have_the_columns_that_are_documented(store: GraphStore) -> None:
    told = frames(store)
    for field in fields(told):
        wanted = SCHEMA.get(field.name, SCHEMA["statements"])
        frame = getattr(told, field.name)
        assert {c: str(d) for c, d in frame.dtypes.items()} == {c: dtype for c, (dtype, _) in wanted.items()}
    assert len(told.documents) == 6 and told.documents.statements.sum() == len(told.statements) == sum(len(p.statements) for p in STORY)
    assert told.statements.relation.eq("takesPlaceOn").sum() == 2
    assert sorted(told.commitments.quote) == ["If asked, Norway will help.", AID]
    assert told.agreements[["label", "party_label"]].to_numpy().tolist() == [["Fisheries Pact", "Kenya"], ["Fisheries Pact", "Norway"]]
    assert set(told.topics.about_label) == {"Vaccines", "Fisheries"}
    assert told.participants[told.participants.host].side_label.tolist() == ["Kenya"]


def test_frames_come_back_from_parquet_as_they_were(store: GraphStore, tmp_path: Path) -> None:
    told = frames(store)
    told.to_parquet(tmp_path / "frames")
    back = Frames.from_parquet(tmp_path / "frames")
    for field in fields(told):
        pandas.testing.assert_frame_equal(getattr(back, field.name), getattr(told, field.name))
    (tmp_path / "frames" / "topics.parquet").unlink()
    with pytest.raises(InputError, match="topics.parquet"):
        Frames.from_parquet(tmp_path / "frames")
    back.mentions.rename(columns={"entity": "thing"}).to_parquet(tmp_path / "frames" / "mentions.parquet")
    told.topics.to_parquet(tmp_path / "frames" / "topics.parquet")
    with pytest.raises(InputError, match="document, thing"):
        Frames.from_parquet(tmp_path / "frames")


def test_an_empty_store_has_empty_frames_of_the_same_shape(store: GraphStore) -> None:
    with open_store() as empty:
        none = frames(empty)
    for field in fields(none):
        assert getattr(none, field.name).empty
        assert getattr(none, field.name).dtypes.equals(getattr(frames(store), field.name).dtypes)


@pytest.mark.parametrize(("text", "publisher", "readings"), [
    ("The talks were held in a cordial and friendly atmosphere.", None, [(1, "cordial and friendly atmosphere")]),
    ("They had a frank and candid exchange.", None, [(-1, "frank and candid")]),
    ("They had a frank exchange of views.", "Japan MOFA", [(0, "frank exchange of views")]),
    ("They had a frank exchange of views.", "China MFA", [(-1, "frank")]),
    ("Kenya lodged stern\nrepresentations. It was deeply concerned.", None, [(-3, "stern\nrepresentations"), (-2, "deeply concerned")]),
    ("The all weather friendship endures.", None, [(3, "all weather friendship")]),
    ("This was by no means a cordial meeting.", None, []),
    ("Frankfurt hosted the fair; the candidate spoke.", None, []),
    ("Norway summoned the Kenyan ambassador and will not stand idly by.", None,
     [(-3, "summoned the Kenyan ambassador"), (-4, "will not stand idly by")]),
    ("They spoke of fish.", None, [])])
def test_tone_reads_phrases(text: str, publisher: str | None, readings: list[tuple[int, str]]) -> None:
    assert [(r.rung.level, r.phrase) for r in tone_of(text, publisher)] == readings


def test_tone_quotes_the_sentence_of_the_document() -> None:
    text = "Note\n\nU.S. officials met Mr. Berg. The talks were candid. They ate."
    told = Extraction(Document.of(text, title="Note", source="n.txt", publisher="Norway MFA"), (), (), ())
    with open_store() as opened:
        opened.replace(graph_of(told.document), to_quads(told))
        [reading] = tone(opened)
        assert tone(opened, publisher="Kenya MFA") == ()
        [voice] = voices(opened)
    assert (voice.publisher, voice.documents, voice.with_reading, voice.mean) == ("Norway MFA", 1, 1, -1.0)
    assert reading.quote == "The talks were candid." and text[reading.start:reading.end] == reading.phrase == "candid"
    assert tone_of("U.S. officials met Mr. Berg candidly.")[0].quote == "U.S. officials met Mr. Berg candidly."


def test_the_ladder_has_steps_from_warm_to_cold() -> None:
    levels = {p.rung.level: p.rung.label for p in ladder()}
    assert sorted(levels) == list(range(-4, 4)) and levels[1] == "Cordial" and levels[-3] == "Stern representations"


def test_every_act_has_its_event_and_every_topic_a_line_or_none() -> None:
    for relation in relations().values():
        for stance in ("asserted", "committed", "called-for"):
            assert (plover.coding(relation.name, stance) is not None) or relation.kind == "fact"
    assert {c for t in topics() for c in plover.contexts((f"topic:{t}",))} >= {"diplomatic", "economic", "disease"}


@pytest.mark.parametrize(("office", "level"), [
    ("Prime Minister", 6), ("Deputy Prime Minister", 5), ("Vice Premier", 5), ("Minister of Foreign Affairs", 4), ("Secretary of State", 4),
    ("State Councilor and Foreign Minister", 4), ("Deputy Minister of Trade", 3), ("Ambassador to Kenya", 2), ("Special Envoy", 2),
    ("Adviser to the President", 2), ("Spokesperson of the Foreign Ministry", 1), ("former Prime Minister", None), ("poet", None)])
def test_offices_have_levels(office: str, level: int | None) -> None:
    found = rank(office)
    assert (found.level if found else None) == level


@settings(deadline=None)  # a machine under load is no failure
@given(st.dates(), st.sampled_from(PERIODS))
def test_a_period_holds_its_day_and_periods_sort_as_days_do(day: object, by: str) -> None:
    text = str(day)
    assert period(text, by).startswith(text[:4])
    assert between(period(text, by), period(text, by)) == (period(text, by),)
    assert period("0001-01-01", by) <= period(text, by)


@settings(deadline=None)  # a machine under load is no failure
@given(st.lists(st.floats(-10, 10), max_size=14), st.floats(-5, 5))
def test_change_points_do_not_move_when_a_series_is_lifted(values: list[float], by: float) -> None:
    names = between("2000", str(1999 + len(values))) if values else ()
    rounded = [round(v, 3) for v in values]
    found, lifted = change_points(names, rounded), change_points(names, [v + round(by, 3) for v in rounded])
    assert [t.period for t in found] == [t.period for t in lifted]
    assert all(t.period in names[3:len(names) - 2] and t.p <= 0.05 for t in found)


def test_no_change_point_is_seen_where_there_is_too_little() -> None:
    assert change_points(("2000", "2001", "2002", "2003", "2004"), (9, 9, 9, 0, 0)) == ()
    assert change_points(between("2000", "2011"), [None] * 8 + [1.0, math.nan, 2.0, 3.0]) == ()


@settings(deadline=None)  # a machine under load is no failure
@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE"), st.integers(-3, 3)), max_size=15))
def test_balance_does_not_change_when_all_sides_change_their_names(ties: list[tuple[str, str, int]]) -> None:
    def of(rename: str) -> dict[str, int]:
        name = dict(zip("ABCDE", rename, strict=True))
        return dict(structural_balance(network_of((
            Dyad(name[a], name[b], "2030", {"SUPPORT": 1}, float(w), 0, None, ()) for a, b, w in ties if a != b), {})).triangles)
    assert of("ABCDE") == of("EDCBA")


def test_views_are_public_and_have_their_commands() -> None:
    import typer

    from kg.cli import app

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for view in VIEWS:
        assert view.function in kg.__all__ and view.command in commands
        assert getattr(kg, view.function).__module__ == f"kg.views.{view.module}"
    assert len({v.question for v in VIEWS}) == len(VIEWS)


def test_pictures_are_written(store: GraphStore, tmp_path: Path) -> None:
    kg.draw_dyad(dyads(store, "Kenya", "Norway"), tmp_path / "d.png")
    figure = kg.draw_network(signed_network(store), tmp_path / "n.svg")
    assert (tmp_path / "d.png").read_bytes().startswith(b"\x89PNG") and b"<svg" in (tmp_path / "n.svg").read_bytes()
    assert {t.get_text() for t in figure.axes[0].texts} == {"Kenya", "Norway", "Ghana"}
    assert isinstance(signed_network(store), nx.DiGraph)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store that holds the story."""
    where = tmp_path_factory.mktemp("study") / "store"
    with open_store(where) as opened:
        for told in STORY:
            opened.replace(graph_of(told.document), to_quads(told))
    return where


def said(capsys: pytest.CaptureFixture[str], folder: Path, *words: str, status: int = 0) -> tuple[str, str]:
    """Run a command and return what it printed to standard output and error."""
    capsys.readouterr()
    assert run([*words, "--store", str(folder)]) == status
    return capsys.readouterr()


def test_the_dyad_command_prints_lines_json_and_quotes(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = list(csv.DictReader(said(capsys, folder, "dyad", "Norway", "Kenya", "--format", "csv")[0].splitlines()))
    assert [(r["source"], r["period"], r["events"]) for r in lines][:2] == [("Norway", "undated", "0"), ("Norway", "2030", "4")]
    told = json.loads(said(capsys, folder, "dyad", "Norway", "Kenya", "--format", "json")[0])
    assert sum(len(d["events"]) for d in told) == 9 and all(e["cited"][0]["quote"] for d in told for e in d["events"])
    quotes = said(capsys, folder, "dyad", "NOR", "KEN", "--quotes", "--format", "csv")[0]
    assert len(quotes.splitlines()) == 10 and AID in quotes
    assert "written:" in said(capsys, folder, "dyad", "NOR", "KEN", "--plot", str(tmp_path / "x.png"))[1]


@pytest.mark.parametrize(("words", "told"), [
    (("dyad", "Norway", "Atlantis"), "no country or organization 'Atlantis'"), (("dyad", "Norway", "NOR"), "are one side"),
    (("dyad", "Norway", "Kenya", "--plot", "x.docx"), "no picture has the suffix '.docx'"),
    (("standings", "--plot", "no-such-folder/x.png"), "cannot be written"), (("protocol", "Narnia"), "Narnia"),
    (("export", "events.doc"), "no format has the suffix")])
def test_bad_input_is_one_clear_line(words: tuple[str, ...], told: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = said(capsys, folder, *words, status=1)[1]
    assert told in error and len(error.strip().splitlines()) == 1


def test_the_other_commands_print_what_their_views_say(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert said(capsys, folder, "standings", "--format", "csv")[0].splitlines()[1] == "Kenya,5,5,1.0,0.0,1"
    assert "++-,1" in said(capsys, folder, "standings", "--balance", "--format", "csv")[0]
    talks = json.loads(said(capsys, folder, "protocol", "NOR", "--format", "json")[0])
    assert {m["name"]: m["asymmetry"] for m in talks} == {"Talks in Nairobi": 2, "Berg - Khan call": 2, "Fisheries Summit": None,
                                                           "Talks in Accra": None}
    assert said(capsys, folder, "tone", "--format", "csv")[0].startswith("published,publisher,level")
    assert "Kenya MFA,3,0,," in said(capsys, folder, "tone", "--by-ministry", "--format", "csv")[0]
    assert len(said(capsys, folder, "frames", "-o", str(tmp_path / "f"))[1].splitlines()) == 8
