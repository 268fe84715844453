"""Papers as answers; each is its reader's own, so nothing between keeps a copy."""

from flask import Response, g

from fairapp.accounts.hooks import settings
from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.outreach.enums import Side
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.papers.documents import Paper
from fairapp.outreach.requests.calendar import MEDIA_TYPE, visit_calendar

NO_DATE = N_("Aucune date n’est encore convenue.")


def calendar_answer(request: OutreachRequest, side: Side) -> Response:
    """:raise Conflict: while no date is agreed."""
    content = visit_calendar(g.session, request, side, site=settings())
    if content is None:
        raise Conflict(NO_DATE)
    response = Response(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename=visite-{request.id}.ics"
    return private(response)


def paper_answer(paper: Paper) -> Response:
    response = Response(paper.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename={paper.name}"
    return private(response)


def private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
