"""Letters to candidates about their applications."""

from fairapp.core.text import N_
from fairapp.dashboard.letters.samples import COMPANY, TITLE, Audience, Sample, page
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.states import TABLE
from fairapp.offers.applications.wording import REFUSED_FOR, STATUS_WORDS, STEP_WORDS, SUBJECTS

_V = Audience.CANDIDATES
_CANDIDATE = {
    "name": "Camille", "title": TITLE, "who": COMPANY, "sentence": STATUS_WORDS[ApplicationStatus.NEW].sentence,
    "motive": "", "reason": "", "next": "", "day": "3 janvier 2027", "keeps": False,
    "url": page("/candidatures/…"), "offer_url": page("/offres/12-soudeur-soudeuse-f-h"), "others": page("/offres"),
}  # fmt: skip
_SAID = {
    Action.INVITE: "Seriez-vous disponible jeudi 14 janvier à 10 heures, à l’atelier ?",
    Action.PROPOSE: "Nous serions heureux de vous accueillir à partir du 1er février.",
    Action.HIRE: "Bienvenue dans l’équipe !",
    Action.REFUSE: "Merci du temps que vous nous avez consacré, et bonne continuation.",
}
_TARGETS = {step.action: step.target for step in TABLE if step.target and step.sides & {Side.COMPANY, Side.SYSTEM}}


def _step(action: Action) -> Sample:
    status = _TARGETS[action]
    context = {
        **_CANDIDATE, "sentence": STATUS_WORDS[status].sentence, "reason": _SAID.get(action, ""),
        "motive": REFUSED_FOR[Refusal.OTHER_CHOSEN] if action is Action.REFUSE else "",
    }  # fmt: skip
    return Sample("applications_step", _V, STEP_WORDS[action], SUBJECTS[action], context, action.value)


SAMPLES = (
    Sample(
        "applications_received", _V, N_("La candidature est partie"), N_("Votre candidature est envoyée : %(title)s"),
        _CANDIDATE,
    ),
    Sample(
        "applications_again", _V, N_("La personne postule une seconde fois, ou redemande son lien"),
        N_("Votre candidature : %(title)s"), _CANDIDATE,
    ),
    *(_step(action) for action in SUBJECTS),
    Sample(
        "applications_ending", _V, N_("Trente jours avant l’effacement d’une candidature"),
        N_("Votre candidature sera bientôt effacée : %(title)s"), _CANDIDATE, "trois-mois",
    ),
    Sample(
        "applications_ending", _V, N_("Trente jours avant l’effacement d’une candidature gardée deux ans"),
        N_("Votre candidature sera bientôt effacée : %(title)s"), {**_CANDIDATE, "keeps": True}, "deux-ans",
    ),
)  # fmt: skip
