"""What can go wrong, drawn as a tree.

KgError
├── InputError          a source that cannot be read or is not what it should be
│   └── FetchError      a URL that could not be fetched, or may not be
├── ModelError          a parser or weights file that is not installed or does not fit
├── VocabularyError     a relation, kind or topic that the ontology does not have
├── StoreError          a store that cannot be opened, read or written
├── QueryError          a query that is unknown, malformed or lacks a parameter
└── ServeError          a server that cannot start, has ended by itself or cannot answer within its limits
"""


class KgError(Exception):
    """A failure that the user can act on; its text is one clear line."""


class InputError(KgError):
    """A source that cannot be read: names the source, what was found, what was expected and the remedy."""

    def __init__(self, source: str, found: str, expected: str = "", remedy: str = "") -> None:
        self.source, self.found, self.expected, self.remedy = source, found, expected, remedy
        parts = [f"{source}: {found}"]
        if expected:
            parts.append(f"expected {expected}")
        if remedy:
            parts.append(remedy)
        super().__init__("; ".join(parts))


class FetchError(InputError):
    """A URL that could not be fetched within the limits, or whose address is not allowed."""


class ModelError(KgError):
    """A parser or weights file that is not installed or does not fit this version."""


class VocabularyError(KgError):
    """A relation, kind or topic that the ontology does not have."""


class StoreError(KgError):
    """A store that cannot be opened, read or written."""


class QueryError(KgError):
    """A query that is unknown, malformed or lacks a parameter."""


class ServeError(KgError):
    """A server that cannot start, has ended by itself or cannot answer within its limits."""
