"""Accessibility as axe-core judges it (WCAG 2.2 AA and best practice), in the light and in the dark."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SCHEMES = ("light", "dark")
# With reduced motion every element changes colour in 0.01 ms, one generation after the other: wait for the last.
# What has finished within a closed `details` stays on the list.
SWITCH = """async scheme => {
  const moving = () => document.getAnimations().filter(animation => animation.playState !== "finished");
  document.documentElement.dataset.theme = scheme;
  do {
    await new Promise(done => requestAnimationFrame(done));
    await Promise.allSettled(moving().map(animation => animation.finished));
  } while (moving().length);
}"""
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def why_unavailable() -> str | None:
    return None if AXE.is_file() else "axe-core is not installed (npm ci --ignore-scripts)"


def violations(page: Page) -> list[str]:
    """Return one line for each element at fault, in either colour scheme.

    The script is injected by the debugger, not by a tag, so the page's own security policy stays on.
    """
    found: list[str] = []
    page.evaluate(AXE.read_text())
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(SWITCH, scheme)
        report = page.evaluate("options => axe.run(document, options)", OPTIONS)
        found += [line for violation in report["violations"] for line in _lines(scheme, violation)]
    return found


def _lines(scheme: str, violation: dict[str, Any]) -> list[str]:
    rule = f"{scheme}: {violation['id']} ({violation['impact']})"
    return [f"{rule}: {' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in violation["nodes"]]


def assert_accessible(page: Page) -> None:
    assert violations(page) == []
