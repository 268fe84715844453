"""Organisers read every letter that the site can send; none of them can be forgotten."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.core.paths import TEMPLATES
from fairapp.core.settings import Settings
from fairapp.dashboard.letters.listing import BY_KEY, SAMPLES
from fairapp.dashboard.letters.samples import letter_of
from tests.factories import make_account, make_cluster, make_member
from tests.support.htmx import soup

Sessions = Callable[[], AbstractContextManager[Session]]
SHARED = {"footer"}  # the end of each letter
MOST_WORDS = 150  # a letter is read on a telephone, on the way


@pytest.fixture
def organiser(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    with writing() as session:
        account = make_member(session, make_cluster(session, slug="pole"))
    return sign_in(account)


def test_every_template_of_a_letter_is_in_the_list() -> None:
    written = {path.stem for path in (TEMPLATES / "mail").glob("*.txt")} - SHARED
    assert {sample.template for sample in SAMPLES} == written


def test_each_sample_has_an_address_of_its_own() -> None:
    assert len(BY_KEY) == len(SAMPLES)


def test_every_letter_has_one_plain_and_one_html_part_and_is_short(app: Flask, settings: Settings) -> None:
    for sample in SAMPLES:
        with app.app_context():
            letter = letter_of(settings, sample)
        parts = [part for part in letter.walk() if not part.is_multipart()]
        assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"], sample.key
        plain, page = (part.get_content() for part in parts)
        assert len(plain.split()) <= MOST_WORDS, sample.key
        assert len(str(letter["Subject"])) <= 100, sample.key
        for text in (plain, page, str(letter["Subject"])):
            assert re.search(r"%\(|\{\{|\{%|None", text) is None, sample.key


def test_the_list_leads_to_each_letter(organiser: FlaskClient) -> None:
    page = soup(organiser.get("/organisation/courriels"))
    links = [link["href"] for link in page.select("tbody a")]
    assert sorted(links) == sorted(f"/organisation/courriels/{key}" for key in BY_KEY)
    assert [heading.text for heading in page.select("section h2")][1] == "Entreprises"


def test_a_letter_is_shown_as_text_and_in_a_frame_that_can_do_nothing(organiser: FlaskClient) -> None:
    shown = organiser.get("/organisation/courriels/offers_ending-semaine")
    page = soup(shown)
    assert page.h1.text.replace("\u00a0", " ") == "Plus que 7 jours en ligne : Soudeur / Soudeuse F/H"
    assert "Prolonger jusqu’au 1er mars 2027" in page.select_one(".letter--text").text
    frame = page.select_one("iframe")
    assert frame.has_attr("sandbox")
    assert not frame["sandbox"]
    assert "frame-src 'self'" in shown.headers["Content-Security-Policy"]
    inner = organiser.get(frame["src"])
    policy = dict(part.strip().partition(" ")[::2] for part in inner.headers["Content-Security-Policy"].split(";"))
    assert policy["sandbox"] == ""
    assert policy["frame-ancestors"] == "'self'"
    assert re.fullmatch(r"'nonce-[\w-]+'", policy["style-src"])
    assert {value for name, value in policy.items() if name not in {"sandbox", "frame-ancestors", "style-src"}} == {
        "'none'"
    }
    assert soup(inner).select("[style], script, link") == []


def test_the_preview_loses_no_style_of_the_letter(app: Flask, settings: Settings, organiser: FlaskClient) -> None:
    with app.app_context():
        letter = letter_of(settings, BY_KEY["sign_in"])
    styles = set(re.findall(r'style="([^"]*)"', letter.get_body(("html",)).get_content()))
    shown = organiser.get("/organisation/courriels/sign_in/html").text
    assert set(re.findall(r"\.s\d+ \{ (.*) \}", shown)) == styles


def test_a_letter_that_does_not_exist_is_not_found(organiser: FlaskClient) -> None:
    assert organiser.get("/organisation/courriels/rien").status_code == 404
    assert organiser.get("/organisation/courriels/rien/html").status_code == 404


def test_an_administrator_without_cluster_reads_them_too(
    writing: Sessions, sign_in: Callable[..., FlaskClient]
) -> None:
    with writing() as session:
        account = make_account(session, is_admin=True)
    assert sign_in(account).get("/organisation/courriels").status_code == 200
