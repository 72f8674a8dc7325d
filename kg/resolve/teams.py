"""Who stands with whom: the delegation that a person leads or belongs to, those he comes with, and the list he is named in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.model import Link, Parsed
from kg.resolve.holders import Holding

_TEAM = r"(?:delegation|side|team)"
_TEAM_AFTER = re.compile(rf"(?:['’]s?)?(?: [\w-]+){{0,3}}? {_TEAM}\b")
_TEAM_BEFORE = re.compile(rf"\b(?:{_TEAM}|officials) (?:of|from) (?:the )?(?:[\w-]+ of (?:the )?)?$")
_LED_BY = re.compile(r"(?:,? (?:that|which|who))?(?: (?:was|were|is|are|being|will be|had been))?(?: (?:also|jointly))?,?"
                     r"(?: (?:led|headed|co-headed|chaired|represented))? by |"
                     r"(?:,? (?:that|which))?,?(?: also)? (?:include[sd]?|including|comprise[sd]|comprising|consist(?:s|ed|ing) of)\b:? ?")
_REPRESENTED = re.compile(r",?(?: (?:which|who))?(?: (?:was|were|is|being|had been))? (?:represented|led|headed)(?: (?:at|in|on)\b[^,.;:\n]{2,40})? by ")
_LEADING = re.compile(r"\b(?:led|leads?|leading|headed|heads?|heading|chaired)(?: (?:the|a|an))?(?: \w+)?(?: (?:delegation|side|team) of(?: the)?)? $")
_ON_SIDE = re.compile(r"\b(?:led|headed|chaired|spoke|signed)(?: [\w-]+){0,4} (?:on|from|for) (?:the )?$")
_FOR = re.compile(r"\b(?:led|signed|spoke|speaking|attend(?:ed|ing)|acted|acting|participat(?:ed|ing)|present|signing)(?: [\w-]+){0,4} "
                  r"(?:for|on behalf of|in the name of) "
                  r"(?:the )?(?:Government of (?:the )?)?$|\brepresent(?:ing|ed) (?:the )?(?:Government of (?:the )?)?$")
_HEADED = re.compile(r"(?:^|\n)\W*(?:For|On behalf of) (?:the )?(?:[\w’']+ of (?:the )?){0,2}$", re.IGNORECASE)
_COMING = re.compile(r"\b(?:accompanied|joined|flanked) by |\b(?:together|along) with ")
_PLAIN = {"and", "as", "well", "the", "a", "an", "his", "her", "its", "their", "of", "for", "in", "to", "on", "at", "by", "bin", "al", "de", "e", "y"}
_PAIR = re.compile(r"\b(?:between|(?:co-?chaired|signed|chaired|initialled)(?: \w+)? by)\b[^,;]{0,60}$")
_JOINTLY = re.compile(r",?(?: (?:today|yesterday|jointly|also))?(?: (?:will|have|had))?(?: \w+ly)? "
                      r"(?:(?:co-?chair|sign|initial|exchange)\w*\b|led (?:the )?(?:\w+ )?(?:delegations|discussions|talks|consultations|meeting|dialogue)\b)")


class Company:
    """One text's named persons, in order, while it is asked who stands with whom."""

    def __init__(self, parsed: Parsed, held: Sequence[Holding], persons: Sequence[Link], places: Sequence[Link]) -> None:
        self.parsed = parsed
        self.text = parsed.document.text
        self.people = sorted((k for k in persons if k.mention.kind == "Person"), key=lambda k: k.mention.span)
        self.sides = sorted((k for k in places if k.mention.kind in {"Country", "Organization"}), key=lambda k: k.mention.span)
        self.offices = [h.office.span for h in held]
        self.cut = {*self.offices, *(k.mention.span for k in places)}

    # said

    def teams(self) -> dict[str, str]:
        """Return person -> side for those whom the text puts in a delegation or has speak or sign for a side."""
        found: dict[str, str] = {}
        for place in self.sides:
            for k in (*self._members(place), *self._leaders(place)):
                found.setdefault(k.entity, place.entity)
        return found

    def _members(self, place: Link) -> Iterator[Link]:
        """Yield who is named after "the Norlandic delegation, led by", "Norland was represented by" or "For Norland:"."""
        start, end = place.mention.span.start, place.mention.span.end
        before, stop = self._before(place), self.parsed.sentences[place.mention.sentence].span.end
        team = _TEAM_AFTER.match(self.text, end, stop)
        if place.mention.kind == "Country" and (headed := re.compile(r":\s*").match(self.text, end)) and _HEADED.search(self.text[max(0, start - 60):start]):
            yield from self._next(headed.end(), self.text.find("\n", headed.end()) % len(self.text))[:1]
            return
        said = _LED_BY.match(self.text, team.end() if team else end, stop) if team or _TEAM_BEFORE.search(before) else None
        if not said and not self._is_listed(place):
            said = _REPRESENTED.match(self.text, end, stop)
        if said:
            first = self._next(said.end(), stop)
            if first and not re.search(rf"\b{_TEAM}\b|[;:]", self.text[said.end():first[0].mention.span.start]):
                listed = list(self._list(first))
                yield from listed
                more = re.compile(r"[^.;:\n]{0,80}? and (?:also )?included ").match(self.text, listed[-1].mention.span.end, stop)
                if more:
                    yield from self._list(self._next(more.end(), stop))

    def _leaders(self, place: Link) -> Iterator[Link]:
        """Yield who leads, speaks or signs: "Ole Dahl, Deputy Minister, led the Norlandic side", "signed for Norland"."""
        before, after = self._before(place), self.text[place.mention.span.end:place.mention.span.end + 30]
        team = re.match(rf"(?:['’]s?)? {_TEAM}\b", after)
        verb = (_LEADING.search(before) or _ON_SIDE.search(before)) if team else _FOR.search(before)
        if after.startswith(("’s", "'s", "’", "'")) and not team:
            return
        if not verb and re.search(r"(?:delegation|side|team) of (?:the )?$", before):
            verb = _LEADING.search(before)
        if verb:
            sentence = self.parsed.sentences[place.mention.sentence].span
            at = sentence.start + verb.start()
            led = [k for k in self.people if sentence.start <= k.mention.span.start and k.mention.span.end <= at]
            if led and not re.search(r"\b(?:which|that|with|whom)\b", self.text[led[-1].mention.span.end:at]):
                yield led[-1]
                for earlier, later in zip(led[-2::-1], led[:0:-1], strict=True):
                    if not re.search(r"\band\b", self.text[earlier.mention.span.end:later.mention.span.start]) or not self._listed(earlier, later):
                        return
                    yield earlier

    def _is_listed(self, place: Link) -> bool:
        """Say whether another state stands right before one: of "Norland and Sudland were represented by" nobody knows who is whose."""
        return any(re.fullmatch(r"(?:,|,? and|,? as well as) (?:the )?", self.text[k.mention.span.end:place.mention.span.start]) for k in self.sides
                   if k.mention.sentence == place.mention.sentence and k.mention.span.end < place.mention.span.start)

    def _before(self, place: Link) -> str:
        return self.text[self.parsed.sentences[place.mention.sentence].span.start:place.mention.span.start]

    def _next(self, start: int, stop: int) -> list[Link]:
        return [k for k in self.people if start <= k.mention.span.start and k.mention.span.end <= stop]

    def _list(self, people: Sequence[Link]) -> Iterator[Link]:
        yield from people[:1]
        for earlier, later in zip(people, people[1:], strict=False):
            if not self._listed(earlier, later):
                return
            yield later

    # implied

    def companions(self) -> dict[str, str]:
        """Return person -> the person with whom he comes: after "accompanied by", or next in a list of names with their offices."""
        found: dict[str, str] = {}
        for m in _COMING.finditer(self.text):
            sentence = self.parsed.sentence_at(m.start()).span
            leading = [k for k in self.people if sentence.start <= k.mention.span.start and k.mention.span.end <= m.start()]
            if leading:
                for k in self._list(self._next(m.end(), sentence.end)):
                    if k.entity != leading[-1].entity:
                        found.setdefault(k.entity, leading[-1].entity)
        return found

    def listed(self) -> dict[str, str]:
        """Return person -> the one named right before him in a list."""
        found: dict[str, str] = {}
        seen: set[str] = set()
        for a, b in zip(self.people, self.people[1:], strict=False):
            seen.add(a.entity)
            introduced = b.entity not in seen or any(a.mention.span.end <= s.start and s.end <= b.mention.span.start for s in self.offices)
            if introduced and a.entity != b.entity and a.mention.sentence == b.mention.sentence and self._listed(a, b):
                found.setdefault(b.entity, a.entity)
        return found

    def facing(self) -> dict[str, str]:
        """Return person -> the other of two who sign, chair or exchange something with each other."""
        found: dict[str, str] = {}
        for i, (a, b) in enumerate(zip(self.people, self.people[1:], strict=False)):
            if a.entity == b.entity or a.mention.sentence != b.mention.sentence or not self._listed(a, b):
                continue
            if not re.search(r"\band\b", self.text[a.mention.span.end:b.mention.span.start]):
                continue
            if i + 2 < len(self.people) and self.people[i + 2].mention.sentence == b.mention.sentence and self._listed(b, self.people[i + 2]):
                continue
            if i and self.people[i - 1].mention.sentence == a.mention.sentence and self._listed(self.people[i - 1], a):
                continue
            before = re.sub(r"\s+", " ", self._blank(self.parsed.sentences[a.mention.sentence].span.start, a.mention.span.start))
            if _PAIR.search(before) or _JOINTLY.match(self.text, b.mention.span.end):
                found.setdefault(b.entity, a.entity)
        return found

    def _listed(self, a: Link, b: Link) -> bool:
        """Say whether nothing but offices, states, styles and the marks of a list stand between two names."""
        if b.mention.span.start - a.mention.span.end > 250:
            return False
        gap = self._blank(a.mention.span.end, b.mention.span.start)
        return bool(re.search(r"[,;&]|\band\b", gap)) and not re.search("[\n\"“”]", gap) and "." not in re.sub(r"\b[A-Z][\w.]{0,4}\.", "", gap) and all(
            w[0].isupper() or w in _PLAIN for w in re.findall(r"[^\W\d_][\w'’-]*", gap))

    def _blank(self, start: int, end: int) -> str:
        gap = self.text[start:end]
        for s in self.cut:
            if start <= s.start and s.end <= end:
                gap = gap[:s.start - start] + " " * (s.end - s.start) + gap[s.end - start:]
        return gap
