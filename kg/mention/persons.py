"""Names of persons: where one begins and ends, what the tagger calls one and is none, and names that come again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kg.authority import Form
from kg.model import Parsed, Span
from kg.titles import Word, fold, leaders, titles

Range = tuple[int, int]
"""Half-open indices of words."""

_LONGEST = 8
_PLACING = {"the", "a", "an", "in", "at", "near", "across", "around"}
"""Before a single word, a sign that it names a place or a thing rather than a person."""
_PLACES = {"province", "island", "islands", "oblast", "atoll", "city", "district", "port", "airport", "township", "river", "strait", "village", "maru", "base"}
_PLACED = {"in", "at", "near", "off", "aboard", "vessel", "ship", "tanker", "carrier", "destroyer", "frigate", "boat", "trawler",
           "cyclone", "typhoon", *_PLACES}
"""Before a name of two words, a sign that it is a place's or a ship's."""
_LOCATING = {"in", "at", "near", "to", "from", "of", "through", "via", ","}
"""Before a name, a sign that it is a place's."""
_ADDRESS = {"mr", "mrs", "ms", "dr", "h.e", "hon", "shri", "smt", "sir", "excellency", "highness", "majesty", "prof"}
_GIVEN = {"don", "u", "san", "tun", "sri", "major"}
"""Styles that are given names too: part of the name where only one other word follows."""
_PRONOUN_NAMES = {"he", "she", "you"}
"""Names that are pronouns too: in capitals after a title or a name they are names ("Vice Premier He Lifeng", "Liu He")."""
_STOP = {".", ";", ":", "!", "?", "\n", "“", "”", '"', ")"}


