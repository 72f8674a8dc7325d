"""networkx -> HTML: one self-contained page that shows a network with the quotes behind each line."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.page.choice import Choice, Chosen, choose
from kg.page.layout import placed
from kg.page.look import GROUP_LOOKS, KIND_LOOKS, STANCE_LOOKS
from kg.page.part import as_json, part_of
from kg.templates import allowed, template

if TYPE_CHECKING:
    import networkx as nx

    from kg.contracts import Store

TITLE = "Knowledge graph of diplomatic readouts"
THEMES = ("auto", "light", "dark")
SCRIPTS = ("source.js", "model.js", "scene.js", "arrange.js", "canvas.js", "panel.js", "evidence.js", "filters.js", "time.js",
           "search.js", "table.js", "take.js", "address.js", "start.js")
"""The parts of the page's script, in the order in which they are joined; prettier keeps their form (140 columns)."""
PACKED_FROM = 900_000
"""JSON longer than this is compressed within the page (about 1,500 statements)."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page that was written: where, and sentences on what was left out of it."""

    path: Path
    left_out: tuple[str, ...]


def render(graph: nx.MultiDiGraph, path: str | Path, *, title: str = TITLE, theme: str = "auto", **choice: Any) -> Written:
    """Write a network of `kg.network` as one HTML file that needs no other file and makes no network request.

    `choice` are the keywords of `kg.page.choice.Choice`: focus, pair, since, until, kinds, relations, min_statements, limit.
    Nodes lie where a seeded layout puts them; nothing moves by itself. All text of the graph is shown as text, never as
    markup. Raises InputError where a name, date or kind means nothing, OSError where `path` cannot be written.

    >>> import networkx as nx, tempfile
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node("country:CHN", kind="Country", label="China", weight=1)
    >>> graph.add_node("country:PAK", kind="Country", label="Pakistan", weight=1)
    >>> graph.add_edge("country:CHN", "country:PAK", "s1", statement="s1", relation="supports", group="cooperative",
    ...                evidence='[{"document": "d", "title": "Talks", "quote": "China supports Pakistan"}]')
    's1'
    >>> page = render(graph, Path(tempfile.mkdtemp()) / "graph.html", focus="China")
    >>> "China supports Pakistan" in page.path.read_text(encoding="utf-8")
    True
    """
    chosen = choose(graph, Choice(**choice))
    Path(path).write_text(html(opening(chosen, title, theme), title, theme), encoding="utf-8", newline="\n")
    return Written(Path(path), chosen.left_out)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page within a notebook; Jupyter shows it by `_repr_html_`."""

    page: str
    height: int

    def _repr_html_(self) -> str:
        """Return a frame of its own origin: the page's scripts reach nothing of the notebook."""
        return (f'<iframe title="Network" sandbox="allow-scripts allow-downloads allow-popups" style="width:100%;height:{self.height}px;'
                f'border:1px solid #ccc;border-radius:6px" srcdoc="{escape(self.page)}"></iframe>')


def show(store: Store, *, title: str = TITLE, theme: str = "auto", height: int = 720, **choice: Any) -> Shown:
    """Show a store's graph within a notebook: the page of `render`, with the same keywords.

    >>> from kg.store import open_store
    >>> show(open_store(), title="Nothing yet")._repr_html_()[:23]
    '<iframe title="Network"'
    """
    from kg.network import network

    return Shown(html(opening(choose(network(store), Choice(**choice)), title, theme), title, theme), height)


def opening(chosen: Chosen, title: str = TITLE, theme: str = "auto") -> dict[str, Any]:
    """Return what a page opens with, in the shape `Opening` of docs/page-data.md."""
    part = part_of(chosen.graph, placed(chosen.graph))
    countries = sum(e.kind == "Country" for e in part.entities)
    return {
        "title": title, "theme": theme, "level": "relations" if countries > 3 and not chosen.focus else "details",
        "focus": chosen.focus, "pair": chosen.pair, "left_out": chosen.left_out, "part": as_json(part),
        "totals": {"statements": len(part.statements), "documents": len(part.documents), "entities": len(part.entities)},
    }


def html(opening: dict[str, Any] | None, title: str = TITLE, theme: str = "auto", api: str = "") -> str:
    """Return the page that shows an opening or, where it is None, asks the server that sent it, under the path `api`.

    Its content policy allows nothing but the page's own two scripts, named by their hashes: even if text were taken
    for markup, no script of it would run and nothing would be fetched. A served page may ask its own server. Raises InputError for
    a theme that is none of THEMES.
    """
    if theme not in THEMES:
        raise InputError("theme", repr(theme), f"one of {', '.join(THEMES)}")
    library, explorer = _library(), _explorer()
    policy = f"default-src 'none'; script-src {allowed(library)} {allowed(explorer)}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    data, encoding = _packed(_embed(opening)) if opening else ("", "json")
    return template("page", "page.html").render(
        title=title, theme=theme, style=_text("page.css"), library=library, explorer=explorer, data=data, encoding=encoding, api=api,
        policy=policy + ("; connect-src 'self'" if api else ""), kinds=KIND_LOOKS, groups=GROUP_LOOKS, stances=STANCE_LOOKS,
        looks=_embed(_looks()))


def _looks() -> dict[str, Any]:
    return {"kinds": [{"kind": k.kind, "plural": k.plural, "shape": k.shape, "shown": k.shown, "pull": k.pull} for k in KIND_LOOKS],
            "groups": [{"group": g.group, "label": g.label} for g in GROUP_LOOKS],
            "stances": [{"stance": s.stance, "label": s.label, "meaning": s.meaning, "dashes": s.dashes} for s in STANCE_LOOKS]}


def _embed(value: Any) -> str:
    """Write JSON that may stand in a script element: nothing in it can end the element or begin a comment.

    >>> print(_embed(["</script>"]))
    ["\\u003c/script\\u003e"]
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _packed(text: str) -> tuple[str, str]:
    if len(text) < PACKED_FROM:
        return text, "json"
    return base64.b64encode(gzip.compress(text.encode("utf-8"), mtime=0)).decode("ascii"), "gzip"


@cache
def _library() -> str:
    """Read vis-network (Apache-2.0 or MIT) from pyvis's own files, as pyvis inlines it."""
    return _script(files("pyvis").joinpath("templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8"))


@cache
def _explorer() -> str:
    return _script('"use strict";\n' + "\n".join(_text(name) for name in SCRIPTS))


def _script(text: str) -> str:
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script of the page would end its own element")
    return text


def _text(name: str) -> str:
    return files("kg.page").joinpath(name).read_text(encoding="utf-8")
