"""How a board is called and looks, with a verdict on its colours while they are chosen; and the cluster's journal."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import ValidationError

from fairapp.clusters.boards import queries
from fairapp.clusters.boards.actions import action_label
from fairapp.clusters.boards.colours import MIN_CONTRAST, Verdict, judge_accent, judge_brand
from fairapp.clusters.boards.forms import ColourQuery, JournalQuery
from fairapp.clusters.boards.services import edit_board
from fairapp.clusters.logo_forms import MAX_BYTES, LogoForm, empty_logo_form, read_logo
from fairapp.clusters.logos import remove_logo, set_logo
from fairapp.clusters.models import Cluster, ClusterProfile
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug, logo_url
from fairapp.core.errors import DomainError
from fairapp.web.access import acting, organisers_only
from fairapp.web.bodies import accepts_upload
from fairapp.web.forms import Form, bind, prefill, query
from fairapp.web.pages import go_to, notify, render
from fairapp.web.pagination import page_of

bp = Blueprint("board_settings", __name__, url_prefix="/pilotage/<slug>")

PER_PAGE = 50


@bp.get("/reglages")
@organisers_only
def show(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    return _show(cluster, prefill(ClusterProfile, cluster))


@bp.post("/reglages")
@organisers_only
def save(slug: str) -> ResponseReturnValue:
    cluster, form = _cluster(slug), bind(ClusterProfile)
    if not form.is_valid:
        return _show(cluster, form, status=422)
    edit_board(g.session, cluster, form.data, by=g.actor)
    return notify(go_to(f"/pilotage/{slug}/reglages"), _("Les réglages sont enregistrés."))


@bp.get("/reglages/couleurs")
@organisers_only
def try_colours(slug: str) -> ResponseReturnValue:
    """Judge colours that are being chosen; without script, saving shows the same verdict."""
    cluster, tried = _cluster(slug), query(ColourQuery)
    form = prefill(ClusterProfile, cluster, colour=tried.colour, accent=tried.accent)
    return _show(cluster, form, fragment="couleurs")


@bp.post("/logo")
@organisers_only
@accepts_upload(MAX_BYTES)
def upload_logo(slug: str) -> ResponseReturnValue:
    cluster, form = _cluster(slug), empty_logo_form()
    try:
        image = read_logo()
    except DomainError as refusal:
        form.refuse(refusal)
        return _show(cluster, prefill(ClusterProfile, cluster), logo_form=form, fragment="logo", status=422)
    set_logo(g.session, cluster, image.content, image.media_type, by=g.actor)
    return notify(go_to(f"/pilotage/{slug}/reglages"), _("Le logo est en place."))


@bp.post("/logo/retirer")
@organisers_only
def drop_logo(slug: str) -> ResponseReturnValue:
    remove_logo(g.session, _cluster(slug), by=g.actor)
    return notify(go_to(f"/pilotage/{slug}/reglages"), _("Le logo est retiré."))


@bp.get("/journal")
@organisers_only
def journal(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    page = page_of(queries.count_journal(g.session, cluster), query(JournalQuery).page, per_page=PER_PAGE)
    lines = queries.journal(g.session, cluster, limit=PER_PAGE, offset=page.offset)
    return render(
        "clusters/boards/journal.html",
        fragment="journal",
        cluster=cluster,
        page=page,
        lines=[(line, action_label(line.action)) for line in lines],
        **organiser_space(cluster, current="journal"),
    )


def _cluster(slug: str) -> Cluster:
    return acting(slug, cluster_by_slug, allowed=can_organise)


def _verdicts(cluster: Cluster, form: Form[ClusterProfile]) -> dict[str, Verdict]:
    """Judge the colours of the form, or the saved ones where it holds none."""
    typed = {name: form.typed.get(name) for name in ("colour", "accent")}
    try:
        tried = ColourQuery.model_validate(typed)
    except ValidationError:
        tried = ColourQuery(colour=cluster.colour, accent=cluster.accent)
    return {"colour": judge_brand(tried.colour), "accent": judge_accent(tried.accent)}


def _show(
    cluster: Cluster,
    form: Form[ClusterProfile],
    *,
    logo_form: Form[LogoForm] | None = None,
    fragment: str = "reglages",
    status: int = 200,
) -> Response:
    return render(
        "clusters/boards/settings.html",
        fragment=fragment,
        status=status,
        cluster=cluster,
        form=form,
        verdicts=_verdicts(cluster, form),
        min_contrast=MIN_CONTRAST,
        logo_form=logo_form or empty_logo_form(),
        logo_url=logo_url(cluster.logo_id),
        **organiser_space(cluster, current="settings"),
    )
