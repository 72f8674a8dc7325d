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
                     r"presiding|join(?:s|ed|ing)?|become (?:a )?member|accession|acceded|(?:re-?)?admi(?:ssion|tted)|(?:re-?)?elect(?:ion|ed)|belongs?|part)"
                     r"(?: of| in| to| over)? (?:the )?(?:other members of the )?$")
_JOINT = re.compile(r"\b[Aa]s (?:(?:strong|close|partners|friends|allies|fellow|our)(?:,| and|, and)? )*$|^(?:our )?(?:strong |close )?$")
_LISTED = re.compile(r"(?: \([A-Z0-9]+\))?(?: (?:partners|members|member states|member countries|countries|states|nations|allies|Allies)(?:,| of|:| –| -)?|"
                     r",? (?:(?:co-?|jointly )?(?:led|chaired) by|comprising|composed of|made up of)) (?:the )?")
_SPELT = re.compile(r"(?: \([A-Z0-9]+\))?(?: mechanism| format| countries| group| platform)?(?: to [^,.;]{3,70}?)?"
                    r"(?:,? (?:[Ff]oreign |Finance |Trade )?(?:[Mm]inisters|[Ll]eaders) (?:of|from)|"
                    r",? (?:comprising|consisting of|made up of|grouping)|,? (?:with|between)|:| [–—-]| \()(?: the (?:governments of )?| )?")
_OTHERS = re.compile(r"(?:,? (?:and|with)|,) (?:all )?(?:of )?(?:our|its|their|the)? ?(?:(?:other|fellow|eastern flank|European|remaining) )*$")
_GATHERED = re.compile(r"\b(?:[Ll]eaders|[Mm]inisters|[Hh]eads of (?:[Ss]tate|[Gg]overnment)|[Dd]elegations|[Rr]epresentatives) (?:of|from|for) (?:all )?(?:the )?$")
_LEADERS = re.compile(r"(?: \([A-Z0-9]+\))? (?:[Ll]eaders|countries|partners)\b(?! ?['’]| (?:[A-Z][\w-]+ )?(?:Meeting|Summit|Retreat|Week|Statement|Dialogue))")
_PERSON = re.compile(r",? (?:[Aa] )?[Mm]embers? of (?:the )?$")
_ROLE = re.compile(r"(?:['’]s? (?:[\w-]+ ){0,6}|,? (?:also )?(?:as|in its (?:role|capacity) as|holding|holds|held|are|part of|being|will (?:soon )?(?:assume|take over|chair|hold)|assumes?|"
                   r"has|have|is|was|became|joined|joining|joins|chairs|took over|takes over|currently|which|is to|a|the|"
                   r"on its|for|both|major|countries|permanent|founding|active|current|new|newest|upcoming|this|its|of|member|"
                   r"role|importance|commitment|to|\w+ing)[ ,]*){1,8}(?:the |a |an )?")
_WANTS = re.compile(r"\b(?:not|should|could|would|aspir\w+|bid|appl\w+|candid\w+|path|permanent membership|permanent seat|observers?|guest|"
                    r"hopes?|seeks?|wish\w*|support\w* for|toward|towards|prospective|future|invite[sd]?|non)\b")


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
        yield from _parts(parsed, links, links.in_sentence(sentence.index, "Organization"), done)
        bodies = [k for k in links.in_sentence(sentence.index, "Organization") if k.reason in ("name", "alias", "short")]
        for body in bodies:
            for member, span in (*_named_after(parsed, links, body), *_said(parsed, links, body, actors),
                                 *_founded(parsed, links, body, actors), *_between(parsed, links, body), *_told(parsed, links, body)):
                if (member, body.entity) not in done and (member not in links or links.entity(member).kind in may_belong):
                    done.add((member, body.entity))
                    yield Statement(member, "memberOf", body.entity, qualifiers=Qualifiers(), evidence=(parsed.cite(span, "bodies", 0.8),))


