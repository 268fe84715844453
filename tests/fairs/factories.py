"""Fairs for tests: sensible defaults, unique names; rows are flushed and returned."""

import itertools
import secrets
from datetime import time, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now, today
from fairapp.core.text import fold
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.models import Checkpoint
from fairapp.fairs.enums import BookingStatus, FairStatus, QuotaKind
from fairapp.fairs.models import Fair, FairDay, Hall
from fairapp.fairs.registrations.models import Quota, Registration
from fairapp.fairs.stands.models import Stand, StandBooking, StandType

Row = TypeVar("Row", bound=SQLModel)

IN_DAYS = 30
_numbers = itertools.count(1)


def make_fair(session: Session, cluster: Cluster, *, in_days: int = IN_DAYS, days: int = 1, **over: Any) -> Fair:
    """Make a published fair, stands and registrations open; its days last from 9 h to 17 h."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "cluster_id": cluster.id, "name": f"Salon {number}", "slug": f"salon-{number}", "status": FairStatus.PUBLISHED,
        "venue": "Halle du Quai", "commune": "Aubenas", "department": "07", "terms": "Payer à trente jours.",
        "booking_from": now() - timedelta(days=10), "booking_until": now() + timedelta(days=max(in_days - 5, 1)),
        "registration_from": now() - timedelta(days=10), "published_at": now() - timedelta(days=20),
    }  # fmt: skip
    fair = _save(session, Fair(**(values | over)))
    for day in range(days):
        held_on = today() + timedelta(days=in_days + day)
        _save(session, FairDay(fair_id=fair.id, held_on=held_on, opens=time(9), closes=time(17)))
    make_quota(session, fair)
    return fair


def make_quota(session: Session, fair: Fair, kind: QuotaKind = QuotaKind.FAIR, **over: Any) -> Quota:
    return _save(session, Quota(**({"fair_id": fair.id, "kind": kind, "size": 500} | over)))


def make_hall(session: Session, fair: Fair, **over: Any) -> Hall:
    return _save(session, Hall(**({"fair_id": fair.id, "name": f"Hall {next(_numbers)}", "gauge": 800} | over)))


def make_stand_type(session: Session, fair: Fair, **over: Any) -> StandType:
    values = {
        "fair_id": fair.id, "name": f"Type {next(_numbers)}", "width_cm": 300, "depth_cm": 200,
        "price_cents": 480_00, "member_price_cents": 360_00, "equipment": "1 table, 2 chaises",
    }  # fmt: skip
    return _save(session, StandType(**(values | over)))


def make_stand(session: Session, hall: Hall, kind: StandType, **over: Any) -> Stand:
    """Make a stand of ten by ten units, in a row with the others."""
    number = next(_numbers)
    left = number % 10 * 10
    outline = [[left, 0], [left + 9, 0], [left + 9, 9], [left, 9]]
    values = {"fair_id": hall.fair_id, "hall_id": hall.id, "type_id": kind.id, "code": f"A{number}", "outline": outline}
    return _save(session, Stand(**(values | over)))


def make_booking(session: Session, stand: Stand, company: Company, **over: Any) -> StandBooking:
    """Make a confirmed booking."""
    values = {
        "fair_id": stand.fair_id, "company_id": company.id, "type_id": stand.type_id, "stand_id": stand.id,
        "status": BookingStatus.CONFIRMED, "submitted_at": now(), "confirmed_at": now(), "price_cents": 480_00,
        "vat_rate_bp": 2000,
    }  # fmt: skip
    return _save(session, StandBooking(**(values | over)))


def make_registration(session: Session, fair: Fair, **over: Any) -> Registration:
    """Make a confirmed candidate; their places in quotas are the test's own affair."""
    number = next(_numbers)
    values = {"email": f"candidat{number}@exemple.fr", "first_name": "Camille", "last_name": f"Martin{number}"} | over
    folded = fold(f"{values['last_name']} {values['first_name']}")
    return _save(session, Registration(fair_id=fair.id, folded_name=folded, confirmed_at=now(), **values))


def make_badge(session: Session, registration: Registration, **over: Any) -> Badge:
    token = "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(24))
    values = {
        "fair_id": registration.fair_id,
        "registration_id": registration.id,
        "token": token,
        "short_code": token[:8],
    }
    return _save(session, Badge(**(values | over)))


def make_checkpoint(session: Session, fair: Fair, **over: Any) -> Checkpoint:
    return _save(session, Checkpoint(**({"fair_id": fair.id, "name": f"Porte {next(_numbers)}"} | over)))


def _save(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
