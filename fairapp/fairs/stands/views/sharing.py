"""Companies share a stand (row B6): the host asks and takes back, who is asked answers."""

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.fairs.loading import exhibited_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.forms import Answer, Invitation, Reply
from fairapp.fairs.stands.models import BookingPartner, StandBooking
from fairapp.fairs.stands.views.space_page import RESERVATION, SPACES, act_and_return, own_booking, space_page
from fairapp.web import forms
from fairapp.web.access import companies_only, load_or_404
from fairapp.web.limits import by_account, by_field, limited

bp = Blueprint("stand_sharing", __name__, url_prefix=SPACES)


@bp.post(f"{RESERVATION}/partenaires")
@companies_only
@limited("60 per hour", key=by_account)
@limited("20 per day", key=by_field("company_id"), bucket="asked-to-share")
def ask(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking, form = own_booking(shown, company, id), forms.bind(Invitation)
    if not form.is_valid:
        return space_page(company, shown, forms_of={f"partner-{id}": form}, status=422)
    return act_and_return(
        company, shown,
        lambda: services.ask_partner(
            g.session, shown, booking, form.data.company_id, share=form.data.share, by=g.actor
        ),
        _("Demande envoyée : l'entreprise répond par un lien."), form=form, name=f"partner-{id}",
    )  # fmt: skip


@bp.post(f"{RESERVATION}/partenaires/<int:sharer_id>/retirer")
@companies_only
def remove(slug: str, fair: str, id: int, sharer_id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking = own_booking(shown, company, id)
    row = load_or_404(g.session, BookingPartner, sharer_id, allowed=lambda _actor, one: one.booking_id == booking.id)
    return act_and_return(
        company, shown, lambda: services.remove_partner(g.session, shown, row, by=g.actor),
        _("L'entreprise ne partage plus ce stand."),
    )  # fmt: skip


@bp.post("/<fair>/partages/<int:sharer_id>")
@companies_only
def answer(slug: str, fair: str, sharer_id: int) -> ResponseReturnValue:
    """Answer, from one's own space, whether one shares a stand."""
    company, shown = exhibited_fair(slug, fair)
    row = load_or_404(g.session, BookingPartner, sharer_id, allowed=lambda _actor, one: one.company_id == company.id)
    if g.session.get_one(StandBooking, row.booking_id).fair_id != shown.id:
        abort(404)
    form = forms.bind(Answer)
    if not form.is_valid:
        return space_page(company, shown, forms_of={f"answer-{sharer_id}": form}, status=422)
    return act_and_return(company, shown, lambda: _answer(shown, row, form.data), told(form.data.answer))


def _answer(fair: Fair, row: BookingPartner, said: Answer) -> None:
    if said.answer is Reply.LEAVE:
        services.leave_stand(g.session, fair, row, by=g.actor)
        return
    contact = (said.contact_name or g.actor.name, said.contact_email or g.actor.email)
    services.answer_partner(g.session, fair, row, accepts=said.answer is Reply.ACCEPT, contact=contact, by=g.actor)


def told(reply: Reply) -> str:
    """Say what an answer does."""
    if reply is Reply.ACCEPT:
        return str(_("Merci : votre entreprise partage ce stand et y nomme son équipe."))
    if reply is Reply.DECLINE:
        return str(_("C'est noté : votre entreprise ne partage pas ce stand."))
    return str(_("Votre entreprise ne partage plus ce stand."))
