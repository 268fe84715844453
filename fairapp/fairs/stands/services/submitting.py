"""From a hold to a booking: contact, options within their stock, terms and prices frozen (rows B3, B5, B8)."""

from typing import NamedTuple

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import record, revoke_links
from fairapp.clusters.models import Company, Membership
from fairapp.clusters.queries import in_term
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, squeeze
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.events import BookingSubmitted
from fairapp.fairs.locking import hold_row
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.drafts import BookingDraft
from fairapp.fairs.stands.models import BookingOption, Stand, StandBooking, StandOption, StandType
from fairapp.fairs.stands.pricing import price_for, seal
from fairapp.fairs.stands.queries import BOOKED, options_of, own_booking
from fairapp.fairs.stands.services.expiring import expire_overdue
from fairapp.fairs.stands.services.holding import concerning, is_kept, take
from fairapp.fairs.stands.services.locking import lock_booking, plan_changed, require_booking, require_room

NO_OPTION = N_("Une option n’est plus proposée : relisez la liste.")


class HoldEnded(Conflict):
    """The hold ran out while the form was filled in; the stand may still be free."""


class Signature(NamedTuple):
    """Who accepts the terms, and from which network address (row B8)."""

    actor: Actor
    address: str


def submit_booking(
    session: Session, fair: Fair, stand: Stand, draft: BookingDraft, *, company: Company, by: Signature
) -> StandBooking:
    """Book the stand that the company holds; sending the form twice books once.

    :raise HoldEnded: if the hold ran out and the form does not ask to take the stand again.
    :raise Conflict: if someone else has it, or the terms or prices changed since the form was shown.
    :raise DomainError: if too little is left of an option (the field names it), or the company has enough stands.
    """
    mine = own_booking(session, stand.id, company.id)
    if mine is not None and mine.status in BOOKED:
        return mine
    require_booking(session, fair)
    booking = lock_booking(session, mine.id) if mine else None
    if booking is None or not (booking.status in BOOKED or is_kept(booking)):
        booking = _take_again(session, fair, stand, draft, company=company, by=by.actor)
    if booking.status in BOOKED:  # the same form, sent twice at once
        return booking
    require_room(session, fair, company.id)
    price = _freeze_price(session, fair, booking, company)
    if draft.seal != seal(fair, price, options_of(session, fair.id)):
        raise Conflict(N_("Les conditions ou les prix ont changé : relisez-les, puis envoyez de nouveau."))
    _order_options(session, fair, booking, draft)
    _freeze_terms(fair, booking, by)
    contact = draft.model_dump(exclude={"options", "seal", "accepts_terms", "takes_again"})
    booking.sqlmodel_update(contact | {"status": BookingStatus.SUBMITTED, "submitted_at": now(), "held_until": None})
    booking.version += 1
    session.add(booking)
    session.flush()
    revoke_links(session, LinkPurpose.STAND_OFFER, subject_id=booking.id)
    record(session, "booking.submitted", "booking", booking.id, by=by.actor, cluster_id=fair.cluster_id)
    emit(session, BookingSubmitted(booking_id=booking.id))
    plan_changed(session, fair.id)
    return booking


def _take_again(
    session: Session, fair: Fair, stand: Stand, draft: BookingDraft, *, company: Company, by: Actor
) -> StandBooking:
    """Return a new hold after the company's own ran out, if the form asks for it."""
    if not draft.takes_again:
        raise HoldEnded(
            N_(
                "Le stand %(code)s n’est plus gardé : le délai est dépassé. Rien de ce que vous avez saisi n’est perdu."
            ),
            code=stand.code,
        )
    expire_overdue(session, concerning(company, stand), fair_id=fair.id)
    return take(session, fair, stand, company=company, by=by)


def _freeze_price(session: Session, fair: Fair, booking: StandBooking, company: Company) -> int:
    kind = session.get_one(StandType, booking.type_id)
    booking.is_member_price = is_member(session, fair, company.id)
    booking.price_cents = price_for(kind, is_member=booking.is_member_price)
    booking.vat_rate_bp, booking.vat_exemption = fair.vat_rate_bp, fair.vat_exemption
    return booking.price_cents


def is_member(session: Session, fair: Fair, company_id: int) -> bool:
    """Tell whether the company is a confirmed member of the fair's cluster today."""
    query = select(Membership.id).where(Membership.cluster_id == fair.cluster_id, Membership.company_id == company_id)
    return session.exec(query.where(in_term())).first() is not None


def _freeze_terms(fair: Fair, booking: StandBooking, by: Signature) -> None:
    booking.terms_version, booking.terms_text, booking.terms_accepted_at = fair.terms_version, fair.terms, now()
    booking.terms_accepted_by = squeeze(f"{by.actor.name} <{by.actor.email}>")[:254]
    booking.terms_address = by.address[:45]
    booking.booked_by_id = by.actor.account_id


def _order_options(session: Session, fair: Fair, booking: StandBooking, draft: BookingDraft) -> None:
    """Take each option from its stock, in the order of their ids so that two forms cannot block each other."""
    known = {option.id: option for option in options_of(session, fair.id)}
    wanted = {row.option_id: (index, row.quantity) for index, row in enumerate(draft.options) if row.quantity}
    if wanted.keys() - known.keys():
        raise Conflict(NO_OPTION)
    for option_id in sorted(wanted):
        index, quantity = wanted[option_id]
        _check_most(known[option_id], index, quantity)
        if not take_option(session, option_id, quantity):
            raise _too_few(session, known[option_id], index)
        row = BookingOption(
            booking_id=booking.id, option_id=option_id, quantity=quantity,
            unit_price_cents=known[option_id].price_cents,
        )  # fmt: skip
        session.add(row)


def take_option(session: Session, option_id: int, quantity: int) -> bool:
    """Take so many from the stock in one statement; False if fewer are left. The CHECK has the last word."""
    enough = or_(col(StandOption.stock).is_(None), col(StandOption.taken) + quantity <= col(StandOption.stock))
    taking = update(StandOption).where(col(StandOption.id) == option_id, enough)
    taking = taking.values(taken=StandOption.taken + quantity).execution_options(synchronize_session=False)
    return bool(session.execute(taking).rowcount)  # type: ignore[attr-defined]


def give_back_options(session: Session, booking: StandBooking) -> None:
    """Put a booking's options back in stock."""
    rows = select(BookingOption).where(BookingOption.booking_id == booking.id).order_by(col(BookingOption.option_id))
    for row in session.exec(rows).all():
        giving = update(StandOption).where(col(StandOption.id) == row.option_id)
        giving = giving.values(taken=StandOption.taken - row.quantity).execution_options(synchronize_session=False)
        session.execute(giving)


def _check_most(option: StandOption, index: int, quantity: int) -> None:
    if quantity > option.most:
        raise DomainError(
            N_("« %(name)s » : %(most)s au plus par stand."),
            field=f"options[{index}].quantity", name=option.name, most=option.most,
        )  # fmt: skip


def _too_few(session: Session, option: StandOption, index: int) -> DomainError:
    if not hold_row(session, option):
        return Conflict(NO_OPTION)  # an organiser deleted it this very moment
    left = max((option.stock or 0) - option.taken, 0)
    return DomainError(
        N_("« %(name)s » : il n’en reste que %(left)s."),
        field=f"options[{index}].quantity", name=option.name, left=left,
    )  # fmt: skip
