"""Which person holds each office that the text names, and of which state or body the office is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.authority import Lexicon, countries, known
from kg.model import OFFICE, Link, Mention, Parsed
from kg.titles import titles, words
from kg.vocab import entity_id

_FILLER = {"of", "the", "and", ",", "government", "state", "republic", "kingdom", "to", "-", "/", "interim", "(", ")", "hon",
           "transitional", "people's", "islamic", "democratic", "federal", "federation", "union", "commonwealth", "principality"}
_LEADING = {"mp", "mep", "qc", "kc", "am", "ao", "the", "a", "an", "his", "her", "its", "their", "our", "my", "former", "current", "then", "also", "newly", "new",
            "appointed", "elected", "first", "first-ever", "next", "serving", "long-serving", "as", "visiting", "outgoing", "incoming", "acting", "late"}
_TOOK = re.compile(r"^(?:,? (?:who )?(?:had )?(?:presented|assumed|was (?:appointed|promoted|elected|named|nominated|designated|sworn)|"
                   r"has been (?:appointed|named|elected)|served|serving|arrived|replaced|acting|in (?:his|her) (?:role|capacity))\b"
                   r"[^.;:\n]{0,90}?\b(?:as|to|appointed|named|elected)|"
                   r"[^.;:,\n]{0,40}? (?:on|for|after|following) (?:his|her) (?:[\w-]+ ){0,2}(?:appointment|confirmation|(?:re-?)?election|inauguration|"
                   r"nomination|selection|swearing-in|victory) as|,? as|,? in (?:his|her) (?:role|capacity) as)\b(?P<rest>[^.;:\n]{0,40})$")


_BECAME = re.compile(r"^,?(?: who)?(?: (?:is|was|has been|had been|were|became|becomes|will be(?:come)?|would be(?:come)?))"
                     r"(?: (?:\w+ly )?(?:appointed|named|elected|confirmed|nominated|commissioned|chosen|accredited))?(?: (?:as|to be))? "
                     r"(?P<rest>[^.;:,\n]{0,40})$")
"""Between a name and an office: "Ole Dahl became the first Norlandic Ambassador"."""
_WAS = re.compile(r"^[^.;:,\n]{0,60} (?:was|is|were|will be) (?:[A-Z][\w’']*\.? )?$")
"""Between an office said to be somebody's and his name: "The first Consul assigned to Norland was Ole Dahl"."""
_ONLY = re.compile(r"\b(?:the|its) (?:first|last|new|next|only)\b[^.;:,\n]{0,30}$", re.IGNORECASE)
_ENVOY = re.compile(r"\b(?:ambassador|high commissioner|commissioner|consul|chargé|charge|envoy|minister|attaché|nuncio|mission|"
                    r"embassy|delegation)\b", re.IGNORECASE)
"""Offices "in" or "at" the place where their holder is sent."""


_RIGHT = re.compile(r"\s?(?:\([^)\n]{1,40}\) ?)?,? ?(?:of|in|at|from) (?:the |its |his |her )*"
                    r"(?:(?:Embassy|High Commission|Consulate(?: General)?|Legation|(?:Permanent )?Mission|"
                    r"(?:Interim |Transitional )?Government|State|(?:\w+ )?Republic|(?:\w+ )?Kingdom|Sultanate|Principality|Union|Commonwealth)"
                    r" of (?:the )?){0,2}")
_AFTER_NAME = re.compile(r" (?:of|from) (?:the )?")
_AFTER_OFFICE = re.compile(r"(?: ?\([^)\n]{1,40}\))?, (?:the )?")
_SPLIT = re.compile(r" (?:of|for) (?:the )?(?:[A-Z][\w’-]*,? (?:and )?){1,6}of (?:the )?"
                    r"(?:(?:\w+ )?(?:State|Republic|Kingdom) of (?:the )?)?")
"""Between a name and a state in the titles that are split about the name: "Minister Ole Dahl for Foreign Affairs of Norland"."""
_STYLED = re.compile(r",\s*(?:H\.?E|His|Her|Mr|Ms|Mrs|Dr|Sheikh|Prince|King|Shri|Smt|Sir|Colonel|General|Rt|Hon|Ambassador)\b")


