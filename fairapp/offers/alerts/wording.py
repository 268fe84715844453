"""A saved search in words: its name, and its address."""

from collections.abc import Sequence

from sqlmodel import Session

from fairapp.clusters.models import Cluster
from fairapp.core.text import N_, is_like_an_address
from fairapp.offers.alerts import kept
from fairapp.offers.alerts.models import SavedSearch
from fairapp.offers.board.criteria import FACETS, Criteria
from fairapp.offers.board.facets import known_labels
from fairapp.offers.board.names import NAMED, facet_names
from fairapp.offers.board.searching import locate
from fairapp.search import Sort
from fairapp.web.formats import number
from fairapp.web.i18n import current_language, translate

NAME_LENGTH = 120
ALL, SOME = N_("Toutes les offres"), N_("Recherche d’offres")


def search_path(board: Cluster | None) -> str:
    return f"/clusters/{board.slug}/offres" if board else "/offres"


def search_url(session: Session, search: SavedSearch) -> str:
    """Return the page that shows what the search finds, the newest first."""
    board = session.get(Cluster, search.cluster_id) if search.cluster_id else None
    return kept.read(search.criteria).url(search_path(board), sort=Sort.DATE)


def name_of(session: Session, criteria: Criteria, board: Cluster | None) -> str:
    """« soudeuse, Aubenas à moins de 25 km, CDI ».

    It is mailed to an address that nobody has proven: what a stranger typed goes in only if it can be no address.
    """
    text = "" if is_like_an_address(criteria.text) else criteria.text
    parts = [text, *terms_of(session, criteria), board.name if board else ""]
    named = ", ".join(filter(None, parts))[:NAME_LENGTH]
    return named or translate(ALL if criteria.is_empty else SOME)


def terms_of(session: Session, criteria: Criteria) -> list[str]:
    """Return what a search asks for beside its words."""
    terms = []
    where = locate(criteria.place)
    if where.commune:
        town = where.commune.name
        terms.append(translate("%(town)s à moins de %(km)s km", town=town, km=criteria.radius_km))
    elif where.department:
        terms += _labels(session, "department", [where.department])
    for spec in FACETS:
        chosen = criteria.chosen.get(spec.name, ())
        terms += _labels(session, spec.name, chosen) if chosen else []
    if criteria.salary_min:
        terms.append(translate("au moins %(euros)s € par an", euros=number(criteria.salary_min)))
    return terms


def _labels(session: Session, facet: str, values: Sequence[str]) -> list[str]:
    if facet == "shared":
        return [translate("Temps partagé")]
    if facet in NAMED:
        return list(facet_names(session, facet, values).values())
    labels = known_labels(facet, current_language())
    return [labels[value] for value in values if value in labels]
