"""One application: who it is, what they wrote, what happened, what colleagues noted."""

from contextlib import suppress

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from fairapp.candidates.enums import Seen
from fairapp.candidates.views_log import note_seen
from fairapp.core.errors import Conflict
from fairapp.core.files import StoredFile
from fairapp.offers.applications import states
from fairapp.offers.applications.enums import REFUSAL_LABELS, Action
from fairapp.offers.applications.inbox.forms import NoteDraft
from fairapp.offers.applications.inbox.queries import Row, notes_of
from fairapp.offers.applications.inbox.services import add_note, held_if_known, remove_note
from fairapp.offers.applications.inbox.views.desk import Desk, company_desk, organiser_desk
from fairapp.offers.applications.inbox.words import buttons, moments, replies_to, status_pill
from fairapp.offers.applications.models import Application, ApplicationNote
from fairapp.offers.applications.queries import steps_of
from fairapp.offers.applications.services import take
from fairapp.web import forms
from fairapp.web.access import companies_only, organisers_only
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited_reads
from fairapp.web.pages import go_to, render, wants_fragment
from fairapp.web.transactions import Work, beforehand
from fairapp.web.uploads import serve

bp = Blueprint("application_showing", __name__)

COMPANY = "/entreprise/<slug>/candidatures/<int:id>"
ORGANISER = "/pilotage/<slug>/candidatures/<int:id>"


@bp.get(COMPANY)
@companies_only
def show_to_company(slug: str, id: int) -> ResponseReturnValue:
    return _open(company_desk(slug), id)


@bp.get(ORGANISER)
@organisers_only
def show_to_organiser(slug: str, id: int) -> ResponseReturnValue:
    return _open(organiser_desk(slug), id)


@bp.get(f"{COMPANY}/cv")
@companies_only
@limited_reads("300 per hour", key=by_account)
def cv_to_company(slug: str, id: int) -> ResponseReturnValue:
    return _cv(company_desk(slug), id)


@bp.get(f"{ORGANISER}/cv")
@organisers_only
@limited_reads("300 per hour", key=by_account)
def cv_to_organiser(slug: str, id: int) -> ResponseReturnValue:
    return _cv(organiser_desk(slug), id)


@bp.post(f"{COMPANY}/notes")
@companies_only
def note_by_company(slug: str, id: int) -> ResponseReturnValue:
    return _note(company_desk(slug), id)


@bp.post(f"{ORGANISER}/notes")
@organisers_only
def note_by_organiser(slug: str, id: int) -> ResponseReturnValue:
    return _note(organiser_desk(slug), id)


@bp.post(f"{COMPANY}/notes/<int:note_id>/retirer")
@companies_only
def unnote_by_company(slug: str, id: int, note_id: int) -> ResponseReturnValue:
    return _unnote(company_desk(slug), id, note_id)


@bp.post(f"{ORGANISER}/notes/<int:note_id>/retirer")
@organisers_only
def unnote_by_organiser(slug: str, id: int, note_id: int) -> ResponseReturnValue:
    return _unnote(organiser_desk(slug), id, note_id)


def _open(desk: Desk, id: int) -> Response:
    """Show it; that somebody opened it is written down before, and the person sees so."""
    desk.load(id)
    beforehand(_opening(desk, id))
    return _page(desk, desk.load(id), forms.blank(NoteDraft))


def _opening(desk: Desk, id: int) -> Work:
    def note_and_open(session: Session) -> None:
        application = _seen(session, desk, id, Seen.APPLICATION)
        if application is not None and states.may(application.status, Action.OPEN, desk.side):
            with suppress(Conflict):  # a colleague opened it, or the person withdrew, at this very instant
                take(session, application, Action.OPEN, desk.acting)

    return note_and_open


def _seen(session: Session, desk: Desk, id: int, what: Seen) -> Application | None:
    """Hold it, and note who looks; None if the person was forgotten since the page was asked for."""
    application = held_if_known(session, id)
    if application is None:
        return None
    note_seen(
        session, email=application.email or "", company_id=desk.company_id, cluster_id=desk.cluster_id,
        account_id=g.actor.account_id, what=what, subject_id=id,
    )  # fmt: skip
    return application


def _cv(desk: Desk, id: int) -> Response:
    """Hand the CV out, never under the name that its owner gave it."""
    if desk.load(id).application.cv_file_id is None:
        abort(404)
    file_id = beforehand(lambda session: _taken_cv(session, desk, id))
    file = g.session.get(StoredFile, file_id) if file_id else None
    if file is None:
        abort(404)
    return serve(file.content, file.media_type, filename=f"cv-{id}.pdf")


def _taken_cv(session: Session, desk: Desk, id: int) -> int | None:
    application = _seen(session, desk, id, Seen.CV)
    return application.cv_file_id if application else None


def _note(desk: Desk, id: int) -> Response:
    row, form = desk.load(id), forms.bind(NoteDraft)
    if not form.is_valid:
        return _page(desk, row, form, status=422)
    whose = {"company_id": desk.company_id, "cluster_id": desk.cluster_id}
    add_note(g.session, row.application, form.data.body, desk.acting, **whose)
    return _noted(desk, row)


def _unnote(desk: Desk, id: int, note_id: int) -> Response:
    """Everyone takes back their own words only. Twice is once."""
    row = desk.load(id)
    note = g.session.get(ApplicationNote, note_id) if note_id < 2**31 else None
    here = note is not None and (note.company_id, note.cluster_id) == (desk.company_id, desk.cluster_id)
    if note is not None and (not here or note.application_id != id or note.account_id != g.actor.account_id):
        abort(404)
    if note is not None:
        remove_note(g.session, note)
    return _noted(desk, row)


def _noted(desk: Desk, row: Row) -> Response:
    if wants_fragment():
        return _page(desk, row, forms.blank(NoteDraft))
    return go_to(f"{desk.url}/{row.application.id}#notes")


def _page(desk: Desk, row: Row, form: Form[NoteDraft], *, status: int = 200) -> Response:
    application = row.application
    label, tone = status_pill(application.status)
    return render(
        "offers/applications/inbox/show.html",
        fragment="notes",
        status=status,
        url=desk.url,
        here=f"{desk.url}/{application.id}",
        application=application,
        name=f"{application.first_name} {application.last_name}",
        offer=row.offer,
        company=row.company if row.company and row.company.id != desk.company_id else None,
        label=label,
        tone=tone,
        refusal=translate(REFUSAL_LABELS[application.refusal]) if application.refusal else "",
        replies=buttons(replies_to(application.status, desk.side)),
        moments=moments(steps_of(g.session, application.id)),
        notes=notes_of(g.session, application.id, desk.notes),
        form=form,
        **desk.space,
    )
