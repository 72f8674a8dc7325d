"""Mentions of meetings + Links -> sightings: what the words around each mention say of parties, place, date and whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kg import syntax
from kg.authority import state_of
from kg.model import Link, Links, Mention, Parsed, Span
from kg.occasions import Form, forms, kin
from kg.resolve.page import ACTORS, Page, Said, anchor, home, is_echo, is_topic, is_unnamed_holder, owner, parties, preposition, quantity, run, unique

_PARTY_LINKS = ("with", "between", "among", "by")
_WHOLE = re.compile(r"(?i)\b(on the (?:margins|sidelines|fringes) of|on the (?:margins|sidelines)|as part of|in the framework of|"
                    r"within the framework of|during|under the (?:framework|auspices) of|at|in advance of)\s(?:the |a |his |her |their |this )?"
                    r"(?:[\w.'’-]+ ){0,4}$")
_PARTS = re.compile(r"(?i)margins|sidelines|fringes|part of|framework|during|^at\b")
_ENDS_GOALS = re.compile(r" (?:[Ff]or|[Aa]mid|[Aa]head|and [a-z]+s|By|by) ")
"""What ends the list of goals in the title of a visit: "travels to Riga |for| the Baltic Forum", "visits Riga |and announces| aid for Peru"."""
_NO_FORM = Form("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One mention of a meeting, read in its sentence."""

    mention: Mention
    kin: str
    sort: str
    """title | named | reported (by a verb) | described | pointed ("the meeting")."""
    parties: Said = ()
    places: Said = ()
    dates: Said = ()
    whole: tuple[int, ...] = ()
    """Indexes of mentions of meetings that this one is said to be part of."""
    group: str = ""
    """The other party where it is not named: "senior officials"."""
    echo: bool = False
    """The parties are only pointed back at: "their call", "the two ministers met"."""
    future: bool | None = None
    """Whether it lies ahead, where a verb of its own tells."""
    quantity: str = ""


def sight(page: Page) -> list[Sighting]:
    """Read each mention of a meeting in its sentence, in text order."""
    return [_sighting(page, i, m) for i, m in enumerate(page.meetings)]


def _sighting(page: Page, index: int, mention: Mention) -> Sighting:
    word = anchor(page.parsed, mention)
    family = kin(mention.reading or "meeting")
    if mention.sentence == 0 and page.parsed.document.title:
        return _titled(page, mention, family)
    if word.pos_ == "VERB" and word.lemma_.lower() in forms("verb") and mention.reading != "meeting":
        family = forms("verb")[word.lemma_.lower()].kin
    verb = word if word.pos_ == "VERB" else syntax.predicate_of(word)
    heads = _arguments(word)
    before = () if _has_subject(word, verb) else _before(page, verb)
    unnamed = [h for h in heads if is_unnamed_holder(page, h)]
    said = unique(before + parties(page, heads) + home(page, unnamed) + _in_name(page, mention, word) + _owners(page, mention))
    sort = _sort(page, mention, word)
    places = _places(page, word, verb, sort) or (_name_places(page, mention) if sort == "named" else ())
    if family == "visit":
        places = _destinations(page, word) or places
        said = _travellers(page, word, said, places)
    if echo := any(is_echo(page, h) for h in heads):
        said = unique((*said, *_named_before(page, word)))
    return Sighting(
        mention, family, sort, said, places, () if sort == "pointed" and mention.reading == "dialogue" else _dates(page, index, word, verb), _wholes(page, index, mention),
        _group(page, heads, said), echo and len({e for e, _ in said if e.startswith("person:")}) < 2, _is_future(verb) if word.pos_ == "VERB" or word.dep_ in ("dobj", "nsubjpass") else None, quantity(word))


def _travellers(page: Page, word: Any, said: Said, places: Said) -> Said:
    """Return who travels where "his" or "her" visit is spoken of: nobody visits his own state, so the other one of the sentence is meant.

    Where the name only follows ("During her visit to Oman, the minister ..."), it is the subject of the sentence.
    """
    if not any(c.dep_ == "poss" and c.tag_ == "PRP$" and c.lower_ in ("his", "her") for c in word.children):
        return said
    people = [e for e, _ in said if page.links.entity(e).kind == "Person"]
    hosts = {state_of(page.links.entity(e)) for e, _ in places} - {None}
    sentence = page.parsed.sentence_at(word.idx)
    if not people:
        return unique((*said, *parties(page, [h for h in syntax.agents(syntax.predicate_of(word)) if h.i > word.i])))
    if len(hosts) != 1 or not {page.links.side_of(p) for p in people} <= hosts:
        return said
    others = [k.entity for k in page.links.in_sentence(sentence.index, "Person") if k.mention.span.end <= word.idx
              and page.links.side_of(k.entity) not in (*hosts, None)]
    return unique((*((e, span) for e, span in said if e not in people), *((e, sentence.span) for e in others[-1:]))) if others else said


