"""The people of a school: who acts for it, who waits, who answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from fairapp.accounts.models import Account
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import AcademicDomain, Affiliation, Cluster, School
from fairapp.outreach.schools.academies import DOMAINS
from fairapp.outreach.schools.reach import clusters_near, clusters_near_each
from fairapp.reference.schools import is_valid_uai

PENDING, CONFIRMED = AffiliationStatus.PENDING, AffiliationStatus.CONFIRMED


class Teacher(NamedTuple):
    """One of a school's people, or someone who would be."""

    affiliation_id: int
    account_id: int
    name: str
    email: str
    since: datetime
    is_head: bool


class Request(NamedTuple):
    """Someone's own request: which school, since when, and who answers it."""

    affiliation_id: int
    since: datetime
    school: School
    heads: Sequence[str]  # their names
    clusters: Sequence[str]  # where there is no head


def teachers_of(session: Session, school_id: int, *, status: AffiliationStatus = CONFIRMED) -> Sequence[Teacher]:
    """Return the people with this status, the heads first."""
    rows = session.execute(
        _teachers().where(col(Affiliation.school_id) == school_id, col(Affiliation.status) == status)
    )
    return [Teacher(*row) for row in rows]


def heads_of(session: Session, school_id: int) -> Sequence[Account]:
    """Return who confirms the teachers of this school."""
    return session.exec(
        select(Account)
        .join(Affiliation, col(Affiliation.account_id) == Account.id)
        .where(
            Affiliation.school_id == school_id, Affiliation.status == CONFIRMED, col(Affiliation.is_head),
            ~col(Account.is_disabled),
        )
        .order_by(Account.name, Account.email)
    ).all()  # fmt: skip


def count_waiting(session: Session, school_id: int) -> int:
    waiting = (Affiliation.school_id == school_id, Affiliation.status == PENDING)
    return session.exec(select(func.count()).select_from(Affiliation).where(*waiting)).one()


def requests_of(session: Session, account_id: int) -> Sequence[Request]:
    """Return the schools that this person asked to join and that did not answer yet."""
    rows = session.exec(
        select(Affiliation, School)
        .join(School, col(School.id) == Affiliation.school_id)
        .where(Affiliation.account_id == account_id, Affiliation.status == PENDING)
        .order_by(col(Affiliation.id))
    ).all()
    return [_request(session, affiliation, school) for affiliation, school in rows]


def _request(session: Session, affiliation: Affiliation, school: School) -> Request:
    heads = [head.name or head.email for head in heads_of(session, school.id)]
    clusters: Sequence[str] = []
    if not heads:
        near = col(Cluster.id).in_(clusters_near(session, school))
        clusters = session.exec(select(Cluster.name).where(near).order_by(Cluster.name)).all()
    return Request(affiliation.id, affiliation.created_at, school, heads, clusters)


def has_requests(session: Session, account_id: int) -> bool:
    """Tell whether this person waits for a school's answer."""
    theirs = (
        Affiliation.account_id == account_id,
        Affiliation.status == PENDING,
        col(Affiliation.school_id).is_not(None),
    )
    return session.exec(select(Affiliation.id).where(*theirs)).first() is not None


class Asking(NamedTuple):
    """Somebody who waits, as organisers see it."""

    affiliation_id: int
    name: str
    email: str
    since: datetime
    school: School
    has_head: bool  # who was asked first

    @property
    def has_odd_number(self) -> bool:
        """Tell whether the letter of the UAI does not fit; old numbers exist that do not."""
        return bool(self.school.uai) and not is_valid_uai(self.school.uai or "")


def asking_near(session: Session, cluster_id: int) -> Sequence[Asking]:
    """Return who waits at the schools that this cluster looks after, schools without a head first; four queries."""
    head = select(Affiliation.id).where(col(Affiliation.is_head), Affiliation.status == CONFIRMED)
    heads = head.where(col(Affiliation.school_id) == School.id).correlate(School).exists()
    rows = session.execute(
        select(Affiliation, Account.name, Account.email, School, heads)  # type: ignore[call-overload]
        .join(Account, col(Account.id) == Affiliation.account_id)
        .join(School, col(School.id) == Affiliation.school_id)
        .where(Affiliation.status == PENDING)
        .order_by(heads, col(Affiliation.id))
    ).all()
    near = clusters_near_each(session, [row[3] for row in rows])
    return [
        Asking(row.id, name, email, row.created_at, school, has_head)
        for row, name, email, school, has_head in rows
        if cluster_id in near[school.id]
    ]


class DomainLine(NamedTuple):
    """A mail domain as administrators see it."""

    domain: str
    academie: str  # empty: added here
    is_trusted: bool


def academic_domains(session: Session) -> Sequence[DomainLine]:
    """Return the shipped list as it was changed, what was added first."""
    changed = {row.domain: row.is_trusted for row in session.exec(select(AcademicDomain))}
    added = [DomainLine(domain, "", is_trusted) for domain, is_trusted in changed.items() if domain not in DOMAINS]
    shipped = [DomainLine(domain, name, changed.get(domain, True)) for domain, name in DOMAINS.items()]
    return [*sorted(added), *shipped]


def is_academic(session: Session, email: str) -> bool:
    """Tell whether reading mail at this address proves that one teaches: the shipped list, as operators changed it."""
    domain = email.rpartition("@")[2].lower()
    changed = session.exec(select(AcademicDomain.is_trusted).where(AcademicDomain.domain == domain)).first()
    return domain in DOMAINS if changed is None else changed


def _teachers() -> Any:
    return (
        select(Affiliation.id, Account.id, Account.name, Account.email, Affiliation.created_at, Affiliation.is_head)  # type: ignore[call-overload]
        .join(Account, col(Account.id) == Affiliation.account_id)
        .order_by(col(Affiliation.is_head).desc(), Account.name, Account.email)
    )
