"""How well extractions agree with annotations: the measure of the annotation guidelines."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.ontology import relations

if TYPE_CHECKING:
    import pandas

_FILLERS = frozenset("the of and on in for a an to with between s us".split())
_DESCRIBED = ("Meeting", "Agreement", "Project")
Annotation = Mapping[str, Any]


@dataclass(slots=True)
class Count:
    """Matches of one row of the table: `hit` in both, `extra` only the system's, `missed` only the annotator's."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Return the share of the system's answers that the annotator has too."""
        return self.hit / (self.hit + self.extra) if self.hit else 0.0

    @property
    def recall(self) -> float:
        """Return the share of the annotator's answers that the system has too."""
        return self.hit / (self.hit + self.missed) if self.hit else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of the two.

        >>> round(Count(hit=8, extra=2, missed=2).f1, 2)
        0.8
        """
        return 2 * self.hit / (2 * self.hit + self.extra + self.missed) if self.hit else 0.0

    def add(self, gold: set[Any], system: set[Any]) -> None:
        """Count one document's answers."""
        self.hit += len(gold & system)
        self.extra += len(system - gold)
        self.missed += len(gold - system)


def normalise(text: str) -> str:
    """Reduce a name to lower-case Latin letters and digits, without possessives.

    >>> normalise("China’s  Çelik-Works")
    'china celik works'
    """
    text = unicodedata.normalize("NFKD", re.sub(r"['’]s\b", "", text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def _names(entity: Annotation) -> set[str]:
    found = {normalise(n) for n in (entity["label"], *entity.get("mentions", ()))}
    return {n.removeprefix("the ") for n in found if n}


def _words(name: str) -> set[str]:
    return set(name.split()) - _FILLERS


def similarity(a: Annotation, b: Annotation) -> float:
    """Return how surely two annotated entities of one kind are the same, 0..1.

    >>> similarity({"kind": "Person", "label": "Wang Yi", "mentions": ["Wang"]}, {"kind": "Person", "label": "Wang"})
    0.95
    """
    if a["kind"] == "Topic":
        return float(a["id"] == b["id"])
    if a["kind"] == "Country":
        return float(bool(a.get("iso3")) and a.get("iso3") == b.get("iso3"))
    left, right = _names(a), _names(b)
    if left & right:
        return 1.0 if normalise(a["label"]) == normalise(b["label"]) else 0.95
    overlap = max((len(x & y) / len(x | y) for p in left for q in right if (x := _words(p)) and (y := _words(q))),
                  default=0.0)
    return overlap if overlap >= (0.5 if a["kind"] in _DESCRIBED else 0.75) else 0.0


def match(gold: Iterable[Annotation], system: Iterable[Annotation]) -> dict[str, str]:
    """Pair entities one to one, best first: system id -> gold id. One meeting left over on each side is the same."""
    gold, system = list(gold), list(system)
    scored = [(similarity(g, s), g["id"], s["id"]) for g in gold for s in system if g["kind"] == s["kind"]]
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for score, g, s in sorted(scored, key=lambda p: (-p[0], p[1], p[2])):
        if score > 0 and g not in taken and s not in mapping:
            taken.add(g)
            mapping[s] = g
    spare_gold = [g["id"] for g in gold if g["kind"] == "Meeting" and g["id"] not in taken]
    spare_system = [s["id"] for s in system if s["kind"] == "Meeting" and s["id"] not in mapping]
    if len(spare_gold) == len(spare_system) == 1:
        mapping[spare_system[0]] = spare_gold[0]
    return mapping


def with_topics(annotation: dict[str, Any]) -> dict[str, Any]:
    """Add the topics that are only used in statements to the entities."""
    known = {e["id"] for e in annotation["entities"]}
    used = {x for s in annotation["statements"] for x in (s["subject"], s.get("object"), *(s.get("about") or ())) if x}
    topics = sorted(t for t in used - known if t.startswith("topic:"))
    extra = [{"id": t, "kind": "Topic", "label": t, "mentions": []} for t in topics]
    return {**annotation, "entities": [*annotation["entities"], *extra]}


def claims(annotation: Annotation, mapping: Mapping[str, str] | None = None) -> dict[tuple[str, ...], Annotation]:
    """Flatten statements to comparable tuples: relation, subject, object; relation, subject, "about", entity."""
    ids = {e["id"] for e in annotation["entities"]}
    known = relations()

    def name(value: str) -> str:
        return value if mapping is None else mapping.get(value, "?" + value)

    out: dict[tuple[str, ...], Annotation] = {}
    for row in annotation["statements"]:
        relation, subject, object_ = row["relation"], name(row["subject"]), row.get("object")
        symmetric = known[relation].symmetric
        holder = subject
        if object_ is not None:
            other = name(object_) if object_ in ids else str(object_)
            pair = tuple(sorted((subject, other))) if symmetric else (subject, other)
            out.setdefault((relation, *pair), row)
            holder = "+".join(pair) if symmetric else subject
        for about in row.get("about") or ():
            out.setdefault((relation, holder, "about", name(about)), row)
    return out


@dataclass(slots=True)
class Table:
    """Counts by kind of entity and by relation, and the attributes of what matched."""

    entities: dict[str, Count]
    statements: dict[str, Count]
    attributes: Counter[str]
    reliability: dict[int, list[float]]
    """Tenth of confidence -> claims, sum of their confidences, how many of them the annotator makes too."""
    documents: int = 0

    @classmethod
    def empty(cls) -> Table:
        """Return a table to be filled by `add`."""
        return cls({}, {}, Counter(), {})

    def add(self, gold: dict[str, Any], system: dict[str, Any]) -> None:
        """Compare one document."""
        self.documents += 1
        gold, system = with_topics(gold), with_topics(system)
        mapping = match(gold["entities"], system["entities"])
        for kind in {e["kind"] for e in (*gold["entities"], *system["entities"])}:
            theirs = {e["id"] for e in gold["entities"] if e["kind"] == kind}
            ours = {mapping.get(e["id"], "?" + e["id"]) for e in system["entities"] if e["kind"] == kind}
            self.entities.setdefault(kind, Count()).add(theirs, ours)
        theirs, ours = claims(gold), claims(system, mapping)
        for relation in {c[0] for c in (*theirs, *ours)}:
            self.statements.setdefault(relation, Count()).add({c for c in theirs if c[0] == relation},
                                                              {c for c in ours if c[0] == relation})
        for claim, row in ours.items():
            sure = float(row.get("confidence", 1.0))
            tenth = self.reliability.setdefault(min(int(sure * 10), 9), [0, 0.0, 0])
            tenth[:] = tenth[0] + 1, tenth[1] + sure, tenth[2] + (claim in theirs)
        for claim in theirs.keys() & ours.keys():
            self._attributes(claim[0], theirs[claim], ours[claim], mapping)

    def _attributes(self, relation: str, gold: Annotation, system: Annotation, mapping: Mapping[str, str]) -> None:
        if relations()[relation].kind == "act":
            speaker = mapping.get(system.get("speaker") or "", system.get("speaker"))
            self.attributes["acts"] += 1
            self.attributes["speaker"] += (gold.get("speaker") or None) == (speaker or None)
            self.attributes["stance"] += gold.get("stance") == system.get("stance")
        elif relation == "represents" and gold.get("office"):
            a, b = _words(normalise(gold["office"])), _words(normalise(system.get("office") or ""))
            self.attributes["offices"] += 1
            self.attributes["office"] += bool(a & b) and len(a & b) / len(a | b) >= 0.5

    def totals(self) -> dict[str, Count]:
        """Return the sums: entities (without topics), facts, acts."""
        known = relations()
        sums = {"entities": [c for k, c in self.entities.items() if k != "Topic"],
                "facts": [c for r, c in self.statements.items() if known[r].kind == "fact"],
                "acts": [c for r, c in self.statements.items() if known[r].kind == "act"]}
        return {name: _sum(counts) for name, counts in sums.items()}

    def rows(self) -> Iterator[tuple[str, str, str, str, object, object]]:
        """Yield table rows: name, precision, recall, F1, answers in gold and of the system; rates have only a share.

        A row of confidence has the share that is right, the mean confidence, and how many there are.
        """
        for name, c in (*sorted(self.entities.items()), *sorted(self.statements.items()), *self.totals().items()):
            yield (name, f"{c.precision:.3f}", f"{c.recall:.3f}", f"{c.f1:.3f}", c.hit + c.missed, c.hit + c.extra)
        for name, rate in self.rates():
            yield (name, f"{rate:.3f}", "", "", "", "")
        for tenth, (count, said, right) in sorted(self.reliability.items()):
            yield (f"sure {tenth / 10:.1f}-{(tenth + 1) / 10:.1f}", f"{right / count:.3f}", "", f"{said / count:.3f}", "", int(count))

    def summary(self) -> tuple[object, ...]:
        """Return the number of texts, the F1 of entities, facts and acts, and the rates of speaker, stance and office."""
        return (self.documents, *(f"{c.f1:.3f}" for c in self.totals().values()), *(f"{rate:.2f}" for _, rate in self.rates()))

    def rates(self) -> Iterator[tuple[str, float]]:
        """Yield how often speaker, stance and office agree where the claim matched."""
        for name, of in (("speaker", "acts"), ("stance", "acts"), ("office", "offices")):
            yield name, self.attributes[name] / self.attributes[of] if self.attributes[of] else 0.0


def _sum(counts: Iterable[Count]) -> Count:
    counts = list(counts)
    return Count(sum(c.hit for c in counts), sum(c.extra for c in counts), sum(c.missed for c in counts))


def agreement(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> pandas.DataFrame:
    """Return how well extractions agree with annotations: a row for each kind, relation and sum, indexed by its name.

    `pairs` are (annotated, extracted) texts in the JSON of `kg.to_json`. Columns: precision, recall, f1 (float64), gold and
    system (int64, how many answers each has).

    >>> import kg
    >>> told = kg.to_json(kg.extract("Kenya thanked Norway for its help."), "note")
    >>> float(agreement([(told, told)]).loc["acts", "f1"])
    1.0
    """
    import pandas

    table = Table.empty()
    for gold, system in pairs:
        table.add(gold, system)
    counts = {**dict(sorted(table.entities.items())), **dict(sorted(table.statements.items())), **table.totals()}
    return pandas.DataFrame([{"precision": c.precision, "recall": c.recall, "f1": c.f1, "gold": c.hit + c.missed, "system": c.hit + c.extra}
                             for c in counts.values()], index=pandas.Index(counts, name="name"))
