"""The widget inside a page of another origin, which the rest of the site refuses (row M4)."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import assert_accessible
from tests.support.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def elsewhere(live_server: Server) -> Iterator[str]:
    """Serve a page of another site, with the frame that its address names."""

    class OtherSite(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frame = f'<iframe src="{live_server.url}{self.path}" title="Offres" width="800" height="700"></iframe>'
            body = (
                f'<!doctype html><html lang="fr"><link rel="icon" href="data:,"><title>Ailleurs</title>{frame}'.encode()
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), OtherSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_m4_offers_show_inside_another_site_and_open_outside_the_frame(page: Page, elsewhere: str) -> None:
    page.goto(f"{elsewhere}/embed/offres?q=soudeur")
    frame = page.frame_locator("iframe")
    first = frame.locator(".offer__link").first
    expect(first).to_be_visible()
    title = first.inner_text()
    with page.expect_popup() as opened:
        first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(title)
    assert opened.value.evaluate("window.opener") is None
    expect(frame.locator("h1")).to_be_visible()


def test_m4_no_other_page_shows_there(page: Page, elsewhere: str, errors_expected: Callable[[str], None]) -> None:
    errors_expected("frame-ancestors|ERR_BLOCKED_BY_RESPONSE")
    page.goto(f"{elsewhere}/offres?q=soudeur")
    expect(page.frame_locator("iframe").locator(".offer__link")).to_have_count(0)


def test_the_frame_is_accessible(page: Page) -> None:
    page.goto("/embed/clusters/iroise-composites/offres")
    assert_accessible(page)
