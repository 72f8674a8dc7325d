"""Documents per second and peak memory of `kg build` for each file of a corpus.

    python benchmarks/build.py [--corpus ../shared/corpus] [--processes 2] [--only us-state.jsonl.gz,...] [--markdown]

The corpus is not part of the project; where it is absent nothing is measured and that is said.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SOURCES = ("us-white-house.jsonl.gz", "us-state.jsonl.gz", "us-relations.jsonl.gz", "us-relations-events.jsonl.gz",
           "plover-sentences.jsonl.gz", "zh-readouts.jsonl.gz", "cn-mfa-html")


@dataclass(frozen=True)
class Measured:
    """What one build took; memory in MB, of all its processes together."""

    source: str
    status: int
    read: int
    skipped: int
    statements: int
    seconds: float
    memory: float
    store: float
    errors: str

    @property
    def row(self) -> tuple[str, ...]:
        return (self.source, str(self.read), str(self.skipped), str(self.statements), f"{self.seconds:.0f}",
                f"{self.read / self.seconds:.1f}", f"{self.memory:.0f}", f"{self.store:.0f}", str(self.status))


HEAD = ("source", "documents", "skipped", "statements", "seconds", "documents/s", "memory MB", "store MB", "exit")


def measure(source: Path, processes: int) -> Measured:
    """Build one source into a fresh store and watch it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        began, peak = time.monotonic(), 0.0
        with (Path(folder) / "out").open("w+") as out, (Path(folder) / "err").open("w+") as err:
            build = subprocess.Popen([sys.executable, "-m", "kg", "build", str(source), "--store", str(store), "--format",
                                      "json", "--processes", str(processes)], stdout=out, stderr=err)
            while build.poll() is None:
                peak = max(peak, resident(build.pid))
                time.sleep(0.2)
            seconds = time.monotonic() - began
            out.seek(0), err.seek(0)
            told, errors = out.read(), err.read()
        report = json.loads(told) if told.startswith("{") else {"read": 0, "skipped": [], "statements": {}}
        size = sum(f.stat().st_size for f in store.rglob("*") if f.is_file()) / 2**20
        return Measured(source.name, build.returncode, report["read"], len(report["skipped"]),
                        sum(report["statements"].values()), seconds, peak / 2**20, size, errors)


def resident(pid: int) -> float:
    """Return the bytes that a process and its descendants hold in memory together (0 where /proc does not tell)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    return pages * 4096 + sum(resident(int(child)) for child in children)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpus", type=Path, default=Path(__file__).parents[2] / "shared" / "corpus")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--only", default="")
    options.add_argument("--markdown", action="store_true")
    given = options.parse_args()
    sources = [s for s in SOURCES if not given.only or s in given.only.split(",")]
    if not given.corpus.is_dir():
        print(f"there is no corpus at {given.corpus}: nothing is measured; name one with --corpus")
        return
    between = " | " if given.markdown else "\t"
    edge = "| {} |" if given.markdown else "{}"
    print(edge.format(between.join(HEAD)))
    if given.markdown:
        print(edge.format(between.join("---" for _ in HEAD)))
    for source in sources:
        if not (given.corpus / source).exists():
            print(f"{source}: not in {given.corpus}", file=sys.stderr)
            continue
        measured = measure(given.corpus / source, given.processes)
        print(edge.format(between.join(measured.row)), flush=True)
        if measured.status:
            print(measured.errors[-2000:], file=sys.stderr)


if __name__ == "__main__":
    main()
