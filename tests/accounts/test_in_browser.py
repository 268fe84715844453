"""Signing in as people do, against the real server, with and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import assert_accessible
from tests.support.browser import open_page

pytestmark = pytest.mark.browser

ORGANISER = re.compile("rganisat")
CANDIDATE = re.compile("andidat")


def enter_as(page: Page, label: re.Pattern[str]) -> None:
    page.goto("/connexion")
    page.get_by_role("button", name=label).first.click()
    page.wait_for_url(lambda url: "/connexion" not in url)


def link_sent_to(email: str, organiser: Page) -> str:
    """Read the demo's outbox until the worker has written the letter."""
    for _ in range(40):
        organiser.goto("/demo/courrier")
        links = organiser.locator("article", has_text=email).locator("a[href*='/connexion/lien/']")
        if links.count():
            return str(links.first.get_attribute("href"))
        organiser.wait_for_timeout(250)
    raise AssertionError("no letter came")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_newcomer_signs_in_by_mailed_link_and_leaves(browser, live_server, script):
    email = f"nouvelle-{'avec' if script else 'sans'}@exemple.fr"
    with (
        open_page(browser, live_server.url) as organiser,
        open_page(browser, live_server.url, java_script_enabled=script) as page,
    ):
        enter_as(organiser, ORGANISER)
        page.goto("/connexion?next=/compte/")
        page.get_by_label("Adresse électronique").fill(email)
        page.get_by_role("button", name="Recevoir un lien").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Consultez votre messagerie")
        page.goto(link_sent_to(email, organiser))
        page.get_by_role("button", name="Créer mon compte").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
        assert email in page.locator("main").inner_text()
        leave(page)
        page.goto("/compte/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("onnecter")


def leave(page: Page) -> None:
    page.locator("header details.menu summary").first.click()
    page.get_by_role("button", name="Se déconnecter").first.click()
    page.wait_for_url(lambda url: "/compte" not in url)


def test_refused_address_keeps_the_focus_on_what_to_correct(page):
    page.goto("/connexion")
    field = page.get_by_label("Adresse électronique")
    field.fill("lea@")
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Adresse électronique")).to_have_value("lea@")
    assert_accessible(page)


def test_sessions_are_closed_in_place(browser, live_server):
    with open_page(browser, live_server.url) as here, open_page(browser, live_server.url) as elsewhere:
        enter_as(elsewhere, CANDIDATE)
        enter_as(here, CANDIDATE)
        here.goto("/compte/securite")
        others = here.get_by_role("button", name="Fermer les autres")
        others.click()
        expect(others).to_have_count(0)
        expect(here.locator("#sessions tbody tr")).to_have_count(1)
        expect(here.locator("#toasts")).to_contain_text("sont fermées")
        elsewhere.goto("/compte/")
        assert "/connexion" in elsewhere.url


def test_letters_of_the_demo_are_accessible(page):
    enter_as(page, ORGANISER)
    page.goto("/demo/courrier")
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/connexion/mot-de-passe", "/connexion/lien-envoye", "/connexion/lien/1-x"])
def test_pages_on_the_way_in_are_accessible(page, path):
    page.goto(path)
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/compte/", "/compte/securite", "/compte/donnees"])
def test_pages_of_ones_account_are_accessible(page, path):
    enter_as(page, CANDIDATE)
    page.goto(path)
    assert_accessible(page)
