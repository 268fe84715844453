"""Pooling rules: what a board shows of its partners' offers (row M3)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.accounts.services import record
from fairapp.clusters.enums import RuleField, RuleOperator
from fairapp.clusters.events import PoolingChanged
from fairapp.clusters.locks import lock
from fairapp.clusters.models import Cluster, PoolingCondition, PoolingRule
from fairapp.clusters.pooling.queries import Condition, Rule, rules_of
from fairapp.core.actor import Actor
from fairapp.core.errors import DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_

Allowed = Mapping[RuleField, Sequence[tuple[str, str]]]  # what a condition may ask for: value, label


def add_rule(session: Session, cluster: Cluster, draft: Rule, *, allowed: Allowed, by: Actor) -> None:
    """Show the partner's offers that meet all the conditions; the same rule again changes nothing.

    :raise DomainError: if the partner or a condition makes no sense.
    """
    if draft.partner_id == cluster.id or session.get(Cluster, draft.partner_id) is None:
        raise DomainError(N_("Choisissez un autre cluster."), field="partner_id")
    _check(draft.conditions, allowed)
    lock(session, cluster)
    saved = {(rule.partner_id, frozenset(rule.conditions)) for rule in rules_of(session, cluster.id)}
    if (draft.partner_id, frozenset(draft.conditions)) in saved:
        return
    rule = PoolingRule(cluster_id=cluster.id, partner_id=draft.partner_id)
    session.add(rule)
    session.flush()
    for condition in dict.fromkeys(draft.conditions):
        session.add(PoolingCondition(rule_id=rule.id, **condition._asdict()))
    _note(session, "pooling.added", rule, by=by)


def delete_rule(session: Session, rule: PoolingRule, *, by: Actor) -> None:
    """Show these offers no more; the next search already goes without them."""
    if session.execute(delete(PoolingRule).where(col(PoolingRule.id) == rule.id)).rowcount:  # type: ignore[attr-defined]
        _note(session, "pooling.removed", rule, by=by)


def _check(conditions: Sequence[Condition], allowed: Allowed) -> None:
    wanted: dict[RuleField, str] = {}
    for number, (field, operator, value) in enumerate(conditions):
        if value not in {choice for choice, _label in allowed.get(field, ())}:
            raise DomainError(N_("Choisissez une valeur de la liste."), field=f"conditions[{number}].what")
        if operator is RuleOperator.IS and wanted.setdefault(field, value) != value:
            raise DomainError(
                N_("Aucune offre ne peut remplir deux de ces conditions à la fois : faites deux règles."),
                field=f"conditions[{number}].what",
            )


def _note(session: Session, action: str, rule: PoolingRule, *, by: Actor) -> None:
    record(session, action, "cluster", rule.partner_id, by=by, cluster_id=rule.cluster_id)
    emit(session, PoolingChanged(rule.cluster_id))
