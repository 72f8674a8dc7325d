"""Which language a text is in, told by its script and by its commonest words; no model."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from kg import vocab

_SCRIPTS = (("ja", "\u3040-\u30ff"), ("ko", "\uac00-\ud7af\u1100-\u11ff"), ("zh", "\u3400-\u9fff\uf900-\ufaff"),
            ("ru", "\u0400-\u04ff"), ("ar", "\u0600-\u06ff"), ("he", "\u0590-\u05ff"), ("el", "\u0370-\u03ff"),
            ("hi", "\u0900-\u097f"), ("th", "\u0e00-\u0e7f"), ("hy", "\u0530-\u058f"), ("ka", "\u10a0-\u10ff"),
            ("bn", "\u0980-\u09ff"), ("ta", "\u0b80-\u0bff"), ("km", "\u1780-\u17ff"), ("my", "\u1000-\u109f"),
            ("am", "\u1200-\u137f"), ("si", "\u0d80-\u0dff"), ("lo", "\u0e80-\u0eff"))
_LETTERS_OF_ONE = (("uk", "іїєґ"), ("fa", "پچژگ"), ("ur", "ٹڈڑے"))
"""Letters that only one of the languages of a script has."""
_SAMPLE = 4000
"""Characters looked at."""


@cache
def _common_words() -> dict[str, frozenset[str]]:
    rows = (r.split("\t") for r in vocab.data("common_words.tsv").read_text(encoding="utf-8").splitlines()
            if r and not r.startswith("#"))
    next(rows)
    return {language: frozenset(words.split()) for language, words in rows}


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the language, or None where a text is too short or too mixed to tell.

    >>> language_of("The two sides agreed to deepen their cooperation."), language_of("双方就共同关心的问题交换了意见。")
    ('en', 'zh')
    >>> language_of("Les deux parties ont salué la qualité de leurs relations dans tous les domaines.")
    'fr'
    >>> language_of("Baoting") is None
    True
    """
    sample = text[:_SAMPLE]
    if not sample.isascii():
        letters = sum(map(str.isalpha, sample))
        if letters and len(re.findall(r"[A-Za-z\u00c0-\u024f]", sample)) < letters / 2:
            return _by_script(sample, letters)
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if len(words) < 5:
        return None
    counts = Counter(words)
    shares = {language: sum(counts[w] for w in common) / len(words) for language, common in _common_words().items()}
    other = max((language for language in shares if language != "en"), key=lambda language: shares[language])
    best, second = ("en", other) if shares["en"] >= shares[other] else (other, "en")
    return best if shares[best] >= 0.12 and shares[best] >= shares[second] + 0.03 else None


def language_code(stated: str | None) -> str | None:
    """Return the language of a tag as pages and records state it; None for anything that is no such tag.

    >>> language_code("zh-CN"), language_code("EN_us"), language_code("unknown")
    ('zh', 'en', None)
    """
    found = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]+)?", (stated or "").strip())
    code = found[1].lower() if found else None
    return {"eng": "en", "zho": "zh", "chi": "zh", "fra": "fr", "spa": "es", "rus": "ru", "und": None}.get(code, code)


def _by_script(sample: str, letters: int) -> str | None:
    shares = {language: len(re.findall(f"[{block}]", sample)) / letters for language, block in _SCRIPTS}
    if shares["ja"] > 0.1:  # kana: Japanese, however many Chinese characters stand beside them
        return "ja"
    best = max(shares, key=lambda language: shares[language])
    if shares[best] < 0.3:
        return None
    if best in ("ru", "ar"):
        for language, own in _LETTERS_OF_ONE:
            if (best == "ru") == (language == "uk") and sum(c in own for c in sample) > letters * 0.01:
                return language
    return best
