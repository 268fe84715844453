"""Rows K5, A4 in a browser: a profile, a CV that is refused, one that is taken, a consent, and the company that looks."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fairapp.accounts.services import start_session
from fairapp.core.db import make_engine
from fairapp.core.settings import Settings
from tests.candidates.making import changed_pdf, make_pdf, set_action
from tests.factories import make_account
from tests.support.axe import assert_accessible
from tests.support.racing import committing
from tests.support.server import Server

pytestmark = pytest.mark.browser


def enter_as_newcomer(page: Page, server: Server) -> None:
    """Sign in as a candidate of this test alone: the demo's own one has allowed this and that."""
    engine = make_engine(Settings(data_dir=server.data_dir, database_url="").database_url)
    with committing(engine) as session:
        account = make_account(session, email="nolwenn@exemple.fr", name="Nolwenn Abgrall")
        token = start_session(session, account, staff=False, browser="")
    engine.dispose()
    page.context.add_cookies([{"name": "session", "value": token, "url": server.url}])


def send(page: Page, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    page.locator("#cv input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Envoyer").click()


def test_k5_a_candidate_shows_a_cv_to_companies_and_takes_it_back(
    page: Page, mobile_page: Page, live_server: Server, errors_expected, tmp_path: Path
) -> None:
    errors_expected("422")
    enter_as_newcomer(mobile_page, live_server)
    mobile_page.goto("/candidat/profil")
    mobile_page.get_by_label("Métier recherché").fill("Stratifieuse, essai du navigateur")
    mobile_page.get_by_role("button", name="Enregistrer").click()
    expect(mobile_page.get_by_text("Votre profil est enregistré")).to_be_visible()

    send(mobile_page, tmp_path / "cv.pdf", changed_pdf(set_action("JavaScript", JS="app.alert(1)")))
    expect(mobile_page.locator("#cv-error")).to_contain_text("contient un programme")
    send(mobile_page, tmp_path / "cv.pdf", make_pdf())
    expect(mobile_page.get_by_text("Votre CV est en place")).to_be_visible()
    assert_accessible(mobile_page)

    member = mobile_page.locator("#accords form", has=mobile_page.locator("[value=member_companies]"))
    member.get_by_role("button", name="Autoriser").click()
    expect(member.get_by_role("button", name="Ne plus autoriser")).to_be_visible()

    page.goto("/connexion")
    page.get_by_role("button", name="Recruteuse, Chantiers").click()
    page.wait_for_url("**/entreprise/**")
    page.goto("/entreprise/chantiers-kermarec/candidats")
    page.get_by_role("link", name="Stratifieuse, essai du navigateur").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nolwenn Abgrall")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le CV").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")

    mobile_page.goto("/candidat/acces")
    expect(mobile_page.locator("tbody tr").first).to_contain_text("Chantiers Kermarec")
    mobile_page.goto("/candidat/profil")
    member.get_by_role("button", name="Ne plus autoriser").click()
    expect(member.get_by_role("button", name="Autoriser", exact=True)).to_be_visible()
    mobile_page.get_by_role("button", name="Supprimer").click()
    expect(mobile_page.get_by_text("Votre CV est supprimé")).to_be_visible()
    page.goto("/entreprise/chantiers-kermarec/candidats")
    expect(page.get_by_role("link", name="Stratifieuse, essai du navigateur")).to_have_count(0)
