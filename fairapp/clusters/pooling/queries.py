"""What boards show of their partners (row M3)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.clusters.enums import RuleField, RuleOperator
from fairapp.clusters.models import Company, PoolingCondition, PoolingRule


class Condition(NamedTuple):
    field: RuleField
    operator: RuleOperator
    value: str


class Rule(NamedTuple):
    """Offers of `partner_id` that meet all the conditions are shown; without conditions, all of them."""

    id: int  # 0 while it is a draft
    partner_id: int
    conditions: tuple[Condition, ...]


def rules_of(session: Session, cluster_id: int) -> tuple[Rule, ...]:
    """Return the rules of one board; two rules for one partner add up."""
    return all_rules(session, cluster_id).get(cluster_id, ())


def all_rules(session: Session, cluster_id: int | None = None) -> dict[int, tuple[Rule, ...]]:
    """Return the rules of every board, or of one; one query."""
    query = (
        select(PoolingRule, PoolingCondition)
        .join(PoolingCondition, col(PoolingCondition.rule_id) == PoolingRule.id, isouter=True)
        .order_by(col(PoolingRule.id), col(PoolingCondition.id))
    )
    if cluster_id is not None:
        query = query.where(PoolingRule.cluster_id == cluster_id)
    rules: dict[int, PoolingRule] = {}
    conditions: dict[int, list[Condition]] = defaultdict(list)
    for rule, condition in session.exec(query):
        rules[rule.id] = rule
        if condition is not None:  # the outer join gives none for a rule without conditions
            conditions[rule.id].append(Condition(condition.field, condition.operator, condition.value))
    boards: dict[int, list[Rule]] = defaultdict(list)
    for rule in rules.values():
        boards[rule.cluster_id].append(Rule(rule.id, rule.partner_id, tuple(conditions[rule.id])))
    return {id: tuple(found) for id, found in boards.items()}


def company_names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the names of companies that conditions speak of."""
    return dict(session.exec(select(Company.id, Company.name).where(col(Company.id).in_(ids))).all()) if ids else {}
