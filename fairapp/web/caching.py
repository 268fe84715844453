"""Answers that need not be made twice: 304 by a cheap tag, and finished HTML kept in memory.

A tag is a version that is known without rendering (the catalogue's generation, a row's `version`), never a hash of the
body. Cached HTML holds no form, token, nonce or name of the person who looks.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import Response, make_response, request
from markupsafe import Markup
from werkzeug.http import quote_etag

from fairapp.web.i18n import current_language
from fairapp.web.pages import wants_fragment
from fairapp.web.sessions import cookie_name
from fairapp.web.theme import chosen_theme


class MarkupCache:
    """A bounded store of rendered HTML, shared by the threads of one process; the least used goes first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Hashable, Markup]] = OrderedDict()

    def get(self, key: Hashable, version: Hashable, make: Callable[[], Markup]) -> Markup:
        """Return what was made for `key` at this `version`, else make it. Two threads may both make it once."""
        with self._lock:
            version_kept, markup = self._kept.get(key, (None, None))
            if markup is not None and version_kept == version:
                self._kept.move_to_end(key)
                return markup
        made = make()
        with self._lock:
            self._kept[key] = (version, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._kept)


def unchanged(version: str) -> Response | None:
    """Return a 304 if the browser holds this version, else None: go on, and `tag` the answer.

    Pages of signed-in people are never stored, so what their browser may still hold is the page of before.
    """
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return None
    if cookie_name("session") in request.cookies or cookie_name("notice") in request.cookies:
        return None
    if not request.if_none_match.contains_weak(_variant(version)):
        return None
    return tag(make_response("", 304), version)


def tag(response: Response, version: str, *, seconds: int = 0) -> Response:
    """Let browsers keep the answer, and ask again after `seconds` (0: each time) whether it is still `version`."""
    response.headers["ETag"] = quote_etag(_variant(version), weak=True)  # weak: proxies may compress
    if seconds:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    else:
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Cookie")
    return response


def _variant(version: str) -> str:
    """Tell page and fragment, themes and languages apart: Chromium sends one variant's tag when asking for another."""
    return f"{version}-{'f' if wants_fragment() else 'p'}{current_language()}{chosen_theme()[:1]}"
