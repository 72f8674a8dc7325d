"""Time the page against pyvis as it comes, with physics, in the same run and the same headless Chromium.

    python benchmarks/page.py [--sizes 300 1000 5000 20000] [--patience 120]

For each size a network with that many entities and twice as many statements. "Usable" is the time from asking for the file
until the network lies still: for pyvis until its physics have settled. "Frame" is the time of one frame while the picture is
moved. The page opens with the 60 weightiest nodes; the rows "drawn" ask it for all, of which it draws 2,000 at most.
Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import TimeoutError, sync_playwright

from kg.page import render

KINDS = ("Country", "Person", "Person", "Meeting", "Agreement", "Topic")
FRAMES = """net => new Promise(done => {
  const network = net === 'pyvis' ? window.network : kg.network, begin = performance.now();
  let frames = 0;
  const step = () => {
    network.moveTo({offset: {x: frames % 2 ? 5 : -5, y: 0}});
    frames += 1;
    if (frames < 30 && performance.now() - begin < 15000) requestAnimationFrame(step);
    else done((performance.now() - begin) / frames);
  };
  requestAnimationFrame(step);
})"""
DRAWN = "#level=details&amount=2000&kinds=" + "+".join(dict.fromkeys(KINDS))


def world(size: int) -> nx.MultiDiGraph:
    """Return a network in which a few entities have many statements and most have few."""
    chance = random.Random(1961)
    graph = nx.MultiDiGraph()
    ids = [f"entity:{i}" for i in range(size)]
    for i, id in enumerate(ids):
        graph.add_node(id, kind=KINDS[i % len(KINDS)], label=f"Entity number {i}", weight=1)
    for i in range(2 * size):
        a = ids[i] if i < size else ids[int(size * chance.random() ** 3)]
        b = ids[int(size * chance.random() ** 3)]
        evidence = [{"document": f"d{i % 300}", "title": "A readout", "quote": f"Statement number {i}.", "published": f"20{i % 20 + 10}-03"}]
        if a != b:
            graph.add_edge(a, b, f"s{i}", statement=f"s{i}", relation="supports", group="cooperative", evidence=json.dumps(evidence))
    for id in ids:
        graph.nodes[id]["weight"] = graph.degree(id)
    return graph


def pyvis_page(graph: nx.MultiDiGraph, path: Path) -> Path:
    """Write the network as pyvis does by itself, all in one file."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for id, known in graph.nodes(data=True):
        network.add_node(id, label=known["label"])
    for a, b, known in graph.edges(data=True):
        network.add_edge(a, b, title=known["relation"])
    path.write_text(network.generate_html(notebook=False), encoding="utf-8")
    return path


def measured(browser: Any, path: Path, which: str, patience: int, fragment: str = "") -> tuple[str, str, str]:
    """Return nodes drawn, milliseconds until usable, milliseconds a frame."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.route(lambda url: url.startswith("http"), lambda route: route.abort())  # pyvis asks for Bootstrap
    page = context.new_page()
    page.set_default_timeout((patience + 30) * 1000)
    begin = time.monotonic()
    page.goto(path.as_uri() + fragment, wait_until="commit")
    settled = True
    try:
        if which == "pyvis":  # its loading bar goes when the first thousand rounds are done
            page.wait_for_function("window.network && network.physics.ready", timeout=1000 * patience, polling=50)
        else:
            page.wait_for_selector("html[data-ready]")
    except TimeoutError:
        settled = False
    usable = f"{1000 * (time.monotonic() - begin):,.0f}" if settled else f"over {1000 * patience:,}"
    frame = f"{page.evaluate(FRAMES, which):,.0f}" if settled else ""
    drawn = page.evaluate("w => (w === 'pyvis' ? network : kg.network).body.nodeIndices.length", which) if settled else ""
    context.close()
    return f"{drawn:,}" if settled else "", usable, frame


def main() -> int:
    """Measure each size and print a row for each page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 1000, 5000, 20000])
    parser.add_argument("--patience", type=int, default=120, help="seconds after which pyvis is given up")
    given = parser.parse_args()
    print("| nodes | page | drawn | usable ms | frame ms | file kB |\n| ---: | --- | ---: | ---: | ---: | ---: |")
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for size in given.sizes:
            graph = world(size)
            ours = render(graph, Path(folder) / "ours.html", limit=size).path
            theirs = pyvis_page(graph, Path(folder) / "theirs.html")
            for name, path, which, fragment in (
                    ("bilateral-kg", ours, "ours", ""),
                    ("bilateral-kg, drawn", ours, "ours", DRAWN),
                    ("pyvis, physics", theirs, "pyvis", "")):
                row = measured(browser, path, which, given.patience, fragment)
                print(f"| {size:,} | {name} | {' | '.join(row)} | {path.stat().st_size / 1000:,.0f} |", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
