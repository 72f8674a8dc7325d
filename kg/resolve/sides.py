"""Whom each person speaks for: the state or body that an office is of, said beside it or plain from the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from kg.authority import known
from kg.model import Entity, Link, Parsed
from kg.resolve.holders import Holding, is_faced
from kg.resolve.teams import Company
from kg.titles import leaders, name_key, titles

_MEETS = re.compile(r"\b(?:met|meets?|meeting|receiv\w+|called (?:up)?on|calls? on|spoke|speaks?|talks?|call|hosted?|hosts|host|invitation of|visit\w*|"
                    r"congratulat\w+|thank\w*|briefed|credentials to|message|condolences?|gratitude|sympathy)\b")
_WITH = re.compile(r"(?:\bwith\b|\bmet\b|\bmeets?\b|\breceived by\b|\bcalled (?:up)?on\b|\bto\b|\binvitation of\b|\bby\b|\bcongratulated\b|\bthanked\b|\bdemise\b|\bdeath\b|\bpassing\b)"
                   r"[^;:]{0,90}$")


def sides(parsed: Parsed, held: Sequence[Holding], persons: Sequence[Link], entities: Sequence[Entity], places: Sequence[Link],
          by_name: Mapping[str, str], home: str | None) -> dict[str, str]:
    """Return person -> country, or else organisation, for every person whose side the text gives or leaves in no doubt.

    Said sides come first; a person of a body has that body unless it belongs to a state. A person whose office is said
    without a state is of the home side, unless the office, the one who is met, or another holder tells that he is not:
    then of the other state that stands nearest.
    """
    opposite = _counterparts(parsed, persons, places)
    found = {**by_name, **opposite, **_said(held, home)}
    offices: dict[str, set[str]] = {}
    for h in held:
        for person in h.persons:
            offices.setdefault(person, set()).add(titles().singular(h.office.text).lower())
    names = {e.id: (e.label, *e.aliases) for e in entities}
    for person in names:
        if person not in found and (side := _leader(names.get(person, ()), offices.get(person, set()))):
            found[person] = side
    for h in held:  # "The Norlandic Minister thanked ...": the only minister named whose state is not said is meant
        if h.side and not h.persons and h.side not in found.values() and not is_faced(parsed, h):
            office = titles().singular(h.office.text).lower()
            if office != h.office.text.lower():
                continue
            open_ = [p for p, own in offices.items() if p not in found and any(office in o for o in own)]
            if len(open_) == 1:
                found[open_[0]] = h.side
    company = Company(parsed, held, persons, places)
    found = {**company.teams(), **found}
    comes_with, after, facing = company.companions(), company.listed(), company.facing()

    def shared(person: str) -> str | None:
        """Return the side of the one whom a person accompanies, or of the guest who is named right before him."""
        if (side := found.get(comes_with.get(person, ""))) or person in facing:
            return side
        guest = after.get(person, "")
        side = found.get(guest) if guest not in opposite else None
        alike = offices.get(person, set()) & offices.get(guest, set())  # "President Silva of Norland and President Park"
        return side if side and side != home and side.startswith("country:") and not alike else None

    for person in after:
        if person in offices and person not in found and (side := shared(person)):
            found[person] = side
    order = {k.entity: k.mention.span.start for k in sorted(persons, key=lambda k: k.mention.span, reverse=True)}
    first = min(order.values(), default=0)
    for person in sorted({*offices, *comes_with}, key=lambda p: order.get(p, 0)):
        if person in found:
            continue
        if person not in offices:
            if (side := found.get(comes_with[person])):
                found[person] = side
            continue
        near = _nearest(parsed, person, persons, places, home)
        if (side := shared(person)):
            found[person] = side
        elif home and not (near and (found.get(facing.get(person, "")) == home or _is_foreign(
                parsed, person, offices, found, persons, held, home, order.get(person, 0) == first))):
            found[person] = home
        elif near and (home or near not in found.values()):
            found[person] = near
    return found


def _said(held: Sequence[Holding], home: str | None) -> dict[str, str]:
    """Return the sides that stand beside the offices; a former office tells less than a present one."""
    said: dict[str, Counter[str]] = {}
    bodies: dict[str, Counter[str]] = {}
    for h in held:
        if h.by_office and home != h.side and titles().has_own(titles().singular(h.office.text), (home or "").partition(":")[2]):
            continue  # "Secretary of State" in a text of the Holy See
        former = h.office.text.lower().startswith("former")
        for person, named in zip(h.persons, h.named, strict=True):
            if side := named or h.side:
                said.setdefault(person, Counter())[side] += 0 if former else 1
            if h.body and not h.organ:
                bodies.setdefault(person, Counter())[h.body] += 1
    found = {p: c.most_common(1)[0][0] for p, c in said.items()}
    for person, counted in bodies.items():
        found.setdefault(person, counted.most_common(1)[0][0])
    return found


_COUNTERPARTS = re.compile(r"\b(?:his|her|their|my|our)\b[^,.;]{0,60}?\bcounterparts?\b(?: (?:from|of|in)\b[^,;]{2,60})?,? ")
_STYLES = re.compile(r"(?:[A-Z][\w.’'-]* ){0,5}")
_JOINT = re.compile(r",? (?:and )?(?:[A-Z][\w.]* ){0,3}")


def _counterparts(parsed: Parsed, persons: Sequence[Link], places: Sequence[Link]) -> dict[str, str]:
    """Return the states of counterparts that are named: "her Norlandic and Sudlandic counterparts, Silva and Park", one each or one for all."""
    found: dict[str, str] = {}
    text = parsed.document.text
    people = sorted(persons, key=lambda k: k.mention.span)
    countries = sorted((k for k in places if k.mention.kind == "Country"), key=lambda k: k.mention.span)
    for m in _COUNTERPARTS.finditer(text):
        states = [k.entity for k in countries if m.start() <= k.mention.span.start < m.end()]
        named: list[str] = []
        end = m.end()
        for k in (k for k in people if k.mention.span.start >= m.end()):
            if not (_JOINT if named else _STYLES).fullmatch(text, end, k.mention.span.start):
                break
            named.append(k.entity)
            end = k.mention.span.end
        if len(states) == 1:
            found.update(dict.fromkeys(named if "counterparts" in m[0] else named[:1], states[0]))
        elif len(states) == len(named):
            found.update(zip(named, states, strict=True))
    return found


def _leader(names: Sequence[str], offices: set[str]) -> str | None:
    """Return the side of a person whom any reader knows; a surname alone needs an office that leaders hold."""
    keys = [name_key(name) for name in names]
    full = [key for key in keys if len(key) > 1]
    if not full and offices and not offices & _LEADING:
        return None
    return next((leaders()[key] for key in (full or keys) if key in leaders()), None)


_LEADING = frozenset({"president", "vice president", "prime minister", "premier", "chancellor", "king", "chairman", "supreme leader",
                      "secretary-general", "secretary general", "high representative", "president-elect", "crown prince"})


_OF_STATES = {"president", "prime minister", "foreign minister", "minister of foreign affairs", "minister for foreign affairs", "king"}
_ADDRESSED = re.compile(r"(?:^|\n)\W*(?:(?:Your |Dear )?(?:Excellenc|Majest|Highness)\w*|Dear)\b[^\n.;:]{0,70}$|"
                        r"\b(?:my|his|her|our|their) counterpart,? (?:[A-Z][\w.’'-]*,? ){0,5}$")
"""Before the name of one whom the speaker addresses, or of a counterpart."""


def _is_foreign(parsed: Parsed, person: str, offices: Mapping[str, set[str]], found: Mapping[str, str], persons: Sequence[Link],
                held: Sequence[Holding], home: str, foremost: bool) -> bool:
    """Say whether a person with an office but no said side is not of the home side; the person named first mostly is."""
    iso = home.partition(":")[2]
    if any(titles().foreign(o, iso) for o in offices[person]):
        return True
    if home.startswith("org:") and offices[person] & _OF_STATES and not (home == "org:european-union" and "president" in offices[person]):
        return True
    text = parsed.document.text
    if any(_ADDRESSED.search(text[max(0, k.mention.span.start - 100):k.mention.span.start]) for k in persons if k.entity == person):
        return True
    label = _label(iso)
    if label and any(re.search(rf"\bto (?:the )?{re.escape(label)}\b", o, re.IGNORECASE) for o in offices[person]):
        return True  # "Ambassador to" the home side
    heads = {"president", "prime minister", "premier", "chancellor", "king", "foreign minister"}
    if offices[person] & heads & {o for p, s in found.items() if s == home and p != person for o in offices.get(p, ())}:
        return True
    return not foremost and _met_by(parsed, person, found, persons, held, home)


def _label(iso: str) -> str | None:
    state = known("Country", iso)
    return state.entity.label if state else None


def _met_by(parsed: Parsed, person: str, found: Mapping[str, str], persons: Sequence[Link], held: Sequence[Holding], home: str) -> bool:
    """Say whether the text has the person met, called on or thanked by somebody of the home side, by "he" or by "we"."""
    for k in persons:
        if k.entity != person:
            continue
        sentence = parsed.sentences[k.mention.sentence].span
        before = parsed.document.text[sentence.start:k.mention.span.start]
        if _INVITED.match(before) or _CONVEYED.search(before):
            continue  # "At the invitation of the Norlandic side, Vice Premier Dahl will ..."
        if not (_MEETS.search(before) and _WITH.search(before)):
            continue
        others = any(o.mention.sentence == k.mention.sentence and o.entity != person and o.mention.span.end <= k.mention.span.start
                     and found.get(o.entity) == home for o in persons)
        alone = any(h.office.sentence == k.mention.sentence and not h.persons and h.side in {None, home}
                    and h.office.span.end <= k.mention.span.start and _own_title(h, held, found, home) for h in held)
        said = re.search(r"(?:^\W*|, |\b(?:[Ww]hen|[Aa]fter|[Aa]s|[Ww]here|that) )([Hh]e|[Ss]he|[Ww]e|I)\b", before)
        if others or alone or said and (said[1].lower() in {"we", "i"} or _last_side(persons, sentence.start, found) in {None, home}):
            return True
    return False


def _own_title(alone: Holding, held: Sequence[Holding], found: Mapping[str, str], home: str) -> bool:
    """Say whether a title without a name may be that of somebody of the home side: no guest that is named alone holds it."""
    if alone.office.text.lower() not in _LEADING:
        return True
    holders = [found[p] for h in held if h.office.text.lower() == alone.office.text.lower() for p in h.persons if p in found]
    return not holders or home in holders


def _last_side(persons: Sequence[Link], start: int, found: Mapping[str, str]) -> str | None:
    """Return the side of the person named last before a sentence, whom "he" and "she" mean most of the time."""
    before = [k for k in persons if k.mention.span.end <= start and k.entity in found]
    return found[max(before, key=lambda k: k.mention.span).entity] if before else None


_CONVEYED = re.compile(r"\b(?:convey|extend|pass)\w*(?: on)? (?:the |an )?(?:[\w-]+ ){0,2}"
                       r"(?:invitation|greetings?|regards|message|wishes) (?:of|from) [^,;]{0,60}$")
"""One conveys the invitation of one's own leader."""
_INVITED = re.compile(r"\W*(?:[AQ]: ?)?At the invitation of\b[^;:]{0,200}, (?:[A-Z][\w.’'-]*,? |of |for |and |the ){0,9}$")
_FACES = re.compile(r"\b(?:counterparts?|(?:met|meets?|spoke|speaks?|talks?|call|meetings?|conversation) (?:\w+ ){0,2}with|visit(?:s|ed|ing)?|travel(?:s|led|ed)?|summoned|called in|received|"
                    r"(?:envoys?|ambassadors?) of)\b", re.IGNORECASE)
