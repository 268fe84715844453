"""« My registration », by the link that was mailed: GET shows, POST acts (mail scanners follow links)."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import note_life, read_link
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs import ical
from fairapp.fairs.badges.documents import render_badge
from fairapp.fairs.badges.queries import current_badge
from fairapp.fairs.enums import BadgeLayout, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations import services
from fairapp.fairs.registrations.arrivals import arrival_at, day_of
from fairapp.fairs.registrations.forms import Arrivals, ConsentChange, OfferAnswer, day_choices
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.personal import erase_registration
from fairapp.fairs.registrations.queries import arrivals_of_registration, days_of_registration
from fairapp.fairs.registrations.showing import badge_on_phone, shown
from fairapp.fairs.spaces import fair_url
from fairapp.pdf import DrawingFailed
from fairapp.web.access import public
from fairapp.web.forms import Form, bind, blank
from fairapp.web.limits import limited_by_link, limited_reads
from fairapp.web.pages import go_to, keep_private, notify, render

bp = Blueprint("my_registration", __name__, url_prefix="/inscriptions/<token>")


@bp.get("")
@public
def show(token: str) -> ResponseReturnValue:
    return _page(token, linked(token))


@bp.post("/horaires")
@public
@limited_by_link
def change_arrivals(token: str) -> ResponseReturnValue:
    row, form = linked(token), bind(Arrivals)
    if not form.is_valid:
        return _page(token, row, form, status=422)
    try:
        services.change_arrivals(g.session, row, form.data.arrivals)
        return notify(go_to(f"/inscriptions/{token}"), _("C'est noté : nous vous attendons à cette heure."))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(token, row, form, status=409 if isinstance(refusal, Conflict) else 422)


@bp.post("/accords")
@public
@limited_by_link
def change_consent(token: str) -> ResponseReturnValue:
    row, form = linked(token), bind(ConsentChange)
    if not form.is_valid:
        abort(400)
    services.set_consent(g.session, row, form.data.purpose, given=form.data.given)
    told = _("Merci, c'est noté.") if form.data.given else _("C'est noté : vous ne l'autorisez plus.")
    return notify(go_to(f"/inscriptions/{token}"), told)


@bp.post("/place")
@public
@limited_by_link
def answer_offer(token: str) -> ResponseReturnValue:
    """Take the place that the waiting list offers, or leave it to the next one."""
    row, form = linked(token), bind(OfferAnswer)
    if not form.is_valid:
        abort(400)
    try:
        if form.data.accepts:
            services.accept_offer(g.session, row)
            return notify(go_to(f"/inscriptions/{token}"), _("La place est à vous. Votre badge est prêt."))
        if row.status is RegistrationStatus.OFFERED:
            services.cancel(g.session, row)
        return notify(go_to(f"/inscriptions/{token}"), _("C'est noté : la place passe à la personne suivante."))
    except Conflict as refusal:
        return _page(token, row, problem=str(refusal), status=409)


@bp.get("/annuler")
@public
def ask_cancel(token: str) -> ResponseReturnValue:
    row = linked(token)
    fair = g.session.get_one(Fair, row.fair_id)
    page = render("fairs/registrations/cancel.html", fair=fair, url=f"/inscriptions/{token}", section="fairs")
    return keep_private(page)


@bp.post("/annuler")
@public
@limited_by_link
def cancel(token: str) -> ResponseReturnValue:
    services.cancel(g.session, linked(token))
    return notify(go_to(f"/inscriptions/{token}"), _("Votre inscription est annulée. Merci de nous avoir prévenus."))


@bp.get("/effacer")
@public
def ask_erase(token: str) -> ResponseReturnValue:
    row = linked(token)
    fair = g.session.get_one(Fair, row.fair_id)
    page = render("fairs/registrations/erase.html", fair=fair, url=f"/inscriptions/{token}", section="fairs")
    return keep_private(page)


@bp.post("/effacer")
@public
@limited_by_link
def erase(token: str) -> ResponseReturnValue:
    row = linked(token)
    fair = g.session.get_one(Fair, row.fair_id)
    erase_registration(g.session, row)
    return notify(go_to(fair_url(fair)), _("Votre inscription et vos données sont effacées."))


@bp.get("/salon.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """Give a calendar file of the days chosen, all days if none was."""
    row = linked(token)
    fair = g.session.get_one(Fair, row.fair_id)
    arrivals = {day_of(band): arrival_at(fair, band) for band in arrivals_of_registration(g.session, row.id)}
    days = days_of(g.session, fair.id)
    dates = days_of_registration(g.session, row.id) or [day.held_on for day in days]
    visit = ical.Visit(
        row.id, row.version, {date: arrivals.get(date) for date in dates}, row.status is RegistrationStatus.CANCELLED
    )
    public_url = current_app.extensions["fairapp"].settings.public_url
    host = urlsplit(public_url).hostname or "localhost"
    content = ical.fair_calendar(fair, days, url=f"{public_url}{fair_url(fair)}", host=host, visit=visit)
    response = Response(content, content_type=ical.MEDIA_TYPE)
    response.headers["Content-Disposition"] = "attachment; filename=salon.ics"
    return keep_private(response)


@bp.get("/badge.pdf")
@public
@limited_reads("20 per minute")  # a child process draws it
def badge_pdf(token: str) -> ResponseReturnValue:
    """Give the badge as one A4 page to fold to A6."""
    row = linked(token)
    badge = current_badge(g.session, registration_id=row.id) if row.status is RegistrationStatus.CONFIRMED else None
    if badge is None:
        abort(404)
    public_url = current_app.extensions["fairapp"].settings.public_url
    try:
        content = render_badge(g.session, badge, BadgeLayout.A6, public_url=public_url)
    except DrawingFailed:
        abort(503)
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = "attachment; filename=badge.pdf"
    return keep_private(response)


def linked(token: str) -> Registration:
    """Return the registration that this link opens, or 404."""
    settings = current_app.extensions["fairapp"].settings
    link = read_link(g.session, settings, token, LinkPurpose.REGISTRATION)
    row: Registration | None = g.session.get(Registration, link.subject_id) if link and link.subject_id else None
    if link is None or row is None or row.email != link.email:
        abort(404)
    if request.method == "POST":
        note_life(g.session, link.email)
    return row


def _page(
    token: str, row: Registration, form: Form[Arrivals] | None = None, *, problem: str = "", status: int = 200
) -> Response:
    fair = g.session.get_one(Fair, row.fair_id)
    days = days_of(g.session, fair.id)
    arrivals = arrivals_of_registration(g.session, row.id)
    form = form or blank(Arrivals, arrivals=arrivals)
    page = render(
        "fairs/registrations/mine.html",
        fragment="horaires" if form.errors else None,
        status=status,
        section="fairs",
        row=row,
        fair=fair,
        fair_url=fair_url(fair),
        url=f"/inscriptions/{token}",
        form=form,
        problem=problem,
        choices=day_choices(g.session, fair, days, arrivals),
        badge=badge_on_phone(g.session, row, current_app.extensions["fairapp"].settings.public_url),
        **shown(g.session, row, fair, days),
    )
    return keep_private(page)
