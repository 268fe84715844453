"""Everyone at once over HTTP (rows B4, C3): eight processes, sixty-four clients, and exactly as many as there are places.

The controls take a protection away and must see the fault. That of places runs on PostgreSQL, where transactions
overlap: SQLite has one writer at a time, and nothing to take away.
"""

import http.client
import itertools
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, func, select

from fairapp.accounts.services import start_session
from fairapp.fairs.enums import BookingStatus, QuotaKind, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.arrivals import bands_of
from fairapp.fairs.registrations.models import Quota, Registration
from fairapp.fairs.stands.models import StandBooking
from fairapp.web.traps import SOONEST
from tests.factories import make_cluster, make_company, make_member
from tests.fairs.factories import make_fair, make_hall, make_stand, make_stand_type
from tests.support.crowd import Visitor, crowd
from tests.support.server import Server

pytestmark = pytest.mark.timeout(300)

PROCESSES, CLIENTS = 8, 64
FEWER = 3  # enough to see what goes wrong without a protection
MOST_TRIES = 4
PATIENCE = 120  # seconds of one client; a process that is killed takes along all that waits in its queue
WHOLE_SERVER = (12, 24)  # the kills that meet the server and not one of its processes


class Size(NamedTuple):
    stands: int
    companies: int
    places: int
    people: int


EVERY_DAY = Size(stands=40, companies=46, places=40, people=120)
WHOLE = Size(stands=100, companies=115, places=500, people=2000)


class Booker(NamedTuple):
    company: str  # slug
    session: str  # cookie
    first: int  # the stand that is tried first
    number: int


class World(NamedTuple):
    server: Server
    fair: Fair
    stands: list[int]
    bookers: list[Booker]
    bands: list[str]  # half-hours in which one may arrive


def gunicorn(application: str, port: int, processes: int) -> tuple[str, ...]:
    options = (
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--no-control-socket",
        "--preload",
        "--log-level",
        "error",
    )
    address = ("--workers", str(processes), "--bind", f"127.0.0.1:{port}")
    return (sys.executable, "-m", "gunicorn", *options, *address, application)


@pytest.fixture
def serve(settings) -> Callable[[str, int], Server]:
    """Return a server of several processes over this test's database."""

    def serve(application: str, processes: int) -> Server:
        env = {
            "FAIRAPP_DATABASE_URL": settings.database_url,
            "FAIRAPP_TRUSTED_PROXIES": "1",
            "FAIRAPP_SECRET_KEY": "a secret of the tests, and of nothing else",
        }
        server = Server(settings.data_dir, env)
        server.command = gunicorn(application, server.port, processes)
        return server

    return serve


@pytest.fixture
def make_world(writing, reading, serve) -> Iterator[Callable[..., World]]:
    running: list[Server] = []

    def make(size: Size, application: str = "fairapp.app:create_app()", processes: int = PROCESSES) -> World:
        with writing() as session:
            cluster = make_cluster(session)
            fair = make_fair(session, cluster)
            session.exec(select(Quota).where(Quota.fair_id == fair.id)).one().size = size.places
            hall, kind = make_hall(session, fair), make_stand_type(session, fair)
            stands = [make_stand(session, hall, kind).id for _ in range(size.stands)]
            bookers = [_make_booker(session, cluster, number, number % size.stands) for number in range(size.companies)]
        server = serve(application, processes)
        server.start()
        running.append(server)
        with reading() as session:
            bands = [band.key for day in days_of(session, fair.id) for band in bands_of(fair, day)]
        return World(server, fair, stands, bookers, bands)

    yield make
    for server in running:
        server.kill()


def _make_booker(session: Session, cluster, number: int, first: int) -> Booker:
    company = make_company(session, cluster)
    token = start_session(session, make_member(session, company), staff=True, browser="storm")
    return Booker(company.slug, token, first, number)


def book(world: World, booker: Booker) -> int | None:
    """Hold a stand, one's own choice first, then others; book it; return its id once that is acknowledged."""
    rnd = random.Random(booker.number)
    visitor = Visitor(world.server.port, f"10.1.{booker.number // 250}.{booker.number % 250}")
    visitor.cookies["session"] = booker.session
    space = f"/entreprise/{booker.company}/salons/{world.fair.slug}"
    patiently(lambda: visitor.get(f"{space}/stands/{world.stands[booker.first]}"))
    others = rnd.sample(world.stands, MOST_TRIES)
    for stand in [world.stands[booker.first], *others]:
        status = patiently(lambda stand=stand: visitor.post(f"{space}/stands/{stand}/retenir", ()))
        assert status in (303, 409), status
        if status == 303 and _submit(visitor, space, stand) == 303:
            return stand
    return None


def _submit(visitor: Visitor, space: str, stand: int) -> int:
    patiently(lambda: visitor.get(f"{space}/stands/{stand}"))
    filled = {
        "contact_name": "Anna Le Bras", "contact_email": "anna@exemple.fr", "billing_name": "Forge",
        "billing_address": "1 quai du Port, 29200 Brest", "accepts_terms": "1", "seal": visitor.form["seal"],
    }  # fmt: skip
    status = patiently(lambda: visitor.post(f"{space}/stands/{stand}/reserver", filled.items()))
    assert status in (303, 409), status
    return status


def open_form(world: World, number: int) -> Visitor:
    """Return somebody before a registration form of their own."""
    visitor = Visitor(world.server.port, f"10.2.{number // 250}.{number % 250}")
    assert patiently(lambda: visitor.get(f"/salons/{world.fair.slug}/inscription")) == 200
    return visitor


