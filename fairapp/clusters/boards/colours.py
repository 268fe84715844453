"""A cluster's colours, made readable: every text they carry or are keeps a contrast of 4.5 (WCAG 2.2, 1.4.3).

A colour that is too pale is mixed with black, one that is too dark for the dark scheme with white; the hue stays.
"""

from dataclasses import dataclass
from functools import lru_cache

MIN_CONTRAST = 4.5
STEP = 0.02
RULES = 1  # raise it when the palette of the same colours changes: browsers keep style sheets by address
USUAL = ("#0b5566", "#ffcb3d")  # those of the site itself, already in its style sheet

WHITE, BLACK = "#ffffff", "#000000"
DARK_TEXT = "#10292f"
# Backgrounds of static/css/tokens.css on which --brand is text, the hardest of each scheme.
LIGHT_GROUND, DARK_GROUND = "#ebede7", "#1b333d"


@dataclass(frozen=True)
class Verdict:
    """What became of one chosen colour: `contrast` is that of the choice with its text, `shown` what the board uses."""

    chosen: str
    shown: str
    text: str
    contrast: float

    @property
    def is_adjusted(self) -> bool:
        return self.shown != self.chosen.lower()


@dataclass(frozen=True)
class Palette:
    """The custom properties that a board redefines; pairs are (light scheme, dark scheme)."""

    brand: tuple[str, str]
    brand_hover: tuple[str, str]
    on_brand: tuple[str, str]
    brand_soft: tuple[str, str]
    brand_ink: tuple[str, str]
    accent: str
    accent_hover: str
    on_accent: str
    night: tuple[str, str]

    def css(self) -> str:
        """Return the style sheet, outside any layer so that it wins over the tokens."""
        lines = [f"  --{name.replace('_', '-')}: {_value(pair)};" for name, pair in vars(self).items()]
        return ":root {\n" + "\n".join(lines) + "\n}\n"


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def judge_brand(colour: str) -> Verdict:
    """Judge the colour of buttons and links: it carries white text and is itself text on pale grounds."""
    shown = _until_readable(colour.lower(), BLACK, (WHITE, LIGHT_GROUND))
    return Verdict(colour, shown, WHITE, contrast(colour, WHITE))


def judge_accent(colour: str) -> Verdict:
    """Judge the colour of what stands out: its text is dark or white, whichever reads better."""
    colour = colour.lower()
    text = max((DARK_TEXT, WHITE), key=lambda candidate: contrast(colour, candidate))
    away = WHITE if text == DARK_TEXT else BLACK
    return Verdict(colour, _until_readable(colour, away, (text,)), text, contrast(colour, text))


@lru_cache(maxsize=128)
def palette(colour: str, accent: str) -> Palette:
    """Return the board's palette for a chosen colour and accent (#rrggbb)."""
    light = judge_brand(colour).shown
    dark_soft = mix(light, "#0c1b22", 0.75)
    dark = _until_readable(mix(light, WHITE, 0.35), WHITE, (DARK_GROUND, dark_soft))
    soft = _until_readable(mix(light, WHITE, 0.88), WHITE, (light,))
    stands_out = judge_accent(accent)
    away = WHITE if stands_out.text == DARK_TEXT else BLACK
    return Palette(
        brand=(light, dark),
        brand_hover=(mix(light, BLACK, 0.25), mix(dark, WHITE, 0.3)),
        on_brand=(WHITE, _until_readable(mix(light, BLACK, 0.75), BLACK, (dark,))),
        brand_soft=(soft, dark_soft),
        brand_ink=(mix(light, BLACK, 0.15), mix(dark, WHITE, 0.4)),
        accent=stands_out.shown,
        accent_hover=mix(stands_out.shown, away, 0.2),
        on_accent=stands_out.text,
        night=(mix(light, BLACK, 0.45), mix(light, BLACK, 0.6)),  # darker than a readable colour: its pale text reads
    )


def theme_version(colour: str, accent: str) -> str:
    """Name the palette of these colours; empty for the usual ones, which need no style sheet."""
    chosen = (colour.lower(), accent.lower())
    return "" if chosen == USUAL else f"{chosen[0][1:]}{chosen[1][1:]}{RULES}"


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` (0 to 1) of `other` in it."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(colour), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _until_readable(colour: str, towards: str, others: tuple[str, ...]) -> str:
    """Mix `colour` with `towards`, as little as it takes to read it with each of `others`."""
    shown, share = colour, 0.0
    while min(contrast(shown, other) for other in others) < MIN_CONTRAST and share < 1:
        share += STEP
        shown = mix(colour, towards, min(share, 1))
    return shown


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _value(value: str | tuple[str, str]) -> str:
    return value if isinstance(value, str) else f"light-dark({value[0]}, {value[1]})"
