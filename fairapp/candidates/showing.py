"""A profile shown to somebody: noted before it leaves, and under the same lock as consents change."""

from typing import NamedTuple

from flask import abort, g
from sqlmodel import Session, select

from fairapp.accounts.models import Account
from fairapp.candidates.cvs import MEDIA_TYPE
from fairapp.candidates.enums import Seen
from fairapp.candidates.hooks import relations
from fairapp.candidates.models import CandidateProfile
from fairapp.candidates.policies import can_see_profile, is_own
from fairapp.candidates.queries import purposes_open_to
from fairapp.candidates.views_log import note_seen
from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.core.files import StoredFile
from fairapp.web.access import MAX_ID
from fairapp.web.transactions import beforehand


class ShownProfile(NamedTuple):
    """What somebody who may see a profile is shown."""

    id: int
    name: str
    headline: str
    commune: str
    phone: str
    email: str
    cv_pages: int


class ShownCv(NamedTuple):
    content: bytes
    media_type: str
    filename: str


def show_profile(company: Company, profile_id: int) -> ShownProfile:
    """Return the profile for this company's people, and note that they saw it; 404 to whom it is not open."""
    actor, company_id = g.actor, company.id

    def read(session: Session) -> ShownProfile | None:
        profile = _open_profile(session, actor, company_id, profile_id)
        if profile is None:
            return None
        email = _note(session, profile, actor, Seen.PROFILE, company_id=company_id)
        return ShownProfile(
            profile.id, name_of(profile) or email, profile.headline, profile.commune, profile.phone, email,
            profile.cv_pages,
        )  # fmt: skip

    return beforehand(read) or abort(404)


def show_cv(company: Company, profile_id: int) -> ShownCv:
    """Return the CV for this company's people, and note that they saw it; 404 to whom it is not open."""
    actor, company_id = g.actor, company.id

    def read(session: Session) -> ShownCv | None:
        profile = _open_profile(session, actor, company_id, profile_id)
        return _noted_cv(session, profile, actor, company_id=company_id) if profile else None

    return beforehand(read) or abort(404)


def show_own_cv() -> ShownCv:
    actor = g.actor

    def read(session: Session) -> ShownCv | None:
        own = select(CandidateProfile).where(CandidateProfile.account_id == actor.account_id).with_for_update()
        profile = session.exec(own).first()
        return _noted_cv(session, profile, actor) if profile and is_own(actor, profile) else None

    return beforehand(read) or abort(404)


def name_of(profile: CandidateProfile) -> str:
    return f"{profile.first_name} {profile.last_name}".strip()


def _open_profile(session: Session, actor: Actor, company_id: int, profile_id: int) -> CandidateProfile | None:
    """Hold the profile, as whoever withdraws a consent does: it is seen before, or not at all."""
    held = select(CandidateProfile).where(CandidateProfile.id == profile_id).with_for_update()
    profile = session.exec(held).first() if 0 < profile_id <= MAX_ID else None
    if profile is None:
        return None
    open_to_it = purposes_open_to(session, company_id, profile, relations())
    return profile if can_see_profile(actor, session.get_one(Company, company_id), open_to_it) else None


def _noted_cv(
    session: Session, profile: CandidateProfile, actor: Actor, *, company_id: int | None = None
) -> ShownCv | None:
    file = session.get(StoredFile, profile.cv_file_id) if profile.cv_file_id else None
    if file is None:
        return None
    _note(session, profile, actor, Seen.PROFILE_CV, company_id=company_id)
    return ShownCv(file.content, MEDIA_TYPE, f"CV {name_of(profile)}".strip() + ".pdf")


def _note(session: Session, profile: CandidateProfile, actor: Actor, what: Seen, *, company_id: int | None) -> str:
    """Note the access; return the candidate's address."""
    email = session.get_one(Account, profile.account_id).email
    note_seen(
        session, email=email, company_id=company_id, account_id=actor.account_id, what=what, subject_id=profile.id
    )
    return email
