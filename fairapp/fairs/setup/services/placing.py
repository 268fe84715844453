"""Where a fair is held."""

from fairapp import reference
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.fairs.models import Fair


def place_fair(fair: Fair, typed: str) -> None:
    """Put the fair in the commune that someone typed; nowhere if the text is empty.

    :raise DomainError: if there is no such commune.
    """
    typed = typed.strip()
    commune = reference.find_commune(typed) if typed else None
    if typed and commune is None:
        raise DomainError(N_("Commune introuvable : choisissez-la dans la liste."), field="place")
    fair.insee = commune.insee if commune else None
    fair.commune = commune.name if commune else ""
    fair.department = commune.department if commune else None
    fair.lat, fair.lon = (commune.lat, commune.lon) if commune else (None, None)


def place_label(fair: Fair) -> str:
    """Return the commune as a form shows it."""
    commune = reference.places().commune(fair.insee) if fair.insee else None
    return commune.label if commune else fair.commune
