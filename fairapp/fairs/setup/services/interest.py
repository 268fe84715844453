"""Companies that would come (row F3): noted before booking opens, told by mail when it does."""

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import FairStatus, Phase
from fairapp.fairs.models import Fair, FairInterest
from fairapp.fairs.queries import days_of
from fairapp.fairs.zones import in_zone


def express_interest(session: Session, fair: Fair, company: Company, by: Actor) -> None:
    """Note that the company would come; twice is once.

    :raise DomainError: in any other phase, with its day.
    """
    if fair.status is not FairStatus.PUBLISHED:
        raise DomainError(N_("Ce salon est annulé."))
    phase = phase_of(fair, days_of(session, fair.id))
    if phase is Phase.ANNOUNCED and fair.interest_from:
        day = in_zone(fair, fair.interest_from).strftime("%d/%m/%Y")
        raise DomainError(N_("Vous pourrez marquer votre intérêt à partir du %(day)s."), day=day)
    if phase is Phase.BOOKING:
        raise DomainError(N_("Les réservations sont ouvertes : choisissez votre stand sur le plan."))
    if phase not in (Phase.ANNOUNCED, Phase.INTEREST):
        raise DomainError(N_("Les réservations de ce salon sont closes."))
    values = {"fair_id": fair.id, "company_id": company.id, "account_id": by.account_id, "created_at": now()}
    session.execute(upsert(session, FairInterest).values(**values).on_conflict_do_nothing())


def withdraw_interest(session: Session, fair: Fair, company: Company) -> None:
    """Forget it; twice is once."""
    session.execute(
        delete(FairInterest).where(col(FairInterest.fair_id) == fair.id, col(FairInterest.company_id) == company.id)
    )