class Reader:
    """Reads names in one text; holds what the tagger took for persons and what it took for something else."""

    def __init__(self, parsed: Parsed, text: tuple[Word, ...], known: Mapping[int, Form]) -> None:
        """Index the tagger's spans by character; `known` maps words that belong to states, bodies and places."""
        self._words, self._known, self._titles = text, known, titles()
        self._persons: set[int] = set()
        self._others: set[int] = set()
        self._places: set[int] = set()
        self._spans: list[Range] = []
        at = {w.start: i for i, w in enumerate(text)}
        self._tokens = {t.idx: t for t in parsed.doc if t.idx in at and t.ent_type_ == "PERSON"}
        title = parsed.sentences[0].span.end if parsed.sentences and parsed.document.title else 0
        self._headline = _headlines(text, title)
        for ent in parsed.doc.ents:
            inside = [at[t.idx] for t in ent if t.idx in at]
            if not inside:
                continue
            if ent.label_ == "PERSON":
                self._persons.update(inside)
                self._spans.append((inside[0], inside[-1] + 1))
            elif ent.label_ in {"GPE", "LOC", "FAC", "ORG", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"}:
                self._others.update(inside)
                if ent.label_ in {"GPE", "LOC", "FAC"}:
                    self._places.update(inside)

    # where a name stands

    def starts(self, i: int) -> bool:
        """Say whether the tagger has a name of a person begin at word `i`."""
        return i in self._persons and i - 1 not in self._persons and self._may_begin(i)

    def end(self, i: int) -> int:
        """Return the index after the name that begins at word `i`; `i` where none begins."""
        if not self._may_begin(i):
            return i
        j = i
        while j < len(self._words) and j - i < _LONGEST:
            w = self._words[j]
            if j > i and not self._may_go_on(j):
                break
            j += 1
            if w.possessive:
                break
            if j + 1 < len(self._words) and self._words[j].text == "," and self._words[j + 1].key in {"jr.", "sr.", "jr"}:
                j += 2
                break
        while j > i and (self._titles.has("particle", self._words[j - 1]) and not self._words[j - 1].capital
                         or self._words[j - 1].text == "," or self._words[j - 1].initial and j - 1 == i):
            j -= 1
        return i if self._corporate(j) else j

    def _may_begin(self, i: int) -> bool:
        if i >= len(self._words):
            return False
        w = self._words[i]
        if self._titles.phrase("head", self._words, i) or self._titles.phrase("plural", self._words, i):
            return False
        if self._titles.has("particle", w) and not w.capital:
            return self._next_is_name(i)
        if w.initial and "." in w.text:
            return self._next_is_name(i) and i not in self._known
        return self._name_like(i) and not (self._titles.has("suffix", w) and w.text.isupper())

    def _next_is_name(self, i: int) -> bool:
        j = i + 1
        while j < len(self._words) and (self._titles.has("particle", self._words[j]) or self._words[j].initial) and j < i + 3:
            j += 1
        return j < len(self._words) and self._name_like(j, later=True)

    def _may_go_on(self, j: int) -> bool:
        w = self._words[j]
        if self._titles.has("suffix", w) and w.capital:
            return True
        if self._titles.has("particle", w) and w.key != "y" or w.key in {"y", "e"} and not w.capital:
            return self._next_is_name(j)
        if w.initial:
            return self._next_is_name(j)
        return self._name_like(j, later=True)

    def _name_like(self, i: int, later: bool = False) -> bool:
        w = self._words[i]
        if not w.capital or not w.text[-1].isalnum() or any(c.isdigit() for c in w.text) or len(w.text) < 2:
            return False
        tagged = i in self._persons and i not in self._headline
        if i in self._known and not (tagged and self._known[i].kind != "Organization" and (later or i + 1 in self._persons)
                                     or later and self._between_names(i) or self._addressed(i)):
            return False
        if w.text.isupper() and len(w.text) > 1 and not w.possessive and i in self._others:
            return False
        if later and i > 0 and self._words[i - 1].key in {"al", "el", "bin", "ibn"} and i not in self._headline:
            return True
        if later and w.key == "sheikh" and self._next_is_name(i):
            return True
        if self._titles.has("postnominal", w) and w.text.isupper():
            return False
        if w.key in _PRONOUN_NAMES and i not in self._headline and self._within_sentence(i):
            return True
        if self._titles.has("blocked", w) or self._titles.has("head", w) or self._titles.has("plural", w):
            return tagged and later and i + 1 not in self._persons and not self._titles.has("corporate", w)
        if self._titles.has("portfolio", w) or self._titles.has("modifier", w):
            return tagged and (later or i - 1 not in self._persons) or later and self._second(i)
        return True

    def _within_sentence(self, i: int) -> bool:
        """Say whether a word in capitals stands after another word of its sentence, a title or a name."""
        return i > 0 and self._words[i - 1].text[-1].isalnum() and self._words[i - 1].capital

    def _second(self, i: int) -> bool:
        """Say whether a word that could be something else is the surname after "Administrator Samantha", and ends the name."""
        if i in self._headline or i < 2 or self._words[i - 1].possessive or not any(
                self._titles.has(role, self._words[i - 2]) for role in ("head", "portfolio")):
            return False
        return i + 1 >= len(self._words) or not self._words[i + 1].capital or self._words[i].possessive

    def _addressed(self, i: int) -> bool:
        """Say whether a place's name is the given name of one who is addressed ("Mr. Vladimir Dahl")."""
        then = i + 1
        return (0 < i and then < len(self._words) and self._known[i].kind == "Place" and then not in self._known and self._words[then].capital
                and self._words[i - 1].key.rstrip(".") in _ADDRESS and self._words[then].text[-1].isalnum())

    def _between_names(self, i: int) -> bool:
        """Say whether a place's name stands within a longer name ("Hamad Salem Al-Amri")."""
        if self._known[i].kind == "Place" and self._second(i):
            return True
        if self._known[i].kind != "Place" or i + 1 >= len(self._words) or self._words[i].possessive or i + 1 in self._known:
            return False
        then = self._words[i + 1]
        return then.capital and then.text[-1].isalnum() and not then.text.isupper() and not any(
            self._titles.has(role, then) for role in ("blocked", "head", "plural", "portfolio", "modifier"))

    def _corporate(self, j: int) -> bool:
        """Say whether the name only names a body, a doctrine or a place after a person ("the Fulbright Program")."""
        if not 0 < j < len(self._words) or self._words[j - 1].possessive:
            return False
        w = self._words[j]
        return w.capital and self._titles.has("corporate", w) and j not in self._headline

    # names beside an office

    def after(self, i: int, plural: bool) -> Iterator[Range]:
        """Yield the name that follows an office ending before word `i`, or all names of a list after a plural."""
        if not 0 < i < len(self._words) or self._words[i - 1].possessive:
            return
        start, comma = self._skip(i)
        stop = self.end(start)
        if stop == start or comma and not self._surely(start, stop):
            return
        yield start, stop
        while plural and stop < len(self._words):
            start = self._next_in_list(stop)
            stop = self.end(start) if start else start
            if stop == start:
                return
            yield start, stop

    def _skip(self, i: int) -> tuple[int, bool]:
        """Pass over "of the Republic of Norland (RN), His Excellency Dr."; say whether a comma stood there."""
        comma = False
        j = self._side(i)
        if j < len(self._words) and self._words[j].text == "(":
            close = next((k for k in range(j, min(j + 6, len(self._words))) if self._words[k].text == ")"), None)
            j = close + 1 if close else j
        if j < len(self._words) and self._words[j].text == ",":
            comma, j = True, j + 1
        k = self.styles(j)
        return k, comma and k == j

    def _side(self, i: int) -> int:
        """Pass over "of" and the state or body that the office belongs to."""
        j = i
        if j >= len(self._words) or self._words[j].key not in {"of", "in", "at", "for", "to"}:
            return i
        j += 1
        while j < len(self._words) and not self._given(j) and (self._words[j].key in {"the", "of", "and", "for"} or j in self._known
                                        or self._words[j].capital and (self._titles.has("portfolio", self._words[j])
                                                                       or self._titles.has("blocked", self._words[j])
                                                                       or self._unknown_body(j))):
            j += 1
        return j

    def _given(self, j: int) -> bool:
        """Say whether a place's name right after a state's is the given name of a person ("of Norland Vladimir Dahl")."""
        return (j in self._known and self._known[j].kind == "Place" and j in self._persons and j + 1 in self._persons
                and j - 1 in self._known and self._known[j - 1].kind == "Country")

    def _unknown_body(self, j: int) -> bool:
        """Say whether a word belongs to a body that only the tagger knows, and is no name right after a state ("of Norland Silva")."""
        return j in self._others and j not in self._persons and (j - 1 not in self._known or self._words[j - 1].key in {"of", "the", "and"})

    def styles(self, i: int) -> int:
        """Return the index after the honorifics and ranks that stand at word `i` ("H.E. Mr.", "Prince", "Colonel")."""
        j = i
        while j < len(self._words):
            n = self._titles.phrase("honorific", self._words, j)
            if not n or not self._words[j].capital or self._words[j].key in _GIVEN and self.end(j) - j <= 2:
                return j
            j += n
            while j < len(self._words) and self._words[j].text in {".", ","} and self._words[j - 1].key in {"h.e", "hon", "mr",
                                                                                                         "excellency"}:
                j += 1
        return j

    def _surely(self, start: int, stop: int) -> bool:
        """Say whether a name follows a comma: the tagger has a person's there, or nothing else, or the name is set off by commas."""
        if start in self._persons or stop - start < 2:
            return start in self._persons
        closed = stop >= len(self._words) or self._words[stop].text in {",", ".", ";"}
        return start not in self._others or closed and start not in self._known

    def _next_in_list(self, i: int) -> int:
        """Return where the next name of a list begins, after "of Norland" and a comma or "and"; 0 where the list ends."""
        j = self._side(i)
        k = j
        while k < len(self._words) and self._words[k].key in {",", "and", "&"}:
            k += 1
        return self.styles(k) if k > j and k < len(self._words) else 0

    def before(self, i: int, *, vacant: bool = False) -> Iterator[Range]:
        """Yield the name that an office from word `i` on stands in apposition to ("A B, the Norlandic Minister").

        `vacant` says that no name follows the office: then what the tagger takes for a place that no list has is a name too.
        """
        j = i - 1
        while j > 0 and (self._words[j].key in {"the", "a", "an", "his", "her", "its", "our", "former", "mr.", "mr"} or j in self._known):
            j -= 1
        if j < 1 or self._words[j].key not in {",", "as"} or self._words[j - 1].possessive:
            return
        while j > 0 and self._titles.has("postnominal", self._words[j - 1]):
            j -= 1
        first = stop = j
        while first > 0 and stop - first < _LONGEST and self._words[first - 1].text not in _STOP:
            w = self._words[first - 1]
            if not (w.capital or self._titles.has("particle", w) or w.initial) or w.possessive:
                break
            first -= 1
        while first < stop and self.end(first) != stop:
            first += 1
        if self.styles(first) < stop:
            first = self.styles(first)
        if first < stop and (stop - first >= 2 and (first not in self._places or vacant and self._unlisted(first)) or first in self._persons):
            yield first, stop

    def _unlisted(self, first: int) -> bool:
        """Say whether no list has a place or state that begins these words and no word before them puts anything there."""
        return first not in self._known and (first == 0 or self._words[first - 1].key not in _LOCATING)

    # names by themselves

    def styled(self) -> Iterator[Range]:
        """Yield the names that a style of address alone introduces ("Mr Andrew Byrne", "H.E. Dr. Ole Dahl")."""
        i = 0
        while i < len(self._words):
            start = self.styles(i)
            if start > i and any(w.key.rstrip(".") in _ADDRESS for w in self._words[i:start]):
                end = self.end(start)
                if end - start >= 2 or end > start and start in self._persons:
                    yield start, end
            i = max(start, i + 1)

    def tagged(self) -> Iterator[Range]:
        """Yield what the tagger calls a person, titles and other strange words cut off, where two words of a name are left."""
        for first, stop in self._spans:
            start = first
            while start < stop:
                n = self._titles.phrase("honorific", self._words, start)
                if n and start + n < stop:
                    start += n
                elif not self._may_begin(start):
                    start += 1
                else:
                    break
            if start >= stop:
                continue
            end = self.end(start)
            if end - start > 1 and self._is_place(start, end):
                continue
            styled = start > 0 and self._titles.has("honorific", self._words[start - 1]) and self._words[start - 1].capital
            if end - start >= 2 or end > start and (styled or self._lone(start)):
                yield start, end

    def _is_place(self, start: int, end: int) -> bool:
        """Say whether the words beside a name make it that of a place or a ship ("in Mae Sot", "the tanker Ole Dahl", "Laamu Atoll")."""
        before = start - 1
        while before > 0 and self._words[before].key in {"the", "of"}:
            before -= 1
        following = self._words[end:end + 1]
        return not self._words[end - 1].possessive and (before >= 0 and self._words[before].key in _PLACED
                                                        or any(w.key in _PLACES for w in (self._words[end - 1], *following)))

    def _lone(self, i: int) -> bool:
        """Say whether a single word that the tagger calls a person is likely one: always called so, and no headline's."""
        w = self._words[i]
        if i in self._headline or len(w.text) < 4 or w.text.isupper() or i and self._words[i - 1].text in {"(", "/", "#", "@", "-"}:
            return False
        token = self._tokens.get(w.start)
        if (fold(w.text),) in leaders():
            return True
        if token is None or token.tag_ != "NNP" or token.dep_ not in {"poss", "nsubj", "nsubjpass"}:
            return False
        same = [k for k, other in enumerate(self._words) if other.text == w.text and k not in self._headline]
        return all(k in self._persons and k - 1 not in self._others and k + 1 not in self._others
                   and (k == 0 or self._words[k - 1].key not in _PLACING) for k in same)

    def again(self, found: Mapping[int, int]) -> dict[int, int]:
        """Add the places where a name, or one word of a name, that was found comes again."""
        whole: dict[str, set[tuple[str, ...]]] = {}
        parts: Counter[str] = Counter()
        for start, end in found.items():
            text = tuple(w.text for w in self._words[start:end])
            whole.setdefault(text[0], set()).add(text)
            first = next((k for k, t in enumerate(self._words[start:end]) if self._titles.has("particle", t)), 0)
            if first:
                tail = text[first:]
                whole.setdefault(tail[0], set()).add(tail)
            parts.update(t.text for t in self._words[start:end] if len(t.text) > 1 and t.capital and not t.initial
                         and not self._titles.has("suffix", t) and not self._titles.has("particle", t))
        inside = {k for s, e in found.items() for k in range(s, e)}
        result = dict(found)
        i = 0
        while i < len(self._words):
            end = i
            if i not in inside:
                end = self._whole_again(i, whole) or (i + 1 if self._part_again(i, parts) else i)
            if end > i and not any(k in inside for k in range(i, end)) and not self._corporate(end):
                result[i] = end
            i = max(end, i + 1)
        return result

    def _whole_again(self, i: int, whole: Mapping[str, set[tuple[str, ...]]]) -> int:
        best = 0
        for text in whole.get(self._words[i].text, ()):
            end = i + len(text)
            if len(text) > 1 and end > best and tuple(w.text for w in self._words[i:end]) == text:
                best = end
        return best

    def _part_again(self, i: int, parts: Mapping[str, int]) -> bool:
        w = self._words[i]
        if w.text not in parts or i in self._known and i not in self._persons:
            return False
        if self._titles.has("blocked", w) or self._titles.has("portfolio", w) or self._titles.has("modifier", w):
            return False
        previous, following = self._neighbour(i - 1), self._neighbour(i + 1) if not w.possessive else False
        return not (previous or following)

    def _neighbour(self, i: int) -> bool:
        """Say whether word `i` would be part of the same name, so that the name is another's."""
        if not 0 <= i < len(self._words) or i in self._headline:
            return False
        w = self._words[i]
        return w.capital and not w.possessive and self._name_like(i) and not self._titles.has("honorific", w)


def _headlines(text: tuple[Word, ...], title_end: int) -> frozenset[int]:
    """Return the words of lines written as headlines: the title, and short lines with most words capitalised."""
    found: list[int] = []
    line: list[int] = []
    for i, w in enumerate((*text, Word("\n", 10**9, 10**9))):
        if w.text != "\n":
            line.append(i)
            continue
        long = [k for k in line if len(text[k].text) > 3 and text[k].text.isalpha()]
        capital = sum(text[k].capital for k in long)
        if long and len(line) < 40 and capital >= 0.75 * len(long) and (len(long) > 3 or text[line[0]].start < title_end):
            found.extend(line)
        line = []
    return frozenset(found)
