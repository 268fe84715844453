"""A company books: the plan, a stand held for a quarter of an hour, the form (rows B2 to B5, B8)."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.loading import exhibited_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import exhibited_url
from fairapp.fairs.stands import services
from fairapp.fairs.stands.drafts import BookingDraft
from fairapp.fairs.stands.models import Stand, StandBooking, StandType
from fairapp.fairs.stands.queries import hold_of
from fairapp.fairs.stands.services import HoldEnded, Signature
from fairapp.fairs.stands.views.panel import Asked, keep_typed, make_panel
from fairapp.fairs.stands.views.plan_page import plan_context, plan_page
from fairapp.web import forms
from fairapp.web.access import companies_only, load_or_404
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, client_address, limited
from fairapp.web.pages import go_to, notify, render, wants_fragment

bp = Blueprint("stands", __name__, url_prefix="/entreprise/<slug>/salons/<fair>")


@bp.get("/plan")
@companies_only
def plan(slug: str, fair: str) -> ResponseReturnValue:
    return _page(*exhibited_fair(slug, fair), Asked(), fragment="plan")


@bp.get("/stands/<int:id>")
@companies_only
def stand(slug: str, fair: str, id: int) -> ResponseReturnValue:
    """Show one stand beside the plan."""
    company, held_fair = exhibited_fair(slug, fair)
    return _page(company, held_fair, Asked(_stand(held_fair, id).id))


@bp.post("/stands/<int:id>/retenir")
@companies_only
@limited("120 per hour", key=by_account)
def hold(slug: str, fair: str, id: int) -> ResponseReturnValue:
    """Keep a free stand; what was typed for another one stays."""
    company, held_fair = exhibited_fair(slug, fair)
    wanted = _stand(held_fair, id)
    typed = keep_typed(forms.bind(BookingDraft), held_fair, company)
    try:
        with g.session.begin_nested():
            services.hold_stand(g.session, held_fair, wanted, company=company, by=g.actor)
    except DomainError as refusal:
        return _refused(company, held_fair, _beside_typed(held_fair, company, wanted.id, typed), refusal)
    if not wants_fragment() and typed is None:
        return go_to(f"{exhibited_url(company, held_fair)}/stands/{wanted.id}")
    return _page(company, held_fair, Asked(wanted.id, typed), oob=("plan",))


@bp.post("/stands/<int:id>/prolonger")
@companies_only
def extend(slug: str, fair: str, id: int) -> ResponseReturnValue:
    """Prolong the hold, once; what was typed stays."""
    company, held_fair = exhibited_fair(slug, fair)
    booking = _hold(held_fair, company, id)
    typed = keep_typed(forms.bind(BookingDraft), held_fair, company)
    try:
        if booking is None:
            raise Conflict(_("Le délai est dépassé : le stand n'est plus gardé."))
        services.extend_hold(g.session, held_fair, booking)
    except DomainError as refusal:
        return _refused(company, held_fair, Asked(id, typed, retakes=typed is not None), refusal)
    return _page(company, held_fair, Asked(id, typed), oob=("plan",))


@bp.post("/stands/<int:id>/liberer")
@companies_only
def release(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, held_fair = exhibited_fair(slug, fair)
    if (booking := _hold(held_fair, company, id)) is not None:
        services.release_hold(g.session, held_fair, booking)
    if wants_fragment():
        return notify(_page(company, held_fair, Asked(), oob=("plan",)), _("Le stand est de nouveau libre."))
    return notify(go_to(f"{exhibited_url(company, held_fair)}/plan"), _("Le stand est de nouveau libre."))


@bp.post("/stands/<int:id>/reserver")
@companies_only
@limited("60 per hour", key=by_account)
def book(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, held_fair = exhibited_fair(slug, fair)
    wanted, form = _stand(held_fair, id), forms.bind(BookingDraft)
    if not form.is_valid:
        return _page(company, held_fair, Asked(wanted.id, form, retakes=not _holds(held_fair, company, id)), status=422)
    try:
        with g.session.begin_nested():
            signature = Signature(g.actor, client_address())
            services.submit_booking(g.session, held_fair, wanted, form.data, company=company, by=signature)
    except HoldEnded as over:
        return _refused(company, held_fair, Asked(wanted.id, form, retakes=True), over)
    except Conflict as taken:
        return _refused(company, held_fair, Asked(wanted.id, form, retakes=True), taken)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(company, held_fair, Asked(wanted.id, form), status=422)
    return notify(
        go_to(exhibited_url(company, held_fair)),
        _("Réservation envoyée. L'organisateur la confirme, puis vous écrit."),
    )


@bp.post("/types/<int:id>/attendre")
@companies_only
@limited("60 per hour", key=by_account)
def wait(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, held_fair = exhibited_fair(slug, fair)
    kind = _type(held_fair, id)
    try:
        booking = services.join_waiting_list(g.session, held_fair, kind, company=company, by=g.actor)
    except DomainError as refusal:
        return _refused(company, held_fair, Asked(), refusal)
    told = _("Vous êtes sur la liste d'attente : un stand libéré vous est proposé par courriel.")
    if booking.status is BookingStatus.HELD:
        told = _("La liste d'attente vous propose un stand.")
    return notify(go_to(f"{exhibited_url(company, held_fair)}/plan"), told)


@bp.post("/types/<int:id>/quitter")
@companies_only
def stop_waiting(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, held_fair = exhibited_fair(slug, fair)
    services.leave_waiting_list(g.session, held_fair, _type(held_fair, id), company=company)
    return notify(go_to(f"{exhibited_url(company, held_fair)}/plan"), _("Vous n'attendez plus."))


def _stand(fair: Fair, id: int) -> Stand:
    return load_or_404(g.session, Stand, id, allowed=lambda _actor, row: row.fair_id == fair.id)


def _type(fair: Fair, id: int) -> StandType:
    return load_or_404(g.session, StandType, id, allowed=lambda _actor, row: row.fair_id == fair.id)


def _hold(fair: Fair, company: Company, stand_id: int) -> StandBooking | None:
    held = hold_of(g.session, fair.id, company.id)
    return held if held and held.stand_id == stand_id else None


def _holds(fair: Fair, company: Company, stand_id: int) -> bool:
    held = _hold(fair, company, stand_id)
    return held is not None and services.is_kept(held)


def _beside_typed(fair: Fair, company: Company, stand_id: int, typed: Form[BookingDraft] | None) -> Asked:
    """Show the stand that was refused; but what was typed, for the stand that the company keeps, comes first."""
    if typed is None:
        return Asked(stand_id)
    held = hold_of(g.session, fair.id, company.id)
    if held is not None and held.stand_id and services.is_kept(held):
        return Asked(held.stand_id, typed)
    return Asked(stand_id, typed, retakes=True)


def _refused(company: Company, fair: Fair, asked: Asked, refusal: DomainError) -> Response:
    """Show the fresh plan, and why."""
    problem = translate(refusal.message, **refusal.params)
    status = 409 if isinstance(refusal, Conflict) else 422
    return _page(company, fair, asked._replace(problem=problem), status=status, oob=("plan",))


def _closed(fair: Fair) -> str:
    """Say, with the day, why nothing is booked now; "" while it is."""
    try:
        services.require_booking(g.session, fair)
    except DomainError as refusal:
        return translate(refusal.message, **refusal.params)
    return ""


def _page(
    company: Company,
    fair: Fair,
    asked: Asked,
    *,
    fragment: str = "panneau",
    oob: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    is_member = services.is_member(g.session, fair, company.id)
    page = plan_page(fair, company_id=company.id, is_member=is_member)
    closed = _closed(fair)
    panel = make_panel(fair, company, page.plan, asked, is_member=is_member)
    return render(
        "fairs/stands/plan.html",
        fragment=fragment,
        oob=oob,
        beside=oob if wants_fragment() else (),
        status=status,
        company=company,
        fair=fair,
        is_member=is_member,
        is_open=not closed,
        closed=closed,
        panel=panel,
        base=exhibited_url(company, fair),
        **plan_context(page),
        **company_space(company, current="fairs"),
    )
