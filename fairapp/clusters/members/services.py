"""Memberships: a company in a cluster, from the request to the end."""

from datetime import date
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session, col, select

from fairapp.accounts.services import record
from fairapp.clusters.companies.services import find_or_create_company
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.events import MembershipConfirmed, MembershipEnded, MembershipRequested
from fairapp.clusters.models import Cluster, Company, Membership
from fairapp.core.actor import Actor
from fairapp.core.clock import today
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_

LISTED, PENDING, CONFIRMED, LAPSED = MembershipStatus
GONE = N_("Cette entreprise vient d’être retirée du cluster.")


def add_member(session: Session, cluster: Cluster, company: Company, *, by: Actor | None) -> Membership:
    """Make the company a member, whatever it was in this cluster before."""
    membership, _added = _find_or_add(session, cluster, company)
    confirm_membership(session, membership, by=by)
    return membership


def add_named_member(
    session: Session, cluster: Cluster, *, name: str, siret: str | None, email: str, by: Actor | None
) -> Company:
    """Make a company a member by its name and SIRET; it is created, unclaimed, if nobody knows it."""
    company = find_or_create_company(session, cluster_id=cluster.id, name=name, siret=siret)
    if email and not company.contact_email and company.claimed_at is None:
        company.contact_email = email
        session.add(company)
    add_member(session, cluster, company, by=by)
    return company


def request_membership(session: Session, cluster: Cluster, company: Company, *, by: Actor) -> None:
    """Ask, as a company, to become a member; asking again changes nothing.

    :raise DomainError: if it is a member already.
    """
    membership, added = _find_or_add(session, cluster, company)
    if membership.status is CONFIRMED:
        raise DomainError(N_("Votre entreprise est déjà adhérente."), field="cluster_id")
    if added or _change(session, membership, (LISTED, LAPSED), status=PENDING):
        record(session, "membership.requested", "company", company.id, by=by, cluster_id=cluster.id)
        emit(session, MembershipRequested(cluster.id, company.id))


def confirm_membership(session: Session, membership: Membership, *, by: Actor | None) -> None:
    """Make a member of a company that asked, was listed or had lapsed; of two organisers at once, one does it."""
    until = membership.until if membership.until and membership.until >= today() else None
    if _change(session, membership, (LISTED, PENDING, LAPSED), status=CONFIRMED, until=until):
        _note(session, "membership.confirmed", membership, by=by)
        emit(session, MembershipConfirmed(membership.cluster_id, membership.company_id))


def lapse_membership(session: Session, membership: Membership, *, by: Actor | None) -> None:
    """End the membership and keep it in sight; the company no longer publishes (row O3)."""
    if _change(session, membership, (CONFIRMED,), status=LAPSED):
        _note(session, "membership.lapsed", membership, by=by)
        emit(session, MembershipEnded(membership.cluster_id, membership.company_id))


def set_term(session: Session, membership: Membership, until: date | None, *, by: Actor) -> None:
    """Set the membership's last day (None: no end), and renew it if it had lapsed.

    :raise DomainError: if the day is past.
    """
    if until is not None and until < today():
        raise DomainError(N_("Choisissez une date à venir, ou laissez le champ vide."), field="until")
    _reread(session, membership, with_for_update={"key_share": True})
    if _change(session, membership, (LAPSED,), status=CONFIRMED, until=until):
        emit(session, MembershipConfirmed(membership.cluster_id, membership.company_id))
        _note(session, "membership.renewed", membership, by=by)
    elif _change(session, membership, (CONFIRMED,), until=until):
        _note(session, "membership.renewed", membership, by=by)


def set_trust(session: Session, membership: Membership, is_trusted: bool, *, by: Actor) -> None:
    """Let a member publish without review, or not any more (row O3).

    :raise DomainError: if it is not a member.
    """
    if not _change(session, membership, (CONFIRMED,), is_trusted=is_trusted):
        raise DomainError(N_("Seule une entreprise adhérente peut être dispensée de relecture."))
    _note(session, "membership.trusted" if is_trusted else "membership.distrusted", membership, by=by)


def remove_membership(session: Session, membership: Membership, *, by: Actor) -> None:
    """Take the company out of the cluster; of two organisers at once, one does it."""
    removed = session.execute(delete(Membership).where(col(Membership.id) == membership.id))
    if removed.rowcount:  # type: ignore[attr-defined]
        _note(session, "membership.removed", membership, by=by)
        emit(session, MembershipEnded(membership.cluster_id, membership.company_id))


def lapse_overdue(session: Session) -> None:
    """End the memberships whose last day is past (daily); queries look at the day itself meanwhile.

    One that an organiser is writing now, who may be renewing it, waits for the next round.
    """
    overdue = select(Membership).where(Membership.status == CONFIRMED, col(Membership.until) < today())
    for membership in session.exec(overdue.with_for_update(skip_locked=True)).all():
        lapse_membership(session, membership, by=None)


def _find_or_add(session: Session, cluster: Cluster, company: Company) -> tuple[Membership, bool]:
    """Return the membership, pending if it was added just now, and whether it was.

    :raise Conflict: if it was there and a colleague took it away this very moment.
    """
    new = Membership(cluster_id=cluster.id, company_id=company.id, status=PENDING)
    insert = upsert(session, Membership).values(**new.model_dump(exclude={"id"})).returning(col(Membership.id))
    added = session.execute(insert.on_conflict_do_nothing(index_elements=["cluster_id", "company_id"])).scalar()
    named = select(Membership).where(Membership.cluster_id == cluster.id, Membership.company_id == company.id)
    membership = session.exec(named).first()
    if membership is None:
        raise Conflict(GONE)
    return membership, added is not None


def _change(session: Session, membership: Membership, sources: tuple[MembershipStatus, ...], **values: Any) -> bool:
    """Update the row if its status is still one of `sources`; the database decides."""
    this = (col(Membership.id) == membership.id, col(Membership.status).in_(sources))
    session.flush()
    changed = session.execute(update(Membership).where(*this).values(**values)).rowcount  # type: ignore[attr-defined]
    _reread(session, membership)
    return bool(changed)


def _reread(session: Session, membership: Membership, **options: Any) -> None:
    try:
        session.refresh(membership, **options)
    except InvalidRequestError:
        raise Conflict(GONE) from None


def _note(session: Session, action: str, membership: Membership, *, by: Actor | None) -> None:
    record(session, action, "company", membership.company_id, by=by, cluster_id=membership.cluster_id)
