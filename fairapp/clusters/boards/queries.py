"""What boards show: their members and legal pages; and their journal, to those who run them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account, AuditEntry
from fairapp.clusters.enums import LegalPageKind, MembershipStatus
from fairapp.clusters.models import Cluster, Company, LegalPage, Membership
from fairapp.clusters.queries import in_term
from fairapp.core.text import fold

MAX_WORDS = 6  # of a search; more say nothing


def count_visible_members(session: Session, cluster: Cluster, *, text: str = "") -> int:
    query = select(func.count()).select_from(Company).join(Membership, col(Membership.company_id) == Company.id)
    return session.exec(query.where(_is_shown(cluster, text))).one()


def visible_members(
    session: Session, cluster: Cluster, *, text: str = "", limit: int = 24, offset: int = 0
) -> Sequence[Company]:
    """Return today's members by name; `text` looks for words of their name, sector and commune."""
    return session.exec(
        select(Company)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(_is_shown(cluster, text))
        .order_by(Company.folded_name, col(Company.id))
        .limit(limit)
        .offset(offset)
    ).all()


def _is_shown(cluster: Cluster, text: str) -> ColumnElement[bool]:
    return and_(col(Membership.cluster_id) == cluster.id, in_term(), has_words(text))


def has_words(text: str) -> ColumnElement[bool]:
    """The condition on `Company`: its name, sector or commune contain each word, accents or none."""
    words = fold(text).split()[:MAX_WORDS]
    return and_(true(), *(col(Company.search_text).contains(word, autoescape=True) for word in words))


def is_public(session: Session, company_id: int) -> bool:
    """Tell whether the company has a page: a member today, or named on a board."""
    listed = col(Membership.status) == MembershipStatus.LISTED
    query = select(Membership.id).where(Membership.company_id == company_id, or_(in_term(), listed))
    return session.exec(query).first() is not None


def legal_page(session: Session, cluster_id: int | None, kind: LegalPageKind) -> LegalPage | None:
    """Return the page as somebody wrote it; None: the default text holds."""
    return session.exec(select(LegalPage).where(LegalPage.cluster_id == cluster_id, LegalPage.kind == kind)).first()


def legal_pages(session: Session, cluster_id: int | None) -> dict[LegalPageKind, LegalPage]:
    rows = session.exec(select(LegalPage).where(LegalPage.cluster_id == cluster_id))
    return {page.kind: page for page in rows}


class JournalLine(NamedTuple):
    at: datetime
    who: str  # empty: the program, or somebody whose account is gone
    action: str
    subject: str
    subject_id: int | None
    company: str  # name of the company the line is about, if it is about one


def count_journal(session: Session, cluster: Cluster) -> int:
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.cluster_id == cluster.id)
    return session.exec(query).one()


def journal(session: Session, cluster: Cluster, *, limit: int, offset: int) -> Sequence[JournalLine]:
    """Return who changed what in this cluster, the latest first."""
    about_company = and_(col(AuditEntry.subject) == "company", col(Company.id) == AuditEntry.subject_id)
    rows = session.exec(
        select(AuditEntry, Account.name, Account.email, Company.name)
        .join(Account, col(Account.id) == AuditEntry.account_id, isouter=True)
        .join(Company, about_company, isouter=True)
        .where(AuditEntry.cluster_id == cluster.id)
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        JournalLine(entry.at, name or email or "", entry.action, entry.subject, entry.subject_id, company or "")
        for entry, name, email, company in rows
    ]
