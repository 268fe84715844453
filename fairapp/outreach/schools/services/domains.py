"""What administrators change of the shipped list of academic mail domains (row E1)."""

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.accounts.services import record
from fairapp.clusters.models import AcademicDomain
from fairapp.core.actor import Actor
from fairapp.core.db import upsert
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.outreach.schools.academies import DOMAINS


def trust_domain(session: Session, domain: str, *, by: Actor) -> None:
    """Let addresses of this domain prove that one teaches; of the shipped list, it counts again."""
    if domain in DOMAINS:
        restore_domain(session, domain, by=by)
        return
    _change(session, domain, is_trusted=True)
    record(session, "domain.trusted", "academic_domain", None, by=by, domain=domain)


def distrust_domain(session: Session, domain: str, *, by: Actor) -> None:
    """Let addresses of a shipped domain prove nothing any more.

    :raise DomainError: if the list does not have it.
    """
    if domain not in DOMAINS:
        raise DomainError(N_("Ce domaine n’est pas dans la liste."), field="domain")
    _change(session, domain, is_trusted=False)
    record(session, "domain.distrusted", "academic_domain", None, by=by, domain=domain)


def restore_domain(session: Session, domain: str, *, by: Actor) -> None:
    """Go back to the shipped list for this domain: one that was added goes, one that was set aside counts again."""
    gone = session.execute(delete(AcademicDomain).where(col(AcademicDomain.domain) == domain))
    if gone.rowcount:  # type: ignore[attr-defined]
        record(session, "domain.restored", "academic_domain", None, by=by, domain=domain)


def _change(session: Session, domain: str, *, is_trusted: bool) -> None:
    insert = upsert(session, AcademicDomain).values(domain=domain, is_trusted=is_trusted)
    changed = {"is_trusted": is_trusted}
    session.execute(insert.on_conflict_do_update(index_elements=["domain"], set_=changed))
