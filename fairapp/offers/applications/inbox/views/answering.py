"""Answering one application or many (row A2): the words are shown as they will be read, then sent by a POST."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fairapp.core.errors import DomainError
from fairapp.offers.applications import states
from fairapp.offers.applications.inbox import services
from fairapp.offers.applications.inbox.forms import Answer, Chosen, Reply, Words
from fairapp.offers.applications.inbox.queries import Row, some_of
from fairapp.offers.applications.inbox.services import Letter, Outcome
from fairapp.offers.applications.inbox.views.desk import Desk, company_desk, organiser_desk
from fairapp.offers.applications.inbox.words import REPLY_LABELS, draft, is_draft, refusals, status_pill
from fairapp.offers.applications.wording import SUBJECTS
from fairapp.web import forms
from fairapp.web.access import companies_only, organisers_only
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("application_answering", __name__)

COMPANY = "/entreprise/<slug>/candidatures/repondre"
ORGANISER = "/pilotage/<slug>/candidatures/repondre"


@bp.get(COMPANY)
@companies_only
def write_by_company(slug: str) -> ResponseReturnValue:
    return _write(company_desk(slug))


@bp.get(ORGANISER)
@organisers_only
def write_by_organiser(slug: str) -> ResponseReturnValue:
    return _write(organiser_desk(slug))


@bp.post(f"{COMPANY}/apercu")
@companies_only
def preview_to_company(slug: str) -> ResponseReturnValue:
    return _preview(company_desk(slug))


@bp.post(f"{ORGANISER}/apercu")
@organisers_only
def preview_to_organiser(slug: str) -> ResponseReturnValue:
    return _preview(organiser_desk(slug))


@bp.post(COMPANY)
@companies_only
@limited("120 per hour", key=by_account, bucket="answer applications")
def answer_by_company(slug: str) -> ResponseReturnValue:
    return _answer(company_desk(slug))


@bp.post(ORGANISER)
@organisers_only
@limited("120 per hour", key=by_account, bucket="answer applications")
def answer_by_organiser(slug: str) -> ResponseReturnValue:
    return _answer(organiser_desk(slug))


def _write(desk: Desk) -> Response:
    asked = forms.query(Chosen)
    rows = some_of(g.session, desk.scope, asked.candidature)
    if not rows:
        return notify(go_to(desk.url), _("Choisissez d’abord une ou plusieurs candidatures."), level="warning")
    return _page(desk, rows, asked.reponse, forms.blank(Answer))


def _preview(desk: Desk) -> Response:
    """Show the words as each will read them; nothing is sent."""
    form = forms.bind(Answer)
    rows, reply = _chosen(desk, form)
    return _page(desk, rows, reply, form, status=200 if form.is_valid else 422)


def _answer(desk: Desk) -> Response:
    form = forms.bind(Answer)
    rows, reply = _chosen(desk, form)
    status = 422
    if form.is_valid:
        letter = Letter(reply.action, form.data.message, desk.organisation.name, form.data.motif)
        try:
            outcome = services.answer(g.session, rows, letter, desk.acting)
        except DomainError as error:
            form.refuse(error)
        else:
            if outcome.done:
                return _answered(desk, outcome)
            status = 409
            form.refuse(outcome.refused[0][1])
    return _page(desk, rows, reply, form, status=status)


def _chosen(desk: Desk, form: Form[Answer]) -> tuple[list[Row], Reply]:
    """Return whom the form is about, even where its words are wrong."""
    asked = forms.bind(Chosen)
    if not asked.is_valid:
        abort(400)
    rows = some_of(g.session, desk.scope, asked.data.candidature)
    if not rows:
        abort(404)
    return rows, asked.data.reponse


def _answered(desk: Desk, outcome: Outcome) -> Response:
    told = ngettext("%(num)s réponse envoyée.", "%(num)s réponses envoyées.", len(outcome.done))
    if not outcome.refused:
        return notify(go_to(desk.url), told)
    problems = [(_name(row), translate(error.message, **error.params)) for row, error in outcome.refused]
    return render(
        "offers/applications/inbox/answered.html", fragment="reponse",
        url=desk.url, told=told, problems=problems, **desk.space,
    )  # fmt: skip


def _page(desk: Desk, rows: Sequence[Row], reply: Reply, form: Form[Answer], *, status: int = 200) -> Response:
    able = [row for row in rows if states.may(row.application.status, reply.action, desk.side)]
    context = compose(form, reply, able[0] if able else None, signature=desk.organisation.name)
    return render(
        "offers/applications/inbox/answer.html",
        fragment="reponse",
        status=status,
        url=desk.url,
        action=f"{desk.url}/repondre",
        back=f"{desk.url}/{rows[0].application.id}" if len(rows) == 1 else desk.url,
        people=[(row.application.id, _name(row), row.offer.title) for row in able],
        unable=[(_name(row), status_pill(row.application.status)[0]) for row in rows if row not in able],
        **context,
        **desk.space,
    )


def compose(form: Form[Answer] | Form[Words], reply: Reply, first: Row | None, *, signature: str) -> Mapping[str, Any]:
    """Return what `_answer.html` shows: the form, its text if nobody wrote one, and how the first person reads it."""
    motive = form.data.motif if form.is_valid else None
    text = str(form.typed.get("message", ""))
    if is_draft(text, reply.action):
        form.typed["message"] = text = draft(reply.action, motive)
    letter = Letter(reply.action, text, signature, motive)
    return {
        "form": form,
        "reply": reply.value,
        "label": translate(REPLY_LABELS[reply]),
        "asks_motive": reply is Reply.REFUSE,
        "refusals": refusals(),
        "subject": translate(SUBJECTS[reply.action], title=first.offer.title) if first else "",
        "preview": letter.to(first) if first else "",
        "reader": _name(first) if first else "",
    }


def _name(row: Row) -> str:
    return f"{row.application.first_name} {row.application.last_name}"
