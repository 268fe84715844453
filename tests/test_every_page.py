"""What holds for every page, found by following links as each persona of the demo would, in a real browser."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.support import axe
from tests.support.browser import MOBILE, open_page
from tests.support.server import Server

pytestmark = pytest.mark.browser

# Which part of the site each persona walks through; the label is part of the button on the sign-in page.
WALKS = {
    "visitor": (None, re.compile(r"^/(?!(compte|candidat|entreprise|pilotage|ecole|admin)(/|$))")),
    "candidate": ("andidat", re.compile(r"^/(candidat|compte)(/|$)")),
    "company": ("ntreprise", re.compile(r"^/entreprise/")),
    "school": ("ollège|ycée|cole", re.compile(r"^/ecole/")),
    "organiser": ("rganisat", re.compile(r"^/pilotage/")),
}
MOST_PAGES = 40
NO_PAGE = re.compile(r"\.(atom|rss|xml|txt|csv|json|ics|pdf)$|^/(api|assets|embed)/|/export")
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def shape_of(path: str) -> str:
    """Return what pages of one kind share: numbers and names replaced."""
    parts = [part for part in path.split("/") if part]
    return "/".join(
        "*" if number > 0 and ("-" in part or part.isdigit()) else part for number, part in enumerate(parts)
    )


def pages_found(page: Page, within: re.Pattern[str], start: str) -> Iterator[str]:
    """Open one page of each shape, breadth first, and yield its path while it is open."""
    waiting, seen = [start], {shape_of(start)}
    for _ in range(MOST_PAGES):
        if not waiting:
            return
        path = waiting.pop(0)
        page.goto(path)
        yield path
        for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            address = urlsplit(urldefrag(link).url)
            shape = shape_of(address.path)
            wanted = f"{address.scheme}://{address.netloc}" == origin(page) and within.match(address.path)
            if wanted and shape not in seen and not NO_PAGE.search(address.path):
                seen.add(shape)
                waiting.append(address.path)


def origin(page: Page) -> str:
    address = urlsplit(page.url)
    return f"{address.scheme}://{address.netloc}"


def enter_as(page: Page, label: str | None) -> str:
    """Sign in as the first persona whose label matches; return the page that it lands on."""
    if label is None:
        return "/"
    page.goto("/connexion")
    page.get_by_role("button", name=re.compile(label)).first.click()
    page.wait_for_url(lambda url: "/connexion" not in url)
    return urlsplit(page.url).path


@pytest.mark.timeout(400)
@pytest.mark.parametrize("walk", WALKS)
def test_every_page_is_sound(browser: Browser, live_server: Server, walk: str):
    """One h1, a title, nothing wider than a phone, no complaint of axe in the light or in the dark."""
    if reason := axe.why_unavailable():
        pytest.skip(reason)
    label, within = WALKS[walk]
    faults, visited = [], 0
    with open_page(browser, live_server.url, viewport=MOBILE) as page:
        for path in pages_found(page, within, enter_as(page, label)):
            visited += 1
            if (headings := page.locator("h1").count()) != 1:
                faults.append(f"{path}: {headings} h1")
            if not page.title():
                faults.append(f"{path}: no title")
            if (wider := page.evaluate(SIDEWAYS)) > 0:
                faults.append(f"{path}: {wider} px wider than the phone")
            faults += [f"{path}: {line}" for line in axe.violations(page)]
    assert faults == []
    assert visited > 2, "the walk found no link: the pages are not what this test thinks they are"
