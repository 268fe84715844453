"""French is the source; another language is offered once its compiled catalogue exists."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Blueprint, Flask

from fairapp.core.errors import DomainError
from fairapp.web import formats, i18n
from fairapp.web.access import public

Tiny = Callable[..., Flask]


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    english = Catalog(locale="en")
    english.add("Il reste %(n)s place(s).", "%(n)s place(s) left.")
    compiled = io.BytesIO()
    write_mo(compiled, english)
    folder = tmp_path / "translations" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.mo").write_bytes(compiled.getvalue())
    return tmp_path / "translations"


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint, catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    def refuse() -> str:
        raise DomainError("Il reste %(n)s place(s).", n=2)

    bp.get("/")(public(refuse))
    bp.get("/date")(public(lambda: formats.long_date(date(2026, 11, 21)) + formats.euros(250_050)))
    monkeypatch.setattr(i18n, "TRANSLATIONS", catalogue)
    return tiny(bp)


def test_catalogues_are_found(catalogue: Path, tmp_path: Path) -> None:
    assert i18n.available(catalogue) == ("fr", "en")
    assert i18n.available(tmp_path / "nowhere") == ("fr",)


@pytest.mark.parametrize(
    ("url", "cookie", "accepted", "expected"),
    [
        ("/", None, None, "Il reste 2"),
        ("/", None, "en-GB,en;q=0.9,fr;q=0.5", "2 place(s) left."),
        ("/", None, "de", "Il reste 2"),
        ("/", "fr", "en", "Il reste 2"),
        ("/?lang=en", "fr", "fr", "2 place(s) left."),
        ("/?lang=de", None, None, "Il reste 2"),
        ("/?lang=../../etc", "garbled", "*;q=x", "Il reste 2"),
    ],
)
def test_language_of_a_page(app: Flask, url: str, cookie: str | None, accepted: str | None, expected: str) -> None:
    client = app.test_client()
    if cookie:
        client.set_cookie("lang", cookie)
    response = client.get(url, headers={"Accept-Language": accepted} if accepted else {})
    assert expected in response.text


def test_chosen_language_is_remembered(app: Flask) -> None:
    client = app.test_client()
    client.get("/?lang=en")
    assert "left" in client.get("/").text


def test_the_choice_travels_over_https_only_in_production(app: Flask) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    assert "Secure" in app.test_client().get("/date?lang=en").headers["Set-Cookie"]


def test_caches_are_told_what_the_language_depends_on(app: Flask) -> None:
    assert "Accept-Language" in app.test_client().get("/date").headers["Vary"]


def test_dates_and_amounts_follow_the_language(app: Flask) -> None:
    assert app.test_client().get("/date?lang=en").text == "November 21, 2026€2,500.50"


def test_with_french_alone_nothing_is_asked_of_the_browser(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(public(lambda: i18n.current_language()))
    response = tiny(bp).test_client().get("/?lang=en", headers={"Accept-Language": "en"})
    assert response.text == "fr"
    assert "Vary" not in response.headers
    assert "Set-Cookie" not in response.headers


def test_outside_a_request_it_is_french() -> None:
    assert i18n.translate("Bonjour %(name)s", name="Anna") == "Bonjour Anna"
