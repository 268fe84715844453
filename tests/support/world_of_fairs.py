"""The fair of one side of the world: one of everything that an address can name."""

from typing import TypeVar
from uuid import uuid4

from sqlmodel import Session, SQLModel

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link, link_token
from fairapp.core.clock import now
from fairapp.core.settings import Settings
from fairapp.fairs.badges.models import BadgeBatch
from fairapp.fairs.door.models import Device, Scan
from fairapp.fairs.door.services import hash_key
from fairapp.fairs.enums import BadgeLayout, Outcome
from fairapp.fairs.stands.models import BookingPartner, BookingStaff, StandOption
from tests.factories import make_company
from tests.fairs.factories import (
    make_badge,
    make_booking,
    make_checkpoint,
    make_fair,
    make_hall,
    make_registration,
    make_stand,
    make_stand_type,
)
from tests.support.side import Side

Row = TypeVar("Row", bound=SQLModel)


def make_fair_values(session: Session, settings: Settings, side: Side) -> dict[tuple[str, ...], object]:
    """Make a fair of the side's cluster at which its company exhibits; return what the addresses name."""
    fair = make_fair(session, side.cluster, name=f"Salon {side.cluster.slug}", slug=f"salon-{side.cluster.slug}")
    hall, kind = make_hall(session, fair), make_stand_type(session, fair)
    stand = make_stand(session, hall, kind)
    booking = make_booking(session, stand, side.company)
    elsewhere = make_booking(session, make_stand(session, hall, kind), make_company(session, side.cluster))
    guest = make_company(session, side.cluster)
    partner = _save(session, BookingPartner(booking_id=booking.id, company_id=guest.id))
    asked = _save(session, BookingPartner(booking_id=elsewhere.id, company_id=side.company.id))
    staff = BookingStaff(booking_id=booking.id, company_id=side.company.id, first_name="Anna", last_name="Le Bras")
    registration = make_registration(session, fair, email=side.candidate.email, account_id=side.candidate.id)
    badge, door = make_badge(session, registration), make_checkpoint(session, fair)
    key = f"{side.cluster.slug:A<43}"
    device = Device(fair_id=fair.id, checkpoint_id=door.id, label="Accueil", key_hash=hash_key(key))
    scan = Scan(
        nonce=str(uuid4()), fair_id=fair.id, checkpoint_id=door.id, badge_id=badge.id, scanned_at=now(),
        shown=Outcome.ACCEPTED,
    )  # fmt: skip
    ids = {
        ("equipe", "staff_id"): _save(session, staff).id,
        ("partages", "sharer_id"): asked.id,
        ("partenaires", "sharer_id"): partner.id,
        ("reservations", "id"): booking.id,
        ("stands", "id"): stand.id,
        ("types", "id"): kind.id,
        ("halles", "id"): hall.id,
        ("options", "id"): _save(session, StandOption(fair_id=fair.id, name="Table")).id,
        ("inscriptions", "id"): registration.id,
        ("portes", "id"): door.id,
        ("appareils", "id"): _save(session, device).id,
        ("passages", "id"): _save(session, scan).id,
        ("personnes", "id"): registration.id,
        ("badges", "id"): badge.id,
        ("lots", "id"): _save(session, BadgeBatch(fair_id=fair.id, layout=BadgeLayout.A6)).id,
    }
    links = {
        ("inscriptions", "token"): (LinkPurpose.REGISTRATION, side.candidate.email, registration.id),
        ("stands", "partage", "token"): (LinkPurpose.BOOKING_PARTNER, side.member.email, asked.id),
        ("stands", "proposition", "token"): (LinkPurpose.STAND_OFFER, side.member.email, booking.id),
    }
    tokens = {
        name: link_token(settings, issue_link(session, purpose, email=email, subject_id=subject))
        for name, (purpose, email, subject) in links.items()
    }
    kinds = {(before, "kind"): "csv" for before in ("export", "passages")} | {
        ("pilotage", "reservations", "kind"): "csv"
    }
    badges = {("b", "token"): badge.token.lower(), ("B", "token"): badge.token, ("porte", "token"): key}
    return {("salons", "fair"): fair.slug, **ids, **tokens, **kinds, **badges}


def _save(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