@dataclass(frozen=True, slots=True)
class Holding:
    """An office with its holders, and the country (`side`) and body that the words beside it say it is of."""

    office: Mention
    persons: tuple[str, ...]
    side: str | None = None
    body: str | None = None
    organ: bool = False
    """Whether the body is an organ of a state, so that the person speaks for the state, be it said or not."""
    named: tuple[str | None, ...] = ()
    """For each holder, the country that stands right after the name ("of Norland"), or None."""
    by_office: bool = False
    """Whether nothing but the office tells the side, as only one state that the list knows has it."""


def holdings(parsed: Parsed, mentions: Sequence[Mention], persons: Mapping[Mention, str], places: Sequence[Link]
             ) -> tuple[Holding, ...]:
    """Return one holding for each office mentioned, in text order, without holders where the office stands alone.

    `persons` says whom each mention means; `places` are the links of countries and organisations.
    """
    return tuple(_Finder(parsed, mentions, persons, places).all())


def sides_by_name(parsed: Parsed, persons: Mapping[Mention, str], places: Sequence[Link]) -> dict[str, str]:
    """Return person -> state for names that stand beside their state without an office ("Ole Dahl of Norland", "Norland's Ole Dahl")."""
    finder = _Finder(parsed, (), persons, places)
    found: dict[str, str] = {}
    for name in finder.names:
        if side := finder._named(name):
            found.setdefault(persons[name], side)
    return found


