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
    """Its people; while it is unclaimed, the organisers of the clusters that count it as a member.

    Where an import merely listed it, they have a say as long as no cluster counts it.
    """
    if can_run(actor, company):
        return True
    rows = list(memberships)
    telling = _counting(rows) or rows
    return company.claimed_at is None and any(can_manage_membership(actor, membership) for membership in telling)


def can_merge(actor: Actor | None, loser: Company, memberships: Iterable[Membership]) -> bool:
    """An unclaimed company, by someone who organises every cluster that counts it as a member.

    Elsewhere it may be listed: an import named it, which gives that cluster no say.
    """
    if actor is None or loser.claimed_at is not None or loser.merged_into_id is not None:
        return False
    rows = list(memberships)
    own = [row for row in rows if can_manage_membership(actor, row)]
    return bool(own) and all(can_manage_membership(actor, row) for row in _counting(rows))


def _counting(memberships: Iterable[Membership]) -> list[Membership]:
    return [row for row in memberships if row.status is not MembershipStatus.LISTED]
