"""The ledger of commitments on storylines whose every promise is known, and that no status moves without a quote."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.cli import run
from kg.errors import QueryError
from kg.model import Document, Entity, Evidence, Extraction, PartialDate, Qualifiers, Span, Statement
from kg.rdf import graph_of, to_quads
from kg.views.commitments import REACHED, STATUSES, commitments_of

CHN, PAK, IND = "country:CHN", "country:PAK", "country:IND"
LI = "person:li-ming"
VACCINES, RAIL, TRADE = "topic:vaccines", "project:rail-link", "topic:trade"
PACT = "agreement:trade-pact"
Make = Callable[..., object]


@pytest.fixture(scope="module")
def years(say: Make, story: Make) -> tuple[Extraction, ...]:
    """Return five readouts of 2030 to 2032 in which promises are made, restated, kept and forgotten."""
    promised = story(
        "China will give Pakistan vaccines by June 2031. If funds allow, China will build the rail link. "
        "The two sides agreed to work on trade. India will open a mission.",
        say("China will give Pakistan vaccines by June 2031.", LI, "represents", CHN, office="Minister"),
        say("China will give Pakistan vaccines by June 2031.", LI, "pledges", PAK, [VACCINES], stance="committed", end="2031-06"),
        say("If funds allow, China will build the rail link.", CHN, "pledges", PAK, [RAIL], stance="committed", conditional=True),
        say("The two sides agreed to work on trade.", PAK, "cooperates", CHN, [TRADE, PACT], stance="committed"),
        say("India will open a mission.", IND, "pledges", None, ["topic:bilateral-relations"], stance="committed"),
        published="2030-05-01", source="1.txt", title="First talks")
    again = story(
        "China will give Pakistan vaccines. China will build the rail link. India opened a mission.",
        say("China will give Pakistan vaccines.", CHN, "aids", PAK, [VACCINES], stance="committed"),
        say("China will build the rail link.", CHN, "pledges", PAK, [RAIL], stance="committed"),
        say("India opened a mission.", IND, "cooperates", PAK, ["topic:bilateral-relations"]),
        published="2030-09-01", source="2.txt", title="Second talks")
    agreed = story(
        "The two sides agreed on the trade pact. China did not build the rail link.",
        say("The two sides agreed on the trade pact.", CHN, "agrees", PAK, [TRADE, PACT]),
        say("China did not build the rail link.", CHN, "aids", PAK, [RAIL], negated=True),
        published="2031-01-01", source="3.txt", title="Third talks")
    signed = story(
        "China and Pakistan signed the trade pact. China gave India vaccines.",
        say("China and Pakistan signed the trade pact.", CHN, "partyTo", PACT),
        say("China gave India vaccines.", CHN, "aids", IND, [VACCINES]),
        published="2031-08-01", source="4.txt", title="Fourth talks")
    delivered = story(
        "China works with Pakistan on the rail link, and hopes for more. China gave Pakistan a railway.",
        say("China works with Pakistan on the rail link, and hopes for more.", CHN, "supports", PAK, [RAIL]),
        say("China gave Pakistan a railway.", CHN, "aids", PAK, [RAIL]),
        published="2032-02-01", source="5.txt", title="Fifth talks")
    return promised, again, agreed, signed, delivered


def told(found: tuple[kg.Statement, ...]) -> list[tuple[object, ...]]:
    return [(c.label(c.by), c.label(c.to), c.status, [x.document.source for x in c.restated],
             [(m.status, m.cited.evidence.quote) for m in c.moves]) for c in found]


def test_a_storyline_gives_the_ledger_that_it_was_written_for(years: tuple[Extraction, ...], stored: Make) -> None:
    with stored(*years) as store:
        assert told(kg.commitments(store)) == [
            ("China", "Pakistan", "lapsed deadline", ["2.txt"],
             [("lapsed deadline", "China will give Pakistan vaccines by June 2031.")]),
            ("China", "Pakistan", "delivered", ["2.txt"],
             [("promised", "China will build the rail link."),
              ("under way", "China works with Pakistan on the rail link, and hopes for more."),
              ("delivered", "China gave Pakistan a railway.")]),
            ("China", "Pakistan", "signed", [],
             [("agreed", "The two sides agreed on the trade pact."), ("signed", "China and Pakistan signed the trade pact.")]),
            ("India", "", "promised", [], []),
        ]


@pytest.mark.parametrize(("wanted", "matters"), [
    ({"by": "China", "to": "Pakistan"}, [[VACCINES], [RAIL], [PACT, TRADE]]), ({"by": "Pakistan"}, [[PACT, TRADE]]),
    ({"to": "China"}, [[PACT, TRADE]]), ({"topic": "vaccines"}, [[VACCINES]]), ({"by": "India", "topic": "Trade"}, []),
    ({"by": "CHN", "topic": "rail link"}, [[RAIL]])])
def test_the_ledger_is_narrowed_by_side_and_topic(
        years: tuple[Extraction, ...], stored: Make, wanted: dict[str, str], matters: list[list[str]]) -> None:
    with stored(*years) as store:
        assert [list(c.matters) for c in kg.commitments(store, **wanted)] == matters
        with pytest.raises(QueryError, match="the store knows no country or organization 'Atlantis'"):
            kg.commitments(store, by="Atlantis")


@pytest.mark.parametrize(("as_of", "status"), [("2031-06-30", "promised"), ("2031-07-01", "lapsed deadline"), ("2030-05-01", "promised")])
def test_a_deadline_lapses_after_its_last_day(years: tuple[Extraction, ...], as_of: str, status: str) -> None:
    assert commitments_of(years[:2], as_of)[0].status == status


def test_a_threat_is_no_promise(say: Make, story: Make) -> None:
    words = "China will impose sanctions on India."
    assert not commitments_of([story(words, say(words, CHN, "sanctions", IND, stance="committed"), published="2030-05-01")])


def test_a_late_delivery_is_a_delivery(years: tuple[Extraction, ...], say: Make, story: Make) -> None:
    late = story("China gave Pakistan vaccines.", say("China gave Pakistan vaccines.", CHN, "aids", PAK, [VACCINES]), published="2033")
    assert [m.status for m in commitments_of((*years, late))[0].moves] == ["lapsed deadline", "delivered"]


def test_an_earlier_deed_and_an_undated_one_keep_no_promise(years: tuple[Extraction, ...], say: Make, story: Make) -> None:
    gave = say("China gave Pakistan vaccines.", CHN, "aids", PAK, [VACCINES])
    for published in ("2029-12-31", None):
        early = story("China gave Pakistan vaccines.", gave, published=published)
        assert [m.status for m in commitments_of((*years, early))[0].moves] == ["lapsed deadline"]


def test_the_order_of_documents_does_not_matter(years: tuple[Extraction, ...]) -> None:
    assert commitments_of(years) == commitments_of(tuple(reversed(years)))


def test_the_command_prints_rows_and_writes_a_page(
        years: tuple[Extraction, ...], tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    with kg.open_store(tmp_path / "store") as store:
        for x in years:
            store.replace(graph_of(x.document), to_quads(x))
    where = ["--store", str(tmp_path / "store")]
    assert run(["commitments", "--by", "China", "--to", "Pakistan", "--topic", "vaccines", *where, "--format", "csv",
                "--html", str(tmp_path / "commitments.html")]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["status"], row["restated"], row["deadline"], row["moved_by"]) == (
        "lapsed deadline", "2030-09-01", "2031-06-30", "China will give Pakistan vaccines by June 2031.")
    page = (tmp_path / "commitments.html").read_text(encoding="utf-8")
    assert "China to Pakistan: Vaccines" in page and "China will give Pakistan vaccines by June 2031." in page
    assert run(["commitments", "--as-of", "2031", *where]) == 1
    assert "--as-of" in capsys.readouterr().err


QUOTES = [f"Sentence {i}." for i in range(8)]
_DOCUMENT = st.tuples(st.sampled_from([None, "2030", "2030-05-01", "2031-01-01", "2032-01-01"]), st.lists(st.tuples(
    st.sampled_from([CHN, PAK]), st.sampled_from(["pledges", "aids", "cooperates", "agrees", "supports", "thanks", "partyTo"]),
    st.sampled_from([CHN, PAK, None]), st.sampled_from([(), (VACCINES,), (TRADE,), (TRADE, VACCINES)]),
    st.sampled_from(["asserted", "committed", "called-for"]), st.booleans(), st.booleans(),
    st.sampled_from([None, "2030-06", "2031"])), max_size=8))


@settings(max_examples=200, deadline=None)
@given(st.lists(_DOCUMENT, max_size=4))
def test_nothing_changes_status_without_a_quote(drawn: list[tuple[str | None, list[tuple[object, ...]]]]) -> None:
    documents = []
    for i, (published, rows) in enumerate(drawn):
        text = f"Number {i}. " + " ".join(QUOTES)
        document = Document.of(text, published=PartialDate(published) if published else None)
        said = []
        for (subject, relation, obj, about, stance, negated, conditional, end), quote in zip(rows, QUOTES, strict=False):
            at = text.index(quote)
            said.append(Statement(
                subject, relation, PACT if relation == "partyTo" else obj, about, Qualifiers(end=PartialDate(end) if end else None), stance,
                negated=negated, conditional=conditional, evidence=(Evidence(document.id, Span(at, at + len(quote)), quote, "r"),)))
        entities = (*(Entity(id, "Country", id) for id in (CHN, PAK)), Entity(PACT, "Agreement", "Pact"))
        documents.append(Extraction(document, entities, (), tuple(said)))
    texts = {x.document.id: x for x in documents}
    for c in commitments_of(documents):
        ranks = [STATUSES.index(c.moves[0].status) if c.moves else 0, *(STATUSES.index(m.status) for m in c.moves)]
        assert ranks == sorted(ranks) and c.status == (c.moves[-1].status if c.moves else ("conditional" if c.first.statement.conditional else "promised"))
        assert c.first.statement.stance == "committed" and not c.first.statement.negated
        for m in c.moves:
            source = texts[m.cited.document.id]
            assert m.cited.statement in source.statements and m.cited.evidence.quote in source.document.text
            assert m.status in ("lapsed deadline", "promised") or (
                m.cited.statement.stance == "asserted" and REACHED[m.cited.statement.relation] == m.status
                and m.cited.document.id != c.first.document.id and not m.cited.statement.negated)
