"""The fair that a page is about, or 404; every room's views begin here."""

from flask import abort, g

from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.policies import can_organise, can_run
from fairapp.clusters.queries import cluster_by_slug, company_by_slug
from fairapp.fairs import policies, queries
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair
from fairapp.web.access import acting


def public_fair(slug: str) -> Fair:
    """Return the fair of a public page."""
    fair = queries.fair_by_slug(g.session, slug)
    if fair is None or not policies.can_view(g.actor, fair):
        abort(404)
    return fair


def organised_fair(cluster_slug: str, slug: str) -> tuple[Cluster, Fair]:
    """Return the cluster and the fair of an organiser's page."""
    cluster = acting(cluster_slug, cluster_by_slug, allowed=can_organise)
    fair = queries.fair_by_slug(g.session, slug)
    if fair is None or fair.cluster_id != cluster.id:
        abort(404)
    return cluster, fair


def exhibited_fair(company_slug: str, slug: str) -> tuple[Company, Fair]:
    """Return the company and the fair of a page in the company's space."""
    company = acting(company_slug, company_by_slug, allowed=can_run)
    fair = queries.fair_by_slug(g.session, slug)
    if fair is None or fair.status is FairStatus.DRAFT:
        abort(404)
    return company, fair
