"""What an address of the company's space names, or 404."""

from flask import g

from fairapp.clusters.models import Company
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import company_by_slug
from fairapp.outreach.interventions.policies import of_company
from fairapp.outreach.models import Intervention, Slot, Speaker
from fairapp.web.access import acting, load_or_404


def own_company(slug: str) -> Company:
    return acting(slug, company_by_slug, allowed=can_run)


def own_speaker(slug: str, id: int) -> tuple[Company, Speaker]:
    company = own_company(slug)
    return company, load_or_404(g.session, Speaker, id, allowed=of_company(company))


def own_visit(slug: str, id: int) -> tuple[Company, Intervention]:
    company = own_company(slug)
    return company, load_or_404(g.session, Intervention, id, allowed=of_company(company))


def own_slot(slug: str, id: int, slot_id: int) -> tuple[Company, Intervention, Slot]:
    company, visit = own_visit(slug, id)
    return (
        company,
        visit,
        load_or_404(g.session, Slot, slot_id, allowed=lambda _actor, slot: slot.intervention_id == visit.id),
    )


def visits_path(company: Company) -> str:
    return f"/entreprise/{company.slug}/visites"


def visit_path(company: Company, visit: Intervention) -> str:
    return f"{visits_path(company)}/{visit.id}"


def professionals_path(company: Company) -> str:
    return f"/entreprise/{company.slug}/professionnels"
