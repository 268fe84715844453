"""Who may act for which organisation. What one may not see answers 404, so a stranger learns nothing from these."""

from collections.abc import Iterable

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Cluster, Company, Membership, School
from fairapp.core.actor import Actor


def can_organise(actor: Actor | None, cluster: Cluster) -> bool:
    return actor is not None and actor.organises(cluster.id)


def can_run(actor: Actor | None, company: Company) -> bool:
    """The company's own people, nobody else: an organiser runs the cluster, not its members."""
    return actor is not None and actor.works_at(company.id)


def can_teach(actor: Actor | None, school: School) -> bool:
    return actor is not None and actor.teaches_at(school.id)


def can_manage_membership(actor: Actor | None, membership: Membership) -> bool:
    return actor is not None and actor.organises(membership.cluster_id)


def can_edit_company(actor: Actor | None, company: Company, memberships: Iterable[Membership]) -> bool:
    """Its people; while it is unclaimed, the organisers of its clusters."""
    if can_run(actor, company):
        return True
    return company.claimed_at is None and any(can_manage_membership(actor, membership) for membership in memberships)


def can_merge(actor: Actor | None, loser: Company, memberships: Iterable[Membership]) -> bool:
    """An unclaimed company, by someone who organises every cluster that counts it as a member.

    Elsewhere it may be listed: an import named it, which gives that cluster no say.
    """
    if actor is None or loser.claimed_at is not None or loser.merged_into_id is not None:
        return False
    counting = [row.cluster_id for row in memberships if row.status is not MembershipStatus.LISTED]
    own = [row.cluster_id for row in memberships if actor.organises(row.cluster_id)]
    return bool(own) and all(actor.organises(cluster_id) for cluster_id in counting)
