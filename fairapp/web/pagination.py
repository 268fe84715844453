"""Page numbers: any number asked for leads to a page that exists."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, request

MAX_PAGES = 50  # deeper, a search engine is being scraped rather than read


@dataclass(frozen=True)
class Page:
    """Where one is in a list of `total` rows; numbers start at 1, and an empty list has one page."""

    number: int
    per_page: int
    total: int
    max_pages: int = MAX_PAGES

    @property
    def pages(self) -> int:
        return max(1, min(self.max_pages, -(-self.total // self.per_page)))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.per_page

    @property
    def window(self) -> Sequence[int | None]:
        """Return the numbers to link to; None stands for a gap: 1 … 4 5 6 … 20."""
        shown = sorted({1, *range(self.number - 1, self.number + 2), self.pages} & set(range(1, self.pages + 1)))
        window: list[int | None] = []
        for number in shown:
            if window and number - (window[-1] or 0) == 2:
                window.append(number - 1)  # a gap of one page is no gap
            elif window and number - (window[-1] or 0) > 2:
                window.append(None)
            window.append(number)
        return window


def page_of(total: int, asked: int, *, per_page: int = 20, max_pages: int = MAX_PAGES) -> Page:
    """Return the page asked for, or the nearest one that exists."""
    last = Page(1, per_page, total, max_pages).pages
    return Page(min(max(asked, 1), last), per_page, total, max_pages)


def url_with(**changes: object) -> str:
    """Return this page's address with some parameters replaced; None or "" removes one, a list repeats it.

    Braces stay as they are: `url_with(page="{page}")` is a pattern.
    """
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    for name, value in changes.items():
        values = value if isinstance(value, (list, tuple)) else [value]
        kept += [(name, str(one)) for one in values if one not in (None, "")]
    return f"{request.path}?{urlencode(kept, safe='{}')}" if kept else request.path


def install(app: Flask) -> None:
    app.jinja_env.globals["url_with"] = url_with
