"""RSS and Atom of any search (row K4), sitemaps, robots.txt."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters import queries as clusters
from fairapp.clusters.models import Cluster
from fairapp.core.clock import PARIS, today
from fairapp.core.text import plain
from fairapp.offers.answers import answer
from fairapp.offers.board import scopes, searching
from fairapp.offers.board.criteria import Criteria, read_criteria
from fairapp.offers.board.index import offer_index
from fairapp.offers.board.rows import OfferRow, offer_rows
from fairapp.offers.feeds import queries, xml
from fairapp.offers.labels import offer_path, place_label, tags
from fairapp.search import Sort
from fairapp.web.access import public
from fairapp.web.i18n import current_language
from fairapp.web.limits import limited_reads

bp = Blueprint("feeds", __name__)

ENTRIES = 50
SUMMARY = 300  # characters
PER_SITEMAP = 20_000  # numbers in a file; the protocol takes 50,000 addresses
BOARD_SITEMAP = 5_000  # offers of one board, the newest
MOST_PARTS = 10_000
CLOSED = (
    "/connexion",
    "/compte/",
    "/pilotage/",
    "/entreprise/",
    "/ecole/",
    "/candidat/",
    "/admin/",
    "/alertes/",  # from here on what mailed links open
    "/candidatures/",
    "/fin-d-offre/",
    "/inscriptions/",
    "/reponse/",
    "/stands/",
    "/embed/",
    "/api/",
)
not_all_day = limited_reads("120 per minute", bucket="feeds")


# Feeds


@bp.get("/offres.<any(rss, atom):kind>")
@public
@not_all_day
def everywhere(kind: str) -> ResponseReturnValue:
    return _feed(None, kind, "/offres")


@bp.get("/clusters/<slug>/offres.<any(rss, atom):kind>")
@public
@not_all_day
def board(slug: str, kind: str) -> ResponseReturnValue:
    cluster = clusters.cluster_by_slug(g.session, slug) or abort(404)
    return _feed(cluster, kind, f"/clusters/{cluster.slug}/offres")


def _feed(cluster: Cluster | None, kind: str, path: str) -> Response:
    """Answer the newest offers of a search, in the order of publication whatever the address says."""
    criteria = replace(read_criteria(request.args), sort=None, page=1)
    rows = _newest(criteria, cluster, ENTRIES)
    feed = xml.Feed(
        title=_title(criteria, cluster),
        url=_root() + criteria.url(path),
        self_url=_root() + criteria.url(f"{path}.{kind}"),
        language=current_language(),
        updated_at=max((row.updated_at for row in rows), default=_this_morning()),
        entries=[_entry(row) for row in rows],
    )
    return answer(xml.WRITERS[kind](feed), media_type=f"application/{kind}+xml")


def _newest(criteria: Criteria, cluster: Cluster | None, count: int) -> list[OfferRow]:
    scope = scopes.board_scope(g.session, cluster.id if cluster else None)
    newest = replace(criteria, sort=Sort.DATE)
    found = searching.search_offers(g.session, offer_index(), newest, scope, per_page=count, facets=())
    return offer_rows(g.session, found.result.ids)


def _title(criteria: Criteria, cluster: Cluster | None) -> str:
    name = cluster.name if cluster else current_app.extensions["fairapp"].settings.product_name
    what = (criteria.text, criteria.place)
    return ", ".join(filter(None, (_("%(name)s : offres d'emploi", name=name), *what)))


def _entry(row: OfferRow) -> xml.Entry:
    facts = ", ".join(filter(None, (*tags(row), place_label(row.places))))
    return xml.Entry(
        id=f"{_root()}/offres/{row.id}",  # stays when the title changes; it leads to the page
        url=_root() + offer_path(row),
        title=row.title,
        summary=f"{facts}. {plain(row.description[: SUMMARY * 2])[:SUMMARY]}",
        author=", ".join(employer.name for employer in row.employers) or _("Entreprise non communiquée"),
        published_at=row.published_at,
        updated_at=row.updated_at,
    )


def _this_morning() -> datetime:
    """A feed without entries needs a date too, and the same one when asked again."""
    return datetime.combine(today(), datetime.min.time(), PARIS)


# Sitemaps


@bp.get("/sitemap.xml")
@public
@not_all_day
def sitemap() -> ResponseReturnValue:
    last = {"offres": queries.last_offer_id(g.session), "entreprises": queries.last_company_id(g.session)}
    parts = [f"{kind}-{part}" for kind, id in last.items() for part in range(1, id // PER_SITEMAP + 2)]
    return _xml(xml.sitemap_index(f"{_root()}/sitemap-{name}.xml" for name in ("pages", *parts)))


@bp.get("/sitemap-pages.xml")
@public
@not_all_day
def sitemap_pages() -> ResponseReturnValue:
    slugs = [cluster.slug for cluster in clusters.all_clusters(g.session)]
    boards = [f"/clusters/{slug}{page}" for slug in slugs for page in ("", "/offres", "/entreprises")]
    return _xml(xml.sitemap((_root() + path, None) for path in ("/", "/offres", "/clusters", *boards)))


@bp.get("/sitemap-<any(offres, entreprises):kind>-<int:part>.xml")
@public
@not_all_day
def sitemap_part(kind: str, part: int) -> ResponseReturnValue:
    if not 1 <= part <= MOST_PARTS:
        abort(404)
    between = (part - 1) * PER_SITEMAP, part * PER_SITEMAP - 1
    if kind == "offres":
        offers = queries.open_offers_between(g.session, *between)
        return _xml(xml.sitemap((_root() + offer_path(offer), offer.updated_at) for offer in offers))
    slugs = queries.company_slugs_between(g.session, *between)
    return _xml(xml.sitemap((f"{_root()}/entreprises/{slug}", None) for slug in slugs))


@bp.get("/clusters/<slug>/sitemap.xml")
@public
@not_all_day
def board_sitemap(slug: str) -> ResponseReturnValue:
    """What one board shows today, its own offers and its partners' (row M3)."""
    cluster = clusters.cluster_by_slug(g.session, slug) or abort(404)
    rows = _newest(Criteria(), cluster, BOARD_SITEMAP)
    return _xml(xml.sitemap((_root() + offer_path(row), row.updated_at) for row in rows))


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), f"Sitemap: {_root()}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _xml(body: bytes) -> Response:
    return answer(body, media_type="application/xml")


def _root() -> str:
    return str(current_app.extensions["fairapp"].settings.public_url)
