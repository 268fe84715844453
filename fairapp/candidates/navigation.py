"""The side menu of a candidate's space; each domain that has a page there has its line here."""

from typing import Any

from flask_babel import gettext as _

from fairapp.web.navigation import MenuGroup, MenuLink


def candidate_menu() -> list[MenuGroup]:
    return [
        MenuGroup(
            _("Mon espace"),
            [
                MenuLink("/candidat/", _("Tableau de bord"), "home", "home", short=_("Accueil")),
                MenuLink("/candidat/candidatures", _("Candidatures"), "briefcase", "applications"),
                MenuLink("/candidat/alertes", _("Alertes"), "bell", "alerts"),
            ],
        ),
        MenuGroup(
            _("Mes données"),
            [
                MenuLink("/candidat/profil", _("Profil et CV"), "user", "profile", short=_("Profil")),
                MenuLink("/candidat/acces", _("Qui a vu mes données"), "eye", "accesses", short=_("Vues")),
                MenuLink("/compte/donnees", _("Copie et effacement"), "shield", "data", short=_("Données")),
            ],
        ),
    ]


def candidate_space(*, current: str) -> dict[str, Any]:
    """Return what `layouts/app.html` wants: `render(…, **candidate_space(current="applications"))`."""
    return {"menu": candidate_menu(), "current": current, "space": _("Espace candidat")}
