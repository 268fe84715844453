"""Giving badges, giving another for a lost one, having many printed (rows G3, G4, G5)."""

import base64
import secrets
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.fairs.badges.models import Badge, BadgeBatch, BatchDraft
from fairapp.fairs.badges.queries import SHORT_LENGTH, current_badge
from fairapp.fairs.enums import BatchStatus
from fairapp.fairs.events import BatchAsked
from fairapp.fairs.locking import hold_row
from fairapp.fairs.models import Fair

ABANDONED_AFTER = timedelta(hours=1)  # a batch that has not ended by then may be asked for again
_TRIES = 20  # two short codes of one fair meet once in 10¹¹ pairs


def ensure_badge(
    session: Session, *, fair_id: int, registration_id: int | None = None, staff_id: int | None = None
) -> Badge:
    """Return the badge of a registration or of a member of a stand's staff, made if there is none.

    Asking again, or at the same instant, gives the same badge: the partial unique indexes have the last word.
    """
    if (registration_id is None) == (staff_id is None):
        raise ValueError("a badge has one holder")
    for _try in range(_TRIES):
        badge = current_badge(session, registration_id=registration_id, staff_id=staff_id)
        if badge is not None:
            return badge
        _insert(session, fair_id, registration_id, staff_id)
    raise RuntimeError("no free short code: is the random source broken?")


def reissue(session: Session, badge: Badge, *, reason: str, by: Actor | None) -> Badge:
    """Revoke a lost badge and give another; asking twice gives the same one.

    :raise Conflict: if it was erased meanwhile with who wears it.
    """
    if _revoke(session, badge, reason):
        fair = session.get_one(Fair, badge.fair_id)
        record(session, "badge.reissued", "badge", badge.id, by=by, cluster_id=fair.cluster_id)
    return ensure_badge(session, fair_id=badge.fair_id, registration_id=badge.registration_id, staff_id=badge.staff_id)


def ask_batch(session: Session, fair: Fair, asked: BatchDraft, *, by: Actor) -> BadgeBatch:
    """Have badges drawn in the background; a batch of the same kind that is not done yet is given back."""
    session.exec(select(Fair.id).where(Fair.id == fair.id).with_for_update()).one()  # two clicks at once: one batch
    same = select(BadgeBatch).where(
        BadgeBatch.fair_id == fair.id,
        BadgeBatch.layout == asked.layout,
        BadgeBatch.order == asked.order,
        col(BadgeBatch.kind).is_(None) if asked.kind is None else BadgeBatch.kind == asked.kind,
        col(BadgeBatch.status).in_((BatchStatus.WAITING, BatchStatus.RUNNING)),
        BadgeBatch.created_at > now() - ABANDONED_AFTER,
    )
    waiting = session.exec(same).first()
    if waiting is not None:
        return waiting
    batch = BadgeBatch(fair_id=fair.id, asked_by_id=by.account_id, **asked.model_dump())
    session.add(batch)
    session.flush()
    emit(session, BatchAsked(batch.id))
    record(
        session, "badge.batch", "badge_batch", batch.id, by=by, cluster_id=fair.cluster_id, layout=batch.layout.value
    )
    return batch


def note_printed(session: Session, badge_id: int) -> None:
    printed = update(Badge).where(col(Badge.id) == badge_id).values(printed_at=now())
    session.execute(printed.execution_options(synchronize_session=False))


def note_download(session: Session, fair: Fair, batch: BadgeBatch, *, by: Actor | None) -> None:
    record(session, "badge.downloaded", "badge_batch", batch.id, by=by, cluster_id=fair.cluster_id, rows=batch.total)


def _insert(session: Session, fair_id: int, registration_id: int | None, staff_id: int | None) -> None:
    """Add a badge unless the holder has one, or its short code is taken."""
    token = new_token()
    values = {
        "fair_id": fair_id, "registration_id": registration_id, "staff_id": staff_id, "token": token,
        "short_code": token[:SHORT_LENGTH], "issued_at": now(), "revoked_reason": "",
    }  # fmt: skip
    session.execute(upsert(session, Badge).values(**values).on_conflict_do_nothing())


def _revoke(session: Session, badge: Badge, reason: str) -> bool:
    session.flush()
    revoked = (
        update(Badge)
        .where(col(Badge.id) == badge.id, col(Badge.revoked_at).is_(None))
        .values(revoked_at=now(), revoked_reason=reason[:200])
        .execution_options(synchronize_session=False)
    )
    done = int(session.execute(revoked).rowcount) == 1  # type: ignore[attr-defined]
    if not hold_row(session, badge):
        raise Conflict(N_("Ce badge n’existe plus."))
    return done


def new_token() -> str:
    """Return 120 random bits as 24 characters of base32: what a QR code packs best in upper case."""
    return base64.b32encode(secrets.token_bytes(15)).decode()
