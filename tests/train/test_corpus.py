"""Annotated folders are read with their metadata, and what is missing is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.train.corpus import load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Li Ming Meets Sara Khan\n\nThey met in Lanzhou.\n", encoding="utf-8")
    (tmp_path / "gold" / "a.json").write_text(json.dumps({"doc": "a", "entities": [], "statements": []}), encoding="utf-8")
    (tmp_path / "index.json").write_text(json.dumps([{"doc": "a", "date": "2021-03-03", "publisher": "China MFA"}]), encoding="utf-8")
    return tmp_path


def test_metadata_come_from_the_index(folder: Path) -> None:
    [a] = load(folder / "texts", folder / "gold")
    assert (str(a.document.published), a.document.publisher, a.gold["doc"]) == ("2021-03-03", "China MFA", "a")


def test_metadata_can_be_left_out(folder: Path) -> None:
    [a] = load(folder / "texts", folder / "gold", metadata=False)
    assert (a.document.published, a.document.publisher) == (None, None)


def test_a_text_without_annotation_is_named(folder: Path) -> None:
    (folder / "gold" / "a.json").unlink()
    with pytest.raises(InputError, match="a.txt: no annotation"):
        list(load(folder / "texts", folder / "gold"))


def test_a_broken_annotation_is_named(folder: Path) -> None:
    (folder / "gold" / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="a.json: not JSON"):
        list(load(folder / "texts", folder / "gold"))
