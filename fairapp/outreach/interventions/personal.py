"""What is kept of a professional, handed out and erased with their account."""

from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account
from fairapp.accounts.services import revoke_links
from fairapp.clusters.models import Company
from fairapp.core.text import N_
from fairapp.outreach.interventions.services.speakers import tell_search
from fairapp.outreach.models import Speaker

NOBODY = N_("Anonyme")  # what a company did with classes stays, with nobody's name
_TOLD = {
    "first_name", "job_title", "topics", "area_km", "departments", "email", "charter_version", "charter_at", "is_active",
    "created_at",
}  # fmt: skip


def export_speakers(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return the person's profiles; proven by the account, or by its address."""
    query = select(Speaker, Company.name).join(Company, col(Company.id) == Speaker.company_id)
    rows = session.exec(query.where(_is_of(session, account_id)).order_by(col(Speaker.id)))
    return [{"company": name} | row.model_dump(mode="json", include=_TOLD) for row, name in rows]


def erase_speakers(session: Session, account_id: int) -> None:
    """Forget who it was; visits still on line tell their company that somebody else is needed."""
    for speaker in session.exec(select(Speaker).where(_is_of(session, account_id))).all():
        speaker.first_name, speaker.email, speaker.account_id = NOBODY, "", None
        speaker.is_active, speaker.charter_version, speaker.charter_at = False, None, None
        speaker.version += 1
        session.add(speaker)
        revoke_links(session, LinkPurpose.CHARTER, subject_id=speaker.id)
        tell_search(session, speaker)


def _is_of(session: Session, account_id: int) -> ColumnElement[bool]:
    email = session.get_one(Account, account_id).email
    return or_(col(Speaker.account_id) == account_id, col(Speaker.email) == email)
