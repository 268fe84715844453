"""The door's scripts in a real browser: a scanner that types, a code opened by the camera, no script at all (row D1)."""

import itertools
import secrets

import pytest
import segno
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


# What the camera sees, as a canvas: the browser's own permission, and its own reader, are not there in a test.
CAMERA = """modules => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 400 });
  const brush = canvas.getContext("2d");
  const size = 320 / modules.length;
  const paint = () => {
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, 400, 400);
    brush.fillStyle = "#000";
    modules.forEach((row, y) => row.forEach((dark, x) => {
      if (dark) brush.fillRect(40 + x * size, 40 + y * size, size + .5, size + .5);
    }));
  };
  paint();
  setInterval(paint, 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}"""


def test_d1_the_camera_reads_the_code_of_a_badge(page, stage):
    """With the reader that we serve: its WebAssembly runs under the page's own security policy."""
    link, badges = stage
    become(page, link)
    page.evaluate(CAMERA, [list(map(int, row)) for row in segno.make(f"HTTPS://HOST/B/{badges[0]}", error="m").matrix])
    page.get_by_role("button", name="Scanner avec la caméra").click()
    expect(page.locator("#scene")).to_have_attribute("data-verdict", "ok")
    expect(page.get_by_role("heading", name="Bienvenue")).to_be_visible()
    assert_accessible(page)


def test_d1_what_the_browser_styles_itself_may_be_swapped(page, stage):
    """A keeper of passwords colours a field, a reader resizes one: htmx must not write that as an attribute.

    The security policy refuses it, and the console says so (which fails this test).
    """
    link, _badges = stage
    become(page, link)
    page.get_by_role("link", name="Inscrire sur place").click()
    for field in ("first_name", "email"):
        page.locator(f"#{field}").evaluate("field => { field.style.backgroundColor = 'ivory'; }")
    page.locator("#email").fill("nobody")
    page.get_by_role("button", name="Inscrire et laisser entrer").click()
    expect(page.locator("#first_name")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#email")).to_have_value("nobody")


def test_d7_a_device_revoked_while_it_scans_says_so(page, stage, live_server):
    """A volunteer who reads « try again » lets nobody in and calls nobody."""
    link, badges = stage
    become(page, link)
    engine = make_engine(Settings(data_dir=live_server.data_dir).database_url)
    with open_session(engine) as session:
        device = session.exec(select(Device).where(Device.key_hash == hash_key(link.removeprefix("/porte/")))).one()
        device.revoked_at = device.created_at
        session.add(device)
        session.commit()
    engine.dispose()
    page.keyboard.type(f"{badges[0]}\n")
    expect(page.get_by_role("heading", name="Appareil révoqué")).to_be_visible()
    expect(page.locator("#code")).to_have_count(0)


def test_d4_who_was_looked_up_has_the_focus_and_then_the_next_code(page, page_without_js, stage):
    link, _badges = stage
    for one in (page, page_without_js):
        become(one, link)
        one.locator("#code").fill("Le")
        one.keyboard.press("Enter")
        expect(one.locator(".gate__people")).to_be_visible()
        expect(one.locator("#code")).to_be_focused()
        one.get_by_role("link", name="Ouvrir").first.click()
        expect(one.locator("#person-titre")).to_be_focused()


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
