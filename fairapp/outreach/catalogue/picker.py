"""The dates of an intervention, week by week, as the school of who looks may take them (rows E4, E7)."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.outreach.dates import FURTHEST, off_school
from fairapp.outreach.enums import SlotStatus
from fairapp.outreach.models import Slot
from fairapp.web.formats import long_date, short_date
from fairapp.web.i18n import current_language, translate

SCHOOL_DAYS = 5  # Monday to Friday; Saturday and Sunday are shown when a slot stands there
MOST_SLOTS = 1000
WEEK = timedelta(days=7)
_WRITTEN = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


class ShownSlot(NamedTuple):
    id: int
    at: datetime  # on the clock of the place
    places: int  # pupils that still fit in
    is_full: bool  # one may wait for a place
    can_choose: bool
    is_chosen: bool


class ShownDay(NamedTuple):
    day: date
    weekday: str  # « Lun. »
    off: str  # why there is no school
    slots: Sequence[ShownSlot]


class ShownWeek(NamedTuple):
    """Weeks are named as in ISO 8601: « 2027-W04 »."""

    label: str  # « 11 au 15 janvier 2027 »
    days: Sequence[ShownDay]
    off: str  # why there is no school all week: the reason of most days
    previous: str
    next: str
    next_free: str  # the first later week with something to choose, where this one has nothing
    has_full: bool

    @property
    def can_choose(self) -> bool:
        return any(slot.can_choose for day in self.days for slot in day.slots)


def coming_slots(session: Session, intervention_id: int, zone: ZoneInfo) -> Sequence[Slot]:
    """Return the slots from this week's Monday on that are not cancelled."""
    monday = datetime.combine(_monday(now().astimezone(zone).date()), time(), zone)
    query = select(Slot).where(
        Slot.intervention_id == intervention_id, Slot.status == SlotStatus.OPEN, col(Slot.starts_at) >= monday
    )
    return session.exec(query.order_by(col(Slot.starts_at)).limit(MOST_SLOTS)).all()


def shown_week(
    slots: Sequence[Slot], asked: str, *, zone: ZoneInfo, department: str | None, chosen: int | None = None
) -> ShownWeek:
    """Lay out the week asked for; else that of the slot chosen; else the first one with something to choose."""
    shown = [_shown(slot, zone, department, chosen) for slot in slots]
    today = now().astimezone(zone).date()
    monday = _bounded(_read_week(asked) or _first_week(shown) or today, today)
    days = [_day(monday + timedelta(days=number), shown, department) for number in range(7)]
    days = [day for number, day in enumerate(days) if number < SCHOOL_DAYS or day.slots]
    reasons = Counter(day.off for day in days)
    last = today + FURTHEST
    week = ShownWeek(
        label=_label(monday, days[-1].day),
        days=days,
        off="" if "" in reasons else reasons.most_common(1)[0][0],
        previous=_written(monday - WEEK) if monday > _monday(today) else "",
        next=_written(monday + WEEK) if monday + WEEK <= last else "",
        next_free="",
        has_full=any(slot.is_full and slot.can_choose for day in days for slot in day.slots),
    )
    later = (slot.at.date() for slot in shown if slot.can_choose and slot.at.date() >= monday + WEEK)
    free = next(later, None)
    return week if week.can_choose or free is None else week._replace(next_free=_written(free))


def _shown(slot: Slot, zone: ZoneInfo, department: str | None, chosen: int | None) -> ShownSlot:
    at = slot.starts_at.astimezone(zone)
    is_bookable = slot.booking_until > now() and slot.starts_at > now() and not off_school(at.date(), department)
    return ShownSlot(
        id=slot.id,
        at=at,
        places=slot.pupils_max - slot.pupils_taken,
        is_full=slot.groups_taken >= slot.groups_max or slot.pupils_taken >= slot.pupils_max,
        can_choose=is_bookable,
        is_chosen=is_bookable and slot.id == chosen,
    )


def _day(day: date, slots: Sequence[ShownSlot], department: str | None) -> ShownDay:
    why = off_school(day, department)
    weekday = format_date(day, "EEE", locale=current_language()).capitalize()
    return ShownDay(day, weekday, translate(why) if why else "", [slot for slot in slots if slot.at.date() == day])


def _label(first: date, last: date) -> str:
    start = str(first.day) if first.month == last.month else short_date(first)
    return translate("%(first)s au %(last)s", first=start, last=long_date(last))


def _first_week(slots: Sequence[ShownSlot]) -> date | None:
    possible = [slot for slot in slots if slot.can_choose]
    wanted = (
        [slot for slot in possible if slot.is_chosen] or [slot for slot in possible if not slot.is_full] or possible
    )
    return wanted[0].at.date() if wanted else None


def _read_week(text: str) -> date | None:
    found = _WRITTEN.fullmatch(text)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None


def _bounded(day: date, today: date) -> date:
    return min(max(_monday(day), _monday(today)), _monday(today + FURTHEST))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _written(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
