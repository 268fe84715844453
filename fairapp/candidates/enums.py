"""Closed lists of the domain; values are stored, labels are French message ids."""

from enum import StrEnum

from fairapp.core.text import N_


class Purpose(StrEnum):
    """Who may see a profile besides its owner; one box each, never ticked beforehand (row K5)."""

    APPLICATIONS = "applications"  # a company that one applied to
    MEMBER_COMPANIES = "member_companies"  # any company of a cluster, before one applied anywhere
    FAIR_EXHIBITORS = "fair_exhibitors"  # exhibitors of a fair where one is registered


class Seen(StrEnum):
    """What somebody looked at."""

    PROFILE = "profile"
    PROFILE_CV = "profile_cv"
    CV = "cv"  # of an application
    APPLICATION = "application"


PURPOSE_LABELS = {
    Purpose.APPLICATIONS: N_("Les entreprises à qui j'ai envoyé une candidature"),
    Purpose.MEMBER_COMPANIES: N_("Les entreprises membres des clusters"),
    Purpose.FAIR_EXHIBITORS: N_("Les exposants des salons où je suis inscrit·e"),
}
SEEN_LABELS = {
    Seen.PROFILE: N_("Profil"),
    Seen.PROFILE_CV: N_("CV du profil"),
    Seen.CV: N_("CV"),
    Seen.APPLICATION: N_("Candidature"),
}
