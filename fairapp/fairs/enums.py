"""Closed lists of the domain; values are stored, labels are French message ids."""

from enum import StrEnum

from fairapp.core.text import N_


class FairStatus(StrEnum):
    DRAFT = "draft"  # seen by its organisers only
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where a published fair stands in its calendar (row F3); computed from its dates, never stored."""

    ANNOUNCED = "announced"
    INTEREST = "interest"  # companies say that they would come
    BOOKING = "booking"  # stands are booked
    CLOSED = "closed"  # bookings and what is printed no longer change
    OPEN = "open"  # from the first day's opening to the last day's end
    OVER = "over"


class BookingStatus(StrEnum):
    HELD = "held"  # 15 minutes while the company fills in, or a day when the waiting list offers the stand
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class PartnerStatus(StrEnum):
    """A company asked to share a stand (row B6)."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REMOVED = "removed"  # by the host; kept, so that nobody is asked again and again


class HolderKind(StrEnum):
    """Who wears a badge; each kind has its colour band and its word."""

    CANDIDATE = "candidate"
    EXHIBITOR = "exhibitor"
    SCHOOL = "school"
    STAFF = "staff"
    SPEAKER = "speaker"


class Profile(StrEnum):
    """Where a candidate stands; quotas may count by it (row C3)."""

    JOB_SEEKER = "job_seeker"
    EMPLOYED = "employed"
    STUDENT = "student"
    CAREER_CHANGE = "career_change"  # en reconversion
    OTHER = "other"


class RegistrationStatus(StrEnum):
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"  # a place came free: theirs for a day, counted as taken (row C4)
    CANCELLED = "cancelled"


class AccessNeed(StrEnum):
    """Asked once, counted for the organiser, shown only at the door (row C5)."""

    WHEELCHAIR = "wheelchair"
    SIGN_LANGUAGE = "sign_language"  # LSF
    QUIET_HOUR = "quiet_hour"
    COMPANION = "companion"
    OTHER = "other"


class QuotaKind(StrEnum):
    """What a quota counts; a registration takes one place in each that concerns it, in the order of ids (row C3)."""

    FAIR = "fair"
    PROFILE = "profile"
    DAY = "day"
    BAND = "band"  # arrivals of one half-hour


class ConsentPurpose(StrEnum):
    """One purpose, one box, never ticked beforehand (row C6)."""

    EXHIBITORS = "exhibitors"  # exhibitors who scan the badge see name, address and jobs sought
    NEXT_FAIR = "next_fair"  # mail about the next fair


class BadgeLayout(StrEnum):
    A4_SHEET = "a4_sheet"  # 8 of 90 × 60 mm, 2 mm of bleed, crop marks
    A6 = "a6"  # one A4 page, folded twice
    LABEL_80X50 = "label_80x50"  # label printers
    LABEL_62X100 = "label_62x100"


class BatchOrder(StrEnum):
    NAME = "name"
    CATEGORY = "category"


