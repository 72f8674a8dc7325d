"""Title, date and paragraphs of texts as ministries, mail programs and copied pages set them."""

from __future__ import annotations

import textwrap

import pytest

from kg.read.layout import lay_out

BODY = ("Foreign Minister Sara Khan received State Councilor Li Ming in Islamabad on Tuesday. The two sides reviewed their "
        "cooperation in agriculture and agreed to set up a joint committee on water, which will meet for the first time in "
        "autumn.")
SECOND = ("Minister Khan thanked her guest for the tents that arrived after the flood. Li Ming said that more will follow as "
          "long as they are needed, and that the road over the pass will be open again before the snow comes.")


@pytest.mark.parametrize("crumbs", ["Home > News & Events", "HOME\xa0>\xa0NEWS", "You are here: Home » Media » Statements",
                                    "Ministry > Press > Statements", "Home / News / Speeches", "Home | Media centre"])
def test_breadcrumbs_are_no_content(crumbs: str) -> None:
    found = lay_out(f"{crumbs}\nSara Khan Receives Li Ming\n2021-03-02\n\n{BODY}")
    assert (found.title, found.text) == ("Sara Khan Receives Li Ming", f"Sara Khan Receives Li Ming\n\n{BODY}")
    assert str(found.published) == "2021-03-02"


@pytest.mark.parametrize("link", ["<Suggest To A Friend>", "[Close]", "Print", "Share this", "Print | Share", "Tweet",
                                  "Share on Facebook", "Email this page to a friend", "Back to top", "### ", "- END -",
                                  "End text.", "Send to a friend\nPrint\n[Top]", "Related articles\nTalks in Karachi\nA trip",
                                  "Copyright © 2021 Ministry of Foreign Affairs. All rights reserved."])
def test_share_links_and_end_marks_are_no_content(link: str) -> None:
    assert lay_out(f"Sara Khan Receives Li Ming\n\n{BODY}\n\n{link}\n").text == f"Sara Khan Receives Li Ming\n\n{BODY}"


@pytest.mark.parametrize("line", [
    "Both sides will share the text with their friends.", "The two leaders agreed to speak again.",
    "For media inquiries, please contact press@example.org.", "Lahore > Karachi is the line that both will build.",
    "May the friendship of our peoples last!", "Resources for the fund will be announced later",
])
def test_last_lines_that_are_content_stay(line: str) -> None:
    assert lay_out(f"Sara Khan Receives Li Ming\n\n{BODY}\n\n{line}").text.endswith(line)


@pytest.mark.parametrize("between", ["\n\n", "\n", "\n2021-03-02\n\n", "\n\nTuesday, 2 March 2021\n\nPrint\n\n", "\n\n\n\n"])
def test_first_line_is_the_title(between: str) -> None:
    found = lay_out(f"Sara Khan Receives Li Ming{between}{BODY}\n\n{SECOND}")
    assert found.text == f"Sara Khan Receives Li Ming\n\n{BODY}\n\n{SECOND}"
    assert found.title == "Sara Khan Receives Li Ming"


def test_a_title_may_end_like_a_sentence_where_a_date_follows() -> None:
    assert lay_out(f"Pakistan joins the water committee.\n2021-03-02\n\n{BODY}").title == "Pakistan joins the water committee."
    assert lay_out(f"Talks With Officials of the U.S.\n\n{BODY}").title == "Talks With Officials of the U.S."


@pytest.mark.parametrize("first", [
    "The two ministers met in Islamabad.", "• Water and roads", "Q: What about the talks", "The three sides:",
    "(Islamabad)", "- agreed to meet",
])
def test_first_line_that_is_no_title(first: str) -> None:
    assert lay_out(f"{first}\n\n{BODY}").title == ""


def test_a_date_line_without_title_is_the_date_and_not_the_title() -> None:
    found = lay_out(f"2 March 2021\n\n{BODY}")
    assert (found.title, found.text, str(found.published)) == ("", BODY, "2021-03-02")
    above = lay_out(f"2021-03-02\nSara Khan Receives Li Ming\n\n{BODY}")
    assert (above.title, str(above.published)) == ("Sara Khan Receives Li Ming", "2021-03-02")


def test_a_date_within_the_text_is_neither_taken_nor_dropped() -> None:
    found = lay_out(f"Sara Khan Receives Li Ming\n\n{BODY}\n\n3 March 2021\n\n{SECOND}")
    assert "3 March 2021" in found.text and found.published is None


def test_the_year_of_a_date_line_is_not_guessed() -> None:
    assert str(lay_out(f"Sara Khan Receives Li Ming\n2 March\n\n{BODY}").published) == "--03-02"
    assert lay_out(f"Sara Khan Receives Li Ming\n\n{BODY}").published is None


