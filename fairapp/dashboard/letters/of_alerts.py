"""Letters of alerts."""

from fairapp.core.text import N_
from fairapp.dashboard.letters.samples import COMPANY, TITLE, Audience, Sample, page

_K = Audience.CANDIDATES
_ASKED = {
    "name": "soudeur, Aubenas à moins de 25 km", "frequency": "chaque lundi", "most": 20, "days": 7,
    "confirm_url": page("/alertes/…/1/confirmer"), "url": page("/alertes/…"),
}  # fmt: skip
_OFFER = {
    "title": TITLE, "company": COMPANY, "place": "Privas (07)", "contract": "CDI, 35 h",
    "why": "« soudeur » · Aubenas à 21 km", "url": page("/offres/1-soudeur"),
}  # fmt: skip
_PART = {"name": _ASKED["name"], "url": page("/offres?q=soudeur"), "offers": [_OFFER], "more": 2}

SAMPLES = (
    Sample(
        "alerts_asked", _K, N_("Une alerte est demandée sans compte"), N_("Confirmez votre alerte"),
        _ASKED | {"state": "pending"}, variant="nouvelle",
    ),
    Sample(
        "alerts_asked", _K, N_("La même alerte est demandée de nouveau"), N_("Vos alertes d'offres"),
        _ASKED | {"state": "active"}, variant="connue",
    ),
    Sample(
        "alerts_asked", _K, N_("Une alerte de trop est demandée"), N_("Vos alertes d'offres"),
        _ASKED | {"state": "full"}, variant="trop",
    ),
    Sample(
        "alerts_news", _K, N_("Le matin, s’il y a du nouveau"), N_("%(num)s nouvelles offres : %(name)s"),
        {"parts": [_PART], "url": page("/alertes/…"), "num": 3, "name": _ASKED["name"]},
        unsubscribe_path="/alertes/…/desinscription",
    ),
    Sample(
        "alerts_notice", _K, N_("Trente jours avant l’oubli d’une adresse silencieuse"), N_("Garder vos alertes ?"),
        {"day": "3 janvier 2027", "url": page("/alertes/…")}, unsubscribe_path="/alertes/…/desinscription",
    ),
)  # fmt: skip
