"""Badges of a fair: who gets one, what will not print well, the batch, its progress, its file (row G5)."""

from typing import Any

from flask import Blueprint, Response, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.core.clock import now
from fairapp.core.files import StoredFile
from fairapp.fairs.badges.cards import press_for
from fairapp.fairs.badges.forms import BatchChoice, Sought
from fairapp.fairs.badges.holders import Holder, count_by_kind, holders_of, search_holders, without_badge
from fairapp.fairs.badges.models import BadgeBatch
from fairapp.fairs.badges.preflight import TROUBLE_LABELS, general_findings, inspect
from fairapp.fairs.badges.queries import batches_of
from fairapp.fairs.badges.services import ABANDONED_AFTER, ask_batch, note_download
from fairapp.fairs.badges.words import BATCH_LABELS, BATCH_TONES, ORDER_LABELS, translated
from fairapp.fairs.enums import HOLDER_LABELS, LAYOUT_LABELS, BatchStatus
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.forms import bind, query
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render
from fairapp.web.uploads import serve

bp = Blueprint("badges", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/badges")

FINDINGS_SHOWN = 100
FOUND_SHOWN = 20


@bp.get("")
@organisers_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    return _page(*organised_fair(slug, fair), query(BatchChoice))


@bp.post("")
@organisers_only
@limited("30 per hour", key=by_account)
def ask(slug: str, fair: str) -> ResponseReturnValue:
    cluster, found = organised_fair(slug, fair)
    form = bind(BatchChoice)
    if not form.is_valid:
        return _page(cluster, found, BatchChoice(), status=422)
    batch = ask_batch(g.session, found, form.data.draft(), by=g.actor)
    return go_to(f"{_url(cluster, found)}/lots/{batch.id}")


@bp.get("/recherche")
@organisers_only
def search(slug: str, fair: str) -> ResponseReturnValue:
    """Find one badge: a name or a code that somebody says aloud."""
    cluster, found = organised_fair(slug, fair)
    sought = query(Sought)
    return render(
        "fairs/badges/search.html",
        fragment="trouves",
        fair=found,
        url=_url(cluster, found),
        q=sought.q,
        holders=search_holders(g.session, found.id, sought.q, limit=FOUND_SHOWN) if sought.q.strip() else [],
        kinds=translated(HOLDER_LABELS),
        **organiser_fair_space(cluster, found, current="badges"),
    )


@bp.get("/lots/<int:id>")
@organisers_only
def show_batch(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, found, batch = _batch(slug, fair, id)
    file = g.session.get(StoredFile, batch.file_id) if batch.file_id else None
    names = _names(holders_of(g.session, found.id)) if batch.preflight else {}
    return render(
        "fairs/badges/batch.html",
        fragment="lot",
        fair=found,
        url=_url(cluster, found),
        batch=batch,
        file=file,
        is_running=batch.status in (BatchStatus.WAITING, BatchStatus.RUNNING),
        is_abandoned=batch.created_at < now() - ABANDONED_AFTER,
        findings=_told(batch.preflight[:FINDINGS_SHOWN], names),
        more=max(0, len(batch.preflight) - FINDINGS_SHOWN),
        layouts=translated(LAYOUT_LABELS),
        kinds=translated(HOLDER_LABELS),
        orders=translated(ORDER_LABELS),
        **organiser_fair_space(cluster, found, current="badges"),
    )


@bp.post("/lots/<int:id>/badges.pdf")
@organisers_only
@limited("60 per hour", key=by_account)
def download(slug: str, fair: str, id: int) -> ResponseReturnValue:
    """Give the file; a POST, as three thousand names leave a line in the journal."""
    cluster, found, batch = _batch(slug, fair, id)
    file = g.session.get(StoredFile, batch.file_id) if batch.file_id else None
    if file is None:
        return notify(
            go_to(_url(cluster, found)), _("Ce fichier n'est plus gardé : préparez-le à nouveau."), level="warning"
        )
    note_download(g.session, found, batch, by=g.actor)
    return serve(file.content, file.media_type, filename=file.name)


def _url(cluster: Cluster, fair: Fair) -> str:
    return f"{organised_url(cluster, fair)}/badges"


def _batch(slug: str, fair: str, id: int) -> tuple[Cluster, Fair, BadgeBatch]:
    cluster, found = organised_fair(slug, fair)
    return cluster, found, load_or_404(g.session, BadgeBatch, id, allowed=lambda _actor, row: row.fair_id == found.id)


def _page(cluster: Cluster, fair: Fair, choice: BatchChoice, *, status: int = 200) -> Response:
    public_url: str = current_app.extensions["fairapp"].settings.public_url
    holders = holders_of(g.session, fair.id, choice.categorie)
    press = press_for(g.session, fair, choice.format, public_url=public_url)
    findings = inspect(press, holders)
    missing = without_badge(g.session, fair.id)
    counts = count_by_kind(g.session, fair.id)
    return render(
        "fairs/badges/index.html",
        fragment="avant",
        status=status,
        fair=fair,
        url=_url(cluster, fair),
        choice=choice,
        counts=[(translate(HOLDER_LABELS[kind]), count) for kind, count in counts.items()],
        total=counts[choice.categorie] if choice.categorie else sum(counts.values()),
        to_give=len(missing.registration_ids) + len(missing.staff_ids),
        general=[translate(message, **params) for message, params in general_findings(public_url)],
        findings=_told([one._asdict() for one in findings[:FINDINGS_SHOWN]], _names(holders)),
        more=max(0, len(findings) - FINDINGS_SHOWN),
        batches=batches_of(g.session, fair.id),
        layouts=translated(LAYOUT_LABELS),
        kinds=translated(HOLDER_LABELS),
        orders=translated(ORDER_LABELS),
        statuses=translated(BATCH_LABELS),
        tones=BATCH_TONES,
        **organiser_fair_space(cluster, fair, current="badges"),
    )


def _told(findings: list[dict[str, Any]], names: dict[int, str]) -> list[tuple[int, str, str, str]]:
    """Return (badge, name, trouble, detail); who left meanwhile has no name any more."""
    return [
        (one["badge_id"], names.get(one["badge_id"], "–"), translate(TROUBLE_LABELS[one["trouble"]]), one["detail"])
        for one in findings
    ]


def _names(holders: list[Holder]) -> dict[int, str]:
    return {one.badge_id: f"{one.first_name} {one.last_name}".strip() or "–" for one in holders}
