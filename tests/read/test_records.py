"""Files of records, good lines and bad."""

from __future__ import annotations

import gzip
import io
import json

import pytest

from kg.errors import InputError
from kg.model import Document, Skipped
from kg.read.records import read_csv, read_json, read_jsonl

TEXT = "Sara Khan received Li Ming in Islamabad. They spoke about the rivers."


def jsonl(*rows: object, **keywords: object) -> list[Document | Skipped]:
    data = b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    return list(read_jsonl(io.BytesIO(data), "r.jsonl", **keywords))  # type: ignore[arg-type]


def test_what_a_record_states() -> None:
    [document] = jsonl({"id": "r7", "title": "Talks on Rivers", "date": "2021-03", "publisher": "Pakistan MoFA", "lang": "en",
                        "url": "https://mofa.example/7", "text": TEXT})
    assert document == Document.of(f"Talks on Rivers\n\n{TEXT}", title="Talks on Rivers", source="r.jsonl#r7",
                                   publisher="Pakistan MoFA", url="https://mofa.example/7", published=document.published)
    assert str(document.published) == "2021-03"


def test_columns_of_other_names() -> None:
    fields = {"title": "Headline", "text": "Body", "date": "released", "publisher": "from", "url": "link"}
    row = {"Headline": "Talks on Rivers", "Body": TEXT, "released": "2 March 2021", "from": "MoFA", "link": "https://x.example"}
    [document] = jsonl(row, fields=fields)
    assert isinstance(document, Document)
    assert (document.title, str(document.published), document.publisher) == ("Talks on Rivers", "2021-03-02", "MoFA")
    [same] = jsonl({"TITLE": "Talks on Rivers", "Text": TEXT})
    assert isinstance(same, Document) and same.id == document.id


def test_the_title_is_not_doubled() -> None:
    [document] = jsonl({"title": "Talks on Rivers", "text": f"Talks on Rivers\n\n{TEXT}"})
    assert isinstance(document, Document) and document.text == f"Talks on Rivers\n\n{TEXT}"


def test_a_bad_line_is_said_and_the_rest_goes_on() -> None:
    found = jsonl({"text": TEXT}, b'{"text": "cut off', b"[1, 2]", b"", {"text": "  "}, {"title": "no text"}, b'{"text": "\xff"}',
                  {"text": "They met again.", "date": "next week"}, {"text": "They parted."})
    assert [str(s) for s in found if isinstance(s, Skipped)] == [
        "r.jsonl: line 2: not JSON (Unterminated string starting at at character 10)",
        "r.jsonl: line 3: a list, expected an object",
        "r.jsonl: line 5: empty text",
        "r.jsonl: line 6: no column 'text' among title",
        "r.jsonl: line 7: not UTF-8 (byte 11); convert the file to UTF-8",
        "r.jsonl: line 8: date 'next week' not understood, the text is kept without it",
    ]
    assert [d.source for d in found if isinstance(d, Document)] == ["r.jsonl#1", "r.jsonl#8", "r.jsonl#9"]
    assert [s.kind for s in found if isinstance(s, Skipped)] == ["failed", "failed", "ignored", "failed", "failed", "ignored"]


def test_a_file_without_texts_is_one_message() -> None:
    with pytest.raises(InputError) as caught:
        jsonl(*({"headline": "Talks", "body": TEXT} for _ in range(5000)))
    assert str(caught.value) == ("r.jsonl: no column 'text' among headline, body in its first records; "
                                 "name it with --text-field")


def test_a_column_that_was_named_and_is_not_there() -> None:
    [skipped] = jsonl({"text": TEXT, "title": "Talks"}, fields={"publisher": "ministry"})
    assert str(skipped) == "r.jsonl: line 1: no column 'ministry' among text, title"
    with pytest.raises(InputError, match="'author' is none of"):
        jsonl({"text": TEXT}, fields={"author": "by"})


