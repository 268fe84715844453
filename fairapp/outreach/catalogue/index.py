"""The index of the catalogue, and how fresh what it answers is."""

import time
from collections.abc import Hashable
from typing import cast

from flask import current_app

from fairapp.search import IndexUnusable, SearchIndex

KEPT_SECONDS = 60  # of what the index does not know of: the name of a cluster, a date that is over


def catalogue_index() -> SearchIndex:
    """The index of the interventions, one per process."""
    return cast("SearchIndex", current_app.extensions["fairapp"].catalogue)


def catalogue_version() -> Hashable:
    """Return what changes with each change of the catalogue, and every minute; None: keep nothing."""
    try:
        return catalogue_index().version(), int(time.time() // KEPT_SECONDS)
    except IndexUnusable:
        return None