class BatchStatus(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class CheckpointPolicy(StrEnum):
    ONCE = "once"
    DAILY = "daily"
    MANY = "many"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Outcome(StrEnum):
    """What a scan shows at the door: green, orange, red (row D1)."""

    ACCEPTED = "accepted"
    ALREADY = "already"
    REFUSED = "refused"


class RefusalReason(StrEnum):
    UNKNOWN = "unknown"
    OTHER_FAIR = "other_fair"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    NOT_CONFIRMED = "not_confirmed"  # waiting list
    OTHER_DAY = "other_day"
    CLOSED = "closed"  # outside the opening hours' day


FAIR_STATUS_LABELS = {
    FairStatus.DRAFT: N_("Brouillon"),
    FairStatus.PUBLISHED: N_("Publié"),
    FairStatus.CANCELLED: N_("Annulé"),
}
PHASE_LABELS = {
    Phase.ANNOUNCED: N_("Annoncé"),
    Phase.INTEREST: N_("Marques d’intérêt"),
    Phase.BOOKING: N_("Réservation des stands"),
    Phase.CLOSED: N_("Réservations closes"),
    Phase.OPEN: N_("En cours"),
    Phase.OVER: N_("Terminé"),
}
BOOKING_STATUS_LABELS = {
    BookingStatus.HELD: N_("Retenu"),
    BookingStatus.SUBMITTED: N_("À confirmer"),
    BookingStatus.CONFIRMED: N_("Confirmé"),
    BookingStatus.WAITLISTED: N_("Liste d’attente"),
    BookingStatus.CANCELLED: N_("Annulé"),
    BookingStatus.EXPIRED: N_("Délai dépassé"),
}
PARTNER_STATUS_LABELS = {
    PartnerStatus.PENDING: N_("Réponse attendue"),
    PartnerStatus.ACCEPTED: N_("Partage le stand"),
    PartnerStatus.DECLINED: N_("A décliné"),
    PartnerStatus.REMOVED: N_("Retirée du stand"),
}
HOLDER_LABELS = {
    HolderKind.CANDIDATE: N_("Candidat·e"),
    HolderKind.EXHIBITOR: N_("Exposant"),
    HolderKind.SCHOOL: N_("Établissement"),
    HolderKind.STAFF: N_("Organisation"),
    HolderKind.SPEAKER: N_("Intervenant·e"),
}
PROFILE_LABELS = {
    Profile.JOB_SEEKER: N_("En recherche d’emploi"),
    Profile.EMPLOYED: N_("En poste"),
    Profile.STUDENT: N_("Élève, étudiant·e, apprenti·e"),
    Profile.CAREER_CHANGE: N_("En reconversion"),
    Profile.OTHER: N_("Autre situation"),
}
REGISTRATION_STATUS_LABELS = {
    RegistrationStatus.CONFIRMED: N_("Inscrit·e"),
    RegistrationStatus.WAITLISTED: N_("Liste d’attente"),
    RegistrationStatus.OFFERED: N_("Place proposée"),
    RegistrationStatus.CANCELLED: N_("Annulée"),
}
ACCESS_LABELS = {
    AccessNeed.WHEELCHAIR: N_("Accès en fauteuil roulant"),
    AccessNeed.SIGN_LANGUAGE: N_("Interprète en langue des signes (LSF)"),
    AccessNeed.QUIET_HOUR: N_("Heure calme"),
    AccessNeed.COMPANION: N_("Venir accompagné·e"),
    AccessNeed.OTHER: N_("Autre besoin"),
}
LAYOUT_LABELS = {
    BadgeLayout.A4_SHEET: N_("Planche A4 de 8 badges, traits de coupe"),
    BadgeLayout.A6: N_("Badge A6, feuille A4 à plier"),
    BadgeLayout.LABEL_80X50: N_("Étiquettes 80 × 50 mm"),
    BadgeLayout.LABEL_62X100: N_("Étiquettes 62 × 100 mm"),
}
POLICY_LABELS = {
    CheckpointPolicy.DAILY: N_("Une fois par jour"),
    CheckpointPolicy.ONCE: N_("Une seule fois"),
    CheckpointPolicy.MANY: N_("Autant de fois que voulu"),
}
DIRECTION_LABELS = {
    Direction.IN: N_("Entrée"),
    Direction.OUT: N_("Sortie"),
}
REFUSAL_LABELS = {
    RefusalReason.UNKNOWN: N_("Code inconnu"),
    RefusalReason.OTHER_FAIR: N_("Badge d’un autre salon"),
    RefusalReason.REVOKED: N_("Badge remplacé ou annulé"),
    RefusalReason.CANCELLED: N_("Inscription annulée"),
    RefusalReason.NOT_CONFIRMED: N_("Sur liste d’attente"),
    RefusalReason.OTHER_DAY: N_("Inscription pour un autre jour"),
    RefusalReason.CLOSED: N_("Le salon n’est pas ouvert aujourd’hui"),
}
