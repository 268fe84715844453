"""The words of the journal's lines about fairs."""

from collections.abc import Mapping

from fairapp.core.text import N_
from fairapp.web.i18n import translate

AUDIT_LABELS = {
    "fair.created": N_("Salon créé"),
    "fair.edited": N_("Réglages du salon modifiés"),
    "fair.published": N_("Salon publié"),
    "fair.cancelled": N_("Salon annulé"),
    "fair.deleted": N_("Brouillon de salon supprimé"),
    "fair.plan": N_("Plan du salon modifié"),
    "booking.submitted": N_("Réservation de stand envoyée"),
    "booking.confirmed": N_("Réservation de stand confirmée"),
    "booking.cancelled": N_("Réservation de stand annulée"),
    "booking.moved": N_("Stand changé"),
    "booking.partner": N_("Partage de stand modifié"),
    "booking.paid": N_("Paiement noté"),
    "booking.exported": N_("Réservations de stands exportées"),
    "interest.exported": N_("Entreprises intéressées exportées"),
    "stand.blocked": N_("Stand bloqué"),
    "stand.freed": N_("Stand débloqué"),
    "registration.added": N_("Inscription ajoutée"),
    "registration.edited": N_("Inscription corrigée"),
    "registration.cancelled": N_("Inscription annulée"),
    "registration.exported": N_("Inscriptions exportées"),
    "badge.reissued": N_("Badge refait"),
    "badge.batch": N_("Lot de badges demandé"),
    "badge.downloaded": N_("Badges téléchargés"),
    "door.added": N_("Porte ajoutée"),
    "door.edited": N_("Porte modifiée"),
    "door.removed": N_("Porte supprimée"),
    "device.added": N_("Appareil de contrôle ajouté"),
    "device.revoked": N_("Appareil de contrôle révoqué"),
    "scan.exported": N_("Passages exportés"),
    "scan.undone": N_("Passage annulé"),
}


def audit_labels() -> Mapping[str, str]:
    return {action: translate(label) for action, label in AUDIT_LABELS.items()}
