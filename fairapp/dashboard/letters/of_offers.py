"""Letters about job offers."""

from datetime import date

from fairapp.core.text import N_
from fairapp.dashboard.letters.samples import COMPANY, OTHER, TITLE, Audience, Sample, page

_REASON = "Indiquez le lieu de travail et les horaires."
_OWN = {
    "title": TITLE, "company": COMPANY, "reason": "", "last_day": date(2027, 1, 31),
    "url": page("/entreprise/atelier-lenoir/offres/12"),
}  # fmt: skip
_DECIDED = {**_OWN, "reason": _REASON}
_TO_REVIEW = {**_OWN, "url": page("/pilotage/mecavallee/offres/12")}
_ENDING = {
    "title": TITLE, "company": COMPANY, "last_day": "31 janvier 2027", "until": "1er mars 2027", "days": 7,
    "urls": {name: page("/fin-d-offre/…") for name in ("offer_extend", "offer_fill", "offer_close")},
}  # fmt: skip
_PARTNER = {
    "title": TITLE, "author": COMPANY, "company": OTHER, "accepted": True,
    "url": page("/entreprise/atelier-lenoir/offres/12/partenaires"),
}  # fmt: skip
_C, _O = Audience.COMPANIES, Audience.ORGANISERS

SAMPLES = (
    Sample(
        "offers_published", _C, N_("L’offre est approuvée"), N_("Votre offre est en ligne : %(title)s"), _OWN
    ),
    Sample(
        "offers_returned", _C, N_("L’offre est renvoyée pour correction"),
        N_("À corriger avant publication : %(title)s"), _DECIDED,
    ),
    Sample("offers_refused", _C, N_("L’offre est refusée"), N_("Votre offre n’a pas été retenue : %(title)s"), _DECIDED),
    Sample("offers_suspended", _C, N_("L’offre est suspendue"), N_("Votre offre est suspendue : %(title)s"), _DECIDED),
    Sample(
        "offers_closed", _C, N_("L’organisateur clôt l’offre"), N_("Votre offre a été close : %(title)s"), _DECIDED
    ),
    Sample(
        "offers_ending", _C, N_("Sept jours avant la fin de l’offre"),
        N_("Plus que %(days)s jours en ligne : %(title)s"), _ENDING, "semaine",
    ),
    Sample(
        "offers_ending", _C, N_("Un jour avant la fin, quand l’offre ne peut plus être prolongée"),
        N_("Plus qu’un jour en ligne : %(title)s"), {**_ENDING, "until": ""}, "veille",
    ),
    Sample("offers_expired", _C, N_("L’offre a expiré"), N_("Votre offre a expiré : %(title)s"), _OWN),
    Sample(
        "offers_partner_asked", _C, N_("Une entreprise propose de partager une offre"),
        N_("Partager une offre : %(title)s"), _PARTNER,
    ),
    Sample(
        "offers_partner_answered", _C, N_("L’autre entreprise accepte"), N_("%(company)s partage votre offre"), _PARTNER,
        "oui",
    ),
    Sample(
        "offers_partner_answered", _C, N_("L’autre entreprise décline, ou se retire"),
        N_("%(company)s ne partage pas votre offre"), {**_PARTNER, "accepted": False}, "non",
    ),
    Sample("offers_submitted", _O, N_("Une offre attend d’être relue"), N_("Une offre à relire : %(title)s"), _TO_REVIEW),
    Sample(
        "offers_reported", _O, N_("Trois personnes ont signalé une offre"),
        N_("Offre masquée après plusieurs signalements : %(title)s"), _TO_REVIEW,
    ),
)  # fmt: skip
