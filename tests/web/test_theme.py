from collections.abc import Callable

import pytest
from flask import Blueprint, Flask

from fairapp.web.access import public
from fairapp.web.theme import chosen_theme


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_theme_is_one_we_know(tiny: Callable[..., Flask], bp: Blueprint, cookie: str, theme: str) -> None:
    bp.get("/")(public(chosen_theme))
    client = tiny(bp).test_client()
    client.set_cookie("theme", cookie)
    assert client.get("/").text == theme
