"""From a template to a PDF: composed here, where translations are, drawn by a child."""

import io
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import structlog
from flask_babel import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fairapp.core.paths import TEMPLATES
from fairapp.pdf.children import CHILDREN, POOL, Drawing

log = structlog.get_logger(__name__)


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
    """Draw several documents at once, and yield them in their order.

    :raise DrawingFailed: at the first that cannot be drawn; what is not begun then is left.
    """
    executor = ThreadPoolExecutor(max_workers=CHILDREN, thread_name_prefix="pdf")
    try:
        yield from (_drawn(drawing) for drawing in executor.map(POOL.draw, documents))
    finally:
        executor.shutdown(cancel_futures=True)


def join(parts: Sequence[bytes]) -> bytes:
    """Put documents one after the other."""
    if len(parts) == 1:
        return parts[0]
    from pypdf import PdfWriter  # slow import

    with PdfWriter() as writer, io.BytesIO() as joined:
        for part in parts:
            writer.append(io.BytesIO(part), import_outline=False)
        writer.write(joined)
        return joined.getvalue()


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
