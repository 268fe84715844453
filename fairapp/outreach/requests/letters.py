"""Letters about a request; each is composed anew from the rows, so it tells what is true when it leaves."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import mail
from fairapp.accounts.hooks import settings
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import is_good, link_token
from fairapp.clusters.models import Cluster, Company, School
from fairapp.core.tasks import outside
from fairapp.core.text import squeeze
from fairapp.outreach.enums import GRADE_LABELS, SIDE_LABELS, Action, RequestStatus, Side, WaitStatus
from fairapp.outreach.models import HistoryLine, Intervention, OutreachRequest, Slot, WaitItem
from fairapp.outreach.requests.calendar import visit_calendar
from fairapp.outreach.requests.readers import Reader, people_of
from fairapp.outreach.requests.services.answering import dates_of
from fairapp.outreach.requests.wording import words_of
from fairapp.outreach.requests.words import when
from fairapp.outreach.spaces import request_url
from fairapp.outreach.zones import on_the_wall
from fairapp.web.formats import hour, weekday_date
from fairapp.web.i18n import translate

_S = RequestStatus
_ENDED = (_S.CANCELLED, _S.REFUSED, _S.EXPIRED)
_WITH_CALENDAR = {Action.BOOK, Action.CHOOSE, Action.AGREE, Action.CANCEL}
_WITH_DATES = {Action.PROPOSE, Action.EDIT_DATES, Action.MOVE, Action.WARN}


class Letter(NamedTuple):
    """A step and who reads of it."""

    request: OutreachRequest
    line: HistoryLine
    reader: Reader


@outside
def send_step(session: Session, line_id: int, side: str, account_id: int | None) -> None:
    """Tell one reader of one step, unless it is over by now."""
    line = session.get(HistoryLine, line_id)
    request = session.get(OutreachRequest, line.request_id) if line else None
    if line is None or request is None or _is_over(request, line):
        return
    readers = (one for one in people_of(session, request, Side(side)) if one.account_id == account_id)
    if (reader := next(readers, None)) is None:
        return
    with mail.in_language(reader.locale):
        context = _told(session, Letter(request, line, reader))
        calendar = None
        if line.action in _WITH_CALENDAR:
            calendar = visit_calendar(session, request, reader.side, site=settings())
    key = f"outreach-{line.id}-{reader.side}-{reader.account_id or 0}"
    _send(reader, "outreach_step", context, key=key, calendar=calendar or b"")


@outside
def send_thanks(session: Session, link_id: int, line_id: int, side: str) -> None:
    """Ask one reader for the evaluation; the link answers for their side."""
    link, line = session.get(ActionLink, link_id), session.get(HistoryLine, line_id)
    request = session.get(OutreachRequest, line.request_id) if line else None
    if link is None or line is None or request is None or not is_good(link) or request.status is not _S.DONE:
        return
    people = people_of(session, request, Side(side))
    reader = next((one for one in people if one.email == link.email), None)
    if reader is None:
        return
    with mail.in_language(reader.locale):
        context = _told(session, Letter(request, line, reader))
    url = mail.absolute(settings(), f"/bilan/{link_token(settings(), link)}")
    _send(reader, "outreach_thanks", {**context, "url": url}, key=f"outreach-thanks-{link.id}")


@outside
def send_place(session: Session, item_id: int) -> None:
    """Tell one who waits that a place is free, and until when it is worth looking."""
    item = session.get(WaitItem, item_id)
    if item is None or item.status is not WaitStatus.NOTIFIED or item.notified_until is None:
        return
    request, slot = session.get_one(OutreachRequest, item.request_id), session.get_one(Slot, item.slot_id)
    if request.status is not _S.DRAFT:
        return
    zone = session.get_one(Cluster, request.cluster_id).time_zone
    intervention, until = session.get_one(Intervention, slot.intervention_id), on_the_wall(item.notified_until, zone)
    for reader in people_of(session, request, Side.SCHOOL):
        with mail.in_language(reader.locale):
            context = {
                "subject": _("Une place est libre : %(title)s", title=squeeze(intervention.title)),
                "title": intervention.title, "class_name": _class_of(request), "when": when(slot, zone),
                "until": _("%(day)s à %(hour)s", day=weekday_date(until), hour=hour(until)),
                "url": mail.absolute(settings(), request_url(session, request, Side.SCHOOL)),
            }  # fmt: skip
        key = f"outreach-place-{item.id}-{item.notified_until.timestamp():.0f}-{reader.account_id or 0}"
        _send(reader, "outreach_place", context, key=key)


@outside
def send_wait_ended(session: Session, item_id: int) -> None:
    """Tell one who waited that the date is cancelled."""
    item = session.get(WaitItem, item_id)
    if item is None or item.status is not WaitStatus.LEFT:
        return
    request, slot = session.get_one(OutreachRequest, item.request_id), session.get_one(Slot, item.slot_id)
    zone = session.get_one(Cluster, request.cluster_id).time_zone
    intervention = session.get_one(Intervention, slot.intervention_id)
    for reader in people_of(session, request, Side.SCHOOL):
        with mail.in_language(reader.locale):
            context = {
                "subject": _("Date annulée : %(title)s", title=squeeze(intervention.title)),
                "title": intervention.title, "class_name": _class_of(request), "when": when(slot, zone),
                "url": mail.absolute(settings(), request_url(session, request, Side.SCHOOL)),
            }  # fmt: skip
        _send(reader, "outreach_wait_ended", context, key=f"outreach-wait-ended-{item.id}-{reader.account_id or 0}")


def _is_over(request: OutreachRequest, line: HistoryLine) -> bool:
    """What ended meanwhile has a letter of its own; and what the clock tells is old once somebody has acted."""
    if request.status in _ENDED and line.to_status is not request.status:
        return True
    return line.side is Side.CLOCK and request.changed_at > line.at


def _told(session: Session, letter: Letter) -> Mapping[str, object]:
    request, line, reader = letter
    zone = session.get_one(Cluster, request.cluster_id).time_zone
    school = session.get_one(School, request.school_id)
    company = session.get(Company, request.company_id) if request.company_id else None
    intervention = session.get(Intervention, request.intervention_id) if request.intervention_id else None
    ours = company.name if company else _("entreprise à trouver")
    names = {
        "other": squeeze(ours if reader.side is Side.SCHOOL else school.name),
        "company": squeeze(ours),
        "day": weekday_date(on_the_wall(request.starts_at, zone)) if request.starts_at else "",
        "until": weekday_date(on_the_wall(request.due_at, zone)) if request.due_at else "",
    }
    subject, sentence = words_of(line, reader.side)
    return {
        "subject": translate(subject, **names),
        "sentence": translate(sentence, **names),
        "title": intervention.title if intervention else _("Rencontre avec une classe"),
        "school": school.name,
        "company": company.name if company else "",
        "class_name": _class_of(request),
        "pupils": request.pupils,
        "adults": request.adults,
        "when": when(request, zone),
        "place": request.place,
        "dates": [when(one, zone) for one in dates_of(session, request.id)] if line.action in _WITH_DATES else [],
        "by": translate(SIDE_LABELS[line.side]) if line.reason else "",
        "reason": line.reason,
        "is_reminder": line.action in (Action.REMIND_WEEK, Action.REMIND_DAY),
        "url": mail.absolute(settings(), request_url(session, request, reader.side)),
    }


def _class_of(request: OutreachRequest) -> str:
    return request.class_name or translate(GRADE_LABELS[request.grade])


def _send(reader: Reader, template: str, context: Mapping[str, object], *, key: str, calendar: bytes = b"") -> None:
    message = mail.Message(
        reader.email, squeeze(str(context["subject"])), template, context, key=key, to_name=squeeze(reader.name),
        locale=reader.locale, calendar=calendar,
    )  # fmt: skip
    mail.send(settings(), message)
