"""The inbox in a browser: several are refused with words of one's own, one is read and noted, on a phone too."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.axe import assert_accessible
from tests.support.browser import MOBILE, open_page
from tests.support.server import Server

pytestmark = pytest.mark.browser

INBOX = "/entreprise/chantiers-kermarec/candidatures"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a2_from_the_inbox_to_the_answer(browser: Browser, live_server: Server) -> None:
    with open_page(browser, live_server.url, viewport=MOBILE) as page:
        page.goto("/connexion")
        page.get_by_role("button", name="Recruteuse, Chantiers Kermarec").click()
        page.wait_for_url(lambda url: "/connexion" not in url)
        page.goto(INBOX)
        assert page.evaluate(SIDEWAYS) == 0
        boxes = page.locator("tbody [data-select]")
        waiting = boxes.count()
        boxes.nth(0).check()
        boxes.nth(1).check()
        assert_accessible(page)
        page.get_by_role("button", name="Refuser").click()
        page.get_by_label("Motif").select_option("pay")
        expect(page.locator("textarea")).to_have_value(re.compile("le salaire que vous attendez"))
        page.locator("textarea").fill("Bonjour {prénom}, une autre fois. {entreprise}")
        page.get_by_role("button", name="Voir l’aperçu").click()
        expect(page.locator("section .prose")).to_contain_text("une autre fois. Chantiers Kermarec")
        assert_accessible(page)
        assert page.evaluate(SIDEWAYS) == 0
        page.get_by_role("button", name="Envoyer à 2 personnes").click()
        expect(page.get_by_text("2 réponses envoyées")).to_be_visible()
        expect(page.locator("tbody [data-select]")).to_have_count(waiting - 2)
        page.locator("tbody th a").first.click()
        page.get_by_label("Ajouter une note").fill("À rappeler lundi")
        page.get_by_role("button", name="Noter").click()
        expect(page.locator("#notes li")).to_contain_text("À rappeler lundi")
        assert_accessible(page)
        assert page.evaluate(SIDEWAYS) == 0
