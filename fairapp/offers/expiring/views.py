"""The links of the letter before an offer's end: each opens a page that shows, with a button that acts."""

from typing import NamedTuple

from flask import Blueprint, Response, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import read_link
from fairapp.accounts.views.presence import make_actor
from fairapp.clusters.models import Company
from fairapp.core.errors import Conflict, DomainError
from fairapp.offers import lifecycle
from fairapp.offers.enums import CLOSE_REASON_LABELS
from fairapp.offers.expiring.forms import EndingAnswer
from fairapp.offers.expiring.queries import minders_of
from fairapp.offers.expiring.services import ANSWERS, REASONS, answer, is_answered, why_not
from fairapp.offers.labels import offer_path
from fairapp.offers.lifecycle import Acting, Action, as_author, on_behalf
from fairapp.offers.models import Offer
from fairapp.offers.queries import cluster_ids_of
from fairapp.web import forms
from fairapp.web.access import public
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.limits import limited_by_link
from fairapp.web.pages import go_to, keep_private, notify, render

bp = Blueprint("offer_expiring", __name__, url_prefix="/fin-d-offre")


class Asked(NamedTuple):
    """What a good link is about: one offer, one answer, one reader who still minds that offer."""

    link: ActionLink
    offer: Offer
    action: Action
    reader: Account


@bp.get("/<token>")
@public
def ask(token: str) -> ResponseReturnValue:
    """Show what the button will do; a mail scanner that follows the link answers nothing."""
    asked = _asked(token)
    if asked is None:
        return _over()
    reasons = REASONS.get(asked.action)
    return _page(token, asked, forms.blank(EndingAnswer, reason=reasons[0] if reasons else None))


@bp.post("/<token>")
@public
@limited_by_link
def reply(token: str) -> ResponseReturnValue:
    asked = _asked(token)
    if asked is None:
        return _over()
    form = forms.bind(EndingAnswer)
    if not form.is_valid:
        return _page(token, asked, form, status=422)
    try:
        answer(
            g.session,
            asked.offer,
            asked.action,
            by=_acting(asked),
            since=asked.link.created_at,
            reason=form.data.reason,
        )
    except Conflict:  # the page itself tells how the offer stands now
        return _page(token, asked, form, status=409)
    except DomainError as error:
        form.refuse(error)
        return _page(token, asked, form, status=422)
    return notify(go_to(f"/fin-d-offre/{token}"), _("C’est enregistré : merci de votre réponse."))


def _asked(token: str) -> Asked | None:
    """Return what the link is about; None once it was revoked, is too old, or its reader minds the offer no more."""
    settings = current_app.extensions["fairapp"].settings
    link = next((link for purpose in ANSWERS if (link := read_link(g.session, settings, token, purpose))), None)
    offer = g.session.get(Offer, link.subject_id) if link else None
    if link is None or offer is None:
        return None
    reader = next((one for one in minders_of(g.session, offer) if one.email == link.email), None)
    return Asked(link, offer, ANSWERS[link.purpose], reader) if reader else None


def _acting(asked: Asked) -> Acting:
    """Let the reader act as in their own space: for the company, or on behalf of one that has nobody."""
    actor = make_actor(g.session, asked.reader.id, asked.reader)
    if actor.works_at(asked.offer.company_id):
        return as_author(actor)
    return on_behalf(actor, min(actor.cluster_ids.intersection(cluster_ids_of(g.session, asked.offer.id))))


def _page(token: str, asked: Asked, form: Form[EndingAnswer], *, status: int = 200) -> Response:
    offer, action = asked.offer, asked.action
    g.session.refresh(offer)
    reasons = REASONS.get(action, ())
    problem = why_not(offer)
    page = render(
        "offers/expiring/answer.html",
        status=status,
        offer=offer,
        company=g.session.get(Company, offer.company_id) if offer.company_id else None,
        action=action.value,
        url=f"/fin-d-offre/{token}",
        form=form,
        is_answered=is_answered(g.session, offer, action, since=asked.link.created_at),
        problem=translate(problem) if problem else "",
        until=lifecycle.extended_day(offer),
        reasons=[(reason.value, translate(CLOSE_REASON_LABELS[reason])) for reason in reasons],
        path=offer_path(offer),
        most_days=lifecycle.MOST_DAYS,
        section="offers",
    )
    return keep_private(page)


def _over() -> Response:
    return keep_private(render("offers/expiring/over.html", status=404, section="offers"))
