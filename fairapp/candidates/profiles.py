"""The one profile of a candidate, and its CV: written once, used for offers and fairs (row K5)."""

from sqlmodel import Session, select

from fairapp.accounts.models import Account
from fairapp.candidates.cvs import Cv, delete_cv, store_cv
from fairapp.candidates.models import CandidateProfile, ProfileDraft
from fairapp.core.clock import now
from fairapp.core.db import upsert

OWNER = "profile"


def profile_of(session: Session, account_id: int) -> CandidateProfile | None:
    """Return the profile that this account has written, if it has."""
    return session.exec(select(CandidateProfile).where(CandidateProfile.account_id == account_id)).first()


def save_profile(session: Session, account: Account, draft: ProfileDraft) -> CandidateProfile:
    """Write the profile; the CV and what was allowed stay."""
    profile = held_profile(session, account)
    profile.sqlmodel_update(draft.model_dump())
    return _changed(session, profile)


def set_cv(session: Session, account: Account, cv: Cv) -> CandidateProfile:
    """Show this CV from now on; the one before is forgotten. Of two at once, the last one stays."""
    profile = held_profile(session, account)
    before = profile.cv_file_id
    profile.cv_file_id, profile.cv_pages = store_cv(session, cv, owner=OWNER).id, cv.pages
    _changed(session, profile)
    delete_cv(session, before)
    return profile


def remove_cv(session: Session, account: Account) -> None:
    """Forget the CV. Twice is once."""
    profile = held_profile(session, account)
    before = profile.cv_file_id
    profile.cv_file_id, profile.cv_pages = None, 0
    _changed(session, profile)
    delete_cv(session, before)


def held_profile(session: Session, account: Account) -> CandidateProfile:
    """Return the profile, made on the spot if there is none, and held: whoever changes it waits for their turn."""
    first_name, _, last_name = account.name.partition(" ")
    new = {"first_name": first_name[:80], "last_name": last_name[:80], "phone": "", "commune": "", "headline": ""}
    insert = upsert(session, CandidateProfile).values(
        account_id=account.id, cv_pages=0, created_at=now(), updated_at=now(), **new
    )
    session.execute(insert.on_conflict_do_nothing(index_elements=["account_id"]))
    held = select(CandidateProfile).where(CandidateProfile.account_id == account.id).with_for_update()
    return session.exec(held.execution_options(populate_existing=True)).one()


def _changed(session: Session, profile: CandidateProfile) -> CandidateProfile:
    profile.updated_at = now()
    session.add(profile)
    session.flush()
    return profile
