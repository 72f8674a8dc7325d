"""Fail where exports/ differ from what is committed; in HTML the coordinates of nodes are set aside."""

import re
import subprocess
import sys
from pathlib import Path

PLACES = re.compile(rb'"at":\{[^}]*\}')


def committed(path: str) -> bytes:
    """Return a file as the last commit has it."""
    return subprocess.run(["git", "show", f"HEAD:{path}"], capture_output=True, check=True).stdout


def said(path: str, data: bytes) -> bytes:
    """Return what a file says, without the coordinates of a drawing."""
    return PLACES.sub(rb'"at":{}', data) if path.endswith(".html") else data


def main() -> int:
    """Compare all files, name those that differ, and show where the first difference lies."""
    listed = subprocess.run(["git", "ls-tree", "-r", "--name-only", "HEAD", "exports"], capture_output=True, text=True,
                            check=True).stdout.splitlines()
    written = {str(p) for p in Path("exports").rglob("*") if p.is_file()}
    wrong = [f"{path}: committed, but make demo does not write it" for path in sorted(set(listed) - written)]
    wrong += [f"{path}: written by make demo, but not committed" for path in sorted(written - set(listed))]
    for path in sorted(written & set(listed)):
        before, now = said(path, committed(path)), said(path, Path(path).read_bytes())
        if before != now:
            at = next((i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
            wrong.append(f"{path}: differs at byte {at}:\n  committed {before[max(0, at - 60):at + 80]!r}\n"
                         f"  written   {now[max(0, at - 60):at + 80]!r}")
    for line in wrong:
        sys.stderr.write(line + "\n")
    sys.stderr.write(f"exports: {len(written)} files, {len(wrong)} differ from the commit\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
