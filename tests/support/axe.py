"""Accessibility as axe-core judges it (WCAG 2.2 AA and best practice), in the light and in the dark."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# A colour that is on its way to another would be measured half-way.
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
  document.adoptedStyleSheets.push(sheet);
}"""
WEAR = "scheme => { document.documentElement.dataset.theme = scheme; }"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
SCHEMES: dict[str, object] = {"light": RULES, "dark": COLOURS}  # only colours differ


def why_unavailable() -> str | None:
    return None if AXE.is_file() else "axe-core is not installed (npm ci --ignore-scripts)"


def violations(page: Page) -> list[str]:
    """Return one line for each element at fault, in either colour scheme.

    The script is injected by the debugger, not by a tag, so the page's own security policy stays on.
    """
    found: list[str] = []
    page.evaluate(AXE.read_text())
    page.evaluate(STILL)
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(WEAR, scheme)
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        report = page.evaluate("options => axe.run(document, options)", options)
        found += [line for violation in report["violations"] for line in _lines(scheme, violation)]
    return found


def _lines(scheme: str, violation: dict[str, Any]) -> list[str]:
    rule = f"{scheme}: {violation['id']} ({violation['impact']})"
    return [f"{rule}: {' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in violation["nodes"]]


def assert_accessible(page: Page) -> None:
    assert violations(page) == []
