"""The sizes of each way to print badges (row G1); lengths in millimetres, sizes of letters in points."""

from dataclasses import dataclass
from typing import NamedTuple

from fairapp.fairs.badges.fitting import Box
from fairapp.fairs.enums import BadgeLayout, HolderKind


class Area(NamedTuple):
    """Room for one text beside the name: at most so many lines, in one of these sizes."""

    width_mm: float
    sizes: tuple[float, ...]
    lines: int = 1


@dataclass(frozen=True)
class Layout:
    template: str
    per_page: int
    name: Box
    about: Area  # below the name, inside its box
    fair: Area
    facts: Area  # day, place
    tag: Area
    pages_per_document: int  # drawn at once: long documents take memory, short ones time


SHEET = Layout(
    template="pdf/badges/sheet.html",
    per_page=8,
    name=Box(
        50, 35,
        ((31, 16), (25, 16), (25, 13.5), (19, 13.5), (19, 11.5), (16.5, 11.5), (14, 10.5), (12, 9.5), (9.5, 9.5)),
        comfortable=6,
    ),
    about=Area(50, (8.5, 7.2, 6.5), 3),
    fair=Area(36, (13, 11, 9, 7.5), 2),
    facts=Area(37, (7, 6, 5.5), 2),
    tag=Area(38, (8, 7, 6)),
    pages_per_document=13,
)  # fmt: skip
FOLDED = Layout(
    template="pdf/badges/folded.html",
    per_page=1,
    name=Box(
        89, 39,
        ((36, 20), (34, 20), (27, 20), (27, 15), (22, 15), (22, 13), (16, 13), (12, 11), (9.5, 9.5)),
        comfortable=6,
    ),
    about=Area(87, (10.5, 9, 8), 2),
    fair=Area(44, (17, 14, 11, 9), 2),
    facts=Area(42, (8, 7, 6), 2),
    tag=Area(50, (9, 8, 7)),
    pages_per_document=50,
)  # fmt: skip
LABEL_80X50 = Layout(
    template="pdf/badges/label.html",
    per_page=1,
    name=Box(
        46, 29,
        ((26, 15), (22, 15), (22, 13), (18, 13), (18, 11.5), (14, 11), (12, 9.5), (9.5, 9.5)),
        comfortable=5,
    ),
    about=Area(46, (8, 7, 6.2), 2),
    fair=Area(46, (9, 8, 7)),
    facts=Area(26, (7, 6, 5.5)),
    tag=Area(34, (9, 8, 7)),
    pages_per_document=100,
)  # fmt: skip
LABEL_62X100 = Layout(
    template="pdf/badges/label.html",
    per_page=1,
    name=Box(
        55, 36,
        ((28, 16), (24, 16), (24, 13.5), (19, 13.5), (19, 11.5), (16, 11.5), (12, 9.5), (9.5, 9.5)),
        comfortable=5,
    ),
    about=Area(55, (9, 8, 7), 2),
    fair=Area(55, (10, 9, 7.5)),
    facts=Area(55, (7, 6, 5.5), 2),
    tag=Area(26, (8, 7, 6)),
    pages_per_document=100,
)  # fmt: skip

LAYOUTS = {
    BadgeLayout.A4_SHEET: SHEET,
    BadgeLayout.A6: FOLDED,
    BadgeLayout.LABEL_80X50: LABEL_80X50,
    BadgeLayout.LABEL_62X100: LABEL_62X100,
}

TONES = {
    HolderKind.CANDIDATE: "a",
    HolderKind.EXHIBITOR: "b",
    HolderKind.SCHOOL: "c",
    HolderKind.STAFF: "d",
    HolderKind.SPEAKER: "e",
}
