"""Read the dependency parse: arguments of a predicate, coordination, passives, negation, stance.

Works on spaCy tokens with the labels of the English models (ClearNLP: nsubj, nsubjpass, dobj, dative, agent, pobj, ...).
A predicate is a verb, or a noun that names an act ("China's support for", "talks between"). All functions return tokens that
head phrases, coordination resolved, in text order; `phrase` and `clause` turn a head into characters.
In the examples `word(text, form)` is the token of a parsed text that reads so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg.model import Span

Token = Any
"""A `spacy.tokens.Token`; spaCy itself is not imported here."""

SUBJECTS = frozenset({"nsubj", "expl"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass"})
_LISTED = frozenset({"conj", "appos"})
_CLAUSE_EDGES = frozenset({"relcl", "advcl", "ccomp", "parataxis"})

WILL = frozenset({"will", "'ll", "’ll", "shall"})
SHOULD = frozenset({"should", "must", "ought"})
WILLING = frozenset({"ready", "willing", "prepared", "determined", "set", "due", "scheduled", "expected", "committed"})
WANTED = frozenset({"need", "hope", "urge", "expect", "want", "wish", "ask", "call", "request", "encourage", "require"})
PLANNED = frozenset({"plan", "intend", "agree", "decide", "pledge", "promise", "commit", "undertake", "vow", "continue",
                     "schedule", "stand"})
NEGATORS = frozenset({"not", "n't", "n’t", "never", "no", "nor", "neither", "without", "cannot"})
_MEANS = frozenset({"phone", "telephone", "video", "videoconference", "teleconference"})
"""By what means two speak: "spoke by phone with"."""
_CIRCUMSTANCES = frozenset({"DATE", "FAC", "GPE", "LOC", "TIME"})
_HONORIFICS = frozenset({"excellency", "highness", "holiness", "honour", "majesty"})
_CONDITIONS = frozenset({"if", "unless", "provided", "once", "until", "whether"})


def conjuncts(token: Token) -> list[Token]:
    """Return a head with all that is coordinated with it, in text order.

    "Wang, Lavrov and Jaishankar" gives three heads whichever of them is asked about.

    >>> conjuncts(word("Wang met Lavrov, Jaishankar and Khan.", "Khan"))
    [Lavrov, Jaishankar, Khan]
    """
    return sorted({token, *token.conjuncts}, key=lambda t: t.i)


def listed(token: Token) -> Iterator[Token]:
    """Yield a head and those coordinated below it (not those above): the members of the list that it opens.

    Persons that the parser takes for appositions of a person ("President A, Prime Minister B of C and ...") are members too,
    and so is he whom an honorific announces ("His Highness, Crown Prince A").

    >>> list(listed(word("Wang met Lavrov, Jaishankar and Khan.", "Jaishankar")))
    [Jaishankar, Khan]
    """
    yield token
    for child in token.rights:
        if child.dep_ == "conj" or child.dep_ == "appos" and (
                child.ent_type_ == token.ent_type_ == "PERSON" or token.lemma_.lower() in _HONORIFICS):
            yield from listed(child)


def is_passive(verb: Token) -> bool:
    """Say whether a verb is passive ("was received by", "the MoU signed by").

    >>> is_passive(word("Khan was received by Wang.", "received")), is_passive(word("Wang received Khan.", "received"))
    (True, False)
    """
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl") and not any(c.dep_ == "aux" for c in verb.children)


def agents(predicate: Token) -> list[Token]:
    """Return the heads of who does it: subject, "by ..." of a passive, the owner or "of/by ..." of a noun.

    A verb without a subject of its own takes that of the verb it hangs on (control, coordination, participles).

    >>> agents(word("Khan was received by Wang and Li.", "received")), agents(word("Japan welcomed China's support.", "support"))
    ([Wang, Li], [China])
    """
    if predicate.pos_ in ("NOUN", "PROPN"):
        return _owners(predicate)
    if is_passive(predicate):
        by = [p for c in predicate.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
        return _spread(by)
    return _spread(_subject(predicate))


def patients(predicate: Token) -> list[Token]:
    """Return the heads of whom or what it is done to: objects, or the subject of a passive.

    >>> patients(word("Japan thanked Kenya and Peru.", "thanked")), patients(word("Khan was received by Wang.", "received"))
    ([Kenya, Peru], [Khan])
    """
    if is_passive(predicate):
        own = [c for c in predicate.children if c.dep_ in PASSIVE_SUBJECTS]
        if not own and predicate.dep_ in ("acl", "relcl"):
            own = [predicate.head]
        if not own and predicate.dep_ in ("conj", "xcomp", "advcl") and predicate.head.pos_ in ("VERB", "AUX"):
            own = _subject(predicate)
        return _spread(own)
    found = [c for c in predicate.children if c.dep_ in ("dobj", "dative", "attr", "oprd")]
    if not found and predicate.dep_ == "conj" and predicate.head.pos_ == "VERB" and not _has_complement(predicate):
        return []
    return _spread(p for c in found for p in ([c] if c.dep_ != "dative" or c.pos_ != "ADP" else c.children))


def _before_purpose(predicate: Token, wanted: frozenset[str]) -> list[Token]:
    """Return who stands in "spoke with A to reaffirm" where the parse makes A the subject of the purpose and leaves "with" without any.

    The parse hangs "with" on the purpose as its conjunction, or on the verb, right before A's phrase.
    """
    lost = [s for c in predicate.children if c.dep_ in ("advcl", "xcomp") and c.pos_ in ("VERB", "AUX") for s in _lost_subject(c)]
    return [s for s in lost if s.left_edge.i > 0 and (before := s.left_edge.nbor(-1)).lower_ in wanted & {"with", "to", "by"}
            and before.dep_ in ("mark", "prep") and before.head in (s.head, predicate) and not any(c.dep_ == "pobj" for c in before.children)]


def shared_object(verb: Token) -> list[Token]:
    """Return the heads of the object that a verb shares with the one coordinated right after it: "called and thanked A".

    >>> shared_object(word("Biden called and thanked Kishida.", "called"))
    [Kishida]
    """
    then = next((c for c in verb.rights if c.dep_ == "conj" and c.pos_ == "VERB" and c.i == verb.i + 2), None)
    return patients(then) if then is not None and not _has_complement(verb) else []


def _lost_subject(verb: Token) -> list[Token]:
    """Return the subject that a parse gives to an infinitive of purpose; English gives it none."""
    if verb.tag_ != "VB" or not any(c.tag_ == "TO" for c in verb.lefts):
        return []
    return [c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")]


def obliques(predicate: Token, *prepositions: str) -> list[Token]:
    """Return the heads governed by these prepositions under a predicate (any preposition where none is named).

    Prepositions that hang on another one ("together with", "from ... to", "by phone with") and on particles are found too.

    >>> spoke = word("Wang spoke by phone with Khan and Li on Monday.", "spoke")
    >>> obliques(spoke, "with"), obliques(spoke, "on")
    ([Khan, Li], [Monday])
    """
    wanted = frozenset(prepositions)
    found: list[Token] = _before_purpose(predicate, wanted)
    stack = [c for c in predicate.children if c.dep_ in ("prep", "agent", "dative", "prt", "advmod", "pcomp")]
    while stack:
        token = stack.pop()
        if token.dep_ in ("prep", "agent", "dative") and (not wanted or token.lower_ in wanted):
            found += [s for p in token.children if p.dep_ in ("pobj", "pcomp") for s in (_lost_subject(p) or [p])]
        stack += [c for c in token.children if c.dep_ == "prep" or (c.dep_ == "conj" and c.pos_ == "ADP")]
        stack += [c for p in token.children if p.dep_ == "pobj" for n in _with_wider(p) for c in n.rights
                  if c.dep_ == "prep" and _belongs_above(c, token, n)]
    return _spread(found)


def _with_wider(noun: Token) -> Iterator[Token]:
    """Yield a noun and what the parse apposes to it or lists with it: "in Riga, Latvia"."""
    yield noun
    yield from (c for c in noun.rights if c.dep_ in _LISTED)


def _belongs_above(prep: Token, above: Token, noun: Token) -> bool:
    """Say whether a preposition that the parse hangs on a noun is the verb's: "spoke by phone with", "met at the White House with"."""
    return noun.lemma_.lower() in _MEANS or above.lower_ in ("at", "in", "on") and prep.lower_ == "with" and (
        noun.pos_ == "PROPN" or noun.ent_type_ in _CIRCUMSTANCES)