def _named_before(page: Page, word: Any) -> Said:
    """Return the two or three persons named before in the sentence, whom "they" and "their" then mean; none where fewer are."""
    sentence = page.parsed.sentence_at(word.idx)
    people = [k for k in page.links.in_sentence(sentence.index, "Person") if k.mention.span.end <= word.idx]
    found = unique((k.entity, sentence.span) for k in people)
    return found if 1 < len(found) < 4 else ()


def _titled(page: Page, mention: Mention, family: str) -> Sighting:
    tokens = page.parsed.tokens(mention.span)
    sentence = page.parsed.tokens(page.parsed.sentences[0].span)
    title = page.parsed.text(page.parsed.sentences[0].span)
    acting = re.search(r"(?i)\b(holds?|held|attends?|chairs?|meets?|met|co-chairs|visits?|receives?|hosts?|speaks?)\b", title)
    start = sentence.start if acting and acting.start() <= mention.span.start else tokens.start
    named = [k for k in page.linked(start, tokens.end)]
    people = [k for k in named if page.kind(k) == "Person"]
    others = [k for k in named if page.kind(k) in ("Country", "Organization") and not is_topic(page, k)]
    places = ()
    if family == "visit":
        first = _first_to(page.parsed, mention)
        stop = _ENDS_GOALS.search(title, first - page.parsed.sentences[0].span.start)
        last = page.parsed.sentences[0].span.start + stop.start() if stop else mention.span.end
        after = [k for k in named if page.kind(k) in ("Country", "Place") and first < k.mention.span.start < last]
        places = tuple((k.entity, page.parsed.sentences[0].span) for k in after)
        others = [k for k in after if page.kind(k) == "Country"]
    elif any(mention.span.overlaps(k.mention.span) for k in people):
        others = []
    span = page.parsed.sentences[0].span
    inside = [k for k in people if mention.span.overlaps(k.mention.span)]
    if not inside and family in ("event", "ceremony", "meeting", "negotiations") and not re.search(r"(?i)\bwith\b", mention.text):
        return Sighting(mention, family, "named", unique(tuple((k.entity, span) for k in (*people, *others) if not _is_part(k, mention))), _name_places(page, mention))
    return Sighting(mention, family, "title", unique(tuple((k.entity, span) for k in (*people, *others))), unique(places),
                    group=_title_group(page, mention, people))


def _is_part(link: Link, mention: Mention) -> bool:
    """Say whether what looks like a body is but the name of the meeting itself ("World Health Assembly")."""
    return mention.span.overlaps(link.mention.span) and len(link.mention.span) * 10 >= len(mention.span) * 9


def _name_places(page: Page, mention: Mention) -> Said:
    """Return the place in a name: "Hanoi Summit", "2018 Beijing Summit"."""
    tokens = page.parsed.tokens(mention.span)
    found = [k for k in page.linked(tokens.start, tokens.end) if page.kind(k) == "Place"]
    return tuple((k.entity, mention.span) for k in found if not is_topic(page, k) and mention.span.contains(k.mention.span))[:1]


def _title_group(page: Page, mention: Mention, people: list[Link]) -> str:
    found = re.search(r"(?i)\bwith (.+)$", mention.text)
    if not found or any(k.mention.span.start >= mention.span.start + found.start() for k in people):
        return ""
    return found[1]


def _first_to(parsed: Parsed, mention: Mention) -> int:
    found = re.search(r"(?i)\bto\b", mention.text) or re.search(r"(?i)\bvisits?\b", mention.text)
    return mention.span.start + found.start() if found else mention.span.start


def _sort(page: Page, mention: Mention, anchor: Any) -> str:
    if anchor.pos_ == "VERB" and mention.text[:1].islower():
        return "reported"
    tokens = page.parsed.tokens(mention.span)
    words = [t for t in tokens if t.text[0].isalnum()]
    proper = [t for t in words if t.i != anchor.i and (t.text[0].isupper() or t.text[0].isdigit()) and not (
        t.ent_type_ == "DATE" and mention.reading in ("visit", "tour"))]
    before = [t for t in tokens if t.i < anchor.i]
    if anchor.text[0].isupper() and (len(words) > 1 or re.search(r"\d|^[A-Z]{3,}", anchor.text)) or anchor.text.isupper():
        return "named"
    if any(t in proper for t in before) and not any(page.kind(k) == "Person" for t in before for k in page.at.get(t.i, ())):
        return "named"
    dets = {c.lower_ for c in anchor.children if c.dep_ in ("det", "poss")}
    if anchor.text[0].isupper() or len(words) == 1 and dets & {"the", "this", "that", "their", "these", "both", "our"}:
        return "pointed"
    return "described"


