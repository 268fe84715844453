"""A visit in the calendars of both sides (row E8): its name stays when it moves, its sequence grows (RFC 5545)."""

from datetime import UTC
from urllib.parse import urlsplit

from flask_babel import gettext as _
from icalendar import Calendar, Event
from sqlmodel import Session

from fairapp.clusters.models import Company, School
from fairapp.core.clock import now
from fairapp.core.settings import Settings
from fairapp.outreach.enums import GRADE_LABELS, RequestStatus, Side
from fairapp.outreach.models import Intervention, OutreachRequest
from fairapp.outreach.spaces import request_url
from fairapp.web.i18n import translate

MEDIA_TYPE = "text/calendar; charset=utf-8"


def visit_calendar(session: Session, request: OutreachRequest, side: Side, *, site: Settings) -> bytes | None:
    """Return the calendar file for one side, the cancelled visit's too; None while no date is agreed."""
    if request.starts_at is None or request.ends_at is None:
        return None
    host = urlsplit(site.public_url).hostname or "localhost"
    event = Event()
    event.add("uid", f"visite-{request.id}@{host}")
    event.add("sequence", request.sequence)
    event.add("dtstamp", now())
    event.add("dtstart", request.starts_at.astimezone(UTC))
    event.add("dtend", request.ends_at.astimezone(UTC))
    event.add("summary", _summary(session, request, side))
    if request.place:
        event.add("location", request.place)
    event.add("url", site.public_url.rstrip("/") + request_url(session, request, side))
    event.add("status", "CANCELLED" if request.status is RequestStatus.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//fairapp//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _summary(session: Session, request: OutreachRequest, side: Side) -> str:
    """Name what the reader does not know by heart: the company for the school, the school for the company."""
    grade = request.class_name or translate(GRADE_LABELS[request.grade])
    intervention = session.get(Intervention, request.intervention_id) if request.intervention_id else None
    title = intervention.title if intervention else _("Rencontre avec une classe")
    if side is Side.COMPANY:
        other: str = session.get_one(School, request.school_id).name
    else:
        company = session.get(Company, request.company_id) if request.company_id else None
        other = company.name if company else ""
    return " – ".join(filter(None, (title, other, grade)))
