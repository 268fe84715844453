"""Organisers import a file, watch it run, and read what it did."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from fairapp.clusters import policies
from fairapp.clusters import queries as clusters
from fairapp.clusters.models import Cluster
from fairapp.clusters.navigation import organiser_space
from fairapp.core.tasks import Task
from fairapp.offers.imports.entries import WrongFile
from fairapp.offers.imports.formats import MAX_BYTES
from fairapp.offers.imports.forms import ImportForm
from fairapp.offers.imports.handlers import Upload, check_upload, queue_import, task_key
from fairapp.offers.imports.reports import KINDS, TOPICS
from fairapp.offers.models import OfferImport
from fairapp.web.access import acting, load_or_404, organisers_only
from fairapp.web.bodies import accepts_upload
from fairapp.web.forms import Form, bind, blank
from fairapp.web.pages import go_to, render

bp = Blueprint("imports", __name__, url_prefix="/pilotage/<slug>/imports")

SHOWN = 20
ENVELOPE = 64 * 1024  # bytes of a form around its file


@bp.get("")
@organisers_only
def index(slug: str) -> ResponseReturnValue:
    return _index(_cluster(slug), blank(ImportForm))


@bp.before_request
def read_file_first() -> None:
    """A long table takes seconds to read, and the write transaction would hold up everybody: it begins afterwards."""
    if request.method != "POST":
        return
    g.form = bind(ImportForm)
    if g.form.is_valid:
        file = request.files.get("file")
        name, content = (file.filename or "", file.read()) if file else ("", b"")
        g.upload = Upload(name, content, **g.form.data.model_dump())
        try:
            check_upload(g.upload)
        except WrongFile as refusal:
            g.form.refuse(refusal)


@bp.post("")
@organisers_only
@accepts_upload(MAX_BYTES + ENVELOPE)
def start(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    if not g.form.is_valid:
        return _index(cluster, g.form, status=422)
    run = queue_import(g.session, cluster, g.upload, by=g.actor)
    return go_to(f"/pilotage/{cluster.slug}/imports/{run.id}")


@bp.get("/<int:id>")
@organisers_only
def show(slug: str, id: int) -> ResponseReturnValue:
    cluster = _cluster(slug)
    run = load_or_404(g.session, OfferImport, id, allowed=lambda _actor, row: row.cluster_id == cluster.id)
    task = g.session.exec(select(Task).where(Task.key == task_key(run.id))).first()
    return render(
        "offers/imports/show.html", fragment="progress", run=run, report=run.report, task=task, cluster=cluster,
        kinds=KINDS, topics=TOPICS, **organiser_space(cluster, current="imports"),
    )  # fmt: skip


def _cluster(slug: str) -> Cluster:
    return acting(slug, clusters.cluster_by_slug, allowed=policies.can_organise)


def _index(cluster: Cluster, form: Form[ImportForm], *, status: int = 200) -> Response:
    runs = select(OfferImport).where(OfferImport.cluster_id == cluster.id).order_by(col(OfferImport.id).desc())
    return render(
        "offers/imports/index.html", fragment="form", status=status, cluster=cluster, form=form,
        runs=g.session.exec(runs.limit(SHOWN)).all(), **organiser_space(cluster, current="imports"),
    )  # fmt: skip
