"""What is kept of a professional, handed out and erased with their account."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account
from fairapp.accounts.services import revoke_links
from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.core.text import N_
from fairapp.outreach.enums import InterventionStatus
from fairapp.outreach.interventions.services.speakers import tell_search
from fairapp.outreach.models import Intervention, OutreachRequest, Speaker

NOBODY = N_("Anonyme")  # what a company did with classes stays, with nobody's name
KEPT = timedelta(days=365)
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
        _forget(session, speaker)


def forget_former_speakers(session: Session) -> None:
    """Forget who left, or never accepted the charter, a year after their last visit (daily)."""
    before = now() - KEPT
    lately = exists().where(col(OutreachRequest.speaker_id) == col(Speaker.id), col(OutreachRequest.starts_at) > before)
    shown = exists().where(
        col(Intervention.speaker_id) == col(Speaker.id), col(Intervention.status) == InterventionStatus.PUBLISHED
    )
    former = or_(~col(Speaker.is_active), col(Speaker.charter_at).is_(None))
    last_word = func.coalesce(col(Speaker.charter_at), col(Speaker.created_at))
    query = select(Speaker).where(former, last_word <= before, Speaker.first_name != NOBODY, ~lately, ~shown)
    for speaker in session.exec(query.with_for_update(skip_locked=True)).all():
        _forget(session, speaker)


def _forget(session: Session, speaker: Speaker) -> None:
    speaker.first_name, speaker.email, speaker.account_id = NOBODY, "", None
    speaker.is_active, speaker.charter_version, speaker.charter_at = False, None, None
    speaker.version += 1
    session.add(speaker)
    revoke_links(session, LinkPurpose.CHARTER, subject_id=speaker.id)
    tell_search(session, speaker)


def _is_of(session: Session, account_id: int) -> ColumnElement[bool]:
    email = session.get_one(Account, account_id).email
    return or_(col(Speaker.account_id) == account_id, col(Speaker.email) == email)
