"""Batches of badges are made in the background: drawn by children, kept for some days (row G5)."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import update
from sqlmodel import Session, col

from fairapp import pdf
from fairapp.core.clock import now
from fairapp.core.files import store_file
from fairapp.core.settings import Settings
from fairapp.core.tasks import Handler, Subscriptions, TaskContext, long_running
from fairapp.core.worker import Scheduled
from fairapp.fairs.badges.cards import press_for
from fairapp.fairs.badges.documents import Job, prepare
from fairapp.fairs.badges.holders import holders_of, sorted_holders, without_badge
from fairapp.fairs.badges.models import Badge, BadgeBatch
from fairapp.fairs.badges.preflight import inspect
from fairapp.fairs.badges.services import ensure_badge
from fairapp.fairs.enums import BatchStatus
from fairapp.fairs.events import BatchAsked
from fairapp.fairs.models import Fair

FILE_KEPT = timedelta(days=7)
GIVEN_AT_ONCE = 200  # badges in one write transaction
FINDINGS_KEPT = 500


@long_running(minutes=30)
def print_batch(context: TaskContext, batch_id: int) -> None:
    """Draw a batch; begun again after a crash, it ends once: the row tells who was first."""
    with context.reading() as session:
        batch = session.get(BadgeBatch, batch_id)
    if batch is None or batch.status in (BatchStatus.READY, BatchStatus.FAILED):
        return
    give_missing_badges(context, batch.fair_id)
    with context.reading() as session:
        fair = session.get_one(Fair, batch.fair_id)
        press = press_for(session, fair, batch.layout, public_url=_settings().public_url)
        holders = sorted_holders(holders_of(session, fair.id, batch.kind), batch.order)
        job = prepare(session, press, fair, holders)
    findings = [finding._asdict() for finding in inspect(press, holders)[:FINDINGS_KEPT]]
    _note(context, batch_id, status=BatchStatus.RUNNING, total=len(holders), done=0, preflight=findings)
    try:
        content = _draw(context, batch_id, job, total=len(holders)) if holders else b""
    except pdf.DrawingFailed:
        _note(context, batch_id, status=BatchStatus.FAILED, finished_at=now())
        return
    with context.writing() as session:
        if _keep(
            session, batch_id, content, name=f"badges-{fair.slug}.pdf", badge_ids=[one.badge_id for one in holders]
        ):
            session.commit()


def give_missing_badges(context: TaskContext, fair_id: int) -> None:
    """Give a badge to whoever should have one: nobody is forgotten on the day."""
    with context.reading() as session:
        missing = without_badge(session, fair_id)
    asked = [{"registration_id": id} for id in missing.registration_ids] + [
        {"staff_id": id} for id in missing.staff_ids
    ]
    for start in range(0, len(asked), GIVEN_AT_ONCE):
        with context.writing() as session:
            for holder in asked[start : start + GIVEN_AT_ONCE]:
                ensure_badge(session, fair_id=fair_id, **holder)
            session.commit()


def _draw(context: TaskContext, batch_id: int, job: Job, *, total: int) -> bytes:
    parts: list[bytes] = []
    for part in pdf.draw_many(job.documents):
        parts.append(part)
        done = total * len(parts) // job.count
        context.progress(done, total)
        _note(context, batch_id, done=done)
    return job.assemble(parts)


def _note(context: TaskContext, batch_id: int, **values: object) -> None:
    with context.writing() as session:
        _update(session, batch_id, **values)
        session.commit()


def _update(session: Session, batch_id: int, **values: object) -> bool:
    """Change a batch that nobody has ended meanwhile."""
    open_one = update(BadgeBatch).where(
        col(BadgeBatch.id) == batch_id, col(BadgeBatch.status).not_in((BatchStatus.READY, BatchStatus.FAILED))
    )
    done = session.execute(open_one.values(**values).execution_options(synchronize_session=False))
    return int(done.rowcount) == 1  # type: ignore[attr-defined]


def _keep(session: Session, batch_id: int, content: bytes, *, name: str, badge_ids: list[int]) -> bool:
    file_id = None
    if content:
        expires_at = now() + FILE_KEPT
        file = store_file(
            session, content, kind="badges", media_type="application/pdf", name=name, expires_at=expires_at
        )
        file_id = file.id
    values = {"status": BatchStatus.READY, "file_id": file_id, "done": len(badge_ids), "finished_at": now()}
    if not _update(session, batch_id, **values):
        return False
    for start in range(0, len(badge_ids), GIVEN_AT_ONCE):
        some = update(Badge).where(col(Badge.id).in_(badge_ids[start : start + GIVEN_AT_ONCE]))
        session.execute(some.values(printed_at=now()).execution_options(synchronize_session=False))
    return True


def _settings() -> Settings:
    settings: Settings = current_app.extensions["fairapp"].settings
    return settings


SUBSCRIPTIONS: Subscriptions = {BatchAsked: (print_batch,)}
SCHEDULE: tuple[Scheduled, ...] = ()
DIRECT: tuple[Handler, ...] = ()
