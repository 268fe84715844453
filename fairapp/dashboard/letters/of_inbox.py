"""Letters to who answers applications."""

from fairapp.core.text import N_
from fairapp.dashboard.letters.samples import TITLE, Audience, Sample, page

_ANSWERS = [(label, page("/reponse/…")) for label in ("Proposer un entretien", "Mettre à l’étude", "Refuser")]
_NEW = {
    "name": "Maël Morvan", "title": TITLE, "words": "Je soude depuis dix ans et j’habite à deux rues de l’atelier.",
    "email": "", "phone": "", "has_cv": True, "url": page("/entreprise/atelier-lenoir/candidatures/12"),
    "answers": _ANSWERS,
}  # fmt: skip
_NAMES = ["Maël Morvan, depuis le 3 janvier 2027", "Ana Bihan, depuis le 3 janvier 2027"]
_REMINDER = {
    "title": TITLE, "num": 2, "names": _NAMES,
    "more": 0, "ends_on": "", "url": page("/entreprise/atelier-lenoir/candidatures?offre=12"), "answers": [],
}  # fmt: skip
_C = Audience.COMPANIES

SAMPLES = (
    Sample(
        "applications_new", _C, N_("Quelqu’un répond à une offre"),
        N_("Nouvelle candidature de %(name)s : %(title)s"), _NEW,
    ),
    Sample(
        "applications_new", _C, N_("Quelqu’un répond à une offre dont l’entreprise n’a pas d’espace"),
        N_("Nouvelle candidature de %(name)s : %(title)s"),
        {**_NEW, "email": "mael.morvan@exemple.fr", "phone": "06 00 00 00 00", "url": ""}, "adresse",
    ),
    Sample(
        "applications_withdrawn", _C, N_("La personne retire une candidature qui était lue"),
        N_("Candidature retirée : %(title)s"),
        {"name": "Maël Morvan", "title": TITLE, "url": page("/entreprise/atelier-lenoir/candidatures?offre=12")},
    ),
    Sample(
        "applications_reminder", _C, N_("Des candidatures attendent depuis 7 ou 21 jours"),
        N_("%(num)s candidatures attendent votre réponse : %(title)s"), _REMINDER,
    ),
    Sample(
        "applications_reminder", _C, N_("Une candidature attend depuis 45 jours"),
        N_("%(num)s candidature attend votre réponse : %(title)s"),
        {**_REMINDER, "num": 1, "names": _NAMES[:1], "ends_on": "4 mars 2027", "answers": _ANSWERS}, "fin",
    ),
)  # fmt: skip
