"""A real Chromium on loopback only, whose complaints fail the test."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response, expect

CHROMIUM = "/usr/bin/chromium"
# Without these, Chromium calls home at every start.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ASSETS = {"stylesheet", "script", "image", "font"}
OURS = {"127.0.0.1", "localhost", "::1"}
# High enough for the longest menu: axe takes a link that is cut at the fold for one that is too small.
DESKTOP = {"width": 1280, "height": 1200}
MOBILE = {"width": 390, "height": 844}
TIMEOUT_MS = 30_000  # a busy machine may take its time; the bench looks for what is slow
# A failed load is judged by its answer: a form that comes back with 422 is no fault. Nor is a request that the next
# keystroke or page made needless; a request that fails says more than `afterRequest`.
HARMLESS = re.compile(r"^(Failed to load resource|htmx:sendAbort|htmx:afterRequest)")


expect.set_options(timeout=TIMEOUT_MS)


def why_unavailable() -> str | None:
    """Tell in one sentence why no browser can be driven, or None if one can."""
    return None if shutil.which(CHROMIUM) else "no Chromium is installed (apt-get install chromium)"


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@dataclass
class Complaints:
    """What went wrong in a page behind the reader's back."""

    found: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Allow complaints that match, in this test."""
        self.expected.append(re.compile(pattern))

    def left(self) -> list[str]:
        return [text for text in self.found if not any(pattern.search(text) for pattern in self.expected)]

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.found.append(f"script error: {error.error}"))
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("requestfailed", self._note_failure)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not HARMLESS.match(message.text):
            self.found.append(f"console {message.type}: {message.text}")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in OURS:
            self.found.append(f"request to the outside: {request.url}")

    def _note_response(self, response: Response) -> None:
        missing = response.status >= 400 and response.request.resource_type in ASSETS
        if missing or response.status >= 500:
            self.found.append(f"status {response.status}: {response.request.method} {response.url}")

    def _note_failure(self, request: Request) -> None:
        # Leaving a page cancels what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"{request.failure}: {request.url}")


@contextmanager
def open_page(browser: Browser, base_url: str, **options: Any) -> Iterator[Page]:
    """Yield a page of a fresh context; at the end its complaints, if any, are raised.

    `options` are those of Playwright's `new_context`; `page.context.complaints.expect(…)` allows one complaint.
    """
    settings = {
        "base_url": base_url, "viewport": DESKTOP, "locale": "fr-FR", "timezone_id": "Europe/Paris",
        "reduced_motion": "reduce",  # a page that is left during its transition would complain
    }  # fmt: skip
    context = browser.new_context(**(settings | options))
    context.set_default_timeout(TIMEOUT_MS)
    complaints = Complaints()
    complaints.watch(context)
    context.complaints = complaints  # type: ignore[attr-defined]
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not complaints.left(), "\n".join(complaints.left())
