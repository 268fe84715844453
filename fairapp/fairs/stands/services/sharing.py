"""Several companies on one stand (row B6): each partner is shown, pays and names staff only once it has accepted."""

from datetime import timedelta

from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import record, revoke_links
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, squeeze
from fairapp.fairs.enums import PartnerStatus
from fairapp.fairs.events import PartnerAnswered, PartnerAsked
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import BookingPartner, BookingStaff, StandBooking
from fairapp.fairs.stands.queries import BOOKED, PRESENT, askable_companies, partners_of
from fairapp.fairs.stands.services.locking import lock_booking, plan_changed, require_booking

MOST_PARTNERS = 8
ASKED_AGAIN = timedelta(days=7)


def ask_partner(
    session: Session, fair: Fair, booking: StandBooking, company_id: int, *, share: int, by: Actor
) -> BookingPartner:
    """Ask another member of the cluster to share the stand; asking again what is pending or accepted changes nothing.

    :raise DomainError: if that company cannot be asked, or was lately, or there are too many already.
    """
    require_booking(session, fair)
    booking = _booked(session, booking.id)
    row = _row(session, booking.id, company_id)
    if row and row.status in PRESENT:
        return row
    if company_id not in {one.id for one in askable_companies(session, fair, booking)}:
        raise DomainError(N_("Choisissez une entreprise membre du cluster."), field="company_id")
    if _asked_lately(session, booking.company_id, company_id):
        raise DomainError(
            N_("Vous avez déjà demandé à cette entreprise il y a moins de %(days)s jours."),
            field="company_id", days=ASKED_AGAIN.days,
        )  # fmt: skip
    others = [one for one in partners_of(session, booking.id) if one.row is not row]
    if len(others) >= MOST_PARTNERS:
        raise DomainError(
            N_("Un stand se partage avec %(most)s entreprises au plus."), field="company_id", most=MOST_PARTNERS
        )
    row = row or BookingPartner(booking_id=booking.id, company_id=company_id)
    row.status, row.share, row.asked_at, row.answered_at = PartnerStatus.PENDING, share, now(), None
    session.add(row)
    session.flush()
    record(session, "booking.partner", "booking", booking.id, by=by, cluster_id=fair.cluster_id, company=company_id)
    emit(session, PartnerAsked(partner_id=row.id))
    return row


def answer_partner(
    session: Session, fair: Fair, row: BookingPartner, *, accepts: bool, contact: tuple[str, str], by: Actor | None
) -> BookingPartner:
    """Accept, naming one's contact, or decline; the same answer twice changes nothing. `by` is None for a mailed link.

    :raise Conflict: if the other answer was given meanwhile, or the question was taken back.
    """
    booking = _booked(session, row.booking_id)
    current = _row(session, booking.id, row.company_id)
    answered = PartnerStatus.ACCEPTED if accepts else PartnerStatus.DECLINED
    if current is not None and current.status is answered:
        return current
    if current is None or current.status is not PartnerStatus.PENDING:
        raise Conflict(N_("Une réponse a déjà été donnée pour votre entreprise."))
    require_booking(session, fair)
    current.contact_name, current.contact_email = squeeze(contact[0])[:120], contact[1][:254]
    _settle(session, fair, current, answered, by=by)
    return current


def leave_stand(session: Session, fair: Fair, row: BookingPartner, *, by: Actor) -> None:
    """Take one's company off a stand that it had accepted to share; twice is once."""
    require_booking(session, fair)
    _booked(session, row.booking_id)
    current = _row(session, row.booking_id, row.company_id)
    if current is not None and current.status in PRESENT:
        _settle(session, fair, current, PartnerStatus.DECLINED, by=by)


def remove_partner(session: Session, fair: Fair, row: BookingPartner, *, by: Actor) -> None:
    """Take a company off the stand, whatever it answered; twice is once. That it was asked is remembered."""
    require_booking(session, fair)
    booking = _booked(session, row.booking_id)
    current = _row(session, booking.id, row.company_id)
    if current is None or current.status is PartnerStatus.REMOVED:
        return
    revoke_links(session, LinkPurpose.BOOKING_PARTNER, subject_id=current.id)
    forget_staff(session, booking.id, current.company_id)
    current.status, current.contact_name, current.contact_email = PartnerStatus.REMOVED, "", ""
    session.add(current)
    record(session, "booking.partner", "booking", booking.id, by=by, cluster_id=fair.cluster_id)
    plan_changed(session, fair.id)


def forget_staff(session: Session, booking_id: int, company_id: int) -> None:
    """Take away the badges of a company that is no longer on the stand."""
    query = select(BookingStaff).where(BookingStaff.booking_id == booking_id, BookingStaff.company_id == company_id)
    for person in session.exec(query).all():
        session.delete(person)


def _settle(session: Session, fair: Fair, row: BookingPartner, status: PartnerStatus, *, by: Actor | None) -> None:
    row.status, row.answered_at = status, now()
    session.add(row)
    session.flush()
    revoke_links(session, LinkPurpose.BOOKING_PARTNER, subject_id=row.id)
    if status is PartnerStatus.DECLINED:
        forget_staff(session, row.booking_id, row.company_id)
    record(
        session, "booking.partner", "booking", row.booking_id, by=by, cluster_id=fair.cluster_id, answer=status.value
    )
    emit(session, PartnerAnswered(partner_id=row.id))
    plan_changed(session, fair.id)


def _booked(session: Session, booking_id: int) -> StandBooking:
    booking = lock_booking(session, booking_id)
    if booking.status not in BOOKED:
        raise Conflict(N_("Cette réservation n’est plus en cours."))
    return booking


def _row(session: Session, booking_id: int, company_id: int) -> BookingPartner | None:
    query = select(BookingPartner).where(
        BookingPartner.booking_id == booking_id, BookingPartner.company_id == company_id
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def _asked_lately(session: Session, host_id: int, company_id: int) -> bool:
    """Tell whether this host asked this company in vain not long ago, for whichever stand: each question is a mail."""
    asked = select(BookingPartner.id).join(StandBooking, col(StandBooking.id) == BookingPartner.booking_id)
    asked = asked.where(StandBooking.company_id == host_id, BookingPartner.company_id == company_id)
    in_vain = (col(BookingPartner.status) != PartnerStatus.ACCEPTED) & (
        col(BookingPartner.asked_at) > now() - ASKED_AGAIN
    )
    return session.exec(asked.where(in_vain).limit(1)).first() is not None