def _arguments(anchor: Any) -> list[Any]:
    """Return the heads of those who meet: subjects and partners of the verb, owners and partners of the noun."""
    if anchor.pos_ == "VERB":
        form = forms("verb").get(anchor.lemma_.lower())
        heads = [*syntax.agents(anchor), *syntax.obliques(anchor, "with", "between", "among")]
        if anchor.lemma_.lower() in ("speak", "talk"):
            heads += syntax.obliques(anchor, "to")
        if anchor.lemma_.lower() in ("call", "summon"):
            heads += syntax.obliques(anchor, "on", "upon", "to")
        if form and form.pattern != "at":
            heads += syntax.patients(anchor) or syntax.shared_object(anchor)
        return heads
    heads = [c for c in anchor.children if c.dep_ == "poss"]
    heads += syntax.obliques(anchor, *_PARTY_LINKS) + syntax.held_between(anchor)
    heads += [h for h in syntax.obliques(anchor, "of") if h.lemma_.lower() not in forms("noun", "weak")]
    for child in anchor.children:
        if child.dep_ in ("acl", "relcl") and (child.lemma_.lower() in forms("attend") or child.lemma_ == "take"):
            heads += syntax.agents(child) if child.dep_ == "relcl" or syntax.is_passive(child) else []
    heads += _governing(anchor)
    return [h for h in heads if h.i != anchor.i]


def _top(noun: Any) -> Any:
    """Return the noun that stands for the whole list or apposition in which this one is."""
    while noun.dep_ in ("conj", "appos") and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    return noun


def _governing(noun: Any) -> list[Any]:
    """Return the heads of who holds, attends, pays or takes part in what the noun names, by the verb above it."""
    top = _top(noun)
    verb = top.head
    if top.dep_ == "pobj":
        prep, verb = top.head, top.head.head
        if verb.lemma_.lower() == "letter" and verb.head.lemma_.lower() == "present":
            return [*syntax.agents(verb.head), *syntax.obliques(verb.head, "to")]
        if verb.pos_ in ("NOUN",) and verb.lemma_.lower() in ("participation", "attendance", "part", "delegation", "remark", "presence"):
            prep_owner = syntax.agents(verb)
            above = verb.head
            return prep_owner or (syntax.agents(above) if above.pos_ == "VERB" else [])
        if prep.lower_ in ("in", "during") and prep.i < verb.i and syntax.obliques(noun, "with") and not any(c.dep_ == "poss" for c in noun.children):
            return [h for h in syntax.agents(verb) if h.ent_type_ == "PERSON" or h.pos_ == "PROPN"]
        if verb.pos_ != "VERB" or prep.lower_ not in ("in", "at", "to", "for", "with", "over") or \
                verb.lemma_.lower() not in forms("attend") and verb.lemma_.lower() not in ("speak", "travel", "go", "represent", "come", "deliver", "host", "engage", "visit"):
            return []
        return syntax.agents(verb)
    if top.dep_ in ("nsubj", "nsubjpass") and verb.lemma_.lower() in ("take", "hold", "happen", "occur", "schedule"):
        return [*syntax.agents(verb)] * syntax.is_passive(verb) + syntax.obliques(verb, "between", "with", "among")
    if verb.pos_ != "VERB" or top.dep_ not in ("dobj", "nsubjpass"):
        return []
    if verb.lemma_.lower() not in forms("attend") and verb.lemma_.lower() not in ("cancel", "postpone", "visit", "use", "organise", "enter", "continue"):
        return []
    heads = syntax.agents(verb)
    guests = syntax.obliques(verb, "for") if forms("noun", "weak").get(noun.lemma_.lower(), _NO_FORM).kin == "meal" else []
    if verb.lemma_.lower() == "present":
        heads = [*heads, *syntax.obliques(verb, "to")]
    return [*heads, *guests, *syntax.obliques(verb, "with", "between", "among")]


def _has_subject(anchor: Any, verb: Any) -> bool:
    """Say whether the parse gives the verb a subject; where it fails, the name before the verb is taken."""
    if anchor.pos_ == "VERB":
        return bool(syntax.agents(anchor)) or syntax.is_passive(anchor)
    top = _top(anchor)
    by = top.head.head if top.dep_ == "pobj" and top.head.lower_ in ("in", "at") else top.head
    governed = top.dep_ in ("dobj", "pobj") and by.pos_ == "VERB" and by.lemma_.lower() in forms("attend")
    return not governed or bool(syntax.agents(verb)) or any(c.dep_ == "poss" for c in anchor.children)


