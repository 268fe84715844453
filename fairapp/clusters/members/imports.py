"""A cluster's members taken over from its own list; the same list twice changes nothing."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from fairapp import reference
from fairapp.accounts.services import record
from fairapp.clusters.companies.services import create_unless_found, place_company
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.events import CompanyChanged
from fairapp.clusters.locks import lock
from fairapp.clusters.members.reading import Line, understand
from fairapp.clusters.members.services import add_member
from fairapp.clusters.models import Cluster, Company, CompanyDraft
from fairapp.clusters.people.queries import waiting_invitation
from fairapp.clusters.people.services import invite
from fairapp.clusters.queries import membership_of
from fairapp.core.actor import Actor
from fairapp.core.errors import DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_

TOLD = ("description", "website", "siret", "naf_code", "sector", "headcount", "address", "contact_email")


@dataclass
class Remark:
    """What is to say about one line of the file."""

    line: int
    reason: str


@dataclass
class MembersReport:
    """What became of each line."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    invited: int = 0
    errors: list[Remark] = field(default_factory=list)  # these lines changed nothing
    doubts: list[Remark] = field(default_factory=list)  # these went in, but look at them

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def import_members(
    session: Session,
    cluster: Cluster,
    lines: Iterable[Line],
    *,
    by: Actor | None = None,
    with_invitations: bool = False,
) -> MembersReport:
    """Make each line's company a confirmed member: found by SIRET, else by name in the cluster, else created unclaimed.

    A claimed company keeps its own words. `with_invitations` mails those that have an address and nobody yet.
    """
    report = MembersReport()
    lock(session, cluster)
    for line in lines:
        try:
            draft, doubts = understand(line)
            with session.begin_nested():
                company, outcome = _take_over(session, cluster, draft, by=by)
        except DomainError as error:
            report.errors.append(Remark(line.number, str(error)))
            continue
        except IntegrityError:
            report.errors.append(Remark(line.number, N_("le SIRET est celui d’une autre entreprise")))
            continue
        report.doubts += [Remark(line.number, doubt) for doubt in doubts]
        setattr(report, outcome, getattr(report, outcome) + 1)
        if with_invitations and _waits_for_people(session, company):
            invite(session, company, email=company.contact_email, by=by)
            report.invited += 1
    if report.created or report.updated:
        counts = {"created": report.created, "updated": report.updated}
        record(session, "members.imported", "cluster", cluster.id, by=by, cluster_id=cluster.id, **counts)
    return report


def _take_over(
    session: Session, cluster: Cluster, draft: CompanyDraft, *, by: Actor | None
) -> tuple[Company, str]:  # fmt: skip
    company, is_new = create_unless_found(session, cluster_id=cluster.id, name=draft.name, siret=draft.siret)
    outcome = "created" if is_new else "unchanged"
    if company.claimed_at is None and _tell(company, draft):
        outcome = "created" if outcome == "created" else "updated"
        session.add(company)
        session.flush()
        emit(session, CompanyChanged(company.id))
    membership = membership_of(session, cluster.id, company.id)
    if membership is None or membership.status is not MembershipStatus.CONFIRMED:
        add_member(session, cluster, company, by=by)
        outcome = "created" if outcome == "created" else "updated"
    return company, outcome


def _waits_for_people(session: Session, company: Company) -> bool:
    """Tell whether to write to the company: it has an address, no people, and was not invited already."""
    if company.claimed_at is not None or not company.contact_email:
        return False
    return waiting_invitation(session, company, company.contact_email) is None


def _tell(company: Company, draft: CompanyDraft) -> bool:
    """Write what the line says and the company does not yet; say whether anything is new. Blank cells erase nothing."""
    before = company.model_dump()
    for name in TOLD:
        if told := getattr(draft, name):
            setattr(company, name, told)
    if not company.sector and company.naf_code:
        company.sector = (reference.activities().label(company.naf_code) or "")[:80]
    if draft.place:
        place_company(company, draft.place)
    return company.model_dump() != before
