"""A candidate of one side of the world: whoever exhibits where they come may see them, and has their CV."""

from sqlmodel import Session

from fairapp.candidates.cvs import Cv
from fairapp.candidates.enums import Purpose
from fairapp.candidates.profiles import set_cv
from tests.candidates.making import make_candidate
from tests.support.side import Side


def make_candidate_values(session: Session, side: Side) -> dict[tuple[str, ...], object]:
    """Write the candidate's profile; return what the addresses name."""
    profile = make_candidate(session, side.candidate, Purpose.FAIR_EXHIBITORS)
    set_cv(session, side.candidate, Cv(b"%PDF-1.4", 1))
    return {("entreprise", "candidats", "id"): profile.id}
