"""The big words of a verdict, and what to do."""

from fairapp.core.text import N_
from fairapp.fairs.door.verdicts import Verdict
from fairapp.fairs.enums import Direction, Outcome, RefusalReason
from fairapp.web.i18n import translate

ADVICE = {
    RefusalReason.UNKNOWN: N_("Ce code n'est celui d'aucun badge. Cherchez la personne par son nom."),
    RefusalReason.OTHER_FAIR: N_("Ce badge est celui d'un autre salon. Cherchez la personne par son nom."),
    RefusalReason.REVOKED: N_("Ce badge a été remplacé ou annulé. Demandez le nouveau, ou cherchez par nom."),
    RefusalReason.CANCELLED: N_("L'inscription a été annulée. Vous pouvez inscrire la personne sur place."),
    RefusalReason.NOT_CONFIRMED: N_(
        "La place n'est pas confirmée : liste d'attente. Adressez la personne à l'accueil."
    ),
    RefusalReason.OTHER_DAY: N_(
        "L'inscription vaut pour un autre jour. Pour entrer aujourd'hui, inscrivez la personne sur place."
    ),
    RefusalReason.CLOSED: N_("Le salon n'est pas ouvert aujourd'hui."),
}
ALREADY_ADVICE = N_("Demandez une pièce d'identité.")


def title_of(verdict: Verdict) -> str:
    """Return the word that can be read from two metres away."""
    match verdict.shown:
        case Outcome.REFUSED:
            return translate(N_("Non valable"))
        case Outcome.ALREADY:
            return translate(N_("Déjà scanné"))
    if verdict.scan is None:
        return translate(N_("Badge valable"))
    return translate(N_("Bienvenue") if verdict.direction is Direction.IN else N_("Au revoir"))


def advice_of(verdict: Verdict) -> str:
    """Return what to do, "" where there is nothing to do."""
    if verdict.refusal:
        return translate(ADVICE[verdict.refusal])
    return translate(ALREADY_ADVICE) if verdict.shown is Outcome.ALREADY else ""
