"""Who registered for the fairs, and who came through the doors."""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.core.clock import now
from fairapp.core.text import fold, slugify
from fairapp.demo.fairs import world
from fairapp.demo.fairs.stage import Stage
from fairapp.demo.world import PERSONAS
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.models import Checkpoint, Device, Scan
from fairapp.fairs.door.services import hash_key
from fairapp.fairs.enums import (
    AccessNeed,
    ConsentPurpose,
    HolderKind,
    Outcome,
    Profile,
    QuotaKind,
    RefusalReason,
    RegistrationStatus,
)
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.registrations.models import Consent, Quota, Registration, RegistrationPlace

CANCELLED_RATE = 0.03
ARRIVED_RATE = 0.45
NEEDS_RATE = 0.04
CONSENT_RATE = 0.7
TWICE_RATE = 0.03
UNKNOWN_CODES = 4


def load_registrations(stage: Stage) -> None:
    """Register as many as is told: some cancelled, those beyond the capacity on the waiting list, the rest confirmed."""
    session, rnd = stage.session, stage.rnd
    quotas = _quotas(stage)
    whole = quotas.whole
    made = [_registration(stage.fair, number, rnd) for number in range(stage.demo.registrations)]
    if candidate := _candidate(session):
        made[0].email, made[0].account_id = candidate.email, candidate.id
        made[0].first_name, _, made[0].last_name = candidate.name.partition(" ")
        made[0].folded_name = fold(f"{made[0].last_name} {made[0].first_name}")
    for number, registration in enumerate(made):
        if number and rnd.random() < CANCELLED_RATE:
            registration.status, registration.cancelled_at = RegistrationStatus.CANCELLED, now()
        elif whole.size is not None and whole.taken >= whole.size:
            whole.queued += 1
            registration.status, registration.queue_number = RegistrationStatus.WAITLISTED, whole.queued
            registration.confirmed_at = None
        else:
            whole.taken += 1
    session.add_all(made)
    session.flush()
    for registration in made:
        _follow(stage, registration, quotas.of(registration, rnd.choice(quotas.bands)))
    session.flush()


class Quotas(NamedTuple):
    whole: Quota
    day: Quota
    profiles: dict[Profile, Quota]
    bands: list[Quota]

    def of(self, registration: Registration, band: Quota) -> list[Quota]:
        """Return those in which somebody takes a place."""
        profile = registration.profile
        return [self.whole, *([self.profiles[profile]] if profile else []), self.day, band]


