"""Where each side reads about a request."""

from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company, School
from fairapp.outreach.enums import Side
from fairapp.outreach.models import OutreachRequest


def request_url(session: Session, request: OutreachRequest, side: Side) -> str:
    """Return the path of the request's page in the space of a side; of the company only while there is one."""
    if side is Side.SCHOOL:
        return f"/ecole/{session.get_one(School, request.school_id).slug}/demandes/{request.id}"
    if side is Side.COMPANY:
        return f"/entreprise/{session.get_one(Company, request.company_id).slug}/demandes/{request.id}"
    return f"/pilotage/{session.get_one(Cluster, request.cluster_id).slug}/ecoles/demandes/{request.id}"