def held_between(noun: Token) -> list[Token]:
    """Return the heads of those between whom talks are said to be "held" or to have taken place, past the place: "held in X between".

    >>> held_between(word("They recalled the talks held in Riga between Latvia and Peru.", "talks"))
    [Latvia, Peru]
    """
    held = [c for c in noun.children if c.dep_ in ("acl", "relcl") and c.lemma_.lower() in ("hold", "take", "conduct")]
    found = [h for c in held for h in obliques(c, "between", "with", "among")]
    return found or [h for c in held for place in obliques(c, "in", "at", "on") for h in obliques(place, "between")]


def is_negated(predicate: Token) -> bool:
    """Say whether a predicate is denied: "did not agree", "never sought", "no support", "refused to meet" is not.

    >>> is_negated(word("China did not agree.", "agree")), is_negated(word("Peru refused to meet.", "meet"))
    (True, False)
    """
    chain = [predicate]
    if predicate.dep_ == "xcomp" and predicate.head.pos_ in ("VERB", "AUX", "ADJ"):
        chain.append(predicate.head)
    return any(map(_has_negator, chain)) or predicate.dep_ == "pcomp" and predicate.head.lower_ == "without"


def _has_negator(token: Token) -> bool:
    return any(c.dep_ == "neg" or c.dep_ in ("det", "preconj", "advmod") and c.lower_ in NEGATORS for c in token.children)


