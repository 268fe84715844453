"""A search as it is kept: the query string of its page, without the order and the page."""

import hashlib
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold
from fairapp.offers.alerts.models import MAX_CRITERIA
from fairapp.offers.board.criteria import Criteria, read_criteria
from fairapp.offers.board.searching import locate

UNKNOWN_PLACE = N_("Nous ne connaissons pas le lieu « %(place)s » : choisissez-en un dans la liste de la recherche.")
TOO_LONG = N_("Cette recherche a trop de filtres pour devenir une alerte : retirez-en quelques-uns.")


def write(criteria: Criteria) -> str:
    """Return the query string to keep.

    :raise DomainError: if the search has a place that we do not know, or more filters than fit.
    """
    if locate(criteria.place).unknown:
        raise DomainError(UNKNOWN_PLACE, place=criteria.place)
    written = _query_string(criteria)
    if len(written) > MAX_CRITERIA:
        raise DomainError(TOO_LONG)
    return written


def read(written: str) -> Criteria:
    return read_criteria(MultiDict(parse_qsl(written)))


def key_of(criteria: Criteria, cluster_id: int | None) -> str:
    """Return what two searches share that find the same offers: their board and criteria, capitals and accents aside."""
    folded = replace(criteria, text=fold(criteria.text), place=fold(criteria.place))
    return hashlib.sha256(f"{cluster_id or ''}?{_query_string(folded)}".encode()).hexdigest()


def _query_string(criteria: Criteria) -> str:
    return urlencode(replace(criteria, page=1, sort=None).pairs())
