"""Fixtures of the browser tests: one Chromium and one real server for the run, a fresh page for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import browser as chromium
from tests.support.once import made_once
from tests.support.server import Server, fairapp


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if reason := chromium.why_unavailable():
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


def load_demo(folder: Path) -> None:
    for command in (("db", "upgrade"), ("demo", "load"), ("search", "rebuild")):
        fairapp(*command, data_dir=folder, FAIRAPP_DEMO="1")


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give the product with its demo data, one for each worker: tests add to it, none takes away."""
    folder = tmp_path_factory.mktemp("live") / "data"
    shutil.copytree(made_once("demo", load_demo), folder)
    with Server(folder, {"FAIRAPP_DEMO": "1"}) as server:
        yield server


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server of the test's own: `start_server(demo="1")` sets FAIRAPP_DEMO; all end with the test."""
    running: list[Server] = []

    def start(**env: str) -> Server:
        folder = tmp_path / f"server-{len(running)}"
        server = Server(folder, {f"FAIRAPP_{name.upper()}": value for name, value in env.items()})
        running.append(server)
        server.start()
        return server

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture
def page(browser: Browser, live_server: Server) -> Iterator[Page]:
    with chromium.open_page(browser, live_server.url) as page:
        yield page


@pytest.fixture
def mobile_page(browser: Browser, live_server: Server) -> Iterator[Page]:
    with chromium.open_page(browser, live_server.url, viewport=chromium.MOBILE, has_touch=True) as page:
        yield page


@pytest.fixture
def page_without_js(browser: Browser, live_server: Server) -> Iterator[Page]:
    with chromium.open_page(browser, live_server.url, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def errors_expected(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Allow complaints of the test's page that match a pattern: `errors_expected("status 503")`."""
    names = ("page", "mobile_page", "page_without_js")
    pages = [request.getfixturevalue(name) for name in names if name in request.fixturenames]

    def expect(pattern: str) -> None:
        for page in pages:
            page.context.complaints.expect(pattern)

    return expect
