"""Writing the legal pages: an organiser those of the board, an administrator those of the site."""

from typing import Any

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.boards import queries
from fairapp.clusters.boards.forms import PageDraft
from fairapp.clusters.boards.legal import legal_text
from fairapp.clusters.boards.services import write_page
from fairapp.clusters.boards.views.public import KINDS
from fairapp.clusters.enums import PAGE_LABELS, LegalPageKind
from fairapp.clusters.models import Cluster
from fairapp.clusters.navigation import admin_space, organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug
from fairapp.web.access import acting, admins_only, organisers_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("legal_pages", __name__)


@bp.get("/pilotage/<slug>/pages")
@organisers_only
def list_of_board(slug: str) -> ResponseReturnValue:
    return _list(_cluster(slug))


@bp.get(f"/pilotage/<slug>/pages/<{KINDS}:kind>")
@organisers_only
def edit_of_board(slug: str, kind: str) -> ResponseReturnValue:
    return _edit(_cluster(slug), LegalPageKind(kind))


@bp.post(f"/pilotage/<slug>/pages/<{KINDS}:kind>")
@organisers_only
def save_of_board(slug: str, kind: str) -> ResponseReturnValue:
    return _save(_cluster(slug), LegalPageKind(kind))


@bp.get("/admin/pages")
@admins_only
def list_of_site() -> ResponseReturnValue:
    return _list(None)


@bp.get(f"/admin/pages/<{KINDS}:kind>")
@admins_only
def edit_of_site(kind: str) -> ResponseReturnValue:
    return _edit(None, LegalPageKind(kind))


@bp.post(f"/admin/pages/<{KINDS}:kind>")
@admins_only
def save_of_site(kind: str) -> ResponseReturnValue:
    return _save(None, LegalPageKind(kind))


def _cluster(slug: str) -> Cluster:
    return acting(slug, cluster_by_slug, allowed=can_organise)


def _list(cluster: Cluster | None) -> Response:
    written = queries.legal_pages(g.session, cluster.id if cluster else None)
    return render(
        "clusters/boards/pages.html",
        rows=[(kind, translate(PAGE_LABELS[kind]), written.get(kind)) for kind in LegalPageKind],
        url=_base(cluster),
        public_url=f"/clusters/{cluster.slug}" if cluster else "",
        **_space(cluster),
    )


def _edit(cluster: Cluster | None, kind: LegalPageKind) -> Response:
    written = queries.legal_page(g.session, cluster.id if cluster else None, kind)
    body = written.body if written else legal_text(kind, cluster)
    return _show(cluster, kind, blank(PageDraft, body=body), is_written=written is not None)


def _save(cluster: Cluster | None, kind: LegalPageKind) -> Response:
    form = bind(PageDraft)
    if not form.is_valid:
        written = queries.legal_page(g.session, cluster.id if cluster else None, kind)
        return _show(cluster, kind, form, is_written=written is not None, status=422)
    write_page(g.session, cluster, kind, form.data.body, by=g.actor)
    said = _("La page est enregistrée.") if form.data.body else _("La page a retrouvé son texte d'origine.")
    return notify(go_to(_base(cluster)), said)


def _show(
    cluster: Cluster | None, kind: LegalPageKind, form: Form[PageDraft], *, is_written: bool, status: int = 200
) -> Response:
    return render(
        "clusters/boards/page.html",
        fragment="texte",
        status=status,
        title=translate(PAGE_LABELS[kind]),
        form=form,
        url=f"{_base(cluster)}/{kind.value}",
        back=_base(cluster),
        is_written=is_written,
        **_space(cluster),
    )


def _base(cluster: Cluster | None) -> str:
    return f"/pilotage/{cluster.slug}/pages" if cluster else "/admin/pages"


def _space(cluster: Cluster | None) -> dict[str, Any]:
    return organiser_space(cluster, current="pages") if cluster else admin_space(current="pages")
