"""What waits for the organiser, the most pressing first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from fairapp.fairs.control.queries import Equipment, Printing, Signups, Stands
from fairapp.fairs.enums import FairStatus, Phase
from fairapp.fairs.models import Fair, Hall

ALMOST_FULL = 0.9


class Waiting(NamedTuple):
    """One thing to do: `tone` bad, warn or info."""

    tone: str
    icon: str
    title: str
    text: str
    path: str  # after the fair's address
    button: str


def full_halls(halls: Sequence[Hall], by_hall: Mapping[int, int]) -> Iterator[Waiting]:
    for hall in halls:
        inside = by_hall.get(hall.id, 0)
        if not hall.gauge or inside < hall.gauge * ALMOST_FULL:
            continue
        text = _("%(inside)s personnes pour une jauge de %(gauge)s.", inside=inside, gauge=hall.gauge)
        full = inside >= hall.gauge
        title = _("%(hall)s : jauge atteinte", hall=hall.name) if full else _("%(hall)s presque plein", hall=hall.name)
        yield Waiting("bad" if full else "warn", "alert", title, text, "/portes", _("Voir les portes"))


def waiting_for(
    fair: Fair, phase: Phase, *, signups: Signups, stands: Stands, printing: Printing, equipment: Equipment
) -> Iterator[Waiting]:
    if fair.status is FairStatus.DRAFT:
        yield Waiting(
            "warn", "edit", _("Le salon est un brouillon"), _("Personne ne le voit encore."), "/reglages", _("Publier")
        )  # fmt: skip
    if phase is Phase.OVER or fair.status is FairStatus.CANCELLED:
        return
    if stands.to_confirm:
        title = ngettext(
            "%(num)s réservation à confirmer", "%(num)s réservations à confirmer", stands.to_confirm
        )  # fmt: skip
        yield Waiting("warn", "stand", title, _("L'entreprise attend votre réponse."), "/reservations", _("Confirmer"))
    if signups.waiting:
        title = ngettext(
            "%(num)s personne sur liste d'attente", "%(num)s personnes sur liste d'attente", signups.waiting
        )  # fmt: skip
        text = _("Les places libérées leur sont proposées dans l'ordre.")
        yield Waiting("info", "users", title, text, "/inscriptions", _("Voir"))
    if stands.waiting:
        title = ngettext(
            "%(num)s entreprise attend un stand", "%(num)s entreprises attendent un stand", stands.waiting
        )  # fmt: skip
        yield Waiting("info", "building", title, _("Liste d'attente par type de stand."), "/reservations", _("Voir"))
    yield from _preparations(printing, equipment)


def _preparations(printing: Printing, equipment: Equipment) -> Iterator[Waiting]:
    left = printing.total - printing.printed
    if left > 0:
        title = ngettext("%(num)s badge à imprimer", "%(num)s badges à imprimer", left)
        yield Waiting("info", "printer", title, _("En lot, par nom ou par catégorie."), "/badges", _("Imprimer"))
    if not equipment.doors:
        text = _("Sans porte, aucun badge ne peut être scanné.")
        yield Waiting("info", "scan", _("Aucune porte"), text, "/portes", _("Ajouter"))
    elif not equipment.devices:
        text = _("Chaque téléphone qui contrôle les badges a son propre lien.")
        yield Waiting("info", "phone", _("Aucun appareil aux portes"), text, "/portes", _("Ajouter"))
