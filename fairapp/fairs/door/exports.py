"""Every scan of a fair, as a table for spreadsheets."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlmodel import Session

from fairapp.core.text import N_
from fairapp.fairs.door.models import Scan
from fairapp.fairs.door.passages import Holder
from fairapp.fairs.door.people import people_of
from fairapp.fairs.door.queries import log_of, recent_scans
from fairapp.fairs.door.verdicts import NAMELESS
from fairapp.fairs.enums import DIRECTION_LABELS, HOLDER_LABELS, REFUSAL_LABELS, Outcome
from fairapp.fairs.models import Fair
from fairapp.web.i18n import translate

HEADER = (
    N_("Jour"), N_("Heure"), N_("Porte"), N_("Sens"), N_("Résultat montré"), N_("Résultat retenu"), N_("Motif"),
    N_("Nom"), N_("Prénom"), N_("Type"), N_("Structure"), N_("Code du badge"), N_("Par"), N_("Annulé"),
)  # fmt: skip
OUTCOME_LABELS = {
    Outcome.ACCEPTED: N_("Accepté"),
    Outcome.ALREADY: N_("Déjà scanné"),
    Outcome.REFUSED: N_("Refusé"),
}


def scan_rows(session: Session, fair: Fair) -> Iterator[tuple[object, ...]]:
    """Yield one row per scan, the oldest first: what the door showed, and what counts now; four queries."""
    zone, outcomes = ZoneInfo(fair.time_zone), log_of(session, fair).outcomes
    recents = recent_scans(session, Scan.fair_id == fair.id, limit=None)  # type: ignore[arg-type]
    people = people_of(session, fair.id, [one.badge for one in recents if one.badge])
    for scan, badge, door, device, account, is_undone in reversed(recents):
        at = scan.scanned_at.astimezone(zone)
        is_named = badge is not None and scan.refusal not in NAMELESS
        person = people.get(Holder(badge.registration_id, badge.staff_id)) if badge and is_named else None
        effective = outcomes.get(scan.nonce)
        yield (
            at.date().isoformat(), at.strftime("%H:%M:%S"), door.name, translate(DIRECTION_LABELS[door.direction]),
            translate(OUTCOME_LABELS[scan.shown]), translate(OUTCOME_LABELS[effective]) if effective else "",
            translate(REFUSAL_LABELS[scan.refusal]) if scan.refusal else scan.reason,
            person.last_name if person else "", person.first_name if person else "",
            translate(HOLDER_LABELS[person.kind]) if person else "", person.organisation if person else "",
            badge.short_code if badge else "", device.label if device else account.name if account else "",
            translate(N_("oui")) if is_undone else "",
        )  # fmt: skip
