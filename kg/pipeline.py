"""The stages in order."""

from __future__ import annotations

from kg.attribute import attribute
from kg.extract import extract
from kg.mention import recognise
from kg.model import Extraction, Parsed
from kg.resolve import resolve


def understand(parsed: Parsed) -> Extraction:
    """Take a parsed document to its entities, links and statements."""
    links = resolve(parsed, recognise(parsed))
    statements = tuple(extract(parsed, links, attribute(parsed, links)))
    return Extraction(parsed.document, links.entities, links.links, statements)
