"""Letters to people who registered; each is composed anew from the rows, so it tells what is true when it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import mail
from fairapp.accounts.services import link_token
from fairapp.core.settings import Settings
from fairapp.core.tasks import outside
from fairapp.core.text import squeeze
from fairapp.fairs.enums import QuotaKind, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import link_of, places_of
from fairapp.fairs.registrations.words import hours_label, place_label, visit_lines
from fairapp.fairs.zones import in_zone
from fairapp.web.formats import hour, weekday_date


@dataclass(frozen=True)
class Reader:
    """Who is written to, about which fair, with the link to « my registration »."""

    registration: Registration
    fair: Fair
    url: str


def reader_of(session: Session, registration_id: int) -> Reader | None:
    """Return None if there is nobody to write to: no address, or the row is gone."""
    registration = session.get(Registration, registration_id)
    link = link_of(session, registration_id)
    if registration is None or registration.email is None or link is None:
        return None
    url = mail.absolute(_settings(), f"/inscriptions/{link_token(_settings(), link)}")
    return Reader(registration, session.get_one(Fair, registration.fair_id), url)


@outside
def send_registration(session: Session, registration_id: int) -> None:
    """Confirm a place, or tell the number on the waiting list."""
    reader = reader_of(session, registration_id)
    if reader is None or reader.registration.status is RegistrationStatus.CANCELLED:
        return
    if reader.registration.status is RegistrationStatus.OFFERED:  # its own letter follows
        return
    confirmed = reader.registration.status is RegistrationStatus.CONFIRMED
    with mail.in_language(reader.registration.locale):
        subject = _("Votre inscription : %(fair)s", fair=reader.fair.name)
        if not confirmed:
            subject = _("Liste d'attente : %(fair)s", fair=reader.fair.name)
    _send(session, reader, "made", subject, key=f"made-{reader.registration.status}")


@outside
def send_link(session: Session, registration_id: int, bucket: int) -> None:
    """Mail the link again, with what is true now; once in each `bucket` of time."""
    if (reader := reader_of(session, registration_id)) is None:
        return
    with mail.in_language(reader.registration.locale):
        subject = _("Votre lien : %(fair)s", fair=reader.fair.name)
    _send(session, reader, "again", subject, key=f"again-{bucket}")


@outside
def send_offer(session: Session, registration_id: int) -> None:
    reader = reader_of(session, registration_id)
    if reader is None or reader.registration.status is not RegistrationStatus.OFFERED:
        return
    offered = reader.registration.offered_until
    until = in_zone(reader.fair, offered) if offered else None
    with mail.in_language(reader.registration.locale):
        subject = _("Une place pour vous : %(fair)s", fair=reader.fair.name)
        told = _("%(day)s à %(hour)s", day=weekday_date(until), hour=hour(until)) if until else ""
    _send(session, reader, "offered", subject, key="offered", until=told)


@outside
def send_cancelled(session: Session, registration_id: int) -> None:
    reader = reader_of(session, registration_id)
    if reader is None or reader.registration.status is not RegistrationStatus.CANCELLED:
        return
    until, ended = reader.registration.offered_until, reader.registration.cancelled_at
    lapsed = bool(until and ended and ended >= until and reader.registration.confirmed_at is None)
    with mail.in_language(reader.registration.locale):
        subject = _("Inscription annulée : %(fair)s", fair=reader.fair.name)
    again = mail.absolute(_settings(), f"/salons/{reader.fair.slug}/inscription")
    _send(session, reader, "cancelled", subject, key="cancelled", lapsed=lapsed, again=again)


@outside
def send_reminder(session: Session, registration_id: int, day: str, before: int) -> None:
    """Remind of `day` (ISO), so many days `before`, unless the fair moved or the person gave up meanwhile."""
    reader = reader_of(session, registration_id)
    if reader is None or reader.registration.status is not RegistrationStatus.CONFIRMED:
        return
    if day not in {one.held_on.isoformat() for one in days_of(session, reader.fair.id)}:
        return
    with mail.in_language(reader.registration.locale):
        subject = _("Rappel : %(fair)s", fair=reader.fair.name)
    _send(session, reader, "reminder", subject, key=f"reminder-{day}-{before}")


@outside
def send_moved(session: Session, registration_id: int, sequence: int) -> None:
    """Tell the new day, hours or place (row F4)."""
    reader = reader_of(session, registration_id)
    if reader is None or reader.registration.status is RegistrationStatus.CANCELLED or reader.fair.sequence > sequence:
        return
    with mail.in_language(reader.registration.locale):
        subject = _("Changement : %(fair)s", fair=reader.fair.name)
    _send(session, reader, "moved", subject, key=f"moved-{sequence}")


@outside
def send_fair_cancelled(session: Session, registration_id: int) -> None:
    reader = reader_of(session, registration_id)
    if reader is None or reader.registration.status is RegistrationStatus.CANCELLED:
        return
    with mail.in_language(reader.registration.locale):
        subject = _("Salon annulé : %(fair)s", fair=reader.fair.name)
    _send(session, reader, "called_off", subject, key="fair-cancelled")


def _send(session: Session, reader: Reader, name: str, subject: str, *, key: str, **context: object) -> None:
    row = reader.registration
    with mail.in_language(row.locale):
        told = {**_told(session, reader), **context}
    message = mail.Message(
        row.email or "", squeeze(subject), f"fairs_registration_{name}", told, locale=row.locale,
        key=f"registration-{row.id}-{key}", to_name=squeeze(f"{row.first_name} {row.last_name}") if row.account_id else "",
        reply_to=reader.fair.contact_email,
    )  # fmt: skip
    mail.send(_settings(), message)


def _told(session: Session, reader: Reader) -> Mapping[str, object]:
    row, fair = reader.registration, reader.fair
    days, places = days_of(session, fair.id), places_of(session, [row.id])[row.id]
    bands = [quota.key for quota in places if quota.kind is QuotaKind.BAND]
    dates = [quota.key for quota in places if quota.kind is QuotaKind.DAY]
    return {
        "name": row.first_name if row.account_id else "",  # unproven, a stranger may have typed both
        "fair": fair.name, "status": row.status.value, "number": row.queue_number,
        "lines": visit_lines(fair, days, bands, dates) or [hours_label(day) for day in days],
        "place": place_label(fair), "url": reader.url, "calendar": f"{reader.url}/salon.ics",
    }  # fmt: skip


def _settings() -> Settings:
    settings: Settings = current_app.extensions["fairapp"].settings
    return settings
