"""What is kept of somebody who asks to join a school, handed out and erased with their account."""

from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.outreach.schools.models import SchoolJoin

_TOLD = {"contact_name", "email", "school_name", "uai", "created_at"}


def export_school_joins(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return the requests whose address is not proven yet; once it is, the affiliation tells (see `clusters`)."""
    email = session.get_one(Account, account_id).email
    rows = session.exec(select(SchoolJoin).where(SchoolJoin.email == email).order_by(col(SchoolJoin.id))).all()
    return [row.model_dump(mode="json", include=_TOLD) for row in rows]


def erase_school_joins(session: Session, account_id: int) -> None:
    email = session.get_one(Account, account_id).email
    session.execute(delete(SchoolJoin).where(col(SchoolJoin.email) == email))
