"""An alert from the results to the list, in a real browser, with script and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import assert_accessible

pytestmark = pytest.mark.browser


def test_k3_a_candidate_saves_a_search_and_minds_it(page: Page) -> None:
    page.goto("/connexion")
    page.get_by_role("button", name=re.compile("Candidate")).first.click()
    page.wait_for_url(re.compile("/candidat/"))
    page.goto("/offres?q=soudeuse")
    page.get_by_role("link", name="Créer une alerte").click()
    form = page.locator("#results form#alerte")
    expect(form).to_be_focused()
    assert_accessible(page)
    form.get_by_label("Chaque jour").check()
    form.get_by_role("button", name="Créer l’alerte").click()
    expect(page.locator("#alerte")).to_contain_text("Les nouvelles offres vous arrivent par courriel")
    page.get_by_role("link", name="Mes alertes").first.click()
    row = page.locator("#alertes .alert-row").first
    row.get_by_text("Modifier").click()
    row.get_by_label("Nom de l’alerte").fill("Soudure près de chez moi")
    row.get_by_role("button", name="Enregistrer").click()
    row = page.locator("#alertes .alert-row").filter(has_text="Soudure près de chez moi")
    row.get_by_role("button", name="Mettre en pause").click()
    expect(row).to_contain_text("En pause")
    row.get_by_role("button", name="Supprimer").click()
    expect(row).to_contain_text("Supprimée")
    assert_accessible(page)
    row.get_by_role("button", name="Rétablir").click()
    expect(row).to_contain_text("En pause")


def test_k3_without_script_and_account_the_same_is_a_page(page_without_js: Page) -> None:
    page = page_without_js
    page.goto("/offres?q=astronaute")
    page.get_by_role("link", name="M’avertir dès qu’une offre paraît").click()
    page.get_by_label("Adresse électronique").fill("ali@exemple.fr")
    page.get_by_role("button", name="Créer l’alerte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos courriels")
