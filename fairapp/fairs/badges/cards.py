"""What is printed on one badge, every line measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp.fairs.badges.codes import Drawn, badge_address, draw_png, spaced
from fairapp.fairs.badges.fitting import LEADING, POINTS_PER_MM, Box, FittedName, Lines, fit_name, fit_text
from fairapp.fairs.badges.holders import Holder
from fairapp.fairs.badges.layouts import LAYOUTS, TONES, Area, Layout
from fairapp.fairs.enums import HOLDER_LABELS, BadgeLayout
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.queries import days_of
from fairapp.pdf.fonts import Face
from fairapp.web.formats import long_date, short_date
from fairapp.web.i18n import translate

TEXT = Face("Inter", 400)
STRONG = Face("Inter", 600)
DISPLAY = Face("Manrope", 800)

GAP = 4.5  # pt between the name and what stands below it
ABOUT_LEADING = 1.25


class Measured(NamedTuple):
    """The words of one badge, as large as they fit."""

    name: FittedName
    about: Lines | None
    tag: Lines | None

    @property
    def is_shortened(self) -> bool:
        """Tell whether something beside the name ends with « … »."""
        return any(text is not None and text.lines[-1].endswith("…") for text in (self.about, self.tag))


class Card(NamedTuple):
    """One badge, ready for a template."""

    name: FittedName
    about: Lines | None
    tag: Lines | None
    word: str
    tone: str
    code: Drawn
    short_code: str


@dataclass(frozen=True)
class Press:
    """What all badges of a fair have in common, in one layout."""

    layout: Layout
    kind: BadgeLayout
    public_url: str
    fair: Lines
    facts: Lines  # day, place

    def measure(self, holder: Holder) -> Measured:
        about = _fit(holder.about, self.layout.about)
        name = fit_name(holder.first_name, holder.last_name, _below(self.layout.name, about))
        return Measured(name, about, _fit(holder.tag, self.layout.tag, STRONG))

    def card(self, holder: Holder) -> Card:
        """Measure one badge and draw its code: about a millisecond."""
        return Card(
            *self.measure(holder),
            word=translate(HOLDER_LABELS[holder.kind]),
            tone=TONES[holder.kind],
            code=draw_png(badge_address(self.public_url, holder.token)),
            short_code=spaced(holder.short_code),
        )

    def fair_top(self, top_mm: float, height_mm: float) -> float:
        """Return where the fair's name begins to stand in the middle of its band."""
        return round(top_mm + (height_mm - self.fair.height / POINTS_PER_MM) / 2, 2)

    def space_above(self, card: Card) -> float:
        """Return the white above a name that stands in the middle of its box, in millimetres."""
        about = _about_height(card.about)
        return round(max(0.0, self.layout.name.height_mm - about - card.name.height / POINTS_PER_MM) / 2, 2)


def press_for(session: Session, fair: Fair, kind: BadgeLayout, *, public_url: str) -> Press:
    layout = LAYOUTS[kind]
    place = ", ".join(filter(None, [fair.venue, fair.commune]))
    area = layout.fair
    name = fit_text(fair.name, DISPLAY, width_mm=area.width_mm, sizes=area.sizes, lines=area.lines)
    facts = _stacked([_dates(days_of(session, fair.id)), place], layout.facts)
    return Press(layout, kind, public_url, name, facts)


def _stacked(texts: Sequence[str], area: Area) -> Lines:
    """Put texts of one line each below each other, all in the size of the smallest."""
    fitted = [
        fit_text(text, TEXT, width_mm=area.width_mm, sizes=area.sizes) for text in texts[: area.lines] if text.strip()
    ]
    size = min((text.size for text in fitted), default=area.sizes[0])
    return Lines(tuple(text.lines[0] for text in fitted), size)


def _dates(days: Sequence[FairDay]) -> str:
    if not days:
        return ""
    if len(days) == 1:
        return long_date(days[0].held_on)
    return str(_("du %(first)s au %(last)s", first=short_date(days[0].held_on), last=long_date(days[-1].held_on)))


def _fit(text: str, area: Area, face: Face = TEXT) -> Lines | None:
    if not text.strip():
        return None
    return fit_text(text, face, width_mm=area.width_mm, sizes=area.sizes, lines=area.lines)


def _below(box: Box, about: Lines | None) -> Box:
    """Return what is left of the box for the name."""
    return Box(box.width_mm, box.height_mm - _about_height(about), box.steps, box.comfortable)


def _about_height(about: Lines | None) -> float:
    return 0.0 if about is None else (about.height / LEADING * ABOUT_LEADING + GAP) / POINTS_PER_MM
