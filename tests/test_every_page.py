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

# Which part of the site each persona walks through, and how many pages that is at least; the label is part of the
# persona's button on the sign-in page.
WALKS = {
    "visitor": ("", r"^/(?!(compte|candidat|entreprise|pilotage|ecole|admin)(/|$))", 15),
    "candidate": ("Candidate", r"^/(candidat|compte)(/|$)", 4),
    "company": ("Recruteuse", r"^/entreprise/", 16),
    "school": ("Professeure", r"^/ecole/", 4),
    "organiser": ("Organisatrice", r"^/pilotage/", 16),
    "admin": ("Administratrice", r"^/admin/", 4),
}
MOST_PAGES = 80
NO_PAGE = re.compile(r"\.(atom|rss|xml|txt|csv|json|ics|pdf|zip)$|^/(api|assets|embed)/|/export")
# A link within a drawing has an object for its `href`.
HREFS = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
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
        for link in page.eval_on_selector_all("a[href]", HREFS):
            address = urlsplit(urldefrag(link).url)
            shape = shape_of(address.path)
            wanted = f"{address.scheme}://{address.netloc}" == origin(page) and within.match(address.path)
            if wanted and shape not in seen and not NO_PAGE.search(address.path):
                seen.add(shape)
                waiting.append(address.path)


def origin(page: Page) -> str:
    address = urlsplit(page.url)
    return f"{address.scheme}://{address.netloc}"


def enter_as(page: Page, label: str) -> str:
    """Sign in as the persona with this label; return the page that it lands on."""
    if not label:
        return "/"
    page.goto("/connexion")
    page.get_by_role("button", name=label).click()
    page.wait_for_url(lambda url: "/connexion" not in url)
    return urlsplit(page.url).path


@pytest.mark.timeout(400)
@pytest.mark.parametrize("walk", WALKS)
def test_every_page_is_sound(browser: Browser, live_server: Server, walk: str):
    """One h1, a title, nothing wider than a phone, no complaint of axe in the light or in the dark."""
    if reason := axe.why_unavailable():
        pytest.skip(reason)
    label, within, least = WALKS[walk]
    faults, visited = [], []
    with open_page(browser, live_server.url, viewport=MOBILE) as page:
        for path in pages_found(page, re.compile(within), enter_as(page, label)):
            visited.append(path)
            if (headings := page.locator("h1").count()) != 1:
                faults.append(f"{path}: {headings} h1")
            if not page.title():
                faults.append(f"{path}: no title")
            if (wider := page.evaluate(SIDEWAYS)) > 0:
                faults.append(f"{path}: {wider} px wider than the phone")
            faults += [f"{path}: {line}" for line in axe.violations(page)]
    assert faults == []
    assert len(visited) >= least, f"the walk found few pages: {visited}"
