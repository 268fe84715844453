"""Papers of a company: the visit for its calendar, its attestations, the list for its gate."""

from datetime import date

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue

from fairapp.clusters.models import Company
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import company_by_slug
from fairapp.outreach.enums import AttestationKind, RequestStatus, Side
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.papers.documents import attestation, gate_list
from fairapp.outreach.papers.views.answers import calendar_answer, paper_answer
from fairapp.web.access import acting, companies_only, load_or_404
from fairapp.web.limits import limited_reads

bp = Blueprint("company_papers", __name__, url_prefix="/entreprise/<slug>/demandes")

YEARS = range(2000, 2101)
KINDS = (AttestationKind.PROFESSIONAL, AttestationKind.COMPANY)


@bp.get("/<int:id>/visite.ics")
@companies_only
def calendar(slug: str, id: int) -> ResponseReturnValue:
    return calendar_answer(_request(_company(slug), id), Side.COMPANY)


@bp.get("/<int:id>/attestation-<kind>.pdf")
@companies_only
@limited_reads("20 per minute")  # a child process draws it
def company_attestation(slug: str, id: int, kind: str) -> ResponseReturnValue:
    asked = _request(_company(slug), id)
    if kind not in KINDS:
        abort(404)
    return paper_answer(attestation(g.session, asked, AttestationKind(kind)))


@bp.get("/accueil-<day>.pdf")
@companies_only
@limited_reads("20 per minute")
def gate(slug: str, day: str) -> ResponseReturnValue:
    """List the classes that come that day, written 2027-01-21."""
    company = _company(slug)
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        abort(404)
    if asked.year not in YEARS:
        abort(404)
    return paper_answer(gate_list(g.session, company, asked))


def _company(slug: str) -> Company:
    return acting(slug, company_by_slug, allowed=can_run)


def _request(company: Company, id: int) -> OutreachRequest:
    """A draft is still the school's alone."""
    return load_or_404(
        g.session, OutreachRequest, id,
        allowed=lambda _actor, row: row.company_id == company.id and row.status is not RequestStatus.DRAFT,
    )  # fmt: skip
