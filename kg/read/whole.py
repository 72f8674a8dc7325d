"""A stream -> its bytes, within a limit."""

from __future__ import annotations

from typing import BinaryIO

from kg.errors import InputError

LARGEST = 64 * 2**20
"""Bytes of one text, page or PDF; record files have no limit, only their lines have."""


def whole(stream: BinaryIO, source: str) -> bytes:
    """Read all of a stream; raises InputError where that is more than LARGEST bytes.

    >>> import io
    >>> whole(io.BytesIO(b"They met."), "note.txt")
    b'They met.'
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(source, f"more than {LARGEST // 2**20} MB", "one text", "split it, or give records (.jsonl)")
    return data
