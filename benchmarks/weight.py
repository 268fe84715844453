"""What a telephone receives for a page, and whether the page jumps while it loads."""

import shutil
from collections.abc import Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import Figure, Run
from benchmarks.servers import HOST, environment, fairapp_serve
from benchmarks.world import demo_world

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
TELEPHONE = {"width": 390, "height": 844}
GOAL_BYTES = 100_000
SETTLED_MS = 1500
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => { for (const shift of list.getEntries()) window.shifted += shift.value; })
  .observe({type: "layout-shift", buffered: true});
"""


class Loaded(NamedTuple):
    wire: dict[str, int]  # bytes received, headers included, by kind of resource
    shifted: float  # cumulative layout shift, fonts arriving late included

    @property
    def without_fonts(self) -> int:
        return sum(size for kind, size in self.wire.items() if kind != "Font")


def measure(run: Run) -> list[Figure]:
    if not shutil.which(CHROMIUM):
        return [Figure("weight of a page", f"≤ {GOAL_BYTES // 1000} kB", "skipped: no Chromium is installed")]
    settings = environment(FAIRAPP_DATA_DIR=demo_world(run), FAIRAPP_DEMO=1)
    with fairapp_serve(settings) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        root = f"http://{HOST}:{server.port}"
        pages = {"home": "/", "search": "/offres", "offer": server.get("/offres/1").headers["location"]}
        loaded = {name: _load(browser, root + path) for name, path in pages.items()}
        browser.close()
    return [figure for name, page in loaded.items() for figure in _figures(name, page)]


def _figures(name: str, page: Loaded) -> Iterator[Figure]:
    kinds = ", ".join(f"{kind.lower()} {size / 1000:.1f}" for kind, size in sorted(page.wire.items()) if kind != "Font")
    size = page.without_fonts
    measured = f"{size / 1000:.1f} kB ({kinds})"
    yield Figure(f"{name} at 390 px, fonts cached", f"≤ {GOAL_BYTES // 1000} kB", measured, size <= GOAL_BYTES)
    yield Figure(f"{name}, layout shift, fonts not cached", "0", f"{page.shifted:.4f}", page.shifted == 0)


def _load(browser: Browser, url: str) -> Loaded:
    """Load a page with nothing cached, to its very end."""
    context = browser.new_context(viewport=TELEPHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.add_init_script(SHIFTS)
    wire = _listen(page)
    page.goto(url, wait_until="networkidle")
    page.mouse.wheel(0, 4000)  # what loads late, and what it pushes
    page.wait_for_timeout(SETTLED_MS)
    shifted = float(page.evaluate("window.shifted"))
    context.close()
    return Loaded(wire, shifted)


def _listen(page: Page) -> dict[str, int]:
    """Add up what Chromium says it received."""
    kinds: dict[str, str] = {}
    wire: dict[str, int] = {}

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        wire[kind] = wire.get(kind, 0) + int(event["encodedDataLength"])

    session = page.context.new_cdp_session(page)
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    return wire
