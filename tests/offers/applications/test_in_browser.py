"""From an offer to the list of one's applications, in a real browser, with script and without."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from fairapp.web.traps import SOONEST
from tests.candidates.making import make_pdf
from tests.support.axe import assert_accessible

pytestmark = pytest.mark.browser


def open_offer(page: Page) -> None:
    """Open an offer whose company has people."""
    page.goto("/entreprises/chantiers-kermarec/offres")
    page.locator("#offers a[href^='/offres/']").first.click()
    page.wait_for_url(re.compile(r"/offres/\d+"))


def fill_in(page: Page, form: Locator, email: str) -> None:
    form.get_by_label("Prénom").fill("Maëlle")
    form.get_by_label("Nom", exact=True).fill("Kerzoncuf")
    form.get_by_label("Adresse électronique").fill(email)
    form.get_by_label("CV").set_input_files({"name": "cv.pdf", "mimeType": "application/pdf", "buffer": make_pdf()})
    page.wait_for_timeout(
        SOONEST.total_seconds() * 1000 + 1100
    )  # nobody fills it in faster; stamps count whole seconds


def test_k1_one_applies_in_place_and_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_offer(page)
    address = page.url
    page.locator(".actionbar").get_by_role("link", name="Postuler").click()
    form = page.locator("#postuler form")
    expect(form.get_by_label("Prénom")).to_be_focused()
    assert_accessible(page)
    form.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#postuler .error-summary")).to_be_focused()
    fill_in(page, form, "maelle@exemple.fr")
    form.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#postuler")).to_contain_text("Candidature envoyée")
    assert page.url == address
    assert_accessible(page)


def test_k1_without_script_one_applies_on_a_page(page_without_js: Page) -> None:
    page = page_without_js
    open_offer(page)
    page.locator("#postuler").get_by_role("link", name="Postuler").click()
    fill_in(page, page.locator("#postuler form"), "malo@exemple.fr")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#t-postuler")).to_contain_text("Candidature envoyée")


def test_k2_a_candidate_sees_each_step(page: Page) -> None:
    page.goto("/connexion")
    page.get_by_role("button", name=re.compile("Candidate")).first.click()
    page.wait_for_url(re.compile("/candidat/"))
    page.goto("/candidat/candidatures")
    assert_accessible(page)
    page.locator(".app-row a").first.click()
    expect(page.locator(".timeline [aria-current=step]")).to_be_visible()
    assert_accessible(page)
