"""Coming in, by a mailed link or a password, and going out. Nothing here tells who has an account."""

from flask import Blueprint, Response, g, request

from fairapp.accounts import queries
from fairapp.accounts.enums import LinkPurpose, SignInMethod
from fairapp.accounts.forms import EmailForm, PasswordForm
from fairapp.accounts.hooks import hooks, settings
from fairapp.accounts.services import (
    Verdict,
    check_password,
    end_session,
    open_sign_in_link,
    read_link,
    request_sign_in_link,
    take_verdict,
)
from fairapp.accounts.views import demo
from fairapp.accounts.views.entering import enter
from fairapp.core.errors import DomainError
from fairapp.web import pages, sessions
from fairapp.web.access import local_path, public
from fairapp.web.forms import Form, bind, blank
from fairapp.web.i18n import current_language
from fairapp.web.limits import by_address, by_field, limited

bp = Blueprint("sign_in", __name__)

RATE = "10 per 5 minutes"


@bp.get("/connexion")
@public
def show() -> Response:
    if g.actor:
        return pages.go_to(local_path(request.args.get("next"), default="") or hooks().home(g.actor))
    return _show(blank(EmailForm, next=_next()))


@bp.post("/connexion")
@public
@limited(RATE, key=by_address, bucket="sign-in")
@limited(RATE, key=by_field("email"), bucket="sign-in account")
def ask_for_link() -> Response:
    form = bind(EmailForm)
    if not form.is_valid:
        return _show(form, status=422)
    next_path = local_path(form.data.next, default="")
    request_sign_in_link(g.session, form.data.email, next_path=next_path, locale=current_language())
    return pages.go_to("/connexion/lien-envoye")


@bp.get("/connexion/lien-envoye")
@public
def link_sent() -> Response:
    return pages.render("accounts/link_sent.html", shows_outbox=demo.is_open())


@bp.get("/connexion/lien/<token>")
@public
def show_link(token: str) -> Response:
    """Ask for a click: programs that read mail follow links, and would spend this one."""
    link = read_link(g.session, settings(), token, LinkPurpose.SIGN_IN)
    if link is None:
        return pages.render("accounts/link_over.html", status=404)
    is_new = queries.find_account(g.session, link.email) is None
    return pages.render("accounts/open_link.html", email=link.email, is_new=is_new, token=token, next=_next())


@bp.post("/connexion/lien/<token>")
@public
def open_link(token: str) -> Response:
    link = read_link(g.session, settings(), token, LinkPurpose.SIGN_IN)
    if link is None:
        return pages.render("accounts/link_over.html", status=404)
    account = open_sign_in_link(g.session, link, locale=current_language())
    return enter(account, method=SignInMethod.LINK, to=request.form.get("next", ""))


@bp.get("/connexion/mot-de-passe")
@public
def show_password() -> Response:
    return _show_password(blank(PasswordForm, next=_next()))


@bp.before_request
def compare_password_first() -> None:
    """Argon2 takes as long as many bookings: it runs before the write transaction begins."""
    if request.method == "POST" and request.endpoint == "sign_in.enter_by_password":
        g.form = bind(PasswordForm)
        g.verdict = Verdict(None)
        if g.form.is_valid:
            g.verdict = check_password(g.session, g.form.data.email, g.form.data.password)


@bp.post("/connexion/mot-de-passe")
@public
@limited(RATE, key=by_address, bucket="sign-in")
@limited(RATE, key=by_field("email"), bucket="sign-in account")
def enter_by_password() -> Response:
    form: Form[PasswordForm] = g.form
    if not form.is_valid:
        return _show_password(form, status=422)
    try:
        account = take_verdict(g.session, g.verdict)
    except DomainError as refusal:
        form.refuse(refusal)
        return _show_password(form, status=422)
    return enter(account, method=SignInMethod.PASSWORD, to=form.data.next)


@bp.post("/deconnexion")
@public
def sign_out() -> Response:
    if token_hash := sessions.current_hash():
        end_session(g.session, token_hash)
    response = pages.go_to("/")
    sessions.end(response)
    return response


def _show(form: Form[EmailForm], *, status: int = 200) -> Response:
    personas = queries.personas(g.session) if demo.is_open() else []
    return pages.render("accounts/sign_in.html", fragment="connexion", status=status, form=form, personas=personas)


def _show_password(form: Form[PasswordForm], *, status: int = 200) -> Response:
    form.typed.pop("password", None)  # never written into a page
    return pages.render("accounts/password.html", fragment="connexion", status=status, form=form)


def _next() -> str:
    return local_path(request.args.get("next"), default="")
