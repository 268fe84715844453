"""Letters about stands, the clock's round over waiting lists, and what follows when two companies become one."""

from collections.abc import Iterable
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from fairapp import mail
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import is_good, issue_link, link_token
from fairapp.clusters.events import CompaniesMerged
from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.queries import organisers_of, people_of_company
from fairapp.core.clock import now
from fairapp.core.settings import Settings
from fairapp.core.tasks import Handler, Subscriptions, enqueue, outside
from fairapp.core.text import squeeze
from fairapp.core.worker import Scheduled
from fairapp.fairs.enums import BookingStatus, FairStatus, PartnerStatus
from fairapp.fairs.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingMoved,
    BookingSubmitted,
    PartnerAnswered,
    PartnerAsked,
    StandOffered,
)
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import exhibited_url, organised_url
from fairapp.fairs.stands.models import BookingPartner, Stand, StandBooking, StandType
from fairapp.fairs.stands.queries import weights_of
from fairapp.fairs.stands.retention import purge_old_staff
from fairapp.fairs.stands.services import tend_waiting_lists
from fairapp.fairs.stands.services.merging import tidy_after_merge
from fairapp.fairs.zones import in_zone
from fairapp.web.formats import hour, long_date


def tell_of_submission(session: Session, booking_id: int) -> None:
    """Tell the organisers, and the company that its booking arrived."""
    _tell_company(session, booking_id, "submitted")
    booking = session.get(StandBooking, booking_id)
    if booking is not None:
        organisers = organisers_of(session, session.get_one(Fair, booking.fair_id).cluster_id)
        _queue(session, organisers, booking, "asked", company_id=booking.company_id)


def tell_of_confirmation(session: Session, booking_id: int) -> None:
    _tell_company(session, booking_id, "confirmed")


def tell_of_cancellation(session: Session, booking_id: int) -> None:
    _tell_company(session, booking_id, "cancelled")


def tell_of_move(session: Session, booking_id: int) -> None:
    _tell_company(session, booking_id, "moved")


def _tell_company(session: Session, booking_id: int, news: str) -> None:
    """Tell everyone on the stand: who booked it, and who has accepted to share it."""
    booking = session.get(StandBooking, booking_id)
    if booking is not None:
        for company_id in weights_of(session, booking):
            _queue(session, people_of_company(session, company_id), booking, news, company_id=company_id)


def _queue(session: Session, people: Iterable[Account], booking: StandBooking, news: str, *, company_id: int) -> None:
    """Queue one letter for each; a booking that is moved twice is told twice."""
    for person in people:
        enqueue(
            session, send_news, key=f"stand-{news}-{booking.id}-{booking.version}-{company_id}-{person.id}",
            booking_id=booking.id, account_id=person.id, company_id=company_id, news=news,
        )  # fmt: skip


@outside
def send_news(session: Session, booking_id: int, account_id: int, *, company_id: int, news: str) -> None:
    """Write to somebody of `company_id`, with the link to that company's own page."""
    booking, reader = session.get(StandBooking, booking_id), session.get(Account, account_id)
    own = session.get(Company, company_id)
    if booking is None or own is None or reader is None or reader.is_disabled:
        return
    fair, company = session.get_one(Fair, booking.fair_id), session.get_one(Company, booking.company_id)
    stand, settings = session.get(Stand, booking.stand_id) if booking.stand_id else None, _settings()
    path = exhibited_url(own, fair)
    if news == "asked":
        path = f"{organised_url(session.get_one(Cluster, fair.cluster_id), fair)}/reservations"
    with mail.in_language(reader.locale):
        subject = {
            "submitted": _("%(fair)s : votre réservation est arrivée", fair=squeeze(fair.name)),
            "asked": _("%(company)s réserve un stand", company=squeeze(company.name)),
            "confirmed": _("%(fair)s : votre stand est confirmé", fair=squeeze(fair.name)),
            "cancelled": _("%(fair)s : votre réservation est annulée", fair=squeeze(fair.name)),
            "moved": _("%(fair)s : votre stand change de place", fair=squeeze(fair.name)),
        }[news]
    context = {
        "news": news, "fair": fair.name, "company": company.name, "code": stand.code if stand else "",
        "url": mail.absolute(settings, path),
    }  # fmt: skip
    key = f"stand-{news}-{booking.id}-{booking.version}-{company_id}-{reader.id}"
    mail.send(settings, mail.Message(reader.email, subject, "fairs_stand_news", context, key=key, locale=reader.locale))


def offer_stand(session: Session, booking_id: int) -> None:
    """Give each of the company's people a link that declines; it holds as long as the offer."""
    booking = session.get(StandBooking, booking_id)
    if booking is None or booking.status is not BookingStatus.HELD or booking.held_until is None:
        return
    for person in people_of_company(session, booking.company_id):
        left = max(booking.held_until - now(), timedelta(minutes=1))
        link = issue_link(session, LinkPurpose.STAND_OFFER, email=person.email, subject_id=booking.id, lifetime=left)
        enqueue(session, send_offer, link_id=link.id)


