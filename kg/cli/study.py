"""`kg dyad`, `kg standings`, `kg protocol`, `kg tone`, `kg formulas`, `kg frames`: what a study of relations between states asks."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as o
from kg.cli.console import Format, as_json, log, rows, writing
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.views.dyads import Dyad

Side = Annotated[str, typer.Argument(metavar="STATE", help="A state or organisation, such as China or CHN.")]
PICTURES = (".png", ".svg", ".pdf")
Plot = Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Also draw it: .png .svg .pdf (the extra `study`).")]


class By(StrEnum):
    """The length of a period."""

    year = "year"
    quarter = "quarter"
    month = "month"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("dyad")(dyad)
    app.command("standings")(standings)
    app.command("protocol")(protocol)
    app.command("tone")(tone)
    app.command("formulas")(formulas)
    app.command("frames")(frames)


def dyad(
    one: Side, other: Side,
    by: Annotated[By, typer.Option("--by", help="Length of a period.")] = By.year,
    quotes: Annotated[bool, typer.Option("--quotes", help="List the events behind the numbers, with their quotes; json has them "
                                                          "always.")] = False,
    plot: Plot = None, store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show how two sides treat each other, period by period.

    Counts of events, the share of cooperation and of deeds, the balance of weights (-10 to +10), meetings and their level.
    """
    from kg.query import nodes
    from kg.store import open_store
    from kg.views.dyads import dyads
    from kg.views.sides import side_named

    with open_store(store, read_only=True) as opened:
        ends = [side_named(opened, name) for name in (one, other)]
        found = dyads(opened, one, other, by=by.value)
        name = {n.id: n.label for n in nodes(opened)}
    found = tuple(sorted(found, key=lambda d: (ends.index(d.source), d.period)))
    if form is Format.json:
        as_json([_plain(d, name) for d in found])
    elif quotes:
        columns = ("period", "date", "source", "target", "type", "stance", "weight", "quote", "document")
        rows(columns, [(d.period, e.date, name[e.source], name[e.target], e.type, e.stance, e.weight, e.cited[0].quote, e.cited[0].title)
                       for d in found for e in d.events], form)
    else:
        columns = ("source", "target", "period", "events", "cooperation", "material", "balance", "meetings", "level", "types")
        rows(columns, [_line(d, name) for d in found], form)
    _change_points(found, name)
    if plot is not None:
        from kg.charts import draw_dyad

        with writing(_picture(plot)):
            draw_dyad(found, plot, names=(name.get(ends[0], one), name.get(ends[1], other)))


def _line(d: Dyad, name: dict[str, str]) -> tuple[object, ...]:
    return (name.get(d.source, d.source), name.get(d.target, d.target), d.period or "undated", d.total, _short(d.cooperation),
            _short(d.material), _short(d.balance), d.meetings, d.level, " ".join(f"{k}:{n}" for k, n in sorted(d.counts.items())))


def _plain(d: Dyad, name: dict[str, str]) -> dict[str, object]:
    events = [{"id": e.id, "date": e.date, "type": e.type, "mode": e.mode, "stance": e.stance, "weight": e.weight, "contexts": e.contexts,
               "cited": [{"document": c.document, "title": c.title, "start": c.start, "end": c.end, "quote": c.quote} for c in e.cited]}
              for e in d.events]
    return {"source": name.get(d.source, d.source), "target": name.get(d.target, d.target), "period": d.period, "types": dict(d.counts),
            "cooperation": d.cooperation, "material": d.material, "balance": d.balance, "meetings": d.meetings, "level": d.level,
            "events": events}


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _change_points(found: tuple[Dyad, ...], name: dict[str, str]) -> None:
    from kg.views.change_points import change_points

    for source in dict.fromkeys(d.source for d in found):
        dated = [d for d in found if d.source == source and d.period]
        for point in change_points([d.period for d in dated], [d.balance for d in dated]):
            log(f"change point: the balance of {name.get(source, source)} goes from {point.before} to {point.after} in {point.period} "
                f"(p = {point.p})")


def _picture(path: Path) -> Path:
    if path.suffix.lower() not in PICTURES:
        raise InputError(str(path), f"no picture has the suffix {path.suffix!r}", f"one of {' '.join(PICTURES)}")
    return path


