"""Who may prepare a request."""

from sqlmodel import Session, select

from fairapp.clusters.models import Affiliation, School
from fairapp.core.actor import Actor


def can_draft(session: Session, actor: Actor | None, school: School) -> bool:
    """The school's people, and those who wait to be confirmed: they prepare, and send later."""
    if actor is None:
        return False
    theirs = (Affiliation.account_id == actor.account_id, Affiliation.school_id == school.id)
    return session.exec(select(Affiliation.id).where(*theirs)).first() is not None
