"""From where one answers: the company's space, or an organiser's for what nobody else answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, g
from sqlalchemy import ColumnElement

from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.navigation import company_space, organiser_space
from fairapp.clusters.policies import can_organise, can_run
from fairapp.clusters.queries import cluster_by_slug, company_by_slug
from fairapp.offers.applications.enums import Side
from fairapp.offers.applications.inbox.queries import Row, left_to, notes_by, one_of
from fairapp.offers.applications.queries import of_company
from fairapp.offers.applications.services import Acting
from fairapp.web.access import acting


@dataclass(frozen=True)
class Desk:
    """Who looks, as what, and what there is to see."""

    side: Side
    organisation: Company | Cluster
    url: str  # of the inbox
    scope: ColumnElement[bool]

    @property
    def acting(self) -> Acting:
        return Acting(self.side, g.actor)

    @property
    def space(self) -> Mapping[str, Any]:
        if isinstance(self.organisation, Company):
            return company_space(self.organisation, current="applications")
        return organiser_space(self.organisation, current="applications")

    @property
    def company_id(self) -> int | None:
        return self.organisation.id if isinstance(self.organisation, Company) else None

    @property
    def cluster_id(self) -> int | None:
        return self.organisation.id if isinstance(self.organisation, Cluster) else None

    @property
    def notes(self) -> ColumnElement[bool]:
        """The condition on `ApplicationNote`: what was noted at this desk."""
        return notes_by(company_id=self.company_id, cluster_id=self.cluster_id)

    def load(self, id: int) -> Row:
        """Return an application of this desk; any other does not exist."""
        row = one_of(g.session, self.scope, id)
        if row is None:
            abort(404)
        return row


def company_desk(slug: str) -> Desk:
    company = acting(slug, company_by_slug, allowed=can_run)
    return Desk(Side.COMPANY, company, f"/entreprise/{company.slug}/candidatures", of_company(company.id))


def organiser_desk(slug: str) -> Desk:
    cluster = acting(slug, cluster_by_slug, allowed=can_organise)
    return Desk(Side.ORGANISER, cluster, f"/pilotage/{cluster.slug}/candidatures", left_to(cluster.id))