def _before(page: Page, verb: Any) -> Said:
    """Return the person nearest before a verb in its sentence, past apposed offices."""
    sentence = page.parsed.sentence_at(verb.idx)
    people = [k for k in page.links.in_sentence(sentence.index, "Person") if k.mention.span.end <= verb.idx]
    last = max((k.mention.span.end for k in people), default=0)
    above = {g.i for g in syntax.governors(verb)}
    if any(t.pos_ == "VERB" and t.idx > last and t.i < verb.i and t.i not in above for t in verb.sent):
        return ()
    return tuple((k.entity, sentence.span) for k in people if k.mention.span.end == last)


def _in_name(page: Page, mention: Mention, anchor: Any) -> Said:
    """Return the states and bodies in a name: "China-Peru Consultation Mechanism", "NATO Summit"."""
    if anchor.pos_ == "VERB":
        return ()
    tokens = page.parsed.tokens(mention.span)
    found = []
    for link in page.linked(tokens.start, tokens.end):
        kind, token = page.kind(link), page.root(link)
        if kind in ("Country", "Organization") and not is_topic(page, link, anchor):
            if token.dep_ == "pobj" and token.head.lower_ in ("in", "at", "to", "from") or _is_part(link, mention):
                continue
            if link.mention.span.start < anchor.idx or mention.reading not in ("visit", "tour"):
                found.append((link.entity, page.sentence(anchor)))
    return tuple(found)


def _owners(page: Page, mention: Mention) -> Said:
    """Return whose meeting a name says it is: "President Silva's Summit for the Sea", whatever the parse makes of it."""
    text, span = page.parsed.document.text, page.parsed.sentences[mention.sentence].span
    return tuple((k.entity, span) for k in page.links.in_sentence(mention.sentence, *ACTORS)
                 if k.mention.span.end <= mention.span.start and text[k.mention.span.end:mention.span.start] in ("’s ", "'s "))


def _places(page: Page, word: Any, verb: Any, sort: str) -> Said:
    """Return where a meeting takes place: "in" or "at" under it or its verb, else where its visit goes, else who hosts it."""
    sentence = page.parsed.sentence_at(word.idx)
    near, far = [], []
    own = page.meetings[page.anchors[word.i]].span if word.i in page.anchors else sentence.span
    for link in page.links.in_sentence(sentence.index, "Place", "Country"):
        prep = preposition(page.root(link))
        if own.contains(link.mention.span) and word.pos_ != "VERB" and link.mention.span.end <= word.idx:
            continue
        if prep is None or prep.lower_ not in ("in", "at", "near") and not (prep.lower_ == "on" and page.kind(link) == "Place") and not (
                prep.lower_ == "to" and verb.lemma_.lower() in ("welcome", "invite")):
            continue
        above = owner(page, prep)
        if above == word.i:
            near.append((link.entity, sentence.span))
        elif sort != "pointed" and (above == verb.i and verb.i not in page.anchors or _held(page, above, word)):
            far.append((link.entity, sentence.span))
    if near or far:
        return tuple((near or far)[:1])
    goal = _visit_above(page, word)
    if goal is not None:
        return _destinations(page, goal)[:1]
    if word.dep_ == "dobj" and verb.lemma_.lower() in ("host", "co-host"):
        return tuple(x for x in parties(page, syntax.agents(verb)) if page.links.entity(x[0]).kind == "Country")[:1]
    return ()


def _held(page: Page, above: int, word: Any) -> bool:
    """Say whether a verb says of a meeting where or when it is held: "the Summit, which will take place in"."""
    if above < 0:
        return False
    verb = page.parsed.doc[above]
    return verb.dep_ in ("relcl", "acl", "conj") and word.i in {g.i for g in syntax.governors(verb)} and \
        verb.lemma_.lower() in ("hold", "take", "host", "schedule", "convene", "organize", "organise", "occur", "co")


def _visit_above(page: Page, word: Any) -> Any | None:
    """Return the verb of travelling that has this meeting as its purpose: "will travel to Santiago to meet"."""
    for head in syntax.governors(word):
        if head.i in page.anchors and page.meetings[page.anchors[head.i]].reading == "visit" and head.pos_ == "VERB":
            return head
    return None


