"""The class before anything is sent: written, kept, sent, booked, or put on a waiting list (rows E6, E7)."""

import secrets
from typing import NamedTuple

from flask import Blueprint, Response, abort, g
from flask import request as sent
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster, Company, School
from fairapp.clusters.queries import all_clusters
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.outreach.enums import FORMAT_LABELS, GRADE_LABELS, SETTING_LABELS, InterventionStatus
from fairapp.outreach.models import Intervention, OutreachRequest, Slot, Speaker
from fairapp.outreach.requests import queries, services
from fairapp.outreach.requests.forms import DraftForm, StepForm
from fairapp.outreach.requests.services.sending import NEEDS_AGREEMENT
from fairapp.outreach.requests.views.desk import Desk, load, school_desk
from fairapp.outreach.requests.words import when
from fairapp.web.access import load_or_404, members_only
from fairapp.web.forms import Form, bind, blank, prefill
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

SAVED = N_("Le brouillon est enregistré.")
NOT_YET = N_(
    "Votre rattachement à l’établissement est à confirmer : enregistrez le brouillon, vous l’enverrez ensuite."
)
WAITS = N_("Vous êtes sur la liste d’attente : un courriel vous prévient dès qu’une place se libère.")
BOOKED = N_("C’est réservé : vous recevez l’invitation d’agenda par courriel.")
SENT = N_("La demande est envoyée : un courriel vous prévient dès la réponse.")

bp = Blueprint("outreach_draft", __name__, url_prefix="/ecole/<slug>/demandes")


class Asked(NamedTuple):
    """To whom the class is described: an intervention, or all companies of a cluster."""

    cluster: Cluster
    intervention: Intervention | None
    action: str  # where the form goes
    slot_id: int | None = None


@bp.get("/nouvelle")
@members_only()
def new(slug: str) -> ResponseReturnValue:
    desk = school_desk(slug)
    asked = _asked(desk)
    form = blank(
        DraftForm, contact_name=g.actor.name, contact_email=g.actor.email, slot_id=asked.slot_id,
        form_key=secrets.token_urlsafe(18),
    )  # fmt: skip
    return _show(desk, asked, form)


@bp.post("/nouvelle")
@members_only()
@limited("30 per hour", key=by_account)
def create(slug: str) -> ResponseReturnValue:
    desk, form = school_desk(slug), bind(DraftForm)
    asked = _asked(desk)
    if form.is_valid:
        try:
            with g.session.begin_nested():
                to = asked.intervention or asked.cluster
                request = services.start_draft(g.session, _school(desk), form.data, to=to, by=g.actor)
                said = translate(_go_on(desk, request, form.data))
            return notify(go_to(f"{desk.url}/{request.id}"), said)
        except DomainError as refusal:
            return _refused(desk, asked, form, refusal)
    desk.status = 422
    return _show(desk, asked, form)


@bp.post("/<int:id>")
@members_only()
def edit(slug: str, id: int) -> ResponseReturnValue:
    desk, form = school_desk(slug), bind(DraftForm)
    request = load(desk, id)
    asked = _of(desk, request)
    if form.is_valid:
        try:
            with g.session.begin_nested():
                services.edit_draft(g.session, request, form.data, desk.click(form.data.version))
                said = translate(_go_on(desk, request, form.data))
            return notify(go_to(f"{desk.url}/{request.id}"), said)
        except DomainError as refusal:
            return _refused(desk, asked, form, refusal, request=request)
    desk.status = 422
    return _show(desk, asked, form, request=request)


@bp.post("/<int:id>/supprimer")
@members_only()
def delete(slug: str, id: int) -> ResponseReturnValue:
    desk, form = school_desk(slug), bind(StepForm)
    request = load(desk, id)
    try:
        services.delete_draft(g.session, request, desk.click(form.data.version if form.is_valid else 0))
    except Conflict as refusal:
        return notify(go_to(f"{desk.url}/{id}"), translate(refusal.message, **refusal.params), level="warning")
    return notify(go_to(desk.url), _("Le brouillon est supprimé."))


@bp.post("/<int:id>/quitter-attente")
@members_only()
def stop_waiting(slug: str, id: int) -> ResponseReturnValue:
    desk = school_desk(slug)
    services.leave_waiting_list(g.session, load(desk, id))
    return notify(go_to(f"{desk.url}/{id}"), _("Cette classe n’attend plus de place ; votre brouillon reste."))


