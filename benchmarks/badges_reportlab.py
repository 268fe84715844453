"""The yardstick: the sheet of eight with ReportLab, every coordinate written by hand."""

import io
from base64 import b64decode
from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from fairapp.fairs.badges.cards import Card, Press
from fairapp.fairs.badges.fitting import LEADING, Lines
from fairapp.fairs.badges.holders import Holder
from fairapp.pdf.fonts import SHIPPED

HEIGHT = 297 * mm
BANDS = {"a": "#0c2f3b", "b": "#0b5566", "c": "#3b4594", "d": "#8f3f29", "e": "#2f5d3a"}
FEET = {"a": "#ffcb3d", "b": "#cfe6e9", "c": "#b3bbf0", "d": "#f2b8a2", "e": "#bfe0c4"}
FONTS = ("manrope-800", "manrope-600", "inter-400", "inter-600", "inter-700")


def draw_sheets(press: Press, holders: Sequence[Holder]) -> bytes:
    for name in FONTS:
        pdfmetrics.registerFont(TTFont(name, SHIPPED / f"{name}.ttf"))
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=(210 * mm, HEIGHT))
    for start in range(0, len(holders), 8):
        for place, holder in enumerate(holders[start : start + 8]):
            canvas.saveState()
            canvas.translate((10 + 96 * (place % 2)) * mm, HEIGHT - (17.5 + 66 * (place // 2)) * mm)
            _draw(canvas, press, press.card(holder))
            canvas.restoreState()
        _draw_marks(canvas)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def _draw(canvas: Canvas, press: Press, card: Card) -> None:
    """Draw one badge below the origin."""
    canvas.setFillColor(HexColor(BANDS[card.tone]))
    canvas.rect(0, -14 * mm, 94 * mm, 14 * mm, stroke=0, fill=1)
    canvas.setFillColor(HexColor(FEET[card.tone]))
    canvas.rect(0, -64 * mm, 94 * mm, 10 * mm, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))
    _write(canvas, press.fair, "manrope-800", left=15.6 * mm, top=-press.fair_top(4, 8) * mm)
    top = -4.6 * mm
    canvas.setFont("inter-400", press.facts.size)
    for line in press.facts.lines:
        canvas.drawRightString(87.5 * mm, top - press.facts.size, line)
        top -= press.facts.size * 1.35
    canvas.setFillColor(HexColor("#0d2a33"))
    top = _write(canvas, card.name.first, "manrope-800", left=6.5 * mm, top=-16.8 * mm)
    top = _write(canvas, card.name.last, "manrope-600", left=6.5 * mm, top=top)
    if card.about:
        _write(canvas, card.about, "inter-400", left=6.5 * mm, top=top - 4.5)
    code = ImageReader(io.BytesIO(b64decode(card.code.data_uri.partition(",")[2])))
    canvas.drawImage(code, 61.5 * mm, -44 * mm, 26 * mm, 26 * mm)
    canvas.setFont("inter-700", 7.5)
    canvas.drawCentredString(74.5 * mm, -50 * mm, card.short_code)
    canvas.setFont("manrope-800", 11)
    canvas.drawString(6.5 * mm, -60 * mm, card.word)
    if card.tag:
        canvas.setFont("inter-600", card.tag.size)
        canvas.drawRightString(87.5 * mm, -60 * mm, card.tag.lines[0])


def _write(canvas: Canvas, text: Lines, font: str, *, left: float, top: float) -> float:
    """Write lines below `top`, and return where they end."""
    canvas.setFont(font, text.size)
    for line in text.lines:
        canvas.drawString(left, top - text.size, line)
        top -= text.size * LEADING
    return top


def _draw_marks(canvas: Canvas) -> None:
    canvas.setLineWidth(0.12 * mm)
    for x in (12, 102, 108, 198):
        canvas.lines([(x * mm, HEIGHT - 10.5 * mm, x * mm, HEIGHT - 15.5 * mm), (x * mm, 10.5 * mm, x * mm, 15.5 * mm)])
    for y in (19.5, 79.5, 85.5, 145.5, 151.5, 211.5, 217.5, 277.5):
        canvas.lines(
            [(3 * mm, HEIGHT - y * mm, 8 * mm, HEIGHT - y * mm), (202 * mm, HEIGHT - y * mm, 207 * mm, HEIGHT - y * mm)]
        )
