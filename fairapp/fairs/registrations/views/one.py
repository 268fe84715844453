"""One registration, as its organiser sees it: correct the name, send the link again, cancel."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.fairs.badges.queries import current_badge
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations import services
from fairapp.fairs.registrations.models import PersonName, Registration
from fairapp.fairs.registrations.showing import shown
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.forms import Form, bind, prefill
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("registration_of_one", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/inscriptions/<int:id>")


@bp.get("")
@organisers_only
def show(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, found, row = _loaded(slug, fair, id)
    return _page(cluster, found, row, prefill(PersonName, row))


@bp.post("/nom")
@organisers_only
def correct(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, found, row = _loaded(slug, fair, id)
    form = bind(PersonName)
    if not form.is_valid:
        return _page(cluster, found, row, form, status=422)
    name = form.data
    services.correct_name(g.session, row, first_name=name.first_name, last_name=name.last_name, by=g.actor)
    return notify(go_to(_url(cluster, found, row)), _("Nom corrigé. Le code du badge ne change pas."))


@bp.post("/lien")
@organisers_only
@limited("120 per hour", key=by_account)
def send_link(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, found, row = _loaded(slug, fair, id)
    services.send_link_again(g.session, row)
    return notify(go_to(_url(cluster, found, row)), _("Le lien part par courriel."))


@bp.get("/annuler")
@organisers_only
def ask_cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, found, row = _loaded(slug, fair, id)
    space = organiser_fair_space(cluster, found, current="registrations")
    return render("fairs/registrations/cancel_one.html", row=row, url=_url(cluster, found, row), **space)


@bp.post("/annuler")
@organisers_only
def cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, found, row = _loaded(slug, fair, id)
    services.cancel(g.session, row, by=g.actor)
    return notify(go_to(_url(cluster, found, row)), _("Inscription annulée. La personne est prévenue par courriel."))


def _loaded(slug: str, fair: str, id: int) -> tuple[Cluster, Fair, Registration]:
    cluster, found = organised_fair(slug, fair)
    row = load_or_404(g.session, Registration, id, allowed=lambda _actor, one: one.fair_id == found.id)
    return cluster, found, row


def _url(cluster: Cluster, fair: Fair, row: Registration) -> str:
    return f"{organised_url(cluster, fair)}/inscriptions/{row.id}"


def _page(cluster: Cluster, fair: Fair, row: Registration, form: Form[PersonName], *, status: int = 200) -> Response:
    parts = shown(g.session, row, fair, days_of(g.session, fair.id))
    return render(
        "fairs/registrations/one.html",
        fragment="nom",
        status=status,
        fair=fair,
        row=row,
        form=form,
        list_url=f"{organised_url(cluster, fair)}/inscriptions",
        url=_url(cluster, fair, row),
        state=parts["state"],
        lines=parts["lines"],
        badge=current_badge(g.session, registration_id=row.id),
        **organiser_fair_space(cluster, fair, current="registrations"),
    )
