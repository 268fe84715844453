"""Answers by mailed links: share a stand (row B6), decline the one that the waiting list offers (row B7).

GET shows and asks: a mail scanner that follows the link answers nothing.
"""

from flask import Blueprint, Response, abort, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import read_link
from fairapp.clusters.models import Company
from fairapp.clusters.people.queries import is_in
from fairapp.core.errors import DomainError
from fairapp.fairs.enums import PartnerStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import exhibited_url
from fairapp.fairs.stands import services
from fairapp.fairs.stands.forms import Answer, Reply
from fairapp.fairs.stands.models import BookingPartner, Stand, StandBooking, StandType
from fairapp.fairs.stands.pricing import split
from fairapp.fairs.stands.queries import weights_of
from fairapp.fairs.stands.views.sharing import told
from fairapp.fairs.zones import in_zone
from fairapp.web import forms
from fairapp.web.access import public
from fairapp.web.formats import euros, hour, long_date
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.limits import by_address, limited
from fairapp.web.pages import keep_private, render

bp = Blueprint("stand_links", __name__, url_prefix="/stands")


@bp.get("/partage/<token>")
@public
def show_share(token: str) -> ResponseReturnValue:
    return _share_page(*_shared(token), token)


@bp.post("/partage/<token>")
@public
@limited("30 per hour", key=by_address)
def answer_share(token: str) -> ResponseReturnValue:
    link, row = _shared(token)
    form = forms.bind(Answer)
    if not form.is_valid:
        return _share_page(link, row, token, form=form, status=422)
    if form.data.answer is Reply.LEAVE:
        abort(400)
    fair = g.session.get_one(Fair, g.session.get_one(StandBooking, row.booking_id).fair_id)
    contact = (form.data.contact_name, form.data.contact_email or link.email)
    try:
        with g.session.begin_nested():
            services.answer_partner(
                g.session, fair, row, accepts=form.data.answer is Reply.ACCEPT, contact=contact, by=None
            )
    except DomainError as refusal:
        return _share_page(link, row, token, problem=translate(refusal.message, **refusal.params), status=409)
    return keep_private(render("fairs/stands/thanks.html", told=told(form.data.answer), section="fairs"))


@bp.get("/proposition/<token>")
@public
def show_offer(token: str) -> ResponseReturnValue:
    return _offer_page(_offered(token), token)


@bp.post("/proposition/<token>")
@public
@limited("30 per hour", key=by_address)
def decline_offer(token: str) -> ResponseReturnValue:
    booking = _offered(token)
    fair = g.session.get_one(Fair, booking.fair_id)
    try:
        with g.session.begin_nested():
            services.decline_offer(g.session, fair, booking)
    except DomainError as refusal:
        return _offer_page(booking, token, problem=translate(refusal.message, **refusal.params), status=409)
    thanks = _("C'est noté : le stand est proposé à l'entreprise suivante.")
    return keep_private(render("fairs/stands/thanks.html", told=thanks, section="fairs"))


def _shared(token: str) -> tuple[ActionLink, BookingPartner]:
    link = _link(token, LinkPurpose.BOOKING_PARTNER)
    row = g.session.get(BookingPartner, link.subject_id)
    if row is None or not is_in(g.session, g.session.get_one(Company, row.company_id), link.email):
        abort(404)  # who left the company no longer speaks for it
    return link, row


def _offered(token: str) -> StandBooking:
    link = _link(token, LinkPurpose.STAND_OFFER)
    booking: StandBooking | None = g.session.get(StandBooking, link.subject_id)
    if booking is None or not is_in(g.session, g.session.get_one(Company, booking.company_id), link.email):
        abort(404)
    return booking


def _link(token: str, purpose: LinkPurpose) -> ActionLink:
    link = read_link(g.session, current_app.extensions["fairapp"].settings, token, purpose)
    if link is None or link.subject_id is None:
        abort(404)
    return link


def _share_page(
    link: ActionLink,
    row: BookingPartner,
    token: str,
    *,
    form: Form[Answer] | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    session = g.session
    booking = session.get_one(StandBooking, row.booking_id)
    fair, stand = session.get_one(Fair, booking.fair_id), session.get(Stand, booking.stand_id)
    host, company = session.get_one(Company, booking.company_id), session.get_one(Company, row.company_id)
    weights = {**weights_of(session, booking), company.id: row.share}
    share = dict(zip(weights, split(booking.price_cents, list(weights.values())), strict=True))[company.id]
    accept = ("accept", _("Accepter"), "btn--primary", "check")
    decline = ("decline", _("Décliner"), "btn--secondary", "x")
    page = render(
        "fairs/stands/question.html",
        status=status,
        title=_("Partager un stand avec %(host)s ?", host=host.name),
        text=_(
            "%(host)s propose à %(company)s de partager son stand. Le nom de votre entreprise n'apparaît que si vous "
            "acceptez ; vous nommez alors votre propre équipe.",
            host=host.name, company=company.name,
        ),
        facts=[
            ("stand", _("Stand %(code)s", code=stand.code if stand else "–"), fair.name),
            ("euro", _("Votre part : %(price)s HT, hors options", price=euros(share)), ""),
        ],
        action=f"/stands/partage/{token}",
        buttons=[accept, decline] if row.status is PartnerStatus.PENDING else [],
        asks_contact=True,
        form=form or forms.blank(Answer, contact_email=link.email),
        link=None,
        problem=problem,
        fair=fair,
        section="fairs",
    )  # fmt: skip
    return keep_private(page)


def _offer_page(booking: StandBooking, token: str, *, problem: str = "", status: int = 200) -> Response:
    session = g.session
    fair, kind = session.get_one(Fair, booking.fair_id), session.get_one(StandType, booking.type_id)
    stand, company = session.get(Stand, booking.stand_id), session.get_one(Company, booking.company_id)
    kept = services.is_kept(booking)
    until = booking.held_until or booking.held_at
    text = _("Le délai est dépassé : le stand est proposé à l'entreprise suivante.")
    if kept and until:
        text = _(
            "Ce stand vous est gardé jusqu'au %(day)s à %(time)s. Réservez-le dans votre espace, ou déclinez-le pour "
            "qu'il revienne à la suivante.",
            day=long_date(in_zone(fair, until)), time=hour(in_zone(fair, until)),
        )  # fmt: skip
    page = render(
        "fairs/stands/question.html",
        status=status,
        title=_("Un stand est libre pour %(company)s", company=company.name),
        text=text,
        facts=[("stand", _("Stand %(code)s", code=stand.code if stand else "–"), kind.name)],
        action=f"/stands/proposition/{token}",
        buttons=[("decline", _("Décliner"), "btn--secondary", "x")] if kept else [],
        asks_contact=False,
        form=None,
        link=(_("Réserver ce stand"), f"{exhibited_url(company, fair)}/plan"),
        problem=problem,
        fair=fair,
        section="fairs",
    )
    return keep_private(page)
