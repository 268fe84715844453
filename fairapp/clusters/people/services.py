"""The people of clusters, companies and schools: invited by mail, taken on, leaving."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from fairapp.accounts.emails import normalise_email
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import issue_link, record, revoke_links, use_link
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.events import InvitationMade
from fairapp.clusters.locks import Organisation, lock
from fairapp.clusters.models import Affiliation, Cluster, Company, Invitation, Membership
from fairapp.clusters.people.queries import (
    count_people,
    is_in,
    is_of,
    kind_of,
    names,
    organisation_of,
    waiting_invitation,
)
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_

INVITATION_LIFETIME = timedelta(days=30)


def invite(session: Session, organisation: Organisation, *, email: str, by: Actor | None) -> Invitation:
    """Mail someone an invitation to act for this organisation; inviting again mails a new link and ends the old one.

    :raise DomainError: if the address is none, or this person is in already.
    """
    address = _checked(email)
    lock(session, organisation)
    if is_in(session, organisation, address):
        raise DomainError(N_("Cette personne fait déjà partie de l’équipe."), field="email")
    invitation = waiting_invitation(session, organisation, address)
    if invitation is None:
        invitation = Invitation(email=address, invited_by_id=by.account_id if by else None, **names(organisation))
        session.add(invitation)
        session.flush()
    revoke_links(session, LinkPurpose.INVITATION, subject_id=invitation.id)
    issue_link(
        session, LinkPurpose.INVITATION, email=address, subject_id=invitation.id, lifetime=INVITATION_LIFETIME
    )  # fmt: skip
    emit(session, InvitationMade(invitation.id))
    _note(session, "people.invited", organisation, by=by)
    return invitation


def accept_invitation(
    session: Session, link: ActionLink, invitation: Invitation, organisation: Organisation, *, account: Account
) -> None:
    """Let `account` act for the organisation; an unclaimed company is claimed by its first person.

    :raise Conflict: if the link was used or revoked meanwhile.
    :raise DomainError: if the account is disabled.
    """
    if account.is_disabled:
        raise DomainError(N_("Ce compte est fermé. Écrivez à la personne qui vous a invité·e."))
    lock(session, organisation)  # before the link, as whoever invites anew or revokes does
    use_link(session, link)
    invitation.accepted_at = now()
    session.add(invitation)
    affiliate(session, organisation, account_id=account.id)
    _note(session, "people.joined", organisation, by=Actor(account.id, account.email, account.name))


def affiliate(session: Session, organisation: Organisation, *, account_id: int) -> None:
    """Let an account act for the organisation; doing it again changes nothing, one that waited is confirmed."""
    lock(session, organisation)  # the last person may be leaving: a company is claimed while it has people
    row = Affiliation(account_id=account_id, status=AffiliationStatus.CONFIRMED, **names(organisation))
    insert = upsert(session, Affiliation).values(**row.model_dump(exclude={"id"})).on_conflict_do_nothing()
    session.execute(insert)
    theirs = (col(Affiliation.account_id) == account_id, is_of(organisation))
    session.execute(update(Affiliation).where(*theirs).values(status=AffiliationStatus.CONFIRMED))
    if isinstance(organisation, Company):
        unclaimed = (col(Company.id) == organisation.id, col(Company.claimed_at).is_(None))
        claim = session.execute(update(Company).where(*unclaimed).values(claimed_at=now()))
        if claim.rowcount:  # type: ignore[attr-defined]
            _end_trust(session, organisation.id)
        session.refresh(organisation)


def _end_trust(session: Session, company_id: int) -> None:
    """Trust was given to a name without people: who claims it, through whichever cluster, earns it anew in each."""
    trusting = (col(Membership.company_id) == company_id, col(Membership.is_trusted))
    session.execute(update(Membership).where(*trusting).values(is_trusted=False))


def revoke_invitation(session: Session, invitation: Invitation, organisation: Organisation, *, by: Actor) -> None:
    """End an invitation; nothing happens once it was accepted or revoked."""
    lock(session, organisation)
    waiting = (
        col(Invitation.id) == invitation.id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    ended = session.execute(update(Invitation).where(*waiting).values(revoked_at=now()))
    if ended.rowcount:  # type: ignore[attr-defined]
        revoke_links(session, LinkPurpose.INVITATION, subject_id=invitation.id)
        _note(session, "people.uninvited", organisation, by=by)


def remove_person(session: Session, affiliation: Affiliation, organisation: Organisation, *, by: Actor) -> None:
    """End what a person does for the organisation; leaving oneself is the same, and so is doing it again.

    :raise DomainError: if nobody would be left to run the cluster.
    """
    lock(session, organisation)  # two organisers who remove each other at once: the second finds herself alone
    if session.exec(select(Affiliation.id).where(Affiliation.id == affiliation.id)).first() is None:
        return  # a second click
    if count_people(session, organisation) <= 1:
        if isinstance(organisation, Cluster):
            raise DomainError(
                N_("Il faut au moins une personne pour organiser le cluster : invitez d’abord quelqu’un.")
            )
        if isinstance(organisation, Company):
            organisation.claimed_at = None
            session.add(organisation)
    session.delete(affiliation)
    session.flush()
    left = affiliation.account_id == by.account_id
    _note(session, "people.left" if left else "people.removed", organisation, by=by)


def forget_person(session: Session, account_id: int) -> None:
    """Prepare an account's erasure: what it does for others ends, invitations to its address go.

    :raise DomainError: if a cluster would be left without organiser.
    """
    account = session.get_one(Account, account_id)
    actor = Actor(account.id, account.email, account.name)
    for affiliation in session.exec(select(Affiliation).where(Affiliation.account_id == account_id)).all():
        remove_person(session, affiliation, organisation_of(session, affiliation), by=actor)
    for invitation in session.exec(select(Invitation).where(Invitation.email == account.email)).all():
        revoke_links(session, LinkPurpose.INVITATION, subject_id=invitation.id)
        session.delete(invitation)


def _checked(email: str) -> str:
    try:
        return normalise_email(email)
    except ValueError as error:
        raise DomainError(str(error), field="email") from None


def _note(session: Session, action: str, organisation: Organisation, *, by: Actor | None) -> None:
    cluster_id = organisation.id if isinstance(organisation, Cluster) else None
    record(session, action, kind_of(organisation), organisation.id, by=by, cluster_id=cluster_id)
