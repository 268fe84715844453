"""The index of the offers, and how fresh what it answers is."""

import time
from collections.abc import Hashable
from typing import cast

from flask import current_app

from fairapp.search import IndexUnusable, SearchIndex

KEPT_SECONDS = 60  # of what the index does not know of: a cluster's name, « il y a 2 minutes »


def offer_index() -> SearchIndex:
    """The index of the offers, one per process."""
    return cast("SearchIndex", current_app.extensions["fairapp"].search)


def offers_version() -> Hashable:
    """Return what changes with each change of an offer or its company, and every minute; None: keep nothing."""
    try:
        return offer_index().version(), int(time.time() // KEPT_SECONDS)
    except IndexUnusable:
        return None
