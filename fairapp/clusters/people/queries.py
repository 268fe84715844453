"""Teams: who acts for an organisation and who has been asked to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from fairapp.accounts.models import Account
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.locks import Organisation
from fairapp.clusters.models import Affiliation, Cluster, Company, Invitation, School


class Colleague(NamedTuple):
    affiliation_id: int
    account_id: int
    name: str
    email: str
    since: datetime


def kind_of(organisation: Organisation) -> str:
    """Return "cluster", "company" or "school"."""
    return type(organisation).__name__.lower()


def names(organisation: Organisation) -> dict[str, Any]:
    """Return the column of affiliations and invitations that names this organisation."""
    return {f"{kind_of(organisation)}_id": organisation.id}


def organisation_of(session: Session, row: Affiliation | Invitation) -> Organisation:
    """Return the one organisation that an affiliation or invitation names."""
    if row.cluster_id is not None:
        return session.get_one(Cluster, row.cluster_id)
    if row.company_id is not None:
        return session.get_one(Company, row.company_id)
    return session.get_one(School, row.school_id)


def team_of(session: Session, organisation: Organisation) -> Sequence[Colleague]:
    rows = session.exec(
        select(Affiliation.id, Account.id, Account.name, Account.email, Affiliation.created_at)  # type: ignore[call-overload]
        .join(Account, col(Account.id) == Affiliation.account_id)
        .where(is_of(organisation), Affiliation.status == AffiliationStatus.CONFIRMED)
        .order_by(Account.name, Account.email)
    )
    return [Colleague(*row) for row in rows]


def waiting_invitations(session: Session, organisation: Organisation) -> Sequence[Invitation]:
    return session.exec(
        select(Invitation)
        .where(
            getattr(Invitation, f"{kind_of(organisation)}_id") == organisation.id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .order_by(Invitation.email)
    ).all()


def count_people(session: Session, organisation: Organisation) -> int:
    confirmed = Affiliation.status == AffiliationStatus.CONFIRMED
    return session.exec(select(func.count()).select_from(Affiliation).where(is_of(organisation), confirmed)).one()


def is_in(session: Session, organisation: Organisation, email: str) -> bool:
    """Tell whether the account of this address acts for the organisation; one who waits to be confirmed does not."""
    query = select(Affiliation.id).join(Account, col(Account.id) == Affiliation.account_id)
    confirmed = Affiliation.status == AffiliationStatus.CONFIRMED
    return session.exec(query.where(Account.email == email, is_of(organisation), confirmed)).first() is not None


def waiting_invitation(session: Session, organisation: Organisation, email: str) -> Invitation | None:
    return next((one for one in waiting_invitations(session, organisation) if one.email == email), None)


def is_of(organisation: Organisation) -> ColumnElement[bool]:
    """Return the condition on `Affiliation`: of this organisation."""
    column: ColumnElement[bool] = getattr(Affiliation, f"{kind_of(organisation)}_id") == organisation.id
    return column
