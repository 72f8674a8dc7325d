"""Check an evidence pack: python check.py [FOLDER or ZIP]. Needs Python 3.9 and rdflib; uses no network.

It verifies that every file has the hash in SHA256SUMS, that every text is the one from which its document has its name,
that every quote stands in its text at its offsets, and that the query gives the answer of the pack.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path

BKG = "https://w3id.org/bilateral-kg/ontology#"
DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
SUMS = "SHA256SUMS"
NUMBERS = {"integer", "decimal", "double", "float"}


def load(where: Path) -> dict[str, bytes]:
    """Return the files of a pack by name.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "query.rq").write_text("ASK {}")
    ...     load(Path(folder))
    {'query.rq': b'ASK {}'}
    """
    if where.is_dir():
        return {p.relative_to(where).as_posix(): p.read_bytes() for p in sorted(where.rglob("*"))
                if p.is_file() and "__pycache__" not in p.parts}
    with zipfile.ZipFile(where) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(files: dict[str, bytes]) -> tuple[list[str], str]:
    """Return what is wrong with a pack, nothing where all is well, and a line that says what was checked.

    >>> check({})[0][-1]
    'missing: SHA256SUMS, answer.json, graph.trig, query.rq'
    """
    faults = _sums(files)
    missing = {"graph.trig", "query.rq", "answer.json", SUMS} - set(files)
    if missing:
        return [*faults, f"missing: {', '.join(sorted(missing))}"], ""
    import rdflib

    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=files["graph.trig"].decode("utf-8"), format="trig")
    texts, wrong = _texts(files, graph)
    quotes, misplaced = _quotes(graph, texts)
    rows, other = _answer(files, graph)
    said = f"{len(texts)} texts, {quotes} quotes, {rows} rows of the answer"
    return [*faults, *wrong, *misplaced, *other], said


def _sums(files: dict[str, bytes]) -> list[str]:
    """Hold every file against the list of hashes."""
    told = dict(reversed(line.split("  ", 1)) for line in files.get(SUMS, b"").decode("utf-8").splitlines())
    faults = [f"not in {SUMS}: {name}" for name in sorted(set(files) - set(told) - {SUMS})]
    for name, expected in sorted(told.items()):
        if name not in files:
            faults.append(f"missing: {name}")
        elif hashlib.sha256(files[name]).hexdigest() != expected:
            faults.append(f"changed: {name}")
    return faults


def _texts(files: dict[str, bytes], graph) -> tuple[dict[str, str], list[str]]:  # type: ignore[no-untyped-def]
    """Hold the text of every document against its file, and against the document's name, which is a hash of it."""
    import rdflib

    texts, faults = {}, []
    for document, text in graph.subject_objects(rdflib.URIRef(BKG + "text")):
        texts[str(document)] = str(text)
        name = str(document).rpartition("/")[2]
        data = json.dumps([str(text)], ensure_ascii=False, separators=(",", ":"))
        if hashlib.sha256(data.encode("utf-8")).hexdigest()[:16] != name:
            faults.append(f"the text of document {name} is not the one that it is named after")
        if files.get(f"texts/{name}.txt", b"").decode("utf-8", "replace") != str(text):
            faults.append(f"texts/{name}.txt is not the text that the graph has")
    return texts, faults


def _quotes(graph, texts: dict[str, str]) -> tuple[int, list[str]]:  # type: ignore[no-untyped-def]
    """Look every quote up at its offsets."""
    import rdflib

    count, faults = 0, []
    for evidence, quote in graph.subject_objects(rdflib.URIRef(BKG + "quote")):
        count += 1
        start, end = (int(graph.value(evidence, rdflib.URIRef(BKG + name))) for name in ("quoteStart", "quoteEnd"))
        document = str(graph.value(evidence, rdflib.URIRef(DERIVED)))
        if texts.get(document, "")[start:end] != str(quote):
            faults.append(f"not in document {document.rpartition('/')[2]} at {start}: {str(quote)[:60]!r}")
    return count, faults


def _answer(files: dict[str, bytes], graph) -> tuple[int, list[str]]:  # type: ignore[no-untyped-def]
    """Ask the query again."""
    told = json.loads(files["answer.json"])
    found = graph.query(files["query.rq"].decode("utf-8"))
    if found.type == "ASK":
        expected, rows = Counter([told["boolean"]]), Counter([bool(found.askAnswer)])
    elif found.type == "SELECT":
        names = told["head"]["vars"]
        expected = Counter(tuple(_told(row.get(name)) for name in names) for row in told["results"]["bindings"])
        rows = Counter(tuple(_found(row.get(name)) for name in names) for row in found.bindings)
    else:
        expected = Counter(tuple(_told(term) for term in triple) for triple in told["triples"])
        rows = Counter(tuple(_found(term) for term in triple) for triple in found.graph)
    missing, more = sum((expected - rows).values()), sum((rows - expected).values())
    return sum(rows.values()), [f"the query gives another answer: {missing} rows missing, {more} more"] if missing or more else []


def _told(term) -> tuple[str, ...] | None:  # type: ignore[no-untyped-def]
    """Return a term of SPARQL results in JSON, numbers by value."""
    if term is None:
        return None
    return _term(term["type"], term["value"], term.get("datatype", ""), term.get("xml:lang", ""))


def _found(term) -> tuple[str, ...] | None:  # type: ignore[no-untyped-def]
    """Return a term of rdflib likewise."""
    import rdflib

    if term is None or term == rdflib.Literal("None"):  # what its MIN and MAX make of nothing
        return None
    if isinstance(term, rdflib.Literal):
        return _term("literal", str(term), str(term.datatype or ""), term.language or "")
    return _term("uri" if isinstance(term, rdflib.URIRef) else "bnode", str(term), "", "")


def _term(kind: str, value: str, datatype: str, language: str) -> tuple[str, ...]:
    type_ = datatype.rpartition("#")[2]
    if type_ in NUMBERS:
        return ("number", f"{float(value):.6f}")
    if kind == "uri" or type_ in ("", "string"):
        return ("text", value, language)  # MIN and MAX of rdflib give IRIs as text
    return (kind, value, datatype, language)


def main() -> int:
    """Check the pack that is named, or the one in whose folder this script lies."""
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    try:
        faults, said = check(load(where))
    except Exception as error:  # whatever a damaged pack makes of a parser is a reason to refuse it
        faults, said = [f"cannot be checked: {type(error).__name__}: {error}"], ""
    for fault in faults:
        sys.stdout.write(f"refused: {fault}\n")
    if not faults:
        sys.stdout.write(f"all is well: {said}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
