"""An alert from the results to the list, in a real browser, with script and without."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from fairapp.mail import outbox
from fairapp.mail.outbox import Letter
from tests.support.axe import assert_accessible
from tests.support.server import Server

pytestmark = pytest.mark.browser


def test_k3_a_candidate_saves_a_search_and_minds_it(page: Page) -> None:
    page.goto("/connexion")
    page.get_by_role("button", name=re.compile("Candidate")).first.click()
    page.wait_for_url(re.compile("/candidat/"))
    page.goto("/offres?q=soudeuse")
    page.get_by_role("link", name="Créer une alerte").click()
    form = page.locator("form#alerte")
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


def test_k3_the_link_of_the_letter_confirms_and_stops(page: Page, live_server: Server) -> None:
    address = f"lien{time.monotonic_ns()}@exemple.fr"
    page.goto("/offres?q=soudeuse")
    page.get_by_role("link", name="Créer une alerte").click()
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_role("button", name="Créer l’alerte").click()
    expect(page.locator("#alerte")).to_contain_text("Nous vous écrivons")
    [link] = [link for link in letter_to(live_server, address).links if "/alertes/" in link]
    page.goto(urlsplit(link).path)
    assert_accessible(page)
    page.get_by_role("button", name="Oui, m’écrire").click()
    expect(page.locator("#alertes")).to_contain_text("Active")
    assert_accessible(page)
    page.get_by_role("link", name="Effacer mes données").click()
    assert_accessible(page)
    page.go_back()
    page.get_by_role("link", name="Ne plus rien recevoir").click()
    assert_accessible(page)
    page.get_by_role("button", name="Ne plus rien recevoir").click()
    expect(page.locator("main")).to_contain_text("nous ne vous écrivons plus")


def letter_to(server: Server, address: str) -> Letter:
    """Wait until the worker has written it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = [letter for letter in outbox.latest(server.data_dir / "outbox") if letter.to == address]
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no letter to {address}")