def standings(
    by_sign: Annotated[bool, typer.Option("--balance", help="Print the triangles of structural balance instead.")] = False,
    plot: Plot = None, least: Annotated[int, typer.Option("--least", min=1, help="Draw only sides with so many events.")] = 1,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show who stands where among the states: acts, centralities, communities, structural balance."""
    from kg.store import open_store
    from kg.views.networks import signed_network, structural_balance
    from kg.views.networks import standings as places

    with open_store(store, read_only=True) as opened:
        graph = signed_network(opened)
    if by_sign:
        balance = structural_balance(graph)
        rows(("triangle", "number"), [*balance.triangles.items(), ("balanced share", _short(balance.share))], form)
    else:
        rows(("side", "acts", "acts of others", "ties", "betweenness", "community"),
             [(s.name, s.acts, s.acts_of_others, s.ties, s.betweenness, s.community) for s in places(graph)], form)
    if plot is not None:
        from kg.charts import draw_network

        with writing(_picture(plot)):
            draw_network(graph, plot, least=least)


def protocol(
    country: Annotated[str | None, typer.Argument(metavar="[COUNTRY]", help="Only meetings with this side.")] = None,
    partner: Annotated[str | None, typer.Argument(metavar="[PARTNER]", help="And with this one.")] = None,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show who met whom at which level, in which form, where and as whose guest."""
    from kg.store import open_store
    from kg.views.protocol import encounters

    with open_store(store, read_only=True) as opened:
        found = encounters(opened, country=country, partner=partner)
    if form is Format.json:
        as_json([asdict(e) | {"host": e.host, "asymmetry": e.asymmetry, "visitors": e.visitors} for e in found])
        return
    rows(("date", "meeting", "form", "place", "host", "levels", "asymmetry", "delegates", "quote"),
         [(e.date, e.name, e.form, e.place, next((s.name for s in e.sides if s.side == e.host), None),
           "; ".join(f"{s.name} {s.level or '?'}" for s in e.sides), e.asymmetry, e.delegates, e.cited[0].quote) for e in found], form)


def tone(
    publisher: Annotated[str | None, typer.Option("--publisher", help="Only texts of this publisher.")] = None,
    by_ministry: Annotated[bool, typer.Option("--by-ministry", help="Count by publisher instead.")] = False,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show the readings on the ladder of diplomatic euphemism, each with its quote."""
    from kg.store import open_store
    from kg.views.tone import tone as readings
    from kg.views.tone import voices

    if by_ministry:
        with open_store(store, read_only=True) as opened:
            rows(("publisher", "documents", "with a reading", "mean level", "readings"),
                 [(v.publisher, v.documents, v.with_reading, _short(v.mean), "; ".join(f"{r.label} {n}" for r, n in v.rungs))
                  for v in voices(opened) if publisher in (None, v.publisher)], form)
        return
    with open_store(store, read_only=True) as opened:
        found = readings(opened, publisher=publisher)
    rows(("published", "publisher", "level", "rung", "phrase", "quote", "document"),
         [(r.published, r.publisher, r.rung.level, r.rung.label, r.phrase, r.quote, r.title) for r in found], form)


def formulas(
    one: Side, other: Side,
    uses: Annotated[bool, typer.Option("--uses", help="List every use with its quote instead.")] = False,
    store: o.Store = o.STORE, form: o.Form = Format.table,
) -> None:
    """Show the set words of two states over time: who uses them, since when, and which have been dropped.

    `chance` is the probability that so many texts by those who used it, alike in kind and of such lengths, lack it if nothing has changed.
    """
    from kg.query import nodes
    from kg.store import open_store
    from kg.views.formulas import formulas as found

    with open_store(store, read_only=True) as opened:
        listed = found(opened, one, other)
        name = {n.id: n.label for n in nodes(opened)}
    if uses:
        columns = ("formula", "date", "side", "wording", "quote", "document")
        rows(columns, [(f.name, u.date, name.get(u.home or "", u.home), u.variant, u.quote, u.document.title)
                       for f in listed for u in f.uses], form)
        return
    columns = ("formula", "ties", "uses", "texts", "elsewhere", "sides", "first", "last", "silent_since", "chance", "dropped", "variants")
    rows(columns, [(f.name, f.listed, len(f.uses), f.documents, round(f.elsewhere, 3),
                    "; ".join(f"{name.get(side, side) or '?'} {n}" for side, n in f.used_by), f.first.date, f.last.date, f.silent_since,
                    None if f.chance is None else round(f.chance, 3), f.dropped, "; ".join(f"{v} {n}" for v, n in f.variants[1:]))
                   for f in listed], form)
    if not listed:
        log("no formula found: the store has too few texts of this pair")


def frames(
    into: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the Parquet files.")] = Path("frames"),
    store: o.Store = o.STORE, quiet: o.Quiet = False,
) -> None:
    """Write the graph as tidy tables, one Parquet file each."""
    from kg.store import open_store
    from kg.views.frames import frames as tables

    with open_store(store, read_only=True) as opened:
        found = tables(opened)
    with writing(into, quiet=quiet) as written:
        written += found.to_parquet(into)
