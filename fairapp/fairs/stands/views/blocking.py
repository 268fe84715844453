"""The organiser takes stands off the plan, and gives them back (row B11)."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.core.errors import DomainError
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.fairs.stands import listing, services
from fairapp.fairs.stands.forms import Block
from fairapp.fairs.stands.models import Stand
from fairapp.fairs.stands.plan import read_plan
from fairapp.web import forms
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("stand_blocking", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/reservations/stands")


@bp.get("")
@organisers_only
def stands(slug: str, fair: str) -> ResponseReturnValue:
    return _stands(*organised_fair(slug, fair))


@bp.post("/<int:id>/bloquer")
@organisers_only
def block(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    stand, form = _stand(shown, id), forms.bind(Block)
    reason = form.data.reason if form.is_valid else ""
    try:
        services.block_stand(g.session, shown, stand, reason=reason, by=g.actor)
    except DomainError as refusal:
        return _stands(cluster, shown, problem=translate(refusal.message, **refusal.params), status=409)
    url = f"{organised_url(cluster, shown)}/reservations/stands"
    return notify(go_to(url), _("Le stand %(code)s est bloqué.", code=stand.code))


@bp.post("/<int:id>/debloquer")
@organisers_only
def unblock(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    stand = _stand(shown, id)
    services.unblock_stand(g.session, shown, stand, by=g.actor)
    url = f"{organised_url(cluster, shown)}/reservations/stands"
    return notify(go_to(url), _("Le stand %(code)s est de nouveau proposé.", code=stand.code))


def _stand(fair: Fair, id: int) -> Stand:
    return load_or_404(g.session, Stand, id, allowed=lambda _actor, row: row.fair_id == fair.id)


def _stands(cluster: Cluster, fair: Fair, *, problem: str = "", status: int = 200) -> Response:
    return render(
        "fairs/stands/stands.html",
        status=status,
        fair=fair,
        plan=read_plan(g.session, fair, for_organiser=True),
        reasons=listing.blocked_reasons(g.session, fair.id),
        base=f"{organised_url(cluster, fair)}/reservations",
        problem=problem,
        **organiser_fair_space(cluster, fair, current="bookings"),
    )
