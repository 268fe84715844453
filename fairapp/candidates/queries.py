"""What is read about candidates."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.candidates.enums import Purpose
from fairapp.candidates.models import CandidateConsent, CandidateView


def consents_of(session: Session, profile_id: int) -> Sequence[CandidateConsent]:
    """List all that was ever given, the first first."""
    theirs = select(CandidateConsent).where(CandidateConsent.profile_id == profile_id)
    return session.exec(theirs.order_by(col(CandidateConsent.id))).all()


def given_purposes(session: Session, profile_id: int) -> frozenset[Purpose]:
    """Return what the candidate allows at this moment."""
    return frozenset(row.purpose for row in consents_of(session, profile_id) if row.withdrawn_at is None)


def views_of(session: Session, account: Account) -> Sequence[CandidateView]:
    """List who saw this person's data, the last first: also before they had an account, or under an older address."""
    return session.exec(
        select(CandidateView)
        .where(_theirs(account))
        .order_by(col(CandidateView.at).desc(), col(CandidateView.id).desc())
    ).all()


def _theirs(account: Account) -> ColumnElement[bool]:
    return or_(col(CandidateView.candidate_id) == account.id, col(CandidateView.email) == account.email)