def test_long_files_are_read_as_they_come() -> None:
    class Endless(io.RawIOBase):
        count = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            self.count += 1
            line = json.dumps({"text": f"They met on day {self.count}."}).encode() + b"\n"
            buffer[:len(line)] = line  # type: ignore[index]
            return len(line)

    found = read_jsonl(io.BufferedReader(Endless()), "endless.jsonl")  # type: ignore[arg-type]
    assert [next(found).source for _ in range(3)] == ["endless.jsonl#1", "endless.jsonl#2", "endless.jsonl#3"]


def csv(data: str | bytes, **keywords: object) -> list[Document | Skipped]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_csv(io.BytesIO(raw), "r.csv", **keywords))  # type: ignore[arg-type]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables(delimiter: str) -> None:
    rows = [["Title", "text", "date"], ["Talks", '"They met; and ""dined"",\ttoo.\n\nThey parted."', "2021-03-02"]]
    [document] = csv("\r\n".join(delimiter.join(row) for row in rows))
    assert isinstance(document, Document)
    assert document.text == 'Talks\n\nThey met; and "dined", too.\n\nThey parted.'
    assert str(document.published) == "2021-03-02"


def test_bad_rows_are_said_with_the_line_on_which_they_begin() -> None:
    found = csv('title,text\nTalks,"They\nmet."\nonly one\n\nVisit,They left.,too much\nEnd,They came home.\n')
    assert [str(s) for s in found if isinstance(s, Skipped)] == [
        "r.csv: line 4: 1 cells, the header has 2", "r.csv: line 6: 3 cells, the header has 2"]
    assert [d.source for d in found if isinstance(d, Document)] == ["r.csv#2", "r.csv#7"]


def test_a_table_without_texts_names_its_columns() -> None:
    with pytest.raises(InputError, match="no column 'text' among title, body; name the column of the text with --text-field"):
        csv("title,body\nTalks,They met.\n")
    [document] = csv("title,body\nTalks,They met.\n", fields={"text": "body"})
    assert isinstance(document, Document)


def test_encodings_of_tables() -> None:
    table = "title,text\nVisite,Le ministre a reçu son homologue à l'hôtel de Matignon où ils ont parlé des élèves.\n" * 1
    for encoding in ("utf-8-sig", "utf-16"):
        [document] = csv(table.encode(encoding))
        assert isinstance(document, Document) and "reçu son homologue à l'hôtel" in document.text
    late = "title,text\n" + "Talks,They met.\n" * 5000
    found = csv(late.encode() + "Visite,Ils ont reçu.\n".encode("latin-1"))
    assert str(found[-1]) == "r.csv: line 5002: bytes that are not utf-8; convert the file to UTF-8"


def test_a_cell_longer_than_the_usual_limit() -> None:
    [document] = csv("title,text\nTalks,They met. " + "They spoke of rivers. " * 10_000)
    assert isinstance(document, Document) and len(document.text) > 200_000


def test_json_files() -> None:
    rows = [{"title": "Talks", "text": "They met."}, {"title": "Visit", "text": "They left."}]
    assert [d.source for d in read_json(io.BytesIO(json.dumps(rows, indent=1).encode()), "r.json")] == ["r.json#1", "r.json#2"]
    [document] = read_json(io.BytesIO(json.dumps(rows[0]).encode()), "r.json")
    assert isinstance(document, Document)
    for other in ([{"file": "a.html"}], {"a": 1}, [], [1, 2], "text", None):
        [skipped] = read_json(io.BytesIO(json.dumps(other).encode()), "r.json")
        assert isinstance(skipped, Skipped) and skipped.kind == "ignored" and "no file of records" in skipped.reason
    with pytest.raises(InputError, match="not JSON"):
        list(read_json(io.BytesIO(b"{"), "r.json"))


def test_packed_records_that_are_cut_off() -> None:
    from kg.read import read

    # lines that do not pack well, so that some come out before the damage
    rows = "".join(json.dumps({"text": f"They met in hall {n * 7919 % 10007} at {n}."}) + "\n" for n in range(1_500))
    data = gzip.compress(rows.encode())[:-20]
    found = list(read(data, source="r.jsonl.gz"))
    assert isinstance(found[0], Document) and len(found) > 200
    assert str(found[-1]).startswith("r.jsonl.gz: a damaged gzip file")
