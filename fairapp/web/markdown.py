"""People's texts as safe HTML: a little Markdown, or plain paragraphs."""

import re
from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from fairapp.core.text import plain

MAX_LENGTH = 10_000  # characters
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6", "blockquote", "code", "pre", "hr"}
_PARAGRAPHS = re.compile(r"\n\s*\n")

# Images would tell other sites who reads; raw HTML is shown as text.
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20}).disable(["image", "reference"])


def install(app: Flask) -> None:
    app.jinja_env.filters["markdown"] = to_html
    app.jinja_env.filters["paragraphs"] = paragraphs
    app.jinja_env.filters["plain"] = plain


@lru_cache(maxsize=512)
def to_html(text: str) -> Markup:
    """Render Markdown. Headings start at level 3, whichever their author began with: the page has its own above."""
    tokens = _parser.parse(text[:MAX_LENGTH])
    _rank_headings(tokens)
    html = _parser.renderer.render(tokens, _parser.options, {})
    safe = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}, "ol": {"start"}}, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer ugc",
    )  # fmt: skip
    return Markup(safe)  # noqa: S704 - that is what nh3 is for


def _rank_headings(tokens: list[Token]) -> None:
    """Give the headings levels 3 to 6 by rank, none skipped on the way down: readers jump from one to the next."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    used = sorted({token.tag for token in headings})
    level = 2
    for token in headings:
        if token.type == "heading_open":
            level = min(3 + used.index(token.tag), level + 1, 6)
        token.tag = f"h{level}"


def paragraphs(text: str) -> Markup:
    """Show plain text: blank lines part paragraphs, other line breaks stay."""
    blocks = [block.strip() for block in _PARAGRAPHS.split(text[:MAX_LENGTH]) if block.strip()]
    return Markup("\n").join(Markup("<p>{}</p>").format(_with_breaks(block)) for block in blocks)


def _with_breaks(block: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in block.split("\n"))
