from enum import StrEnum

from fairapp.core.text import N_


class ApplicationStatus(StrEnum):
    """Row A1; the transitions are in `fairapp.offers.applications.states`."""

    NEW = "new"  # reçue, pas encore ouverte
    READ = "read"
    IN_PROGRESS = "in_progress"  # à l'étude
    INTERVIEW = "interview"
    PROPOSAL = "proposal"
    HIRED = "hired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # par la personne
    UNANSWERED = "unanswered"  # close sans réponse


class Action(StrEnum):
    OPEN = "open"  # lire
    START = "start"  # mettre à l'étude
    INVITE = "invite"  # proposer un entretien
    PROPOSE = "propose"  # proposer le poste
    HIRE = "hire"
    REFUSE = "refuse"
    REVIVE = "revive"  # revenir sur une fin
    WITHDRAW = "withdraw"
    NUDGE = "nudge"  # rappeler à l'entreprise qu'on attend
    LAPSE = "lapse"  # clore sans réponse
    END_OFFER = "end_offer"  # l'offre est pourvue ou retirée


class Channel(StrEnum):
    """How an application reaches whoever answers it (row K1)."""

    COMPANY = "company"  # its people's inbox
    LINK = "link"  # the company's own page: nothing is sent from here
    LETTER = "letter"  # the offer's address, with a signed link
    ORGANISER = "organiser"
    NOBODY = "nobody"


class Side(StrEnum):
    """In what capacity somebody acts on an application."""

    CANDIDATE = "candidate"
    COMPANY = "company"
    ORGANISER = "organiser"  # answers for an offer that has nobody else
    SYSTEM = "system"


class Refusal(StrEnum):
    """Why an application was refused (row A2); none of these says anything of the person."""

    PROFILE = "profile"  # expérience ou compétences
    OTHER_CHOSEN = "other_chosen"
    AVAILABILITY = "availability"
    PLACE = "place"
    PAY = "pay"
    FILLED = "filled"  # l'offre est pourvue
    CANCELLED = "cancelled"  # le recrutement est reporté ou annulé
    OTHER = "other"


class Source(StrEnum):
    """Where the person found the form (row O11)."""

    BOARD = "board"
    WIDGET = "widget"
    MAIL = "mail"  # an alert
    FAIR = "fair"  # a QR code


STATUS_LABELS = {
    ApplicationStatus.NEW: N_("Nouvelle"),
    ApplicationStatus.READ: N_("Lue"),
    ApplicationStatus.IN_PROGRESS: N_("À l’étude"),
    ApplicationStatus.INTERVIEW: N_("Entretien"),
    ApplicationStatus.PROPOSAL: N_("Proposition"),
    ApplicationStatus.HIRED: N_("Embauche"),
    ApplicationStatus.REFUSED: N_("Refusée"),
    ApplicationStatus.WITHDRAWN: N_("Retirée"),
    ApplicationStatus.UNANSWERED: N_("Sans réponse"),
}
REFUSAL_LABELS = {
    Refusal.PROFILE: N_("Expérience ou compétences différentes de celles recherchées"),
    Refusal.OTHER_CHOSEN: N_("Une autre candidature a été retenue"),
    Refusal.AVAILABILITY: N_("Disponibilités incompatibles"),
    Refusal.PLACE: N_("Lieu de travail trop éloigné"),
    Refusal.PAY: N_("Attentes salariales différentes"),
    Refusal.FILLED: N_("Le poste est pourvu"),
    Refusal.CANCELLED: N_("Le recrutement est reporté ou annulé"),
    Refusal.OTHER: N_("Autre motif"),
}
