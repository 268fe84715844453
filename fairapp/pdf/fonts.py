"""The fonts of documents: Manrope, Inter and emoji, shipped; Noto for every other script, from Debian.

Children see these files and no others, so what is measured here is what is drawn, on every machine.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from fairapp.core.paths import STATIC

SHIPPED = STATIC / "vendor"
NOTO = Path("/usr/share/fonts/truetype/noto")
NOTO_CJK = Path("/usr/share/fonts/opentype/noto")

CHARACTERS_KEPT = 20_000  # for each face

# A file that tells whether the package is there, and the package.
PACKAGES = {
    NOTO / "NotoSans-Bold.ttf": "fonts-noto-core",
    NOTO_CJK / "NotoSansCJK-Bold.ttc": "fonts-noto-cjk",
}

_CJK_SCRIPTS = {"Hani", "Hira", "Kana", "Hang", "Bopo"}
_WITHOUT_SCRIPT = {"Zyyy", "Zinh", "Zzzz"}  # punctuation, symbols, emoji, marks of every script
_SYMBOLS = ("NotoSansSymbols", "NotoSansSymbols2", "NotoSansMath")
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # joiners, marks of direction, spaces: nothing to draw
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

CONFIGURATION = Path(__file__).with_name("fonts.conf")


class Face(NamedTuple):
    """One weight of one of our two families."""

    family: str
    weight: int

    @property
    def path(self) -> Path:
        return SHIPPED / f"{self.family.lower()}-{self.weight}.ttf"


def missing_packages() -> list[str]:
    """Name the Debian packages without which some scripts have no glyphs."""
    return [package for file, package in PACKAGES.items() if not file.exists()]


def has_ink(text: str) -> bool:
    """Tell whether anything would be seen: spaces, joiners and marks of direction are not."""
    return any(_is_drawn(char) for char in text)


def missing_glyphs(text: str, face: Face) -> list[str]:
    """Return the characters that would come out as boxes, each once."""
    return [char for char in dict.fromkeys(text) if _is_drawn(char) and _advance(char, face) is None]


def width_of(text: str, face: Face, *, size: float) -> float:
    """Return how wide `text` is at most when drawn on one line, in the unit of `size`.

    The sum of the advances: kerning, ligatures and joined letters only make a line shorter. What has no glyph counts
    as one em.
    """
    return size * sum(map(_ems(face).__getitem__, text))


class _Ems(dict[str, float]):
    """Widths by character, filled as they are asked for: a name is measured a dozen times."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, char: str) -> float:
        if len(self) >= CHARACTERS_KEPT:
            self.clear()
        if not _is_drawn(char) and not char.isspace():
            width = 0.0
        else:
            advance = _advance(char, self._face)
            width = 1.0 if advance is None else advance
        self[char] = width
        return width


@cache
def _ems(face: Face) -> _Ems:
    return _Ems(face)


def _is_drawn(char: str) -> bool:
    return unicodedata.category(char) not in _INVISIBLE and not _VARIATION_SELECTORS.match(char)


@lru_cache(CHARACTERS_KEPT)
def _advance(char: str, face: Face) -> float | None:
    """Return the advance of a character in the first font that has it; None if none has."""
    code = ord(char)
    for path in (face.path, *_fallbacks(char, bold=face.weight >= 600)):
        advance = _advances(path).get(code)
        if advance is not None:
            return advance
    return None


def _fallbacks(char: str, *, bold: bool) -> list[Path]:
    """List the files where Pango would look for this character, the likeliest first."""
    from fontTools import unicodedata as scripts  # slow import

    script = scripts.script(char)
    style = "Bold" if bold else "Regular"
    cjk = NOTO_CJK / f"NotoSansCJK-{style}.ttc"
    if script in _CJK_SCRIPTS:
        return [cjk]
    names = ["NotoSans"]
    if script not in _WITHOUT_SCRIPT:
        names.append("NotoSans" + scripts.script_name(script).replace("_", ""))
    else:
        names += _SYMBOLS
    files = [NOTO / f"{name}-{weight}.ttf" for name in names for weight in (style, "Regular")]
    return [*files, cjk, SHIPPED / "noto-emoji-700.ttf"] if script in _WITHOUT_SCRIPT else files


@cache
def _advances(path: Path) -> dict[int, float]:
    """Read the advances of a font, in ems, by character."""
    if not path.exists():
        return {}
    from fontTools.ttLib import TTFont  # slow import

    with TTFont(path, fontNumber=0, lazy=True) as font:
        codes: dict[int, str] = font.getBestCmap() or {}
        if path.suffix == ".ttc":  # its 65,535 glyphs are an em wide at most: no need to read them all
            return dict.fromkeys(codes, 1.0)
        ems = 1 / font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {code: metrics[name][0] * ems for code, name in codes.items()}
