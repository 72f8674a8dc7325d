"""`kg merge split rename kind reject accept add corrections suggest`: a person's decisions, written down and applied at once."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as o
from kg.cli.console import Format, log, rows
from kg.errors import InputError, QueryError

if TYPE_CHECKING:
    from kg.corrections import Decision, Mark
    from kg.model import Document
    from kg.store import GraphStore
    from kg.why import Chain

Why = Annotated[str, typer.Option("--why", help="The reason, for whoever reads the file.")]
Author = Annotated[str, typer.Option("--author", envvar="KG_AUTHOR", help="Who decides.", show_default="the user")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A name or an id, such as 'Li Ming' or person:li-ming.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The id of a statement, or its beginning.")]
InDocument = Annotated[str | None, typer.Option("--in", metavar="DOC", help="Only what this document says: its source or id.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (merge, split, rename, reject, accept, add, corrections, suggest):
        app.command(command.__name__)(command)
    app.command("kind")(change_kind)


def merge(name: Name, other: Annotated[str, typer.Argument(metavar="OTHER", help="The one that is kept.")], why: Why = "",
          store: o.Store = o.STORE, folder: o.Corrections = None, author: Author = "", quiet: o.Quiet = False) -> None:
    """Say that two entities are one; the second is kept."""
    from kg.corrections import Same

    with _Desk(store, folder, author, why, quiet) as desk:
        entity, kept = desk.entity(name), desk.entity(other)
        if entity == kept:
            raise QueryError(f"{name!r} and {other!r} are one already: {kept}")
        desk.decide(Same(entity, kept, desk.label(kept), mark=desk.mark))


def split(name: Name, other: Annotated[str | None, typer.Argument(metavar="OTHER", help="Another entity, which it is not.")] = None,
          document: InDocument = None,
          label: Annotated[str | None, typer.Option("--as", metavar="NAME", help="With --in: what to call the other thing.")] = None,
          why: Why = "", store: o.Store = o.STORE, folder: o.Corrections = None, author: Author = "", quiet: o.Quiet = False) -> None:
    """Say that two entities are not one, or that a name means another thing in one document.

    For example `kg split "Li Ming" --in talks.txt --as "Li Ming (engineer)"`.
    """
    from kg.corrections import Different, Split

    if (other is None) == (document is None or label is None):
        raise typer.BadParameter("name the other entity, or give both --in and --as", param_hint="OTHER")
    with _Desk(store, folder, author, why, quiet) as desk:
        entity = desk.entity(name)
        if other is not None:
            desk.decide(Different(entity, desk.entity(other), mark=desk.mark))
        else:
            desk.decide(Split(entity, desk.document(document or "").source, label or "", mark=desk.mark))


def rename(name: Name, label: Annotated[str, typer.Argument(metavar="LABEL", help="What it is called from now on.")], why: Why = "",
           store: o.Store = o.STORE, folder: o.Corrections = None, author: Author = "", quiet: o.Quiet = False) -> None:
    """Give an entity another label; the old one stays as an alias."""
    from kg.corrections import Renamed

    with _Desk(store, folder, author, why, quiet) as desk:
        desk.decide(Renamed(desk.entity(name), label, mark=desk.mark))


def change_kind(name: Name, kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as Person or Organization.")],
                why: Why = "", store: o.Store = o.STORE, folder: o.Corrections = None, author: Author = "",
                quiet: o.Quiet = False) -> None:
    """Say that an entity is of another kind."""
    from kg.corrections import OfKind

    with _Desk(store, folder, author, why, quiet) as desk:
        desk.decide(OfKind(desk.entity(name), kind, mark=desk.mark))


def reject(id: Id, why: Annotated[str, typer.Option("--why", help="What is wrong with it.")], document: InDocument = None,
           store: o.Store = o.STORE, folder: o.Corrections = None, author: Author = "", quiet: o.Quiet = False) -> None:
    """Say that the texts, or one of them, do not say this."""
    from kg.corrections import Rejected

    with _Desk(store, folder, author, why, quiet) as desk:
        this, quotes = desk.chain(id), [""]
        if document is not None:
            within = desk.document(document).id
            quotes = list(dict.fromkeys(c.evidence.quote for c in this.cited if c.document.id == within))
            if not quotes:
                raise QueryError(f"{document} does not say: {this.claim}")
        desk.decide(*(Rejected(extracted, this.claim, quote, mark=desk.mark) for extracted in this.extracted_as for quote in quotes))


def accept(id: Id, why: Why = "", store: o.Store = o.STORE, folder: o.Corrections = None, author: Author = "",
           quiet: o.Quiet = False) -> None:
    """Say that a statement is right: its confidence becomes 1."""
    from kg.corrections import Accepted

    with _Desk(store, folder, author, why, quiet) as desk:
        this = desk.chain(id)
        desk.decide(*(Accepted(extracted, this.claim, mark=desk.mark) for extracted in this.extracted_as))


def add(  # noqa: PLR0913 - an option is an argument
    subject: Name, relation: Annotated[str, typer.Argument(metavar="RELATION", help="Such as supports or represents.")],
    object: Annotated[str | None, typer.Argument(metavar="OBJECT", help="A name, an id or, of takesPlaceOn, a date.")] = None, *,
    document: Annotated[str, typer.Option("--in", metavar="DOC", help="The document that says so: its source or id.")],
    quote: Annotated[str, typer.Option("--quote", help="Its words, as they stand there.")],
    about: Annotated[list[str] | None, typer.Option("--about", metavar="NAME", help="What it concerns; may be given again.")] = None,
    stance: Annotated[str, typer.Option("--stance", help="asserted, committed or called-for.")] = "asserted",
    speaker: Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="Whose words they are.")] = None,
    office: Annotated[str, typer.Option("--office", help="Of represents: the office as written.")] = "",
    formula: Annotated[str, typer.Option("--formula", help="Of describesTiesAs: the words.")] = "",
    date: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="When it happened.")] = "",
    negated: Annotated[bool, typer.Option("--negated", help="The text denies it.")] = False,
    conditional: Annotated[bool, typer.Option("--conditional", help="It depends on a condition.")] = False,
    why: Why = "", store: o.Store = o.STORE, folder: o.Corrections = None, author: Author = "", quiet: o.Quiet = False,
) -> None:
    """Add a statement that the program did not see, with its quote."""
    from kg.corrections import Added

    with _Desk(store, folder, author, why, quiet) as desk:
        said = desk.document(document)
        if quote not in said.text:
            raise InputError(said.source, f"the quote does not stand there, word for word: {quote[:60]!r}")
        one, other = desk.entity(subject), object or ""
        if object and relation != "takesPlaceOn":
            other = desk.entity(object)
        matters = " ".join(desk.entity(name) for name in about or ())
        desk.decide(Added(one, desk.label(one), relation, other, desk.label(other), matters, stance,
                          desk.entity(speaker) if speaker else "", office, formula, date, "yes" if negated else "",
                          "yes" if conditional else "", said.source, quote, mark=desk.mark))


def corrections(apply: Annotated[bool, typer.Option("--apply", help="First bring the store in line with the files.")] = False,
                store: o.Store = o.STORE, folder: o.Corrections = None, form: o.Form = Format.table) -> None:
    """List what has been decided, by whom and when, and in how many documents it is of effect."""
    from kg.corrections import load
    from kg.revise import effects, idle, revise
    from kg.store import open_store

    decided, faults = load(o.corrections_of(folder, store))
    with open_store(store, read_only=not apply) as opened:
        if apply:
            log(f"{revise(opened, decided).changed} documents changed")
        counted, said = effects(opened, decided)
        said = (*said, *idle(opened, decided))
    rows(("place", "what", "documents", "author", "time", "why"),
         [(d.mark.place, d.words, counted[d], d.mark.author, d.mark.time, d.mark.why) for d in decided.decisions], form)
    for skipped in dict.fromkeys(said):
        log(f"{'error' if skipped.kind == 'failed' else 'note'}: {skipped}")
    for fault in faults:
        log(f"error: {fault}")
    if faults or any(s.kind == "failed" for s in said):
        raise typer.Exit(1)


def suggest(store: o.Store = o.STORE, folder: o.Corrections = None,
            least: Annotated[float, typer.Option("--min-score", min=0.0, max=1.0, help="Leave out pairs less alike.")] = 0.85,
            form: o.Form = Format.table) -> None:
    """List entities that may be one; what is one, only `kg merge` says."""
    from kg.corrections import load
    from kg.store import open_store
    from kg.suggest import suggestions

    decided, _ = load(o.corrections_of(folder, store))
    with open_store(store, read_only=True) as opened:
        found = suggestions(opened, decided, least)
    rows(("score", "entity", "label", "other", "other_label", "reason"),
         [(f"{s.score:.2f}", s.entity, s.label, s.other, s.other_label, s.reason) for s in found], form)


class _Desk:
    """A store and its folder of corrections, open for one command of a person."""

    def __init__(self, store: str, folder: Path | None, author: str, why: str, quiet: bool) -> None:
        from kg.corrections import Mark, load

        o.require(store)
        self.folder, self.quiet = o.corrections_of(folder, store), quiet
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.mark: Mark = Mark("", author or _user(), time, why)
        self._where = store
        self.decided, _ = load(self.folder)

    def __enter__(self) -> _Desk:
        from kg.store import open_store

        self.store: GraphStore = open_store(self._where)
        return self

    def __exit__(self, *raised: object) -> None:
        self.store.close()

    def entity(self, name: str) -> str:
        """Return the id of the one entity that a name means."""
        from kg.corrections import kind_of
        from kg.query import find

        found = find(self.store, name)
        if len(found) > 1:
            raise QueryError(f"{name!r} may be {' or '.join(found)}; name the one you mean")
        kind_of(found[0])
        return found[0]

    def label(self, id: str) -> str:
        """Return what an entity is called in most documents, "" where none has it."""
        from kg.query import nodes

        return next((n.label for n in nodes(self.store) if n.id == id), "")

    def document(self, name: str) -> Document:
        """Return a document by its source or id."""
        from kg.rdf import from_quads
        from kg.vocab import document_iri

        graph = self.store.graph_of_source(name) or document_iri(name)
        if self.store.digest_of(graph) is None:
            raise InputError(name, "the store has no such document", remedy="`kg documents` lists them")
        return from_quads(self.store.quads(graph)).document

    def chain(self, id: str) -> Chain:
        """Return the one statement that an id, or its beginning, means; an added one is not judged again."""
        from kg.why import chain, named

        found = chain(self.store, self.decided, named(self.store, id))
        if not found.extracted_as:
            raise QueryError(f"a person added {id} ({found.corrections[0].mark.place}); delete that line instead")
        return found

    def decide(self, *decisions: Decision) -> None:
        """Write decisions down and bring the store in line with them."""
        from kg.corrections import load, record
        from kg.revise import revise

        placed = [record(self.folder, d) for d in decisions]
        decided, _ = load(self.folder)
        done = revise(self.store, decided)
        if not self.quiet:
            for d in placed:
                log(f"{d.mark.place}: {d.words}")
            log(f"{done.changed} documents changed")
        for skipped in done.told:
            log(f"note: {skipped}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a user database
        return ""
