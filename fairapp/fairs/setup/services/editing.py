"""Settings of a fair: texts, days and place, calendar, terms. An edit of an old version is refused."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sqlmodel import Session

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import today
from fairapp.core.errors import DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, clean, squeeze
from fairapp.fairs.calendar import hours_of
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.events import FairMoved
from fairapp.fairs.models import Fair, FairCalendar, FairDay, FairTerms
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.services import change_bands
from fairapp.fairs.setup.drafts import DayDraft, PresentationDraft, WhenDraft
from fairapp.fairs.setup.services.copying import shifted
from fairapp.fairs.setup.services.creating import PAST
from fairapp.fairs.setup.services.locking import STALE, open_settings
from fairapp.fairs.setup.services.placing import place_fair

__all__ = ["STALE", "edit_calendar", "edit_presentation", "edit_terms", "reschedule"]

_LONG = ("description", "directions", "terms", "payment_details", "seller_address")  # keep their line breaks
_SOLD = ("terms", "vat_rate_bp", "vat_exemption")  # what an exhibitor accepts


def edit_presentation(session: Session, fair: Fair, draft: PresentationDraft, *, by: Actor) -> None:
    open_settings(session, fair, draft.version)
    fair.sqlmodel_update(_tidy(draft.model_dump(exclude={"version"})))
    _keep(session, fair, by, "presentation")


def reschedule(session: Session, fair: Fair, draft: WhenDraft, *, by: Actor) -> bool:
    """Change days, hours, place or the length of arrival bands; tell whether everyone is told: those registered keep their places (row F4)."""
    open_settings(session, fair, draft.version)
    if draft.time_zone not in available_timezones():
        raise DomainError(N_("Choisissez un fuseau horaire de la liste."), field="time_zone")
    days = days_of(session, fair.id)
    _check_days(fair, draft.days, days)
    if draft.band_minutes:
        change_bands(session, fair, draft.band_minutes)
    before = _when_and_where(fair, days)
    fair.venue, fair.address, fair.time_zone = squeeze(draft.venue), squeeze(draft.address), draft.time_zone
    place_fair(fair, draft.place)
    if draft.shifts_calendar and days and draft.days:
        _shift_calendar(fair, min(day.held_on for day in draft.days) - days[0].held_on)
    for day in days:
        session.delete(day)
    session.flush()
    fresh = [FairDay(fair_id=fair.id, **day.model_dump()) for day in draft.days]
    session.add_all(fresh)
    moved = _when_and_where(fair, fresh) != before and fair.status is FairStatus.PUBLISHED
    if moved:
        fair.sequence += 1
    _keep(session, fair, by, "when")
    if moved:
        emit(session, FairMoved(fair_id=fair.id))
    return moved


def edit_calendar(session: Session, fair: Fair, calendar: FairCalendar, version: int, *, by: Actor) -> None:
    """Set when each phase opens and closes (row F3).

    :raise DomainError: if they are not in their order.
    """
    open_settings(session, fair, version)
    _check_calendar(fair, days_of(session, fair.id), calendar)
    fair.sqlmodel_update(calendar.model_dump())
    _keep(session, fair, by, "calendar")


def edit_terms(session: Session, fair: Fair, terms: FairTerms, version: int, *, by: Actor) -> None:
    """Set terms, VAT and seller; a change of what exhibitors accept makes a new version of the terms (row B8)."""
    open_settings(session, fair, version)
    if terms.vat_rate_bp is None and not terms.vat_exemption.strip():
        message = N_("Sans TVA, indiquez la mention légale, par exemple « TVA non applicable, art. 293 B du CGI ».")
        raise DomainError(message, field="vat_exemption")
    before = [getattr(fair, name) for name in _SOLD]
    fair.sqlmodel_update(_tidy(terms.model_dump()))
    if [getattr(fair, name) for name in _SOLD] != before:
        fair.terms_version += 1
    _keep(session, fair, by, "terms")


def _keep(session: Session, fair: Fair, by: Actor, part: str) -> None:
    fair.version += 1
    session.add(fair)
    session.flush()
    record(session, "fair.edited", "fair", fair.id, by=by, cluster_id=fair.cluster_id, part=part)


def _tidy(values: dict[str, object]) -> dict[str, object]:
    return {
        name: (clean(value) if name in _LONG else squeeze(value)) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _when_and_where(fair: Fair, days: Sequence[FairDay]) -> tuple[object, ...]:
    return (hours_of(fair, days), fair.venue, fair.address, fair.insee)


def _check_days(fair: Fair, typed: Sequence[DayDraft], known: Sequence[FairDay]) -> None:
    seen: set[date] = set()
    past = {day.held_on for day in known}
    for number, day in enumerate(typed):
        if day.held_on in seen:
            raise DomainError(N_("Ce jour est déjà dans la liste."), field=f"days[{number}].held_on")
        if day.opens >= day.closes:
            raise DomainError(N_("La fermeture vient après l’ouverture."), field=f"days[{number}].closes")
        if day.held_on < today(fair.time_zone) and day.held_on not in past:
            raise DomainError(PAST, field=f"days[{number}].held_on")
        seen.add(day.held_on)
    if not typed and fair.status is FairStatus.PUBLISHED:
        raise DomainError(N_("Un salon publié a au moins un jour."), field="days[0].held_on")


def _shift_calendar(fair: Fair, by: timedelta) -> None:
    for name in FairCalendar.model_fields:
        setattr(fair, name, shifted(getattr(fair, name), by, fair.time_zone))


def _check_calendar(fair: Fair, days: Sequence[FairDay], calendar: FairCalendar) -> None:
    for earlier, later in (
        ("interest_from", "booking_from"),
        ("booking_from", "booking_until"),
        ("registration_from", "registration_until"),
    ):
        first, second = getattr(calendar, earlier), getattr(calendar, later)
        if first and second and first >= second:
            raise DomainError(N_("Cette date doit venir après la précédente."), field=later)
    if calendar.booking_until and calendar.booking_from is None:
        raise DomainError(N_("Indiquez aussi quand les réservations ouvrent."), field="booking_from")
    hours = hours_of(fair, days)
    if not hours:
        return
    for name, limit, message in (
        ("booking_until", hours[0].opens_at, N_("Les réservations se closent avant l’ouverture du salon, le %(day)s.")),
        (
            "registration_until",
            hours[-1].closes_at,
            N_("Les inscriptions se closent avant la fin du salon, le %(day)s."),
        ),
    ):
        moment = getattr(calendar, name)
        if moment and moment > limit:
            local = limit.astimezone(ZoneInfo(fair.time_zone))
            raise DomainError(message, field=name, day=local.strftime("%d/%m/%Y à %H:%M"))
