"""Closed lists of the domain; values are stored, labels are French message ids."""

from enum import StrEnum

from fairapp.core.text import N_


class Grade(StrEnum):
    """Levels of a class, in the order in which they are shown (row E2)."""

    SIXTH = "6e"
    FIFTH = "5e"
    FOURTH = "4e"
    THIRD = "3e"
    SEGPA = "segpa"
    SECOND = "2de"
    FIRST = "1re"
    FINAL = "terminale"
    CAP = "cap"
    BAC_PRO = "bac_pro"
    BTS = "bts"


class Format(StrEnum):
    VISIT = "visit"
    TALK = "talk"  # témoignage
    WORKSHOP = "workshop"
    FORUM = "forum"
    JURY = "jury"


class Setting(StrEnum):
    ON_SITE = "on_site"
    IN_CLASS = "in_class"
    REMOTE = "remote"


class InterventionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"  # no longer shown; what was agreed stays


class SlotStatus(StrEnum):
    OPEN = "open"
    CANCELLED = "cancelled"


class RequestStatus(StrEnum):
    """Where a request stands; what may follow is in `states.TABLE`."""

    DRAFT = "draft"
    SENT = "sent"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    MOVED_BY_SCHOOL = "moved_by_school"  # it asks for another date; the one agreed stays until the company answers
    MOVED_BY_COMPANY = "moved_by_company"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    EXPIRED = "expired"


class Side(StrEnum):
    """Who acts."""

    SCHOOL = "school"
    COMPANY = "company"  # its professionals too
    ORGANISER = "organiser"
    CLOCK = "clock"  # what happens by itself


class Action(StrEnum):
    """What may be done with a request."""

    EDIT = "edit"
    DELETE = "delete"
    PURGE = "purge"
    SEND = "send"
    BOOK = "book"  # a slot, at once
    WITHDRAW = "withdraw"
    CLAIM = "claim"  # a request to nobody in particular: we answer it
    RELEASE = "release"  # … after all, we do not
    DECLINE = "decline"
    PROPOSE = "propose"
    ASSIGN = "assign"
    MERGE = "merge"
    NUDGE = "nudge"
    ESCALATE = "escalate"
    CHOOSE = "choose"
    ASK_OTHER = "ask_other"
    REFUSE = "refuse"
    EDIT_DATES = "edit_dates"
    TAKE_BACK = "take_back"
    WARN = "warn"
    EXPIRE = "expire"
    MOVE = "move"
    AGREE = "agree"
    KEEP = "keep"  # the date agreed before stays
    CANCEL = "cancel"
    REMIND_WEEK = "remind_week"
    REMIND_DAY = "remind_day"
    FINISH = "finish"
    THANK = "thank"
    EVALUATE = "evaluate"
    REPORT_ABSENCE = "report_absence"
    CORRECT = "correct"
    CLOSE = "close"
    ATTEST = "attest"
    ANONYMISE = "anonymise"
    DUPLICATE = "duplicate"
    WRITE = "write"  # a word from one side to the other, no pupil among them
    REASSIGN = "reassign"


class WaitStatus(StrEnum):
    WAITING = "waiting"
    NOTIFIED = "notified"  # a place came free: told, first come first served among at most three (row E7)
    BOOKED = "booked"
    LEFT = "left"


LIVE_WAITS = (WaitStatus.WAITING, WaitStatus.NOTIFIED)


class AttestationKind(StrEnum):
    """Whom an attestation names (row E12)."""

    PROFESSIONAL = "professional"
    COMPANY = "company"
    CLASS = "class"


