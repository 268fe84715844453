"""Who gets a place, who waits, who is to choose another hour (row C3)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col

from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.fairs.enums import QuotaKind
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Quota
from fairapp.fairs.registrations.queries import quotas_of
from fairapp.fairs.registrations.services.places import hold, is_full, take

CHOOSE_BAND = N_("Cette heure d'arrivée est complète : choisissez-en une autre, il reste de la place.")
CHOOSE_DAY = N_("Ce jour est complet : choisissez-en un autre, il reste de la place.")


def find_seat(session: Session, fair: Fair, quotas: Sequence[Quota]) -> int | None:
    """Take one place in each quota; return None, or else a number on the waiting list, all under the row locks.

    The fair's other quotas must exist (see `quotas_named`): bands without a row would not be seen as free.

    :raise DomainError: if a band or a day is full, and another has room.
    """
    if not any(map(is_full, quotas)) and take_all(session, quotas):
        return None
    return _decide(session, fair, quotas)


def take_all(session: Session, quotas: Sequence[Quota]) -> bool:
    """Take every place or none."""
    savepoint = session.begin_nested()
    if take(session, quotas):
        savepoint.commit()
        return True
    savepoint.rollback()
    return False


def _decide(session: Session, fair: Fair, quotas: Sequence[Quota]) -> int | None:
    """Look again while nobody else can change these quotas: a place may have come free, and nobody must miss it."""
    held = hold(session, fair.id, [quota.id for quota in quotas])
    full = [quota for quota in held if is_full(quota)]
    if not full:
        take(session, held)
        return None
    if not any(quota.kind in (QuotaKind.FAIR, QuotaKind.PROFILE) for quota in full):
        _refuse_if_another_is_free(session, fair, full)
    return _queue(session, next(quota for quota in held if quota.kind is QuotaKind.FAIR))


def _refuse_if_another_is_free(session: Session, fair: Fair, full: Sequence[Quota]) -> None:
    quotas = quotas_of(session, fair.id)
    free_bands = {day_of(quota) for quota in quotas if quota.kind is QuotaKind.BAND and not is_full(quota)}
    free_days = {day_of(quota) for quota in quotas if quota.kind is QuotaKind.DAY and not is_full(quota)} & free_bands
    if {day_of(quota) for quota in full} <= free_days:
        raise DomainError(CHOOSE_BAND, field="arrivals")
    if free_days:
        raise DomainError(CHOOSE_DAY, field="arrivals")


def day_of(quota: Quota) -> date:
    return date.fromisoformat(quota.key[:10])


def _queue(session: Session, quota: Quota) -> int:
    """Return the next number of the fair's waiting list; numbers are never given twice."""
    numbering = update(Quota).where(col(Quota.id) == quota.id).values(queued=Quota.queued + 1)
    number: int = session.execute(
        numbering.returning(col(Quota.queued)).execution_options(synchronize_session=False)
    ).scalar_one()
    return number
