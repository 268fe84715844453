"""A teacher joins: the address proves that they teach, the head or an organiser that they teach here (row E1)."""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete as delete_rows
from sqlmodel import Session, col, select

from fairapp import reference
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import find_or_create_account, issue_link, record, use_link
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, School
from fairapp.clusters.schools.services import find_or_add_school, make_school_from_directory
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.outreach.schools.events import SchoolJoinAsked, TeacherAsked
from fairapp.outreach.schools.models import SchoolJoin
from fairapp.outreach.schools.queries import is_academic

LINK_LIFETIME = timedelta(hours=24)
KEPT = timedelta(days=2)  # a request that nobody proved
NOT_ACADEMIC = N_(
    "Cette adresse n’est pas celle d’une académie (prenom.nom@ac-…). Saisissez-la, ou faites-vous inviter par une "
    "personne de l’établissement ou par la personne qui anime le cluster."
)


class Asked(NamedTuple):
    """Which school is meant, and by whom: `uai` of the directory, or a school in the person's own words."""

    email: str
    contact_name: str
    uai: str = ""
    school_name: str = ""
    commune: str = ""


def ask_to_join(session: Session, asked: Asked) -> SchoolJoin:
    """Mail a link to the address, whether we know it or not: the answer tells nobody who is here.

    :raise DomainError: if the school or the commune cannot be found, or the address is no academic one.
    """
    school = _school_meant(asked)
    if not is_academic(session, asked.email):
        raise DomainError(NOT_ACADEMIC, field="email")
    join = SchoolJoin(email=asked.email, contact_name=asked.contact_name, **school)
    session.add(join)
    session.flush()
    link = issue_link(
        session, LinkPurpose.SCHOOL_JOIN, email=join.email, subject_id=join.id, lifetime=LINK_LIFETIME
    )  # fmt: skip
    emit(session, SchoolJoinAsked(link.id))
    return join


def prove_address(
    session: Session, link: ActionLink, join: SchoolJoin, *, locale: str = "fr"
) -> tuple[Account, School]:
    """Let whoever reads the mail wait for the school's answer; one who is in already stays in.

    :raise Conflict: if the link was used meanwhile.
    :raise DomainError: if the account is disabled.
    """
    use_link(session, link)
    account = find_or_create_account(session, link.email, name=join.contact_name, locale=locale)
    if account.is_disabled:
        raise DomainError(N_("Ce compte est désactivé."))
    account.name = account.name or join.contact_name
    session.add(account)
    school = _school_of(session, join)
    row = Affiliation(account_id=account.id, school_id=school.id, status=AffiliationStatus.PENDING)
    insert = upsert(session, Affiliation).values(**row.model_dump(exclude={"id"})).on_conflict_do_nothing()
    id = session.execute(insert.returning(col(Affiliation.id))).scalar()
    if id is not None:
        record(session, "teacher.asked", "school", school.id, by=Actor(account.id, account.email, account.name))
        emit(session, TeacherAsked(id))
    session.delete(join)
    return account, school


def withdraw(session: Session, affiliation_id: int, *, by: Actor) -> None:
    """Take one's own request back while nobody answered; later, nothing happens."""
    session.execute(
        delete_rows(Affiliation).where(
            col(Affiliation.id) == affiliation_id,
            col(Affiliation.account_id) == by.account_id,
            col(Affiliation.status) == AffiliationStatus.PENDING,
        )
    )


def forget_unproven(session: Session) -> None:
    """Delete requests whose link was never used, and typed schools to which nobody belongs (daily)."""
    before = now() - KEPT
    session.execute(delete_rows(SchoolJoin).where(col(SchoolJoin.created_at) < before))
    used = select(Affiliation.school_id).where(col(Affiliation.school_id).is_not(None))
    deserted = (~col(School.is_confirmed), col(School.created_at) < before, col(School.id).not_in(used))
    session.execute(delete_rows(School).where(*deserted))


def _school_meant(asked: Asked) -> dict[str, Any]:
    """Return what the request keeps of the school; a number that the directory knows is enough."""
    if listed := reference.schools().school(asked.uai):
        return {"uai": listed.uai, "school_name": listed.name[:160]}
    if len(asked.school_name) < 3:
        raise DomainError(N_("Indiquez le nom de l’établissement."), field="school_name")
    commune = reference.find_commune(asked.commune)
    if commune is None:
        raise DomainError(N_("Commune introuvable : choisissez-la dans la liste."), field="commune")
    return {"uai": asked.uai or None, "school_name": asked.school_name, "insee": commune.insee}


def _school_of(session: Session, join: SchoolJoin) -> School:
    if join.insee is None and join.uai:
        return make_school_from_directory(session, join.uai)
    return find_or_add_school(session, name=join.school_name, insee=join.insee or "", uai=join.uai)
