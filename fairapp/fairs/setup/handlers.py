"""Letters to companies: booking opens, the fair moves or is called off. Visitors are told by `registrations`."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import mail
from fairapp.accounts.models import Account
from fairapp.clusters.models import Company
from fairapp.clusters.queries import people_of_company
from fairapp.core.settings import Settings
from fairapp.core.tasks import Handler, Subscriptions, enqueue, outside
from fairapp.core.text import squeeze
from fairapp.core.worker import Scheduled
from fairapp.fairs.calendar import can_book
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.events import FairCancelled, FairMoved
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.words import hours_label, place_label
from fairapp.fairs.setup.queries import fairs_that_book, interested_companies
from fairapp.fairs.spaces import exhibited_url, fair_url
from fairapp.fairs.stands.queries import booked_companies
from fairapp.fairs.zones import in_zone
from fairapp.web.formats import long_date


class Reader(NamedTuple):
    """Somebody of a company, written to about a fair."""

    fair: Fair
    company_id: int
    account_id: int


def open_bookings(session: Session) -> None:
    """See which fairs began to take bookings; each is announced once, ever (row F3)."""
    for fair in fairs_that_book(session):
        enqueue(session, announce_booking, key=f"fair-booking-open-{fair.id}", fair_id=fair.id)


def announce_booking(session: Session, fair_id: int) -> None:
    """Queue a letter to everyone of the companies that said they would come."""
    companies = [interest.company.id for interest in interested_companies(session, fair_id)]
    _queue(session, send_booking_open, companies, fair_id=fair_id, key=f"fair-booking-open-{fair_id}")


def tell_of_move(session: Session, fair_id: int) -> None:
    """Queue a letter to everyone of the exhibitors; once for each change (row F4)."""
    fair = session.get(Fair, fair_id)
    if fair is None:
        return
    exhibitors = booked_companies(session, fair_id)
    _queue(session, send_moved, exhibitors, fair_id=fair_id, key=f"fair-moved-{fair_id}-{fair.sequence}")


def tell_of_cancellation(session: Session, fair_id: int) -> None:
    exhibitors = set(booked_companies(session, fair_id))
    exhibitors |= {interest.company.id for interest in interested_companies(session, fair_id)}
    _queue(session, send_cancelled, sorted(exhibitors), fair_id=fair_id, key=f"fair-cancelled-{fair_id}")


def _queue(session: Session, letter: Callable[..., None], companies: Iterable[int], *, fair_id: int, key: str) -> None:
    for company_id in companies:
        for person in people_of_company(session, company_id):
            enqueue(
                session, letter, key=f"{key}-{company_id}-{person.id}", fair_id=fair_id, company_id=company_id,
                account_id=person.id,
            )  # fmt: skip


@outside
def send_booking_open(session: Session, fair_id: int, company_id: int, account_id: int) -> None:
    fair = session.get_one(Fair, fair_id)
    if not can_book(fair, days_of(session, fair_id)):
        return  # closed again before this letter left
    _send(session, Reader(fair, company_id, account_id), "fairs_booking_open", f"booking-open-{fair_id}")


@outside
def send_moved(session: Session, fair_id: int, company_id: int, account_id: int) -> None:
    """Tell the latest day and place; if it moved twice before this letter left, the two are one to read."""
    fair = session.get_one(Fair, fair_id)
    if fair.status is FairStatus.PUBLISHED:
        to = Reader(fair, company_id, account_id)
        _send(session, to, "fairs_exhibitor_moved", f"moved-{fair_id}-{fair.sequence}")


@outside
def send_cancelled(session: Session, fair_id: int, company_id: int, account_id: int) -> None:
    fair = session.get_one(Fair, fair_id)
    _send(session, Reader(fair, company_id, account_id), "fairs_exhibitor_cancelled", f"cancelled-{fair_id}")


def _send(session: Session, to: Reader, template: str, key: str) -> None:
    fair, company_id, account_id = to
    reader, company = session.get(Account, account_id), session.get(Company, company_id)
    if reader is None or reader.is_disabled or company is None:
        return
    settings = _settings()
    with mail.in_language(reader.locale):
        subjects = {
            "fairs_booking_open": _("Réservez votre stand : %(fair)s", fair=fair.name),
            "fairs_exhibitor_moved": _("Changement : %(fair)s", fair=fair.name),
            "fairs_exhibitor_cancelled": _("Salon annulé : %(fair)s", fair=fair.name),
        }
        context = {
            "fair": fair.name, "company": company.name, "place": place_label(fair),
            "days": [hours_label(day) for day in days_of(session, fair.id)],
            "until": long_date(in_zone(fair, fair.booking_until)) if fair.booking_until else "",
            "url": mail.absolute(settings, exhibited_url(company, fair)),
            "calendar": mail.absolute(settings, f"{fair_url(fair)}/salon.ics"),
        }  # fmt: skip
    message = mail.Message(
        reader.email, squeeze(subjects[template]), template, context, key=f"fair-{key}-{company_id}-{account_id}",
        locale=reader.locale, reply_to=fair.contact_email,
    )  # fmt: skip
    mail.send(settings, message)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["fairapp"].settings
    return settings


SUBSCRIPTIONS: Subscriptions = {FairMoved: (tell_of_move,), FairCancelled: (tell_of_cancellation,)}
SCHEDULE: tuple[Scheduled, ...] = (Scheduled(open_bookings, every=timedelta(minutes=10)),)
DIRECT: tuple[Handler, ...] = (announce_booking, send_booking_open, send_moved, send_cancelled)
