"""Which offers a board may show: its own, and its partners' as its pooling rules say (row M3).

Rules are read at each request and filter at query time: a removed rule takes the offers away at once.
"""

from sqlmodel import Session

from fairapp.clusters.enums import RuleField, RuleOperator
from fairapp.clusters.pooling import queries as pooling
from fairapp.search import Condition, Scope

POOLED = Condition("pools", frozenset({"yes"}))
EVERYWHERE: Scope = ((POOLED,),)  # the common board: whatever companies pool

_FACETS = {
    RuleField.CONTRACT: "contract",
    RuleField.DEPARTMENT: "department",
    RuleField.FAMILY: "family",
    RuleField.REMOTE: "remote",
    RuleField.COMPANY: "company",
    RuleField.SHARED: "shared",
}


def board_scope(session: Session, cluster_id: int | None) -> Scope:
    """Return what the board of this cluster shows; None is the common board."""
    if cluster_id is None:
        return EVERYWHERE
    return scope_of(cluster_id, pooling.rules_of(session, cluster_id))


def scope_of(cluster_id: int, rules: tuple[pooling.Rule, ...]) -> Scope:
    """Return the cluster's own offers or, for each rule, the partner's offers that meet all its conditions."""
    own = (_in_cluster(cluster_id),)
    return (own, *((_in_cluster(rule.partner_id), POOLED, *map(_condition, rule.conditions)) for rule in rules))


def _in_cluster(cluster_id: int) -> Condition:
    return Condition("cluster", frozenset({str(cluster_id)}))


def _condition(condition: pooling.Condition) -> Condition:
    negated = condition.operator is RuleOperator.IS_NOT
    if condition.field is RuleField.SHARED:  # the index knows "yes" or nothing
        return Condition("shared", frozenset({"yes"}), negated=negated != (condition.value == "no"))
    return Condition(_FACETS[condition.field], frozenset({condition.value}), negated=negated)
