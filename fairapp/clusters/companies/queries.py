"""Companies found by what people and files call them."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Company, Membership
from fairapp.clusters.queries import current_company
from fairapp.clusters.siret import siren_of
from fairapp.core.text import fold


def find_company(session: Session, *, cluster_id: int, name: str, siret: str | None) -> Company | None:
    """Find by SIRET, else by name in this cluster; a namesake with another SIREN is another company.

    People state their own SIRET: a claimed company of other clusters is meant only if they vouch for it and the names
    have a word in common.
    """
    if siret and (found := company_by_siret(session, siret)) and _is_meant(session, found, cluster_id, name):
        return found
    if not name:
        return None
    namesakes = session.exec(
        select(Company)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(Membership.cluster_id == cluster_id, Company.folded_name == fold(name)[:160])
        .order_by(col(Company.claimed_at).is_(None), col(Company.id))
    )
    return next(
        (one for one in namesakes if not siret or not one.siret or siren_of(one.siret) == siren_of(siret)), None
    )


def _is_meant(session: Session, company: Company, cluster_id: int, name: str) -> bool:
    if company.claimed_at is None:
        return True
    rows = session.exec(select(Membership).where(Membership.company_id == company.id)).all()
    if any(row.cluster_id == cluster_id for row in rows):
        return True
    is_vouched_for = any(row.status is MembershipStatus.CONFIRMED for row in rows)
    return is_vouched_for and not set(fold(name).split()).isdisjoint(fold(company.name).split())


def company_by_siret(session: Session, siret: str) -> Company | None:
    """Return the company with this SIRET, or the one it was merged into."""
    company = session.exec(select(Company).where(Company.siret == siret)).first()
    return current_company(session, company) if company else None


def companies_by_siret(session: Session, numbers: Iterable[str]) -> dict[str, Company]:
    """Return the companies with these numbers, as they are stored."""
    rows = session.exec(select(Company).where(col(Company.siret).in_(list(numbers))))
    return {company.siret: company for company in rows if company.siret}


def companies_by_name(session: Session, cluster_id: int, folded_names: Iterable[str]) -> dict[str, Company]:
    """Return the cluster's companies with these folded names, a claimed one rather than its namesake."""
    rows = session.exec(
        select(Company)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(Membership.cluster_id == cluster_id, col(Company.folded_name).in_(list(folded_names)))
        .order_by(col(Company.claimed_at).is_not(None), col(Company.id).desc())
    )
    return {company.folded_name: company for company in rows}
