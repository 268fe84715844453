import re
from collections.abc import Callable

import pytest
from flask import Blueprint, Flask

from fairapp.core.paths import STATIC
from fairapp.web.access import public
from fairapp.web.theme import chosen_theme


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_theme_is_one_we_know(tiny: Callable[..., Flask], bp: Blueprint, cookie: str, theme: str) -> None:
    bp.get("/")(public(chosen_theme))
    client = tiny(bp).test_client()
    client.set_cookie("theme", cookie)
    assert client.get("/").text == theme


def test_a_theme_changes_colours_and_nothing_else() -> None:
    """What depends on it says so by `light-dark()`: pages in the dark are checked for their colours only."""
    sheets = "\n".join(sheet.read_text() for sheet in sorted((STATIC / "css").rglob("*.css")))
    chosen = re.findall(r"([^{}]*\[data-theme[^{}]*)\{([^{}]*)\}", sheets)
    assert [body.strip() for selector, body in chosen if "data-theme=" in selector] == [
        "color-scheme: light;",
        "color-scheme: dark;",
    ]
    assert "prefers-color-scheme" not in sheets