_SUB = re.compile(r"\b(?:Bureau|Office|Department|Directorate|Division|Committee|Commission|Agency|Team|Service|Services|Force|Mission|Board|"
                  r"Secretariat|Council|Command|Staff|Institute|Center|Centre|Group)\b")
_OWNED = re.compile(r"['’]s? ")
_NEXT = re.compile(r"(?: \([A-Z]+\))?(?:,| of| at| in| within| under)? (?:the )?(?:US |U\.S\. )?")


def _parts(parsed: Parsed, links: Links, bodies: Sequence[Link], done: set[tuple[str, str]]) -> Iterator[Statement]:
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
        larger = _named_first(part, links) if whole is None else None
        if larger and (part.entity, larger) not in done:
            done.add((part.entity, larger))
            yield Statement(part.entity, "partOf", larger, qualifiers=Qualifiers(), evidence=(parsed.cite(part.mention.span, "bodies", 0.8),))
        if whole and whole.entity != part.entity and (part.entity, whole.entity) not in done:
            done.add((part.entity, whole.entity))
            span = Span(min(part.mention.span.start, whole.mention.span.start), max(part.mention.span.end, whole.mention.span.end))
            yield Statement(part.entity, "partOf", whole.entity, qualifiers=Qualifiers(), evidence=(parsed.cite(span, "bodies", 0.9),))


_WITHIN = re.compile(r"(?:.* )?(?:Commission|Committee|Council|Secretariat|Board|Authority|Force|Mission|Cent(?:re|er)|Group|Agency)\b(?: (?:for|in|on) .*)?")
_APART = frozenset(["org:united-nations", "org:european-union", "org:united-nations-security-council"])
"""Wholes so well known that texts name their parts without meaning them as parts."""


def _named_first(part: Link, links: Links) -> str | None:
    """Return the body between states whose name opens that of its part, where the text names it too ("Harbour Union Commission")."""
    words = part.mention.text.split()
    for i in range(len(words) - 1, 0, -1):
        whole = authority.lookup("Organization", " ".join(words[:i]))
        if whole and whole.id in links and whole.id not in (part.entity, *_APART) and _WITHIN.fullmatch(" ".join(words[i:])):
            known = authority.known("Organization", whole.id.partition(":")[2])
            return whole.id if known and known.sort != "national" else None
    return None


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
    if text[span.start - 1] == "(":
        yield from _bracketed(text, links, body)
    if not re.match(r",? and (?:the )?[A-Z]|, (?:the )?[A-Z]|\)", text[span.end:]):
        yield from _gathered(links, body, before, text[span.end:], span)
    near = before[-45:]
    if after and not re.search(r"[Mm]ember|[Aa]ll", after.group()):
        near = re.sub(r"\bsupport\w* for\b", "", near)  # "support for Norland's year as Chair" wishes for no membership
    if not (after or led) or _WANTS.search(near):
        return
    start = sentence.start + led.start() if led else span.start
    holder = _holder(text, links, body, start)
    if holder:
        yield holder.entity, Span(holder.mention.span.start, end)
        if led and "members" in led.group():
            yield from _beside(text, links, body, holder, end)
    elif chair := _chair(text, links, body, start, after.end() if after else span.end):
        yield chair, Span(start, end)
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


def _gathered(links: Links, body: Link, before: str, after: str, span: Span) -> Iterator[tuple[str, Span]]:
    """Yield the states whose leaders or ministers gather as those of a body ("leaders from the CARICOM member states").

    Three states at least that are known to belong to it must have somebody there.
    """
    known = authority.members(body.entity)
    if known and (_GATHERED.search(before) or _LEADERS.match(after)):
        here = links.in_sentence(body.mention.sentence, "Country", "Person")
        there = dict.fromkeys((*links.parties, *(side for _, side in links.sides)) if _GATHERED.search(before)
                              else (k.entity if k.entity in known else links.side_of(k.entity) for k in here))
        sides = [side for side in there if side in known]
        if len(sides) > 2:
            yield from ((side, span) for side in sides)


