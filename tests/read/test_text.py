"""Text and Markdown files."""

from __future__ import annotations

import io

from kg.model import Document
from kg.read.text import read_markdown, read_text


def only(found: object) -> Document:
    [document] = found  # type: ignore[misc]
    assert isinstance(document, Document)
    return document


def test_markdown_marks_go_and_words_stay() -> None:
    source = """---
title: "Sara Khan Receives Li Ming"
lang: en
---
# Sara Khan Receives Li Ming

*2 March 2021*

The ministers **agreed** on the [water treaty](https://example.org/w), see ![map](m.png) and `Annex_1_b`.

## Next steps
- a meeting in *autumn*
- a visit in __winter__

> We thank our guests.
"""
    document = only(read_markdown(io.BytesIO(source.encode()), "a.md"))
    assert document.text == ("Sara Khan Receives Li Ming\n\nThe ministers agreed on the water treaty, see and Annex_1_b.\n\n"
                             "Next steps\n\n- a meeting in autumn\n- a visit in winter\n\nWe thank our guests.")
    assert (document.title, str(document.published)) == ("Sara Khan Receives Li Ming", "2021-03-02")


def test_a_text_keeps_its_own_stars_and_marks() -> None:
    text = "Talks on *water* in Lahore\n\n# of tents sent: 500. They [the ministers] met."
    assert only(read_text(io.BytesIO(text.encode()), "a.txt")).text == text


def test_composed_and_decomposed_letters_are_one_document() -> None:
    composed = only(read_text(io.BytesIO("Talks in Türkiye\n\nErdoğan met Šefčovič.".encode()), "a.txt"))
    decomposed = only(read_text(io.BytesIO("Talks in Tu\u0308rkiye\r\n\r\nErdog\u0306an met S\u030cefc\u030covic\u030c.".encode()), "b.txt"))
    assert composed.id == decomposed.id
