"""What organisers see of their fairs at a glance, and who is interested in one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import FairStatus, Phase, RegistrationStatus
from fairapp.fairs.models import Fair, FairDay, FairInterest
from fairapp.fairs.queries import days_of_fairs, fairs_of_cluster
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.stands.models import Stand, StandBooking
from fairapp.fairs.stands.queries import BOOKED

_COMING = (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED)


class FairLine(NamedTuple):
    """One fair in the list of a cluster's."""

    fair: Fair
    days: Sequence[FairDay]
    phase: Phase
    stands: int
    booked: int
    registered: int


def fair_lines(session: Session, cluster_id: int) -> list[FairLine]:
    """Return every fair of a cluster, the newest first, in five queries."""
    fairs = fairs_of_cluster(session, cluster_id)
    ids = [fair.id for fair in fairs]
    days = days_of_fairs(session, ids)
    stands = _counts(session, Stand, col(Stand.fair_id).in_(ids))
    booked = _counts(session, StandBooking, col(StandBooking.fair_id).in_(ids), col(StandBooking.status).in_(BOOKED))
    coming = col(Registration.status).in_(_COMING)
    registered = _counts(session, Registration, col(Registration.fair_id).in_(ids), coming)
    return [
        FairLine(
            fair, days[fair.id], phase_of(fair, days[fair.id]), stands.get(fair.id, 0), booked.get(fair.id, 0),
            registered.get(fair.id, 0),
        )
        for fair in fairs
    ]  # fmt: skip


def _counts(session: Session, model: type[Stand | StandBooking | Registration], *where: object) -> dict[int, int]:
    query = select(model.fair_id, func.count()).where(*where).group_by(col(model.fair_id))  # type: ignore[arg-type]
    return dict(session.exec(query).all())


class Interest(NamedTuple):
    company: Company
    since: datetime


def interested_companies(session: Session, fair_id: int) -> list[Interest]:
    """Return the companies that would come, the first first."""
    rows = session.exec(
        select(Company, FairInterest.created_at)
        .join(FairInterest, col(FairInterest.company_id) == Company.id)
        .where(FairInterest.fair_id == fair_id)
        .order_by(col(FairInterest.created_at), col(FairInterest.id))
    )
    return [Interest(*row) for row in rows]


def is_interested(session: Session, fair_id: int, company_id: int) -> bool:
    query = select(FairInterest.id).where(FairInterest.fair_id == fair_id, FairInterest.company_id == company_id)
    return session.exec(query).first() is not None


def fairs_that_book(session: Session) -> Sequence[Fair]:
    """Return the published fairs whose booking has opened and not closed, somebody being interested."""
    query = select(Fair).where(
        Fair.status == FairStatus.PUBLISHED,
        col(Fair.booking_from) <= now(),
        col(Fair.booking_until).is_(None) | (col(Fair.booking_until) > now()),
        select(FairInterest.id).where(FairInterest.fair_id == Fair.id).exists(),
    )
    return session.exec(query.order_by(col(Fair.id))).all()


def stands_by_type(session: Session, fair_id: int) -> dict[int, int]:
    """Count the stands of each type."""
    query = select(Stand.type_id, func.count()).where(Stand.fair_id == fair_id).group_by(col(Stand.type_id))
    return dict(session.exec(query).all())
