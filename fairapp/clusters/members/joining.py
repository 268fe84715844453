"""Requests of people without an account: join the cluster with their company, or claim the page it already has.

Nothing but the request is written before the organiser says yes: asking cannot occupy a SIRET or an address.
"""

from datetime import timedelta

from sqlalchemy import delete as delete_rows
from sqlalchemy import or_, update
from sqlmodel import Session, col

from fairapp.accounts.services import record
from fairapp.clusters.companies.services import find_or_create_company
from fairapp.clusters.enums import JoinStatus
from fairapp.clusters.events import JoinRequested, JoinSettled
from fairapp.clusters.members.services import add_member
from fairapp.clusters.models import Cluster, Company, Invitation, JoinDraft, JoinRequest
from fairapp.clusters.people.queries import is_in
from fairapp.clusters.people.services import invite
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, clean, fold, squeeze

KEPT = timedelta(days=365)  # after the last step, like all data of professionals


def ask_to_join(session: Session, draft: JoinDraft) -> None:
    """Pass the request to the cluster's organisers; the same one again, while it waits, changes nothing.

    :raise DomainError: if there is no such cluster.
    """
    if session.get(Cluster, draft.cluster_id) is None:
        raise DomainError(N_("Choisissez un cluster de la liste."), field="cluster_id")
    name = squeeze(draft.company_name)
    texts = {"company_name": name, "contact_name": squeeze(draft.contact_name), "message": clean(draft.message)}
    values = draft.model_dump() | texts | {"folded_name": fold(name)[:160], "status": JoinStatus.PENDING}
    insert = upsert(session, JoinRequest).values(**values, created_at=now()).on_conflict_do_nothing()
    id = session.execute(insert.returning(col(JoinRequest.id))).scalar()
    if id is not None:
        emit(session, JoinRequested(id))


def confirm_request(session: Session, request: JoinRequest, *, by: Actor) -> Company:
    """Make the company a member. While it is unclaimed its contact is invited; else its own people decide on that.

    :raise Conflict: if the request was settled meanwhile.
    """
    _settle(session, request, JoinStatus.CONFIRMED)
    company = find_or_create_company(
        session, cluster_id=request.cluster_id, name=request.company_name, siret=request.siret
    )  # fmt: skip
    add_member(session, session.get_one(Cluster, request.cluster_id), company, by=by)
    if company.claimed_at is None and not is_in(session, company, request.email):
        invite(session, company, email=request.email, by=by)
    request.company_id = company.id
    session.add(request)
    _note(session, "join.confirmed", request, by=by)
    return company


def refuse_request(session: Session, request: JoinRequest, *, by: Actor) -> None:
    """Say no; the person is told by mail.

    :raise Conflict: if the request was settled meanwhile.
    """
    _settle(session, request, JoinStatus.REFUSED)
    _note(session, "join.refused", request, by=by)


def forget_old_requests(session: Session) -> None:
    """Delete requests and invitations a year after their last step (daily)."""
    before = now() - KEPT
    session.execute(
        delete_rows(JoinRequest).where(or_(col(JoinRequest.settled_at) < before, col(JoinRequest.created_at) < before))
    )
    session.execute(delete_rows(Invitation).where(col(Invitation.created_at) < before))


def _settle(session: Session, request: JoinRequest, status: JoinStatus) -> None:
    """Of two organisers at once, the database lets one answer."""
    waiting = (col(JoinRequest.id) == request.id, col(JoinRequest.settled_at).is_(None))
    settled = session.execute(update(JoinRequest).where(*waiting).values(status=status, settled_at=now()))
    if settled.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(N_("Quelqu’un a déjà répondu à cette demande."))
    session.refresh(request)
    emit(session, JoinSettled(request.id))


def _note(session: Session, action: str, request: JoinRequest, *, by: Actor) -> None:
    record(session, action, "join_request", request.id, by=by, cluster_id=request.cluster_id)
