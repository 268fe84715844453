"""The inbox in the menus of the spaces."""

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company
from fairapp.offers.applications.inbox.queries import count_new, left_to
from fairapp.offers.applications.inbox.views import answering, links, lists, showing
from fairapp.offers.applications.queries import of_company
from fairapp.web.navigation import MenuLink

BLUEPRINTS = (answering.bp, links.bp, lists.bp, showing.bp)


def company_link(session: Session, company: Company) -> MenuLink:
    return _link(f"/entreprise/{company.slug}", count_new(session, of_company(company.id)))


def organiser_link(session: Session, cluster: Cluster) -> MenuLink:
    return _link(f"/pilotage/{cluster.slug}", count_new(session, left_to(cluster.id)))


def _link(space: str, waiting: int) -> MenuLink:
    return MenuLink(
        f"{space}/candidatures", _("Candidatures"), "inbox", "applications", count=str(waiting or ""), hot=waiting > 0
    )
