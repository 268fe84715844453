"""What organisers and the door do for people: register somebody by hand, let somebody in, correct a name."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from fairapp.accounts.emails import normalise_email
from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, squeeze
from fairapp.fairs.badges.services import ensure_badge
from fairapp.fairs.calendar import day_at
from fairapp.fairs.enums import HolderKind, QuotaKind, RegistrationStatus
from fairapp.fairs.events import RegistrationMade
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.arrivals import quota_keys
from fairapp.fairs.registrations.models import HandWritten, PersonName, Quota, Registration
from fairapp.fairs.registrations.queries import days_open_to, live_registration, made_by_form, places_of
from fairapp.fairs.registrations.services.places import forget_places, hold, is_full, note_places, take
from fairapp.fairs.registrations.services.quotas import Name, quotas_named
from fairapp.fairs.registrations.services.rows import (
    Known,
    add_registration,
    give_link,
    lock_registration,
    person_values,
)
from fairapp.fairs.registrations.services.seating import find_seat, take_all

CHANGED = N_("Cette adresse vient de servir à une autre inscription. Envoyez à nouveau le formulaire.")
CANCELLED = N_("Cette personne vient d’annuler son inscription. Envoyez à nouveau le formulaire.")


def add_by_hand(session: Session, fair: Fair, draft: HandWritten, *, by: Actor | None) -> Registration:
    """Register somebody whom the organiser knows. Only candidates take places; the others are always let in.

    :raise DomainError: if the address is registered already, or a chosen band or day is full.
    """
    candidate = draft.kind is HolderKind.CANDIDATE
    names: list[Name] = [(QuotaKind.FAIR, "")] if candidate else []
    if candidate and draft.profile:
        names.append((QuotaKind.PROFILE, draft.profile.value))
    if candidate and draft.arrivals:
        names += quota_keys(fair, days_of(session, fair.id), draft.arrivals)
    quotas = quotas_named(session, fair, names)
    values = person_values(draft) | {
        "kind": draft.kind, "email": draft.email or None, "profile": draft.profile if candidate else None,
        "organisation": squeeze(draft.organisation),
    }  # fmt: skip
    try:
        with session.begin_nested():
            number = find_seat(session, fair, quotas) if quotas else None
            registration = add_registration(session, fair, queue_number=number, **values)
    except Known:
        raise DomainError(N_("Cette adresse est déjà inscrite à ce salon."), field="email") from None
    note_places(session, registration.id, quotas)
    _admit(session, fair, registration)
    _note(session, fair, registration, by, added=draft.kind.value)
    return registration


def walk_in(  # noqa: PLR0913
    session: Session,
    fair: Fair,
    *,
    first_name: str,
    last_name: str,
    email: str | None = None,
    by: Actor | None,
    form_key: str | None = None,
) -> Registration:
    """Register somebody who stands at the door; they take a place of today if one is left, and come in if none is.

    Someone who is registered under this name and address is found, and confirmed. An address that somebody else of
    the family registered with is left to them. The same `form_key` again is the same person.

    :raise ValueError: if `email` is no address.
    :raise Conflict: if somebody else registered with the address at this very instant, or this person cancels.
    """
    address = normalise_email(email) if email else None
    person = person_values(PersonName(first_name=first_name, last_name=last_name)) | {"form_key": form_key}
    known = live_registration(session, fair.id, address) if address else None  # asked once, or it could change between
    if found := _find_walk_in(session, fair, person, known, by=by):
        return found
    person |= {"email": None if known else address, "is_walk_in": True}
    quotas = _places_of_today(session, fair)
    try:
        with session.begin_nested():  # whoever comes second gives the places back
            seated = _take_now(session, fair, quotas)
            registration = add_registration(session, fair, queue_number=None, **person)
    except Known:  # by the same form, or the same person at another door
        known = live_registration(session, fair.id, address) if address else None
        if found := _find_walk_in(session, fair, person, known, by=by):
            return found
        raise Conflict(CHANGED) from None
    note_places(session, registration.id, quotas if seated else ())
    _admit(session, fair, registration)
    _note(session, fair, registration, by, walk_in=True)
    return registration


def _places_of_today(session: Session, fair: Fair) -> list[Quota]:
    today = day_at(fair, days_of(session, fair.id), now())
    names: list[Name] = [(QuotaKind.FAIR, "")]
    names += [(QuotaKind.DAY, today.held_on.isoformat())] if today else []
    return quotas_named(session, fair, names)


def _take_now(session: Session, fair: Fair, quotas: Sequence[Quota]) -> bool:
    """Take every place or none, without a savepoint of its own.

    On PostgreSQL who waits for a savepoint that is released waits for the whole transaction, which would wait for them
    if it gave the places back and held the quotas again.
    """
    held = hold(session, fair.id, [quota.id for quota in quotas])
    return not any(map(is_full, held)) and take(session, held)


def _find_walk_in(
    session: Session, fair: Fair, person: Mapping[str, object], known: Registration | None, *, by: Actor | None
) -> Registration | None:
    """Return what this form made already, or `known`, who has the address, let in if the name is theirs."""
    if person["form_key"] and (made := made_by_form(session, fair.id, str(person["form_key"]))):
        return made
    is_same = known is not None and known.folded_name == person["folded_name"]
    return _let_in(session, fair, known, by=by) if known is not None and is_same else None


def correct_name(
    session: Session,
    registration: Registration,
    *,
    first_name: str,
    last_name: str,
    by: Actor | None,
    device_id: int | None = None,
) -> None:
    """Write the name as its owner spells it; the badge's code does not depend on it (row G4).

    At a door there is a device and no account: the journal tells which one.

    :raise Erased: if the registration is gone.
    """
    values = person_values(PersonName(first_name=first_name, last_name=last_name))
    lock_registration(session, registration)
    if all(getattr(registration, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(registration, name, value)
    session.add(registration)
    fair = session.get_one(Fair, registration.fair_id)
    detail = {"device": device_id} if device_id else {}
    record(session, "registration.edited", "registration", registration.id, by=by, cluster_id=fair.cluster_id, **detail)
    session.flush()


def _let_in(session: Session, fair: Fair, registration: Registration, *, by: Actor | None) -> Registration:
    """Confirm somebody of the waiting list who came; the places wished for are held if they are free, else dropped.

    Who is registered for another day is given this one.

    :raise Conflict: if they cancelled since they were found: their places are given back.
    """
    today = _places_of_today(session, fair)
    hold(session, fair.id)  # before the person's row, as everywhere: two desks cannot block each other
    lock_registration(session, registration)
    if registration.status is RegistrationStatus.CANCELLED:
        raise Conflict(CANCELLED)
    wishes = places_of(session, [registration.id])[registration.id]
    waited = registration.status is RegistrationStatus.WAITLISTED
    if waited and not take_all(session, wishes):
        forget_places(session, registration.id, wishes)
        registration.is_walk_in = True  # without a place: for this day
    if registration.status is not RegistrationStatus.CONFIRMED:
        registration.status, registration.confirmed_at = RegistrationStatus.CONFIRMED, now()
        session.add(registration)
        session.flush()
        _note(session, fair, registration, by, walk_in=True)
    _add_today(session, fair, registration, today, by=by)
    ensure_badge(session, fair_id=registration.fair_id, registration_id=registration.id)
    return registration


def _add_today(
    session: Session, fair: Fair, registration: Registration, today: Sequence[Quota], *, by: Actor | None
) -> None:
    """Give a place of today to who is registered for other days; if none is left, the door lets them in all the same.

    The caller holds the fair's quotas.
    """
    dated = days_open_to(session, fair, registration)
    day = day_at(fair, days_of(session, fair.id), now())
    if not dated or day is None or day.held_on in dated:
        return
    held = places_of(session, [registration.id])[registration.id]
    added = [quota for quota in today if quota not in held]
    if take_all(session, added):
        note_places(session, registration.id, added)
        registration.version += 1
        session.add(registration)
        _note(session, fair, registration, by, walk_in=True, day=day.held_on.isoformat())


def _admit(session: Session, fair: Fair, registration: Registration) -> None:
    if registration.status is RegistrationStatus.CONFIRMED:
        ensure_badge(session, fair_id=fair.id, registration_id=registration.id)
    give_link(session, registration)
    emit(session, RegistrationMade(registration.id))


def _note(session: Session, fair: Fair, registration: Registration, by: Actor | None, **detail: object) -> None:
    record(
        session, "registration.added", "registration", registration.id, by=by, cluster_id=fair.cluster_id, **detail
    )  # fmt: skip
