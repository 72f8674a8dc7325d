"""Graph -> typed tables, one question a file: what a study of relations between states asks.

A view is a module of this folder with one public function that is the question. It takes an open store and then, by name, what
narrows the question; it reads the graph through `kg.query` (named queries as rows; nodes and edges) or, where it needs texts with
all that was read from them, through `kg.readouts` and `kg.versions`, and nothing else; it returns frozen dataclasses, or pandas
frames whose columns and dtypes its docstring lists. Every row leads to a quote. A view prints nothing and writes nothing: `kg.cli`
does. These files are shared by the views and are none: `periods.py` (dates to years, quarters, months), `days.py` (dates to days),
`sides.py` (persons to the states that they speak for), `plover.py` (acts to event types), `ranks.py` (offices to levels),
`occasions.py` (documents to the meetings that they report), `counterparts.py` and `alignment.py` (two documents to what they
share), `phrases.py` (texts to phrases that recur), `habit.py` (base rates), `wording.py` (statements in words).
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
    View("change_points", "change_points", "dyad", "When did a series change?"),
    View("signed_network", "networks", "standings", "Who stands where among the states?"),
    View("encounters", "protocol", "protocol", "Who met whom at which level, in which form, where and as whose guest?"),
    View("tone", "tone", "tone", "How warm or how cold does a text say that things were?"),
    View("pairs", "pairs", "pairs", "Which readouts tell of one meeting from its two sides?"),
    View("compare", "comparison", "compare", "What do both sides say, what one alone, and where do they part?"),
    View("onesided", "onesided", "onesided", "Which meetings did one side alone publish?"),
    View("commitments", "commitments", "commitments", "Who promised what to whom, and what became of it?"),
    View("formulas", "formulas", "formulas", "Which set words do two states use for each other, and since when not?"),
    View("silence", "silence", "silence", "What does a text leave out that one would expect?"),
    View("changes", "changes", "changes", "What did a text say before it was changed?"),
)
"""All views, in the order in which a reader meets them; a module is loaded when its function is first asked for."""
