"""A fair goes public or is called off; a draft is thrown away; who said they would come, as a file."""

from flask import Blueprint, Response, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.services import record
from fairapp.core.errors import DomainError
from fairapp.core.sheets import MEDIA_TYPE, write_csv
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.setup import services
from fairapp.fairs.setup.queries import interested_companies
from fairapp.fairs.setup.services import Incomplete
from fairapp.fairs.setup.views.settings import Desk, show_settings
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.fairs.zones import in_zone
from fairapp.web.access import organisers_only
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("fair_publishing", __name__, url_prefix="/pilotage/<slug>/salons/<fair>")


@bp.post("/publier")
@organisers_only
def publish(slug: str, fair: str) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    url = f"{organised_url(cluster, row)}/reglages"
    try:
        services.publish_fair(g.session, row, by=g.actor)
    except Incomplete as refusal:
        desk = Desk(cluster, row, list(days_of(g.session, row.id)), missing=list(refusal.missing), status=422)
        return show_settings(desk)
    except DomainError as refusal:
        return notify(go_to(url), translate(refusal.message, **refusal.params), level="error")
    return notify(go_to(url), _("Le salon est en ligne."))


@bp.get("/annuler")
@organisers_only
def ask_cancel(slug: str, fair: str) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    return render(
        "fairs/setup/cancel.html",
        fair=row,
        url=organised_url(cluster, row),
        is_draft=row.status is FairStatus.DRAFT,
        **organiser_fair_space(cluster, row, current="settings"),
    )


@bp.post("/annuler")
@organisers_only
def cancel(slug: str, fair: str) -> ResponseReturnValue:
    """Call off what is public; throw away what nobody saw."""
    cluster, row = organised_fair(slug, fair)
    url = f"{organised_url(cluster, row)}/reglages"
    try:
        if row.status is FairStatus.DRAFT:
            services.delete_draft(g.session, row, by=g.actor)
            return notify(go_to(f"/pilotage/{slug}/salons"), _("Le brouillon est supprimé."))
        services.cancel_fair(g.session, row, by=g.actor)
    except DomainError as refusal:
        return notify(go_to(url), translate(refusal.message, **refusal.params), level="error")
    return notify(go_to(url), _("Le salon est annulé : exposants et inscrits sont prévenus par courriel."))


@bp.post("/reglages/interets.csv")
@organisers_only
@limited("60 per hour", key=by_account)
def export_interests(slug: str, fair: str) -> ResponseReturnValue:
    """Give the list with its addresses; a POST, as it leaves a line in the journal."""
    cluster, row = organised_fair(slug, fair)
    rows = [
        (
            interest.company.name,
            interest.company.commune,
            interest.company.contact_email,
            in_zone(row, interest.since).isoformat(),
        )
        for interest in interested_companies(g.session, row.id)
    ]
    record(g.session, "interest.exported", "fair", row.id, by=g.actor, cluster_id=cluster.id, rows=len(rows))
    header = (_("entreprise"), _("commune"), _("courriel"), _("depuis"))
    return _download(write_csv(header, rows), f"interets-{row.slug}.csv")


def _download(content: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
