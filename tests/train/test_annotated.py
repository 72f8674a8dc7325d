"""Annotations of public texts find their places in the corpus, which is not in the repository."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus is not here: the texts that are annotated cannot be read")
def test_every_quote_stands_in_its_text(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "tools/annotated.py", str(CORPUS), str(tmp_path)], cwd=ROOT, check=True)
    found = 0
    for part in ("train", "held"):
        for row in json.loads((tmp_path / part / "index.json").read_text(encoding="utf-8")):
            text = (tmp_path / part / "texts" / f"{row['doc']}.txt").read_text(encoding="utf-8")
            statements = json.loads((tmp_path / part / "gold" / f"{row['doc']}.json").read_text(encoding="utf-8"))["statements"]
            assert statements and all(s["quote"].strip() and s["quote"] in text for s in statements), row["doc"]
            found += 1
    assert found == 113
