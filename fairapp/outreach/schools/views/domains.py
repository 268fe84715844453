"""The mail domains whose addresses prove that one teaches, for administrators (row E1)."""

from collections.abc import Callable

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.navigation import admin_space
from fairapp.core.errors import DomainError
from fairapp.outreach.schools.forms import DomainForm
from fairapp.outreach.schools.queries import academic_domains
from fairapp.outreach.schools.services.domains import distrust_domain, restore_domain, trust_domain
from fairapp.web.access import admins_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("academic_domains", __name__, url_prefix="/admin/domaines")


@bp.get("")
@admins_only
def show() -> ResponseReturnValue:
    return _show(blank(DomainForm))


@bp.post("")
@admins_only
def trust() -> ResponseReturnValue:
    return _change(trust_domain, said=_("Les adresses de ce domaine sont reconnues."))


@bp.post("/ecarter")
@admins_only
def distrust() -> ResponseReturnValue:
    return _change(distrust_domain, said=_("Les adresses de ce domaine ne prouvent plus rien."))


@bp.post("/retablir")
@admins_only
def restore() -> ResponseReturnValue:
    return _change(restore_domain, said=_("C'est noté."))


def _change(change: Callable[..., None], *, said: str) -> Response:
    form = bind(DomainForm)
    if form.is_valid:
        try:
            change(g.session, form.data.domain, by=g.actor)
            return notify(go_to("/admin/domaines"), said)
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(form, status=422)


def _show(form: Form[DomainForm], *, status: int = 200) -> Response:
    return render(
        "outreach/schools/domains.html",
        fragment="ajout",
        status=status,
        form=form,
        domains=academic_domains(g.session),
        **admin_space(current="domains"),
    )
