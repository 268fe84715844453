"""What is measured is what is drawn; what has no glyph is named."""

import pytest

from fairapp.pdf import fonts
from fairapp.pdf.fonts import Face, missing_glyphs, width_of

DISPLAY = Face("Manrope", 800)

with_noto = pytest.mark.skipif(
    bool(fonts.missing_packages()), reason=f"Debian packages are missing: {fonts.missing_packages()}"
)


@pytest.mark.parametrize("text", ["Nguyễn Thị Thảo", "Ørsted Çelik Łukasz", "Алексей", "Γιώργος"])
def test_shipped_fonts_have_european_and_vietnamese_letters(text):
    assert missing_glyphs(text, DISPLAY) == []


@with_noto
@pytest.mark.parametrize(
    "text",
    [
        "محمد",
        "王小明",
        "さくら",
        "김철수",
        "עָלְמָה",
        "अनुष्का",
        "ณัฐ",
        "გიორგი",
        "ⵎⴰⵙⵙⵉⵏ",
        "ሰላም",
        "😀👩‍👩‍👧",
        "\u200fعلي\u200e",
    ],
)
def test_g2_every_script_has_glyphs(text):
    assert missing_glyphs(text, DISPLAY) == []


def test_a_character_of_no_font_is_named_once():
    assert missing_glyphs("a\ue000b\ue000", DISPLAY) == ["\ue000"]


def test_without_the_package_its_script_is_missed(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "NOTO_CJK", tmp_path)
    monkeypatch.setattr(fonts, "PACKAGES", {tmp_path / "NotoSansCJK-Bold.ttc": "fonts-noto-cjk"})
    fonts._advance.cache_clear()

    assert missing_glyphs("王", DISPLAY) == ["王"]
    assert fonts.missing_packages() == ["fonts-noto-cjk"]
    assert width_of("王", DISPLAY, size=10) > 0
    fonts._advance.cache_clear()
    fonts._ems.cache_clear()


def test_widths_grow_with_text_size_and_letters():
    assert width_of("ii", DISPLAY, size=10) < width_of("mm", DISPLAY, size=10)
    assert width_of("m", DISPLAY, size=20) == 2 * width_of("m", DISPLAY, size=10)
    assert width_of("\u200f", DISPLAY, size=10) == 0
