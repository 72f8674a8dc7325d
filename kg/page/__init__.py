"""networkx -> HTML: one self-contained page that shows a network with the quotes behind each line."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.page.drawing import ABOUT, NODES_DRAWN, STATEMENTS_KEPT, Drawing, draw
from kg.page.look import GROUP_LOOKS, KIND_LOOKS, STANCE_LABELS

if TYPE_CHECKING:
    import networkx as nx

SCRIPTS = ("model.js", "arrange.js", "canvas.js", "panel.js", "controls.js")
SHOWN_FIRST = 80
"""How many nodes are on show when the page opens; a slider shows more or fewer."""


def render(graph: nx.MultiDiGraph, path: str | Path, *, title: str = "Knowledge graph of diplomatic readouts",
           nodes_drawn: int = NODES_DRAWN, statements_kept: int = STATEMENTS_KEPT) -> Path:
    """Write a network of `kg.network` as one HTML file that needs no other file and makes no network request.

    Nodes lie where a seeded layout puts them; nothing moves by itself. The page carries all nodes and up to
    `statements_kept` statements with their quotes, and draws at most `nodes_drawn` nodes; it says so where it leaves
    something out. All text of the graph is shown as text, never as markup. Raises OSError where `path` cannot be
    written. Returns the path.

    >>> import networkx as nx, tempfile
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node("country:CHN", kind="Country", label="China", weight=1)
    >>> graph.add_node("country:PAK", kind="Country", label="Pakistan", weight=1)
    >>> graph.add_edge("country:CHN", "country:PAK", "s1", statement="s1", relation="supports", group="cooperative",
    ...                evidence='[{"document": "d", "title": "Talks", "quote": "China supports Pakistan"}]')
    's1'
    >>> page = render(graph, Path(tempfile.mkdtemp()) / "graph.html", title="China and Pakistan")
    >>> "China supports Pakistan" in page.read_text(encoding="utf-8")
    True
    """
    path = Path(path)
    path.write_text(html(draw(graph, nodes_drawn, statements_kept), title), encoding="utf-8", newline="\n")
    return path


def html(drawing: Drawing, title: str) -> str:
    """Return the page of a drawing.

    Its content policy allows nothing but the page's own two scripts, named by their hashes: even if text were taken
    for markup, no script of it would run and nothing would be fetched.
    """
    library, explorer = _library(), _explorer()
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in (library, explorer))
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return _template().render(
        title=title, style=_text("page.css"), library=library, explorer=explorer, payload=_embed(_payload(drawing)),
        policy=policy,
        kinds=KIND_LOOKS, groups=GROUP_LOOKS, stances=STANCE_LABELS, drawing=drawing)


def _payload(drawing: Drawing) -> dict[str, Any]:
    """Return what the scripts read: the pyvis network of what is drawn, and what the panel tells of all the rest."""
    network = _pyvis(drawing)
    card = ("id", "kind", "name", "names", "details", "weight")
    return {
        "network": {"nodes": network.nodes, "edges": network.edges},
        "entities": [{key: getattr(n, key) for key in card} for n in drawing.nodes],
        "claims": [asdict(claim) for claim in drawing.claims],
        "sources": [asdict(source) for source in drawing.sources],
        "kinds": [{"kind": k.kind, "plural": k.plural, "shape": k.shape, "shown": k.shown} for k in KIND_LOOKS],
        "groups": [{"group": g.group, "label": g.label} for g in GROUP_LOOKS],
        "stances": {stance: meaning for stance, (_, meaning) in STANCE_LABELS.items()},
        "first": SHOWN_FIRST,
    }


def _pyvis(drawing: Drawing) -> Any:
    """Put what is drawn into a pyvis network; the page's scripts colour it by the reader's light or dark scheme."""
    from pyvis.network import Network

    shapes = {look.kind: look.shape for look in KIND_LOOKS}
    network = Network(directed=True)
    for n in drawing.nodes:
        if n.drawn:
            network.add_node(n.id, label=n.label, shape=shapes.get(n.kind, "dot"), size=n.size, x=n.x, y=n.y,
                             font={"size": n.font})
    for line in drawing.lines:
        network.add_edge(line.source, line.target, id=line.id, relation=line.relation, group=line.group, bend=line.bend,
                         claims=line.claims, arrows="" if line.symmetric or line.group == ABOUT else "to")
    return network


def _embed(payload: Any) -> str:
    """Write JSON that may stand in a script element: nothing in it can end the element or begin a comment.

    >>> print(_embed(["</script>"]))
    ["\\u003c/script\\u003e"]
    """
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


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


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_text("page.html"))
