"""Who may do what for a school. Asked of the database: a head who left this very moment confirms nobody."""

from sqlmodel import Session, select

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Cluster, School
from fairapp.clusters.policies import can_organise
from fairapp.core.actor import Actor
from fairapp.outreach.schools.reach import clusters_near


def is_head(session: Session, actor: Actor | None, school: School) -> bool:
    if actor is None:
        return False
    theirs = (Affiliation.account_id == actor.account_id, Affiliation.school_id == school.id)
    found = session.exec(select(Affiliation).where(*theirs)).first()
    return found is not None and found.is_head and found.status is AffiliationStatus.CONFIRMED


def can_follow(session: Session, actor: Actor | None, cluster: Cluster, school: School) -> bool:
    """Organisers, of the schools that their cluster looks after."""
    return can_organise(actor, cluster) and cluster.id in clusters_near(session, school)
