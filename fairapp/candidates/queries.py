"""What is read about candidates."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.accounts.models import Account
from fairapp.candidates.enums import Purpose
from fairapp.candidates.models import CandidateConsent, CandidateProfile, CandidateView
from fairapp.clusters.models import Cluster, Company, Membership
from fairapp.clusters.queries import in_term

# company id → the accounts that stand in this relation with it: whom a consent for the purpose may open to it
Relation = Callable[[int], SelectOfScalar[int]]
Relations = Mapping[Purpose, Relation]


class Access(NamedTuple):
    """Somebody saw something; organisations that are gone have no name, and neither has the candidate."""

    view: CandidateView
    company: str | None
    cluster: str | None


def consents_of(session: Session, profile_id: int) -> Sequence[CandidateConsent]:
    """List all that was ever given, the first first."""
    theirs = select(CandidateConsent).where(CandidateConsent.profile_id == profile_id)
    return session.exec(theirs.order_by(col(CandidateConsent.id))).all()


def consents_given(session: Session, profile_id: int) -> dict[Purpose, CandidateConsent]:
    """Return what the candidate allows at this moment."""
    return {row.purpose: row for row in consents_of(session, profile_id) if row.withdrawn_at is None}


def member_relation(company_id: int) -> SelectOfScalar[int]:
    """Every candidate, if the company is a member of a cluster today."""
    is_member = exists().where(col(Membership.company_id) == company_id, in_term())
    return select(CandidateProfile.account_id).where(is_member)


def purposes_open_to(
    session: Session, company_id: int, profile: CandidateProfile, relations: Relations
) -> frozenset[Purpose]:
    """Return the consents that let this company see this profile at this moment."""
    given = consents_given(session, profile.id)
    theirs = select(Account.id).where(Account.id == profile.account_id, ~col(Account.is_disabled))
    return frozenset(
        purpose
        for purpose, relation in relations.items()
        if purpose in given and session.exec(theirs.where(col(Account.id).in_(relation(company_id)))).first()
    )


def profiles_open_to(
    session: Session, company_id: int, relations: Relations, *, offset: int, limit: int
) -> Sequence[CandidateProfile]:
    """List the profiles that this company may see, the last changed first."""
    visible = select(CandidateProfile).where(_open_to(company_id, relations))
    ordered = visible.order_by(col(CandidateProfile.updated_at).desc(), col(CandidateProfile.id).desc())
    return session.exec(ordered.offset(offset).limit(limit)).all()


def count_open_to(session: Session, company_id: int, relations: Relations) -> int:
    return session.exec(select(func.count(col(CandidateProfile.id))).where(_open_to(company_id, relations))).one()


def _open_to(company_id: int, relations: Relations) -> ColumnElement[bool]:
    related = or_(
        *(
            and_(col(CandidateConsent.purpose) == purpose, col(CandidateProfile.account_id).in_(relation(company_id)))
            for purpose, relation in relations.items()
        )
    )
    consent = exists().where(
        col(CandidateConsent.profile_id) == CandidateProfile.id, col(CandidateConsent.withdrawn_at).is_(None), related
    )
    enabled = select(Account.id).where(~col(Account.is_disabled))
    return and_(consent, col(CandidateProfile.account_id).in_(enabled))


def count_accesses(session: Session, account: Account) -> int:
    return session.exec(select(func.count(col(CandidateView.id))).where(_about(account))).one()


def accesses_to(session: Session, account: Account, *, offset: int, limit: int) -> list[Access]:
    """List who saw this person's data, the last first; one query."""
    rows = session.exec(
        select(CandidateView, Company.name, Cluster.name)
        .join(Company, col(Company.id) == CandidateView.company_id, isouter=True)
        .join(Cluster, col(Cluster.id) == CandidateView.cluster_id, isouter=True)
        .where(_about(account))
        .order_by(col(CandidateView.at).desc(), col(CandidateView.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return [Access(*row) for row in rows]


def _about(account: Account) -> ColumnElement[bool]:
    """Also what was seen before they had an account; an address may have been somebody else's."""
    is_nobodys = col(CandidateView.candidate_id).is_(None)
    return or_(
        col(CandidateView.candidate_id) == account.id, and_(is_nobodys, col(CandidateView.email) == account.email)
    )
