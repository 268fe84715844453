"""Schools that an organiser wants to reach first."""

from sqlalchemy import update
from sqlmodel import Session, col

from fairapp.accounts.services import record
from fairapp.clusters.models import School
from fairapp.core.actor import Actor


def mark_school(session: Session, school: School, *, is_priority: bool, by: Actor, cluster_id: int) -> None:
    """Say whether the school comes first; saying so again changes nothing."""
    other = (col(School.id) == school.id, col(School.is_priority) != is_priority)
    changed = session.execute(update(School).where(*other).values(is_priority=is_priority))
    if changed.rowcount:  # type: ignore[attr-defined]
        action = "school.marked" if is_priority else "school.unmarked"
        record(session, action, "school", school.id, by=by, cluster_id=cluster_id)