def _quotas(stage: Stage) -> Quotas:
    """Make the quotas of the fair, each profile, its day, and each half-hour in which people arrive."""
    session, fair = stage.session, stage.fair
    day = session.exec(select(FairDay).where(FairDay.fair_id == fair.id)).one()
    whole = Quota(fair_id=fair.id, kind=QuotaKind.FAIR, size=stage.demo.capacity)
    whole_day = Quota(fair_id=fair.id, kind=QuotaKind.DAY, key=day.held_on.isoformat(), size=stage.demo.capacity)
    profiles = {
        one: Quota(fair_id=fair.id, kind=QuotaKind.PROFILE, key=one.value, size=stage.demo.capacity // 2)
        for one in Profile
    }
    opens = datetime.combine(day.held_on, day.opens)
    closes = datetime.combine(day.held_on, day.closes) - timedelta(hours=1)
    starts: list[datetime] = []
    while opens + timedelta(minutes=30 * len(starts)) < closes:
        starts.append(opens + timedelta(minutes=30 * len(starts)))
    bands = [Quota(fair_id=fair.id, kind=QuotaKind.BAND, key=start.isoformat(timespec="minutes")) for start in starts]
    session.add_all([whole, *profiles.values(), whole_day, *bands])
    session.flush()
    return Quotas(whole, whole_day, profiles, bands)


def _registration(fair: Fair, number: int, rnd: random.Random) -> Registration:
    first, last = rnd.choice(world.FIRST_NAMES), rnd.choice(world.LAST_NAMES)
    at = now() - timedelta(days=rnd.randint(0, 30), minutes=rnd.randint(0, 1400))
    needs = [rnd.choice(list(AccessNeed)[:4])] if rnd.random() < NEEDS_RATE else []
    return Registration(
        fair_id=fair.id, kind=HolderKind.CANDIDATE, email=f"{slugify(f'{first} {last}')}.{number}@exemple.example",
        first_name=first, last_name=last, folded_name=fold(f"{last} {first}"), profile=rnd.choice(list(Profile)),
        jobs_sought=rnd.choice(world.JOBS), access_needs=needs, created_at=at, confirmed_at=at,
    )  # fmt: skip


def _candidate(session: Session) -> Account | None:
    email = next(one.email for one in PERSONAS if one.role == "candidate")
    return session.exec(select(Account).where(Account.email == email)).first()


def _follow(stage: Stage, registration: Registration, quotas: Sequence[Quota]) -> None:
    """Write the places, consents and badge of one registration."""
    if registration.status is RegistrationStatus.CANCELLED:
        return
    for quota in quotas:
        stage.session.add(RegistrationPlace(registration_id=registration.id, quota_id=quota.id))
    if registration.status is RegistrationStatus.WAITLISTED:
        return
    for quota in quotas[1:]:  # that of the fair is counted
        quota.taken += 1
    stage.session.add(stage.badge(registration_id=registration.id))
    if stage.rnd.random() < CONSENT_RATE:
        stage.session.add(Consent(registration_id=registration.id, purpose=ConsentPurpose.EXHIBITORS))


def load_doors(stage: Stage) -> list[Checkpoint]:
    """Set up two doors, and a tablet at the first: its label tells the link, which nothing else keeps."""
    session, fair = stage.session, stage.fair
    doors = [Checkpoint(fair_id=fair.id, name=name, position=n) for n, name in enumerate(("Porte Nord", "Porte Sud"))]
    session.add_all(doors)
    session.flush()
    secret = secrets.token_urlsafe(32)
    label = f"Tablette, /porte/{secret}"
    session.add(Device(fair_id=fair.id, checkpoint_id=doors[0].id, label=label, key_hash=hash_key(secret)))
    session.flush()
    return doors


def load_arrivals(stage: Stage) -> None:
    """Let almost half of them through two doors since the opening; some come twice, a few codes are unknown."""
    session, fair, rnd = stage.session, stage.fair, stage.rnd
    doors = load_doors(stage)
    day = session.exec(select(FairDay).where(FairDay.fair_id == fair.id)).one()
    opened = datetime.combine(day.held_on, day.opens, ZoneInfo(fair.time_zone))
    minutes = max(1, int((now() - opened).total_seconds() // 60))
    badges = session.exec(
        select(Badge).where(Badge.fair_id == fair.id, col(Badge.registration_id).is_not(None)).order_by(col(Badge.id))
    ).all()
    for badge in badges:
        if rnd.random() < ARRIVED_RATE:
            at = opened + timedelta(minutes=minutes * rnd.betavariate(2, 3))
            session.add(_scan(rnd, rnd.choice(doors), at, badge_id=badge.id, shown=Outcome.ACCEPTED))
            if rnd.random() < TWICE_RATE:
                again = at + timedelta(minutes=4)
                session.add(_scan(rnd, rnd.choice(doors), again, badge_id=badge.id, shown=Outcome.ALREADY))
    for _ in range(UNKNOWN_CODES):
        at = opened + timedelta(minutes=minutes * rnd.random())
        session.add(_scan(rnd, doors[0], at, badge_id=None, shown=Outcome.REFUSED))
    session.flush()


def _scan(rnd: random.Random, door: Checkpoint, at: datetime, *, badge_id: int | None, shown: Outcome) -> Scan:
    return Scan(
        nonce=str(UUID(int=rnd.getrandbits(128))), fair_id=door.fair_id, checkpoint_id=door.id, badge_id=badge_id,
        scanned_at=at, received_at=at, shown=shown, refusal=None if badge_id else RefusalReason.UNKNOWN,
    )  # fmt: skip
