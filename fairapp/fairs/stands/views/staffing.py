"""A company names its staff at the stand: one badge each, within its quota (row B10)."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.fairs.loading import exhibited_fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.drafts import StaffDraft
from fairapp.fairs.stands.models import BookingStaff
from fairapp.fairs.stands.views.space_page import RESERVATION, SPACES, act_and_return, present_booking, space_page
from fairapp.web import forms
from fairapp.web.access import companies_only, load_or_404
from fairapp.web.limits import by_account, limited

bp = Blueprint("stand_staff", __name__, url_prefix=SPACES)


@bp.post(f"{RESERVATION}/equipe")
@companies_only
@limited("200 per hour", key=by_account)
def name(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking, form = present_booking(shown, company, id), forms.bind(StaffDraft)
    if not form.is_valid:
        return space_page(company, shown, forms_of={f"staff-{id}": form}, status=422)
    return act_and_return(
        company, shown,
        lambda: services.name_staff(g.session, shown, booking, form.data, company_id=company.id),
        _("Badge attribué."), form=form, name=f"staff-{id}",
    )  # fmt: skip


@bp.post(f"{RESERVATION}/equipe/<int:staff_id>/retirer")
@companies_only
def unname(slug: str, fair: str, id: int, staff_id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking = present_booking(shown, company, id)

    def is_ours(_actor: object, person: BookingStaff) -> bool:
        return person.booking_id == booking.id and person.company_id == company.id

    person = load_or_404(g.session, BookingStaff, staff_id, allowed=is_ours)
    return act_and_return(company, shown, lambda: services.remove_staff(g.session, shown, person), _("Badge retiré."))
