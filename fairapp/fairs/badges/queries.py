"""Badges by what is printed on them, and by who wears them."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from fairapp.fairs.badges.models import Badge, BadgeBatch

TOKEN_LENGTH = 24
SHORT_LENGTH = 8

_SEPARATORS = str.maketrans("", "", " -–—.\u00a0\u202f")
_MISREAD = str.maketrans("018", "OIB")  # base32 has none of these digits


def find_by_token(session: Session, token: str) -> Badge | None:
    """Return the badge of a scanned code, in either case; revoked ones too: the door says so."""
    token = token.strip().upper()
    if len(token) != TOKEN_LENGTH:
        return None
    return session.exec(select(Badge).where(Badge.token == token)).first()


def find_by_short_code(session: Session, fair_id: int, code: str) -> Badge | None:
    """Return the badge of a typed code « 7K3F-2M7Q »; a zero for an O and the like are understood."""
    code = normalised_code(code)
    if len(code) != SHORT_LENGTH:
        return None
    return session.exec(select(Badge).where(Badge.fair_id == fair_id, Badge.short_code == code)).first()


def normalised_code(code: str) -> str:
    """Return a typed code as it is stored."""
    return code.upper().translate(_SEPARATORS).translate(_MISREAD)


def current_badge(session: Session, *, registration_id: int | None = None, staff_id: int | None = None) -> Badge | None:
    """Return the badge that this person wears now."""
    return session.exec(
        select(Badge).where(col(Badge.revoked_at).is_(None), *_held_by(registration_id, staff_id))
    ).first()


def _held_by(registration_id: int | None, staff_id: int | None) -> tuple[Any, ...]:
    if registration_id is not None:
        return (col(Badge.registration_id) == registration_id,)
    return (col(Badge.staff_id) == staff_id,)


def batches_of(session: Session, fair_id: int, *, limit: int = 20) -> Sequence[BadgeBatch]:
    """Return the batches that were asked for, the newest first."""
    query = select(BadgeBatch).where(BadgeBatch.fair_id == fair_id).order_by(col(BadgeBatch.id).desc())
    return session.exec(query.limit(limit)).all()