"""Words after a name behind which another state is named: nobody is his own counterpart."""


def _of_partners(parsed: Parsed, person: str, persons: Sequence[Link], places: Sequence[Link]) -> set[str]:
    """Return the states that a person faces: of those whom he meets, of his counterparts, or where he travels."""
    text = parsed.document.text
    return {p.entity for k in persons if k.entity == person for p in places
            if p.mention.sentence == k.mention.sentence and p.mention.span.start > k.mention.span.end
            and _FACES.search(text[k.mention.span.end:p.mention.span.end + 14])}


def _nearest(parsed: Parsed, person: str, persons: Sequence[Link], places: Sequence[Link], home: str | None) -> str | None:
    """Return the other state that stands nearest the person's names: in the sentence, else in the paragraph, else in the text."""
    score: Counter[str] = Counter()
    taken = {p.mention for p in places for o in persons if o.entity != person and o.mention.sentence == p.mention.sentence
             and (0 <= p.mention.span.start - o.mention.span.end <= 8 or 0 <= o.mention.span.start - p.mention.span.end <= 30)}
    met = _of_partners(parsed, person, persons, places)
    countries = [p for p in places if p.mention.kind == "Country" and p.entity != home and p.entity not in met]
    for k in persons:
        if k.entity != person:
            continue
        paragraph = parsed.sentences[k.mention.sentence].paragraph
        for place in countries:
            distance = abs(place.mention.span.start - k.mention.span.start) + (300 if place.mention in taken else 0)
            if place.mention.sentence == k.mention.sentence:
                score[place.entity] += 100_000 // (20 + distance)
            elif parsed.sentences[place.mention.sentence].paragraph == paragraph:
                score[place.entity] += 20_000 // (50 + distance)
            elif parsed.sentences[place.mention.sentence].paragraph == 0:
                score[place.entity] += 400
            else:
                score[place.entity] += 2
    return score.most_common(1)[0][0] if score else None
