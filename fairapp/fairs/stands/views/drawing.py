"""The plan drawn: strings and numbers ready for the SVG and for its twin, the list."""

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from fairapp.core.text import fold
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.stands.forms import PlanQuery
from fairapp.fairs.stands.geometry import box_of, is_upright_rectangle, label_span, usual_side
from fairapp.fairs.stands.plan import STATE_LABELS, Place, Plan, State
from fairapp.fairs.stands.pricing import price_for
from fairapp.web.formats import euros, number
from fairapp.web.i18n import translate

NARROWEST, WIDEST = 640, 3400  # pixels of a drawing
FINGER = 44  # pixels: what a small stand measures at least
# Up to this many pixels, the drawing is at least as wide as the class says; see pages/plan.css.
SIZES = ((650, "plan--s"), (850, ""), (1200, "plan--m"), (1600, "plan--l"), (2240, "plan--xl"))
LETTER = 5.6  # pixels, of the second line


class DrawnStand(NamedTuple):
    place: Place
    classes: str
    rectangle: tuple[float, float, float, float] | None  # x, y, width, height; else points
    points: str
    x: float
    y: float
    sub: str  # second line, "" where there is no room
    sub_y: float
    told: str  # all of it in words, for screen readers and the list
    fits: bool  # the choices above the plan
    lit: int  # matching offers of its companies
    area: str
    words: str  # its state
    price_cents: int


class DrawnHall(NamedTuple):
    hall: Hall
    width: float
    height: float
    classes: str
    marks: Sequence[Mapping[str, object]]
    stands: Sequence[DrawnStand]


class Pen(NamedTuple):
    """How to draw: for whom, with which choices."""

    fair: Fair
    asked: PlanQuery
    is_member: bool | None  # None: the public, which is shown no price
    beside: Container[int]
    hiring: Mapping[int, int]  # company id → offers that match the words


def draw(plan: Plan, pen: Pen) -> list[DrawnHall]:
    return [_draw_hall(hall, [place for place in plan.places if place.hall_id == hall.id], pen) for hall in plan.halls]


def _draw_hall(hall: Hall, places: Sequence[Place], pen: Pen) -> DrawnHall:
    wanted = FINGER / usual_side([place.box for place in places]) * hall.plan_width if places else NARROWEST
    width = min(max(wanted, NARROWEST), WIDEST)
    scale = width / hall.plan_width
    classes = next((name for limit, name in SIZES if width <= limit), "plan--xxl")
    marks = [{**mark, "x": _at(mark.get("x"), scale), "y": _at(mark.get("y"), scale)} for mark in hall.marks]
    stands = [_draw_stand(place, scale, pen) for place in places]
    return DrawnHall(hall, round(width), round(hall.plan_height * scale), classes, marks, stands)


def _at(value: object, scale: float) -> float:
    return round(float(value) * scale, 1) if isinstance(value, int | float) else 0.0


def _draw_stand(place: Place, scale: float, pen: Pen) -> DrawnStand:
    outline = [[round(x * scale, 1), round(y * scale, 1)] for x, y in place.outline]
    box = box_of(outline)
    x, y, width = label_span(outline)
    room = int((width - 4) / LETTER) if box.height >= 34 else 0
    sub = _cut(_second_line(place), room)
    rectangle = (
        (box.left, box.top, round(box.width, 1), round(box.height, 1)) if is_upright_rectangle(outline) else None
    )
    fits, lit = fits_choices(place, pen), sum(pen.hiring.get(name.company_id, 0) for name in place.companies)
    classes = [f"stand--{place.state.value}", "" if fits else "stand--dim", "stand--lit" if lit else ""]
    classes.append("stand--small" if width < 40 or box.height < 20 else "")
    return DrawnStand(
        place, " ".join(filter(None, classes)), rectangle,
        "" if rectangle else " ".join(f"{px},{py}" for px, py in outline),
        round(x, 1), round(y + (-2 if sub else 6), 1), sub, round(y + 16, 1), told(place, pen, lit=lit), fits, lit,
        area(place), state_words(place), price(place, pen),
    )  # fmt: skip


def _second_line(place: Place) -> str:
    if place.state is State.FREE:
        return area(place)
    if place.state is State.BOOKED:
        return place.companies[0].name if place.companies else ""
    words: dict[State, str] = {State.HELD: _("option"), State.BLOCKED: _("fermé"), State.MINE: _("Vous")}
    return words[place.state]


def _cut(text: str, room: int) -> str:
    if room < 4:
        return ""
    return text if len(text) <= room else text[: room - 1].rstrip(" -,.") + "…"


def area(place: Place) -> str:
    """Return « 9 m² »."""
    square = place.area_dm2 / 100
    return f"{number(square, 0 if square == int(square) else 1)} m²"


def price(place: Place, pen: Pen) -> int:
    return price_for(place.kind, is_member=bool(pen.is_member))


def told(place: Place, pen: Pen, *, lit: int = 0) -> str:
    """Say everything that colour, hatching and place say."""
    parts = [_("Stand %(code)s", code=place.code), state_words(place), area(place)]
    if pen.is_member is not None:
        parts.append(_("%(price)s HT", price=euros(price(place, pen))))
    parts += [name.name for name in place.companies]
    parts.append("" if place.is_accessible else _("non accessible en fauteuil"))
    if lit:
        parts.append(ngettext("%(num)s offre correspond", "%(num)s offres correspondent", lit))
    return ", ".join(filter(None, parts))


def state_words(place: Place) -> str:
    return _("Réservé à la liste d'attente") if place.awaits_list else translate(STATE_LABELS[place.state])


def fits_choices(place: Place, pen: Pen) -> bool:
    """Tell whether a stand is among those that the choices above the plan leave."""
    asked = pen.asked
    return (
        (not asked.taille or place.area_dm2 in asked.taille)
        and (asked.prix is None or price(place, pen) <= asked.prix * 100)
        and (not asked.equipement or fold(asked.equipement) in fold(place.kind.equipment))
        and (not asked.accessible or place.is_accessible)
        and (not asked.libre or place.state in (State.FREE, State.MINE))
        and (asked.voisin is None or place.id in pen.beside)
        and (not (asked.q or asked.contrat or asked.lieu) or any(n.company_id in pen.hiring for n in place.companies))
    )


class Choices(NamedTuple):
    """What the filters offer: only what this fair has."""

    areas: list[tuple[int, str]]  # square decimetres
    prices: list[int]  # euros
    equipment: list[str]
    exhibitors: list[tuple[int, str]]


def choices_of(plan: Plan, pen: Pen) -> Choices:
    areas = {place.area_dm2: area(place) for place in plan.places}
    prices = {-(-price_for(kind, is_member=bool(pen.is_member)) // 100) for kind in plan.kinds}
    pieces = {piece.strip() for kind in plan.kinds for piece in kind.equipment.split(",")}
    return Choices(
        sorted(areas.items()), sorted(prices), sorted(filter(None, pieces), key=fold),
        [(name.company_id, name.name) for name in plan.exhibitors],
    )  # fmt: skip