class _Finder:
    """One text's offices, names, countries and bodies, sorted, while holders are found."""

    def __init__(self, parsed: Parsed, mentions: Sequence[Mention], persons: Mapping[Mention, str], places: Sequence[Link]
                 ) -> None:
        self.text = parsed.document.text
        self.parsed = parsed
        self.offices = sorted((m for m in mentions if m.kind == OFFICE), key=lambda m: m.span)
        self.office_spans = {m.span for m in self.offices}
        self.names = sorted(persons, key=lambda m: m.span)
        self.persons = persons
        self.places = sorted((k for k in places if k.mention.kind in {"Country", "Organization", "Place"}), key=lambda k: k.mention.span)
        self.titles = titles()

    def all(self) -> list[Holding]:
        found: list[Holding] = []
        held: dict[Mention, list[Mention]] = {}
        for office in self.offices:
            before = self._before(office, held)
            free = before and not any(before[0] in names for names in held.values())  # "Mr. A, Minister of X, Mr. B, Minister of Y"
            held[office] = (self._after(office, strict=True) or free and before or self._after(office, strict=False, styled=True)
                            or before or self._after(office, strict=False))
        for office in reversed(self.offices):  # "Prime Minister of Norland and Minister of Trade Ole Dahl": both are his
            if not held[office]:
                held[office] = self._through_next(office, held)
        for office in self.offices:
            names = held[office]
            side, body = self._side(office, names)
            iso = None if side else self.titles.nation(self.titles.singular(office.text))
            found.append(Holding(office, tuple(dict.fromkeys(self.persons[n] for n in names)), side or iso and entity_id("Country", iso), body,
                                 bool(body) and domestic(body or "", self._label(body or "")), tuple(self._named(n) for n in dict.fromkeys(names)),
                                 bool(iso)))
        return found

    # holders

    def _after(self, office: Mention, strict: bool, styled: bool = False) -> list[Mention]:
        name = next((n for n in self.names if n.span.start >= office.span.end), None)
        if name is None or name.sentence != office.sentence or name.span.start - office.span.end > 140:
            return []
        gap = self.text[office.span.end:name.span.start]
        if strict and _WAS.match(gap) and _ONLY.search(self.text[max(0, office.span.start - 50):office.span.start]):
            return [name]
        if "\n" in gap or gap.startswith(("’s", "'s", "’", "'")) or any(
                o.span.start >= office.span.end and o.span.end <= name.span.start for o in self.offices):
            return []
        rest = self._rest(office.span.end, name.span.start)
        if rest is None or strict and "," in rest or re.search(r"\band (?:[A-Z]\w*\. ?)*$", gap):
            return []
        if "," in rest and not (_STYLED.search(gap) if styled else self._introduces(office, gap)):
            return []
        return [name, *self._list_from(name)] if self.titles.singular(office.text) != office.text else [name]

    def _introduces(self, office: Mention, gap: str) -> bool:
        """Say whether "the Foreign Minister of Norland, Ole Dahl" reads as one, not as two of a list."""
        lead = self.text[max(0, office.span.start - 60):office.span.start].rsplit("\n", 1)[-1]
        return bool(re.search(r"(?:\b(?:the|a|our|its|his|her|their|first)\b[^,.;]{0,45}|[’']s )$", lead, re.IGNORECASE)
                    or _STYLED.search(gap)
                    or self._left_place(office.span.start) is not None)

    def _rest(self, start: int, end: int) -> str | None:
        """Return what is left between an office and a name when states, bodies, brackets and styles are taken out.

        Only commas may be left; None where other words stand between.
        """
        gap = self.text[start:end]
        for link in reversed(self.places):
            s = link.mention.span
            if start <= s.start and s.end <= end:
                gap = re.sub(r" (?:in|at|near) (?:the )?$", " ", gap[:s.start - start]) + " " + gap[s.end - start:]
        gap = re.sub(r"\([^)]{0,40}\)", " ", gap)
        gap = re.sub(r"(?:’s|'s)(?= )", " ", gap)
        found = words(gap)
        i, commas = 0, 0
        while i < len(found):
            n = self.titles.phrase("honorific", found, i)
            if n:
                i += n
            elif found[i].key in _FILLER or found[i].text == ".":
                commas += found[i].text == ","
                i += 1
            elif found[i].capital and (self.titles.has("portfolio", found[i]) or self.titles.has("blocked", found[i])):
                i += 1
            else:
                return None
        return "," if commas else ""

    def _list_from(self, name: Mention) -> list[Mention]:
        found = []
        i = self.names.index(name)
        for previous, then in zip(self.names[i:], self.names[i + 1:], strict=False):
            gap = self.text[previous.span.end:then.span.start]
            rest = self._rest(previous.span.end, then.span.start)
            if rest is None or "\n" in gap or not re.search(r",|\band\b|&", gap) or any(
                    previous.span.end <= o.span.start < then.span.start for o in self.offices):
                break
            found.append(then)
        return found

    def _before(self, office: Mention, held: Mapping[Mention, list[Mention]]) -> list[Mention]:
        if self.titles.singular(office.text) != office.text:
            return []
        name = next((n for n in reversed(self.names) if n.span.end <= office.span.start), None)
        chained = next((o for o in reversed(self.offices) if o.span.end <= office.span.start), None)
        if chained and held.get(chained) and (name is None or chained.span.start > name.span.start):
            between = None if re.search(r"\bthe $", self.text[chained.span.end:office.span.start]) else self._rest(
                chained.span.end, office.span.start)
            if held[chained] and between is not None and held[chained][-1].span.end <= chained.span.start:
                return held[chained]
        if name is None or office.span.start - name.span.end > 130:
            return []
        gap = self.text[name.span.end:office.span.start]
        took = _TOOK.match(gap) or _BECAME.match(gap)
        if took:
            gap_start = office.span.start - len(took.group("rest"))
            return [name] if self._only_leading(gap_start, office.span.start) else []
        if re.match(r"\s?[,(]", gap) and self._only_leading(name.span.end + gap.index(gap.lstrip()[0]) + 1, office.span.start):
            return [name]
        return []

    def _only_leading(self, start: int, end: int) -> bool:
        gap = self.text[start:end]
        for link in reversed(self.places):
            s = link.mention.span
            if start <= s.start and s.end <= end:
                gap = gap[:s.start - start] + " " + gap[s.end - start:]
        gap = re.sub(r"(?:’s|'s|’|')(?=\s|$)", " ", gap)
        return "\n" not in gap and all(w in _LEADING or w in {",", "(", ")"} for w in re.findall(r"[\w'’-]+|[^\w\s]", gap.lower())
                                       if w != "of")

    def _through_next(self, office: Mention, held: Mapping[Mention, list[Mention]]) -> list[Mention]:
        then = next((o for o in self.offices if o.span.start >= office.span.end), None)
        if then is None or not held[then] or held[then][0].span.start < then.span.end or self.titles.singular(office.text) != office.text:
            return []
        gap = self.text[office.span.end:then.span.start]
        rest = self._rest(office.span.end, then.span.start)
        lead = self.text[max(0, office.span.start - 40):office.span.start]
        same = rest == "," and self._styles(then) and re.search(r"\bthe (?:[\w-]+ )?$|[’']s $", lead, re.IGNORECASE)
        # "the Minister of Norland, Ambassador Dahl": one person
        joined = rest is not None and (same or re.search(r"\band\b|/|^\s*,\s*$", gap)) and "\n" not in gap
        if re.search(r"\bthe $", self.text[max(0, office.span.start - 4):office.span.start], re.IGNORECASE) and any(
                o.text == office.text and names and names[0] not in held[then] and self.persons[names[0]] != self.persons[held[then][0]]
                for o, names in held.items()):
            return []  # "the President and Foreign Minister Silva", where President Park is named elsewhere
        return held[then][:1] if joined and not re.match(r"\s*(?:’s|'s)", gap) else []

    def _styles(self, office: Mention) -> bool:
        """Say whether an office is one that goes with another as a style of its holder ("Ambassador", "President")."""
        return office.text.lower() in {"ambassador", "senator", "minister", "president", "professor", "commissioner"}

    # sides

    def _side(self, office: Mention, names: Sequence[Mention]) -> tuple[str | None, str | None]:
        """Return the country and the body that the words to the left and right of an office give it."""
        side = body = None
        left = self._left_place(office.span.start)
        farther = self._left_place(left.mention.span.start) if left and left.mention.kind == "Organization" else None
        for link in filter(None, (left, self._inner_place(office), self._right_of(office), farther)):
            if link.mention.kind == "Country":
                side = side or link.entity
            elif link.mention.kind == "Organization":
                if body is None or not re.search(r"\b(?:Committee|Bureau|Politburo)\b", link.mention.text):
                    body = body or link.entity
            elif side is None and (place := known("Place", link.entity.partition(":")[2])) and place.within:
                side = entity_id("Country", place.within)
        if side is None and len(names) == 1:
            side = self._named(names[0])
        if side is None and body is None:
            side = self._own(office)
            body = self._beside_name(office, names)
        if side is None and body:
            side = nation(body, self._label(body))
        return side, body

    def _label(self, entity: str) -> str:
        return next((k.mention.text for k in self.places if k.entity == entity), "")

    def _left_place(self, start: int) -> Link | None:
        for link in reversed(self.places):
            end = link.mention.span.end
            if link.mention.span.start <= start < end and link.mention.kind == "Organization":
                if link.mention.span in self.office_spans:
                    continue  # "NSA Park": the office, not the agency of the same letters
                return link  # "Norlandic Foreign Ministry Secretary General": the office begins within the body's name
            if end <= start:
                gap = self.text[end:start]
                fits = re.fullmatch(r"\)?(?:’s|'s|’|')?(?: *\([^)\n]{1,40}\))? *(?:(?:newly|appointed|elected|new|former|current|acting|"
                                    r"first|first-ever|next|then|visiting|Acting|Interim|MFA|MoFA|Foreign Ministry|side,) +|/)*", gap)
                lead = self.text[max(0, link.mention.span.start - 24):link.mention.span.start]
                inviting = "," in gap and re.search(r"\binvitation (?:of|from) (?:the )?$", lead)
                return link if fits and len(gap) < 60 and not inviting else None
        return None

    def _inner_place(self, office: Mention) -> Link | None:
        """Return the state or body that begins in the office's own words: "Secretary of the Norlandic Security Council"."""
        for link in self.places:
            s = link.mention.span
            if office.span.start <= s.start < office.span.end and re.search(r"\bof (?:the )?$", self.text[office.span.start:s.start]):
                return link
        return None

    def _right_place(self, end: int) -> Link | None:
        """Return the state or body of "of the Government of Norland", "in the Federal Chancellery" after an office or a name."""
        m = _RIGHT.match(self.text, end)
        if not m:
            return None
        return next((k for k in self.places if k.mention.span.start == m.end() or m.start() + 3 < k.mention.span.start < m.end()), None)

    def _right_of(self, office: Mention) -> Link | None:
        """Return the state or body after an office, unless its holder is sent there ("Ambassador in Norland")."""
        link = self._right_place(office.span.end)
        if link and link.mention.kind != "Organization" and _ENVOY.search(office.text) and re.match(
                r"\s?(?:\([^)\n]{1,40}\) ?)?,? ?(?:in|at|to) ", self.text[office.span.end:link.mention.span.start]):
            return None
        return link

    def _beside_name(self, office: Mention, names: Sequence[Mention]) -> str | None:
        """Return the body of "Premier Ole Dahl of the State Council" and "Ole Dahl, Secretary, Ministry of Ports"."""
        if len(names) != 1:
            return None
        end, lead = (office.span.end, _AFTER_OFFICE) if names[0].span.end <= office.span.start else (names[0].span.end, _AFTER_NAME)
        m = lead.match(self.text, end)
        found = next((k for k in self.places if m and k.mention.span.start == m.end() and k.mention.kind == "Organization"), None)
        headed = found and any(self.text[found.mention.span.end:o.start] == " " for o in self.office_spans)
        return found.entity if found and not headed else None

    def _named(self, name: Mention) -> str | None:
        end = name.span.end
        split = _SPLIT.match(self.text, end)
        others = (*self.names, *(p.mention for p in self.places if p.mention.kind != "Organization"))
        if split and not any(end < k.span.start < split.end() for k in others) and (
                of := next((k for k in self.places if k.mention.span.start == split.end() and k.mention.kind == "Country"), None)):
            return of.entity
        bracket = next((k for k in self.places if k.mention.span.start == end + 2 and k.mention.kind == "Country"
                        and self.text[end:end + 2] == " (" and self.text[k.mention.span.end:k.mention.span.end + 1] == ")"), None)
        if bracket:  # "Council President Ole Dahl (Norland)"
            return bracket.entity
        link = self._right_place(name.span.end)
        if link and self.text[name.span.end:link.mention.span.start].lstrip(" ,").startswith("of"):
            return link.entity if link.mention.kind == "Country" else None
        before = self.text[max(0, name.span.start - 3):name.span.start]
        left = next((k for k in reversed(self.places) if k.mention.span.end <= name.span.start), None)
        if left and left.mention.kind == "Country" and before.endswith(("’s ", "'s ")) and name.span.start - left.mention.span.end <= 3:
            return left.entity
        return None

    def _own(self, office: Mention) -> str | None:
        """Return the state meant by "its" in "Norland was represented by its Foreign Minister"."""
        if not re.search(r"\b(?:its|their)\s+$", self.text[max(0, office.span.start - 8):office.span.start]):
            return None
        sentence = self.parsed.sentence_at(office.span.start)
        before = [k for k in self.places if k.mention.sentence == sentence.index and k.mention.span.end <= office.span.start
                  and k.mention.kind == "Country"]
        return before[-1].entity if before else None


