"""Places in quotas (row C3), always taken in the order of ids, so that two registrations cannot block each other.

A conditional update takes a place; the CHECK on the row has the last word. Whoever frees places or gives them to the
waiting list first holds every quota of the fair, in the same order.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from fairapp.fairs.registrations.models import Quota, RegistrationPlace

FEW = 20  # places left
_UNSEEN = {"synchronize_session": False}  # rows in memory are read again where they matter


def take(session: Session, quotas: Iterable[Quota]) -> bool:
    """Take one place in each of `quotas`; False as soon as one is full, so roll back."""
    return all(_take_one(session, quota.id) for quota in sorted(quotas, key=lambda quota: quota.id))


def _take_one(session: Session, quota_id: int) -> bool:
    free = or_(col(Quota.size).is_(None), col(Quota.taken) < col(Quota.size))
    taking = update(Quota).where(col(Quota.id) == quota_id, free).values(taken=Quota.taken + 1)
    return bool(session.execute(taking.execution_options(**_UNSEEN)).rowcount)  # type: ignore[attr-defined]


def give_back(session: Session, quotas: Iterable[Quota]) -> None:
    """Free one place in each; the caller holds the fair's quotas (see `hold`)."""
    ids = [quota.id for quota in quotas]
    freeing = update(Quota).where(col(Quota.id).in_(ids)).values(taken=Quota.taken - 1)
    session.execute(freeing.execution_options(**_UNSEEN))


def hold(session: Session, fair_id: int, ids: Iterable[int] | None = None) -> Sequence[Quota]:
    """Keep others from the fair's quotas (those of `ids`, or all) until the transaction ends; return them afresh."""
    session.flush()
    query = select(Quota).where(Quota.fair_id == fair_id).order_by(col(Quota.id)).with_for_update()
    if ids is not None:
        query = query.where(col(Quota.id).in_(list(ids)))
    return session.exec(query.execution_options(populate_existing=True)).all()


def is_full(quota: Quota) -> bool:
    return quota.size is not None and quota.taken >= quota.size


def free_places(quota: Quota) -> int | None:
    """Return how many are left; None: no bound."""
    return None if quota.size is None else max(0, quota.size - quota.taken)


def has_few_left(quota: Quota) -> bool:
    """Tell whether it is time to hurry.

    The public reads no number: one that stands still after a form was sent tells that its address was known (row C2).
    """
    return 0 < (free_places(quota) or 0) < FEW


def note_places(session: Session, registration_id: int, quotas: Iterable[Quota]) -> None:
    """Write which places a registration holds, or wishes for."""
    session.add_all(RegistrationPlace(registration_id=registration_id, quota_id=quota.id) for quota in quotas)
    session.flush()


def forget_places(session: Session, registration_id: int, quotas: Iterable[Quota]) -> None:
    """Delete these places of a registration; counts are the caller's affair."""
    ids = [quota.id for quota in quotas]
    session.execute(
        delete(RegistrationPlace).where(
            col(RegistrationPlace.registration_id) == registration_id, col(RegistrationPlace.quota_id).in_(ids)
        )
    )
