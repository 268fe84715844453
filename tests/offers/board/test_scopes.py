"""Pooling, row M3: a board shows its members' offers and what its rules take from partners, from the next request on."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.clusters.enums import RuleField, RuleOperator
from fairapp.clusters.models import Cluster, PoolingCondition, PoolingRule
from fairapp.clusters.pooling.queries import Condition as RuleCondition
from fairapp.clusters.pooling.queries import Rule
from fairapp.offers.board.scopes import scope_of
from fairapp.offers.enums import ContractKind
from fairapp.search import Condition
from tests.factories import make_cluster, make_company, make_offer

Writing = Callable[[], AbstractContextManager[Session]]
Titles = Callable[[str], list[str]]


def cond(name: str, value: str, *, negated: bool = False) -> Condition:
    return Condition(name, frozenset({value}), negated)


def test_without_rules_a_board_shows_its_own() -> None:
    assert scope_of(3, ()) == ((cond("cluster", "3"),),)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ((RuleField.CONTRACT, RuleOperator.IS, "permanent"), cond("contract", "permanent")),
        ((RuleField.DEPARTMENT, RuleOperator.IS_NOT, "07"), cond("department", "07", negated=True)),
        ((RuleField.SHARED, RuleOperator.IS, "yes"), cond("shared", "yes")),
        ((RuleField.SHARED, RuleOperator.IS, "no"), cond("shared", "yes", negated=True)),
        ((RuleField.SHARED, RuleOperator.IS_NOT, "no"), cond("shared", "yes")),
    ],
)
def test_a_rule_takes_the_partners_offers_that_meet_all_it_asks(
    condition: tuple[RuleField, RuleOperator, str], expected: Condition
) -> None:
    _own, taken = scope_of(3, (Rule(1, 5, (RuleCondition(*condition),)),))
    assert taken == (cond("cluster", "5"), cond("pools", "yes"), expected)


@pytest.fixture
def partner(writing: Writing, cluster: Cluster, run_pending: Callable[[], int]) -> Cluster:
    """A partner whose apprenticeships our board takes; one of its companies keeps to itself."""
    with writing() as session:
        partner = make_cluster(session, slug="partenaire")
        open_company = make_company(session, partner)
        shy_company = make_company(session, partner, pools=False)
        make_offer(session, make_company(session, cluster), cluster, title="Chez nous F/H")
        make_offer(session, open_company, partner, title="Alternance voisine F/H", contract=ContractKind.APPRENTICESHIP)
        make_offer(session, open_company, partner, title="Permanent voisin F/H")
        make_offer(session, shy_company, partner, title="Alternance discrète F/H", contract=ContractKind.APPRENTICESHIP)
        rule = PoolingRule(cluster_id=cluster.id, partner_id=partner.id)
        session.add(rule)
        session.flush()
        condition = {"field": RuleField.CONTRACT, "operator": RuleOperator.IS, "value": "apprenticeship"}
        session.add(PoolingCondition(rule_id=rule.id, **condition))
    run_pending()
    return partner


def test_m3_the_board_shows_members_and_what_its_rules_take(partner: Cluster, titles: Titles) -> None:
    assert set(titles("/clusters/mecavallee/offres")) == {"Chez nous F/H", "Alternance voisine F/H"}


def test_m3_a_company_that_opts_out_stays_on_its_own_boards(partner: Cluster, titles: Titles) -> None:
    assert "Alternance discrète F/H" in titles("/clusters/partenaire/offres")
    assert "Alternance discrète F/H" not in titles("/offres")


@pytest.mark.parametrize("address", ["offres", "offres.atom", "offres.rss"])
def test_m3_a_removed_rule_acts_at_the_next_request(
    partner: Cluster, client: FlaskClient, writing: Writing, address: str
) -> None:
    assert "Alternance voisine" in client.get(f"/clusters/mecavallee/{address}").text
    with writing() as session:
        session.delete(session.exec(select(PoolingRule)).one())
    assert "Alternance voisine" not in client.get(f"/clusters/mecavallee/{address}").text
    assert "Alternance voisine" not in client.get("/embed/clusters/mecavallee/offres").text


def test_unknown_boards_are_not_found(client: FlaskClient) -> None:
    for path in ("/clusters/nulle-part", "/clusters/nulle-part/offres", "/clusters/nulle-part/offres.atom"):
        assert client.get(path).status_code == 404
