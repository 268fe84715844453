"""One registration and what belongs to it; lists for organisers are in `listing`."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.fairs.enums import HolderKind, QuotaKind, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Consent, Quota, Registration, RegistrationPlace
from fairapp.fairs.zones import in_zone

LIVE = (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITLISTED, RegistrationStatus.OFFERED)
DATED = (QuotaKind.DAY, QuotaKind.BAND)  # their keys begin with a date
SEATED = (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED)  # counted as taken


def live_registration(
    session: Session, fair_id: int, email: str, kind: HolderKind = HolderKind.CANDIDATE
) -> Registration | None:
    """Return the one live registration of this address; `email` as `normalise_email` writes it."""
    query = select(Registration).where(Registration.fair_id == fair_id, Registration.email == email)
    return session.exec(query.where(Registration.kind == kind, col(Registration.status).in_(LIVE))).first()


def made_by_form(session: Session, fair_id: int, form_key: str) -> Registration | None:
    """Return the registration that this very form made, if it was sent before."""
    query = select(Registration).where(Registration.fair_id == fair_id, Registration.form_key == form_key)
    return session.exec(query).first()


def quotas_of(session: Session, fair_id: int) -> Sequence[Quota]:
    """Return every quota of a fair as it is now, in the order in which places are taken."""
    query = select(Quota).where(Quota.fair_id == fair_id).order_by(col(Quota.id))
    return session.exec(query.execution_options(populate_existing=True)).all()


def fair_quota(session: Session, fair_id: int) -> Quota | None:
    return session.exec(select(Quota).where(Quota.fair_id == fair_id, Quota.kind == QuotaKind.FAIR)).first()


def places_of(session: Session, registration_ids: Iterable[int]) -> dict[int, list[Quota]]:
    """Return the quotas in which each registration holds a place, or wishes for one; days before bands."""
    found: dict[int, list[Quota]] = {id: [] for id in registration_ids}
    rows = session.exec(
        select(RegistrationPlace.registration_id, Quota)
        .join(Quota, col(Quota.id) == RegistrationPlace.quota_id)
        .where(col(RegistrationPlace.registration_id).in_(list(found)))
        .order_by(Quota.key, col(Quota.id))
    )
    for registration_id, quota in rows:
        found[registration_id].append(quota)
    return found


def days_of_registration(session: Session, registration_id: int) -> list[date]:
    """Return the days that somebody registered for; none: every day (staff, speakers)."""
    places = places_of(session, [registration_id])[registration_id]
    return sorted({date.fromisoformat(quota.key[:10]) for quota in places if quota.kind in DATED})


def days_open_to(session: Session, fair: Fair, registration: Registration) -> set[date]:
    """Return the days on which somebody may come in; none: every day.

    A walk-in for whom no place was left came for one day, on which they were let in.
    """
    days = days_of_registration(session, registration.id)
    if not days and registration.is_walk_in:
        return {in_zone(fair, registration.confirmed_at or registration.created_at).date()}
    return set(days)


def arrivals_of_registration(session: Session, registration_id: int) -> list[str]:
    """Return the arrival bands, one a day at most."""
    places = places_of(session, [registration_id])[registration_id]
    return [quota.key for quota in places if quota.kind is QuotaKind.BAND]


def consents_of(session: Session, registration_id: int) -> Sequence[Consent]:
    return session.exec(
        select(Consent).where(Consent.registration_id == registration_id).order_by(Consent.purpose)
    ).all()


def link_of(session: Session, registration_id: int) -> ActionLink | None:
    """Return the link to « my registration », the newest one that still holds."""
    return session.exec(
        select(ActionLink)
        .where(ActionLink.purpose == LinkPurpose.REGISTRATION, ActionLink.subject_id == registration_id)
        .where(col(ActionLink.revoked_at).is_(None))
        .order_by(col(ActionLink.id).desc())
    ).first()
