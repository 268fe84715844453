"""What candidates allow: purpose by purpose, dated, in words that have a version; withdrawn in one click (row K5)."""

from sqlmodel import Session, col, select

from fairapp.candidates.enums import Purpose
from fairapp.candidates.models import CandidateConsent, CandidateProfile
from fairapp.core.clock import now
from fairapp.core.text import N_

VERSION = 1  # of all the words below: change one, and this becomes 2
WORDS = {
    Purpose.APPLICATIONS: N_(
        "Les entreprises à qui j'ai envoyé une candidature peuvent aussi voir mon profil et mon CV, et me proposer un"
        " autre poste."
    ),
    Purpose.MEMBER_COMPANIES: N_(
        "Les entreprises membres d'un cluster peuvent me trouver, voir mon profil et mon CV, et m'écrire, même si je"
        " n'ai répondu à aucune de leurs offres."
    ),
    Purpose.FAIR_EXHIBITORS: N_(
        "Les entreprises qui exposent à un salon où je suis inscrit·e peuvent voir mon profil et mon CV, et m'écrire."
    ),
}


def set_consent(session: Session, profile: CandidateProfile, purpose: Purpose, *, given: bool) -> None:
    """Give or withdraw one consent, at once; twice is once. The profile is held: see `profiles.held_profile`."""
    present = session.exec(
        select(CandidateConsent).where(
            CandidateConsent.profile_id == profile.id,
            CandidateConsent.purpose == purpose,
            col(CandidateConsent.withdrawn_at).is_(None),
        )
    ).first()
    if given and present is None:
        session.add(CandidateConsent(profile_id=profile.id, purpose=purpose, version=VERSION))
    elif present is not None and not given:
        present.withdrawn_at = now()
        session.add(present)
    session.flush()
