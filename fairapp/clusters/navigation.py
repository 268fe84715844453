"""The side menus of the spaces, other domains' links included, and the menu of a person's own spaces."""

from collections.abc import Iterator
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlmodel import Session

from fairapp.clusters import queries
from fairapp.clusters.hooks import hooks
from fairapp.clusters.members.queries import count_requests
from fairapp.clusters.models import Cluster, Company, School
from fairapp.core.actor import Actor
from fairapp.web.navigation import MenuGroup, MenuLink


def organiser_menu(session: Session, cluster: Cluster) -> list[MenuGroup]:
    base = f"/pilotage/{cluster.slug}"
    waiting = count_requests(session, cluster.id)
    home = MenuLink(base, _("Tableau de bord"), "home", "home", short=_("Accueil"))
    members = MenuLink(
        f"{base}/entreprises", _("Entreprises"), "building", "members", count=str(waiting or ""), hot=waiting > 0
    )  # fmt: skip
    return [
        MenuGroup(cluster.name, [home]),
        *hooks().organiser_links(session, cluster),
        MenuGroup(
            _("Le cluster"),
            [
                members,
                MenuLink(f"{base}/equipe", _("Équipe"), "users", "team"),
                MenuLink(f"{base}/mutualisation", _("Mutualisation"), "share", "pooling"),
                MenuLink(f"{base}/reglages", _("Réglages"), "settings", "settings"),
                MenuLink(f"{base}/pages", _("Pages légales"), "file", "pages"),
                MenuLink("/organisation/courriels", _("Courriels"), "mail", "letters"),
                MenuLink(f"{base}/journal", _("Journal"), "history", "journal"),
            ],
        ),
    ]


def company_menu(session: Session, company: Company) -> list[MenuGroup]:
    base = f"/entreprise/{company.slug}"
    return [
        MenuGroup(company.name, [MenuLink(base, _("Tableau de bord"), "home", "home", short=_("Accueil"))]),
        *hooks().company_links(session, company),
        MenuGroup(
            _("L’entreprise"),
            [
                MenuLink(f"{base}/profil", _("Présentation"), "building", "profile"),
                MenuLink(f"{base}/equipe", _("Équipe"), "users", "team"),
                MenuLink(f"{base}/adhesions", _("Adhésions"), "anchor", "memberships"),
            ],
        ),
    ]


def school_menu(session: Session, school: School) -> list[MenuGroup]:
    home = MenuLink(f"/ecole/{school.slug}", _("Tableau de bord"), "home", "home", short=_("Accueil"))
    return [MenuGroup(school.name, [home]), *hooks().school_links(session, school)]


def admin_menu() -> list[MenuGroup]:
    links = [
        MenuLink("/admin/", _("Tableau de bord"), "home", "home", short=_("Accueil")),
        MenuLink("/admin/pages", _("Pages légales"), "file", "pages"),
        *hooks().admin_links(),
    ]
    return [MenuGroup(_("Administration"), links)]


def organiser_space(cluster: Cluster, *, current: str) -> dict[str, Any]:
    """Return what `layouts/app.html` wants: `render(…, **organiser_space(cluster, current="members"))`."""
    menu = organiser_menu(g.session, cluster)
    return {"menu": menu, "current": current, "space": _("Pilotage"), "board": queries.board_view(cluster)}


def company_space(company: Company, *, current: str) -> dict[str, Any]:
    return {"menu": company_menu(g.session, company), "current": current, "space": _("Espace entreprise")}


def school_space(school: School, *, current: str) -> dict[str, Any]:
    return {"menu": school_menu(g.session, school), "current": current, "space": _("Espace établissement")}


def admin_space(*, current: str) -> dict[str, Any]:
    return {"menu": admin_menu(), "current": current, "space": _("Administration")}


class OwnSpaces:
    """The menu behind a person's name, asked for only where a whole page is drawn, and once."""

    def __iter__(self) -> Iterator[MenuLink]:
        if "own_spaces" not in g:
            g.own_spaces = account_menu(g.session, g.actor) if g.actor else []
        return iter(g.own_spaces)


def account_menu(session: Session, actor: Actor) -> list[MenuLink]:
    """Return the spaces of one person, for the menu behind their name."""
    clusters = queries.organised_clusters(session, actor)
    companies = queries.companies_of(session, actor)
    schools = queries.schools_of(session, actor)
    return [
        *(MenuLink(f"/pilotage/{one.slug}", one.name, "anchor") for one in clusters),
        *(MenuLink(f"/entreprise/{one.slug}", one.name, "building") for one in companies),
        *(MenuLink(f"/ecole/{one.slug}", one.name, "school") for one in schools),
        *([MenuLink("/admin/", _("Administration"), "settings")] if actor.is_admin else []),
    ]
