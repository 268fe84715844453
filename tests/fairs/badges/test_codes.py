"""One address in upper case, 29 modules (row G3)."""

import io
from base64 import b64decode

import pytest
from PIL import Image

from fairapp.fairs.badges.codes import badge_address, draw_png, draw_svg, fits, spaced

zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp reads codes back")

TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWX"
LONGEST = "https://abcdefghijklmno.exemple.fr"  # 26 characters


def read(data_uri: str) -> str:
    code = Image.open(io.BytesIO(b64decode(data_uri.partition(",")[2]))).convert("L")
    page = Image.new("L", (code.width + 64, code.height + 64), 255)
    page.paste(code, (32, 32))
    return zxingcpp.read_barcode(page).text


def test_g3_the_address_is_in_upper_case():
    assert badge_address("https://salons.exemple.fr/", TOKEN) == f"HTTPS://SALONS.EXEMPLE.FR/B/{TOKEN}"


@pytest.mark.parametrize("site", ["https://a.fr", "https://salons.exemple.fr", LONGEST])
def test_g3_a_host_of_26_characters_at_most_gives_29_modules(site):
    address = badge_address(site, TOKEN)
    drawn = draw_png(address)

    assert fits(site)
    assert drawn.modules == 29
    assert read(drawn.data_uri) == address


@pytest.mark.parametrize(
    "site", [LONGEST.replace("exemple", "exemples"), "http://a-rather-long-name-of-a-host.exemple.fr"]
)
def test_g3_a_longer_host_gives_the_smallest_code_that_holds_it(site):
    address = badge_address(site, TOKEN)
    drawn = draw_png(address)

    assert not fits(site)
    assert drawn.modules == 33
    assert read(drawn.data_uri) == address


def test_g3_in_development_the_address_has_a_port():
    assert badge_address("http://127.0.0.1:8000", TOKEN) == f"HTTP://127.0.0.1:8000/B/{TOKEN}"


def test_g3_the_drawing_of_a_page_says_what_it_is_and_escapes_it():
    svg = draw_svg(badge_address(LONGEST, TOKEN), 'Code "x"')

    assert svg.startswith('<svg role="img" aria-label="Code &#34;x&#34;" viewBox="0 0 37 37"')
    assert "style=" not in svg
    assert spaced("ABCDEFGH") == "ABCD-EFGH"
