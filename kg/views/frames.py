"""What does the graph hold, as tidy tables? Documents, entities, mentions, statements, participants, agreements, commitments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from kg import ontology
from kg.contracts import Store
from kg.errors import InputError
from kg.query import Cell, edges, nodes, run
from kg.views import plover
from kg.views.protocol import Encounter, encounters_of
from kg.vocab import HEAD, id_of, name_of

if TYPE_CHECKING:
    import pandas

SCHEMA: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "documents": {
        "document": ("string", "id, a hash of the text"), "title": ("string", "its title"),
        "published": ("string", "date, as precise as known: 2020-08-21, 2020-08, 2020"), "publisher": ("string", "who published it"),
        "source": ("string", "what it was read from"), "url": ("string", "its web address"), "language": ("string", "as a code"),
        "characters": ("int64", "length of the text"), "statements": ("int64", "statements that it carries")},
    "entities": {
        "entity": ("string", "id such as country:CHN"), "kind": ("string", "Country, Person, Organization, Place, Meeting, ..."),
        "label": ("string", "the commonest name"), "aliases": ("string", "other names, joined by ' | '"),
        "iso3": ("string", "of a country"), "form": ("string", "of a meeting or agreement"), "status": ("string", "of an agreement"),
        "date": ("string", "of a meeting"), "same_as": ("string", "IRIs elsewhere, joined by ' | '"),
        "weight": ("int64", "statements that name it")},
    "mentions": {"document": ("string", "id of the document"), "entity": ("string", "id of an entity that it names")},
    "statements": {
        "statement": ("string", "id; equal claims of several documents share it"), "subject": ("string", "id of the entity"),
        "relation": ("string", "name in the ontology"), "object": ("string", "id, a date for takesPlaceOn, or none"),
        "subject_label": ("string", "its name"), "object_label": ("string", "its name, or the date"),
        "kind": ("string", "fact or act"), "plover": ("string", "PLOVER type of an act"), "quad": ("string", "quad class of an act"),
        "stance": ("string", "asserted, committed or called-for"), "negated": ("bool", "the text denies it"),
        "conditional": ("bool", "it depends on a condition"), "speaker": ("string", "id of whose words are reported"),
        "reported_by": ("string", "id of the side whose text says so of another"), "office": ("string", "as written"),
        "formula": ("string", "words for the ties, as written"), "date": ("string", "when its own sentence dates it"),
        "end": ("string", "the last day"), "document": ("string", "id of the document"), "start": ("int64", "first character of the quote"),
        "stop": ("int64", "character after the quote"), "quote": ("string", "the words, character for character"),
        "extractor": ("string", "what found it"), "confidence": ("float64", "0..1")},
    "topics": {"statement": ("string", "id of the statement"), "about": ("string", "id of a thing that it is about"),
               "about_label": ("string", "its name")},
    "participants": {
        "meeting": ("string", "id of the meeting"), "meeting_label": ("string", "its name"), "form": ("string", "talks, call, visit, ..."),
        "date": ("string", "when"), "place": ("string", "where"), "side": ("string", "id of the state or organisation"),
        "side_label": ("string", "its name"), "host": ("bool", "the place lies in this state"),
        "level": ("Int64", "1..6, the highest of the delegates"), "delegates": ("int64", "persons named"),
        "names": ("string", "the persons, highest first, joined by '; '")},
    "agreements": {
        "agreement": ("string", "id of the agreement"), "label": ("string", "its name"), "form": ("string", "treaty, protocol, ..."),
        "status": ("string", "how far it has come"), "party": ("string", "id of a party"), "party_label": ("string", "its name"),
        "document": ("string", "id of a document that says so"), "quote": ("string", "its words")},
}
"""Name of the frame -> column -> (dtype, what it holds). `commitments` has the columns of `statements`."""

_DOCUMENTS = """SELECT ?document ?title ?published ?publisher ?source ?url ?language (STRLEN(?text) AS ?characters)
  (COUNT(DISTINCT ?s) AS ?statements) WHERE { GRAPH ?document {
    ?document a bkg:Document ; rdfs:label ?title ; bkg:source ?source ; bkg:language ?language ; bkg:text ?text .
    OPTIONAL { ?document bkg:published ?published } OPTIONAL { ?document bkg:publisher ?publisher }
    OPTIONAL { ?document bkg:url ?url } OPTIONAL { ?s a bkg:Statement } }
} GROUP BY ?document ?title ?published ?publisher ?source ?url ?language ?text"""
_MENTIONS = "SELECT ?document ?entity WHERE { GRAPH ?document { ?document bkg:mentions ?entity } }"
_STATEMENTS = """SELECT ?statement ?subject ?relation ?object ?stance ?negated ?conditional ?speaker ?reported_by ?office ?formula
  ?date ?end ?document ?start ?stop ?quote ?extractor ?confidence WHERE { GRAPH ?document {
    ?statement bkg:subject ?subject ; bkg:relation ?relation ; bkg:stance ?stance ; bkg:negated ?negated ;
      bkg:conditional ?conditional ; bkg:evidence ?e .
    ?e bkg:quote ?quote ; bkg:quoteStart ?start ; bkg:quoteEnd ?stop ; bkg:extractor ?extractor ; bkg:confidence ?confidence .
    OPTIONAL { ?statement bkg:object ?object } OPTIONAL { ?statement bkg:speaker ?speaker }
    OPTIONAL { ?statement bkg:reportedBy ?reported_by } OPTIONAL { ?statement bkg:office ?office }
    OPTIONAL { ?statement bkg:label ?formula } OPTIONAL { ?statement bkg:date ?date } OPTIONAL { ?statement bkg:end ?end } }
}"""
_TOPICS = "SELECT DISTINCT ?statement ?about WHERE { GRAPH ?g { ?statement bkg:about ?about } }"
_IDS = {"document", "entity", "statement", "subject", "object", "speaker", "reported_by", "about"}
_NAMES = {"relation", "stance"}


@dataclass(frozen=True, slots=True)
class Frames:
    """The tables of a graph as pandas frames; SCHEMA says what each column holds, missing values are <NA>.

    A row of `statements` is one citation, so a claim of two documents has two rows. `topics` is what statements are about, a row each.
    `commitments` are the statements that promise, those on a condition included.
    """

    documents: pandas.DataFrame
    entities: pandas.DataFrame
    mentions: pandas.DataFrame
    statements: pandas.DataFrame
    topics: pandas.DataFrame
    participants: pandas.DataFrame
    agreements: pandas.DataFrame
    commitments: pandas.DataFrame

    def to_parquet(self, directory: str | Path) -> tuple[Path, ...]:
        """Write NAME.parquet for each frame into a folder, which is made where it is missing, and return the paths."""
        folder = Path(directory)
        folder.mkdir(parents=True, exist_ok=True)
        paths = tuple(folder / f"{f.name}.parquet" for f in fields(self))
        for path in paths:
            getattr(self, path.stem).to_parquet(path, index=False)
        return paths

    @classmethod
    def from_parquet(cls, directory: str | Path) -> Frames:
        """Read the frames that `to_parquet` wrote; InputError where one is missing or has other columns."""
        import pandas

        found = {}
        for field in fields(cls):
            path = Path(directory) / f"{field.name}.parquet"
            if not path.is_file():
                raise InputError(str(path), "there is no such file", remedy="`kg frames -o DIR` writes them")
            found[field.name] = pandas.read_parquet(path)
            wanted = list(_columns(field.name))
            if list(found[field.name].columns) != wanted:
                raise InputError(str(path), f"the columns are {', '.join(found[field.name].columns)}", ", ".join(wanted))
        return cls(**found)


def frames(store: Store) -> Frames:
    """Return the graph as tidy frames, each sorted by its columns from the left.

    >>> from kg.store import open_store
    >>> frames(open_store()).statements.dtypes["confidence"].name
    'float64'
    """
    known = {n.id: n for n in nodes(store)}
    label = {n.id: n.label for n in known.values()}
    statements = [_told(row, label) for row in _rows(store, _STATEMENTS)]
    return Frames(
        documents=_frame("documents", _rows(store, _DOCUMENTS)),
        entities=_frame("entities", ({"entity": n.id, "kind": n.kind, "label": n.label, "aliases": " | ".join(n.aliases) or None,
                                      "iso3": n.iso3, "form": n.form, "status": n.status, "date": n.date,
                                      "same_as": " | ".join(n.same_as) or None, "weight": n.weight} for n in known.values())),
        mentions=_frame("mentions", _rows(store, _MENTIONS)),
        statements=_frame("statements", statements),
        topics=_frame("topics", (row | {"about_label": label.get(str(row["about"]))} for row in _rows(store, _TOPICS))),
        participants=_frame("participants", _participants(encounters_of(known.values(), edges(store)))),
        agreements=_frame("agreements", (
            {"agreement": row["object"], "label": row["object_label"], "form": known[str(row["object"])].form,
             "status": known[str(row["object"])].status, "party": row["subject"], "party_label": row["subject_label"],
             "document": row["document"], "quote": row["quote"]}
            for row in statements if row["relation"] == "partyTo" and row["stance"] == "asserted" and not row["negated"])),
        commitments=_frame("commitments", (r for r in statements if r["stance"] == "committed" and not r["negated"]
                                           and r["kind"] == "act")),
    )


def _columns(name: str) -> Mapping[str, tuple[str, str]]:
    return SCHEMA["statements" if name == "commitments" else name]


def _rows(store: Store, sparql: str) -> list[dict[str, Cell]]:
    return [{column: _plain(column, cell) for column, cell in row.items()} for row in run(store, HEAD + sparql)]


def _plain(column: str, cell: Cell) -> Cell:
    """Return an id or a local name for an IRI of ours, and the id alone for a document."""
    if not isinstance(cell, str) or not cell.startswith("https://"):
        return cell
    if column in _NAMES:
        return name_of(cell)
    if column in _IDS:
        return id_of(cell).removeprefix("document:").removeprefix("statement:")
    return cell


def _told(row: dict[str, Cell], label: dict[str, str]) -> dict[str, Cell]:
    coded = plover.coding(str(row["relation"]), str(row["stance"]))
    end = row["object"]
    return row | {"subject_label": label.get(str(row["subject"])), "object_label": label.get(str(end), end),
                  "kind": ontology.relation(str(row["relation"])).kind, "plover": coded.type if coded else None,
                  "quad": coded.quad if coded else None}


def _participants(found: Iterable[Encounter]) -> Iterable[dict[str, Cell]]:
    for met in found:
        for side in met.sides:
            yield {"meeting": met.id, "meeting_label": met.name, "form": met.form, "date": met.date, "place": met.place,
                   "side": side.side, "side_label": side.name, "host": side.side == met.host, "level": side.level,
                   "delegates": len(side.delegates), "names": "; ".join(d.name for d in side.delegates) or None}


def _frame(name: str, rows: Iterable[dict[str, Cell]]) -> pandas.DataFrame:
    import pandas

    columns = _columns(name)
    found = pandas.DataFrame(list(rows), columns=list(columns))
    found = found.astype({column: dtype for column, (dtype, _) in columns.items()})
    return found.sort_values(list(columns), kind="stable", ignore_index=True)
