"""Names that always fit (row G2): measured with the fonts that draw them, smaller by steps, never cut.

A name takes three lines at most. Before it gets small, middle names become initials; below 9.5 pt it does not go,
unless it would be cut: then it is on the list that is read before printing.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fairapp.pdf.fonts import Face, width_of

FIRST = Face("Manrope", 800)
LAST = Face("Manrope", 600)

SMALLEST = 9.5  # pt
LINES = 3
LEADING = 1.15  # Vietnamese has marks above and below
POINTS_PER_MM = 72 / 25.4

_EMERGENCY = (SMALLEST, 8.5, 7.5, 6.5, 5.5, 4.5)  # rather small than cut
# Orders that turn the text around, and have no end in a name; marks of direction do no harm and stay.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAK = re.compile(r"(?<=[\s\u200b])|(?<=[-‐–/])(?=\w)")


@dataclass(frozen=True)
class Box:
    """Room for a name, and the sizes to try: (first name, last name) in points, from large to small."""

    width_mm: float
    height_mm: float
    steps: tuple[tuple[float, float], ...]
    comfortable: int  # steps to try before middle names are shortened

    @property
    def width(self) -> float:
        return self.width_mm * POINTS_PER_MM

    @property
    def height(self) -> float:
        return self.height_mm * POINTS_PER_MM


class Lines(NamedTuple):
    """Text broken into lines, each no wider than its box."""

    lines: tuple[str, ...]
    size: float  # pt

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING

    @property
    def is_latin(self) -> bool:
        """Tell whether letters may be drawn closer together: others join, or stack."""
        return all(char < "\u0250" or "\u1e00" <= char <= "\u1eff" for line in self.lines for char in line)


class FittedName(NamedTuple):
    first: Lines
    last: Lines
    is_whole: bool  # False: smaller than is readable, or on more lines than three

    @property
    def height(self) -> float:
        return self.first.height + self.last.height


def printable(text: str) -> str:
    """Return the text as it can be printed: composed letters, no control character, no override of direction."""
    composed = unicodedata.normalize("NFC", _OVERRIDES.sub("", text))
    return " ".join("".join(" " if unicodedata.category(char) == "Cc" else char for char in composed).split())


def fit_name(first: str, last: str, box: Box) -> FittedName:
    """Choose sizes and lines for a name."""
    first, last = printable(first), printable(last)
    for shown, step in _attempts(first, box):
        fitted = _at(shown, last, step, box)
        if fitted is not None:
            return fitted
    return _squeezed(with_initials(first), last, box)


def with_initials(first: str) -> str:
    """« Marie Anne Solange » becomes « Marie A. S. »; names in scripts without capitals stay whole."""
    usual, *middle = first.split(" ")
    return " ".join([usual, *(f"{word[0]}." if unicodedata.category(word[0]) == "Lu" else word for word in middle)])


def fit_text(text: str, face: Face, *, width_mm: float, sizes: Sequence[float], lines: int = 1) -> Lines:
    """Fit what is printed beside a name; what does not fit at the smallest size ends with « … »."""
    text, width = printable(text), width_mm * POINTS_PER_MM
    for size in sizes:
        broken = _wrap(text, face, size, width)
        if broken is not None and len(broken) <= lines:
            return Lines(broken, size)
    broken = _wrap(text, face, sizes[-1], width) or _wrap_anywhere(text, face, sizes[-1], width)
    *before, last = broken[:lines]
    while last and width_of(last + "…", face, size=sizes[-1]) > width:
        last = last[:-1]
    return Lines((*before, last.rstrip() + "…"), sizes[-1])


def _attempts(first: str, box: Box) -> Iterator[tuple[str, tuple[float, float]]]:
    short = with_initials(first)
    comfortable = box.comfortable if short != first else len(box.steps)
    for step in box.steps[:comfortable]:
        yield first, step
    if short != first:
        for step in box.steps:
            yield short, step


def _at(first: str, last: str, step: tuple[float, float], box: Box) -> FittedName | None:
    above = _wrap(first, FIRST, step[0], box.width)
    below = _wrap(last, LAST, step[1], box.width)
    if above is None or below is None or len(above) + len(below) > LINES:
        return None
    fitted = FittedName(Lines(above, step[0]), Lines(below, step[1]), is_whole=True)
    return fitted if fitted.height <= box.height else None


def _squeezed(first: str, last: str, box: Box) -> FittedName:
    """Print a name that no step fits: words are broken where the line ends, then letters shrink further."""
    for size in _EMERGENCY:
        above = Lines(_wrap_anywhere(first, FIRST, size, box.width), size)
        below = Lines(_wrap_anywhere(last, LAST, size, box.width), size)
        fitted = FittedName(above, below, is_whole=False)
        if fitted.height <= box.height:
            break
    return fitted


def _wrap(text: str, face: Face, size: float, width: float) -> tuple[str, ...] | None:
    """Break at spaces and after hyphens; None if a word alone is too wide."""
    lines, line = [], ""
    for piece in _pieces(text):
        if width_of((line + piece).rstrip(), face, size=size) <= width:
            line += piece
        elif width_of(piece.rstrip(), face, size=size) > width:
            return None
        else:
            lines.append(line.rstrip())
            line = piece
    return tuple([*lines, line.rstrip()] if line.strip() else lines)


def _pieces(text: str) -> Iterator[str]:
    """Yield what may not be broken; ideographs may be, between any two."""
    for word in _BREAK.split(text):
        if word.isascii():
            yield word
            continue
        start = 0
        for at in range(1, len(word)):
            if _is_ideograph(word[at - 1]) and _is_ideograph(word[at]):
                yield word[start:at]
                start = at
        yield word[start:]


def _is_ideograph(char: str) -> bool:
    return unicodedata.east_asian_width(char) == "W" and unicodedata.category(char) == "Lo"


def _wrap_anywhere(text: str, face: Face, size: float, width: float) -> tuple[str, ...]:
    lines, line = [], ""
    for char in text:
        if line and width_of(line + char, face, size=size) > width and not unicodedata.combining(char):
            lines.append(line.strip())
            line = ""
        line += char
    return tuple([*lines, line.strip()] if line.strip() else lines)
