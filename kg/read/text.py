"""Plain text and Markdown -> Document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Document, Skipped
from kg.read.characters import decode
from kg.read.outcome import outcome
from kg.read.whole import whole

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*\r?\n", re.S)


def read_text(stream: BinaryIO, source: str, *, encoding: str | None = None) -> Iterator[Document | Skipped]:
    r"""Read a text: title line, date line, body; a breadcrumb line before and share links after it are left out.

    >>> import io
    >>> [document] = read_text(io.BytesIO(b"Li Ming Meets Sara Khan\n22 May 2022\n\nThey met in Baoting."), "note.txt")
    >>> document.title, str(document.published)
    ('Li Ming Meets Sara Khan', '2022-05-22')
    """
    yield outcome(decode(whole(stream, source), source, declared=encoding), source)


def read_markdown(stream: BinaryIO, source: str, *, encoding: str | None = None) -> Iterator[Document | Skipped]:
    r"""Read Markdown as text: marks of headings, emphasis, links and images go, their words stay.

    >>> import io
    >>> [document] = read_markdown(io.BytesIO(b"# Li Ming Meets Sara Khan\n\nThey **met** in [Baoting](x)."), "note.md")
    >>> document.text
    'Li Ming Meets Sara Khan\n\nThey met in Baoting.'
    """
    text = decode(whole(stream, source), source, declared=encoding)
    stated = _front_matter(text)
    text = _FRONT_MATTER.sub("", text, count=1) if stated else text
    yield outcome(_without_marks(text), source, title=stated.get("title"), language=stated.get("lang"))


def _front_matter(text: str) -> dict[str, str]:
    found = _FRONT_MATTER.match(text)
    pairs = (line.partition(":") for line in found[1].splitlines()) if found else ()
    return {key.strip().lower(): value.strip().strip("\"'") for key, colon, value in pairs if colon}


def _without_marks(text: str) -> str:
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"!\[([^\]\n]*)\]\([^)\n]*\)", "", text)
    text = re.sub(r"\[([^\]\n]+)\]\([^)\n]*\)", r"\1", text)
    text = re.sub(r"^[ \t]{0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", r"\n\1\n", text, flags=re.M)
    text = re.sub(r"^[ \t]{0,3}>[ \t]?", "", text, flags=re.M)
    text = re.sub(r"^([^\n]+)\n=+[ \t]*$", r"\1\n", text, flags=re.M)
    return re.sub(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)([^\n]+?)(?<=\S)\1(?!\w)", r"\2", text)
