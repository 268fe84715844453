"""What an answer says before somebody edits it (row A2): polite, short, and never a word about the person.

Blanks stand in braces, so that one text answers many; what is no blank stays as it was typed.
"""

import re
from collections.abc import Mapping

from fairapp.core.text import N_
from fairapp.offers.applications.enums import Action, Refusal

FIRST_NAME, OFFER, COMPANY = "{prénom}", "{offre}", "{entreprise}"
_BLANK = re.compile(r"\{(prénom|prenom|offre|entreprise)\}", re.IGNORECASE)

_THANKS = N_(
    "Bonjour {prénom},\n\nMerci d’avoir répondu à notre offre « {offre} » et du temps que vous y avez consacré.\n\n"
)
_END = N_("\n\nCordialement,\n{entreprise}")
_WISHES = N_(" Nous vous souhaitons de trouver vite le poste qui vous convient.")

BODIES: Mapping[Action, str] = {
    Action.START: N_(
        "Nous avons bien lu votre candidature et nous l’étudions. Nous revenons vers vous dès que nous avons avancé."
    ),
    Action.INVITE: N_(
        "Votre candidature nous intéresse et nous aimerions vous rencontrer. Quelles sont vos disponibilités "
        "dans les prochains jours ?"
    ),
    Action.PROPOSE: N_(
        "Nous avons le plaisir de vous proposer ce poste. Nous vous appelons pour convenir de la suite ; "
        "vous pouvez aussi nous répondre dès maintenant."
    ),
    Action.HIRE: N_("Bienvenue parmi nous ! Nous vous écrivons bientôt pour préparer votre arrivée."),
    Action.REVIVE: N_("Nous reprenons l’étude de votre candidature. Nous revenons vers vous prochainement."),
}
REFUSALS: Mapping[Refusal, str] = {
    Refusal.PROFILE: N_(
        "Nous avons retenu pour ce poste des candidatures dont l’expérience ou les compétences sont plus proches de "
        "celles que nous recherchons."
    ),
    Refusal.OTHER_CHOSEN: N_("Nous avons retenu une autre candidature pour ce poste."),
    Refusal.AVAILABILITY: N_("Les disponibilités que demande ce poste ne correspondent pas aux vôtres."),
    Refusal.PLACE: N_("Le lieu de travail nous paraît trop éloigné de chez vous pour ce poste."),
    Refusal.PAY: N_("Nous ne pouvons pas proposer pour ce poste le salaire que vous attendez."),
    Refusal.FILLED: N_("Le poste est maintenant pourvu."),
    Refusal.CANCELLED: N_("Ce recrutement est reporté ou annulé."),
    Refusal.OTHER: N_("Nous ne pouvons pas donner suite à votre candidature pour ce poste."),
}


def parts(action: Action, refusal: Refusal | None = None) -> tuple[str, ...]:
    """Return the message ids that the text of an answer is put together from."""
    if action is Action.REFUSE:
        return _THANKS, REFUSALS[refusal or Refusal.OTHER], _WISHES, _END
    return _THANKS, BODIES[action], _END


def fill(text: str, *, first_name: str, offer: str, company: str) -> str:
    """Put one person's words into the blanks."""
    words = {"prénom": first_name, "prenom": first_name, "offre": offer, "entreprise": company}
    return _BLANK.sub(lambda found: words[found[1].lower()], text)
