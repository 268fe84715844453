"""Letters about fairs: to those who register, and to exhibitors."""

from fairapp.core.text import N_
from fairapp.dashboard.letters.samples import COMPANY, FAIR, KIND, OTHER, STAND, Audience, Sample, page

_V, _C, _O = Audience.CANDIDATES, Audience.COMPANIES, Audience.ORGANISERS
_VISITOR = {
    "name": "Camille", "fair": FAIR, "status": "confirmed", "number": 0,
    "lines": ["jeudi 11 mars 2027, arrivée entre 9 h et 9 h 30"], "place": "Halle des Congrès, Aubenas",
    "url": page("/inscriptions/…"), "calendar": page("/salons/rencontres-2027/salon.ics"),
}  # fmt: skip
_UNTIL = {**_VISITOR, "until": "vendredi 5 mars 2027 à 18 h"}
_CANCELLED = {**_VISITOR, "lapsed": False, "again": page("/salons/rencontres-2027/inscription")}
_EXHIBITOR = {
    "fair": FAIR, "company": COMPANY, "place": "Halle des Congrès, Aubenas",
    "days": ["jeudi 11 mars 2027, de 9 h à 17 h"], "until": "15 février 2027",
    "url": page("/entreprise/atelier-lenoir/salons/1"), "calendar": page("/salons/rencontres-2027/salon.ics"),
}  # fmt: skip
_STAND = {
    "fair": FAIR, "company": COMPANY, "code": STAND, "kind": KIND, "host": OTHER, "accepted": True, "news": "",
    "until": "lundi 1er mars 2027 à 12 h", "url": page("/entreprise/atelier-lenoir/salons/1"),
    "decline_url": page("/liste-d-attente/…"),
}  # fmt: skip


def _news(news: str, audience: Audience, moment: str, subject: str) -> Sample:
    return Sample("fairs_stand_news", audience, moment, subject, {**_STAND, "news": news}, news)


SAMPLES = (
    Sample(
        "fairs_registration_made", _V, N_("L’inscription est confirmée"), N_("Votre inscription : %(fair)s"), _VISITOR,
        "inscrit",
    ),
    Sample(
        "fairs_registration_made", _V, N_("Le salon est complet"), N_("Liste d'attente : %(fair)s"),
        {**_VISITOR, "status": "waitlisted", "number": 4}, "attente",
    ),
    Sample("fairs_registration_again", _V, N_("La personne redemande son lien"), N_("Votre lien : %(fair)s"), _VISITOR),
    Sample(
        "fairs_registration_offered", _V, N_("Une place se libère pour qui attend"),
        N_("Une place pour vous : %(fair)s"), _UNTIL,
    ),
    Sample(
        "fairs_registration_reminder", _V, N_("Une semaine et un jour avant le salon"), N_("Rappel : %(fair)s"), _VISITOR
    ),
    Sample(
        "fairs_registration_moved", _V, N_("Le salon change de date, d’horaires ou de lieu"),
        N_("Changement : %(fair)s"), _VISITOR,
    ),
    Sample("fairs_registration_called_off", _V, N_("Le salon est annulé"), N_("Salon annulé : %(fair)s"), _VISITOR),
    Sample(
        "fairs_registration_cancelled", _V, N_("L’inscription est annulée"), N_("Inscription annulée : %(fair)s"),
        _CANCELLED, "annulee",
    ),
    Sample(
        "fairs_registration_cancelled", _V, N_("La place proposée n’a pas été prise"),
        N_("Inscription annulée : %(fair)s"), {**_CANCELLED, "lapsed": True}, "trop-tard",
    ),
    Sample(
        "fairs_booking_open", _C, N_("Les réservations de stands ouvrent"), N_("Réservez votre stand : %(fair)s"),
        _EXHIBITOR,
    ),
    Sample(
        "fairs_exhibitor_moved", _C, N_("Le salon change de date, d’horaires ou de lieu"),
        N_("Changement : %(fair)s"), _EXHIBITOR,
    ),
    Sample("fairs_exhibitor_cancelled", _C, N_("Le salon est annulé"), N_("Salon annulé : %(fair)s"), _EXHIBITOR),
    _news("submitted", _C, N_("La réservation est envoyée"), N_("%(fair)s : votre réservation est arrivée")),
    _news("confirmed", _C, N_("Le stand est confirmé"), N_("%(fair)s : votre stand est confirmé")),
    _news("moved", _C, N_("L’organisateur donne un autre stand"), N_("%(fair)s : votre stand change de place")),
    _news("cancelled", _C, N_("La réservation est annulée"), N_("%(fair)s : votre réservation est annulée")),
    _news("asked", _O, N_("Une entreprise réserve un stand"), N_("%(company)s réserve un stand")),
    Sample(
        "fairs_stand_offered", _C, N_("Un stand se libère pour qui attend"), N_("%(fair)s : un stand est libre pour vous"), _STAND
    ),
    Sample(
        "fairs_stand_shared", _C, N_("Une entreprise propose de partager un stand"),
        N_("%(host)s vous propose de partager un stand"), _STAND,
    ),
    Sample(
        "fairs_stand_answered", _C, N_("L’autre entreprise accepte le partage"), N_("%(company)s partage votre stand"),
        {**_STAND, "company": OTHER}, "oui",
    ),
    Sample(
        "fairs_stand_answered", _C, N_("L’autre entreprise décline le partage"),
        N_("%(company)s ne partage pas votre stand"), {**_STAND, "company": OTHER, "accepted": False}, "non",
    ),
)  # fmt: skip
