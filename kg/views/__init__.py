"""Graph -> typed tables, one question a file: what a study of relations between states asks.

A view is a module of this folder with one public function that is the question. It takes an open store and then, by name, what
narrows the question; it reads the graph through `kg.query` alone (named queries as rows; nodes and edges); it returns frozen
dataclasses, or pandas frames whose columns and dtypes its docstring lists. Every row leads to a quote. A view prints nothing and
writes nothing: `kg.cli` does. Four files are shared by the views and are none: `periods.py` (dates to years, quarters, months),
`sides.py` (persons to the states that they speak for), `plover.py` (acts to event types), `ranks.py` (offices to levels).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A question: `function` of the module `kg.views.<module>` is also the public name `kg.<function>`; `command` shows it."""

    function: str
    module: str
    command: str
    question: str


VIEWS: tuple[View, ...] = (
    View("frames", "frames", "frames", "What does the graph hold, as tidy tables?"),
    View("events", "events", "export", "Which events does the graph tell of, in the terms of PLOVER?"),
    View("dyads", "dyads", "dyad", "How does one state treat another, period by period?"),
    View("turns", "turns", "dyad", "When did a series change?"),
    View("signed_network", "networks", "standings", "Who stands where among the states?"),
    View("encounters", "protocol", "protocol", "Who met whom at which level, in which form, where and as whose guest?"),
    View("tone", "tone", "tone", "How warm or how cold does a text say that things were?"),
)
"""All views, in the order in which a reader meets them; a module is loaded when its function is first asked for."""
