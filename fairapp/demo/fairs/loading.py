"""The two fairs, their stands and bookings; rows are written as services would leave them, only faster."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, Company, Membership
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core.clock import PARIS, now, today
from fairapp.demo.fairs import people, world
from fairapp.demo.fairs.stage import Stage
from fairapp.demo.fairs.world import DemoFair, DemoHall
from fairapp.demo.world import PERSONAS
from fairapp.fairs.enums import BookingStatus, FairStatus, PartnerStatus
from fairapp.fairs.models import Fair, FairDay, Hall
from fairapp.fairs.stands.models import (
    BookingOption,
    BookingPartner,
    BookingStaff,
    Stand,
    StandBooking,
    StandOption,
    StandType,
)

IN_DAYS = 10
CELL, GAP, MARGIN = 12.0, 6.0, 8.0  # units of the drawing
HELD_FOR = timedelta(minutes=15)


def load_fairs(session: Session, rnd: random.Random) -> None:
    """Load both, run by the cluster of the organiser that one can be."""
    cluster = cluster_by_slug(session, next(one.where for one in PERSONAS if one.role == "organiser"))
    if cluster is None:
        return
    soon = Stage(session, _make_fair(cluster, world.SOON), world.SOON, rnd)
    _load(soon, today() + timedelta(days=IN_DAYS), world.OPENS, world.CLOSES)
    people.load_doors(soon)
    present = Stage(session, _make_fair(cluster, world.NOW), world.NOW, rnd)
    _load(present, today(), *_hours_around(now()))
    people.load_arrivals(present)


def _hours_around(moment: datetime) -> tuple[time, time]:
    """Return hours of today that began a while ago and last a while, whenever the demonstration is loaded."""
    local = moment.astimezone(PARIS).replace(second=0, microsecond=0)
    opens, closes = local - timedelta(hours=3), local + timedelta(hours=6)
    first = opens.time().replace(minute=0) if opens.date() == local.date() else time(0, 1)
    last = closes.time() if closes.date() == local.date() else time(23, 59, 59)
    return first, last


def _make_fair(cluster: Cluster, demo: DemoFair) -> Fair:
    at = now()
    return Fair(
        cluster_id=cluster.id, slug=demo.slug, name=demo.name, tagline=demo.tagline, description=world.DESCRIPTION,
        venue=demo.venue, address=demo.address, directions=world.DIRECTIONS, contact_email=cluster.contact_email,
        insee="29019", commune="Brest", department="29", lat=48.39, lon=-4.4865, status=FairStatus.PUBLISHED,
        interest_from=at - timedelta(days=90), booking_from=at - timedelta(days=60),
        booking_until=at + timedelta(days=5), registration_from=at - timedelta(days=40),
        published_at=at - timedelta(days=90), terms=world.TERMS, seller_name=cluster.name, seller_address=demo.address,
        payment_details="Virement, trente jours. IBAN FR76 0000 0000 0000 0000 0000 000 (exemple)",
    )  # fmt: skip


def _load(stage: Stage, held_on: date, opens: time, closes: time) -> None:
    session, fair = stage.session, stage.fair
    session.add(fair)
    session.flush()
    session.add(FairDay(fair_id=fair.id, held_on=held_on, opens=opens, closes=closes))
    types = [StandType(fair_id=fair.id, position=number, **kind._asdict()) for number, kind in enumerate(world.TYPES)]
    options = [
        StandOption(fair_id=fair.id, position=n, name=name, description=description, price_cents=cents, stock=stock)
        for n, (name, description, cents, stock) in enumerate(world.OPTIONS)
    ]
    session.add_all([*types, *options])
    session.flush()
    for position, hall in enumerate(stage.demo.halls):
        _load_hall(stage, hall, position, types)
    _load_bookings(stage)
    people.load_registrations(stage)


def _load_hall(stage: Stage, demo: DemoHall, position: int, types: Sequence[StandType]) -> None:
    session, fair = stage.session, stage.fair
    width = 2 * MARGIN + demo.columns * CELL
    height = 2 * MARGIN + len(demo.rows) * (CELL + GAP)
    hall = Hall(
        fair_id=fair.id, name=demo.name, position=position, gauge=demo.gauge, plan_width=width, plan_height=height,
        marks=[{"label": "Entrée", "x": width / 2, "y": height - 2}],
    )  # fmt: skip
    session.add(hall)
    session.flush()
    for row, letter in enumerate(demo.rows):
        for column in range(demo.columns):
            kind = types[2] if column == 0 else types[1] if column % 3 else types[0]
            left, top = MARGIN + column * CELL, MARGIN + row * (CELL + GAP)
            outline = [[left, top], [left + CELL - 1, top], [left + CELL - 1, top + CELL - 1], [left, top + CELL - 1]]
            stand = Stand(
                fair_id=fair.id, hall_id=hall.id, type_id=kind.id, code=f"{letter}{column + 1}", outline=outline,
                is_blocked=letter == demo.rows[-1] and column == demo.columns - 1,
                blocked_reason="Issue de secours" if letter == demo.rows[-1] and column == demo.columns - 1 else "",
            )  # fmt: skip
            session.add(stand)
    session.flush()


def _load_bookings(stage: Stage) -> None:
    """Book most stands, hold some; the company that one can be shares hers and has not named everyone yet."""
    session, fair, demo = stage.session, stage.fair, stage.demo
    stands = list(session.exec(select(Stand).where(Stand.fair_id == fair.id, col(Stand.is_blocked).is_(False))))
    stage.rnd.shuffle(stands)
    bookers = _bookers(session)
    statuses = _statuses(round(len(stands) * demo.booked_rate), is_soon=demo is world.SOON)
    members = _members(session, fair.cluster_id)
    for number, (stand, status) in enumerate(zip(stands, statuses, strict=False)):
        company = bookers[number % len(bookers)]
        booking = _book(stage, stand, company, status=status)
        if status is not BookingStatus.HELD:
            _freeze(stage, booking, is_member=company.id in members)
            _name_staff(stage, booking, count=1 if number == 0 else 2)
        if number == 0:
            partner = BookingPartner(booking_id=booking.id, company_id=bookers[1].id, status=PartnerStatus.ACCEPTED)
            session.add(partner)
    session.flush()


def _bookers(session: Session) -> list[Company]:
    """Return the companies with people, the one that one can be first."""
    own = next(one.where for one in PERSONAS if one.role == "company")
    query = select(Company).where(col(Company.claimed_at).is_not(None))
    return list(session.exec(query.order_by(col(Company.slug) != own, col(Company.id))))


def _statuses(count: int, *, is_soon: bool) -> Iterator[BookingStatus]:
    held, waiting = (3, 6) if is_soon else (0, 0)
    for number in range(count):
        if number >= count - held:
            yield BookingStatus.HELD
        else:
            yield BookingStatus.SUBMITTED if number >= count - held - waiting else BookingStatus.CONFIRMED


def _book(stage: Stage, stand: Stand, company: Company, *, status: BookingStatus) -> StandBooking:
    at = now()
    booking = StandBooking(
        fair_id=stage.fair.id, company_id=company.id, type_id=stand.type_id, stand_id=stand.id, status=status,
        held_at=at, held_until=at + HELD_FOR if status is BookingStatus.HELD else None,
        contact_name="Service recrutement", contact_email=company.contact_email or f"contact@{company.slug}.example",
        billing_name=company.name, billing_address=company.commune,
    )  # fmt: skip
    stage.session.add(booking)
    stage.session.flush()
    return booking


def _freeze(stage: Stage, booking: StandBooking, *, is_member: bool) -> None:
    """Write what submission freezes: prices, terms, options."""
    at, fair = now(), stage.fair
    kind = stage.session.get_one(StandType, booking.type_id)
    is_confirmed = booking.status is BookingStatus.CONFIRMED
    booking.submitted_at = at - timedelta(days=20)
    booking.confirmed_at = at - timedelta(days=15) if is_confirmed else None
    booking.paid_at = at - timedelta(days=3) if is_confirmed and booking.id % 3 else None
    booking.is_member_price, booking.vat_rate_bp = is_member, fair.vat_rate_bp
    booking.price_cents = kind.member_price_cents if is_member else kind.price_cents
    booking.terms_version, booking.terms_text = fair.terms_version, fair.terms
    booking.terms_accepted_at, booking.terms_accepted_by = booking.submitted_at, "Service recrutement"
    if booking.id % 2:
        lunch = stage.session.exec(select(StandOption).where(StandOption.fair_id == fair.id, StandOption.position == 3))
        option = lunch.one()
        option.taken += 2
        ordered = {"booking_id": booking.id, "option_id": option.id, "unit_price_cents": option.price_cents}
        stage.session.add(BookingOption(quantity=2, **ordered))


def _name_staff(stage: Stage, booking: StandBooking, *, count: int) -> None:
    for _ in range(count):
        staff = BookingStaff(
            booking_id=booking.id, company_id=booking.company_id, first_name=stage.rnd.choice(world.FIRST_NAMES),
            last_name=stage.rnd.choice(world.LAST_NAMES), job=stage.rnd.choice(world.STAFF_JOBS),
        )  # fmt: skip
        stage.session.add(staff)
        stage.session.flush()
        stage.session.add(stage.badge(staff_id=staff.id))


def _members(session: Session, cluster_id: int) -> set[int]:
    return set(session.exec(select(Membership.company_id).where(Membership.cluster_id == cluster_id)))