GRADE_LABELS = {
    Grade.SIXTH: N_("6e"),
    Grade.FIFTH: N_("5e"),
    Grade.FOURTH: N_("4e"),
    Grade.THIRD: N_("3e"),
    Grade.SEGPA: N_("SEGPA"),
    Grade.SECOND: N_("2de"),
    Grade.FIRST: N_("1re"),
    Grade.FINAL: N_("Terminale"),
    Grade.CAP: N_("CAP"),
    Grade.BAC_PRO: N_("Bac professionnel"),
    Grade.BTS: N_("BTS"),
}
FORMAT_LABELS = {
    Format.VISIT: N_("Visite d’entreprise"),
    Format.TALK: N_("Témoignage"),
    Format.WORKSHOP: N_("Atelier"),
    Format.FORUM: N_("Forum des métiers"),
    Format.JURY: N_("Jury"),
}
SETTING_LABELS = {
    Setting.ON_SITE: N_("Dans l’entreprise"),
    Setting.IN_CLASS: N_("En classe"),
    Setting.REMOTE: N_("À distance"),
}
INTERVENTION_LABELS = {
    InterventionStatus.DRAFT: N_("Brouillon"),
    InterventionStatus.PUBLISHED: N_("En ligne"),
    InterventionStatus.CLOSED: N_("Retirée"),
}
STATUS_LABELS = {
    RequestStatus.DRAFT: N_("Brouillon"),
    RequestStatus.SENT: N_("Envoyée"),
    RequestStatus.PROPOSED: N_("Dates proposées"),
    RequestStatus.CONFIRMED: N_("Confirmée"),
    RequestStatus.MOVED_BY_SCHOOL: N_("Autre date demandée par l’établissement"),
    RequestStatus.MOVED_BY_COMPANY: N_("Autre date demandée par l’entreprise"),
    RequestStatus.DONE: N_("Passée, bilan à faire"),
    RequestStatus.CLOSED: N_("Terminée"),
    RequestStatus.CANCELLED: N_("Annulée"),
    RequestStatus.REFUSED: N_("Déclinée"),
    RequestStatus.EXPIRED: N_("Sans réponse à temps"),
}
ACTION_LABELS = {
    Action.EDIT: N_("Modifiée"),
    Action.DELETE: N_("Supprimée"),
    Action.PURGE: N_("Brouillon effacé"),
    Action.SEND: N_("Demande envoyée"),
    Action.BOOK: N_("Créneau réservé"),
    Action.WITHDRAW: N_("Demande retirée"),
    Action.CLAIM: N_("Prise en charge"),
    Action.RELEASE: N_("Rendue au cluster"),
    Action.DECLINE: N_("Déclinée par l’entreprise"),
    Action.PROPOSE: N_("Dates proposées"),
    Action.ASSIGN: N_("Confiée à une entreprise"),
    Action.MERGE: N_("Réunie avec une autre demande"),
    Action.NUDGE: N_("Rappel envoyé à l’entreprise"),
    Action.ESCALATE: N_("Signalée à l’organisateur"),
    Action.CHOOSE: N_("Date choisie"),
    Action.ASK_OTHER: N_("Autres dates demandées"),
    Action.REFUSE: N_("Déclinée par l’établissement"),
    Action.EDIT_DATES: N_("Dates modifiées"),
    Action.TAKE_BACK: N_("Proposition retirée"),
    Action.WARN: N_("Rappel : réponse attendue"),
    Action.EXPIRE: N_("Délai de réponse dépassé"),
    Action.MOVE: N_("Autre date demandée"),
    Action.AGREE: N_("Nouvelle date acceptée"),
    Action.KEEP: N_("Date d’origine maintenue"),
    Action.CANCEL: N_("Annulée"),
    Action.REMIND_WEEK: N_("Rappel à sept jours"),
    Action.REMIND_DAY: N_("Rappel de la veille"),
    Action.FINISH: N_("La visite a eu lieu"),
    Action.THANK: N_("Remerciements envoyés"),
    Action.EVALUATE: N_("Bilan rendu"),
    Action.REPORT_ABSENCE: N_("Absence signalée"),
    Action.CORRECT: N_("Bilan corrigé"),
    Action.CLOSE: N_("Demande terminée"),
    Action.ATTEST: N_("Attestation éditée"),
    Action.ANONYMISE: N_("Contacts effacés"),
    Action.DUPLICATE: N_("Copiée dans une nouvelle demande"),
    Action.REASSIGN: N_("Remise en attente"),
    Action.WRITE: N_("Message"),
}
SIDE_LABELS = {
    Side.SCHOOL: N_("Établissement"),
    Side.COMPANY: N_("Entreprise"),
    Side.ORGANISER: N_("Organisateur"),
    Side.CLOCK: N_("Automatique"),
}
ATTESTATION_LABELS = {
    AttestationKind.PROFESSIONAL: N_("Attestation du professionnel"),
    AttestationKind.COMPANY: N_("Attestation de l’entreprise"),
    AttestationKind.CLASS: N_("Attestation de la classe"),
}
