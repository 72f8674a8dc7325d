"""What the user names (paths, folders, patterns, URLs, -) -> single sources, in order."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from kg.model import Skipped


def each_source(named: str | Path) -> Iterator[str | Skipped]:
    """Yield a file's path, a URL or `-`; the files of a folder and of a pattern in the order of their names.

    Hidden files and folders are passed over; a name that means nothing is Skipped.

    >>> list(each_source("-")), list(each_source("https://example.org/a.html"))
    (['-'], ['https://example.org/a.html'])
    >>> [str(s) for s in each_source("no-such-folder/*.txt")]
    ['no-such-folder/*.txt: no file fits this pattern']
    """
    name = str(named)
    if name == "-" or name.lower().startswith(("http://", "https://")):
        yield name
        return
    try:
        path = Path(name)
        if path.is_dir():
            yield from _folder(path)
        elif path.exists():
            yield name
        elif glob.has_magic(name):
            yield from _pattern(name)
        elif "://" in name:
            yield Skipped(name, "neither an http(s) URL nor a file")
        else:
            yield Skipped(name, "there is no such file or folder")
    except (OSError, ValueError) as error:  # a name that no file can have; a folder that may not be opened
        yield Skipped(name, f"cannot be opened ({getattr(error, 'strerror', None) or error})")


def _folder(folder: Path) -> Iterator[str | Skipped]:
    found = sorted(p for p in folder.rglob("*") if not any(part.startswith(".") for part in p.relative_to(folder).parts))
    files = [p for p in found if p.is_file()]
    if not files:
        yield Skipped(str(folder), "no files in this folder", "ignored")
    yield from (str(p) for p in files)


def _pattern(pattern: str) -> Iterator[str | Skipped]:
    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        yield Skipped(pattern, "no file fits this pattern")
    for name in found:
        if Path(name).is_dir():
            yield from _folder(Path(name))
        else:
            yield name
