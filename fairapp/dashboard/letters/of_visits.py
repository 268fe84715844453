"""Letters about visits of classes, and about who joins a school."""

from fairapp.core.text import N_
from fairapp.dashboard.letters.samples import CLASS, COMPANY, SCHOOL, VISIT, Audience, Sample, page
from fairapp.outreach.enums import ACTION_LABELS, Action
from fairapp.outreach.requests.wording import WORDS

_S, _O = Audience.SCHOOLS, Audience.ORGANISERS
_REQUEST = {
    "title": VISIT, "school": SCHOOL, "company": COMPANY, "other": SCHOOL, "class_name": CLASS, "pupils": 24,
    "adults": 2, "when": "mardi 9 février 2027, de 9 h à 11 h", "place": "12, rue des Forges, Aubenas", "dates": [],
    "by": "", "reason": "", "is_reminder": False, "day": "mardi 9 février 2027", "until": "vendredi 5 février 2027",
    "url": page("/ecole/college-des-trois-rivieres/demandes/3"),
}  # fmt: skip
_DATES = ["mardi 9 février 2027, de 9 h à 11 h", "jeudi 11 février 2027, de 14 h à 16 h"]
_DATED = {Action.PROPOSE, Action.EDIT_DATES, Action.MOVE}
_EXPLAINED = {
    Action.DECLINE: "Nous déménageons l’atelier ce mois-là.",
    Action.WRITE: "Les élèves viennent-ils à pied ?",
}
_TO_ORGANISERS = {Action.RELEASE, Action.ESCALATE}
_PERSON = {"name": "Anne Martin", "email": "anne.martin@ac-exemple.fr", "school": SCHOOL}
_URL = page("/ecole/college-des-trois-rivieres")


def _step(action: Action) -> Sample:
    subject, sentence = WORDS[action]
    context = {
        **_REQUEST, "sentence": sentence, "dates": _DATES if action in _DATED else [],
        "by": "L’autre partie", "reason": _EXPLAINED.get(action, ""),
        "is_reminder": action in {Action.REMIND_WEEK, Action.REMIND_DAY},
    }  # fmt: skip
    audience = _O if action in _TO_ORGANISERS else _S
    return Sample("outreach_step", audience, ACTION_LABELS[action], subject, context, action.value)


SAMPLES = (
    *(_step(action) for action in WORDS if action is not Action.THANK),
    Sample(
        "outreach_thanks", _S, N_("Le lendemain de la visite"), WORDS[Action.THANK][0],
        {**_REQUEST, "sentence": WORDS[Action.THANK][1]},
    ),
    Sample("outreach_place", _S, N_("Une place se libère pour une classe qui attend"), N_("Une place est libre : %(title)s"), _REQUEST),
    Sample("outreach_wait_ended", _S, N_("La date attendue est annulée"), N_("Date annulée : %(title)s"), _REQUEST),
    Sample(
        "outreach_charter", _S, N_("Un·e professionnel·le doit accepter la charte"),
        N_("Accueillir des classes : la charte de %(company)s"),
        {"first_name": "Karim", "company": COMPANY, "url": page("/charte/…")},
    ),
    Sample(
        "school_join", _S, N_("Une personne demande à rejoindre son établissement"),
        N_("Rejoindre %(school)s"),
        {"school": SCHOOL, "host": "exemple.fr", "url": page("/etablissements/preuve/…")},
    ),
    Sample("school_asked", _S, N_("Son adresse est vérifiée : l’établissement répond"), N_("%(name)s demande à rejoindre %(school)s"), {**_PERSON, "url": _URL}),
    Sample("school_confirmed", _S, N_("L’établissement accepte"), N_("Bienvenue dans l'espace de %(school)s"), {**_PERSON, "url": _URL}),
    Sample("school_refused", _S, N_("L’établissement refuse"), N_("Votre demande à %(school)s"), {**_PERSON, "url": page("/etablissements/rattachement")}),
)  # fmt: skip
