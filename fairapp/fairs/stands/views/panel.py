"""The panel beside the plan: the stand that was chosen, and the booking form once it is kept."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import g

from fairapp.clusters.models import Company
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.drafts import BookingDraft
from fairapp.fairs.stands.models import StandBooking, StandOption, StandType
from fairapp.fairs.stands.plan import Place, Plan, State
from fairapp.fairs.stands.pricing import Line, Quote, price_for, seal
from fairapp.fairs.stands.queries import hold_of, last_booking, options_of, waiting_of
from fairapp.fairs.stands.services import is_kept
from fairapp.web import forms
from fairapp.web.forms import Form

MOST_ALTERNATIVES = 6
NOT_KEPT = frozenset({"accepts_terms", "seal", "takes_again"})  # of what was typed for another stand


class OptionRow(NamedTuple):
    """An option in the form."""

    option: StandOption
    left: int | None  # None: as many as one likes
    quantity: str  # as typed
    error: str

    @property
    def is_counted(self) -> bool:
        return self.quantity.isascii() and self.quantity.isdigit() and len(self.quantity) <= 4


class WaitedType(NamedTuple):
    """A type without a free stand, or that others wait for."""

    kind: StandType
    waits: bool  # this company does
    waiting: int


class Totals(NamedTuple):
    """What the form costs as it stands; the script keeps it up to date."""

    options_cents: int
    vat_cents: int
    gross_cents: int


class Panel(NamedTuple):
    kind: str  # "form", "free", "mine", "taken", "none"
    place: Place | None
    price_cents: int
    booking: StandBooking | None
    form: Form[BookingDraft] | None
    options: Sequence[OptionRow]
    seal: str
    neighbours: Sequence[str]
    waited: Sequence[WaitedType]
    problem: str  # a sentence: what happened meanwhile
    retakes: bool  # the hold ran out: one click takes the stand again
    alternatives: Sequence[Place]  # free stands, the same type first
    totals: Totals


class Asked(NamedTuple):
    """What the panel is asked to show."""

    stand_id: int | None = None
    form: Form[BookingDraft] | None = None
    problem: str = ""
    retakes: bool = False


def make_panel(fair: Fair, company: Company, plan: Plan, asked: Asked, *, is_member: bool) -> Panel:
    held = hold_of(g.session, fair.id, company.id)
    held = held if held and is_kept(held) else None
    stand_id = asked.stand_id or (held.stand_id if held else None)
    place = plan.place(stand_id) if stand_id else None
    is_held = held is not None and place is not None and held.stand_id == place.id
    kind = _kind(place, is_held=is_held, retakes=asked.retakes)
    options = options_of(g.session, fair.id) if kind == "form" else ()
    form = asked.form or (_form(fair, company, held) if kind == "form" else None)
    price = price_for(place.kind, is_member=is_member) if place else 0
    rows = _rows(options, form)
    can_retake = asked.retakes and place is not None and place.state is State.FREE
    return Panel(
        kind, place, price, held if is_held else None, form, rows, seal(fair, price, options) if kind == "form" else "",
        [f"{name.name} ({one.code})" for one in plan.neighbours(place) for name in one.companies] if place else (),
        _waited(plan, fair, company), asked.problem, can_retake, _alternatives(plan, place), _totals(fair, price, rows),
    )  # fmt: skip


def _alternatives(plan: Plan, place: Place | None) -> list[Place]:
    free = [one for one in plan.places if one.state is State.FREE and one is not place]
    return sorted(free, key=lambda one: place is not None and one.kind.id != place.kind.id)[:MOST_ALTERNATIVES]


def _totals(fair: Fair, price_cents: int, rows: Sequence[OptionRow]) -> Totals:
    lines = [Line("", 1, price_cents, fair.vat_rate_bp)]
    lines += [Line("", int(row.quantity), row.option.price_cents, fair.vat_rate_bp) for row in rows if row.is_counted]
    quote = Quote(tuple(lines))
    return Totals(quote.net_cents - price_cents, quote.vat_cents, quote.gross_cents)


def _kind(place: Place | None, *, is_held: bool, retakes: bool) -> str:
    if place is None:
        return "none"
    if is_held or retakes:
        return "form"
    return {State.FREE: "free", State.MINE: "mine"}.get(place.state, "taken")


def _form(fair: Fair, company: Company, held: StandBooking | None) -> Form[BookingDraft]:
    """Return the form, filled with what the company wrote last time, else with what is known of it."""
    before = last_booking(g.session, company.id)
    names = ("contact_name", "contact_email", "contact_phone", "billing_name", "billing_address")
    if before is not None:
        return forms.blank(BookingDraft, **{name: getattr(before, name) for name in names})
    address = "\n".join(filter(None, (company.address, company.commune)))
    known = (g.actor.name, g.actor.email, "", company.name, address)
    return forms.blank(BookingDraft, **dict(zip(names, known, strict=True)))


def keep_typed(form: Form[BookingDraft], fair: Fair, company: Company) -> Form[BookingDraft] | None:
    """Return a form that shows what was typed while another stand was kept; None: nothing was."""
    typed: dict[str, Any] = {name: value for name, value in form.typed.items() if name not in NOT_KEPT and value}
    return Form(BookingDraft, _form(fair, company, None).typed | typed) if typed else None


def _rows(options: Sequence[StandOption], form: Form[BookingDraft] | None) -> list[OptionRow]:
    typed = form.typed.get("options", []) if form else []
    quantities = {row.get("option_id"): row.get("quantity", "") for row in typed if isinstance(row, dict)}
    return [
        OptionRow(
            option,
            None if option.stock is None else max(option.stock - option.taken, 0),
            str(quantities.get(str(option.id), "") or ""),
            form.errors.get(f"options[{index}].quantity", "") if form else "",
        )
        for index, option in enumerate(options)
    ]


def _waited(plan: Plan, fair: Fair, company: Company) -> list[WaitedType]:
    """Return the types that one can only wait for."""
    waiting = waiting_of(g.session, fair.id)
    found = []
    for kind in plan.kinds:
        places = [place for place in plan.places if place.kind.id == kind.id]
        companies = [one.company_id for one in waiting if one.type_id == kind.id]
        if places and (companies or not any(place.state is State.FREE for place in places)):
            found.append(WaitedType(kind, company.id in companies, len(companies)))
    return found
