"""Badges as they come out: drawn, turned into pixels at 150 dpi, read back (rows G1 to G4)."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from pypdf import PageObject, PdfReader
from sqlmodel import Session, select

from fairapp.fairs.badges.cards import press_for
from fairapp.fairs.badges.codes import badge_address
from fairapp.fairs.badges.documents import prepare, render_badge
from fairapp.fairs.badges.holders import Holder, holder_of, holders_of, sorted_holders
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.preflight import inspect
from fairapp.fairs.badges.services import reissue
from fairapp.fairs.enums import BadgeLayout, BatchOrder, HolderKind
from fairapp.fairs.models import Fair
from fairapp.pdf.children import POOL
from fairapp.pdf.fonts import missing_packages
from tests.fairs.badges.making import HARD_NAMES, add_person, furnish

Sessions = Callable[[], AbstractContextManager[Session]]

zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp reads codes back")
with_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="pdftoppm turns pages into pixels: poppler-utils"
)
with_noto = pytest.mark.skipif(bool(missing_packages()), reason=f"Debian packages are missing: {missing_packages()}")
every_layout = pytest.mark.parametrize("layout", BadgeLayout)

SITE = "https://salons.exemple.fr"
DPI = 150


def pixels(content: bytes, folder: Path) -> list[Image.Image]:
    (folder / "badges.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), "badges.pdf", "page"], cwd=folder, check=True)
    return [Image.open(page) for page in sorted(folder.glob("page*.pgm"))]


def codes_on(pages: Sequence[Image.Image]) -> list[str]:
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page, zxingcpp.BarcodeFormat.QRCode)]


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def fonts_of(page: PageObject) -> set[str]:
    """Name the families of a page: « SXBTPW+Manrope-Ultra-Bold »."""
    fonts = page["/Resources"]["/Font"]
    return {str(fonts[key]["/BaseFont"])[8:].split("-")[0] for key in fonts}


def draw(session: Session, fair: Fair, holders: Sequence[Holder], layout: BadgeLayout) -> bytes:
    press = press_for(session, fair, layout, public_url=SITE)
    job = prepare(session, press, fair, holders)
    drawings = [POOL.draw(document) for document in job.documents]
    assert [drawing.warnings for drawing in drawings] == [[]] * len(drawings)
    return job.assemble([drawing.pdf for drawing in drawings])


@pytest.fixture
def hard(app: Flask, writing: Sessions) -> Fair:
    """Make a fair to which the people of the hard list come, of every kind in turn."""
    with writing() as session:
        fair = furnish(session, people=0).fair
        for number, (first, last) in enumerate(HARD_NAMES):
            add_person(session, fair, first, last, list(HolderKind)[number % len(HolderKind)])
    return fair


@with_poppler
@with_noto
@every_layout
def test_g1_g2_g3_hard_names_are_drawn_and_their_codes_read_at_150_dpi(app, hard, writing, layout, tmp_path):
    with app.app_context(), writing() as session:
        holders = sorted_holders(holders_of(session, hard.id), BatchOrder.NAME)
        troubles = inspect(press_for(session, hard, layout, public_url=SITE), holders)
        content = draw(session, hard, holders, layout)

    pages = pixels(content, tmp_path)

    assert troubles == []
    assert sorted(codes_on(pages)) == sorted(badge_address(SITE, holder.token) for holder in holders)
    fonts = {name for page in PdfReader(io.BytesIO(content)).pages for name in fonts_of(page)}
    assert fonts == {"Manrope", "Inter", "Noto"}


@with_poppler
@with_noto
def test_g2_no_name_runs_out_of_its_box(app, hard, writing, tmp_path):
    """Between the name and the code of each badge of a sheet there is nothing but white."""
    with app.app_context(), writing() as session:
        content = draw(session, hard, holders_of(session, hard.id), BadgeLayout.A4_SHEET)

    for page in pixels(content, tmp_path):
        for left in (10, 106):
            for top in (17.5, 83.5, 149.5, 215.5):
                gutter = [left + 57, top + 15, left + 61, top + 53]  # mm
                strip = page.convert("L").crop([round(mm / 25.4 * DPI) for mm in gutter])
                assert strip.getextrema()[0] > 250


@with_poppler
@every_layout
def test_g1_one_badge_shows_who_where_when(app, writing, layout, tmp_path):
    with app.app_context(), writing() as session:
        place = furnish(session, people=1)
        badge = session.exec(select(Badge).where(Badge.staff_id != None)).one()  # noqa: E711 - SQL
        content = render_badge(session, badge, layout, public_url=SITE)

    text = text_of(content)
    for said in ("Gwenaëlle", "Prigent", "Chantiers Kermarec", "Exposant", "Stand B12", place.fair.name):
        assert said in text
    assert f"{badge.short_code[:4]}-{badge.short_code[4:]}" in text
    assert codes_on(pixels(content, tmp_path)) == [badge_address(SITE, badge.token)]


@pytest.mark.parametrize(
    ("layout", "size"),
    [
        (BadgeLayout.A4_SHEET, (210, 297)),
        (BadgeLayout.A6, (210, 297)),
        (BadgeLayout.LABEL_80X50, (80, 50)),
        (BadgeLayout.LABEL_62X100, (62, 100)),
    ],
)
def test_g1_pages_have_the_size_of_their_paper(app, writing, layout, size):
    with app.app_context(), writing() as session:
        furnish(session, people=1)
        badge = session.exec(select(Badge)).first()
        pages = PdfReader(io.BytesIO(render_badge(session, badge, layout, public_url=SITE))).pages

    assert len(pages) == 1
    assert tuple(round(float(side) / 72 * 25.4) for side in (pages[0].mediabox.width, pages[0].mediabox.height)) == size


def test_g4_a_corrected_name_is_printed_with_the_same_code(app, writing):
    with app.app_context(), writing() as session:
        place = furnish(session, people=1)
        badge = session.exec(select(Badge).where(Badge.registration_id == place.registrations[0].id)).one()
        place.registrations[0].last_name = "Corrigée"
        session.add(place.registrations[0])
        session.flush()
        session.refresh(session.get_one(type(place.registrations[0]), place.registrations[0].id))
        holder = holder_of(session, badge)
        text = text_of(render_badge(session, badge, BadgeLayout.LABEL_80X50, public_url=SITE))

    assert (holder.last_name, holder.token) == ("Corrigée", badge.token)
    assert "Corrigée" in text


def test_g1_piles_of_a_cut_stack_follow_the_alphabet(app, writing):
    with app.app_context(), writing() as session:
        place = furnish(session, people=19)
        holders = sorted_holders(holders_of(session, place.fair.id, HolderKind.CANDIDATE), BatchOrder.NAME)
        content = draw(session, place.fair, holders, BadgeLayout.A4_SHEET)

    sheets = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    shown = [re.findall(r"Nom\d{4}", sheet) for sheet in sheets]
    piles = [sheet[place] for place in range(8) for sheet in shown if place < len(sheet)]
    assert piles == [holder.last_name for holder in holders]


def test_who_gets_a_badge(app, writing):
    with app.app_context(), writing() as session:
        place = furnish(session, people=2)
        lost = session.exec(select(Badge).where(Badge.registration_id == place.registrations[0].id)).one()
        new = reissue(session, lost, reason="Perdu", by=None)
        everyone = holders_of(session, place.fair.id)
        staff = holders_of(session, place.fair.id, HolderKind.EXHIBITOR)

    assert new.token in {holder.token for holder in everyone}
    assert lost.token not in {holder.token for holder in everyone}
    assert len(everyone) == 3
    assert [(one.last_name, one.about, one.tag) for one in staff] == [("Prigent", "Chantiers Kermarec", "Stand B12")]