def register(world: World, visitor: Visitor, number: int) -> int:
    filled = {
        "first_name": "Camille", "last_name": f"Martin {number}", "email": f"camille{number}@exemple.fr",
        "is_old_enough": "1", "profile": "job_seeker", "debut": visitor.form["debut"], "etape": "3",
        "form_key": visitor.form["form_key"], "arrivals": world.bands[number % len(world.bands)],
    }  # fmt: skip
    return patiently(lambda: visitor.post(f"/salons/{world.fair.slug}/inscription", filled.items()))


def patiently(ask: Callable[[], int]) -> int:
    """Ask again while the server is killed or says that it is busy: 503 wrote nothing, a lost answer may have."""
    gives_up = time.monotonic() + PATIENCE
    met: Counter[str] = Counter()
    while time.monotonic() < gives_up:
        try:
            if (status := ask()) != 503:
                return status
            met["503"] += 1
        except (http.client.HTTPException, OSError) as error:
            met[type(error).__name__] += 1
        time.sleep(0.1)
    raise AssertionError(f"no answer within {PATIENCE} s, but {dict(met)}")


def bookings(reading, world: World) -> Counter[int]:
    live = (BookingStatus.HELD, BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)
    with reading() as session:
        rows = session.exec(select(StandBooking.stand_id).where(col(StandBooking.status).in_(live)))
        return Counter(stand for stand in rows if stand is not None)


def registrations(reading, world: World) -> tuple[int, list[int]]:
    with reading() as session:
        of_fair = Registration.fair_id == world.fair.id
        confirmed = select(func.count()).where(of_fair, Registration.status == RegistrationStatus.CONFIRMED)
        waiting = select(Registration.queue_number).where(of_fair, Registration.status == RegistrationStatus.WAITLISTED)
        return session.exec(confirmed).one(), sorted(number or 0 for number in session.exec(waiting))


class Storm(NamedTuple):
    """What was acknowledged."""

    booked: list[int]  # stands
    statuses: Counter[int]  # of registrations


def rage(world: World, *, people: int) -> Storm:
    """Let companies and candidates come all at once."""
    visitors = crowd(lambda number: open_form(world, number), range(people), at_once=CLIENTS)
    time.sleep(SOONEST.total_seconds() + 1.1)  # their stamps count whole seconds
    acts: list[Booker | int] = [*world.bookers, *range(people)]
    random.Random(5).shuffle(acts)

    def act(one: Booker | int) -> tuple[int | None, int | None]:
        return (book(world, one), None) if isinstance(one, Booker) else (None, register(world, visitors[one], one))

    answers = crowd(act, acts, at_once=CLIENTS)
    booked = [stand for stand, _status in answers if stand is not None]
    return Storm(booked, Counter(status for _stand, status in answers if status is not None))


@pytest.mark.parametrize("size", [EVERY_DAY, pytest.param(WHOLE, marks=pytest.mark.slow)], ids=["every day", "whole"])
def test_b4_c3_everyone_at_once_gets_exactly_what_there_is(make_world, reading, size):
    world = make_world(size)
    storm = rage(world, people=size.people)
    assert sorted(storm.booked) == sorted(world.stands)
    assert bookings(reading, world) == Counter(world.stands)
    assert storm.statuses == {303: size.people}
    assert registrations(reading, world) == (size.places, list(range(1, size.people - size.places + 1)))


def test_b4_without_its_index_stands_are_booked_twice(make_world, reading, engine):
    """Control."""
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_stand_booking_live"))
    world = make_world(Size(stands=4, companies=24, places=1, people=0), processes=FEWER)
    rage(world, people=0)
    assert max(bookings(reading, world).values()) > 1


@pytest.mark.postgres_only
def test_c3_without_the_conditional_update_too_many_are_confirmed(make_world, reading):
    """Control."""
    size = Size(stands=1, companies=0, places=10, people=64)
    world = make_world(size, "tests.fairs.unguarded:create_app()", processes=FEWER)
    rage(world, people=size.people)
    assert registrations(reading, world)[0] > size.places


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_acknowledged_is_lost_when_processes_are_killed(make_world, reading):
    """Workers are killed every second, and twice the whole server."""
    size = Size(stands=100, companies=115, places=300, people=900)
    world = make_world(size)
    storm_is_over = threading.Event()
    killer = threading.Thread(target=kill_around, args=(world.server, storm_is_over))
    killer.start()
    try:
        storm = rage(world, people=size.people)
    finally:
        storm_is_over.set()
        killer.join()
    stored = bookings(reading, world)
    assert max(stored.values()) == 1
    assert set(storm.booked) <= stored.keys()
    assert storm.statuses == {303: size.people}
    assert registrations(reading, world) == (size.places, list(range(1, size.people - size.places + 1)))
    with reading() as session:
        assert session.exec(select(Quota.taken).where(Quota.kind == QuotaKind.FAIR)).one() == size.places


def kill_around(server: Server, enough: threading.Event) -> None:
    rnd = random.Random(11)
    for number in itertools.count(1):
        if enough.wait(1):
            return
        if number in WHOLE_SERVER:
            server.kill()
            server.start()
        elif workers := children(server):
            with suppress(ProcessLookupError):
                os.kill(rnd.choice(workers), signal.SIGKILL)


def children(server: Server) -> list[int]:
    assert server.process is not None
    pid = server.process.pid
    with suppress(FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
