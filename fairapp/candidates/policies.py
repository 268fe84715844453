"""Who may see a candidate: the candidate, and the people of a company that they allowed to, while they allow it."""

from collections.abc import Collection

from fairapp.candidates.enums import Purpose
from fairapp.candidates.models import CandidateProfile
from fairapp.clusters.models import Company
from fairapp.clusters.policies import can_run
from fairapp.core.actor import Actor


def is_own(actor: Actor | None, profile: CandidateProfile) -> bool:
    return actor is not None and actor.account_id == profile.account_id


def can_see_profile(actor: Actor | None, company: Company, open_to_it: Collection[Purpose]) -> bool:
    """Tell whether somebody of this company may see a profile; `open_to_it`: see `queries.purposes_open_to`."""
    return can_run(actor, company) and bool(open_to_it)
