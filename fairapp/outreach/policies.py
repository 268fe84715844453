"""Who is who before a request: a school sees only its own, a company only its own (row E5)."""

from fairapp.core.actor import Actor
from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.models import OutreachRequest


def side_of(actor: Actor | None, request: OutreachRequest) -> Side | None:
    """Return the side that the actor is on; None: nothing of this request is theirs to see.

    A draft is the school's alone. Whoever is on several sides acts for the school first, then for the company.
    """
    if actor is None:
        return None
    if actor.teaches_at(request.school_id):
        return Side.SCHOOL
    if request.status is RequestStatus.DRAFT:
        return None
    if actor.works_at(request.company_id):
        return Side.COMPANY
    return Side.ORGANISER if actor.organises(request.cluster_id) else None
