"""What reading comes to: a Document, or Skipped with the reason."""

from __future__ import annotations

from kg.model import Document, PartialDate, Skipped
from kg.read.language import language_code, language_of
from kg.read.layout import lay_out


def outcome(text: str, source: str, *, title: str | None = None, published: PartialDate | None = None,
            publisher: str | None = None, language: str | None = None, url: str | None = None) -> Document | Skipped:
    r"""Make a document of a text and what is stated about it, or say that there is nothing to read.

    The language of the words goes before the stated one, because templates of pages often state another; English
    where neither tells it.

    >>> outcome("双方就共同关心的问题交换了意见。", "note.txt").language
    'zh'
    >>> str(outcome(" \n<Print>\n", "note.txt"))
    'note.txt: no text in it'
    """
    found = lay_out(text, title=title)
    if not any(c.isalnum() for c in found.text):
        return Skipped(source, "no text in it", "ignored")
    return Document.of(
        found.text, title=found.title, source=source, published=published or found.published,
        publisher=" ".join((publisher or "").split()) or None, url=(url or "").strip() or None,
        language=language_of(found.text) or language_code(language) or "en")
