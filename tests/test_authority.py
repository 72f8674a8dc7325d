"""The authority files hold all states of ISO 3166, no form means two things unmarked, and look-ups keep to the written case."""

import pytest
from babel import Locale
from rigour.territories import get_territories

from kg import authority
from kg.model import Document
from kg.vocab import slug

NOT_STATES = {"AIA", "ABW", "ALA", "BMU", "CCK", "CUW", "CXR", "FLK", "GGY", "GIB", "SGS", "IMN", "IOT", "JEY", "CYM", "MSR", "NFK", "PCN", "SHN",
              "SXM", "TCA", "VGB", "WLF"}
"""Dependencies that act through their state and are no Country here."""


def test_every_state_of_iso_3166_is_known_with_its_adjective_and_wikidata():
    known = {k.key: k for k in authority.countries()}
    for t in get_territories():
        if t.is_country and t.alpha3 and not t.is_historical and t.alpha3.upper() not in NOT_STATES:
            state = known[t.alpha3.upper()]
            assert state.entity.same_as, t.name
            assert any(f.sort == "adjective" for f in state.forms) or state.key in {"VAT", "SMR"}, t.name
    assert {"XKX", "VAT", "PSE", "TWN", "HKG"} <= known.keys()


def test_english_names_of_babel_lead_to_the_same_state():
    missing = []
    names = Locale("en").territories
    for t in get_territories():
        if t.is_country and t.alpha3 and not t.is_historical and t.alpha3.upper() not in NOT_STATES:
            found = authority.country(names[t.code.upper()].replace(" SAR China", "").replace("Congo - ", "Congo-").replace(" (Burma)", ""))
            if found is None or found.iso3 != t.alpha3.upper():
                missing.append(names[t.code.upper()])
    assert missing == []


@pytest.mark.parametrize("load", [authority.countries, authority.organisations, authority.places])
def test_no_form_means_two_things_unmarked(load):
    meant = {}
    for known in load():
        for form in known.forms:
            if not form.shared and form.sort != "capital":
                assert meant.setdefault(form.text, known.key) == known.key, form.text


@pytest.mark.parametrize("load", [authority.countries, authority.organisations, authority.places])
def test_keys_are_unique(load):
    keys = [known.key for known in load()]
    assert len(keys) == len(set(keys))


def test_topics_have_terms_and_slugs_for_ids():
    rows = {row["id"]: row for row in authority.rows("topics.tsv") if row["id"] != "-"}
    assert all(row["terms"] and slug(id) == id for id, row in rows.items())
    assert len(rows) == 60


@pytest.mark.parametrize(("name", "iso"), [("the ROK", "KOR"), ("Holland", "NLD"), ("Turkiye", "TUR"), ("Côte d’Ivoire", "CIV"), ("Swiss", "CHE"),
                                           ("us", None), ("Korean", None), ("Moscow", None), ("Atlantis", None)])
def test_look_up(name, iso):
    found = authority.country(name)
    assert (found.iso3 if found else None) == iso


@pytest.mark.parametrize(("publisher", "side"), [
    ("China MFA", "country:CHN"), ("US Department of State / Office of the Spokesperson", "country:USA"), ("The White House", "country:USA"),
    ("India MEA", "country:IND"), ("EEAS", "org:european-union"), ("Türkiye MFA", "country:TUR"), ("Brazil Itamaraty", "country:BRA"),
    ("Embassy of Japan", "country:JPN"), ("MINISTER FOR FOREIGN AFFAIRS", None), ("", None)])
def test_publisher(publisher, side):
    assert authority.publisher_side(publisher) == side


@pytest.mark.parametrize(("title", "body", "side"), [
    ("Foreign Ministry Spokesperson Li Mei's Regular Press Conference", "Q: What about Fiji?\nA: We hope that all is well.", "country:CHN"),
    ("EAM's visit to Bhutan", "EAM met his counterpart in Bhutan.", "country:IND"),
    ("Minister Meets Foreign Minister of Chile", "Norway stands ready to work with Chile. Norway will help. The Norwegian side thanked Chile.", "country:NOR"),
    ("A day at the sea", "The weather was fine.", None)])
def test_home_of_a_text_without_publisher(title, body, side):
    from kg.model import Parsed
    text = f"{title}\n\n{body}"
    assert authority.home_of(Parsed(Document.of(text, title=title), (), None)) == side
