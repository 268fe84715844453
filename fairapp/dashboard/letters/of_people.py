"""Letters about accounts, and about who joins a cluster or a team."""

from fairapp.core.text import N_
from fairapp.dashboard.letters.samples import CLUSTER, COMPANY, Audience, Sample, page

_E, _C, _O = Audience.EVERYONE, Audience.COMPANIES, Audience.ORGANISERS
_JOINING = {
    "company": COMPANY, "cluster": CLUSTER, "name": "Anne Martin", "newcomer": "Anne Martin",
    "email": "anne.martin@exemple.fr", "url": page("/pilotage/mecavallee/demandes"),
}  # fmt: skip
_ACCOUNT = {
    "url": page("/lien/…"), "minutes": 10, "hours": 24, "host": "exemple.fr", "since": "3 décembre 2024",
    "day": "3 janvier 2027",
}  # fmt: skip

SAMPLES = (
    Sample("sign_in", _E, N_("La personne demande à se connecter"), N_("Votre lien de connexion"), _ACCOUNT),
    Sample(
        "change_email", _E, N_("La personne change d’adresse"), N_("Confirmez votre nouvelle adresse"), _ACCOUNT
    ),
    Sample(
        "security_notice", _E, N_("Le mot de passe ou l’adresse a changé"), N_("Sécurité de votre compte"),
        {"what": N_("Le mot de passe de votre compte vient d'être modifié, et toutes ses sessions ont été fermées."), "url": page("/compte/securite")},
    ),
    Sample(
        "account_unused", _E, N_("Trente jours avant l’effacement d’un compte inutilisé"),
        N_("Votre compte sera supprimé"), _ACCOUNT,
    ),
    Sample(
        "clusters_invitation", _E, N_("Une personne est invitée dans une équipe"), N_("Invitation à rejoindre %(name)s"),
        {"name": COMPANY, "inviter": "Anne Martin", "days": 14, "url": page("/invitation/…")},
    ),
    Sample(
        "clusters_confirmed", _C, N_("L’adhésion est confirmée"), N_("%(company)s est membre de %(cluster)s"), _JOINING
    ),
    Sample("clusters_refused", _C, N_("La demande d’adhésion est refusée"), N_("Votre demande à %(cluster)s"), _JOINING),
    Sample(
        "clusters_newcomer", _C, N_("Une personne demande à rejoindre l’équipe"),
        N_("%(newcomer)s demande à rejoindre votre équipe"), _JOINING,
    ),
    Sample(
        "clusters_asked", _O, N_("Une entreprise demande à adhérer"),
        N_("%(company)s demande à rejoindre %(cluster)s"), _JOINING,
    ),
)  # fmt: skip
