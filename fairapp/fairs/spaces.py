"""The menus of pages about one fair: `render(…, **organiser_fair_space(cluster, fair, current="plan"))`."""

from typing import Any

from flask_babel import gettext as _

from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.navigation import organiser_space
from fairapp.fairs.models import Fair
from fairapp.web.navigation import MenuGroup, MenuLink


def organiser_fair_space(cluster: Cluster, fair: Fair, *, current: str) -> dict[str, Any]:
    """Return the organiser's menu, the fair's own pages first."""
    space = organiser_space(cluster, current=f"fair-{current}")
    base = organised_url(cluster, fair)
    links = [
        MenuLink(base, _("Salle de contrôle"), "chart", "fair-control", short=_("Salon")),
        MenuLink(f"{base}/reservations", _("Exposants"), "stand", "fair-bookings"),
        MenuLink(f"{base}/inscriptions", _("Inscriptions"), "users", "fair-registrations"),
        MenuLink(f"{base}/badges", _("Badges"), "qr", "fair-badges"),
        MenuLink(f"{base}/portes", _("Portes"), "scan", "fair-doors"),
        MenuLink(f"{base}/plan", _("Plan et stands"), "map", "fair-plan"),
        MenuLink(f"{base}/reglages", _("Réglages du salon"), "settings", "fair-settings"),
    ]
    return space | {"menu": [MenuGroup(fair.name, links), *space["menu"]]}


def organised_url(cluster: Cluster, fair: Fair) -> str:
    return f"/pilotage/{cluster.slug}/salons/{fair.slug}"


def exhibited_url(company: Company, fair: Fair) -> str:
    return f"/entreprise/{company.slug}/salons/{fair.slug}"


def fair_url(fair: Fair) -> str:
    return f"/salons/{fair.slug}"
