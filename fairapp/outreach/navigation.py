"""What the domain adds to the site: its pages, its links in the menus of spaces, its words in the journal."""

from collections.abc import Mapping

from flask import Blueprint, Flask
from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company, School
from fairapp.web.i18n import translate
from fairapp.web.navigation import MenuGroup

BLUEPRINTS: tuple[Blueprint, ...] = ()

AUDIT_LABELS: Mapping[str, str] = {}


def install(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def organiser_links(_session: Session, cluster: Cluster) -> list[MenuGroup]:
    return []


def company_links(_session: Session, company: Company) -> list[MenuGroup]:
    return []


def school_links(_session: Session, school: School) -> list[MenuGroup]:
    return []


def audit_labels() -> Mapping[str, str]:
    return {action: translate(label) for action, label in AUDIT_LABELS.items()}