_FACED = re.compile(r"\b(?:with|met|to|by|of) (?:(?:the|his|her|their) )?(?:[\w-]+ )?(?:and (?:\w+ )?)?$", re.IGNORECASE)


def is_faced(parsed: Parsed, holding: Holding) -> bool:
    """Say whether the words before an office tell that its holder is met or addressed: "with the Norlandic Minister"."""
    return bool(_FACED.search(parsed.document.text[max(0, holding.office.span.start - 60):holding.office.span.start]))


_HOST = re.compile(r"(?<=\w) (?:in|to) (?:the )?[A-Z].*$")
"""The state where an embassy is: "Embassy of Norland in Sudland"."""
_DOMESTIC = re.compile(r"\b(?:Ministry|Department|Bureau|Parliament|Senate|House of|Assembly|Army|Navy|Air Force|Chancellery|State Council|Central Bank|"
                       r"Cabinet|Congress|Supreme Court|Office of the|Politburo|Political Bureau|Central Committee|Standing Committee|Foreign Office)\b")


def domestic(body: str, text: str) -> bool:
    """Say whether a body is an organ of some state: those that the list does not call international, others by their form."""
    listed = known("Organization", body.partition(":")[2])
    return listed.sort not in {"international", "company", "group"} if listed else bool(_DOMESTIC.search(text))


def nation(body: str, text: str) -> str | None:
    """Return the state that an organisation belongs to: as the list says, or by the state in its name.

    >>> nation("org:security-council-of-norland", "the Russian Security Council"), nation("org:x", "Group of Friends")
    ('country:RUS', None)
    """
    listed = known("Organization", body.partition(":")[2])
    if listed:
        return entity_id("Country", listed.within) if listed.within else None
    found = [form.key for _, _, form in _states().find(_HOST.sub("", text)) if not form.shared]
    return entity_id("Country", found[0]) if len(set(found)) == 1 else None


@cache
def _states() -> Lexicon:
    return Lexicon(f for c in countries() for f in c.forms if f.sort != "capital")
