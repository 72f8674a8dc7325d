"""The grammar of saying: the verb that a name is the subject of, the verbs that share it, the clauses that it lies in.

Works on spaCy tokens with the labels of the English models, as `kg.syntax` does.
In the examples `word(text, form)` is the token of a parsed text that reads so.
"""

from __future__ import annotations

from typing import Any

_VOICES = frozenset({"side", "government", "delegation", "ministry", "authorities", "embassy"})


def predicate(token: Any) -> tuple[Any, bool]:
    """Return the verb whose subject (or "by" agent, then True) a noun is, coordination passed over; None where it is neither.

    >>> predicate(word("Wang and Li said that ties are good.", "Li")), predicate(word("The visit was praised by Wang.", "Wang"))
    ((said, False), (praised, True))
    """
    head = token
    if head.dep_ in {"amod", "poss", "compound", "nmod"} and head.head.lower_ in _VOICES:
        head = head.head
    while head.dep_ in {"conj", "appos", "compound", "nmod"} and head.head is not head and head.head.pos_ in {"NOUN", "PROPN", "PRON"}:
        head = head.head
    if head.dep_ in {"nsubj", "nsubjpass"}:
        verb = head.head
        if is_purpose(verb) and any(t.dep_ in {"nsubj", "nsubjpass"} for t in verb.head.children):
            return None, False
        if head.dep_ == "nsubjpass" and verb.lemma_.lower() not in {"quote", "cite", "concern", "please", "convince"}:
            return None, False
        return verb, False
    if head.dep_ == "pobj" and head.head.text == "Under":  # "Under Secretary Silva will ...", read as a preposition
        return head.head.head, False
    if head.dep_ == "pobj" and head.head.lower_ == "by" and head.head.dep_ in {"agent", "prep"} and head.head.head.tag_ == "VBN":
        return head.head.head, True
    return None, False


def is_purpose(verb: Any) -> bool:
    """Say whether a verb tells the purpose of the one above; a name before it is that one's, whatever the parser says.

    >>> is_purpose(word("Wang met Khan to urge restraint.", "urge")), is_purpose(word("Wang urged restraint.", "urged"))
    (True, False)
    """
    return verb.tag_ == "VB" and verb.dep_ in {"advcl", "pcomp", "xcomp"} and any(t.tag_ == "TO" for t in verb.lefts) and not any(
        t.lower_ == "for" and t.dep_ == "mark" for t in verb.lefts)


def chain(verb: Any) -> list[Any]:
    """Return a verb with the verbs that share its subject: coordinated, of purpose ("met to urge"), participles.

    >>> chain(word("Wang met Khan to urge restraint and thanked him.", "met"))
    [met, urge, thanked]
    """
    found, queue = [], [verb]
    while queue:
        v = queue.pop()
        found.append(v)
        for t in (*v.children, *(p for t in v.children if t.dep_ == "prep" for p in t.children if p.dep_ == "pcomp" and is_purpose(p))):
            if t.pos_ in {"VERB", "AUX"} and (t.dep_ in {"conj", "xcomp", "advcl"} and not any(
                    c.dep_ in {"nsubj", "nsubjpass", "mark"} for c in t.children) or is_purpose(t)):
                queue.append(t)
    return found


def is_listed(subject: Any) -> bool:
    """Say whether a subject is one of several ("He and his counterparts").

    >>> is_listed(word("He and his counterparts met.", "He")), is_listed(word("He met Khan.", "He"))
    (True, False)
    """
    return subject.dep_ == "conj" or any(t.dep_ == "conj" for t in subject.children)


def is_modal(verb: Any) -> bool:
    """Say whether a verb stands with "will", "should", "must" or the like.

    >>> is_modal(word("Japan will build a road.", "build")), is_modal(word("Japan built a road.", "built"))
    (True, False)
    """
    return any(t.dep_ == "aux" and t.tag_ == "MD" for t in verb.children)


def has_clause(verb: Any) -> bool:
    """Say whether a verb has something that it says: a clause, an object.

    >>> has_clause(word("Wang said that ties are good.", "said")), has_clause(word("Wang arrived.", "arrived"))
    (True, False)
    """
    return any(t.dep_ in {"ccomp", "xcomp", "dobj", "acomp"} for t in verb.children) or verb.dep_ == "parataxis"


def depth(verb: Any) -> int:
    """Count the clauses that a verb lies in; a verb of saying put inside or after what is said lies in none.

    >>> depth(word("Wang said that Khan hoped for peace.", "hoped")), depth(word("Ties grow, Wang said.", "said"))
    (1, 0)
    """
    found, token = 0, verb
    while token.dep_ != "ROOT" and token.head is not token:
        if token.dep_ in {"ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "csubj"} and token.i > token.head.i:
            found += 1
        token = token.head
    return found
