"""Three questions after a visit, by the link of a letter (row E13): who has it answers for the side of its address.

GET shows and asks: a mail scanner that follows the link answers nothing.
"""

from typing import NamedTuple

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from sqlmodel import select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.hooks import settings
from fairapp.accounts.services import read_link
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.models import Evaluation, OutreachRequest
from fairapp.outreach.papers.views.answers import private
from fairapp.outreach.papers.visits import visit_of
from fairapp.outreach.requests.readers import side_of_address
from fairapp.outreach.requests.services import Click, evaluate
from fairapp.outreach.requests.services.evaluating import EvaluationDraft
from fairapp.outreach.requests.words import when
from fairapp.web import forms
from fairapp.web.access import public
from fairapp.web.forms import Form
from fairapp.web.limits import by_address, limited
from fairapp.web.pages import go_to, render

bp = Blueprint("visit_evaluation", __name__, url_prefix="/bilan")


class Asked(NamedTuple):
    request: OutreachRequest
    side: Side


@bp.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    asked = _asked(token)
    if asked is None:
        return _over(forms.blank(EvaluationDraft), status=404)
    if asked.request.status is not RequestStatus.DONE:
        return _over(forms.blank(EvaluationDraft), status=410)
    given = _given(asked)
    form = forms.prefill(EvaluationDraft, given) if given else forms.blank(EvaluationDraft)
    return _page(asked, token, form, is_correcting=given is not None)


@bp.post("/<token>")
@public
@limited("30 per hour", key=by_address)
def answer(token: str) -> ResponseReturnValue:
    """Keep the answers; sent again, they take the place of those before."""
    asked, form = _asked(token), forms.bind(EvaluationDraft)
    if asked is None:
        return _over(form, status=404)
    if not form.is_valid:
        return _page(asked, token, form, status=422)
    try:
        with g.session.begin_nested():
            evaluate(g.session, asked.request, form.data, Click(asked.side))
    except Conflict:
        return _over(form, status=409)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(asked, token, form, status=422)
    return go_to(f"/bilan/{token}/merci")


@bp.get("/<token>/merci")
@public
def thank(token: str) -> ResponseReturnValue:
    if _asked(token) is None:
        return _over(forms.blank(EvaluationDraft), status=404)
    return private(render("outreach/papers/thanks.html", url=f"/bilan/{token}", section="visits"))


def _asked(token: str) -> Asked | None:
    """Return the visit and the side that the link speaks for; None once it is over, or its reader is neither's."""
    link = read_link(g.session, settings(), token, LinkPurpose.VISIT_EVALUATION)
    request = g.session.get(OutreachRequest, link.subject_id) if link and link.subject_id else None
    if link is None or request is None:
        return None
    side = side_of_address(g.session, request, link.email)
    return Asked(request, side) if side else None


def _given(asked: Asked) -> Evaluation | None:
    query = select(Evaluation).where(Evaluation.request_id == asked.request.id, Evaluation.side == asked.side)
    found: Evaluation | None = g.session.exec(query).first()
    return found


def _page(
    asked: Asked, token: str, form: Form[EvaluationDraft], *, is_correcting: bool = False, status: int = 200
) -> Response:
    visit = visit_of(g.session, asked.request)
    page = render(
        "outreach/papers/evaluation.html",
        fragment="bilan",
        status=status,
        form=form,
        url=f"/bilan/{token}",
        title=visit.intervention.title if visit.intervention else "",
        school=visit.school.name,
        company=visit.company.name if visit.company else "",
        class_name=asked.request.class_name,
        when=when(asked.request, visit.cluster.time_zone),
        is_correcting=is_correcting,
        section="visits",
    )
    return private(page)


def _over(form: Form[EvaluationDraft], *, status: int) -> Response:
    """Say that it is too late, and give back what was typed: it may be sent another way."""
    comment = str(form.typed.get("comment", ""))
    return private(
        render("outreach/papers/over.html", fragment="bilan", status=status, comment=comment, section="visits")
    )
