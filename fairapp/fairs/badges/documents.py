"""Badges as PDF: one, or as many as a fair has (rows G1, G5)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import pdf
from fairapp.core.paths import STATIC
from fairapp.fairs.badges.cards import Card, Press, press_for
from fairapp.fairs.badges.folding import Insides, insides_for
from fairapp.fairs.badges.holders import Holder, holder_of
from fairapp.fairs.badges.layouts import FOLDED
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.enums import BadgeLayout
from fairapp.fairs.models import Fair

Page = list[tuple[int, Holder]]  # the place on the sheet, from 1


def render_badge(session: Session, badge: Badge, layout: BadgeLayout, *, public_url: str) -> bytes:
    """Return one badge as PDF: to print at home, or again at the door.

    :raise DrawingFailed: if it cannot be drawn.
    :raise LookupError: if nobody wears it any more.
    """
    holder = holder_of(session, badge)
    if holder is None:
        raise LookupError(badge.id)
    fair = session.get_one(Fair, badge.fair_id)
    press = press_for(session, fair, layout, public_url=public_url)
    return pdf.render(press.layout.template, **_context(press, insides_for(session, fair, [holder]), [[(1, holder)]]))


def compose_all(session: Session, press: Press, fair: Fair, holders: Sequence[Holder]) -> Iterator[str]:
    """Yield documents of a few pages each, in their order, ready to be drawn one beside the other."""
    pages = _laid_out(holders, press.layout.per_page)
    step = press.layout.pages_per_document
    for start in range(0, len(pages), step):
        some = pages[start : start + step]
        insides = insides_for(session, fair, [holder for page in some for _place, holder in page])
        yield pdf.compose(press.layout.template, **_context(press, insides, some))


def count_documents(press: Press, holders: Sequence[Holder]) -> int:
    pages = -(-len(holders) // press.layout.per_page)
    return -(-pages // press.layout.pages_per_document)


def _laid_out(holders: Sequence[Holder], per_page: int) -> list[Page]:
    """Spread holders over sheets so that, once the stack is cut, pile one then pile two… follow their order."""
    sheets = -(-len(holders) // per_page)
    return [
        [(place + 1, holders[at]) for place in range(per_page) if (at := place * sheets + sheet) < len(holders)]
        for sheet in range(sheets)
    ]


def _context(press: Press, insides: Insides, pages: Sequence[Page]) -> dict[str, Any]:
    cards: list[list[tuple[int, Card]]] = [[(place, press.card(holder)) for place, holder in page] for page in pages]
    context: dict[str, Any] = {"press": press, "pages": cards, "title": _("Badges"), "mark": _mark()}
    if press.layout is FOLDED:
        context |= {"insides": [insides.of(page[0][1]) for page in pages], "art": _art()}
    return context


@cache
def _mark() -> str:
    """Return the site's mark as an image inside the document, on a square through which the band shows."""
    return _drawing("mark", 'viewBox="0 0 40 40"').replace("currentColor", "%23ffffff22")


@cache
def _art() -> list[str]:
    return [_drawing(f"t-{tile}", 'viewBox="0 0 100 100"') for tile in ("mariniere", "vague", "phare", "soleil")]


def _drawing(symbol: str, attributes: str) -> str:
    sprite = (STATIC / "img" / "sprite.svg").read_text()
    found = re.search(rf'<symbol id="{symbol}"[^>]*>(.*?)</symbol>', sprite, re.S)
    if found is None:
        raise LookupError(symbol)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{found[1]}</svg>'
    return "data:image/svg+xml," + quote(svg, safe=" ='/\":;,()#").replace("#", "%23")
