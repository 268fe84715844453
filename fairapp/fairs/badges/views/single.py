"""One badge: print it again after a correction, replace a lost one (row G4)."""

from flask import Blueprint, Response, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.fairs.badges import services
from fairapp.fairs.badges.codes import badge_address, draw_svg, spaced
from fairapp.fairs.badges.documents import render_badge
from fairapp.fairs.badges.forms import LayoutChoice, Loss
from fairapp.fairs.badges.holders import holder_of
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.queries import current_badge
from fairapp.fairs.badges.words import translated
from fairapp.fairs.enums import HOLDER_LABELS, LAYOUT_LABELS
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.forms import Form, bind, blank, query
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render
from fairapp.web.transactions import afterwards

bp = Blueprint("badge", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/badges/<int:id>")


@bp.get("")
@organisers_only
def show(slug: str, fair: str, id: int) -> ResponseReturnValue:
    return _page(*_badge(slug, fair, id), blank(Loss))


@bp.get("/badge.pdf")
@organisers_only
def print_one(slug: str, fair: str, id: int) -> ResponseReturnValue:
    """Draw it; by GET, because drawing takes its time and must hold no lock."""
    _cluster, _found, badge = _badge(slug, fair, id)
    content = render_badge(g.session, badge, query(LayoutChoice).format, public_url=_public_url())
    afterwards(lambda session: services.note_printed(session, badge.id))
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename=badge-{badge.short_code}.pdf"
    return response


@bp.post("/refaire")
@organisers_only
@limited("300 per hour", key=by_account)
def replace(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, found, badge = _badge(slug, fair, id)
    form = bind(Loss)
    if form.is_valid:
        if badge.revoked_at is None:
            new = services.reissue(g.session, badge, reason=form.data.reason, by=g.actor)
            told = _("L'ancien code ne passe plus. Imprimez ce badge-ci.")
            return notify(go_to(f"{_url(cluster, found)}/{new.id}"), told)
        form.refuse(DomainError(N_("Ce badge a déjà été remplacé.")))
        return _page(cluster, found, badge, form, status=409)
    return _page(cluster, found, badge, form, status=422)


def _badge(slug: str, fair: str, id: int) -> tuple[Cluster, Fair, Badge]:
    cluster, found = organised_fair(slug, fair)
    return cluster, found, load_or_404(g.session, Badge, id, allowed=lambda _actor, row: row.fair_id == found.id)


def _url(cluster: Cluster, fair: Fair) -> str:
    return f"{organised_url(cluster, fair)}/badges"


def _public_url() -> str:
    return str(current_app.extensions["fairapp"].settings.public_url)


def _page(cluster: Cluster, fair: Fair, badge: Badge, form: Form[Loss], *, status: int = 200) -> Response:
    code = spaced(badge.short_code)
    now_worn = current_badge(g.session, registration_id=badge.registration_id, staff_id=badge.staff_id)
    return render(
        "fairs/badges/one.html",
        fragment="perdu",
        status=status,
        fair=fair,
        url=_url(cluster, fair),
        registrations_url=f"{organised_url(cluster, fair)}/inscriptions",
        badge=badge,
        holder=holder_of(g.session, badge),
        newer=now_worn if now_worn is not None and now_worn.id != badge.id else None,
        code=code,
        drawing=draw_svg(badge_address(_public_url(), badge.token), _("Code %(code)s", code=code)),
        form=form,
        layouts=translated(LAYOUT_LABELS),
        kinds=translated(HOLDER_LABELS),
        **organiser_fair_space(cluster, fair, current="badges"),
    )
