"""What a teacher sees between the proven address and the school's answer."""

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation
from fairapp.clusters.queries import schools_of
from fairapp.outreach.schools.queries import requests_of
from fairapp.outreach.schools.services.joining import withdraw
from fairapp.web.access import candidates_only, load_or_404
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("school_waiting", __name__, url_prefix="/etablissements/rattachement")


@bp.get("")
@candidates_only
def show() -> ResponseReturnValue:
    """Say who was asked and since when; who is in already goes to the school's space."""
    waiting, schools = requests_of(g.session, g.actor.account_id), schools_of(g.session, g.actor)
    if not waiting and len(schools) == 1:
        return go_to(f"/ecole/{schools[0].slug}")
    return render("outreach/schools/waiting.html", waiting=waiting, schools=schools)


@bp.post("/<int:id>/retirer")
@candidates_only
def take_back(id: int) -> ResponseReturnValue:
    affiliation = load_or_404(
        g.session, Affiliation, id,
        allowed=lambda actor, row: actor is not None and row.account_id == actor.account_id and row.school_id is not None,
    )  # fmt: skip
    if affiliation.status is not AffiliationStatus.PENDING:
        abort(404)
    withdraw(g.session, affiliation.id, by=g.actor)
    return notify(go_to("/etablissements/rattachement"), _("Votre demande est retirée."))