_LIGHT = frozenset("have give provide offer lend extend reach make show find take express grant".split())
_CEASING = frozenset("stop cease fail refuse forget halt decline neglect".split())


def is_denied(predicate: Token) -> bool:
    """Say whether the deed that a verb or noun names is denied: "gave no aid", "has no intention of working", "failed to agree".

    Two negations make none: "have never stopped cooperating" is not denied.

    >>> is_denied(word("Peru gave no aid.", "aid")), is_denied(word("They have never stopped cooperating.", "cooperating"))
    (True, False)
    """
    chain = [predicate]
    while len(chain) < 4 and (above := _carrier(chain[-1])) is not None:
        chain.append(above)
    denials = sum(map(_has_negator, chain))
    return (denials + sum(t.lemma_.lower() in _CEASING for t in chain[1:])) % 2 == 1


def _carrier(token: Token) -> Token | None:
    """Return the word that carries a verb or a deed's noun, whose denial is its own: "failed to agree", "gave no aid"."""
    head = token.head
    if token.dep_ == "xcomp" and head.pos_ in ("VERB", "AUX", "ADJ"):
        return head
    if token.dep_ in ("dobj", "nsubjpass") and head.lemma_.lower() in _LIGHT:
        return head
    return head.head if token.dep_ == "pcomp" and head.lower_ in ("of", "to", "from") else None


def is_conditional(predicate: Token) -> bool:
    """Say whether a predicate holds only under a condition that the sentence states ("if ..., China will").

    >>> is_conditional(word("If talks succeed, China will open a road.", "open")), is_conditional(word("China will open a road.", "open"))
    (True, False)
    """
    top = predicate
    while top.dep_ in ("conj", "xcomp", "ccomp") and top.head.i != top.i:
        top = top.head
    tokens = [c for c in (*predicate.children, *top.children) if c.dep_ == "advcl"]
    return any(g.dep_ == "mark" and g.lower_ in _CONDITIONS for c in tokens for g in c.children)


def stance(predicate: Token) -> str:
    """Return asserted, committed ("will", "agreed to", "stands ready to") or called-for ("should", "hopes to", "urges").

    Looks at the auxiliaries of the verb and at the verbs and adjectives that it is a complement of.

    >>> [stance(word(text, "build")) for text in ("Japan will build a road.", "Japan agreed to build a road.", "Japan should build a road.")]
    ['committed', 'committed', 'called-for']
    """
    token, verb = predicate, True
    while verb:
        words = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        if words & SHOULD:
            return "called-for"
        if words & WILL:
            return "committed"
        head = token.head
        if token.dep_ in ("xcomp", "ccomp", "acl", "advcl") and head.i != token.i and _infinitive(token):
            if head.lemma_.lower() in WANTED or head.lower_ == "hopes":
                return "called-for"
            if head.lemma_.lower() in PLANNED or head.lower_ in WILLING:
                return "committed"
        verb = token.dep_ in ("xcomp", "conj") and head.i != token.i and not _has_own_tense(token)
        token = head
    return "asserted"


def phrase(head: Token, *, bare: bool = False) -> tuple[int, int]:
    """Return the first token's index and the last's plus one of a noun phrase, without its relative and adverbial clauses.

    `bare` also leaves out the phrases that are coordinated with the head or in apposition to it.

    >>> head = word("They met Khan, Li and the envoys, who left.", "Khan")
    >>> [head.doc[slice(*phrase(head, bare=bare))] for bare in (False, True)]
    [Khan, Li and the envoys, Khan]
    """
    cut = _CLAUSE_EDGES
    left = right = head.i
    stack = [head]
    while stack:
        token = stack.pop()
        left, right = min(left, token.i), max(right, token.i)
        edges = cut | _LISTED | {"cc"} if bare and token.i == head.i else cut
        stack += [c for c in token.children if c.dep_ not in edges]
    doc = head.doc
    while right > head.i and doc[right].is_punct:
        right -= 1
    while left < head.i and doc[left].is_punct:
        left += 1
    return left, right + 1