def _destinations(page: Page, word: Any) -> Said:
    """Return the countries and places that a visit goes to, with the country behind a city ("Santiago, Chile")."""
    lemma = word.lemma_.lower()
    if lemma in ("visit", "tour") and word.pos_ == "VERB":
        heads = syntax.patients(word) + [h for p in syntax.patients(word) for h in p.children if h.dep_ == "appos"]
    else:
        heads = syntax.obliques(word, *{"depart": ("for",), "arrive": ("in", "at"), "tour": ("of", "to")}.get(lemma, ("to",)))
        if not heads and word.dep_ == "dobj" and word.head.lemma_.lower() in forms("attend"):
            heads = syntax.obliques(word.head, "to")
    found: list[tuple[str, Span]] = []
    for head in heads:
        links = [k for k in page.linked(*syntax.phrase(head, bare=True)) if page.kind(k) in ("Place", "Country")]
        found += [(k.entity, page.sentence(word)) for k in run(page, links, ("Place", "Country"))]
    return unique(found)


def _dates(page: Page, index: int, word: Any, verb: Any) -> Said:
    """Return the dates of a meeting, those in its own phrase first, the most precise first."""
    sentence = page.parsed.sentence_at(word.idx)
    own = page.parsed.tokens(page.meetings[index].span)
    above = verb.i if verb.i not in page.anchors or verb.i == word.i else word.i
    goal = _visit_above(page, word) if page.meetings[index].text[:1].isupper() else None
    inside, near = [], []
    for m in page.dates.get(sentence.index, ()):
        token = page.parsed.tokens(m.span).root
        held = owner(page, token)
        if own.start <= token.i < own.end or held == word.i and word.pos_ != "VERB":
            inside.append((m.reading or "", sentence.span))
        elif held in (word.i, above, -1) or goal is not None and held == goal.i or _held(page, held, word) or _alone(page, sentence.index, held, verb):
            near.append((m.reading or "", sentence.span))
    precise = [d for d in inside if len(d[0]) > 4] or near or inside
    return tuple(sorted(unique(precise), key=lambda d: -len(d[0].split("/")[0])))


def _alone(page: Page, sentence: int, above: int, verb: Any) -> bool:
    """Say whether a date under a verb above the meeting's own dates it, as there is no other meeting in the sentence."""
    return above in {g.i for g in syntax.governors(verb)} and above not in page.anchors and \
        sum(m.sentence == sentence for m in page.meetings) == 1 and page.parsed.doc[above].lemma_ not in ("say", "announce", "tell", "note")


def _wholes(page: Page, index: int, mention: Mention) -> tuple[int, ...]:
    """Return the meetings "on the margins of", "during" or "as part of" which this one takes place."""
    found = []
    for other, m in enumerate(page.meetings):
        if other == index or m.sentence != mention.sentence or m.span.overlaps(mention.span):
            continue
        sentence = page.parsed.sentences[m.sentence].span
        before = page.parsed.document.text[max(sentence.start, m.span.start - 70):m.span.start]
        said = _WHOLE.search(before)
        own = page.parsed.document.text[max(sentence.start, mention.span.start - 40):mention.span.start]
        if m.span.end <= mention.span.start and re.search(r"\bduring which\b", own):
            found.append(other)
            continue
        if said and re.search(r"\bduring which\b", before):
            continue
        if said and _PARTS.search(said[1]) and not (said[1].lower() == "at" and m.reading in ("meeting", "talks", "call")):
            found.append(other)
    return tuple(found)


def _group(page: Page, heads: list[Any], said: Said) -> str:
    """Return the words for a party that is no known person: "senior government officials and civil society"."""
    named = {e for e, _ in said if page.links.entity(e).kind == "Person"}
    for head in heads:
        if head.dep_ not in ("pobj", "dobj", "conj", "nsubjpass") and not is_unnamed_holder(page, head) or \
                head.pos_ not in ("NOUN", "PROPN") or is_echo(page, head):
            continue
        inside = list(page.linked(*syntax.phrase(head, bare=True)))
        if any(page.kind(k) == "Person" and k.entity in named for k in inside):
            continue
        if head.pos_ == "PROPN" and any(page.kind(k) in ACTORS and page.root(k).i == head.i for k in inside):
            continue
        start, end = syntax.phrase(head)
        return re.sub(r"^(?:his|her|their|its) ", "", str(page.parsed.doc[start:end].text)).split(",")[0]
    return ""


def _is_future(verb: Any) -> bool:
    return verb.pos_ in ("VERB", "AUX") and (syntax.stance(verb) != "asserted" or any(
        syntax.stance(g) != "asserted" for g in syntax.governors(verb) if g.pos_ == "VERB" and verb.dep_ in ("xcomp", "advcl", "conj")))
