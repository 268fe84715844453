"""Stand types and options (rows B1, B5): what is sold with a fair. Bookings that were sent keep their prices."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, delete, func, true, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_, squeeze
from fairapp.fairs.models import Fair
from fairapp.fairs.setup.drafts import OptionEdit, TypeEdit
from fairapp.fairs.setup.services.locking import hold_seen
from fairapp.fairs.stands.models import (
    BookingOption,
    Stand,
    StandBooking,
    StandOption,
    StandOptionDraft,
    StandType,
    StandTypeDraft,
)
from fairapp.fairs.stands.services.locking import plan_changed

MOST = 40  # types, or options, of a fair
TAKEN_NAME = N_("Ce nom est déjà pris dans ce salon.")


def add_type(session: Session, fair: Fair, draft: StandTypeDraft, *, by: Actor) -> StandType:
    kind = StandType(fair_id=fair.id, position=_next_position(session, fair, StandType), **_tidy(draft))
    _insert(session, kind)
    _note(session, fair, by, type=kind.name)
    return kind


def edit_type(session: Session, fair: Fair, kind: StandType, draft: TypeEdit, *, by: Actor) -> None:
    """:raise Conflict: if somebody else changed it since `draft.seen`."""
    hold_seen(session, kind, draft.seen)
    kind.sqlmodel_update(_tidy(draft))
    _insert(session, kind)
    _note(session, fair, by, type=kind.name)


def delete_type(session: Session, fair: Fair, kind: StandType, *, by: Actor) -> None:
    """Forget a type that no stand is of.

    :raise Conflict: while there are stands or bookings of it.
    """
    for model in (Stand, StandBooking):
        if session.exec(select(model.id).where(model.type_id == kind.id).limit(1)).first() is not None:
            message = N_("Des stands ou des réservations sont du type « %(name)s » : changez d’abord leur type.")
            raise Conflict(message, name=kind.name)
    session.delete(kind)
    session.flush()
    _note(session, fair, by, type=kind.name)


def add_option(session: Session, fair: Fair, draft: StandOptionDraft, *, by: Actor) -> StandOption:
    option = StandOption(fair_id=fair.id, position=_next_position(session, fair, StandOption), **_tidy(draft))
    _insert(session, option)
    _note(session, fair, by, option=option.name)
    return option


def edit_option(session: Session, fair: Fair, option: StandOption, draft: OptionEdit, *, by: Actor) -> None:
    """Change an option; its stock never falls below what is ordered (row B5).

    :raise Conflict: if somebody else changed it since `draft.seen`.
    :raise DomainError: if more is ordered than the new stock.
    """
    hold_seen(session, option, draft.seen)
    enough = col(StandOption.taken) <= draft.stock if draft.stock is not None else true()
    change = update(StandOption).where(col(StandOption.id) == option.id, enough).values(**_tidy(draft))
    try:
        with session.begin_nested():
            done: CursorResult[Any] = session.execute(change.execution_options(synchronize_session=False))  # type: ignore[assignment]
    except IntegrityError:
        raise DomainError(TAKEN_NAME, field="name") from None
    session.refresh(option)
    if not done.rowcount:
        message = N_("%(taken)s sont déjà réservés : le stock ne peut pas être plus petit.")
        raise DomainError(message, field="stock", taken=option.taken)
    _note(session, fair, by, option=option.name)


def delete_option(session: Session, fair: Fair, option: StandOption, *, by: Actor) -> None:
    """Forget an option that nobody ordered.

    :raise Conflict: if somebody did.
    """
    if session.exec(select(BookingOption.id).where(BookingOption.option_id == option.id).limit(1)).first() is not None:
        message = N_("« %(name)s » est dans des réservations : mettez son stock à ce qui est réservé pour l’arrêter.")
        raise Conflict(message, name=option.name)
    session.execute(delete(StandOption).where(col(StandOption.id) == option.id))
    _note(session, fair, by, option=option.name)


def _insert(session: Session, row: SQLModel) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise DomainError(TAKEN_NAME, field="name") from None


def _tidy(draft: SQLModel) -> dict[str, Any]:
    values: Mapping[str, Any] = draft.model_dump(exclude={"seen"})
    return {name: squeeze(value) if isinstance(value, str) else value for name, value in values.items()}


def _next_position(session: Session, fair: Fair, model: type[StandType] | type[StandOption]) -> int:
    last, count = session.exec(select(func.max(model.position), func.count()).where(model.fair_id == fair.id)).one()
    if count >= MOST:
        raise DomainError(N_("Un salon en a %(most)s au plus."), field="name", most=MOST)
    return (last or 0) + 1


def _note(session: Session, fair: Fair, by: Actor, **what: object) -> None:
    record(session, "fair.plan", "fair", fair.id, by=by, cluster_id=fair.cluster_id, **what)
    plan_changed(session, fair.id)
