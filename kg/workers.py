"""The same work on many documents, in this process or in several, in order; no document can stop the others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from kg.errors import KgError, ModelError
from kg.model import Document

T = TypeVar("T")
Work = Callable[[Document], T]
Batch = tuple[Document, ...]
Results = list[tuple[T | None, str | None]]
"""Value or failure for each document of a batch."""

BATCH_TEXTS, BATCH_CHARACTERS = 16, 40_000
"""A batch is full when it has either: large enough to be worth sending, small enough to keep all workers busy."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What became of one document: a value, or the reason why there is none."""

    document: Document
    value: T | None = None
    failure: str | None = None


def each(documents: Iterable[Document], work: Work[T], *, processes: int = 1) -> Iterator[Done[T]]:
    """Yield what `work` makes of each document, in the order of the documents, whatever the number of processes.

    Worker processes start only when there is more than one batch to do; at most four batches a worker are under way,
    so that memory stays bounded. A document on which `work` fails, or on which a worker process dies, is reported and the
    rest goes on; only ModelError ends it all. `work` must be picklable where there is more than one process.

    >>> [done.value for done in each([Document.of("a"), Document.of("bc")], lambda d: len(d.text))]
    [1, 2]
    """
    batches = _batches(documents)
    first = [batch for batch in (next(batches, None), next(batches, None)) if batch]
    if processes < 2 or len(first) < 2:
        for batch in chain(first, batches):
            yield from (_attempt(document, work) for document in batch)
    else:
        yield from _in_processes(chain(first, batches), work, processes)


def _batches(documents: Iterable[Document]) -> Iterator[Batch]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if len(batch) >= BATCH_TEXTS or size >= BATCH_CHARACTERS:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def _attempt(document: Document, work: Work[T]) -> Done[T]:
    try:
        return Done(document, work(document))
    except ModelError:  # no document would fare better
        raise
    except KgError as error:
        return Done(document, failure=str(error))
    except Exception as error:  # one text must not cost the others; what happened is told
        return Done(document, failure=f"{type(error).__name__}: {error} ({_place(error)})")


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "place unknown"


def _attempt_batch(batch: Batch, work: Work[T]) -> Results[T]:
    done = (_attempt(document, work) for document in batch)
    return [(d.value, d.failure) for d in done]  # the texts need not travel back


def _in_processes(batches: Iterator[Batch], work: Work[T], processes: int) -> Iterator[Done[T]]:
    workers = _Workers(processes)
    under_way: deque[tuple[Batch, Future[Results[T]]]] = deque()
    try:
        for batch in chain(batches, [()] * 4 * processes):  # empty ones push out what is still under way
            try:
                if batch:
                    under_way.append((batch, workers.submit(batch, work)))
                if under_way and (not batch or len(under_way) >= 4 * processes):
                    results = under_way[0][1].result()
                    yield from _matched(under_way.popleft()[0], results)
            except BrokenProcessPool:
                workers.stop()
                while under_way:
                    suspect, future = under_way.popleft()
                    yield from _matched(suspect, future.result()) if _sound(future) else _one_by_one(suspect, work)
                workers = _Workers(processes)
    finally:
        workers.stop()


def _matched(batch: Batch, results: Results[T]) -> Iterator[Done[T]]:
    for document, (value, failure) in zip(batch, results, strict=True):
        yield Done(document, value, failure)


def _sound(future: Future[Results[T]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _one_by_one(batch: Batch, work: Work[T]) -> Iterator[Done[T]]:
    """Find the document on which a worker dies: one alone is under way at a time."""
    workers = _Workers(1)
    try:
        for document in batch:
            try:
                yield from _matched((document,), workers.submit((document,), work).result())
            except BrokenProcessPool:
                yield Done(document, failure="the worker process died on it (out of memory?)")
                workers.stop()
                workers = _Workers(1)
    finally:
        workers.stop()


class _Workers:
    """Worker processes that end at once when they are told to, and by themselves when this process dies."""

    def __init__(self, processes: int) -> None:
        # Spawned, not forked: this process holds an open store, whose threads and locks must not be copied.
        context = multiprocessing.get_context("spawn")
        self._far_end, self._line = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(self._far_end,))

    def submit(self, batch: Batch, work: Work[T]) -> Future[Results[T]]:
        try:
            return self._pool.submit(_attempt_batch, batch, work)
        except BrokenProcessPool as error:  # seen already: told where the result is asked for
            future: Future[Results[T]] = Future()
            future.set_exception(error)
            return future

    def stop(self) -> None:
        self._line.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._far_end.close()


def _begin(line: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core a worker
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()


def _end_with(line: Connection) -> None:
    line.poll(None)  # nothing is ever sent: this returns when the other end is closed
    os._exit(0)