def test_closing_place_and_date_of_a_release() -> None:
    found = lay_out(f"Visit of the Minister to Dhaka\n\n{BODY}\n\nNew Delhi\nMarch 2, 2021")
    assert str(found.published) == "2021-03-02"
    assert found.text.endswith("autumn.\n\nNew Delhi")


@pytest.mark.parametrize("width", [55, 66, 72, 80, 100, 120])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_hard_wrapped_paragraphs_are_made_whole(width: int, newline: str) -> None:
    wrapped = newline.join(["Sara Khan Receives Li Ming", "", *textwrap.wrap(BODY, width), "", *textwrap.wrap(SECOND, width)])
    assert lay_out(wrapped).text == f"Sara Khan Receives Li Ming\n\n{BODY}\n\n{SECOND}"


def test_wrapped_paragraphs_without_empty_lines_stay_apart_where_a_line_is_short() -> None:
    wrapped = "\n".join([*textwrap.wrap(BODY, 60), *textwrap.wrap(SECOND, 60)])
    assert lay_out(wrapped).text == f"{BODY}\n{SECOND}"


def test_a_wrapped_title_is_one_line() -> None:
    title = "State Councilor Li Ming Holds the Fourth Round of the Strategic Dialogue with Foreign Minister Sara Khan"
    wrapped = "\n".join([*textwrap.wrap(title, 60), "2 March 2021", "", *textwrap.wrap(BODY, 60), "", *textwrap.wrap(SECOND, 60)])
    found = lay_out(wrapped)
    assert (found.title, found.text) == (title, f"{title}\n\n{BODY}\n\n{SECOND}")


def test_words_parted_at_the_end_of_a_line() -> None:
    text = ("The ministers said that the strategic partner-\nship rests on trust, and that they have a long-\nterm plan "
            "which will be ready by the end of\nthe year, when the new road is open to traf-\nfic again.")
    assert lay_out(text).text == (
        "The ministers said that the strategic partnership rests on trust, and that they have a long-term plan which will be "
        "ready by the end of the year, when the new road is open to traffic again.")


@pytest.mark.parametrize("lines", [
    "The two sides:\n- agreed to open a consulate in the capital of the other;\n- decided to meet again next year.",
    "Q: When will the committee meet and who will be in the chair?\nA: It will meet in autumn.\nQ: Where?\nA: In Lahore.",
    "1. Water will be the first subject of the committee.\n2. Roads will be the second one.\n(a) the pass\n(b) the port",
    "• Kazakhstan is to send wheat to the stores of the fund;\n• a joint board will look after the bridge.",
    "MINISTER KHAN: We are glad to have you here, and we thank you for the tents.\nMINISTER LI: It was our duty to help.",
    "The committee held its first meeting in the morning.\nIn the afternoon it went to see the new bridge over the river.\n"
    "A dinner was given by the governor.",
])
def test_lines_that_stay_apart(lines: str) -> None:
    assert lay_out(f"Sara Khan Receives Li Ming\n\n{lines}").text == f"Sara Khan Receives Li Ming\n\n{lines}"


def test_a_wrapped_list_keeps_its_points() -> None:
    points = [f"- {BODY}", f"- {SECOND}"]
    wrapped = "\n".join("\n".join(textwrap.wrap(p, 64, subsequent_indent="  ")) for p in points)
    assert lay_out(wrapped).text == "\n".join(points)


def test_a_sentence_cut_by_the_end_of_a_page_goes_on() -> None:
    found = lay_out(f"Sara Khan Receives Li Ming\n\n{BODY} They hope that the rail\n\nlink will be finished soon.")
    assert found.text.endswith("They hope that the rail link will be finished soon.")


def test_a_given_title_is_put_before_the_text_unless_it_begins_with_it() -> None:
    title = "Sara Khan Receives Li Ming"
    expected = f"{title}\n\n{BODY}"
    for text in (BODY, f"{title}\n{BODY}", f"SARA KHAN RECEIVES\nLI MING\n\n{BODY}", f"“{title}”\n\n{BODY}"):
        assert lay_out(text, title=title).text == expected
    assert lay_out(f"{title} in Islamabad today.", title=title).text == f"{title}\n\n{title} in Islamabad today."


def test_lines_without_letters_part_paragraphs_and_are_dropped() -> None:
    assert lay_out(f"{BODY}\n*******\n{SECOND}\n\n- - -\n\nThey parted.").text == f"{BODY}\n\n{SECOND}\n\nThey parted."


def test_spaces_within_lines() -> None:
    assert lay_out("A  joint\t statement\xa0of   both\n\n  was   issued. ").text == "A joint statement of both\n\nwas issued."
