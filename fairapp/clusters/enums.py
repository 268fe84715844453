from enum import StrEnum


class MembershipStatus(StrEnum):
    PENDING = "pending"  # la société a demandé, l'organisateur n'a pas répondu
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"  # adhésion échue : ne publie plus


class AffiliationStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"


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
