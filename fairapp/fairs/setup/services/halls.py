"""Halls and their legal gauge (row F2)."""

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.errors import DomainError
from fairapp.core.text import N_, squeeze
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.setup.drafts import HallDraft
from fairapp.fairs.setup.services.locking import hold_seen
from fairapp.fairs.setup.services.removing import remove_stands
from fairapp.fairs.stands.models import Stand
from fairapp.fairs.stands.services.locking import plan_changed

MOST = 20


def add_hall(session: Session, fair: Fair, draft: HallDraft, *, by: Actor) -> Hall:
    last, count = session.exec(select(func.max(Hall.position), func.count()).where(Hall.fair_id == fair.id)).one()
    if count >= MOST:
        raise DomainError(N_("Un salon a %(most)s halls au plus."), field="name", most=MOST)
    hall = Hall(fair_id=fair.id, name="", position=(last or 0) + 1)
    _write(session, hall, draft)
    _note(session, fair, by, hall)
    return hall


def edit_hall(session: Session, fair: Fair, hall: Hall, draft: HallDraft, *, by: Actor) -> None:
    """Change a hall.

    :raise Conflict: if somebody else changed it since `draft.seen`, or took it away.
    """
    hold_seen(session, hall, draft.seen)
    _write(session, hall, draft)
    _note(session, fair, by, hall)


def delete_hall(session: Session, fair: Fair, hall: Hall, *, by: Actor) -> None:
    """Take a hall away with its stands.

    :raise Conflict: if one of them is booked or kept.
    """
    remove_stands(session, fair, session.exec(select(Stand.id).where(Stand.hall_id == hall.id)).all())
    session.delete(hall)
    session.flush()
    _note(session, fair, by, hall)


def _write(session: Session, hall: Hall, draft: HallDraft) -> None:
    marks = [{"label": squeeze(mark.label), "x": mark.x, "y": mark.y} for mark in draft.marks]
    try:
        with session.begin_nested():
            hall.name, hall.gauge, hall.marks = squeeze(draft.name), draft.gauge, marks
            session.add(hall)
    except IntegrityError:
        raise DomainError(N_("Un autre hall porte ce nom."), field="name") from None


def _note(session: Session, fair: Fair, by: Actor, hall: Hall) -> None:
    record(session, "fair.plan", "fair", fair.id, by=by, cluster_id=fair.cluster_id, hall=hall.name)
    plan_changed(session, fair.id)
