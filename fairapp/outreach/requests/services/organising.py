"""What the organiser does with requests (rows E5, E16): gives them to a company, merges two, begins one anew."""

from sqlmodel import Session

from fairapp.clusters.models import Company
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.outreach.enums import Action
from fairapp.outreach.models import Intervention, OutreachRequest
from fairapp.outreach.requests.queries import LIVE, is_member
from fairapp.outreach.requests.services import steps
from fairapp.outreach.requests.services.answering import forget_dates
from fairapp.outreach.requests.services.steps import Click


def assign(session: Session, request: OutreachRequest, company: Company, click: Click) -> None:
    """Give a request to a member company: it answers instead of the one that was asked.

    :raise DomainError: if it is no member of the cluster.
    """
    if steps.begin(session, request, Action.ASSIGN, click):
        _require_member(session, request, company)
        asked = session.get(Intervention, request.intervention_id) if request.intervention_id else None
        if asked is not None and asked.company_id != company.id:
            request.intervention_id = None
        if request.company_id != company.id:
            request.speaker_id = None
        request.company_id = company.id
        steps.take(session, request, Action.ASSIGN, click)


def merge(session: Session, request: OutreachRequest, into: OutreachRequest, click: Click) -> None:
    """End a request that says the same as another one of the school; the other one keeps its own words.

    :raise DomainError: if they are not of one school and one cluster, or the other one is over.
    """
    if steps.begin(session, request, Action.MERGE, click):
        if (into.school_id, into.cluster_id) != (request.school_id, request.cluster_id) or into.id == request.id:
            raise DomainError(N_("Choisissez une autre demande du même établissement."), field="into_id")
        if into.status not in LIVE:
            raise DomainError(N_("Cette autre demande est terminée, ou pas encore envoyée."), field="into_id")
        request.merged_into_id = into.id
        forget_dates(session, request)
        steps.take(session, request, Action.MERGE, click)


def reassign(session: Session, request: OutreachRequest, company: Company | None, click: Click) -> None:
    """Begin anew what came to nothing: with another company, or (None) open to all.

    :raise DomainError: if the company is no member of the cluster.
    """
    if steps.begin(session, request, Action.REASSIGN, click):
        if company is not None:
            _require_member(session, request, company)
        if request.starts_at is not None:
            request.sequence += 1
        request.intervention_id = request.speaker_id = request.slot_id = None
        request.starts_at = request.ends_at = request.due_at = request.merged_into_id = None
        request.company_id = company.id if company else None
        steps.take(session, request, Action.REASSIGN, click)


def _require_member(session: Session, request: OutreachRequest, company: Company) -> None:
    if not is_member(session, request.cluster_id, company.id):
        raise DomainError(N_("Choisissez une entreprise adhérente de votre cluster."), field="company_id")
