"""Views -> HTML to read and to print: one file that needs no other, runs no script and fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.model import Document, Statement
from kg.templates import allowed, template
from kg.wording import in_words

if TYPE_CHECKING:
    from kg.views.commitments import Commitment
    from kg.views.comparison import Comparison

KIND_TITLES = {"both": "Both say", "reworded": "In other words", "conflicting": "At odds"}


def report_comparison(found: Comparison, path: str | Path) -> Path:
    """Write two sides of a meeting side by side, each claim with its quotes; return the path.

    All text of documents is shown as text, never as markup. Raises OSError where `path` cannot be written.
    """
    sides = [{"side": found.label(side) or "Unknown side", "document": told.document}
             for side, told in ((found.side_a, found.a), (found.side_b, found.b))]
    return _write(path, "comparison.html", f"{sides[0]['side']} and {sides[1]['side']}: two accounts", found=found, sides=sides,
                  titles=KIND_TITLES, words=_words(found.label), quotes=_quotes)


def report_commitments(found: Iterable[Commitment], path: str | Path) -> Path:
    """Write a ledger of commitments by what became of them, each step with its quote; return the path.

    Raises OSError where `path` cannot be written.
    """
    from kg.views.commitments import STATUSES

    listed = tuple(found)
    groups = [(status, [c for c in listed if c.status == status]) for status in reversed(STATUSES)]
    return _write(path, "commitments.html", "Ledger of commitments", groups=[g for g in groups if g[1]], total=len(listed))


def _words(label: Callable[[str | None], str]) -> Callable[[Statement], str]:
    return lambda statement: in_words(statement, label)


def _quotes(statements: Iterable[Statement]) -> list[str]:
    """Return the quotes of statements, each once, in text order."""
    return list(dict.fromkeys(e.quote for s in statements for e in sorted(s.evidence, key=lambda e: e.span)))


def _address(document: Document) -> str:
    """Return a web address that may be followed: http or https, nothing that a browser would run."""
    known = document.url or document.source
    return known if known.startswith(("http://", "https://")) else ""


def _write(path: str | Path, name: str, title: str, **known: Any) -> Path:
    style = files("kg.reports").joinpath("report.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src {allowed(style)}; base-uri 'none'; form-action 'none'"
    path = Path(path)
    path.write_text(template("reports", name).render(title=title, style=style, policy=policy, address=_address, **known),
                    encoding="utf-8", newline="\n")
    return path
