"""What « my registration » shows of one."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from fairapp.fairs.badges.queries import current_badge
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import REGISTRATION_STATUS_LABELS, FairStatus, Phase, QuotaKind, RegistrationStatus
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import LIVE, consents_of, places_of
from fairapp.fairs.registrations.services.consents import WORDS
from fairapp.fairs.registrations.words import hours_label, place_label, visit_lines
from fairapp.web.i18n import translate

TONES = {
    RegistrationStatus.CONFIRMED: "ok",
    RegistrationStatus.OFFERED: "warn",
    RegistrationStatus.WAITLISTED: "info",
    RegistrationStatus.CANCELLED: "none",
}


def shown(session: Session, row: Registration, fair: Fair, days: Sequence[FairDay]) -> dict[str, Any]:
    """Return the parts of the page that depend on the state of the registration and of the fair."""
    places = places_of(session, [row.id])[row.id]
    bands = [quota.key for quota in places if quota.kind is QuotaKind.BAND]
    dates = [quota.key for quota in places if quota.kind is QuotaKind.DAY]
    given = {consent.purpose: consent for consent in consents_of(session, row.id) if consent.withdrawn_at is None}
    over = phase_of(fair, days) is Phase.OVER
    confirmed = row.status is RegistrationStatus.CONFIRMED
    return {
        "state": (translate(REGISTRATION_STATUS_LABELS[row.status]), TONES[row.status]),
        "lines": visit_lines(fair, days, bands, dates) or [hours_label(day) for day in days],
        "place": place_label(fair),
        "badge": current_badge(session, registration_id=row.id) if confirmed else None,
        "consents": [(purpose, translate(words), given.get(purpose)) for purpose, words in WORDS.items()],
        "is_live": row.status in LIVE and fair.status is FairStatus.PUBLISHED and not over,
        "changes_hours": bool(places) or not days,
    }
