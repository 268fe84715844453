"""How a teacher joins a school: found or typed, the address proven by a mailed link (row E1)."""

from typing import NamedTuple

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.enums import LinkPurpose, SignInMethod
from fairapp.accounts.hooks import settings
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import read_link
from fairapp.accounts.views.entering import enter
from fairapp.clusters.queries import schools_of
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.outreach.schools.finding import Found, find_schools, place_of
from fairapp.outreach.schools.forms import JoinForm, JoinQuery
from fairapp.outreach.schools.models import SchoolJoin
from fairapp.outreach.schools.services.joining import Asked, ask_to_join, prove_address
from fairapp.reference.schools import is_valid_uai
from fairapp.web.access import public
from fairapp.web.forms import Form, bind, blank, query
from fairapp.web.i18n import current_language, translate
from fairapp.web.limits import by_address, by_field, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("school_joining", __name__, url_prefix="/etablissements/rejoindre")

TRAP = "site_web"  # people do not see this field, robots fill it
URL = "/etablissements/rejoindre"


class Proof(NamedTuple):
    link: ActionLink
    join: SchoolJoin


@bp.get("")
@public
def show() -> ResponseReturnValue:
    asked = query(JoinQuery)
    found = find_schools(asked.q)
    known = {"contact_name": g.actor.name, "email": g.actor.email} if g.actor else {}
    only = found.schools[0].uai if len(found.schools) == 1 else ""
    by_hand = asked.autre or bool(asked.q and not found.schools)
    form = blank(JoinForm, q=asked.q, chosen=only, uai=found.wrong_uai, by_hand=by_hand, **known)
    return _show(form, found, fragment="etape")


@bp.post("")
@public
@limited("30 per hour", key=by_address)
@limited("5 per hour", key=by_field("email"))
def ask() -> ResponseReturnValue:
    form = bind(JoinForm)
    if not form.is_valid:
        return _refused(form)
    if request.form.get(TRAP):
        return go_to(f"{URL}/merci")
    draft = form.data
    try:
        if not draft.by_hand and not draft.chosen:
            raise DomainError(N_("Choisissez votre établissement."), field="chosen")
        uai = draft.uai if draft.by_hand else draft.chosen
        ask_to_join(g.session, Asked(draft.email, draft.contact_name, uai, draft.school_name, draft.commune))
    except DomainError as refusal:
        form.refuse(refusal)
        return _refused(form)
    thanks = go_to(f"{URL}/merci")
    if uai and not is_valid_uai(uai):
        return notify(thanks, _wrong_letter(uai), level="warning")
    return thanks


@bp.get("/merci")
@public
def thank() -> ResponseReturnValue:
    return render("outreach/schools/asked.html", section="visits")


@bp.get("/<token>")
@public
def show_link(token: str) -> ResponseReturnValue:
    """Ask for a click: programs that read mail follow links, and would spend this one."""
    proof = _proof(token)
    if proof is None:
        return _over()
    return render("outreach/schools/prove.html", join=proof.join, email=proof.link.email, url=f"{URL}/{token}")


@bp.post("/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    proof = _proof(token)
    if proof is None:
        return _over()
    try:
        account, _school = prove_address(g.session, proof.link, proof.join, locale=current_language())
    except Conflict:
        return _over(status=409)
    except DomainError as refusal:
        return notify(go_to(URL), translate(refusal.message, **refusal.params), level="error")
    waiting = "/etablissements/rattachement"
    if account.last_seen_at is not None:  # this link lasts a day: it opens no account that somebody uses
        return notify(go_to(f"/connexion?next={waiting}"), _("Votre adresse est vérifiée : connectez-vous."))
    return notify(enter(account, method=SignInMethod.LINK, to=waiting), _("Votre adresse est vérifiée."))


def _proof(token: str) -> Proof | None:
    link = read_link(g.session, settings(), token, LinkPurpose.SCHOOL_JOIN)
    join = g.session.get(SchoolJoin, link.subject_id) if link and link.subject_id else None
    return Proof(link, join) if link and join else None


def _over(*, status: int = 404) -> Response:
    return render("outreach/schools/link_over.html", status=status)


def _refused(form: Form[JoinForm]) -> Response:
    """Show the form again, with the same schools to choose from; whoever chose none describes theirs."""
    found = find_schools(_typed(form, "q") or _typed(form, "chosen"))
    if not found.schools:
        form.typed["by_hand"] = "1"
    return _show(form, found, fragment="demande", status=422)


def _show(form: Form[JoinForm], found: Found, *, fragment: str, status: int = 200) -> Response:
    return render(
        "outreach/schools/join.html",
        fragment=fragment,
        status=status,
        section="visits",
        form=form,
        url=URL,
        schools=[(one.uai, one.name, place_of(one)) for one in found.schools],
        is_cut=found.is_cut,
        by_hand=_typed(form, "by_hand") == "1",
        warning=_wrong_letter(found.wrong_uai) if found.wrong_uai else "",
        own_schools=schools_of(g.session, g.actor) if g.actor else [],
    )


def _typed(form: Form[JoinForm], name: str) -> str:
    return str(form.typed.get(name, ""))


def _wrong_letter(uai: str) -> str:
    return str(
        _(
            "La lettre du numéro UAI %(uai)s ne correspond pas à ses chiffres : vérifiez-le. Vous pouvez continuer.",
            uai=uai,
        )
    )
