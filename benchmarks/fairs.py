"""What a fair costs the processor: looking at the plan, asking whether it changed, booking, registering, scanning.

Each beside the bare answer, in the same run, round by round. Every booking is a stand held, its form shown and sent.
"""

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from benchmarks.figures import Figure, Run, middle_ratio, times
from benchmarks.servers import Server, environment, gunicorn
from benchmarks.world import open_engine
from fairapp.accounts.services import start_session
from fairapp.core.db import open_session
from fairapp.fairs.door.models import Device
from fairapp.fairs.door.services import hash_key
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.arrivals import bands_of
from fairapp.web.traps import SOONEST
from tests.factories import make_cluster, make_company, make_member
from tests.fairs.factories import (
    make_badge,
    make_checkpoint,
    make_fair,
    make_hall,
    make_registration,
    make_stand,
    make_stand_type,
)
from tests.support.crowd import Visitor

STANDS = 150  # on the plan that is looked at
PEOPLE = 1200  # with a badge
REGISTERED = 50  # a round
POLL_GOAL = 1.5  # times the bare answer, when nothing changed
KEYS = [letter * 43 for letter in "BCDEFGHJ"]  # of the doors' devices: each may scan so many times a minute
SETTINGS = {
    "FAIRAPP_SECRET_KEY": "only for measuring, on this machine",
    "FAIRAPP_TRUSTED_PROXIES": "1",
    "FAIRAPP_LOG_LEVEL": "warning",
}


class World(NamedTuple):
    slug: str
    quiet_slug: str  # of a fair whose plan does not change
    bands: list[str]
    stands: list[int]
    sessions: list[tuple[str, str]]  # company, cookie
    codes: list[str]


@dataclass
class Work:
    """Something done again and again; `milliseconds` of processor each time, round by round."""

    name: str
    server: Server
    do: Callable[[int], None]  # number of the time
    repeats: int  # a round
    goal: float | None = None
    done: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def round(self) -> None:
        before = self.server.cpu_seconds()
        for _ in range(self.repeats):
            self.do(self.done)
            self.done += 1
        self.milliseconds.append((self.server.cpu_seconds() - before) / self.repeats * 1000)


