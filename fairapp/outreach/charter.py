"""The charter that a professional accepts before the first visit (row E3)."""

from typing import NamedTuple

from fairapp.core.text import N_
from fairapp.outreach.models import Speaker

VERSION = 1  # grows when the promises change; whoever accepted an older one accepts again


class Promise(NamedTuple):
    title: str
    text: str


PROMISES = (
    Promise(
        N_("L’enseignant·e reste présent·e et responsable"),
        N_("Je ne reste jamais seul·e avec un·e élève ou avec la classe, même quelques minutes."),
    ),
    Promise(
        N_("Aucun contact privé avec les élèves"),
        N_(
            "Je ne donne ni ne demande de numéro, d’adresse ou de compte de réseau social. Avant comme après, tout passe "
            "par l’enseignant·e."
        ),
    ),
    Promise(
        N_("Ni photo, ni vidéo, ni enregistrement"),
        N_("Je ne photographie, ne filme et n’enregistre aucun·e élève, même de dos et même si on me le propose."),
    ),
    Promise(
        N_("Aucune donnée sur les élèves"),
        N_("Je ne note, ne demande et ne garde aucun nom, résultat ou détail personnel. Une classe est un niveau."),
    ),
    Promise(
        N_("Ponctualité"),
        N_(
            "Je suis là à l’heure convenue. En cas d’empêchement, je préviens aussitôt l’établissement, par cette "
            "plateforme ou par téléphone."
        ),
    ),
    Promise(
        N_("Discrétion professionnelle"),
        N_("Ce que j’apprends d’un·e élève, d’une classe ou d’un établissement, je ne le répète pas."),
    ),
    Promise(
        N_("Respect et égalité"),
        N_(
            "Je m’adresse de la même façon à toutes et à tous, sans remarque sur l’origine, le sexe, l’apparence, le "
            "handicap ou les convictions, et je montre que chaque métier est ouvert à chacun·e."
        ),
    ),
    Promise(
        N_("Ni publicité, ni propagande"),
        N_("Je parle de mon métier. Je ne vends rien, ne recrute personne sur place et ne défends aucune opinion."),
    ),
    Promise(
        N_("Sécurité de la classe"),
        N_(
            "Dans l’entreprise, je donne les consignes et les équipements avant d’entrer, et aucun·e élève ne touche une "
            "machine."
        ),
    ),
    Promise(
        N_("Dire tout de suite ce qui inquiète"),
        N_(
            "Si un propos ou une situation m’inquiète, j’en parle aussitôt à l’enseignant·e, jamais à l’élève ni à "
            "d’autres. En cas de danger immédiat, j’appelle le 119 ou le 17."
        ),
    ),
)


def has_signed(speaker: Speaker) -> bool:
    return speaker.is_active and speaker.charter_version == VERSION
