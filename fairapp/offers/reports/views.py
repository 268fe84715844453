"""« Signaler cette offre »: a page with a form, or the form alone in the offer's page."""

import hashlib
import hmac

from flask import Blueprint, Response, current_app, g
from flask.typing import ResponseReturnValue

from fairapp.core.errors import DomainError
from fairapp.core.settings import Settings
from fairapp.offers import lifecycle
from fairapp.offers.enums import REPORT_REASON_LABELS
from fairapp.offers.labels import choices, offer_path
from fairapp.offers.models import Offer
from fairapp.offers.reports.forms import Report
from fairapp.offers.reports.services import report_offer
from fairapp.web import forms
from fairapp.web.access import load_or_404, public
from fairapp.web.forms import Form
from fairapp.web.limits import by_account, by_address, limited
from fairapp.web.pages import render

bp = Blueprint("offer_reports", __name__)


@bp.get("/offres/<int:id>/signaler")
@public
def ask(id: int) -> ResponseReturnValue:
    return _page(_public_offer(id), forms.blank(Report))


@bp.post("/offres/<int:id>/signaler")
@public
@limited("10 per hour", key=by_account)
def report(id: int) -> ResponseReturnValue:
    offer = _public_offer(id)
    form = forms.bind(Report)
    if not form.is_valid:
        return _page(offer, form, status=422)
    try:
        if not form.data.site_web:  # a robot is thanked, and ignored
            report_offer(g.session, offer, reporter=_reporter(), reason=form.data.reason, message=form.data.message)
    except DomainError as error:
        form.refuse(error)
        return _page(offer, form, status=422)
    return _page(offer, form, is_sent=True)


def _public_offer(id: int) -> Offer:
    return load_or_404(g.session, Offer, id, allowed=lambda _actor, offer: lifecycle.is_public(offer))


def _reporter() -> str:
    """Tell people apart without naming them: a keyed hash of the account, else of the address."""
    settings: Settings = current_app.extensions["fairapp"].settings
    who = f"account:{g.actor.account_id}" if g.actor else f"address:{by_address()}"
    return hmac.new(
        settings.secret_key.get_secret_value().encode(), f"report:{who}".encode(), hashlib.sha256
    ).hexdigest()


def _page(offer: Offer, form: Form[Report], *, is_sent: bool = False, status: int = 200) -> Response:
    return render(
        "offers/reports/form.html",
        fragment="report",
        status=status,
        offer=offer,
        form=form,
        is_sent=is_sent,
        path=offer_path(offer),
        reasons=choices(REPORT_REASON_LABELS),
        section="offers",
    )
