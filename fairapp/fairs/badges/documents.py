"""Badges as PDF: one, or as many as a fair has (rows G1, G5)."""

import io
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import quote

from flask_babel import gettext as _
from PIL import Image, ImageDraw
from sqlmodel import Session

from fairapp import pdf
from fairapp.core.paths import STATIC
from fairapp.fairs.badges.cards import Press, press_for
from fairapp.fairs.badges.folding import Insides, insides_for
from fairapp.fairs.badges.holders import KINDS, Holder, holder_of
from fairapp.fairs.badges.layouts import FOLDED, SHEET, TONES
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.enums import HOLDER_LABELS, BadgeLayout
from fairapp.fairs.models import Fair
from fairapp.web.i18n import translate

Page = list[tuple[int, Holder]]  # the place on the sheet, from 0


@dataclass(frozen=True)
class Job:
    """Badges to draw: documents of a few pages each, and what lies under every page."""

    documents: Iterator[str]  # composed as they are asked for; the first one lies under the others, if one does
    count: int  # of documents
    places: list[list[pdf.Place]] | None

    def assemble(self, parts: Sequence[bytes]) -> bytes:
        """Put together what was drawn of each document."""
        if self.places is None:
            return pdf.join(parts)
        return pdf.join(parts[1:], pdf.Underlay(parts[0], self.places))


def render_badge(session: Session, badge: Badge, layout: BadgeLayout, *, public_url: str) -> bytes:
    """Return one badge as PDF: to print at home, or again at the door.

    :raise DrawingFailed: if it cannot be drawn.
    :raise LookupError: if nobody wears it any more.
    """
    holder = holder_of(session, badge)
    if holder is None:
        raise LookupError(badge.id)
    fair = session.get_one(Fair, badge.fair_id)
    job = prepare(session, press_for(session, fair, layout, public_url=public_url), fair, [holder])
    return job.assemble(list(pdf.draw_many(job.documents)))


def prepare(session: Session, press: Press, fair: Fair, holders: Sequence[Holder]) -> Job:
    """Look up and lay out badges in their order; the session is not needed any more when they are drawn."""
    pages = _laid_out(holders, press.layout.per_page)
    documents = _compose_all(press, insides_for(session, fair, holders), pages)
    count = -(-len(pages) // press.layout.pages_per_document)
    if press.layout is not SHEET:
        return Job(documents, count, None)
    return Job(chain([_compose_stamps(press)], documents), count + 1, [_places(page) for page in pages])


def _compose_all(press: Press, insides: Insides, pages: Sequence[Page]) -> Iterator[str]:
    step = press.layout.pages_per_document
    for start in range(0, len(pages), step):
        yield pdf.compose(press.layout.template, **_context(press, insides, pages[start : start + step]))


def _compose_stamps(press: Press) -> str:
    stamps = [(TONES[kind], translate(HOLDER_LABELS[kind])) for kind in KINDS]
    return pdf.compose("pdf/badges/stamps.html", press=press, stamps=stamps, mark=_mark(), marks=_crop_marks())


def _laid_out(holders: Sequence[Holder], per_page: int) -> list[Page]:
    """Spread holders over sheets so that, once the stack is cut, pile one then pile two… follow their order."""
    sheets = -(-len(holders) // per_page)
    return [
        [(place, holders[at]) for place in range(per_page) if (at := place * sheets + sheet) < len(holders)]
        for sheet in range(sheets)
    ]


def _places(page: Page) -> list[pdf.Place]:
    """Return where bands and words stand on a sheet, and its crop marks."""
    corners = ((10 + 96 * (place % 2), 297 - 64 - 17.5 - 66 * (place // 2), holder) for place, holder in page)
    stamps = [pdf.Place(KINDS.index(holder.kind), left, bottom) for left, bottom, holder in corners]
    return [*stamps, pdf.Place(len(KINDS), 0, 0)]


def _context(press: Press, insides: Insides, pages: Sequence[Page]) -> dict[str, Any]:
    cards = [[press.card(holder) for _place, holder in page] for page in pages]
    context: dict[str, Any] = {"press": press, "pages": cards, "title": _("Badges")}
    if press.layout is FOLDED:
        context |= {"insides": [insides.of(page[0][1]) for page in pages], "art": _art()}
    return context


@cache
def _crop_marks() -> str:
    """Return the crop marks of a sheet as one path: a browser would not mind several, the drawing process does."""
    across = "".join(
        f"M{x} 10.5v5M{x} 281.5v5" + "".join(f"M{x} {y}v1.8" for y in (81.6, 147.6, 213.6)) for x in (12, 102, 108, 198)
    )
    down = "".join(f"M3 {y}h5M202 {y}h5M104.1 {y}h1.8" for y in (19.5, 79.5, 85.5, 145.5, 151.5, 211.5, 217.5, 277.5))
    return across + down


@cache
def _mark() -> str:
    """Return the site's mark as pixels: drawn once in a document, where a drawing would be gone through each time."""
    side, ring = 40 * _FINE, ("#ffcb3d", "#ffffff")
    picture = Image.new("RGBA", (side, side), "#ffffff00")
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), 11 * _FINE, fill="#ffffff22")
    for colour, middle in zip(ring, (15.2, 24.8), strict=True):
        pen.ellipse(_around(middle, 10.2), outline=colour, width=round(4.6 * _FINE))
    pen.arc(_around(15.2, 10.2), 270, 336, fill=ring[0], width=round(4.6 * _FINE))  # the first passes over the second
    output = io.BytesIO()
    picture.resize((200, 200), Image.Resampling.LANCZOS).save(output, "PNG")
    return "data:image/png;base64," + b64encode(output.getvalue()).decode()


_FINE = 20  # pixels of the drawing for each unit of the mark's grid of 40


def _around(x: float, radius: float) -> tuple[float, float, float, float]:
    return ((x - radius) * _FINE, (20 - radius) * _FINE, (x + radius) * _FINE, (20 + radius) * _FINE)


@cache
def _art() -> list[str]:
    return [_drawing(f"t-{tile}", 'viewBox="0 0 100 100"') for tile in ("mariniere", "vague", "phare", "soleil")]


def _drawing(symbol: str, attributes: str) -> str:
    sprite = (STATIC / "img" / "sprite.svg").read_text()
    found = re.search(rf'<symbol id="{symbol}"[^>]*>(.*?)</symbol>', sprite, re.S)
    if found is None:
        raise LookupError(symbol)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{found[1]}</svg>'
    return "data:image/svg+xml," + quote(svg, safe=" ='/\":;,()").replace("#", "%23")
