"""The demo's shortcuts, on this machine only: people one enters as with a click, and the letters nobody sends."""

from flask import Blueprint, Response, abort, g, request

from fairapp.accounts.enums import SignInMethod
from fairapp.accounts.hooks import settings
from fairapp.accounts.models import Account, Persona
from fairapp.accounts.views.entering import enter
from fairapp.core.settings import LOOPBACK
from fairapp.mail import outbox
from fairapp.web import pages
from fairapp.web.access import organisers_only, public
from fairapp.web.limits import client_address

bp = Blueprint("demo", __name__, url_prefix="/demo")

PROXY_SIGNS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


def is_open() -> bool:
    """Tell whether the shortcuts exist for this visitor; behind a proxy everyone seems to be on this machine."""
    is_near = client_address() in LOOPBACK and not any(sign in request.headers for sign in PROXY_SIGNS)
    return settings().demo and is_near


@bp.before_request
def hide_elsewhere() -> None:
    if not is_open():
        abort(404)


@bp.post("/personnages/<int(max=2147483647):account_id>")
@public
def enter_as(account_id: int) -> Response:
    persona = g.session.get(Persona, account_id)
    account = g.session.get(Account, account_id) if persona else None
    if account is None or account.is_disabled:
        abort(404)
    return enter(account, method=SignInMethod.DEMO, to=request.form.get("next", ""))


@bp.get("/courrier")
@organisers_only
def show_letters() -> Response:
    return pages.render("accounts/letters.html", letters=outbox.latest(settings().outbox_dir))
