"""Lines that are no content, and lines made of the same words that are."""

from __future__ import annotations

import pytest

from kg.read.furniture import is_breadcrumbs, is_furniture, tail_start


@pytest.mark.parametrize("line", ["[Print]", "Share:", "Print Email", "Share this article on Twitter", "Follow us on WeChat",
                                  "Save as PDF", "Skip to main content", "Read more", "***", "Text size: A A A"])
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["Print media of both countries reported", "Islamabad", "Joint Statement", "1. Follow-up",
                                  "End of the war in the north", "They will share.", "Share of trade in 2021", "Shared Values",
                                  "Closing ceremony", "Postal Union", "The Top of the Agenda", "Searching for peace"])
def test_no_furniture(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize("line", ["Islamabad", "Trade > aid, said the minister.", "China/Pakistan", "US | China", "Talks",
                                  "Homes for refugees", "Statement by the Ministry: visit to Dhaka"])
def test_no_breadcrumbs(line: str) -> None:
    assert not is_breadcrumbs(line)


def test_a_closing_list_of_links_needs_short_lines_to_the_end() -> None:
    text = ["Talks in Lahore", "They met.", "Related news", "A trip to Karachi", "", "Flood relief"]
    assert tail_start(text) == 2
    assert tail_start([*text, "The committee met again in autumn."]) == 7
