"""Documents are drawn in a child that can reach nothing, spends little, and may die without harm."""

import io
import re
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from fairapp.pdf import DrawingFailed, draw_many, join
from fairapp.pdf.children import POOL, Child


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_document_is_drawn_with_our_fonts():
    drawing = POOL.draw('<p style="font:800 20pt Manrope">Enora</p><p style="font:400 9pt Inter">Le Goff</p>')

    fonts = PdfReader(io.BytesIO(drawing.pdf)).pages[0]["/Resources"]["/Font"]
    assert {str(font["/BaseFont"])[8:].split("-")[0] for font in (fonts[key] for key in fonts)} == {
        "Manrope",
        "Inter",
    }
    assert drawing.warnings == []


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<style>@import url(http://127.0.0.1:9/x.css)</style>",
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) } p { font-family: x }</style><p>x",
        '<object data="file:///etc/passwd"></object>',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<img src="data:text/html,hello">',
    ],
)
def test_nothing_outside_the_document_is_fetched(html):
    with pytest.raises(DrawingFailed, match="refused"):
        POOL.draw(html)


@pytest.mark.parametrize("html", ['<svg><image href="file:///etc/passwd"/></svg>', '<p style="background:url(x.png)">'])
def test_what_is_left_out_is_told(html):
    drawing = POOL.draw(html)

    assert drawing.warnings != []
    assert b"root:" not in drawing.pdf


@pytest.mark.parametrize("failure", [MemoryError, KeyboardInterrupt, KeyError])
def test_an_answer_that_was_not_read_is_nobody_else_s(monkeypatch, failure):
    read = Child._read_frame

    def fail(_child, _deadline):
        raise failure

    monkeypatch.setattr(Child, "_read_frame", fail)
    with pytest.raises(failure):
        POOL.draw("<p>ALICE")
    monkeypatch.setattr(Child, "_read_frame", read)
    assert text_of(POOL.draw("<p>BOB").pdf) == "BOB"


def test_a_refused_document_leaves_the_process_at_work():
    child = Child()
    with pytest.raises(DrawingFailed, match="refused"):
        child.draw('<img src="file:///etc/passwd">')

    assert text_of(child.draw("<p>Suite").pdf) == "Suite"
    child.close()


def test_a_document_that_takes_too_long_is_given_up():
    begun = time.monotonic()

    with pytest.raises(DrawingFailed, match="too slow"):
        POOL.draw("<p>Encore" * 200_000, seconds=2)

    assert time.monotonic() - begun < 10
    assert text_of(POOL.draw("<p>Suite").pdf) == "Suite"


def test_a_process_that_died_is_replaced():
    POOL.draw("<p>Un")
    for child in POOL._idle:
        child._process.kill()
        child._process.wait()

    assert text_of(POOL.draw("<p>Deux").pdf) == "Deux"


def test_the_child_knows_no_secret_and_is_limited(monkeypatch):
    monkeypatch.setenv("FAIRAPP_SECRET_KEY", "do not tell")
    child = Child()
    child.draw("<p>Un")

    process = child._process.pid
    environment = Path(f"/proc/{process}/environ").read_bytes()
    limits = Path(f"/proc/{process}/limits").read_text()
    child.close()

    assert b"do not tell" not in environment
    assert re.search(r"Max address space +1073741824", limits)
    assert re.search(r"Max cpu time +\d+", limits)


def test_many_documents_come_in_their_order():
    parts = list(draw_many(f"<p>Page {number}" for number in range(6)))

    assert text_of(join(parts)) == "\n".join(f"Page {number}" for number in range(6))


def test_the_first_that_fails_stops_the_others():
    documents = iter(["<p>Un", '<img src="file:///etc/passwd">', "<p>Trois"])

    with pytest.raises(DrawingFailed, match="refused"):
        list(draw_many(documents))


def test_the_same_document_is_the_same_bytes():
    html = '<p style="font:800 20pt Manrope">Enora'

    assert POOL.draw(html).pdf == POOL.draw(html).pdf
