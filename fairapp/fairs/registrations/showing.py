"""What « my registration » shows of one."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup
from sqlmodel import Session

from fairapp.fairs.badges.codes import badge_address, draw_svg, spaced
from fairapp.fairs.badges.queries import current_badge
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import (
    HOLDER_LABELS,
    REGISTRATION_STATUS_LABELS,
    FairStatus,
    Phase,
    QuotaKind,
    RegistrationStatus,
)
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


class MyBadge(NamedTuple):
    """The badge as a telephone shows it."""

    short_code: str
    kind: str  # « Candidat·e »
    drawing: Markup


def badge_on_phone(session: Session, row: Registration, public_url: str) -> MyBadge | None:
    """Return the badge of somebody who has a place."""
    if row.status is not RegistrationStatus.CONFIRMED:
        return None
    badge = current_badge(session, registration_id=row.id)
    if badge is None:
        return None
    drawing = draw_svg(badge_address(public_url, badge.token), str(_("Code de mon badge")))
    return MyBadge(spaced(badge.short_code), translate(HOLDER_LABELS[row.kind]), drawing)


def shown(session: Session, row: Registration, fair: Fair, days: Sequence[FairDay]) -> dict[str, Any]:
    """Return the parts of the page that depend on the state of the registration and of the fair."""
    places = places_of(session, [row.id])[row.id]
    bands = [quota.key for quota in places if quota.kind is QuotaKind.BAND]
    dates = [quota.key for quota in places if quota.kind is QuotaKind.DAY]
    given = {consent.purpose: consent for consent in consents_of(session, row.id) if consent.withdrawn_at is None}
    over = phase_of(fair, days) is Phase.OVER
    return {
        "state": (translate(REGISTRATION_STATUS_LABELS[row.status]), TONES[row.status]),
        "lines": visit_lines(fair, days, bands, dates) or [hours_label(day) for day in days],
        "days": [hours_label(day) for day in days],
        "place": place_label(fair),
        "consents": [(purpose, translate(words), given.get(purpose)) for purpose, words in WORDS.items()],
        "is_live": row.status in LIVE and fair.status is FairStatus.PUBLISHED and not over,
        "changes_hours": bool(places) or not days,
    }
