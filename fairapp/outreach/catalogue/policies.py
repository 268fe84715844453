"""Who sees which visit."""

from fairapp.core.actor import Actor
from fairapp.outreach.enums import InterventionStatus
from fairapp.outreach.models import Intervention


def can_see(actor: Actor | None, intervention: Intervention) -> bool:
    """Published ones, everyone; drafts and closed ones, its company's people and the organisers of its cluster."""
    if intervention.status is InterventionStatus.PUBLISHED:
        return True
    return actor is not None and (actor.works_at(intervention.company_id) or actor.organises(intervention.cluster_id))