def measure(run: Run) -> list[Figure]:
    rounds = 3 if run.quick else 7
    folder = Path(tempfile.mkdtemp(prefix="fairs-bench-"))
    try:
        with ExitStack() as running:
            hello = running.enter_context(gunicorn("benchmarks.hello:app", environment(), ready="/"))
            world = _make_world(folder)
            product = gunicorn(
                "fairapp.app:create_server()", environment(FAIRAPP_DATA_DIR=folder, **SETTINGS), ready="/healthz"
            )
            running.enter_context(product)
            return _figures(_plan(world, hello, product, rounds), rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _figures(all_work: Sequence[Work], rounds: int) -> list[Figure]:
    for work in all_work:
        work.round()  # templates, caches, connections
        work.milliseconds.clear()
    for _ in range(rounds):
        for work in all_work:
            work.round()
    bare, *others = all_work
    told = [Figure("bare Flask answer", "", f"{statistics.median(bare.milliseconds):.2f} ms", ratio="1")]
    for work in others:
        ratio = middle_ratio(work.milliseconds, bare.milliseconds)
        met = ratio <= work.goal if work.goal else None
        goal = f"≤ {work.goal:g}× bare" if work.goal else ""
        told.append(Figure(work.name, goal, f"{statistics.median(work.milliseconds):.2f} ms", met, times(ratio)))
    return told


def _make_world(folder: Path) -> World:
    """Make a fair to come, with a plan and companies to book, and one that is held today, with people to let in."""
    engine = open_engine(folder)
    with open_session(engine) as session:
        cluster = make_cluster(session)
        fair, today = make_fair(session, cluster), make_fair(session, cluster, in_days=0)
        hall, kind = make_hall(session, fair), make_stand_type(session, fair)
        stands = [make_stand(session, hall, kind).id for _ in range(STANDS)]
        quiet_hall, quiet_kind = make_hall(session, today), make_stand_type(session, today)
        for _ in range(STANDS):
            make_stand(session, quiet_hall, quiet_kind)
        companies = [make_company(session, cluster) for _ in range(STANDS)]
        sessions = [
            (company.slug, start_session(session, make_member(session, company), staff=True, browser="bench"))
            for company in companies
        ]
        codes = [make_badge(session, make_registration(session, today)).token for _ in range(PEOPLE)]
        door = make_checkpoint(session, today)
        session.add_all(
            Device(fair_id=today.id, checkpoint_id=door.id, label="Banc", key_hash=hash_key(key)) for key in KEYS
        )
        bands = [band.key for day in days_of(session, fair.id) for band in bands_of(fair, day)]
        session.commit()
        world = World(fair.slug, today.slug, bands, stands, sessions, codes)
    engine.dispose()
    return world


def _plan(world: World, hello: Server, product: Server, rounds: int) -> list[Work]:
    stranger = Visitor(product.port, "10.0.0.1")
    doors = [Visitor(product.port, "10.0.0.2", {"door": key}) for key in KEYS]
    plan, form = f"/salons/{world.slug}/plan", f"/salons/{world.slug}/inscription"
    opened = [_open(product, form, number) for number in range(REGISTERED * (rounds + 1))]
    for door in doors:
        _must(door.get("/porte"), 200)
    time.sleep(SOONEST.total_seconds() + 1.1)  # the forms' stamps count whole seconds
    quiet_plan = f"/salons/{world.quiet_slug}/plan"
    unchanged = f"{quiet_plan}/etat?v={_stamp(product, quiet_plan)}"
    bare = Visitor(hello.port, "")

    def register(number: int) -> None:
        visitor = opened[number]
        sent = {
            "first_name": "Camille", "last_name": f"Martin {number}", "email": f"camille{number}@exemple.fr",
            "is_old_enough": "1", "profile": "job_seeker", "debut": visitor.form["debut"], "etape": "3",
            "form_key": visitor.form["form_key"], "arrivals": world.bands[number % len(world.bands)],
        }  # fmt: skip
        _must(visitor.post(form, sent.items()), 303)

    def scan(number: int) -> None:
        code, door = world.codes[number % len(world.codes)], doors[number % len(doors)]
        _must(door.post("/porte/passages", {"code": code, "nonce": str(uuid4())}.items()), 200)

    return [
        Work("bare", hello, lambda _number: _must(bare.get("/"), 200), 400),
        Work("public plan of 150 stands", product, lambda _number: _must(stranger.get(plan), 200), 20),
        Work("has the plan changed? no", product, lambda _number: _must(stranger.get(unchanged), 204), 400, POLL_GOAL),
        Work("a stand booked: held, form, sent", product, lambda number: _book(world, product, number), 10),
        Work("a registration sent", product, register, REGISTERED),
        Work("a badge scanned", product, scan, 50),
    ]


def _open(product: Server, form: str, number: int) -> Visitor:
    """Return somebody before a registration form of their own; only its sending is measured."""
    visitor = Visitor(product.port, f"10.2.{number // 250}.{number % 250}")
    _must(visitor.get(form), 200)
    return visitor


def _stamp(product: Server, plan: str) -> str:
    found = re.search(r"/etat\?v=([^\"&]+)", product.get(plan).body.decode())
    if found is None:
        raise RuntimeError("the plan does not watch for changes")
    return found.group(1)


def _book(world: World, product: Server, number: int) -> None:
    company, token = world.sessions[number]
    visitor = Visitor(product.port, "10.1.0.1", {"session": token})
    stand = f"/entreprise/{company}/salons/{world.slug}/stands/{world.stands[number]}"
    _must(visitor.get(stand), 200)
    _must(visitor.post(f"{stand}/retenir", ()), 303)
    _must(visitor.get(stand), 200)
    sent = {
        "contact_name": "Anna Le Bras", "contact_email": "anna@exemple.fr", "billing_name": "Forge",
        "billing_address": "1 quai du Port, 29200 Brest", "accepts_terms": "1", "seal": visitor.form["seal"],
    }  # fmt: skip
    _must(visitor.post(f"{stand}/reserver", sent.items()), 303)


def _must(status: int, expected: int) -> None:
    if status != expected:
        raise RuntimeError(f"answered {status}, not {expected}")
