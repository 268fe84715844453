"""What a sample is, and the people and things that all samples speak of; none of them exists."""

from collections.abc import Mapping
from email.message import EmailMessage
from enum import StrEnum
from typing import NamedTuple

from fairapp import mail
from fairapp.core.settings import Settings
from fairapp.core.text import N_
from fairapp.mail.composing import compose
from fairapp.web.i18n import translate

READER = "prenom.nom@exemple.fr"
FAIR, STAND, KIND = "Rencontres de l’emploi 2027", "B12", "6 m², deux côtés ouverts"
COMPANY, OTHER, CLUSTER = "Atelier Lenoir", "Voilerie Le Bihan", "Mécavallée"
TITLE = "Soudeur / Soudeuse F/H"
SCHOOL, CLASS = "Collège des Trois Rivières", "3e B"
VISIT = "Découvrir l’atelier de soudure"
OUR_WORDS = {"sentence", "what", "motive", "next"}  # of a context: message ids, as handlers translate them


class Audience(StrEnum):
    CANDIDATES = "candidats"
    COMPANIES = "entreprises"
    SCHOOLS = "etablissements"
    ORGANISERS = "organisateurs"
    EVERYONE = "comptes"


AUDIENCE_LABELS = {
    Audience.CANDIDATES: N_("Candidats et visiteurs des salons"),
    Audience.COMPANIES: N_("Entreprises"),
    Audience.SCHOOLS: N_("Établissements et entreprises qui les reçoivent"),
    Audience.ORGANISERS: N_("Organisateurs"),
    Audience.EVERYONE: N_("Toute personne qui a un compte"),
}


class Sample(NamedTuple):
    """One letter. `subject` is the message id that its handler uses; the context fills it too."""

    template: str
    audience: Audience
    moment: str  # when it is sent, for who reads the list
    subject: str
    context: Mapping[str, object]
    variant: str = ""  # where one template says several things
    unsubscribe_path: str = ""

    @property
    def key(self) -> str:
        return f"{self.template}-{self.variant}" if self.variant else self.template

    @property
    def title(self) -> str:
        """The subject as its reader sees it; call it in the reader's language."""
        return translate(self.subject, **self.context)


def letter_of(settings: Settings, sample: Sample) -> EmailMessage:
    """Compose the letter as the worker would, in French."""
    context = dict(sample.context)
    with mail.in_language("fr"):
        context.update({name: translate(str(context[name]), **context) for name in OUR_WORDS & context.keys()})
        unsubscribe = mail.absolute(settings, sample.unsubscribe_path) if sample.unsubscribe_path else ""
        message = mail.Message(
            READER, sample.title, sample.template, context, key="sample", unsubscribe_url=unsubscribe
        )
        return compose(settings, message)


def page(path: str) -> str:
    """Return an address such as letters carry; it leads nowhere."""
    return f"https://exemple.fr{path}"
