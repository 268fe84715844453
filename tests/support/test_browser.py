"""The watch over pages: a watch that never complains would make every browser test pass."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.support.browser import open_page

pytestmark = pytest.mark.browser

PAGES = {
    "/sound": "<title>Sain</title><h1>Sain</h1><link rel=icon href=data:,>",
    "/script-error": "<title>x</title><link rel=icon href=data:,><script>throw Error('cassé')</script>",
    "/console": "<title>x</title><link rel=icon href=data:,><script>console.error('aïe')</script>",
    "/missing-image": "<title>x</title><link rel=icon href=data:,><img src=/absente.png alt=''>",
    "/outside": "<title>x</title><link rel=icon href=data:,><img src=http://192.0.2.1/espion.png alt=''>",
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGES.get(self.path, "").encode())

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def look_at(browser: Browser, address: str, path: str) -> None:
    with open_page(browser, address) as page:
        page.goto(path, wait_until="commit")  # the outside never answers
        page.wait_for_timeout(300)


def test_a_sound_page_passes(browser: Browser, address: str):
    look_at(browser, address, "/sound")


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/script-error", "cassé"),
        ("/console", "aïe"),
        ("/missing-image", "status 404"),
        ("/outside", "request to the outside"),
    ],
)
def test_a_faulty_page_fails_its_test(browser: Browser, address: str, path: str, complaint: str):
    with pytest.raises(AssertionError, match=complaint):
        look_at(browser, address, path)


def test_an_expected_complaint_passes(browser: Browser, address: str):
    with open_page(browser, address) as page:
        page.context.complaints.expect("aïe")
        page.goto("/console")
