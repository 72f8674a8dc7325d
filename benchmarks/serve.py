"""Milliseconds that `kg serve` takes to start and to answer each of its calls on a store.

    python benchmarks/serve.py --store us-state-store [--asked 40] [--markdown]

Neighbourhoods are asked of entities drawn by chance (seeded) and of the weightiest, each once, so that nothing is answered from
memory. The store is one that `kg build` has made, such as of ../shared/corpus/us-state.jsonl.gz.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence

import httpx

from kg.outline import Outline, outline
from kg.store import open_store

SPARQL = "SELECT ?relation (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s <https://w3id.org/bilateral-kg/ontology#relation> ?relation } } GROUP BY ?relation"
HEAD = ("call", "asked", "median ms", "slowest ms", "largest kB")


def measure(address: str, path: str, several: Iterable[dict[str, str]]) -> tuple[str, ...]:
    """Ask a call with each of several parameters and return the row of the table."""
    times, sizes = [], []
    with httpx.Client(timeout=120) as client:
        for params in several:
            began = time.perf_counter()
            answer = client.get(address + path, params=params)
            times.append(1000 * (time.perf_counter() - began))
            sizes.append(len(answer.content) / 1000)
            answer.raise_for_status()
    return str(len(times)), f"{statistics.median(times):.0f}", f"{max(times):.0f}", f"{max(sizes):.0f}"


def rows(address: str, known: Outline, asked: int) -> Iterable[tuple[str, ...]]:
    """Yield a row for each call."""
    weightiest = [id for _, id in known.names]
    chance = random.Random(1961).sample(sorted(known.nodes), min(asked, len(known.nodes)))
    pairs = [{"a": tie.one, "b": tie.other} for tie in known.ties()[:asked]]
    words = [known.nodes[id].label[:4] for id in weightiest[:asked]]
    calls = [("opening", "api/opening", [{}] * 5), ("neighbourhood, by chance", "api/neighbourhood", [{"id": id} for id in chance]),
             ("neighbourhood, weightiest", "api/neighbourhood", [{"id": id} for id in weightiest[:asked]]),
             ("pair, most statements", "api/pair", pairs), ("find", "api/find", [{"text": word} for word in words]),
             ("entity", "api/entity", [{"id": id} for id in weightiest[:asked]]), ("relations", "api/relations", [{}] * 5),
             ("sparql, statements by relation", "sparql", [{"query": SPARQL}] * 5)]
    for name, path, several in calls:
        yield name, *measure(address, path, several)


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the server, ask it, print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", required=True)
    options.add_argument("--asked", type=int, default=40)
    options.add_argument("--markdown", action="store_true")
    given = options.parse_args(arguments)
    with open_store(given.store, read_only=True) as store:
        known, documents = outline(store), len(store.graphs())
    began = time.perf_counter()
    server = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--store", given.store, "--port", "0"], text=True, stderr=subprocess.PIPE)
    try:
        address = next((found[1] for line in server.stderr or () if (found := re.search(r" at (http://\S+/),", line))), None)
        if address is None:
            return 1
        print(f"{documents:,} documents, {len(known.statements):,} statements; served after {time.perf_counter() - began:.1f} s\n")
        separator = " | " if given.markdown else "  "
        for row in [HEAD, *([tuple("---" for _ in HEAD)] if given.markdown else []), *rows(address, known, given.asked)]:
            print((f"| {separator.join(row)} |" if given.markdown else f"{row[0]:<32}" + "".join(f"{cell:>14}" for cell in row[1:])), flush=True)
    finally:
        server.terminate()
        server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
