"""Menus of the spaces, and going from one of one's spaces to another."""

import pytest

from fairapp.clusters import navigation
from fairapp.clusters.people.services import affiliate
from tests.factories import make_account, make_school
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, soup


@pytest.fixture
def busy(writing, world):
    """Give someone who acts for a cluster, two companies and a school, and administers the site."""
    with writing() as session:
        person = make_account(session, is_admin=True)
        for organisation in (world.cluster, world.company, world.other_company, make_school(session, slug="college")):
            affiliate(session, session.merge(organisation), account_id=person.id)
        return person


def own_links(page):
    return [link["href"] for link in page.select(".side__foot .menu__panel a, .site-header__actions .menu__panel a")]


@pytest.mark.parametrize("path", ["/clusters", "/pilotage/bois/equipe", "/entreprise/acier/equipe"])
def test_m1_every_page_leads_to_all_of_ones_spaces(sign_in, busy, path):
    spaces = ["/pilotage/bois", "/entreprise/acier", "/entreprise/elan", "/ecole/college", "/admin/"]
    assert [link for link in own_links(soup(sign_in(busy).get(path))) if link != "/compte/"] == spaces


def test_fragments_do_not_ask_for_ones_spaces(organiser, world, app):
    organiser.get("/pilotage/bois/journal")
    seen = []
    for headers in ({}, HTMX):
        with count_queries(app.extensions["fairapp"].engine) as queries:
            organiser.get("/pilotage/bois/journal", headers=headers)
        seen.append(len(queries))
    assert seen[0] - seen[1] == 1


def test_visitors_have_no_spaces_and_cost_no_query(client, world, app):
    with count_queries(app.extensions["fairapp"].engine) as seen:
        client.get("/recruter/merci")
    assert seen == []


@pytest.mark.parametrize(
    ("who", "path", "current"),
    [
        ("organiser", "/pilotage/bois/entreprises", "/pilotage/bois/entreprises"),
        ("organiser", "/pilotage/bois/demandes", "/pilotage/bois/entreprises"),
        ("organiser", "/pilotage/bois/pages/accessibilite", "/pilotage/bois/pages"),
        ("organiser", "/pilotage/bois/mutualisation/nouvelle/fer", "/pilotage/bois/mutualisation"),
        ("member", "/entreprise/elan/profil", "/entreprise/elan/profil"),
    ],
)
def test_each_page_marks_its_place_in_the_menu(organiser, member, who, path, current):
    page = soup({"organiser": organiser, "member": member}[who].get(path))
    assert [link["href"] for link in page.select(".side__link[aria-current=page]")] == [current]


def test_each_address_of_a_menu_leads_to_a_page(organiser, member, app, world):
    for browser, path in ((organiser, "/pilotage/bois/journal"), (member, "/entreprise/elan/equipe")):
        links = [link["href"] for link in soup(browser.get(path)).select(".side__link")]
        assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)
        assert len(links) > 3


def test_menus_are_those_of_the_hooks_too(app, reading, world):
    with app.test_request_context(), reading() as session:
        keys = [link.key for group in navigation.organiser_menu(session, world.cluster) for link in group.links]
    assert {"home", "moderation", "members", "journal"} <= set(keys)
