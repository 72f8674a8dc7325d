"""An Oxigraph store (RocksDB) in a folder or in memory: the default."""

from __future__ import annotations

import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.contracts import Answer
from kg.errors import StoreError
from kg.store import GraphStore, malformed, solutions
from kg.vocab import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

LOCK = "kg.lock"
PATIENCE = 2.0
"""Seconds to wait for a process that is just opening or closing the store."""


class OxigraphStore(GraphStore):
    """Quads in a folder, or in memory where `path` is None; one process may write, others may read when none writes.

    A SPARQL update is one transaction of RocksDB, so a process killed at any moment leaves only whole updates.
    """

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        self.path, self._read_only = path, read_only
        self._lock: IO[bytes] | None = None
        if path is not None:
            _check(path, read_only)
            self._lock = _lock(path, shared=read_only)
        self._inner: pyoxigraph.Store | None = _open(path, read_only)
        if read_only and self._lock is not None:
            self._lock.close()  # an open reader keeps its files, whoever writes afterwards
            self._lock = None

    @property
    def _store(self) -> pyoxigraph.Store:
        if self._inner is None:
            raise StoreError("the store is closed")
        return self._inner

    def answer(self, sparql: str) -> Answer:
        """Ask any SPARQL query over the union of all graphs; QueryError where it is malformed."""
        import pyoxigraph

        try:
            found = self._store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise malformed(sparql, error.msg) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"the store cannot be read: {error}") from None
        if isinstance(found, pyoxigraph.QueryBoolean):
            return Answer("ask", ("answer",), [(str(pyoxigraph.Literal(bool(found))),)])
        if isinstance(found, pyoxigraph.QueryTriples):
            return Answer("construct", ("subject", "predicate", "object"),
                          ((str(t.subject), str(t.predicate), str(t.object)) for t in found))
        columns = tuple(v.value for v in found.variables)
        return Answer("select", columns, solutions(found))

    def update(self, sparql: str) -> None:
        """Carry out a SPARQL update as one transaction; StoreError where the store may not be written."""
        if self._read_only:
            raise StoreError("the store was opened for reading only")
        try:
            self._store.update(sparql, prefixes=PREFIXES)
        except SyntaxError as error:
            raise malformed(sparql, error.msg) from None
        except OSError as error:
            raise StoreError(f"the store cannot be written: {error}") from None

    def close(self) -> None:
        """Write out what is still in memory and let others open the store."""
        if self._inner is not None and not self._read_only:
            self._inner.flush()
        self._inner = None  # RocksDB lets the folder go when nothing holds the store
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _check(path: Path, read_only: bool) -> None:
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path} is a file, expected the folder of a store")
    inside = {p.name for p in path.iterdir()} if path.exists() else set()
    if not inside - {LOCK} and read_only:
        raise StoreError(f"there is no store at {path}; `kg build` makes one")
    if inside - {LOCK} and "CURRENT" not in inside:
        raise StoreError(f"the folder {path} is not empty and no store; name another with --store")


def _open(path: Path | None, read_only: bool) -> pyoxigraph.Store:
    import pyoxigraph

    if path is None:
        return pyoxigraph.Store()
    try:
        return pyoxigraph.Store.read_only(str(path)) if read_only else pyoxigraph.Store(str(path))
    except OSError as error:
        if "lock" in str(error).lower():
            raise StoreError(f"the store {path} is open in another process; wait until it has ended") from None
        raise StoreError(f"the store {path} cannot be opened: {str(error).splitlines()[0]}") from None


def _lock(path: Path, *, shared: bool) -> IO[bytes] | None:
    """Lock the store: writers shut out everyone, readers shut out writers while they open it (POSIX only)."""
    try:
        import fcntl
    except ImportError:  # Windows: the lock of RocksDB itself keeps a second writer out
        return None
    try:
        path.mkdir(parents=True, exist_ok=True)
        file = (path / LOCK).open("rb" if shared and (path / LOCK).exists() else "ab")
    except OSError as error:
        if shared:  # on a medium that nobody can write there is nobody to shut out
            return None
        raise StoreError(f"the store {path} cannot be opened: {error.strerror}") from None
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            return file
        except BlockingIOError:
            if time.monotonic() > until:
                file.close()
                raise StoreError(f"the store {path} is being written by another process; "
                                 "wait until it has ended") from None
            time.sleep(0.05)
