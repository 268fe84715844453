"""Papers of a school: the visit for its calendar, the attestation of the class."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from fairapp.clusters.policies import can_teach
from fairapp.clusters.queries import school_by_slug
from fairapp.outreach.enums import AttestationKind, Side
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.papers.documents import attestation
from fairapp.outreach.papers.views.answers import calendar_answer, paper_answer
from fairapp.web.access import acting, load_or_404, schools_only
from fairapp.web.limits import limited_reads

bp = Blueprint("school_papers", __name__, url_prefix="/ecole/<slug>/demandes")


@bp.get("/<int:id>/visite.ics")
@schools_only
def calendar(slug: str, id: int) -> ResponseReturnValue:
    return calendar_answer(_request(slug, id), Side.SCHOOL)


@bp.get("/<int:id>/attestation.pdf")
@schools_only
@limited_reads("20 per minute")  # a child process draws it
def class_attestation(slug: str, id: int) -> ResponseReturnValue:
    return paper_answer(attestation(g.session, _request(slug, id), AttestationKind.CLASS))


def _request(slug: str, id: int) -> OutreachRequest:
    school = acting(slug, school_by_slug, allowed=can_teach)
    return load_or_404(g.session, OutreachRequest, id, allowed=lambda _actor, row: row.school_id == school.id)
