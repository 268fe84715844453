"""What is kept about a candidate, handed out and erased with their account (row K6)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.accounts.models import Account
from fairapp.candidates.cvs import delete_cv
from fairapp.candidates.models import CandidateProfile, CandidateView
from fairapp.candidates.profiles import profile_of
from fairapp.candidates.queries import accesses_to, consents_of, count_accesses
from fairapp.candidates.views_log import forget_views
from fairapp.core.files import StoredFile

_OWN = {"first_name", "last_name", "phone", "commune", "headline", "cv_pages", "created_at", "updated_at"}
_CONSENT = {"purpose", "version", "given_at", "withdrawn_at"}


def export_profile(session: Session, account_id: int) -> dict[str, Any]:
    """Return the profile, all that was ever allowed, and who saw what."""
    account, profile = session.get_one(Account, account_id), profile_of(session, account_id)
    consents = consents_of(session, profile.id) if profile else []
    seen = accesses_to(session, account, offset=0, limit=count_accesses(session, account))
    return {
        "profile": profile.model_dump(mode="json", include=_OWN) if profile else None,
        "consents": [row.model_dump(mode="json", include=_CONSENT) for row in consents],
        "seen": [
            one.view.model_dump(mode="json", include={"at", "what"}) | {"by": one.company or one.cluster}
            for one in seen
        ],
    }


def export_cv(session: Session, account_id: int) -> Iterator[tuple[str, bytes]]:
    profile = profile_of(session, account_id)
    file = session.get(StoredFile, profile.cv_file_id) if profile and profile.cv_file_id else None
    if file is not None:
        yield "cv.pdf", file.content


def erase_profile(session: Session, account_id: int) -> None:
    """Delete profile, CV, consents, and who saw them; what this person saw of others stays, without their name."""
    profile = profile_of(session, account_id)
    forget_views(session, session.get_one(Account, account_id).email)
    session.execute(delete(CandidateView).where(col(CandidateView.candidate_id) == account_id))
    if profile is None:
        return
    session.execute(delete(CandidateProfile).where(col(CandidateProfile.id) == profile.id))  # its consents go with it
    delete_cv(session, profile.cv_file_id)
