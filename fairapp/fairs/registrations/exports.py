"""The list of registrations for a spreadsheet. Access needs are not in it: the door alone shows them (row C5)."""

from collections.abc import Iterable

from sqlmodel import Session

from fairapp.core.sheets import write_csv, write_xlsx
from fairapp.fairs.enums import HOLDER_LABELS, PROFILE_LABELS, REGISTRATION_STATUS_LABELS, ConsentPurpose
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.listing import Line, who_allow
from fairapp.fairs.zones import in_zone
from fairapp.web.i18n import translate

HEADER = (
    "nom", "prénom", "courriel", "catégorie", "statut", "numéro d’attente", "profil", "métier recherché", "code rome",
    "organisation", "jours", "arrivées", "sur place", "inscrit le", "accepte l’annonce du prochain salon",
)  # fmt: skip


def registrations_csv(session: Session, fair: Fair, lines: Iterable[Line]) -> bytes:
    return write_csv(HEADER, _rows(session, fair, list(lines))).encode()


def registrations_xlsx(session: Session, fair: Fair, lines: Iterable[Line]) -> bytes:
    return write_xlsx(translate("Inscriptions"), HEADER, _rows(session, fair, list(lines)))


def _rows(session: Session, fair: Fair, lines: list[Line]) -> list[tuple[object, ...]]:
    told = who_allow(session, [line.row.id for line in lines], ConsentPurpose.NEXT_FAIR)
    return [_row(fair, line, allows=line.row.id in told) for line in lines]


def _row(fair: Fair, line: Line, *, allows: bool) -> tuple[object, ...]:
    row, yes, no = line.row, translate("oui"), translate("non")
    return (
        row.last_name, row.first_name, row.email, translate(HOLDER_LABELS[row.kind]),
        translate(REGISTRATION_STATUS_LABELS[row.status]), row.queue_number,
        translate(PROFILE_LABELS[row.profile]) if row.profile else "", row.jobs_sought, row.rome_code,
        row.organisation, ", ".join(line.dates), ", ".join(line.bands), yes if row.is_walk_in else no,
        f"{in_zone(fair, row.created_at):%Y-%m-%d %H:%M}", yes if allows else no,
    )  # fmt: skip