def clause(predicate: Token) -> Span:
    """Return the characters of a predicate's clause, without coordinated clauses, trimmed of punctuation and conjunctions.

    >>> thanked = word("Japan thanked Peru, and Kenya invited Chile.", "thanked")
    >>> at = clause(thanked)
    >>> thanked.doc.text[at.start:at.end]
    'Japan thanked Peru'
    """
    left = right = predicate.i
    stack = [predicate]
    while stack:
        token = stack.pop()
        left, right = min(left, token.i), max(right, token.i)
        stack += [c for c in token.children
                  if not (token is predicate and c.dep_ in ("conj", "cc") and c.i > predicate.i and c.pos_ in ("VERB", "AUX", "CCONJ"))]
    doc = predicate.doc
    while right > predicate.i and (doc[right].is_punct or doc[right].is_space) and doc[right].text not in ")\"”":
        right -= 1
    while left < predicate.i and (doc[left].is_punct or doc[left].is_space):
        left += 1
    return Span(doc[left].idx, doc[right].idx + len(doc[right]))


def governors(token: Token) -> Iterator[Token]:
    """Yield the heads above a token, nearest first.

    >>> list(governors(word("Japan thanked the envoys of Peru.", "Peru")))
    [of, envoys, thanked]
    """
    while token.head.i != token.i:
        token = token.head
        yield token


def predicate_of(token: Token) -> Token:
    """Return the nearest verb above a token, or the sentence's root.

    >>> predicate_of(word("Japan thanked the envoys of Peru.", "Peru"))
    thanked
    """
    for head in governors(token):
        if head.pos_ in ("VERB", "AUX"):
            return head
        token = head
    return token


def _subject(verb: Token) -> list[Token]:
    seen: set[int] = set()
    token = verb
    while token.i not in seen:
        seen.add(token.i)
        own = [c for c in token.children if c.dep_ in SUBJECTS or c.dep_ in PASSIVE_SUBJECTS]
        if own:
            relative = [c for c in own if c.tag_ in ("WDT", "WP")]
            return [token.head] if relative and token.dep_ == "relcl" else own
        head = token.head
        if token.dep_ == "xcomp":
            controller = [c for c in head.children if c.dep_ == "dobj"]
            if controller:
                return controller
        if token.dep_ == "pcomp" and head.lower_ in ("for", "on") and head.head.pos_ == "VERB":
            thanked = [c for c in head.head.children if c.dep_ == "dobj"]
            if thanked:
                return thanked
        if token.dep_ == "acl" and head.pos_ in ("NOUN", "PROPN", "PRON"):
            return [head] if token.tag_ == "VBG" else _owners(head) or _light_subject(head)
        if token.dep_ in ("conj", "xcomp", "advcl", "pcomp", "prep", "acl", "ccomp", "acomp") and head.i != token.i:
            token = head
    return []


def _light_subject(noun: Token) -> list[Token]:
    verb = noun.head
    return _subject(verb) if noun.dep_ == "dobj" and verb.pos_ == "VERB" else []


def _owners(noun: Token) -> list[Token]:
    owners = [c for c in noun.children if c.dep_ == "poss"]
    owners += [c for c in noun.children if c.dep_ in ("amod", "nmod", "compound") and c.ent_type_ in ("NORP", "GPE", "ORG")]
    by = [p for c in noun.children if c.dep_ in ("prep", "agent") and c.lower_ == "by" for p in c.children if p.dep_ == "pobj"]
    return _spread(by or owners)


def _spread(heads: Iterable[Token]) -> list[Token]:
    return sorted({t for head in heads for first in (*_first_of_two(head), head) for t in listed(first)}, key=lambda t: t.i)


def _first_of_two(head: Token) -> Iterator[Token]:
    """Yield a person whom the parser takes for a modifier of the next ("Minister A and Minister B met")."""
    for left in head.lefts:
        if left.dep_ in ("nmod", "compound") and left.ent_type_ == head.ent_type_ == "PERSON" and any(c.dep_ == "cc" for c in left.rights):
            yield left


def _has_complement(verb: Token) -> bool:
    return any(c.dep_ in ("dobj", "prep", "xcomp", "ccomp") for c in verb.children)


def _infinitive(token: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children) or token.tag_ == "VB"


def _has_own_tense(token: Token) -> bool:
    return token.tag_ in ("VBD", "VBZ", "VBP") or any(c.dep_ == "aux" and c.tag_ in ("VBZ", "VBP", "VBD", "MD") for c in token.children)
