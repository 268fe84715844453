"""The charter: read and accepted in the company's space by who it is about, or by a mailed link without account."""

from flask import Blueprint, Response, abort, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import read_link
from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.charter import PROMISES, VERSION, has_signed
from fairapp.outreach.interventions.forms import CharterForm
from fairapp.outreach.interventions.policies import may_be
from fairapp.outreach.interventions.services.charters import accept_by_link, accept_signed_in, ask_for_charter
from fairapp.outreach.interventions.views.own import own_speaker, professionals_path
from fairapp.outreach.models import Speaker
from fairapp.web import forms
from fairapp.web.access import companies_only, public
from fairapp.web.forms import Form
from fairapp.web.limits import by_account, by_address, limited
from fairapp.web.pages import go_to, keep_private, notify, render

bp = Blueprint("charter", __name__, url_prefix="/entreprise/<slug>/professionnels/<int:id>/charte")
links = Blueprint("charter_link", __name__, url_prefix="/charte")


@bp.get("")
@companies_only
def show(slug: str, id: int) -> ResponseReturnValue:
    company, speaker = own_speaker(slug, id)
    return _page(company, speaker, _blank())


@bp.post("")
@companies_only
def accept(slug: str, id: int) -> ResponseReturnValue:
    """« C'est moi »: only who it is about accepts."""
    company, speaker = own_speaker(slug, id)
    form = forms.bind(CharterForm)
    if not form.is_valid:
        return _page(company, speaker, form, status=422)
    try:
        accept_signed_in(g.session, speaker, version=form.data.charter, accepts=form.data.accepts, by=g.actor)
    except DomainError as error:
        return _page(company, speaker, _refused(form, error), status=409 if isinstance(error, Conflict) else 422)
    return notify(go_to(professionals_path(company)), _("Merci : la charte est acceptée."))


@bp.post("/lien")
@companies_only
@limited("30 per hour", key=by_account)
def send(slug: str, id: int) -> ResponseReturnValue:
    company, speaker = own_speaker(slug, id)
    try:
        link = ask_for_charter(g.session, speaker, by=g.actor)
    except DomainError as error:
        form = _refused(_blank(), error)
        return _page(company, speaker, form, status=409 if isinstance(error, Conflict) else 422)
    told = _("La charte est déjà acceptée.")
    if link is not None:
        told = _("Lien envoyé à %(email)s.", email=link.email)
    return notify(go_to(professionals_path(company)), told)


@links.get("/<token>")
@public
def read(token: str) -> ResponseReturnValue:
    found = _linked(token)
    return _link_page(token, found[1], _blank()) if found else _over()


@links.post("/<token>")
@public
@limited("30 per hour", key=by_address)
def sign(token: str) -> ResponseReturnValue:
    found = _linked(token)
    if found is None:
        return _over()
    link, speaker = found
    form = forms.bind(CharterForm)
    if not form.is_valid:
        return _link_page(token, speaker, form, status=422)
    try:
        with g.session.begin_nested():
            accept_by_link(g.session, speaker, link, version=form.data.charter, accepts=form.data.accepts)
    except DomainError as error:
        form = _refused(form, error)
        return _link_page(token, speaker, form, status=409 if isinstance(error, Conflict) else 422)
    return go_to("/charte/merci")


@links.get("/merci")
@public
def thank() -> ResponseReturnValue:
    return render("outreach/interventions/charter_thanks.html", section="visits")


def _blank() -> Form[CharterForm]:
    return forms.blank(CharterForm, charter=VERSION)


def _refused(form: Form[CharterForm], error: DomainError) -> Form[CharterForm]:
    """Show why; the text below is today's, and so is the version that its form names."""
    form.refuse(error)
    form.typed["charter"] = str(VERSION)
    return form


def _linked(token: str) -> tuple[ActionLink, Speaker] | None:
    """Return the link and its professional; None once it was used, is too old, or the professional left."""
    link = read_link(g.session, current_app.extensions["fairapp"].settings, token, LinkPurpose.CHARTER)
    if link is None or link.subject_id is None:
        return None
    speaker = g.session.get(Speaker, link.subject_id)
    return (link, speaker) if speaker is not None and speaker.is_active else None


def _page(company: Company, speaker: Speaker, form: Form[CharterForm], *, status: int = 200) -> Response:
    if not speaker.is_active:
        abort(404)
    return render(
        "outreach/interventions/charter.html",
        fragment="accepter",
        status=status,
        company=company,
        speaker=speaker,
        form=form,
        url=professionals_path(company),
        promises=PROMISES,
        version=VERSION,
        is_signed=has_signed(speaker),
        may_accept=may_be(g.actor, speaker),
        **company_space(company, current="professionals"),
    )


def _link_page(token: str, speaker: Speaker, form: Form[CharterForm], *, status: int = 200) -> Response:
    page = render(
        "outreach/interventions/charter_link.html",
        fragment="accepter",
        status=status,
        company=g.session.get_one(Company, speaker.company_id),
        speaker=speaker,
        form=form,
        url=f"/charte/{token}",
        promises=PROMISES,
        version=VERSION,
        section="visits",
    )
    return keep_private(page)


def _over() -> Response:
    return keep_private(render("outreach/interventions/charter_over.html", status=404, section="visits"))
