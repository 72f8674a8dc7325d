from collections.abc import Iterator

from kg.model import Mention, Parsed


def recognise(parsed: Parsed) -> Iterator[Mention]:
    yield from ()
