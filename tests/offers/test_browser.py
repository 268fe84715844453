"""Writing and reviewing offers in a real browser, with script and without."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.axe import assert_accessible

pytestmark = pytest.mark.browser

ORGANISER, COMPANY = "Organisatrice du cluster Iroise", "Recruteuse, Chantiers"


def enter(page: Page, label: str) -> str:
    """Sign in as one of the demo's people; return the address of their space."""
    page.goto("/connexion")
    page.get_by_role("button", name=re.compile(label)).first.click()
    page.wait_for_url(re.compile(r"/(pilotage|entreprise)/"))
    return page.url.split("?")[0]


def field(page: Page, label: str) -> Locator:
    """Return a field by the start of its label; a combobox's list of suggestions has the same name."""
    return page.get_by_role("textbox", name=label).or_(page.get_by_role("combobox", name=label)).locator("visible=true")


def test_a_company_writes_an_offer_with_several_places(page: Page) -> None:
    space = enter(page, COMPANY)
    page.goto(f"{space}/offres/nouvelle")
    title = field(page, "Intitulé du poste")
    title.press_sequentially("aide-soignante")
    page.get_by_role("option", name="Aide-soignant / Aide-soignante F/H", exact=True).click()
    expect(title).to_have_value("Aide-soignant / Aide-soignante F/H")
    page.get_by_label("Contrat").select_option("CDI")
    field(page, "Lieu").press_sequentially("Quimper")
    page.get_by_role("option", name=re.compile("Quimper")).first.click()
    page.get_by_role("button", name="Ajouter un lieu").click()
    field(page, "Lieu 2").fill("Brest (29200)")
    expect(title).to_have_value("Aide-soignant / Aide-soignante F/H")
    assert_accessible(page)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_url(re.compile(r"/offres/\d+$"))
    expect(field(page, "Lieu 2")).to_have_value("Brest (29200)")
    expect(field(page, "Métier de référence")).to_have_value("Aide-soignant / Aide-soignante")


def test_a_refused_offer_takes_the_reader_to_its_faults(page: Page) -> None:
    space = enter(page, COMPANY)
    page.goto(f"{space}/offres/nouvelle")
    field(page, "Intitulé du poste").fill("Soudeur / Soudeuse F/H")
    page.get_by_label("Contrat").select_option("CDI")
    page.get_by_role("button", name=re.compile("^(Publier|Envoyer à relire)$")).click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert_accessible(page)
    summary.get_by_role("link", name=re.compile("Décrivez le poste")).click()
    expect(page.get_by_label("Missions, équipe, horaires, profil")).to_be_focused()


def test_without_script_a_place_is_added_and_nothing_lost(page_without_js: Page) -> None:
    page = page_without_js
    space = enter(page, COMPANY)
    page.goto(f"{space}/offres/nouvelle")
    field(page, "Intitulé du poste").fill("Soudeur / Soudeuse F/H")
    field(page, "Lieu").fill("Brest (29200)")
    page.get_by_role("button", name="Ajouter un lieu").click()
    expect(field(page, "Intitulé du poste")).to_have_value("Soudeur / Soudeuse F/H")
    expect(field(page, "Lieu 1")).to_have_value("Brest (29200)")
    expect(field(page, "Lieu 2")).to_have_value("")


def test_o3_a_moderator_decides_on_several_offers_and_takes_it_back(page: Page) -> None:
    space = enter(page, ORGANISER)
    page.goto(f"{space}/offres")
    rows = page.locator("tbody tr")
    count = rows.count()
    page.get_by_label(re.compile("^Choisir ")).nth(0).check()
    page.get_by_label(re.compile("^Choisir ")).nth(1).check()
    expect(page.get_by_text("2 offres choisies")).to_be_visible()
    page.get_by_role("button", name="Refuser").first.click()
    dialog = page.get_by_role("dialog", name=re.compile("Refuser 2.offres"))
    dialog.get_by_label("Motif").select_option("Doublon")
    assert_accessible(page)
    dialog.get_by_role("button", name="Refuser").click()
    expect(rows).to_have_count(count - 2)
    page.get_by_role("button", name="Annuler").first.click()
    expect(rows).to_have_count(count)
    assert_accessible(page)


def test_without_script_a_refusal_asks_for_its_reason_on_a_page(page_without_js: Page) -> None:
    page = page_without_js
    space = enter(page, ORGANISER)
    page.goto(f"{space}/offres")
    box = page.get_by_label(re.compile("^Choisir ")).nth(0)
    chosen = box.get_attribute("value")
    box.check()
    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_role("heading", name="Pour quel motif ?")).to_be_visible()
    expect(page.locator(f"input[name=offre][value='{chosen}']")).to_be_checked()


def test_the_actions_of_a_row_open_beside_it(page: Page) -> None:
    space = enter(page, COMPANY)
    page.goto(f"{space}/offres")
    page.get_by_role("button", name=re.compile("^Actions pour")).first.click()
    panel = page.locator("[popover]:popover-open")
    expect(panel.get_by_role("link", name="Aperçu")).to_be_visible()
    assert_accessible(page)
