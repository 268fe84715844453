"""Somebody answers a teacher who waits: of two who answer at once, the database lets one through."""

from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session, col

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


def confirm_teacher(
    session: Session, school: School, affiliation: Affiliation, *, by: Actor, cluster_id: int | None = None
) -> None:
    """Let the teacher act for the school; a school that was typed by hand counts from now on.

    `cluster_id`: whose journal tells it, where an organiser answers.

    :raise Conflict: if somebody answered meanwhile, or the person went.
    """
    account_id = affiliation.account_id
    _settle(session, update(Affiliation).where(*_waits(affiliation)).values(status=AffiliationStatus.CONFIRMED))
    session.refresh(affiliation)
    if not school.is_confirmed:
        school.is_confirmed = True
        session.add(school)
    record(session, "teacher.confirmed", "school", school.id, by=by, cluster_id=cluster_id)
    emit(session, TeacherAnswered(account_id, school.id, is_confirmed=True))


def refuse_teacher(
    session: Session, school: School, affiliation: Affiliation, *, by: Actor, cluster_id: int | None = None
) -> None:
    """Say no; the person is told by mail.

    :raise Conflict: if somebody answered meanwhile, or the person went.
    """
    account_id = affiliation.account_id
    _settle(session, delete(Affiliation).where(*_waits(affiliation)))
    session.expunge(affiliation)
    record(session, "teacher.refused", "school", school.id, by=by, cluster_id=cluster_id)
    emit(session, TeacherAnswered(account_id, school.id, is_confirmed=False))


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
    try:
        session.refresh(affiliation)
    except InvalidRequestError:
        raise Conflict(N_("Cette personne ne fait plus partie de l’équipe.")) from None
    if affiliation.status is not AffiliationStatus.CONFIRMED:
        raise DomainError(N_("Confirmez d’abord le rattachement de cette personne."))
    if affiliation.is_head != is_head:
        affiliation.is_head = is_head
        session.add(affiliation)
        action = "school.head_named" if is_head else "school.head_ended"
        record(session, action, "school", school.id, by=by, cluster_id=cluster_id)


def _waits(affiliation: Affiliation) -> tuple[ColumnElement[bool], ...]:
    return col(Affiliation.id) == affiliation.id, col(Affiliation.status) == AffiliationStatus.PENDING


def _settle(session: Session, statement: Any) -> None:
    statement = statement.execution_options(synchronize_session=False)
    if session.execute(statement).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(ANSWERED)
