"""One's own account: name, language and address."""

from datetime import timedelta

from flask import Blueprint, Response, abort, g, request
from flask_babel import gettext as _

from fairapp.accounts import queries
from fairapp.accounts.enums import LinkPurpose, SignInMethod
from fairapp.accounts.forms import NewEmailForm, ProfileForm
from fairapp.accounts.hooks import settings
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import (
    confirm_email_change,
    read_link,
    rename_account,
    request_email_change,
    verify_password,
)
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.web import pages, sessions
from fairapp.web.access import members_only
from fairapp.web.forms import Form, bind, blank, prefill
from fairapp.web.i18n import languages
from fairapp.web.limits import by_account, limited

bp = Blueprint("account_profile", __name__, url_prefix="/compte")


FRESH = timedelta(minutes=15)  # after coming in by link, one may change one's keys without the forgotten password
NOT_CURRENT = N_("Ce n'est pas votre mot de passe actuel.")


def own_account() -> Account:
    """Return the row of who is signed in."""
    account: Account = g.session.get_one(Account, g.actor.account_id)
    return account


def asks_current(account: Account) -> bool:
    """Tell whether the present password must be given: a borrowed browser must not be enough to take an account."""
    session = queries.find_session(g.session, sessions.current_hash() or "")
    fresh_link = session and session.method == SignInMethod.LINK and now() - session.created_at < FRESH
    return account.password_hash is not None and not fresh_link


@bp.before_request
def compare_password_first() -> None:
    """Argon2 takes as long as many bookings: it runs before the write transaction begins."""
    if request.method == "POST" and request.endpoint == "account_profile.ask_new_email":
        g.form, account = bind(NewEmailForm), own_account()
        if not g.form.is_valid or not asks_current(account):
            return
        if not verify_password(account.password_hash, g.form.data.current):
            g.form.refuse(DomainError(NOT_CURRENT, field="current"))


@bp.get("/")
@members_only()
def show() -> Response:
    account = own_account()
    return _show(prefill(ProfileForm, account), blank(NewEmailForm), account)


@bp.post("/")
@members_only()
def save() -> Response:
    account, form = own_account(), bind(ProfileForm)
    if not form.is_valid:
        return _show(form, blank(NewEmailForm), account, fragment="profil", status=422)
    rename_account(g.session, account, name=form.data.name, locale=form.data.locale, by=g.actor)
    target = f"/compte/?lang={account.locale}" if len(languages()) > 1 else "/compte/"
    return pages.notify(pages.go_to(target), _("Vos informations sont enregistrées."))


@bp.post("/adresse")
@members_only()
@limited("5 per hour", key=by_account)
def ask_new_email() -> Response:
    account, form = own_account(), g.form
    if not form.is_valid:
        return _show(prefill(ProfileForm, account), form, account, fragment="adresse", status=422)
    request_email_change(g.session, account, form.data.email, by=g.actor)
    sent = _("Un lien de confirmation vient de partir vers %(email)s.", email=form.data.email)
    return pages.notify(pages.go_to("/compte/"), sent)


@bp.get("/adresse/<token>")
@members_only()
def show_new_email(token: str) -> Response:
    return pages.render("accounts/confirm_email.html", account=own_account(), link=_own_link(token), token=token)


@bp.post("/adresse/<token>")
@members_only()
def confirm_new_email(token: str) -> Response:
    confirm_email_change(g.session, own_account(), _own_link(token), by=g.actor)
    return pages.notify(pages.go_to("/compte/"), _("Votre nouvelle adresse est enregistrée."))


def _own_link(token: str) -> ActionLink:
    link = read_link(g.session, settings(), token, LinkPurpose.CHANGE_EMAIL)
    if link is None or link.subject_id != g.actor.account_id:
        abort(404)
    return link


def _show(
    form: Form[ProfileForm], email_form: Form[NewEmailForm], account: Account, *, fragment: str = "", status: int = 200
) -> Response:
    email_form.typed.pop("current", None)  # never written into a page
    return pages.render(
        "accounts/profile.html", fragment=fragment or None, status=status,
        form=form, email_form=email_form, account=account, asks_current=asks_current(account),
        offered_languages=languages(),
    )  # fmt: skip
