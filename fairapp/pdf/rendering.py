"""From a template to a PDF: composed here, where translations are, drawn by a child.

Slow imports stand in functions: children begin by importing this package, and would wait four times as long.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from fairapp.core.paths import TEMPLATES
from fairapp.pdf.children import CHILDREN, POOL, Drawing

if TYPE_CHECKING:
    from jinja2 import Environment

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
    if not drawing.warnings:
        return drawing.pdf
    import structlog  # slow import

    log = structlog.get_logger(__name__)
    for warning in drawing.warnings:
        log.warning("pdf.warning", warning=warning)
    return drawing.pdf


@cache
def _environment() -> "Environment":
    from flask_babel import gettext, ngettext  # slow import
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow import

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
