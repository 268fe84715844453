"""What the domain adds to the site: its pages, its links in the menus of spaces, its words in the journal."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Flask
from flask_babel import gettext as _
from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company, School
from fairapp.core.text import N_
from fairapp.outreach.board import views as board
from fairapp.outreach.catalogue import views as catalogue
from fairapp.outreach.enums import Side
from fairapp.outreach.interventions import views as interventions
from fairapp.outreach.papers import views as papers
from fairapp.outreach.requests import views as requests
from fairapp.outreach.requests.queries import count_awaited, of_company, of_school
from fairapp.outreach.schools import views as schools
from fairapp.outreach.schools.queries import count_waiting
from fairapp.web.i18n import translate
from fairapp.web.navigation import MenuGroup, MenuLink

BLUEPRINTS: tuple[Blueprint, ...] = (
    *catalogue.BLUEPRINTS,
    *interventions.BLUEPRINTS,
    *schools.BLUEPRINTS,
    *requests.BLUEPRINTS,
    *papers.BLUEPRINTS,
    *board.BLUEPRINTS,
)

AUDIT_LABELS: Mapping[str, str] = {
    "charter.accepted": N_("Charte des professionnels acceptée"),
    "charter.asked": N_("Charte envoyée à un professionnel"),
    "domain.distrusted": N_("Domaine académique écarté"),
    "domain.restored": N_("Domaine académique rétabli"),
    "domain.trusted": N_("Domaine académique reconnu"),
    "intervention.closed": N_("Visite retirée du site"),
    "intervention.created": N_("Visite préparée"),
    "intervention.edited": N_("Visite modifiée"),
    "intervention.published": N_("Visite publiée"),
    "outreach.figures": N_("Bilan de l’année exporté"),
    "school.head_ended": N_("Direction d’établissement retirée"),
    "school.head_named": N_("Direction d’établissement nommée"),
    "school.marked": N_("Établissement rendu prioritaire"),
    "school.unmarked": N_("Établissement rendu non prioritaire"),
    "schools.exported": N_("Liste des établissements exportée"),
    "slot.added": N_("Date de visite ajoutée"),
    "slot.cancelled": N_("Date de visite annulée"),
    "slot.edited": N_("Date de visite modifiée"),
    "slot.series": N_("Série de dates ajoutée"),
    "speaker.added": N_("Professionnel ajouté"),
    "speaker.back": N_("Professionnel de retour"),
    "speaker.edited": N_("Fiche d’un professionnel modifiée"),
    "speaker.left": N_("Professionnel retiré"),
    "teacher.asked": N_("Rattachement demandé"),
    "teacher.confirmed": N_("Rattachement confirmé"),
    "teacher.refused": N_("Rattachement refusé"),
}


def install(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def organiser_links(_session: Session, cluster: Cluster) -> list[MenuGroup]:
    schools = MenuLink(f"/pilotage/{cluster.slug}/ecoles", _("Établissements"), "school", "schools")
    asked = MenuLink(f"/pilotage/{cluster.slug}/ecoles/demandes", _("Demandes"), "calendar", "school-requests")
    figures = MenuLink(f"/pilotage/{cluster.slug}/ecoles/bilan", _("Bilan de l’année"), "chart", "school-figures")
    return [MenuGroup(_("Visites de classes"), [schools, asked, figures])]


def admin_links() -> list[MenuLink]:
    return [MenuLink("/admin/domaines", _("Domaines académiques"), "mail", "domains", short=_("Domaines"))]


def company_links(session: Session, company: Company) -> list[MenuGroup]:
    base = f"/entreprise/{company.slug}"
    asked = count_awaited(session, of_company(session, company.id), Side.COMPANY)
    links = [
        _counted(MenuLink(f"{base}/demandes", _("Demandes de classes"), "calendar", "school-requests"), asked),
        MenuLink(f"{base}/visites", _("Visites"), "school", "visits"),
        MenuLink(f"{base}/professionnels", _("Professionnels"), "users", "professionals"),
    ]
    return [MenuGroup(_("Accueillir des classes"), links)]


def school_links(session: Session, school: School) -> list[MenuGroup]:
    base = f"/ecole/{school.slug}"
    awaited = count_awaited(session, of_school(school.id), Side.SCHOOL)
    asked = _counted(MenuLink(f"{base}/demandes", _("Demandes"), "calendar", "requests"), awaited)
    team = _counted(MenuLink(f"{base}/equipe", _("Équipe"), "users", "team"), count_waiting(session, school.id))
    return [MenuGroup(_("Rencontres"), [asked]), MenuGroup(_("L’établissement"), [team])]


def _counted(link: MenuLink, count: int) -> MenuLink:
    return replace(link, count=str(count or ""), hot=count > 0)


def audit_labels() -> Mapping[str, str]:
    return {action: translate(label) for action, label in AUDIT_LABELS.items()}
