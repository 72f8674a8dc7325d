from collections.abc import Iterator

from kg.model import Attribution, Links, Parsed, Statement


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    yield from ()
