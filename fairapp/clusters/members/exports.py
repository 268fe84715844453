"""The list of members for a spreadsheet; the same file can be imported again."""

from collections.abc import Iterable

from fairapp import reference
from fairapp.clusters.enums import MEMBERSHIP_LABELS
from fairapp.clusters.members.queries import Member
from fairapp.core.sheets import write_csv
from fairapp.web.i18n import translate

HEADER = (
    "nom", "siret", "courriel", "site web", "adresse", "commune", "secteur", "code naf", "effectif",
    "statut", "jusqu’au", "dispensée de relecture", "personnes",
)  # fmt: skip


def members_csv(members: Iterable[Member]) -> str:
    return write_csv(HEADER, [_row(member) for member in members])


def _row(member: Member) -> tuple[object, ...]:
    company, membership = member.company, member.membership
    commune = reference.places().commune(company.insee) if company.insee else None
    return (
        company.name, company.siret, company.contact_email, company.website, company.address,
        commune.label if commune else company.commune, company.sector, company.naf_code, company.headcount,
        translate(MEMBERSHIP_LABELS[membership.status]), membership.until and membership.until.isoformat(),
        translate("oui") if membership.is_trusted else translate("non"), member.people,
    )  # fmt: skip
