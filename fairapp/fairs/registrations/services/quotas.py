"""Which quotas a fair has, their sizes, and what becomes of them when its days move."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.db import upsert
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.fairs.enums import Profile, QuotaKind
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.arrivals import bands_of
from fairapp.fairs.registrations.models import Quota, Registration, RegistrationPlace
from fairapp.fairs.registrations.queries import DATED, LIVE, SEATED, quotas_of
from fairapp.fairs.registrations.services.places import hold

Name = tuple[QuotaKind, str]


def ensure_quotas(session: Session, fair: Fair) -> dict[Name, Quota]:
    """Return every quota of the fair by its name, made without a bound where there is none yet.

    Always all of them, and before any is held: on PostgreSQL, who adds rows while holding others can block.
    """
    found = _by_name(session, fair)
    if missing := [name for name in names_of(session, fair) if name not in found]:
        values = [
            {"fair_id": fair.id, "kind": kind, "key": key, "taken": 0, "queued": 0} for kind, key in sorted(missing)
        ]
        session.execute(upsert(session, Quota).values(values).on_conflict_do_nothing())
        found = _by_name(session, fair)
    return found


def quotas_named(session: Session, fair: Fair, names: Iterable[Name]) -> list[Quota]:
    """Return some of the fair's quotas."""
    quotas = ensure_quotas(session, fair)
    return [quotas[name] for name in names]


def _by_name(session: Session, fair: Fair) -> dict[Name, Quota]:
    return {(quota.kind, quota.key): quota for quota in quotas_of(session, fair.id)}


def names_of(session: Session, fair: Fair) -> list[Name]:
    """Return every quota that this fair may bound: itself, profiles, days, arrival bands."""
    days = days_of(session, fair.id)
    return [
        (QuotaKind.FAIR, ""),
        *((QuotaKind.PROFILE, profile.value) for profile in Profile),
        *((QuotaKind.DAY, day.held_on.isoformat()) for day in days),
        *((QuotaKind.BAND, band.key) for day in days for band in bands_of(fair, day)),
    ]


def set_sizes(session: Session, fair: Fair, sizes: Mapping[Name, int | None], *, by: Actor | None) -> list[Quota]:
    """Bound quotas anew; None lifts a bound. Return those that changed.

    :raise DomainError: if more places are taken than a new size leaves.
    """
    ensure_quotas(session, fair)
    changed = []
    for quota in hold(session, fair.id):
        size = sizes.get((quota.kind, quota.key), quota.size)
        if size == quota.size:
            continue
        if size is not None and size < quota.taken:
            raise DomainError(
                N_("%(taken)s places sont déjà prises : choisissez %(taken)s au moins."), taken=quota.taken,
                field=f"{quota.kind}:{quota.key}",
            )  # fmt: skip
        quota.size = size
        session.add(quota)
        changed.append(quota)
    session.flush()
    if changed:
        detail = {f"{quota.kind}:{quota.key}": quota.size for quota in changed}
        record(session, "fair.edited", "fair", fair.id, by=by, cluster_id=fair.cluster_id, quotas=detail)
    return changed


def change_bands(session: Session, fair: Fair, minutes: int) -> None:
    """Cut the days into arrival bands of another length; the bounds of the old ones go with them.

    :raise DomainError: if somebody has chosen a band: whatever it became would not be their choice.
    """
    if minutes == fair.band_minutes:
        return
    quotas = hold(session, fair.id)
    of_bands = select(Quota.id).where(Quota.fair_id == fair.id, Quota.kind == QuotaKind.BAND)
    chosen = (
        select(RegistrationPlace.id)
        .join(Registration, col(Registration.id) == RegistrationPlace.registration_id)
        .where(col(RegistrationPlace.quota_id).in_(of_bands), col(Registration.status).in_(LIVE))
    )
    if session.exec(chosen.limit(1)).first() is not None:
        raise DomainError(
            N_("Des visiteurs ont déjà choisi leur heure d'arrivée : la durée des tranches ne change plus."),
            field="band_minutes",
        )
    fair.band_minutes = minutes
    for quota in quotas:
        if quota.kind is QuotaKind.BAND:
            session.delete(quota)
    session.flush()


def follow_calendar(session: Session, fair: Fair) -> None:
    """Let registrations follow a fair whose days moved (row F4); doing it twice changes nothing.

    The first day that is gone becomes the first new one, and so on; all of them, the only day of a fair of one day.
    Days and bands that are left over are given up: those people are asked for others.
    """
    quotas = hold(session, fair.id)
    held = [day.held_on.isoformat() for day in days_of(session, fair.id)]
    counted = {quota.key[:10]: 0 for quota in quotas if quota.kind in DATED}
    for quota in quotas:
        if quota.kind in DATED:
            counted[quota.key[:10]] += quota.taken
    fresh = [day for day in held if not counted.get(day)]
    gone = sorted(counted.keys() - set(held))
    for old, new in zip(gone, held * len(gone) if len(held) == 1 else fresh, strict=False):
        _carry_over(session, fair, old, new)
    _give_up(session, fair)


def _carry_over(session: Session, fair: Fair, old: str, new: str) -> None:
    """Move the places of one day to another, its bands too."""
    quotas = {quota.key: quota for quota in quotas_of(session, fair.id) if quota.kind in DATED}
    for key, quota in quotas.items():
        if not key.startswith(old):
            continue
        there = quotas.get(new + key.removeprefix(old))
        if there is None:
            quota.key = new + key.removeprefix(old)
            session.add(quota)
        else:
            _merge(session, quota, there)
        session.flush()


def _merge(session: Session, quota: Quota, there: Quota) -> None:
    """Somebody registered for the new day before this ran: both counts become one."""
    doubled = select(RegistrationPlace.registration_id).where(RegistrationPlace.quota_id == there.id)
    moving = update(RegistrationPlace).where(
        col(RegistrationPlace.quota_id) == quota.id, col(RegistrationPlace.registration_id).not_in(doubled)
    )
    session.execute(moving.values(quota_id=there.id).execution_options(synchronize_session=False))
    session.delete(quota)
    session.flush()
    there.taken = session.exec(
        select(func.count())
        .select_from(RegistrationPlace)
        .join(Registration, col(Registration.id) == RegistrationPlace.registration_id)
        .where(RegistrationPlace.quota_id == there.id, col(Registration.status).in_(SEATED))
    ).one()
    bounds = [size for size in (quota.size, there.size) if size is not None]
    there.size = max(*bounds, there.taken) if bounds else None
    session.add(there)


def _give_up(session: Session, fair: Fair) -> None:
    """Forget days and bands that the fair no longer has, and the places in them."""
    known = set(names_of(session, fair))
    for quota in quotas_of(session, fair.id):
        if quota.kind in DATED and (quota.kind, quota.key) not in known:
            session.delete(quota)  # the places go with it
    session.flush()
