"""Somebody answers a teacher who waits: of two who answer at once, the one who holds the row comes first."""

from sqlmodel import Session, select

from fairapp.accounts.services import record
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.locks import lock
from fairapp.clusters.models import Affiliation, School
from fairapp.core.actor import Actor
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.outreach.schools.events import TeacherAnswered

ANSWERED = N_("Quelqu’un a déjà répondu à cette demande.")
LEFT = N_("Cette personne ne fait plus partie de l’équipe.")


def confirm_teacher(
    session: Session, school: School, affiliation: Affiliation, *, by: Actor, cluster_id: int | None = None
) -> None:
    """Let the teacher act for the school; a school that was typed by hand counts from now on.

    `cluster_id`: whose journal tells it, where an organiser answers.

    :raise Conflict: if somebody answered meanwhile, or the person went.
    """
    asking = _hold_asking(session, affiliation)
    asking.status = AffiliationStatus.CONFIRMED
    session.add(asking)
    if not school.is_confirmed:
        school.is_confirmed = True
        session.add(school)
    record(session, "teacher.confirmed", "school", school.id, by=by, cluster_id=cluster_id)
    emit(session, TeacherAnswered(asking.account_id, school.id, is_confirmed=True))


def refuse_teacher(
    session: Session, school: School, affiliation: Affiliation, *, by: Actor, cluster_id: int | None = None
) -> None:
    """Say no; the person is told by mail.

    :raise Conflict: if somebody answered meanwhile, or the person went.
    """
    asking = _hold_asking(session, affiliation)
    session.delete(asking)
    record(session, "teacher.refused", "school", school.id, by=by, cluster_id=cluster_id)
    emit(session, TeacherAnswered(asking.account_id, school.id, is_confirmed=False))


def name_head(
    session: Session,
    school: School,
    affiliation: Affiliation,
    *,
    is_head: bool,
    by: Actor,
    cluster_id: int | None = None,
) -> None:
    """Let this person confirm the school's teachers, or no longer; there may be several.

    :raise DomainError: if the person waits to be confirmed, or has just left.
    """
    lock(session, school)
    person = _hold(session, affiliation)
    if person is None:
        raise Conflict(LEFT)
    if person.status is not AffiliationStatus.CONFIRMED:
        raise DomainError(N_("Confirmez d’abord le rattachement de cette personne."))
    if person.is_head != is_head:
        person.is_head = is_head
        session.add(person)
        action = "school.head_named" if is_head else "school.head_ended"
        record(session, action, "school", school.id, by=by, cluster_id=cluster_id)


def _hold_asking(session: Session, affiliation: Affiliation) -> Affiliation:
    """:raise Conflict: if somebody answered meanwhile, or the person went."""
    asking = _hold(session, affiliation)
    if asking is None or asking.status is not AffiliationStatus.PENDING:
        raise Conflict(ANSWERED)
    return asking


def _hold(session: Session, affiliation: Affiliation) -> Affiliation | None:
    """Keep others from this row until the transaction ends, and read it afresh; None: it is gone."""
    query = select(Affiliation).where(Affiliation.id == affiliation.id).with_for_update(key_share=True)
    return session.exec(query.execution_options(populate_existing=True)).first()