_TOGETHER = re.compile(r"(?:^|[ -])(?:[Jj]oint|Inter-?[Gg]overnmental|Mixed|Bilateral|Trilateral|Consultati(?:ve|on)|Co-?ordination) (?:[A-Z][\w-]+,? (?:and )?)*?"
                       r"(?:Committee|Commission|Council|Group|Task ?[Ff]orce|Board)\b")
_NATIONAL = re.compile(r"\b(?:National|Federal|State|Central|Presidential|Chiefs|Parliamentary|Inter-?[Aa]gency)\b")


def _between(parsed: Parsed, links: Links, body: Link) -> Iterator[tuple[str, Span]]:
    """Yield the two states of a text for a joint body whose name says no states ("the Joint Working Group on Ports")."""
    name, span = body.mention.text, body.mention.span
    if not _TOGETHER.search(name) or _NATIONAL.search(name) or authority.known("Organization", body.entity.partition(":")[2]):
        return
    head = parsed.tokens(span).root
    verb = predicate_of(head)
    if head.head == verb and verb.lemma_.lower() in _FOUND - _HELD and stance(verb) != "asserted":
        return
    here = links.in_sentence(body.mention.sentence, "Country", "Organization")
    parties = links.parties_at(body.mention.sentence)
    if len(parties) == (3 if "rilateral" in name else 2) and not any(k.mention.span != span and span.contains(k.mention.span) for k in here) \
            and all(k.entity in parties for k in here if k.entity.startswith("country:")):
        yield from ((side, parsed.sentences[body.mention.sentence].span) for side in parties)


_WHICH = re.compile(r"(?: \([^)]*\))?,? (?:an? (?:\w+ )?(?:forum|body|group|organi[sz]ation|grouping|council) )?(?:(?:of|over|to|in) )?which "
                    r"(?P<both>both(?: \w+)?|the two (?:countries|sides|states|nations)|all (?:three|four|\w+ countries))? ?(?P<rest>[^.;]{0,80})")
_BELONGS = re.compile(r"\b(?:members?|presid\w+|chair\w*|belong\w*|part(?:y|ies)|leads?|heads?)\b")
_LED = re.compile(r"\b(?:under the (?:\w+ )?(?:chairmanship|presidency|chair) of|(?<!co-)chaired by|presided over by) (?P<who>[^.;]{3,110})")
_OURS = re.compile(r"\b(?:its|his|her|their)(?: other| fellow)? $")
_FRIENDS = re.compile(r" (?:partners|colleagues|[Aa]llies|counterparts|peers)\b")
_AMONG = re.compile(r"\b(?:partners?|allies|friends|neighbou?rs) (?:in|within) (?:the )?$")
_THROUGH = re.compile(r"\b(?:through|via|(?:groups|fora|forums|groupings) (?:like|such as)|within|including in) (?:the )?$")
_FELLOW = re.compile(r"(?: \([A-Z]+\))? (?:[Aa]lly|partner|member(?: state)?)(?:,? and (?:\w+ )?[A-Z][\w-]* (?:[Aa]lly|partner|member))? (?:the )?$")
_AS = re.compile(r"(?:^|\n|[\"“] ?)[Aa]s (?:an? )?(?:\w+ ){0,3}(?:members?|chair|president) of (?:the )?$")


