"""Answers for programs (API, feeds, sitemaps): asked for again and again, mostly for nothing new."""

import hashlib

from flask import Response

from fairapp.web.caching import tag, unchanged


def answer(body: str | bytes, *, media_type: str) -> Response:
    """Answer `body`, or 304 when it is what the program holds.

    The tag is the body's own: what a list shows changes with companies and pooling rules, of which no row of offers tells.
    Nothing is kept without asking, so that an offer that leaves a board leaves the feed at the next request (row M3).
    """
    version = hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()[:20]
    return unchanged(version) or tag(Response(body, mimetype=media_type), version)
