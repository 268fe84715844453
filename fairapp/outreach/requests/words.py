"""Requests in words: their class, their state, their date, their history."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from fairapp.core.text import fold
from fairapp.outreach.enums import ACTION_LABELS, GRADE_LABELS, SIDE_LABELS, STATUS_LABELS, Action, RequestStatus, Side
from fairapp.outreach.models import OutreachRequest, Proposal, Slot
from fairapp.outreach.requests.queries import Told
from fairapp.outreach.zones import on_the_wall
from fairapp.web.formats import hour, long_date, weekday_date
from fairapp.web.i18n import translate

TONES = {
    RequestStatus.DRAFT: "none",
    RequestStatus.SENT: "info",
    RequestStatus.PROPOSED: "warn",
    RequestStatus.CONFIRMED: "ok",
    RequestStatus.MOVED_BY_SCHOOL: "warn",
    RequestStatus.MOVED_BY_COMPANY: "warn",
    RequestStatus.DONE: "warn",
    RequestStatus.CLOSED: "ok",
}
_UNTOLD = {Action.EDIT, Action.NUDGE, Action.WARN, Action.THANK, Action.ATTEST}
_AHEAD = {
    RequestStatus.SENT: ("answer", "visit", "evaluation"),
    RequestStatus.PROPOSED: ("choice", "visit", "evaluation"),
    RequestStatus.CONFIRMED: ("visit", "evaluation"),
    RequestStatus.MOVED_BY_SCHOOL: ("agreement", "visit", "evaluation"),
    RequestStatus.MOVED_BY_COMPANY: ("agreement", "visit", "evaluation"),
    RequestStatus.DONE: ("evaluation",),
}


class Moment(NamedTuple):
    """A line of the timeline; `state` is done, current or todo."""

    title: str
    text: str
    reason: str
    at: str
    state: str


def status_pill(status: RequestStatus) -> tuple[str, str]:
    return translate(STATUS_LABELS[status]), TONES.get(status, "none")


def when(agreed: OutreachRequest | Proposal | Slot, zone: str) -> str:
    """« mardi 12 janvier 2027, 9 h à 11 h »; empty before a date is agreed."""
    if agreed.starts_at is None or agreed.ends_at is None:
        return ""
    starts, ends = on_the_wall(agreed.starts_at, zone), on_the_wall(agreed.ends_at, zone)
    text: str = _(
        "%(day)s %(year)s, %(start)s à %(end)s",
        day=weekday_date(starts), year=starts.year, start=hour(starts), end=hour(ends),
    )  # fmt: skip
    return text


def class_words(request: OutreachRequest) -> str:
    """« 4e, groupe de volontaires », « 3e B »: most names of classes tell the level already."""
    grade, name = translate(GRADE_LABELS[request.grade]), request.class_name
    return name if fold(name).startswith(fold(grade)) else ", ".join(filter(None, (grade, name)))


def class_label(request: OutreachRequest) -> str:
    """« 3e B, 24 élèves »."""
    name = request.class_name or translate(GRADE_LABELS[request.grade])
    label: str = _("%(name)s, %(pupils)s élèves", name=name, pupils=request.pupils)
    return label


def timeline(request: OutreachRequest, history: Sequence[Told], *, zone: str, names: bool) -> list[Moment]:
    done = [
        Moment(
            translate(ACTION_LABELS[line.action]), _by(line.side, name if names else None), line.reason,
            _at(on_the_wall(line.at, zone)), "done",
        )
        for line, name in history
        if line.action not in _UNTOLD
    ]  # fmt: skip
    ahead = {
        "answer": _("Réponse de l’entreprise"),
        "choice": _("Choix d’une date par l’établissement"),
        "agreement": _("Accord sur la nouvelle date"),
        "visit": _("Rencontre"),
        "evaluation": _("Bilan en trois questions"),
    }
    coming = [
        Moment(ahead[step], when(request, zone) if step == "visit" else "", "", "", "todo" if rank else "current")
        for rank, step in enumerate(_AHEAD.get(request.status, ()))
    ]
    return done + coming


def _by(side: Side, name: str | None) -> str:
    """Professionals and teachers are colleagues to each other; of the clock there is nothing to say."""
    if side is Side.CLOCK:
        return ""
    return (
        _("%(side)s, %(name)s", side=translate(SIDE_LABELS[side]), name=name) if name else translate(SIDE_LABELS[side])
    )


def _at(moment: datetime) -> str:
    text: str = _("%(day)s, %(hour)s", day=long_date(moment), hour=hour(moment))
    return text
