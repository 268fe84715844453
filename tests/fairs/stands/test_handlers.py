"""Letters about stands, and the clock's round."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session

from fairapp.core.clock import now
from fairapp.core.events import Event, emit
from fairapp.core.settings import Settings
from fairapp.core.tasks import enqueue_reactions
from fairapp.fairs.enums import BookingStatus, PartnerStatus
from fairapp.fairs.events import BookingCancelled, BookingConfirmed, BookingMoved, BookingSubmitted
from fairapp.fairs.models import Fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.handlers import tend_holds
from fairapp.fairs.stands.models import BookingPartner, StandBooking
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import make_company, make_member
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import acting_for, lay

Sessions = Callable[[], AbstractContextManager[Session]]


def recipients(settings: Settings) -> dict[str, str]:
    """Return the address of each letter with its subject."""
    found = {}
    for path in settings.outbox_dir.glob("*.eml"):
        head = path.read_text().replace("\n ", " ").splitlines()
        values = {line.partition(": ")[0]: line.partition(": ")[2] for line in head[:12]}
        found[values["To"]] = values["Subject"]
    return found


@pytest.mark.parametrize(("event", "told"), [
    (BookingSubmitted, {"anne@exemple.fr", "orga@exemple.fr"}), (BookingConfirmed, {"anne@exemple.fr"}),
    (BookingMoved, {"anne@exemple.fr"}), (BookingCancelled, {"anne@exemple.fr"}),
])  # fmt: skip
def test_who_is_told_what_became_of_a_booking(
    writing: Sessions, app: Flask, run_pending: Callable[[], int], settings: Settings,
    event: Callable[..., Event], told: set[str],
) -> None:  # fmt: skip
    with writing() as session:
        place = lay(session)
        company = make_company(session, place.cluster)
        make_member(session, company, email="anne@exemple.fr")
        make_member(session, place.cluster, email="orga@exemple.fr")
        booking = make_booking(session, place.stands[0], company)
        for _ in range(2):  # the same news twice is one letter
            emit(session, event(booking_id=booking.id))
            enqueue_reactions(session, SUBSCRIPTIONS)
    run_pending()
    assert set(recipients(settings)) == told


@pytest.mark.parametrize("event", [BookingConfirmed, BookingMoved, BookingCancelled])
def test_b6_who_shares_the_stand_is_told_too_with_its_own_link(
    writing: Sessions, app: Flask, run_pending: Callable[[], int], settings: Settings, event: Callable[..., Event]
) -> None:
    with writing() as session:
        place = lay(session)
        host, other, asked = (make_company(session, place.cluster) for _ in range(3))
        make_member(session, other, email="elise@exemple.fr")
        make_member(session, asked, email="asked@exemple.fr")
        booking = make_booking(session, place.stands[0], host)
        session.add(BookingPartner(booking_id=booking.id, company_id=other.id, status=PartnerStatus.ACCEPTED))
        session.add(BookingPartner(booking_id=booking.id, company_id=asked.id))
        emit(session, event(booking_id=booking.id))
        enqueue_reactions(session, SUBSCRIPTIONS)
    run_pending()
    (letter,) = [path.read_text().replace("=\n", "") for path in settings.outbox_dir.glob("*.eml")]
    assert "elise@exemple.fr" in letter
    assert f"/entreprise/{other.slug}/salons/{place.fair.slug}" in letter


def test_b7_the_clocks_round_frees_and_offers(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        place = lay(session, stands=1)
        over = {"status": BookingStatus.HELD, "held_until": now() + timedelta(minutes=1)}
        held = make_booking(session, place.stands[0], make_company(session), **over)
        company = make_company(session, place.cluster)
        fair = session.get_one(Fair, place.fair.id)
        waits = services.join_waiting_list(session, fair, place.kind, company=company, by=acting_for(session, company))
        held.held_until = now() - timedelta(seconds=1)
    with writing() as session:
        tend_holds(session)
    with reading() as session:
        statuses = [session.get_one(StandBooking, id).status for id in (held.id, waits.id)]
    assert statuses == [BookingStatus.EXPIRED, BookingStatus.HELD]
