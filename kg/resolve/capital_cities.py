"""The state whose capital a city is: who visits Ankara is the guest of Türkiye."""

from __future__ import annotations

from functools import cache

from kg import authority
from kg.vocab import entity_id


def capital_of(city: str) -> str | None:
    """Return the id of the state whose capital bears this name; None for other cities and for names that two capitals share.

    >>> capital_of("Ankara"), capital_of("Guangzhou")
    ('country:TUR', None)
    """
    found = _capitals().get(city.removesuffix(", D.C.").removesuffix(" D.C."), ())
    return found[0] if len(found) == 1 else None


@cache
def _capitals() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for state in authority.countries():
        for form in state.forms:
            if form.sort == "capital":
                found[form.text] = (*found.get(form.text, ()), entity_id("Country", state.key))
    return found
