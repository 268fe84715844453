"""Pooling rules: kept as they were meant, read in one query."""

import pytest
from sqlmodel import select

from fairapp.clusters.enums import RuleField, RuleOperator
from fairapp.clusters.events import PoolingChanged
from fairapp.clusters.models import PoolingCondition, PoolingRule
from fairapp.clusters.pooling.queries import Condition, Rule, all_rules, rules_of
from fairapp.clusters.pooling.services import add_rule, delete_rule
from fairapp.core.errors import DomainError
from fairapp.core.events import collect
from tests.factories import actor_of, make_account, make_cluster
from tests.support.counting import count_queries

IS, IS_NOT = RuleOperator
PERMANENT = Condition(RuleField.CONTRACT, IS, "permanent")
ARDECHE = Condition(RuleField.DEPARTMENT, IS, "07")
ALLOWED = {
    RuleField.CONTRACT: [("permanent", "CDI"), ("seasonal", "Saisonnier")],
    RuleField.DEPARTMENT: [("07", "Ardèche"), ("26", "Drôme")],
}


@pytest.fixture
def cluster(session):
    return make_cluster(session)


@pytest.fixture
def partner(session):
    return make_cluster(session)


@pytest.fixture
def by(session, cluster):
    return actor_of(make_account(session), clusters=(cluster,))


def add(session, cluster, partner_id, *conditions, by):
    add_rule(session, cluster, Rule(0, partner_id, conditions), allowed=ALLOWED, by=by)


def test_m3_by_default_a_board_shows_no_partner(session, cluster):
    assert rules_of(session, cluster.id) == ()


def test_m3_conditions_of_a_rule_add_up_rules_are_alternatives(session, cluster, partner, by, engine):
    add(session, cluster, partner.id, PERMANENT, ARDECHE, by=by)
    add(session, cluster, partner.id, by=by)
    session.flush()
    with count_queries(engine) as seen:
        first, second = rules_of(session, cluster.id)
    assert (first.partner_id, first.conditions, second.conditions) == (partner.id, (PERMANENT, ARDECHE), ())
    assert len(seen) == 1
    assert rules_of(session, partner.id) == ()
    assert set(all_rules(session)) == {cluster.id}
    assert collect(session) == [PoolingChanged(cluster.id)] * 2


def test_the_same_rule_again_changes_nothing(session, cluster, partner, by):
    add(session, cluster, partner.id, PERMANENT, ARDECHE, by=by)
    add(session, cluster, partner.id, ARDECHE, PERMANENT, PERMANENT, by=by)
    assert len(rules_of(session, cluster.id)) == 1


def test_m3_a_removed_rule_is_gone_at_once_with_its_conditions(session, cluster, partner, by):
    add(session, cluster, partner.id, PERMANENT, by=by)
    [rule] = session.exec(select(PoolingRule)).all()
    for _ in range(2):
        delete_rule(session, rule, by=by)
    assert rules_of(session, cluster.id) == ()
    assert session.exec(select(PoolingCondition)).all() == []
    assert len(collect(session)) == 2


@pytest.mark.parametrize(
    "conditions",
    [
        (Condition(RuleField.CONTRACT, IS, "nonsense"),),
        (Condition(RuleField.REMOTE, IS, "full"),),  # not offered
        (PERMANENT, Condition(RuleField.CONTRACT, IS, "seasonal")),  # no offer has two contracts
    ],
)
def test_m3_conditions_that_no_offer_can_meet_are_refused(session, cluster, partner, by, conditions):
    with pytest.raises(DomainError) as refused:
        add(session, cluster, partner.id, *conditions, by=by)
    assert refused.value.field == f"conditions[{len(conditions) - 1}].what"


def test_m3_excluding_several_values_is_possible(session, cluster, partner, by):
    several = tuple(Condition(RuleField.DEPARTMENT, IS_NOT, code) for code in ("07", "26"))
    add(session, cluster, partner.id, *several, by=by)
    assert rules_of(session, cluster.id)[0].conditions == several


def test_a_partner_is_another_cluster_that_exists(session, cluster, by):
    for id in (cluster.id, 999):
        with pytest.raises(DomainError):
            add(session, cluster, id, by=by)
