"""The exhibitor's space: fairs, one's stands, what is still to do, giving up, the pro-forma (row B10)."""

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.navigation import company_space
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import clusters_of_company, company_by_slug
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import PHASE_LABELS
from fairapp.fairs.loading import exhibited_fair
from fairapp.fairs.queries import coming_fairs, days_of_fairs
from fairapp.fairs.setup.services.interest import express_interest, withdraw_interest
from fairapp.fairs.spaces import exhibited_url
from fairapp.fairs.stands import services
from fairapp.fairs.stands.forms import Interest
from fairapp.fairs.stands.queries import BOOKED, presences_of
from fairapp.fairs.stands.views.pdf import proforma_answer
from fairapp.fairs.stands.views.space_page import RESERVATION, SPACES, act_and_return, own_booking, space_page
from fairapp.web import forms
from fairapp.web.access import acting, companies_only
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited, limited_reads
from fairapp.web.pages import render

bp = Blueprint("exhibitors", __name__, url_prefix=SPACES)


@bp.get("")
@companies_only
def fairs(slug: str) -> ResponseReturnValue:
    """List the fairs to come, those of one's own clusters first."""
    company = acting(slug, company_by_slug, allowed=can_run)
    own = {cluster.id for cluster in clusters_of_company(g.session, company.id)}
    coming = sorted(coming_fairs(g.session), key=lambda fair: fair.cluster_id not in own)
    days = days_of_fairs(g.session, [fair.id for fair in coming])
    presences = presences_of(g.session, company.id)
    return render(
        "fairs/stands/fairs.html",
        company=company,
        fairs=[
            (fair, days[fair.id], translate(PHASE_LABELS[phase_of(fair, days[fair.id])]),
             [one for one in presences if one.fair_id == fair.id])
            for fair in coming
        ],
        **company_space(company, current="fairs"),
    )  # fmt: skip


@bp.get("/<fair>")
@companies_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    return space_page(*exhibited_fair(slug, fair))


@bp.post("/<fair>/interet")
@companies_only
@limited("60 per hour", key=by_account)
def interest(slug: str, fair: str) -> ResponseReturnValue:
    """Say that one would come, or take it back: booking is announced by mail when it opens (row F3)."""
    company, shown = exhibited_fair(slug, fair)
    form = forms.bind(Interest)
    if form.is_valid and form.data.withdraw:
        return act_and_return(company, shown, lambda: withdraw_interest(g.session, shown, company), _("C'est noté."))
    said = _("C'est noté : vous serez prévenus à l'ouverture des réservations.")
    return act_and_return(company, shown, lambda: express_interest(g.session, shown, company, g.actor), said)


@bp.get(f"{RESERVATION}/annuler")
@companies_only
def ask_to_cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    return render(
        "fairs/stands/cancel.html",
        fair=shown,
        booking=own_booking(shown, company, id),
        action=f"{exhibited_url(company, shown)}/reservations/{id}/annuler",
        back=exhibited_url(company, shown),
        **company_space(company, current="fairs"),
    )


@bp.post(f"{RESERVATION}/annuler")
@companies_only
def cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking = own_booking(shown, company, id)
    return act_and_return(
        company, shown, lambda: services.give_up_booking(g.session, shown, booking, by=g.actor),
        _("Réservation annulée : le stand est libéré."),
    )  # fmt: skip


@bp.get(f"{RESERVATION}/proforma.pdf")
@companies_only
@limited_reads("60 per minute", key=by_account)
def proforma(slug: str, fair: str, id: int) -> ResponseReturnValue:
    """Give the host its pro-forma: who shares the stand has no business with its billing."""
    company, shown = exhibited_fair(slug, fair)
    booking = own_booking(shown, company, id)
    if booking.status not in BOOKED:
        abort(404)
    return proforma_answer(shown, booking)
