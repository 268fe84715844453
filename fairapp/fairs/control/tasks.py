"""What waits for the organiser, the most pressing first: what is late or holds up a door, then what will soon be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from fairapp.core.clock import now
from fairapp.fairs.calendar import Hours
from fairapp.fairs.control.queries import Equipment, Printing, Signups, Stands
from fairapp.fairs.enums import FairStatus, Phase
from fairapp.fairs.models import Fair, Hall
from fairapp.web.i18n import translate

ALMOST_FULL = 0.9
SOON = timedelta(days=7)  # before the doors open: who stands there must be settled
NEXT = timedelta(days=2)  # before the doors open: badges must be on paper

_PRESSING = ("bad", "warn", "info")


class Waiting(NamedTuple):
    """One thing to do: `tone` bad, warn or info."""

    tone: str
    icon: str
    title: str
    text: str
    path: str  # after the fair's address
    button: str


class Figures(NamedTuple):
    """What the room has counted."""

    signups: Signups
    stands: Stands
    printing: Printing
    equipment: Equipment


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Put the most pressing first; of two as pressing, the one that was said first."""
    return sorted(waiting, key=lambda one: _PRESSING.index(one.tone))


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
    fair: Fair,
    phase: Phase,
    hours: Sequence[Hours],
    figures: Figures,
    *,
    missing: Sequence[str],
) -> Iterator[Waiting]:
    """Tell what is to be done; `missing` is what a draft lacks, as message ids."""
    if fair.status is FairStatus.DRAFT:
        yield _draft(fair, hours, missing)
    if phase is Phase.OVER or fair.status is FairStatus.CANCELLED:
        return
    opens_at = hours[0].opens_at if hours else None
    signups, stands, printing, equipment = figures
    yield from _doors(equipment, opens_at)
    if stands.to_confirm:
        title = ngettext(
            "%(num)s réservation à confirmer", "%(num)s réservations à confirmer", stands.to_confirm
        )  # fmt: skip
        tone = "bad" if phase in (Phase.CLOSED, Phase.OPEN) else "warn"
        yield Waiting(tone, "stand", title, _("L'entreprise attend votre réponse."), "/reservations", _("Confirmer"))
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
    left = printing.total - printing.printed
    if left > 0:
        title = ngettext("%(num)s badge à imprimer", "%(num)s badges à imprimer", left)
        tone = "warn" if _is_within(opens_at, NEXT) else "info"
        yield Waiting(tone, "printer", title, _("En lot, par nom ou par catégorie."), "/badges", _("Imprimer"))


def _draft(fair: Fair, hours: Sequence[Hours], missing: Sequence[str]) -> Waiting:
    """A draft whose own calendar has begun is late: nobody can book or register."""
    begins = [fair.interest_from, fair.booking_from, fair.registration_from, *(one.opens_at for one in hours[:1])]
    tone = "bad" if any(moment and moment <= now() for moment in begins) else "warn"
    if missing:
        lacking = ", ".join(translate(one) for one in missing)
        text = _("Personne ne le voit encore. Avant de publier, il manque : %(missing)s.", missing=lacking)
        return Waiting(tone, "edit", _("Le salon est un brouillon"), text, "/reglages", _("Compléter"))
    text = _("Personne ne le voit encore. Tout est là pour le publier.")
    return Waiting(tone, "edit", _("Le salon est un brouillon"), text, "/reglages#publication", _("Publier"))


def _doors(equipment: Equipment, opens_at: datetime | None) -> Iterator[Waiting]:
    if equipment.doors and equipment.devices:
        return
    tone = "bad" if _is_within(opens_at, timedelta()) else "warn" if _is_within(opens_at, SOON) else "info"
    if not equipment.doors:
        text = _("Sans porte, aucun badge ne peut être scanné.")
        yield Waiting(tone, "scan", _("Aucune porte"), text, "/portes", _("Ajouter"))
    else:
        text = _("Chaque téléphone qui contrôle les badges a son propre lien.")
        yield Waiting(tone, "phone", _("Aucun appareil aux portes"), text, "/portes", _("Ajouter"))


def _is_within(opens_at: datetime | None, before: timedelta) -> bool:
    return opens_at is not None and now() >= opens_at - before
