"""Who may do what for a school. Asked of the database: a head who left this very moment confirms nobody."""

from sqlmodel import Session, select

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Cluster, School
from fairapp.clusters.policies import can_organise
from fairapp.core.actor import Actor
from fairapp.outreach.schools.reach import clusters_near


def can_draft(session: Session, actor: Actor | None, school: School) -> bool:
    """The school's people, and those who wait to be confirmed: they prepare, and send later."""
    return _affiliation(session, actor, school) is not None


def is_head(session: Session, actor: Actor | None, school: School) -> bool:
    found = _affiliation(session, actor, school)
    return found is not None and found.is_head and found.status is AffiliationStatus.CONFIRMED


def can_follow(session: Session, actor: Actor | None, cluster: Cluster, school: School) -> bool:
    """Organisers, of the schools that their cluster looks after."""
    return can_organise(actor, cluster) and cluster.id in clusters_near(session, school)


def _affiliation(session: Session, actor: Actor | None, school: School) -> Affiliation | None:
    if actor is None:
        return None
    theirs = (Affiliation.account_id == actor.account_id, Affiliation.school_id == school.id)
    return session.exec(select(Affiliation).where(*theirs)).first()
