"""One's own password and signed-in browsers."""

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from fairapp.accounts import queries
from fairapp.accounts.enums import SignInMethod
from fairapp.accounts.forms import NewPasswordForm
from fairapp.accounts.models import Account
from fairapp.accounts.services import (
    change_password,
    check_strength,
    end_all_sessions,
    end_own_session,
    hash_password,
    verify_password,
)
from fairapp.accounts.views.entering import enter
from fairapp.accounts.views.profile import NOT_CURRENT, asks_current, own_account
from fairapp.core.errors import DomainError
from fairapp.web import pages, sessions
from fairapp.web.access import members_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.limits import by_account, limited

bp = Blueprint("account_security", __name__, url_prefix="/compte")


@bp.get("/securite")
@members_only()
def show() -> Response:
    return _show(blank(NewPasswordForm))


@bp.before_request
def hash_password_first() -> None:
    """Argon2 takes as long as many bookings: it runs before the write transaction begins."""
    if request.method == "POST" and request.endpoint == "account_security.set_password":
        g.form = bind(NewPasswordForm)
        g.password_hash = _checked_hash(g.form, own_account()) if g.form.is_valid else ""


@bp.post("/mot-de-passe")
@members_only()
@limited("10 per 5 minutes", key=by_account)
def set_password() -> Response:
    if not g.form.is_valid:
        return _show(g.form, fragment="motdepasse", status=422)
    account = own_account()
    method = _method_of_this_session()
    change_password(g.session, account, g.password_hash, by=g.actor)
    response = enter(account, method=method, to="/compte/securite")
    return pages.notify(response, _("Mot de passe enregistré. Les autres sessions sont fermées."))


@bp.post("/sessions/<int(max=2147483647):id>/fermer")
@members_only()
def close_session(id: int) -> Response:
    end_own_session(g.session, g.actor.account_id, id)
    return _after_closing(_("Session fermée."))


@bp.post("/sessions/fermer-les-autres")
@members_only()
def close_other_sessions() -> Response:
    end_all_sessions(g.session, g.actor.account_id, except_=sessions.current_hash())
    return _after_closing(_("Les autres sessions sont fermées."))


def _after_closing(message: str) -> Response:
    response = (
        _show(blank(NewPasswordForm), fragment="sessions")
        if pages.wants_fragment()
        else pages.go_to("/compte/securite")
    )
    return pages.notify(response, message)


def _checked_hash(form: Form[NewPasswordForm], account: Account) -> str:
    """Return the hash of the new password, or "" after telling `form` why not."""
    try:
        if asks_current(account) and not verify_password(account.password_hash, form.data.current):
            raise DomainError(NOT_CURRENT, field="current")
        check_strength(form.data.password, own_words=(account.name, account.email))
    except DomainError as refusal:
        form.refuse(refusal)
        return ""
    return hash_password(form.data.password)


def _method_of_this_session() -> SignInMethod:
    session = queries.find_session(g.session, sessions.current_hash() or "")
    return session.method if session else SignInMethod.PASSWORD


def _show(form: Form[NewPasswordForm], *, fragment: str = "", status: int = 200) -> Response:
    account = own_account()
    for secret in ("password", "current"):
        form.typed.pop(secret, None)  # never written into a page
    return pages.render(
        "accounts/security.html", fragment=fragment or None, status=status, form=form, account=account,
        asks_current=asks_current(account), sessions=queries.live_sessions(g.session, account.id),
        current_hash=sessions.current_hash(),
    )  # fmt: skip
