"""Last year's fair again (row F1): halls, plan, prices, options and texts; nobody who booked, registered or came."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel, select

from fairapp.clusters.models import Cluster
from fairapp.core.actor import Actor
from fairapp.core.clock import today
from fairapp.core.errors import DomainError
from fairapp.core.text import squeeze
from fairapp.fairs.models import Fair, FairCalendar, FairDay, FairProfile, FairTerms, Hall
from fairapp.fairs.queries import days_of, halls_of
from fairapp.fairs.registrations.models import Quota
from fairapp.fairs.registrations.queries import quotas_of
from fairapp.fairs.setup.drafts import CopyDraft
from fairapp.fairs.setup.services.creating import PAST, insert_fair, just_made, made_by_form
from fairapp.fairs.stands.models import Stand, StandOption, StandOptionDraft, StandType, StandTypeDraft
from fairapp.fairs.stands.queries import options_of, types_of

Row = TypeVar("Row", StandType, StandOption)

_PLACE = ("time_zone", "insee", "commune", "department", "lat", "lon", "band_minutes", "cluster_id")


def copy_fair(session: Session, cluster: Cluster, source: Fair, draft: CopyDraft, *, by: Actor) -> Fair:
    """Make a draft like `source`, its days and calendar moved to `first_day`; the same form sent twice makes one.

    :raise DomainError: if the day is past.
    """
    if found := made_by_form(session, cluster, draft.form_key):
        return found
    if draft.first_day < today(source.time_zone):
        raise DomainError(PAST, field="first_day")
    days = days_of(session, source.id)
    shift = draft.first_day - days[0].held_on if days else timedelta()
    content: dict[str, Any] = _content_of(source, shift) | {
        "name": squeeze(draft.name),
        "form_key": draft.form_key or None,
    }
    fair = insert_fair(session, cluster, lambda slug: Fair(**content, slug=slug), by=by)
    if fair is None:
        return just_made(session, cluster, draft.form_key)
    for day in days:
        session.add(FairDay(fair_id=fair.id, held_on=day.held_on + shift, opens=day.opens, closes=day.closes))
    if not days:
        session.add(FairDay(fair_id=fair.id, held_on=draft.first_day, opens=time(9), closes=time(17)))
    _copy_quotas(session, source, fair, shift)
    types = _copy_rows(session, types_of(session, source.id), StandTypeDraft, fair_id=fair.id)
    _copy_rows(session, options_of(session, source.id), StandOptionDraft, fair_id=fair.id)
    _copy_halls(session, source, fair, types)
    session.flush()
    return fair


def _content_of(source: Fair, shift: timedelta) -> dict[str, Any]:
    copied = [*FairProfile.model_fields, *FairTerms.model_fields, *_PLACE]
    calendar = {name: shifted(getattr(source, name), shift, source.time_zone) for name in FairCalendar.model_fields}
    return {name: getattr(source, name) for name in copied} | calendar | {"copied_from_id": source.id}


def shifted(moment: datetime | None, by: timedelta, zone: str) -> datetime | None:
    """Return the same hour on the wall, so many days away."""
    if moment is None:
        return None
    local = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + by, local.time(), ZoneInfo(zone))


def _copy_quotas(session: Session, source: Fair, fair: Fair, shift: timedelta) -> None:
    """Copy the sizes; a day and its half-hours are named by their date."""
    for quota in quotas_of(session, source.id):
        day, separator, hour = quota.key.partition("T")
        key = quota.key
        if len(day) == len("2026-12-01") and day[:4].isdigit():
            key = (date.fromisoformat(day) + shift).isoformat() + separator + hour
        session.add(Quota(fair_id=fair.id, kind=quota.kind, key=key, size=quota.size))


def _copy_rows(session: Session, rows: Sequence[Row], told: type[SQLModel], *, fair_id: int) -> dict[int, Row]:
    """Copy what the organiser wrote, nothing that was taken; return the new rows by the ids of the old ones."""
    made = {}
    for position, row in enumerate(rows):
        values = {name: getattr(row, name) for name in told.model_fields}
        made[row.id] = type(row)(fair_id=fair_id, position=position, **values)
    session.add_all(made.values())
    session.flush()
    return made


def _copy_halls(session: Session, source: Fair, fair: Fair, types: Mapping[int, StandType]) -> None:
    halls: dict[int, Hall] = {}
    for hall in halls_of(session, source.id):
        halls[hall.id] = Hall(
            fair_id=fair.id, name=hall.name, position=hall.position, gauge=hall.gauge, plan_width=hall.plan_width,
            plan_height=hall.plan_height, marks=hall.marks,
        )  # fmt: skip
    session.add_all(halls.values())
    session.flush()
    for stand in session.exec(select(Stand).where(Stand.fair_id == source.id)):
        session.add(
            Stand(
                fair_id=fair.id,
                hall_id=halls[stand.hall_id].id,
                type_id=types[stand.type_id].id,
                code=stand.code,
                outline=stand.outline,
                is_accessible=stand.is_accessible,
                is_blocked=stand.is_blocked,  # but not why: that was said of last year, and may name people
            )
        )
