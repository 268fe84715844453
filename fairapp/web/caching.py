"""304 by a cheap tag: a version that is known without rendering (the catalogue's generation, a row's `version`)."""

from flask import Response, make_response, request
from werkzeug.http import quote_etag

from fairapp.web.i18n import current_language
from fairapp.web.pages import wants_fragment
from fairapp.web.sessions import is_anonymous
from fairapp.web.theme import chosen_theme


def unchanged(version: str) -> Response | None:
    """Return a 304 if the browser holds this version, else None: go on, and `tag` the answer.

    Pages of signed-in people are never stored, so what their browser may still hold is the page of before.
    """
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return None
    if not is_anonymous():
        return None
    if not request.if_none_match.contains_weak(_variant(version)):
        return None
    return tag(make_response("", 304), version)


def tag(response: Response, version: str) -> Response:
    """Let browsers keep the answer, and ask each time whether it is still `version`."""
    response.headers["ETag"] = quote_etag(_variant(version), weak=True)  # weak: proxies may compress
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Cookie")
    return response


def _variant(version: str) -> str:
    """Tell page and fragment, themes and languages apart: Chromium sends one variant's tag when asking for another."""
    return f"{version}-{'f' if wants_fragment() else 'p'}{current_language()}{chosen_theme()[:1]}"
