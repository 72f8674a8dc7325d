"""Countries: by name, adjective, people, and by the capital or house of government that stands for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg import authority
from kg.authority import Form, Lexicon
from kg.model import Mention, Parsed, Span

_BY = "countries"


@cache
def _lexicon() -> Lexicon:
    return Lexicon(f for known in authority.countries() for f in known.forms if f.sort != "capital")


def recognise(parsed: Parsed) -> Iterator[Mention]:
    """Yield a mention of kind Country for each form of words that means a state here; the reading is its ISO code."""
    text = parsed.document.text
    for start, end, form in _lexicon().find(text):
        if form.shared:
            continue
        yield Mention(parsed.sentence_at(start).index, Span(start, end), text[start:end], "Country", _BY, form.key)
