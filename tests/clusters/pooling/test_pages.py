"""Choosing what a board shows of its partners."""

import pytest
from flask import Flask
from sqlmodel import select

from fairapp.clusters.enums import RuleField, RuleOperator
from fairapp.clusters.models import PoolingRule
from fairapp.clusters.pooling.forms import drafted_rule
from fairapp.clusters.pooling.queries import Condition, Rule, rules_of
from tests.factories import make_membership
from tests.support.htmx import HTMX, same, soup, swap

RULES, NEW = "/pilotage/bois/mutualisation", "/pilotage/bois/mutualisation/nouvelle/fer"


def rule(*whats, partner_id=0, operator="is"):
    rows = {
        f"conditions[{n}].{key}": value
        for n, what in enumerate(whats)
        for key, value in (("operator", operator), ("what", what))
    }
    return {"partner_id": partner_id, **rows}


def saved(reading, world):
    with reading() as session:
        return rules_of(session, world.cluster.id)


def test_m3_every_partner_is_listed_with_its_rules_in_words(organiser, world):
    organiser.post(NEW, data=rule("department:07", "shared:yes"))
    page = soup(organiser.get(RULES))
    assert page.select_one("h2[id^=t-]").text == world.other_cluster.name
    text = " ".join(page.select_one("main").text.split()).replace("\xa0", " ")
    assert "Département : Ardèche (07) et Poste partagé : oui" in text


@pytest.mark.parametrize("whats", [(), ("",), ("", "department:07"), ("department:07", "", "family:H")])
def test_m3_blank_rows_are_no_conditions(organiser, world, reading, whats):
    organiser.post(NEW, data=rule(*whats, partner_id=world.other_cluster.id))
    [found] = saved(reading, world)
    assert [f"{one.field.value}:{one.value}" for one in found.conditions] == [what for what in whats if what]


def test_the_partner_is_that_of_the_address(organiser, world, reading):
    organiser.post(NEW, data=rule(partner_id=world.cluster.id))
    assert [one.partner_id for one in saved(reading, world)] == [world.other_cluster.id]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_m3_impossible_rules_keep_what_was_chosen(organiser, world, reading, headers):
    data = rule("department:07", "", "department:26", partner_id=1)
    response = organiser.post(NEW, data=data, headers=headers)
    page = soup(response)
    assert response.status_code == 422
    assert [option["value"] for option in page.select("optgroup option[selected]")] == [
        "department:07",
        "department:26",
    ]
    assert page.select_one("#conditions-1-what-error")
    assert saved(reading, world) == ()


def test_422_swapped_equals_the_fresh_page(organiser, world):
    wrong = rule("department:07", "department:26", partner_id=1)
    after = swap(soup(organiser.get(NEW)), organiser.post(NEW, data=wrong, headers=HTMX), "#regle")
    assert same(after.select_one("main"), soup(organiser.post(NEW, data=wrong)).select_one("main"))


@pytest.mark.parametrize("what", ["nonsense:1", "department", "department:", "contract:nonsense", "company:999"])
def test_invented_conditions_are_refused(organiser, world, reading, what):
    assert organiser.post(NEW, data=rule(what, partner_id=1)).status_code == 422
    assert saved(reading, world) == ()


def test_m3_partner_companies_can_be_chosen(organiser, world, writing, reading):
    with writing() as session:
        make_membership(session, world.other_cluster, world.other_company)
    assert soup(organiser.get(NEW)).select_one(f'option[value="company:{world.other_company.id}"]')
    organiser.post(NEW, data=rule(f"company:{world.other_company.id}", partner_id=1, operator="is_not"))
    assert saved(reading, world)[0].conditions == (
        Condition(RuleField.COMPANY, RuleOperator.IS_NOT, str(world.other_company.id)),
    )
    assert world.other_company.name in organiser.get(RULES).text


def test_m3_a_rule_is_removed(organiser, sign_in, world, reading):
    organiser.post(NEW, data=rule())
    with reading() as session:
        id = session.exec(select(PoolingRule.id)).one()
    assert sign_in(world.stranger).post(f"/pilotage/fer/mutualisation/{id}/supprimer").status_code == 404
    organiser.post(f"{RULES}/{id}/supprimer")
    assert saved(reading, world) == ()


@pytest.mark.parametrize("partner", ["bois", "rien"])
def test_a_partner_is_another_board(organiser, world, partner):
    assert organiser.get(f"{RULES}/nouvelle/{partner}").status_code == 404


@pytest.mark.parametrize(
    ("query", "drafted"),
    [
        ({}, None),
        ({"partner_id": "x"}, None),
        ({"partner_id": "7"}, Rule(0, 7, ())),
        (
            {"partner_id": "7", "conditions[0].what": "shared:yes"},
            Rule(0, 7, (Condition(RuleField.SHARED, RuleOperator.IS, "yes"),)),
        ),
        ({"partner_id": "7", "conditions[0].what": "nonsense"}, Rule(0, 7, ())),
    ],
)
def test_m3_a_draft_is_read_for_the_preview(app: Flask, query, drafted):
    with app.test_request_context(query_string=query):
        assert drafted_rule() == drafted
