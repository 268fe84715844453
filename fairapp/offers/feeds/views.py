"""RSS and Atom of any search (row K4), sitemap, robots.txt."""

from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from fairapp.clusters import queries as clusters
from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now
from fairapp.core.settings import Settings
from fairapp.core.text import plain
from fairapp.offers.board import scopes, searching
from fairapp.offers.board.criteria import Criteria, read_criteria
from fairapp.offers.board.index import offer_index
from fairapp.offers.board.rows import OfferRow, offer_rows
from fairapp.offers.feeds import xml
from fairapp.offers.labels import offer_path, place_label, tags
from fairapp.offers.models import Offer
from fairapp.offers.queries import is_live
from fairapp.search import Sort
from fairapp.web.access import public
from fairapp.web.caching import tag, unchanged
from fairapp.web.i18n import translate

bp = Blueprint("feeds", __name__)

ENTRIES = 50
SUMMARY = 300  # characters
PER_SITEMAP = 20_000


@bp.get("/offres.rss")
@public
def rss() -> ResponseReturnValue:
    return _feed(None, "rss")


@bp.get("/offres.atom")
@public
def atom() -> ResponseReturnValue:
    return _feed(None, "atom")


@bp.get("/clusters/<slug>/offres.<any(rss, atom):kind>")
@public
def board(slug: str, kind: str) -> ResponseReturnValue:
    return _feed(clusters.cluster_by_slug(g.session, slug) or abort(404), kind)


def _feed(cluster: Cluster | None, kind: str) -> Response:
    criteria = read_criteria(request.args)
    scope = scopes.board_scope(g.session, cluster.id if cluster else None)
    newest = Criteria(
        text=criteria.text, place=criteria.place, radius_km=criteria.radius_km, chosen=criteria.chosen,
        salary_min=criteria.salary_min, sort=Sort.DATE,
    )  # fmt: skip
    found = searching.search_offers(g.session, offer_index(), newest, scope, per_page=ENTRIES, facets=())
    rows = offer_rows(g.session, found.result.ids)
    updated_at = max((row.updated_at for row in rows), default=None)
    version = f"{kind}-{len(rows)}-{rows[0].id if rows else 0}-{updated_at.timestamp() if updated_at else 0}"
    if not_modified := unchanged(version):
        return not_modified
    path = f"/clusters/{cluster.slug}/offres" if cluster else "/offres"
    feed = _make_feed(criteria, cluster, f"{path}.{kind}", path, rows)
    body = xml.rss(feed) if kind == "rss" else xml.atom(feed, updated_at=updated_at or now())
    return tag(Response(body, mimetype=f"application/{kind}+xml"), version, seconds=300)


def _make_feed(
    criteria: Criteria, cluster: Cluster | None, feed_path: str, path: str, rows: list[OfferRow]
) -> xml.Feed:
    site = _settings()
    name = cluster.name if cluster else site.product_name
    what = " ".join(filter(None, (criteria.text, criteria.place)))
    title = translate("%(name)s : offres d'emploi", name=name) + (f", {what}" if what else "")
    root = site.public_url
    return xml.Feed(
        title, root + criteria.url(path), root + criteria.url(feed_path), [_entry(row, root) for row in rows]
    )


def _entry(row: OfferRow, root: str) -> xml.Entry:
    author = ", ".join(employer.name for employer in row.employers) or translate("Entreprise non communiquée")
    facts = ", ".join(filter(None, (*tags(row), place_label(row.places))))
    text = plain(row.description[: SUMMARY * 2])[:SUMMARY]
    return xml.Entry(root + offer_path(row), row.title, f"{facts}. {text}", author, row.published_at, row.updated_at)


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    last = g.session.exec(select(Offer.id).where(is_live()).order_by(col(Offer.id).desc())).first() or 0
    parts = range(1, last // PER_SITEMAP + 2)
    root = _settings().public_url
    return _xml(xml.sitemap_index([f"{root}/sitemap-pages.xml", *(f"{root}/sitemap-offres-{n}.xml" for n in parts)]))


@bp.get("/sitemap-pages.xml")
@public
def sitemap_pages() -> ResponseReturnValue:
    root = _settings().public_url
    slugs = [cluster.slug for cluster in clusters.all_clusters(g.session)]
    companies = select(Company.slug).where(col(Company.merged_into_id).is_(None)).order_by(col(Company.id))
    paths = [
        *("/", "/offres", "/clusters"),
        *(f"/clusters/{slug}{page}" for slug in slugs for page in ("", "/offres", "/entreprises")),
        *(f"/entreprises/{slug}" for slug in g.session.exec(companies.limit(PER_SITEMAP))),
    ]
    return _xml(xml.sitemap((root + path, None) for path in paths))


@bp.get("/sitemap-offres-<int:part>.xml")
@public
def sitemap_offers(part: int) -> ResponseReturnValue:
    """One file of live offers, by ranges of ids so that a file stays the same as offers come."""
    if not 1 <= part <= 10_000:
        abort(404)
    first = (part - 1) * PER_SITEMAP
    rows = g.session.exec(
        select(Offer.id, Offer.title, Offer.updated_at)
        .where(is_live(), col(Offer.id).between(first, first + PER_SITEMAP - 1))
        .order_by(col(Offer.id))
    )
    root = _settings().public_url
    return _xml(xml.sitemap((root + offer_path(row), row.updated_at) for row in rows))


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    closed = (
        "/connexion",
        "/compte/",
        "/pilotage/",
        "/entreprise/",
        "/ecole/",
        "/candidat/",
        "/admin/",
        "/embed/",
        "/api/",
    )
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {_settings().public_url}/sitemap.xml",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _xml(body: bytes) -> Response:
    response = Response(body, mimetype="application/xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _settings() -> Settings:
    settings: Settings = current_app.extensions["fairapp"].settings
    return settings