@outside
def send_offer(session: Session, link_id: int) -> None:
    link = session.get(ActionLink, link_id)
    booking = session.get(StandBooking, link.subject_id) if link else None
    if link is None or booking is None or booking.held_until is None or not is_good(link):
        return
    fair, company = session.get_one(Fair, booking.fair_id), session.get_one(Company, booking.company_id)
    stand, kind = session.get(Stand, booking.stand_id), session.get_one(StandType, booking.type_id)
    settings, locale = _settings(), _locale(session, link.email)
    with mail.in_language(locale):
        subject = _("%(fair)s : un stand est libre pour vous", fair=squeeze(fair.name))
        until = in_zone(fair, booking.held_until)
        told_until = _("%(day)s à %(time)s", day=long_date(until), time=hour(until))
    context = {
        "fair": fair.name, "company": company.name, "code": stand.code if stand else "", "kind": kind.name,
        "until": told_until, "url": mail.absolute(settings, f"{exhibited_url(company, fair)}/plan"),
        "decline_url": mail.absolute(settings, f"/stands/proposition/{link_token(settings, link)}"),
    }  # fmt: skip
    key = f"stand-offer-{link.id}"
    mail.send(settings, mail.Message(link.email, subject, "fairs_stand_offered", context, key=key, locale=locale))


def invite_partner(session: Session, partner_id: int) -> None:
    """Give each of the asked company's people a link; it holds until the company has answered."""
    row = session.get(BookingPartner, partner_id)
    if row is None or row.status is not PartnerStatus.PENDING:
        return
    for person in people_of_company(session, row.company_id):
        link = issue_link(session, LinkPurpose.BOOKING_PARTNER, email=person.email, subject_id=row.id)
        enqueue(session, send_invitation, link_id=link.id)


@outside
def send_invitation(session: Session, link_id: int) -> None:
    link = session.get(ActionLink, link_id)
    row = session.get(BookingPartner, link.subject_id) if link else None
    if link is None or row is None or not is_good(link):
        return
    booking = session.get_one(StandBooking, row.booking_id)
    fair, host = session.get_one(Fair, booking.fair_id), session.get_one(Company, booking.company_id)
    settings, locale = _settings(), _locale(session, link.email)
    with mail.in_language(locale):
        subject = _("%(host)s vous propose de partager un stand", host=squeeze(host.name))
    context = {
        "fair": fair.name, "host": host.name, "company": session.get_one(Company, row.company_id).name,
        "url": mail.absolute(settings, f"/stands/partage/{link_token(settings, link)}"),
    }  # fmt: skip
    key = f"stand-partner-{link.id}"
    mail.send(settings, mail.Message(link.email, subject, "fairs_stand_shared", context, key=key, locale=locale))


def tell_host(session: Session, partner_id: int) -> None:
    row = session.get(BookingPartner, partner_id)
    booking = session.get(StandBooking, row.booking_id) if row else None
    if row is None or booking is None or row.answered_at is None:
        return
    for person in people_of_company(session, booking.company_id):
        key = f"stand-partner-answer-{row.id}-{row.answered_at.timestamp():.0f}-{person.id}"
        enqueue(session, send_answer, key=key, partner_id=row.id, account_id=person.id)


@outside
def send_answer(session: Session, partner_id: int, account_id: int) -> None:
    row, reader = session.get(BookingPartner, partner_id), session.get(Account, account_id)
    if row is None or reader is None or reader.is_disabled or row.status is PartnerStatus.PENDING:
        return
    booking, company = session.get_one(StandBooking, row.booking_id), session.get_one(Company, row.company_id)
    fair, host = session.get_one(Fair, booking.fair_id), session.get_one(Company, booking.company_id)
    settings, accepted = _settings(), row.status is PartnerStatus.ACCEPTED
    with mail.in_language(reader.locale):
        if accepted:
            subject = _("%(company)s partage votre stand", company=squeeze(company.name))
        else:
            subject = _("%(company)s ne partage pas votre stand", company=squeeze(company.name))
    context = {
        "fair": fair.name, "company": company.name, "accepted": accepted,
        "url": mail.absolute(settings, exhibited_url(host, fair)),
    }  # fmt: skip
    key = f"stand-partner-answer-{row.id}-{row.status}-{reader.id}"
    message = mail.Message(reader.email, subject, "fairs_stand_answered", context, key=key, locale=reader.locale)
    mail.send(settings, message)


def tend_holds(session: Session) -> None:
    """Free what ran out and offer it on: what no click has done yet."""
    live = (BookingStatus.HELD, BookingStatus.WAITLISTED)
    concerned = select(StandBooking.fair_id).where(col(StandBooking.status).in_(live)).distinct()
    fairs = select(Fair).where(col(Fair.id).in_(concerned), Fair.status == FairStatus.PUBLISHED)
    for fair in session.exec(fairs.order_by(col(Fair.id))).all():
        tend_waiting_lists(session, fair)


def follow_merge(session: Session, loser_id: int, winner_id: int) -> None:
    """Bookings and partners have followed with every other reference; what makes no sense any more goes."""
    tidy_after_merge(session, winner_id)


def _locale(session: Session, email: str) -> str:
    reader = session.exec(select(Account).where(Account.email == email)).first()
    return reader.locale if reader else "fr"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["fairapp"].settings
    return settings


SUBSCRIPTIONS: Subscriptions = {
    BookingSubmitted: (tell_of_submission,),
    BookingConfirmed: (tell_of_confirmation,),
    BookingCancelled: (tell_of_cancellation,),
    BookingMoved: (tell_of_move,),
    StandOffered: (offer_stand,),
    PartnerAsked: (invite_partner,),
    PartnerAnswered: (tell_host,),
    CompaniesMerged: (follow_merge,),
}
SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled(tend_holds, every=timedelta(minutes=2)),
    Scheduled(purge_old_staff, every=timedelta(days=1)),
)
DIRECT: tuple[Handler, ...] = (send_news, send_offer, send_invitation, send_answer)
