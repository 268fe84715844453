"""Who may see and run a fair. What one may not see answers 404."""

from fairapp.core.actor import Actor
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair


def can_run(actor: Actor | None, fair: Fair) -> bool:
    return actor is not None and actor.organises(fair.cluster_id)


def can_view(actor: Actor | None, fair: Fair) -> bool:
    """Everyone, once it is published (a cancelled one tells that it is); before, its organisers."""
    return fair.status is not FairStatus.DRAFT or can_run(actor, fair)
