"""Printed badges name people: the files go when one of them is erased."""

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.core.files import StoredFile
from fairapp.fairs.badges.models import Badge, BadgeBatch
from fairapp.fairs.enums import BatchStatus


def forget_prints(session: Session, registration_id: int) -> None:
    """Delete the files that may name somebody, and end the batches that are being drawn: they are asked for again.

    To be called before the badge goes. Whoever registered after a file was made is not in it.
    """
    first = select(Badge.fair_id, func.min(Badge.issued_at)).where(Badge.registration_id == registration_id)
    badge = session.exec(first.group_by(col(Badge.fair_id))).first()
    if badge is None:
        return
    fair_id, issued_at = badge
    drawn = update(BadgeBatch).where(
        col(BadgeBatch.fair_id) == fair_id, col(BadgeBatch.status).in_((BatchStatus.WAITING, BatchStatus.RUNNING))
    )
    session.execute(drawn.values(status=BatchStatus.FAILED, finished_at=now()))
    files = select(BadgeBatch.file_id).where(
        BadgeBatch.fair_id == fair_id, col(BadgeBatch.file_id).is_not(None), col(BadgeBatch.finished_at) >= issued_at
    )
    session.execute(delete(StoredFile).where(col(StoredFile.id).in_(files)))
