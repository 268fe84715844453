"""Organisers import a file, watch it run, and read what it did."""

from datetime import timedelta

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from fairapp.accounts.services import record
from fairapp.clusters import policies
from fairapp.clusters import queries as clusters
from fairapp.clusters.models import Cluster
from fairapp.clusters.navigation import organiser_space
from fairapp.core.clock import now
from fairapp.core.files import store_file
from fairapp.core.tasks import Task, enqueue
from fairapp.core.text import slugify, squeeze
from fairapp.offers.imports.formats import MAX_BYTES, WrongFile, read_entries
from fairapp.offers.imports.handlers import run_import
from fairapp.offers.models import OfferImport
from fairapp.web.access import acting, organisers_only
from fairapp.web.bodies import accepts_upload
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, render

bp = Blueprint("imports", __name__, url_prefix="/pilotage/<slug>/imports")

SHOWN = 20
FILE_KEPT = timedelta(days=30)


@bp.get("")
@organisers_only
def index(slug: str) -> ResponseReturnValue:
    return _page(_cluster(slug))


@bp.post("")
@organisers_only
@accepts_upload(MAX_BYTES)
def start(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    upload = request.files.get("file")
    content = upload.read() if upload else b""
    source = squeeze(request.form.get("source", ""))[:60]
    try:
        if not content:
            raise WrongFile("Choisissez un fichier d’offres.", field="file")
        read_entries(content)  # a wrong file is told at once, and nothing is queued
    except WrongFile as refusal:
        return _page(cluster, error=translate(refusal.message, **refusal.params), source=source, status=422)
    name = (upload.filename or "offres")[:120] if upload else "offres"
    file = store_file(
        g.session,
        content,
        kind="import",
        media_type="application/octet-stream",
        name=name,
        expires_at=now() + FILE_KEPT,
    )
    run = OfferImport(
        cluster_id=cluster.id, source=source or slugify(name.rpartition(".")[0]) or "import", file_id=file.id,
        dry_run=request.form.get("dry_run") == "1", account_id=g.actor.account_id,
    )  # fmt: skip
    g.session.add(run)
    g.session.flush()
    enqueue(g.session, run_import, key=f"import:{run.id}", import_id=run.id)
    record(g.session, "offers.imported", "import", run.id, by=g.actor, cluster_id=cluster.id)
    return go_to(f"/pilotage/{cluster.slug}/imports/{run.id}")


@bp.get("/<int:id>")
@organisers_only
def show(slug: str, id: int) -> ResponseReturnValue:
    cluster = _cluster(slug)
    run = g.session.get(OfferImport, id)
    if run is None or run.cluster_id != cluster.id:
        abort(404)
    task = g.session.exec(select(Task).where(Task.key == f"import:{run.id}")).first()
    response = render(
        "offers/imports/show.html", fragment="progress", run=run, task=task, cluster=cluster,
        **organiser_space(cluster, current="imports"),
    )  # fmt: skip
    return response


def _cluster(slug: str) -> Cluster:
    return acting(slug, clusters.cluster_by_slug, allowed=policies.can_organise)


def _page(cluster: Cluster, *, error: str = "", source: str = "", status: int = 200) -> Response:
    runs = select(OfferImport).where(OfferImport.cluster_id == cluster.id).order_by(col(OfferImport.id).desc())
    return render(
        "offers/imports/index.html",
        fragment="form",
        status=status,
        cluster=cluster,
        runs=g.session.exec(runs.limit(SHOWN)).all(),
        error=error,
        source=source,
        **organiser_space(cluster, current="imports"),
    )
