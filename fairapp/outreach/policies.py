"""Who is who before a request: a school sees only its own, a company only its own (row E5)."""

from fairapp.core.actor import Actor
from fairapp.outreach.enums import Side
from fairapp.outreach.models import OutreachRequest


def side_of(actor: Actor | None, request: OutreachRequest) -> Side | None:
    """Return the side that the actor is on; None: nothing of this request is theirs to see.

    Whoever is on several sides acts for the school first, then for the company: those wait for their own answer.
    """
    if actor is None:
        return None
    if actor.teaches_at(request.school_id):
        return Side.SCHOOL
    if actor.works_at(request.company_id):
        return Side.COMPANY
    return Side.ORGANISER if actor.organises(request.cluster_id) else None