def edit_page(desk: Desk, request: OutreachRequest) -> Response:
    form = prefill(DraftForm, request, has_agreement=False, then="", form_key="", slot_id=None)
    return _show(desk, _of(desk, request), form, request=request)


def _go_on(desk: Desk, request: OutreachRequest, draft: DraftForm) -> str:
    """Do what the button says, once the class is kept; return what to tell.

    :raise DomainError: if it cannot be sent so; nothing is kept then, the form still holds what was typed.
    """
    if draft.then == "draft":
        return SAVED
    if desk.is_waiting:
        raise DomainError(NOT_YET)
    slot = g.session.get(Slot, draft.slot_id) if draft.slot_id else None
    if draft.then == "wait" and slot is not None:
        services.wait_for_slot(g.session, request, slot)
        return WAITS
    if not draft.has_agreement:
        raise DomainError(NEEDS_AGREEMENT, field="has_agreement")
    click = desk.click(request.version)
    if slot is not None:
        services.book_slot(g.session, request, slot, click)
        return BOOKED
    services.send_request(g.session, request, click)
    return SENT


def _school(desk: Desk) -> School:
    school: School = g.session.get_one(School, desk.organisation.id)
    return school


def _asked(desk: Desk) -> Asked:
    """Read from the address what is asked; what is no longer offered does not exist."""
    intervention_id = sent.args.get("intervention", type=int)
    slot_id = sent.args.get("creneau", type=int)
    if intervention_id is not None:
        intervention = load_or_404(
            g.session, Intervention, intervention_id,
            allowed=lambda _actor, row: row.status is InterventionStatus.PUBLISHED,
        )  # fmt: skip
        action = f"{desk.url}/nouvelle?intervention={intervention.id}"
        return Asked(g.session.get_one(Cluster, intervention.cluster_id), intervention, action, slot_id)
    clusters = queries.clusters_with_visits(g.session) or all_clusters(g.session)
    chosen = next((one for one in clusters if one.slug == sent.args.get("cluster")), None) or next(iter(clusters), None)
    if chosen is None:
        abort(404)
    return Asked(chosen, None, f"{desk.url}/nouvelle?cluster={chosen.slug}")


def _of(desk: Desk, request: OutreachRequest) -> Asked:
    intervention = g.session.get(Intervention, request.intervention_id) if request.intervention_id else None
    return Asked(g.session.get_one(Cluster, request.cluster_id), intervention, f"{desk.url}/{request.id}")


def _refused(
    desk: Desk, asked: Asked, form: Form[DraftForm], refusal: DomainError, *, request: OutreachRequest | None = None
) -> Response:
    form.refuse(refusal)
    desk.status = 409 if isinstance(refusal, Conflict) else 422
    return _show(desk, asked, form, request=request, is_full=isinstance(refusal, services.SlotFull))


def _show(
    desk: Desk, asked: Asked, form: Form[DraftForm], *, request: OutreachRequest | None = None, is_full: bool = False
) -> Response:
    session, cluster, visit = g.session, asked.cluster, asked.intervention
    if request is not None:
        form.typed["version"] = str(request.version)
    return render(
        "outreach/requests/draft.html",
        fragment="demande",
        status=desk.status,
        url=desk.url,
        action=asked.action,
        draft=request,
        form=form,
        is_full=is_full,
        cluster=cluster,
        clusters=[] if visit or request else queries.clusters_with_visits(session),
        intervention=visit,
        company=session.get(Company, visit.company_id) if visit else None,
        speaker=session.get(Speaker, visit.speaker_id) if visit and visit.speaker_id else None,
        format_label=translate(FORMAT_LABELS[visit.format]) if visit else "",
        setting_label=translate(SETTING_LABELS[visit.setting]) if visit else "",
        slots=_slots(visit, cluster) if visit else [],
        grades=[(grade.value, translate(label)) for grade, label in GRADE_LABELS.items()],
        waits=len(services.waits_of(session, request.id)) if request else 0,
        is_waiting=desk.is_waiting,
        **desk.space,
    )


def _slots(visit: Intervention, cluster: Cluster) -> list[tuple[int, str]]:
    full = _(" (complet : liste d’attente)")
    return [
        (
            slot.id,
            when(slot, cluster.time_zone)
            + (full if slot.groups_taken >= slot.groups_max or slot.pupils_taken >= slot.pupils_max else ""),
        )
        for slot in queries.open_slots(g.session, visit.id)
    ]
