"""Registering for a fair, changing one's registration, giving it up (rows C1 to C6)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from sqlmodel import Session

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now, today
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.fairs.badges.services import ensure_badge
from fairapp.fairs.calendar import can_register
from fairapp.fairs.enums import ConsentPurpose, QuotaKind, RegistrationStatus
from fairapp.fairs.events import RegistrationAskedAgain, RegistrationMade
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.arrivals import quota_keys
from fairapp.fairs.registrations.models import Quota, Registration, RegistrationDraft
from fairapp.fairs.registrations.queries import DATED, LIVE, SEATED, link_of, live_registration, places_of
from fairapp.fairs.registrations.services.consents import write_consents
from fairapp.fairs.registrations.services.occupations import job_sought
from fairapp.fairs.registrations.services.places import forget_places, give_back, hold, is_full, note_places, take
from fairapp.fairs.registrations.services.quotas import Name, quotas_named, set_sizes
from fairapp.fairs.registrations.services.rows import (
    Known,
    add_registration,
    give_link,
    lock_registration,
    person_values,
)
from fairapp.fairs.registrations.services.seating import CHOOSE_BAND, find_seat
from fairapp.fairs.registrations.services.waiting import end, has_overdue_offers, settle


def register(
    session: Session,
    fair: Fair,
    draft: RegistrationDraft,
    *,
    account_id: int | None = None,
    locale: str = "fr",
    form_key: str | None = None,
) -> Registration:
    """Register a candidate, confirmed or on the waiting list; an address that is registered gets its link again.

    Both go the same way up to the last step, so that nobody learns by a full band who is registered (row C2).

    :raise DomainError: if registrations are closed, or another band or day must be chosen.
    """
    days = days_of(session, fair.id)
    if not can_register(fair, days):
        raise DomainError(N_("Les inscriptions à ce salon ne sont pas ouvertes."))
    if has_overdue_offers(session, fair.id):
        settle(session, fair)
    dated = quota_keys(fair, days, draft.arrivals)
    quotas = quotas_named(session, fair, [(QuotaKind.FAIR, ""), (QuotaKind.PROFILE, draft.profile.value), *dated])
    values = person_values(draft) | {
        "email": draft.email, "profile": draft.profile, **job_sought(draft.jobs_sought)._asdict(),
        "access_needs": sorted(set(draft.access_needs)), "access_note": draft.access_note.strip(),
        "account_id": account_id, "locale": locale, "form_key": form_key,
    }  # fmt: skip
    with suppress(Known):
        return _enter(session, fair, quotas, consents=draft.consents, **values)
    return _ask_again(session, fair, draft.email, form_key)


def _enter(
    session: Session, fair: Fair, quotas: Sequence[Quota], *, consents: Iterable[ConsentPurpose], **values: object
) -> Registration:
    """Take the places and write the row; if the address is known, neither (Known leaves the savepoint)."""
    with session.begin_nested():
        number = find_seat(session, fair, quotas)
        registration = add_registration(session, fair, queue_number=number, **values)
    note_places(session, registration.id, quotas)
    write_consents(session, registration.id, consents)
    give_link(session, registration)
    _welcome(session, registration)
    return registration


def _ask_again(session: Session, fair: Fair, email: str, form_key: str | None) -> Registration:
    registration = live_registration(session, fair.id, email)
    if registration is None:  # cancelled at this very instant
        raise Conflict(N_("Votre inscription a changé entre-temps. Envoyez à nouveau le formulaire."))
    if form_key is None or registration.form_key != form_key:  # else a double click
        send_link_again(session, registration)
    return registration


def _welcome(session: Session, registration: Registration) -> None:
    if registration.status is RegistrationStatus.CONFIRMED:
        ensure_badge(session, fair_id=registration.fair_id, registration_id=registration.id)
    emit(session, RegistrationMade(registration.id))


def accept_offer(session: Session, registration: Registration) -> None:
    """Take the place that the waiting list offered; accepting twice changes nothing.

    :raise Conflict: if the offer is over, or the registration was erased.
    """
    lock_registration(session, registration)
    if registration.status is RegistrationStatus.CONFIRMED:
        return
    is_good = registration.status is RegistrationStatus.OFFERED and (registration.offered_until or now()) > now()
    if not is_good:
        raise Conflict(N_("Cette place n'est plus proposée : le délai est passé."))
    registration.status, registration.confirmed_at = RegistrationStatus.CONFIRMED, now()
    session.add(registration)
    session.flush()
    _welcome(session, registration)


def cancel(session: Session, registration: Registration, *, by: Actor | None = None) -> None:
    """Give the registration up, or decline the place offered; the next of the waiting list is offered it at once.

    :raise Erased: if nothing is left of it.
    """
    fair = session.get_one(Fair, registration.fair_id)
    hold(session, fair.id)
    lock_registration(session, registration)
    if registration.status is RegistrationStatus.CANCELLED:
        return
    end(session, registration)
    settle(session, fair)
    if by is not None:
        record(session, "registration.cancelled", "registration", registration.id, by=by, cluster_id=fair.cluster_id)


def change_arrivals(session: Session, registration: Registration, bands: Iterable[str]) -> None:
    """Come on other days, or at another hour; the places given up go to those who wait.

    :raise DomainError: if a chosen band or day is full, or does not exist.
    """
    fair = session.get_one(Fair, registration.fair_id)
    wanted = quotas_named(session, fair, quota_keys(fair, days_of(session, fair.id), bands))
    hold(session, fair.id)
    lock_registration(session, registration)
    if registration.status not in LIVE:
        raise Conflict(N_("Cette inscription est annulée."))
    current = [q for q in places_of(session, [registration.id])[registration.id] if q.kind in DATED]
    added = [quota for quota in wanted if quota not in current]
    past = today(fair.time_zone).isoformat()  # a day that is over stays as it was
    removed = [quota for quota in current if quota not in wanted and quota.key >= past]
    if registration.status in SEATED:
        if any(map(is_full, added)):
            raise DomainError(CHOOSE_BAND, field="arrivals")
        take(session, added)
        give_back(session, removed)
    _swap_places(session, registration, removed, added)
    settle(session, fair)


def _swap_places(
    session: Session, registration: Registration, removed: Sequence[Quota], added: Sequence[Quota]
) -> None:
    forget_places(session, registration.id, removed)
    note_places(session, registration.id, added)
    if removed or added:
        registration.version += 1
        session.add(registration)
        session.flush()


def send_link_again(session: Session, registration: Registration) -> None:
    """Mail the link once more, for who lost it."""
    if registration.email is None:
        return
    if link_of(session, registration.id) is None:  # the address came later than the registration
        give_link(session, registration)
    emit(session, RegistrationAskedAgain(registration.id))


def set_quotas(session: Session, fair: Fair, sizes: Mapping[Name, int | None], *, by: Actor | None) -> None:
    """Bound the fair, profiles, days and bands; what an enlarged quota frees goes to the waiting list at once.

    :raise DomainError: if more places are taken than a new size leaves.
    """
    if set_sizes(session, fair, sizes, by=by):
        settle(session, fair)
