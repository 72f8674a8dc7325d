"""memberOf and partOf: states and persons in bodies, bodies in larger ones, as the text states it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg import authority, ontology
from kg.authority import Lexicon
from kg.extract.actors import Actors
from kg.extract.syntax import agents, is_negated, predicate_of, stance
from kg.model import OFFICE, Attribution, Link, Links, Parsed, Qualifiers, Span, Statement

_AFTER = re.compile(r"(?:['’]s?)?(?: \([A-Z0-9]+\))?(?: Summit)? (?:[Aa]ll(?:y|ies|iance as)|[Mm]embers?(?: [Ss]tates?| countries)?|[Mm]ember|"
                    r"(?:rotating )?[Pp]residency|[Cc]o-?[Cc]hairs?|[Cc]hair(?:man|manship|ship)?(?:-in-Office)?|host years?)\b")
_BEFORE = re.compile(r"\b(?:members?(?: states?| countries)?|(?:[Cc]o-?)?[Cc]hairs?(?:manship)?|presidency|Presidency|membership|leadership|chairing|"
                     r"presiding|join(?:s|ed|ing)?|become (?:a )?member|accession|acceded|belongs?|part)"
                     r"(?: of| in| to| over)? (?:the )?(?:other members of the )?$")
_JOINT = re.compile(r"\b[Aa]s (?:(?:strong|close|partners|friends|allies|fellow|our)(?:,| and|, and)? )*$|^(?:our )?(?:strong |close )?$")
_LISTED = re.compile(r"(?: \([A-Z0-9]+\))? (?:partners|members|member states|member countries|countries|states|nations|allies|Allies)(?:,| of|:| –| -)? (?:the )?")
_SPELT = re.compile(r"(?: \([A-Z0-9]+\))?(?: mechanism| format| countries| group| platform)?(?:,? (?:[Ff]oreign |Finance |Trade )?(?:[Mm]inisters|[Ll]eaders) (?:of|from)|"
                    r",? (?:comprising|consisting of|made up of|grouping)|,? (?:with|between)|:| [–—-]| \()(?: the (?:governments of )?| )?")
_OTHERS = re.compile(r"(?:,? (?:and|with)|,) (?:all )?(?:of )?(?:our|its|their|the)? ?(?:(?:other|fellow|eastern flank|European|remaining) )*$")
_GATHERED = re.compile(r"\b(?:[Ll]eaders|[Mm]inisters|[Hh]eads of (?:[Ss]tate|[Gg]overnment)|[Dd]elegations|[Rr]epresentatives) (?:of|from|for) (?:all )?(?:the )?$")
_PERSON = re.compile(r",? (?:[Aa] )?[Mm]embers? of (?:the )?$")
_ROLE = re.compile(r"(?:['’]s? (?:[\w-]+ ){0,6}|,? (?:also )?(?:as|in its (?:role|capacity) as|holding|holds|held|are|part of|being|will (?:soon )?(?:assume|take over|chair|hold)|assumes?|"
                   r"has|have|is|was|became|joined|joining|joins|chairs|took over|takes over|currently|which|is to|a|the|"
                   r"current|new|newest|upcoming|this|its|of|member|role|importance|commitment|to|\w+ing)[ ,]*){1,8}(?:the |a |an )?")
_WANTS = re.compile(r"\b(?:not|should|could|would|aspir\w+|bid|appl\w+|candidate|path|hopes?|seeks?|wish\w*|support\w* for|toward|towards|prospective|future|invite[sd]?|non)\b")


def extract(parsed: Parsed, links: Links, attribution: Attribution) -> Iterator[Statement]:
    """Yield `partOf` for bodies within bodies, and `memberOf` for whoever belongs to a body or leads it ("its G20 presidency").

    "NATO Allies" said of the sides of the occasion makes each a member; a body named after two states ("the U.S.-Israel
    Consultative Group") has both. A membership that is only wished for is none.

    >>> [(s.subject, s.relation, s.object) for s in extract(*understood("France is a member of NATO."))]
    [('country:FRA', 'memberOf', 'org:north-atlantic-treaty-organization')]
    """
    done: set[tuple[str, str]] = set()
    actors, may_belong = Actors(parsed, links), ontology.relation("memberOf").domain
    for sentence in parsed.sentences:
        yield from _parts(parsed, links.in_sentence(sentence.index, "Organization"), done)
        bodies = [k for k in links.in_sentence(sentence.index, "Organization") if k.reason in ("name", "alias", "short")]
        for body in bodies:
            for member, span in (*_named_after(parsed, links, body), *_said(parsed, links, body, actors),
                                 *_founded(parsed, links, body, actors)):
                if (member, body.entity) not in done and (member not in links or links.entity(member).kind in may_belong):
                    done.add((member, body.entity))
                    yield Statement(member, "memberOf", body.entity, qualifiers=Qualifiers(), evidence=(parsed.cite(span, "bodies", 0.8),))


_SUB = re.compile(r"\b(?:Bureau|Office|Department|Directorate|Division|Committee|Commission|Agency|Team|Service|Services|Force|Mission|Board|"
                  r"Secretariat|Council|Command|Staff|Institute|Center|Centre|Group)\b")
_OWNED = re.compile(r"['’]s? ")
_NEXT = re.compile(r"(?: \([A-Z]+\))?(?:,| of| at| in| within| under)? (?:the )?(?:US |U\.S\. )?")


def _parts(parsed: Parsed, bodies: Sequence[Link], done: set[tuple[str, str]]) -> Iterator[Statement]:
    """Yield partOf for a body that is named in, by or right before a larger one.

    "Bureau of the Ports Commission", "the Commission's Legal Office", "Coast Bureau, Ministry of Ports".
    """
    text = parsed.document.text
    for part in bodies:
        inner = [k for k in bodies if k.mention.span != part.mention.span and part.mention.span.contains(k.mention.span)]
        whole = max(inner, key=lambda k: len(k.mention.span), default=None)
        for k in bodies:
            a, b = k.mention.span, part.mention.span
            if a.end <= b.start and _OWNED.fullmatch(text[a.end:b.start]) and _SUB.search(part.mention.text):
                whole = whole or k
        after = [k for k in bodies if 0 < k.mention.span.start - part.mention.span.end < 20 and k.entity != part.entity]
        if whole is None and after and _SUB.search(part.mention.text.split(" of ")[0]) and re.match(r"Ministry\b|Department\b", after[0].mention.text) \
                and part.mention.text.split()[0] != after[0].mention.text.split()[0]:
            whole = after[0] if re.fullmatch(_NEXT, text[part.mention.span.end:after[0].mention.span.start]) else None
        if whole and whole.entity != part.entity and (part.entity, whole.entity) not in done:
            done.add((part.entity, whole.entity))
            span = Span(min(part.mention.span.start, whole.mention.span.start), max(part.mention.span.end, whole.mention.span.end))
            yield Statement(part.entity, "partOf", whole.entity, qualifiers=Qualifiers(), evidence=(parsed.cite(span, "bodies", 0.9),))


def _states() -> Lexicon:
    return authority.state_forms()


def _named_after(parsed: Parsed, links: Links, body: Link) -> Iterator[tuple[str, Span]]:
    """Yield the states in the name of a body of two or three ("U.S.-Japan Economic Committee")."""
    span = body.mention.span
    head = re.match(r"[A-Z][\w.]*(?:[ -][A-Z]\w+)*?(?:[-–][A-Z][\w.]*)+", parsed.document.text[span.start:span.end])
    if not head or authority.known("Organization", body.entity.partition(":")[2]):
        return
    found = dict.fromkeys(f"country:{f.key}" for _, _, f in _states().find(head.group()) if not f.shared)
    found |= dict.fromkeys(e.id for part in re.split(r"[-– ]", head.group()) if (e := authority.lookup("Organization", part)))
    if len(found) > 1:
        yield from ((state, span) for state in found if state in links)


def _said(parsed: Parsed, links: Links, body: Link, actors: Actors) -> Iterator[tuple[str, Span]]:
    text, span = parsed.document.text, body.mention.span
    sentence = parsed.sentences[body.mention.sentence].span
    before, after = text[sentence.start:span.start], _AFTER.match(text[:sentence.end], span.end)
    led = _BEFORE.search(before)
    person = _PERSON.search(before)
    end = after.end() if after else span.end
    if person:
        yield from _person(links, body, sentence.start + person.start())
    yield from _listed(text, links, body)
    if not re.match(r",? and (?:the )?[A-Z]|, (?:the )?[A-Z]|\)", text[span.end:]):
        yield from _gathered(links, body, before, span)
    near = before[-45:]
    if after and not re.search(r"[Mm]ember|[Aa]ll", after.group()):
        near = re.sub(r"\bsupport\w* for\b", "", near)  # "support for Norland's year as Chair" wishes for no membership
    if not (after or led) or _WANTS.search(near):
        return
    start = sentence.start + led.start() if led else span.start
    holder = _holder(text, links, body, start)
    if holder:
        yield holder.entity, Span(holder.mention.span.start, end)
    elif links.home and re.search(r"\b(?:in )?our (?:capacity|role)(?: as)?(?: an?| the)? ?$", before):
        yield links.home, Span(span.start, end)
    elif led and re.search(r"\bpart of (?:the )?$|\bmembers? of (?:the )?$", before):
        verb = predicate_of(parsed.tokens(span).root)
        if verb.lemma_ in ("be", "become", "remain") and not is_negated(verb):
            yield from ((state, Span(sentence.start, span.end)) for state in actors.countries(agents(verb)))
    elif after and re.search(r"[Aa]ll(?:y|ies)$|[Mm]embers?(?: [Ss]tates?| countries)?$", after.group()):
        yield from _joint(links, body, before, Span(sentence.start, end))


def _listed(text: str, links: Links, body: Link) -> Iterator[tuple[str, Span]]:
    """Yield the states that are listed behind a body as its members ("the Quad partners of Australia, India and Japan")."""
    known = authority.members(body.entity)
    start = _LISTED.match(text, body.mention.span.end) or known and _SPELT.match(text, body.mention.span.end)
    end = start.end() if start else -1
    for k in links.in_sentence(body.mention.sentence, "Country"):
        gap = text[end:k.mention.span.start]
        if 0 < end <= k.mention.span.start and re.fullmatch(r"(?:,? (?:and|plus|\+)|,)? ?(?:the )?(?:(?:Kyrgyz )?(?:Republic|Kingdom|State) of (?:the )?)?", gap):
            end = k.mention.span.end
            if k.entity in known or not known:
                yield k.entity, Span(body.mention.span.start, end)
    if known and start and " with " in start.group() and end > start.end():
        yield from ((side, Span(body.mention.span.start, end)) for side in links.parties if side in known)


def _gathered(links: Links, body: Link, before: str, span: Span) -> Iterator[tuple[str, Span]]:
    """Yield the states whose leaders or ministers gather as those of a body ("leaders from the CARICOM member states").

    Three states at least that are known to belong to it must have somebody there.
    """
    known = authority.members(body.entity)
    if known and _GATHERED.search(before):
        there = dict.fromkeys((*links.parties, *(side for _, side in links.sides)))
        sides = [side for side in there if side in known]
        if len(sides) > 2:
            yield from ((side, span) for side in sides)


_FOUND = frozenset(["launch", "establish", "create", "form", "found", "convene", "inaugurate"])
_HELD = frozenset(["convene", "hold", "co-chair", "chair", "host"])
_JOINT_BODY = re.compile(r"\b(?:Committee|Commission|Council|Group|Task Force|Board|Dialogue Mechanism)\b")


def _founded(parsed: Parsed, links: Links, body: Link, actors: Actors) -> Iterator[tuple[str, Span]]:
    """Yield the sides that set up a body together ("we established the Task Force")."""
    if authority.known("Organization", body.entity.partition(":")[2]) or not _JOINT_BODY.search(body.mention.text):
        return
    head = parsed.tokens(body.mention.span).root
    verb = predicate_of(head)
    held = head.head.head if head.head.lower_ == "of" else head  # "the second meeting of the Working Group"
    done = _HELD if held.lemma_.lower() in ("meeting", "session", "round") else _FOUND if held is head else frozenset()
    if held.dep_ in ("dobj", "nsubjpass") and verb.lemma_.lower() in done and not is_negated(verb) and stance(verb) == "asserted":
        sides = actors.sides(agents(verb))
        if 1 < len(sides) < 8:
            yield from ((side, parsed.sentences[body.mention.sentence].span) for side in sides)


def _person(links: Links, body: Link, at: int) -> Iterator[tuple[str, Span]]:
    for k in links.in_sentence(body.mention.sentence, "Person"):
        if k.mention.kind == OFFICE and k.mention.span.start <= at + 2 < k.mention.span.end:
            yield k.entity, Span(k.mention.span.start, body.mention.span.end)
        if k.reason in ("name", "short") and k.mention.span.end == at:
            yield k.entity, Span(k.mention.span.start, body.mention.span.end)


def _holder(text: str, links: Links, body: Link, start: int) -> Link | None:
    """Return the state named before the role, where the words between make it the holder."""
    for k in reversed(links.in_sentence(body.mention.sentence, "Country")):
        if k.mention.span.end <= start and k.reason in ("name", "alias", "short"):
            between = text[k.mention.span.end:start]
            if re.search(r"\bas (?:the )?(?:current |rotating |incoming )?$", between) and re.match(r"[^.;]{0,140}$", between):
                return k
            if _OTHERS.fullmatch(between):
                return k if k.entity in authority.members(body.entity) else None
            if len(between) < 90 and (_ROLE.fullmatch(between) or _ROLE.fullmatch(between + " ") or not between.strip()):
                return k
            return None
    return None


def _joint(links: Links, body: Link, before: str, span: Span) -> Iterator[tuple[str, Span]]:
    """Yield the sides that call themselves allies or members ("as NATO Allies"); "our NATO Allies" makes the home side one.

    Where the members of the body are known, only those count.
    """
    sides = [side for side in links.parties if side.startswith("country:")]
    if re.search(r"\b[Oo]ur (?:\w+ )?$|\bfellow $|\bother $", before):
        sides = [links.home] if links.home else []
    elif not _JOINT.search(before) or len(sides) != 2:
        return
    listed = authority.members(body.entity)
    yield from ((side, span) for side in sides if (side in listed or not listed) and side in links)
