from enum import StrEnum

from fairapp.core.text import N_


class OfferStatus(StrEnum):
    """Row O1; the transitions are in `fairapp.offers.lifecycle`."""

    DRAFT = "draft"  # brouillon
    SUBMITTED = "submitted"  # à relire
    RETURNED = "returned"  # renvoyée à l'auteur
    REFUSED = "refused"
    PUBLISHED = "published"
    SUSPENDED = "suspended"  # retirée le temps d'une vérification
    FILLED = "filled"  # pourvue
    EXPIRED = "expired"
    CLOSED = "closed"  # retirée par l'entreprise
    ARCHIVED = "archived"


class ContractKind(StrEnum):
    PERMANENT = "permanent"  # CDI
    FIXED_TERM = "fixed_term"  # CDD
    TEMPORARY = "temporary"  # intérim
    APPRENTICESHIP = "apprenticeship"  # alternance : apprentissage ou professionnalisation
    INTERNSHIP = "internship"  # stage
    SEASONAL = "seasonal"  # saisonnier
    FREELANCE = "freelance"  # profession libérale, indépendant
    FRANCHISE = "franchise"
    OTHER = "other"  # autre, ou non précisé par la source


class WorkingTime(StrEnum):
    FULL_TIME = "full_time"
    PART_TIME = "part_time"


class Remote(StrEnum):
    NONE = "none"  # sur place
    PARTIAL = "partial"
    FULL = "full"


class Experience(StrEnum):
    BEGINNER = "beginner"  # débutant accepté
    JUNIOR = "junior"  # moins de deux ans
    EXPERIENCED = "experienced"  # deux ans et plus


class SalaryUnit(StrEnum):
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


class PartnerStatus(StrEnum):
    """What another company answered about appearing on a shared offer (row O6)."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class CloseReason(StrEnum):
    FILLED = "filled"
    FILLED_ELSEWHERE = "filled_elsewhere"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class ReportReason(StrEnum):
    """Why a visitor reports an offer (row M6)."""

    DISCRIMINATION = "discrimination"
    FRAUD = "fraud"
    FILLED = "filled"
    MISTAKE = "mistake"
    OTHER = "other"


STATUS_LABELS = {
    OfferStatus.DRAFT: N_("Brouillon"),
    OfferStatus.SUBMITTED: N_("À relire"),
    OfferStatus.RETURNED: N_("Renvoyée"),
    OfferStatus.REFUSED: N_("Refusée"),
    OfferStatus.PUBLISHED: N_("En ligne"),
    OfferStatus.SUSPENDED: N_("Suspendue"),
    OfferStatus.FILLED: N_("Pourvue"),
    OfferStatus.EXPIRED: N_("Expirée"),
    OfferStatus.CLOSED: N_("Close"),
    OfferStatus.ARCHIVED: N_("Archivée"),
}
CONTRACT_LABELS = {
    ContractKind.PERMANENT: N_("CDI"),
    ContractKind.FIXED_TERM: N_("CDD"),
    ContractKind.TEMPORARY: N_("Intérim"),
    ContractKind.APPRENTICESHIP: N_("Alternance"),
    ContractKind.INTERNSHIP: N_("Stage"),
    ContractKind.SEASONAL: N_("Saisonnier"),
    ContractKind.FREELANCE: N_("Indépendant"),
    ContractKind.FRANCHISE: N_("Franchise"),
    ContractKind.OTHER: N_("Autre contrat"),
}
WORKING_TIME_LABELS = {WorkingTime.FULL_TIME: N_("Temps plein"), WorkingTime.PART_TIME: N_("Temps partiel")}
REMOTE_LABELS = {
    Remote.NONE: N_("Sur place"),
    Remote.PARTIAL: N_("Télétravail partiel"),
    Remote.FULL: N_("Télétravail"),
}
EXPERIENCE_LABELS = {
    Experience.BEGINNER: N_("Débutant accepté"),
    Experience.JUNIOR: N_("Moins de 2 ans"),
    Experience.EXPERIENCED: N_("2 ans et plus"),
}
SALARY_UNIT_LABELS = {SalaryUnit.HOUR: N_("par heure"), SalaryUnit.MONTH: N_("par mois"), SalaryUnit.YEAR: N_("par an")}
CLOSE_REASON_LABELS = {
    CloseReason.FILLED: N_("Pourvue grâce au site"),
    CloseReason.FILLED_ELSEWHERE: N_("Pourvue autrement"),
    CloseReason.POSTPONED: N_("Recrutement reporté"),
    CloseReason.CANCELLED: N_("Recrutement annulé"),
}
REPORT_REASON_LABELS = {
    ReportReason.DISCRIMINATION: N_("Contenu discriminatoire"),
    ReportReason.FRAUD: N_("Arnaque ou fausse offre"),
    ReportReason.FILLED: N_("Poste déjà pourvu"),
    ReportReason.MISTAKE: N_("Erreur dans l’annonce"),
    ReportReason.OTHER: N_("Autre raison"),
}
