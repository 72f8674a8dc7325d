"""The language of a text told by script and common words."""

from __future__ import annotations

import pytest

from kg.read.language import language_code, language_of


@pytest.mark.parametrize("text, language", [
    ("Li Ming and Sara Khan discussed the road that is to link the two countries.", "en"),
    ("双方一致同意加强农业合作，并就地区问题交换意见。", "zh"),
    ("両外相は、農業分野における協力を強化することで一致した。", "ja"),
    ("양측은 농업 분야의 협력을 강화하기로 합의했다.", "ko"),
    ("Стороны обсудили вопросы сотрудничества и договорились о новой встрече.", "ru"),
    ("Сторони обговорили питання співпраці та домовилися про зустріч у Києві.", "uk"),
    ("ناقش الجانبان سبل تعزيز التعاون بين البلدين الشقيقين.", "ar"),
    ("Les deux ministres se sont entretenus des questions agricoles et de la coopération dans la région.", "fr"),
    ("Los dos ministros conversaron sobre la cooperación en la agricultura y acordaron que se reunirán.", "es"),
    ("Os dois ministros conversaram sobre a cooperação na agricultura e não houve acordo em uma das questões.", "pt"),
    ("Die beiden Minister sprachen über die Zusammenarbeit in der Landwirtschaft und haben ein Treffen vereinbart.", "de"),
    ("Kedua menteri membahas kerja sama dalam bidang pertanian dan akan bertemu dengan para petani di daerah itu.", "id"),
    ("Li Ming (李明) met Sara Khan at the guest house of the state, and they spoke for an hour.", "en"),
])
def test_language_of(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "1234 56", "Islamabad", "Li Ming Meets Khan", "Abbas Araghchi, Hakan Fidan, Ishaq Dar, Ann Lee"])
def test_too_little_to_tell(text: str) -> None:
    assert language_of(text) is None


def test_language_tags() -> None:
    assert [language_code(t) for t in ("en-GB", "zh_Hans_CN", "eng", "FR", "", None, "English", "x")] == [
        "en", "zh", "en", "fr", None, None, None, None]
