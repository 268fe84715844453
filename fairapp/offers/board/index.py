from typing import cast

from flask import current_app

from fairapp.search import SearchIndex


def offer_index() -> SearchIndex:
    """The index of the offers, one per process."""
    return cast("SearchIndex", current_app.extensions["fairapp"].search)
