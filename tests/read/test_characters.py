"""Encodings and invisible characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.read.characters import clean, decode

TEXT = "Erdoğan met Zoltán Šefčovič in Kraków – “a good talk”, they said.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == TEXT


def test_old_encodings_declared_or_told_by_their_letters() -> None:
    turkish = "Dışişleri Bakanı Sayın Fidan, Ankara'da görüştü.\n" * 5
    assert decode(turkish.encode("cp1254"), "a.txt", declared="windows-1254") == turkish
    russian = "Министр иностранных дел встретился с послом. Они обсудили сотрудничество.\n" * 5
    assert decode(russian.encode("cp1251"), "a.txt") == russian
    chinese = "双方一致同意加强农业合作，并就共同关心的地区问题交换了意见。\n" * 5
    assert decode(chinese.encode("gb18030"), "a.txt") == chinese


def test_a_wrong_declaration_is_no_obstacle() -> None:
    assert decode(TEXT.encode(), "a.txt", declared="no-such-charset") == TEXT
    assert decode(TEXT.encode(), "a.txt", declared="gb2312") == TEXT


@pytest.mark.parametrize("data, what", [(b"PK\x03\x04rest", "zip"), (b"\x89PNG\r\n", "PNG"), (b"text\0\0\0more text", "NUL at byte 4"),
                                        (b"{\\rtf1 text}", "RTF"), (bytes(range(1, 32)) * 9 + b"\xff\xfe\xfd", "binary")])
def test_binary_data_is_one_clear_line(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        decode(data, "photo.txt")
    assert str(caught.value).startswith("photo.txt: ") and "\n" not in str(caught.value)


def test_clean() -> None:
    assert clean("Co\u00adope\u200bra\u2060tion\ufeff") == "Cooperation"
    assert clean("a\r\nb\rc\u2028d\x0ce\x85f") == "a\nb\nc\nd\ne\nf"
    assert clean("10\xa0000\u202fkm\u2009of\troad") == "10 000 km of road"
    assert clean(unicodedata.normalize("NFD", "Türkiye, São Tomé")) == "Türkiye, São Tomé"
    assert clean("of\ufb01cial e\ufb00ort") == "official effort"
    assert clean("half \ud83c of a pair") == "half of a pair".replace("half of", "half  of")


@given(st.text(st.characters(codec=None, categories=None)))
def test_clean_text_is_stable_and_can_be_written(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in once.replace("\n", ""))
    assert unicodedata.is_normalized("NFC", once)
