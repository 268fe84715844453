"""Whole public pages kept in memory, for visitors of whom nothing is known: all of them see the same.

Such a page depends on its address, on the language, on the theme, on whether htmx asks for a fragment, and on what the
view's `version` stands for; on nothing else. One that hands out a cookie, a form's token or a nonce is not kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import NamedTuple, cast

import brotli
from flask import Flask, Response, current_app, g, request

from fairapp.web.i18n import current_language
from fairapp.web.pages import wants_fragment
from fairapp.web.sessions import is_anonymous
from fairapp.web.theme import chosen_theme

MAX_BYTES = 24 * 2**20  # in each process
OVERHEAD_BYTES = 1000  # of a page's headers and key
GIVEN_AWAY = ("csrf_token", "csp_nonce", "notice_shown")  # what `g` remembers of one visitor's page
TOLD_AGAIN = frozenset({"ETag", "Cache-Control", "Vary"})  # by a 304
REPLACED = TOLD_AGAIN | {"Content-Length"}
QUALITY = 1  # of Brotli's eleven: a sixth of the size for a fiftieth of the page's cost, a third of what gzip takes


class KeptPage(NamedTuple):
    version: Hashable
    headers: tuple[tuple[str, str], ...]
    tag: str
    compressed: bytes


class KeptPages:
    """A store bounded in bytes, shared by the threads of one process; the least used goes first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, version: Hashable) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.version != version:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: KeptPage) -> None:
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self._bytes += _size(page)
            while self._bytes > self._max_bytes:
                self._forget(next(iter(self._pages)))

    def _forget(self, key: Hashable) -> None:
        if (page := self._pages.pop(key, None)) is not None:
            self._bytes -= _size(page)

    def __len__(self) -> int:
        return len(self._pages)


def install(app: Flask) -> None:
    app.extensions["fairapp.kept_pages"] = KeptPages()


def keep(version: Hashable, make: Callable[[], Response]) -> Response:
    """Return the page that was made for this address at this `version`, else make it; `None` keeps nothing.

    `version` must be known before the page is made: whatever changes meanwhile then shows at the next request.
    """
    if version is None or not is_anonymous():
        return make()
    store = cast("KeptPages", current_app.extensions["fairapp.kept_pages"])
    key = (request.path, request.query_string, wants_fragment(), current_language(), chosen_theme())
    page = store.get(key, version)
    if page is None:
        response = make()
        if not _may_be_kept(response):
            return response
        page = _kept(response, version)
        store.put(key, page)
    return _answer(page)


def _may_be_kept(response: Response) -> bool:
    if response.status_code != 200 or response.is_streamed or "Set-Cookie" in response.headers:
        return False
    return not any(given in g for given in GIVEN_AWAY)


def _kept(response: Response, version: Hashable) -> KeptPage:
    compressed = brotli.compress(response.get_data(), quality=QUALITY)
    tag = blake2b(compressed, digest_size=12).hexdigest()
    vary = response.headers.get("Vary")
    headers = [header for header in response.headers if header[0] not in REPLACED]
    headers += [
        ("ETag", f'W/"{tag}"'),  # weak: of the page, in whatever encoding
        ("Vary", ", ".join(filter(None, (vary, "Cookie, Accept-Encoding")))),
        ("Cache-Control", "no-cache"),
    ]
    return KeptPage(version, tuple(headers), tag, compressed)


def _answer(page: KeptPage) -> Response:
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(page.tag):
        return Response(status=304, headers=[header for header in page.headers if header[0] in TOLD_AGAIN])
    if not request.accept_encodings["br"]:
        return Response(brotli.decompress(page.compressed), headers=page.headers)
    return Response(page.compressed, headers=(*page.headers, ("Content-Encoding", "br")))


def _size(page: KeptPage) -> int:
    return len(page.compressed) + OVERHEAD_BYTES
