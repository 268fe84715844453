"""What the domain adds to the site: its pages, its links in the menus of spaces, its words in the journal."""

from flask import Flask
from flask_babel import gettext as _
from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company
from fairapp.fairs import hooks as _hooks
from fairapp.fairs.badges import views as badges
from fairapp.fairs.badges.codes import spaced
from fairapp.fairs.control import views as control
from fairapp.fairs.door import views as door
from fairapp.fairs.hooks import Hooks
from fairapp.fairs.labels import audit_labels
from fairapp.fairs.registrations import views as registrations
from fairapp.fairs.setup import views as setup
from fairapp.fairs.showing import views as showing
from fairapp.fairs.stands import views as stands
from fairapp.fairs.zones import in_zone
from fairapp.web.navigation import MenuGroup, MenuLink

__all__ = ["BLUEPRINTS", "Hooks", "audit_labels", "company_links", "install", "organiser_links"]

BLUEPRINTS = (
    *showing.BLUEPRINTS, *setup.BLUEPRINTS, *stands.BLUEPRINTS, *registrations.BLUEPRINTS, *badges.BLUEPRINTS,
    *door.BLUEPRINTS, *control.BLUEPRINTS,
)  # fmt: skip


def install(app: Flask, hooks: Hooks) -> None:
    _hooks.install(app, hooks)
    app.jinja_env.globals["in_zone"] = in_zone
    app.jinja_env.filters["spaced"] = spaced
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def organiser_links(_session: Session, cluster: Cluster) -> list[MenuGroup]:
    return [MenuGroup(_("Salons"), [MenuLink(f"/pilotage/{cluster.slug}/salons", _("Salons"), "ticket", "fairs")])]


def company_links(_session: Session, company: Company) -> list[MenuGroup]:
    return [
        MenuGroup(_("Rencontrer"), [MenuLink(f"/entreprise/{company.slug}/salons", _("Salons"), "ticket", "fairs")])
    ]
