"""A teacher looks for a visit and a date in a real browser, with script and without."""

import html
import re
import time

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

import fairapp.tables  # noqa: F401 - rows point to tables of all domains
from fairapp.clusters.models import Cluster
from fairapp.core.db import make_engine, open_session
from fairapp.core.settings import Settings
from tests.factories import make_company
from tests.outreach.factories import a_school_day, make_intervention, make_slot, make_speaker
from tests.support.axe import assert_accessible
from tests.support.server import PATIENCE, Server

pytestmark = pytest.mark.browser

TEACHER = "Professeure dans un collège de Brest"
WORD = "galvanoplastie"  # in no visit of the demo
BREST = {"commune": "Brest", "department": "29", "insee": "29019", "lat": 48.4, "lon": -4.5}


@pytest.fixture(scope="session")
def visit(live_server: Server) -> str:
    """Make fourteen visits near Brest, one with dates; return its title."""
    title = f"Dans les bains de {WORD}"
    engine = make_engine(Settings(data_dir=live_server.data_dir, database_url="").database_url)
    with open_session(engine) as session:
        cluster = session.exec(select(Cluster).order_by(Cluster.id)).first()  # type: ignore[arg-type]
        assert cluster is not None
        company = make_company(session, cluster, name="Dorures de la Penfeld", **BREST)
        speaker = make_speaker(session, company)
        made = make_intervention(session, company, cluster, title=title, speaker_id=speaker.id, is_accessible=True)
        make_slot(session, made, starts_at=a_school_day(in_days=30))
        make_slot(session, made, starts_at=a_school_day(in_days=60), groups_taken=1, pupils_taken=30)
        for number in range(13):
            make_intervention(session, company, cluster, title=f"Atelier de {WORD} {number}")
        session.commit()
    engine.dispose()
    deadline = time.monotonic() + PATIENCE
    while "14 visites" not in _text(live_server.read(f"/visites?q={WORD}")):
        assert time.monotonic() < deadline, "the search does not follow"
        time.sleep(0.1)
    return title


def _text(page: bytes) -> str:
    return html.unescape(page.decode()).replace("\xa0", " ")


def test_e2_what_is_chosen_is_shown_at_once_and_taken_back(page: Page, visit: str) -> None:
    page.goto(f"/visites?q={WORD}")
    heading = page.locator("#t-results")
    expect(heading).to_contain_text("14 visites")
    page.get_by_role("switch", name="Accessible").check()
    expect(heading).to_contain_text("1 visite")
    expect(page).to_have_url(re.compile("acces=yes"))
    page.go_back()
    expect(heading).to_contain_text("14 visites")
    expect(page.get_by_role("switch", name="Accessible")).not_to_be_checked()


def test_e10_a_school_is_found_while_typing_and_the_nearest_come_first(page: Page, visit: str) -> None:
    page.goto("/visites")
    school = page.get_by_role("combobox", name="Votre établissement")
    school.press_sequentially("anna marly")
    page.get_by_role("option", name=re.compile("Collège Anna Marly")).first.click()
    expect(page.locator("#t-results")).to_contain_text(re.compile(r"à moins de \d+\s?km"))
    expect(page.locator("#tri option:checked")).to_have_text("Distance")


def test_more_visits_come_below_and_the_keyboard_stays_there(page: Page, visit: str) -> None:
    page.goto(f"/visites?q={WORD}")
    expect(page.locator(".visit")).to_have_count(12)
    page.get_by_role("link", name="Afficher 2 visites de plus").click()
    expect(page.locator(".visit")).to_have_count(14)
    page.go_back()
    expect(page.locator(".visit")).to_have_count(12)


def test_e4_weeks_go_by_and_a_date_is_taken_to_the_request(page: Page, visit: str) -> None:
    page.goto("/connexion")
    page.get_by_role("button", name=re.compile(TEACHER)).first.click()
    page.wait_for_url(re.compile("/ecole/"))
    page.goto(f"/visites?q={WORD}&acces=yes")
    page.get_by_role("link", name=visit, exact=True).click()
    week = page.locator(".picker__head b")
    first = week.inner_text()
    page.get_by_role("link", name="Semaine suivante").click()
    expect(week).not_to_have_text(first)
    page.go_back()
    expect(week).to_have_text(first)
    page.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Continuer").click()
    expect(page).to_have_url(re.compile(r"/ecole/[^/]+/demandes/nouvelle\?intervention=\d+&creneau=\d+"))


def test_e4_weeks_go_by_without_script(page_without_js: Page, visit: str) -> None:
    page = page_without_js
    page.goto(f"/visites?q={WORD}")
    page.get_by_role("switch", name="Accessible").check()
    page.locator("#niveau").select_option("3e")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=visit, exact=True).click()
    week = page.locator(".picker__head b").inner_text()
    page.get_by_role("link", name="Semaine suivante").click()
    expect(page.locator(".picker__head b")).not_to_have_text(week)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_accessible(page: Page, visit: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/visites?q={WORD}&etab=Brest&acces=yes")
    assert_accessible(page)
    page.get_by_role("link", name=visit, exact=True).click()
    page.wait_for_url(re.compile(r"/visites/\d+-"))
    assert_accessible(page)