def _told(parsed: Parsed, links: Links, body: Link) -> Iterator[tuple[str, Span]]:
    """Yield whoever a sentence tells to belong to a body without calling it a member before or behind the name.

    "the Forum, of which both are members", "chaired by Kenya", "its EU partners"; those only where the state is known to belong.
    """
    span, sentence = body.mention.span, parsed.sentences[body.mention.sentence]
    before, after = parsed.text(Span(sentence.span.start, span.start)), parsed.text(Span(span.end, sentence.span.end))
    here, known = links.in_sentence(sentence.index, "Country"), authority.members(body.entity)
    parties, cited = links.parties_at(sentence.index), sentence.span
    which = _WHICH.match(after)
    if which and _BELONGS.search(which["rest"]) and not _WANTS.search(which["rest"]):
        if which["both"]:
            yield from ((side, cited) for side in parties if len(parties) == 2 or which["both"].startswith("all"))
        else:
            yield from ((k.entity, cited) for k in here if 0 <= k.mention.span.start - span.end - which.start("rest") < 5)
    led = _LED.search(after)
    first = all(k.mention.span.start >= span.start for k in links.in_sentence(sentence.index, "Organization"))
    if led and first and (known or authority.known("Organization", body.entity.partition(":")[2]) or _JOINT_BODY.search(body.mention.text)):
        region = Span(span.end + led.start("who"), span.end + led.end("who"))
        holders = (k.entity if k.entity.startswith("country:") else links.side_of(k.entity)
                   for k in links.in_sentence(sentence.index, "Country", "Person") if region.contains(k.mention.span))
        yield from ((side, cited) for side in [h for h in holders if h and h.startswith("country:")][:1])
    if not known:
        return
    own = [k for k in here if k.entity in known]
    if _OURS.search(before) and _FRIENDS.match(after):
        yield from ((k.entity, cited) for k in [k for k in own if k.mention.span.end < span.start][-1:])
    elif _AMONG.search(before):
        yield from ((side, cited) for side in dict.fromkeys(k.entity for k in own))
    elif _THROUGH.search(before) and len(parties) == 2 and set(parties) <= known and re.search(r"\b(?:work|cooperat|coordinat|efforts|together|collaborat)", before):
        yield from ((side, cited) for side in parties)
    for k in own:
        gap = parsed.text(Span(span.end, k.mention.span.start)) if k.mention.span.start >= span.end else ""
        if _FELLOW.fullmatch(gap) or _AS.search(before) and re.fullmatch(r"(?: \([A-Z]+\))?, (?:the )?", gap):
            yield k.entity, cited


def _bracketed(text: str, links: Links, body: Link) -> Iterator[tuple[str, Span]]:
    """Yield the known members in the list of states that a body's name closes in brackets ("the ministers of A, B and C (D3)")."""
    known, start = authority.members(body.entity), body.mention.span.start - 2
    for k in reversed(links.in_sentence(body.mention.sentence, "Country")):
        if k.mention.span.end <= start and re.fullmatch(r"(?:,? and|,)? ?(?:the )?", text[k.mention.span.end:start + 1]):
            start = k.mention.span.start - 1
            if k.entity in known:
                yield k.entity, Span(k.mention.span.start, body.mention.span.end)


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


def _beside(text: str, links: Links, body: Link, holder: Link, end: int) -> Iterator[tuple[str, Span]]:
    """Yield the state that is joined to a holder before it ("Peru and Chile, both members of ...")."""
    for k in links.in_sentence(body.mention.sentence, "Country"):
        if k.mention.span.end <= holder.mention.span.start and re.fullmatch(r",? and (?:the )?", text[k.mention.span.end:holder.mention.span.start]):
            yield k.entity, Span(k.mention.span.start, end)


def _chair(text: str, links: Links, body: Link, start: int, end: int) -> str | None:
    """Return the state of a person who is called the chair of a body between states, before or behind the words that say so."""
    known = authority.known("Organization", body.entity.partition(":")[2])
    if not known or known.sort == "national" or not re.search(r"\b[Cc]hair(?!person)|[Pp]residen(?:cy|t of the current)", text[start:end]) \
            or re.search(r"Commission|Secretariat|Committee", body.mention.text):
        return None
    for k in links.in_sentence(body.mention.sentence, "Person"):
        before, behind = text[k.mention.span.end:start], text[end:k.mention.span.start]
        if k.mention.span.end <= start and re.fullmatch(r", (?:and |as |the )*(?:current |rotating |incoming )?", before) or \
                k.mention.span.start >= end and re.fullmatch(r"(?: \([A-Z]+\))?,? (?:[A-Z][\w.’']* )*", behind):
            side = links.side_of(k.entity)
            return side if side and side.startswith("country:") else None
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
