"""From a template to a PDF: composed here, where translations are, drawn by a child."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import structlog
from flask_babel import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fairapp.core.paths import TEMPLATES
from fairapp.pdf.children import CHILDREN, POOL, Drawing

log = structlog.get_logger(__name__)

AHEAD = 2 * CHILDREN  # documents composed and not yet handed on: neither child waits, and memory stays small


def render(template: str, **context: object) -> bytes:
    """Return a small document as PDF: `render("pdf/quote.html", booking=…)`.

    Amounts and dates come as text, made with the formats of the web.

    :raise DrawingFailed: if it cannot be drawn.
    """
    return _drawn(POOL.draw(compose(template, **context)))


def compose(template: str, **context: object) -> str:
    """Return the HTML of a document, style and images inside it."""
    return _environment().get_template(template).render(context)


def draw_many(documents: Iterable[str]) -> Iterator[bytes]:
    """Draw several documents at once, and yield them in their order; a few are asked for ahead.

    :raise DrawingFailed: at the first that cannot be drawn; what is not begun then is left.
    """
    executor = ThreadPoolExecutor(max_workers=CHILDREN, thread_name_prefix="pdf")
    ahead: deque[Future[Drawing]] = deque()
    try:
        for document in documents:
            ahead.append(executor.submit(POOL.draw, document))
            if len(ahead) > AHEAD:
                yield _drawn(ahead.popleft().result())
        while ahead:
            yield _drawn(ahead.popleft().result())
    finally:
        executor.shutdown(cancel_futures=True)


def _drawn(drawing: Drawing) -> bytes:
    for warning in drawing.warnings:
        log.warning("pdf.warning", warning=warning)
    return drawing.pdf


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment
