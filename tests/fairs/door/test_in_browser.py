"""The door's scripts in a real browser: a scanner that types, a code opened by the camera, no script at all (row D1)."""

import itertools
import secrets

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from fairapp.core.db import make_engine, open_session
from fairapp.core.settings import Settings
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.models import Checkpoint, Device, Scan
from fairapp.fairs.door.services import hash_key
from fairapp.fairs.enums import RegistrationStatus
from fairapp.fairs.registrations.models import Registration
from tests.support.axe import assert_accessible

pytestmark = pytest.mark.browser
_taken = itertools.count()


@pytest.fixture
def stage(live_server):
    """Give the link of a new device at the door of the fair under way, and badges that nobody scanned."""
    engine = make_engine(Settings(data_dir=live_server.data_dir).database_url)
    secret = secrets.token_urlsafe(32)
    with open_session(engine) as session:
        door = session.exec(select(Checkpoint).where(Checkpoint.id.in_(select(Scan.checkpoint_id)))).first()
        session.add(
            Device(fair_id=door.fair_id, checkpoint_id=door.id, label="Douchette", key_hash=hash_key(secret))
        )  # fmt: skip
        scanned = select(Scan.badge_id).where(Scan.badge_id.is_not(None))
        badges = session.exec(
            select(Badge.token)
            .join(Registration, Registration.id == Badge.registration_id)
            .where(Badge.fair_id == door.fair_id, Badge.id.not_in(scanned), Badge.revoked_at.is_(None))
            .where(Registration.status == RegistrationStatus.CONFIRMED)
            .order_by(Badge.id)
        ).all()
        session.commit()
    engine.dispose()
    start = next(_taken)
    return f"/porte/{secret}", badges[start * 3 : start * 3 + 3]


def become(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Contrôler ici").click()
    expect(page.locator("#code")).to_be_visible()


def test_d1_a_scanner_that_types_needs_no_click(page, stage):
    link, badges = stage
    become(page, link)
    page.locator("h1").click()  # the focus is anywhere
    for badge in badges[:2]:
        page.keyboard.type(f"HTTPS://HOST/B/{badge}\n")
        expect(page.locator("#code")).to_have_value("")
        expect(page.locator("#scene")).to_have_attribute("data-verdict", "ok")
        expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(f"{badges[0]}\n")
    expect(page.locator("#scene")).to_have_attribute("data-verdict", "again")
    assert_accessible(page)


def test_d1_a_code_that_was_opened_is_sent_at_once(mobile_page, stage):
    link, badges = stage
    become(mobile_page, link)
    mobile_page.goto(f"/B/{badges[0]}")
    expect(mobile_page.get_by_role("heading", name="Bienvenue")).to_be_visible()
    assert mobile_page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(mobile_page)


def test_d1_without_scripts_one_button_sends_it(page_without_js, stage):
    link, badges = stage
    become(page_without_js, link)
    page_without_js.goto(f"/b/{badges[0]}")
    page_without_js.get_by_role("button", name="Enregistrer le passage").click()
    expect(page_without_js.get_by_role("heading", name="Bienvenue")).to_be_visible()
    page_without_js.locator("#code").fill(badges[0])
    page_without_js.keyboard.press("Enter")
    expect(page_without_js.get_by_role("heading", name="Déjà scanné")).to_be_visible()
