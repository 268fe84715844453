from enum import StrEnum

from fairapp.core.text import N_


class MembershipStatus(StrEnum):
    LISTED = "listed"  # nommée par une offre importée, sans être adhérente
    PENDING = "pending"  # la société a demandé, l'organisateur n'a pas répondu
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"  # adhésion échue : ne publie plus


class AffiliationStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"


class JoinStatus(StrEnum):
    """What became of a request made at /recruter by someone without an account."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class RuleField(StrEnum):
    """What a pooling rule looks at, on a partner's offer."""

    CONTRACT = "contract"
    DEPARTMENT = "department"
    FAMILY = "family"  # famille de métiers, lettre ROME
    SHARED = "shared"  # poste partagé
    REMOTE = "remote"
    COMPANY = "company"


class RuleOperator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"


class LegalPageKind(StrEnum):
    LEGAL_NOTICE = "mentions-legales"
    PERSONAL_DATA = "donnees-personnelles"
    ACCESSIBILITY = "accessibilite"


MEMBERSHIP_LABELS = {
    MembershipStatus.LISTED: N_("Citée, non adhérente"),
    MembershipStatus.PENDING: N_("Demande à traiter"),
    MembershipStatus.CONFIRMED: N_("Adhérente"),
    MembershipStatus.LAPSED: N_("Adhésion échue"),
}
STATUS_TABS = {  # in the plural, over the organiser's list
    MembershipStatus.CONFIRMED: N_("Adhérentes"),
    MembershipStatus.PENDING: N_("À confirmer"),
    MembershipStatus.LISTED: N_("Citées"),
    MembershipStatus.LAPSED: N_("Échues"),
}
FIELD_LABELS = {
    RuleField.CONTRACT: N_("Contrat"),
    RuleField.DEPARTMENT: N_("Département"),
    RuleField.FAMILY: N_("Famille de métiers"),
    RuleField.SHARED: N_("Poste partagé"),
    RuleField.REMOTE: N_("Télétravail"),
    RuleField.COMPANY: N_("Entreprise"),
}
OPERATOR_LABELS = {RuleOperator.IS: N_("est"), RuleOperator.IS_NOT: N_("n’est pas")}
PAGE_LABELS = {
    LegalPageKind.LEGAL_NOTICE: N_("Mentions légales"),
    LegalPageKind.PERSONAL_DATA: N_("Données personnelles"),
    LegalPageKind.ACCESSIBILITY: N_("Accessibilité"),
}
