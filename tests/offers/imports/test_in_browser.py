"""An organiser imports a file: what was wrong with it, how far it is, what it did."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.offers.imports.files import jsonl
from tests.support.axe import assert_accessible

pytestmark = pytest.mark.browser


def open_imports(page: Page) -> None:
    page.goto("/connexion")
    page.get_by_role("button", name=re.compile("Organisatrice du cluster")).first.click()
    page.wait_for_url(re.compile("/pilotage/"))
    page.goto(f"{page.url.split('?')[0].rstrip('/')}/imports")


def choose(page: Page, content: bytes, name: str) -> None:
    page.get_by_label("Fichier d’offres").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})


def test_an_organiser_imports_a_file_and_reads_the_report(page: Page, errors_expected) -> None:
    errors_expected("status 422")
    open_imports(page)
    page.get_by_label("Nom de la source").fill("essai du navigateur")
    choose(page, b"nom;ville\nx;y", "mauvais.csv")
    page.get_by_role("button", name="Importer").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Nom de la source")).to_have_value("essai du navigateur")
    assert_accessible(page)
    choose(page, jsonl({"title": "Soudeur F/H"}, {"reference": "A2", "title": ""}), "bon.jsonl")
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_role("cell", name="l’offre n’a pas de titre.")).to_be_visible()
    page.get_by_text("Ce qui a été complété").scroll_into_view_if_needed()
    page.locator("details summary").first.click()
    assert_accessible(page)
