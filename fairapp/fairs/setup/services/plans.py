"""A whole plan laid into a hall (row F5): all of it, or nothing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.queries import halls_of
from fairapp.fairs.setup.plan_files import Remark, WrongPlan
from fairapp.fairs.setup.services.removing import remove_stands
from fairapp.fairs.setup.shapes import PlannedHall, PlannedStand
from fairapp.fairs.stands.models import Stand, StandType
from fairapp.fairs.stands.queries import types_of
from fairapp.fairs.stands.services import offer_free_stands
from fairapp.fairs.stands.services.locking import lock_stands, plan_changed


class Laid(NamedTuple):
    """What became of the stands."""

    added: int
    kept: int
    removed: int


def lay_plan(session: Session, hall: Hall, plan: PlannedHall, *, usual: StandType, by: Actor) -> Laid:
    """Make the hall look like `plan`. A stand is known by its code: its booking, its type and its block stay.

    :raise WrongPlan: if a code belongs to another hall, or a type does not exist.
    :raise Conflict: if a stand that is booked or kept is missing from the plan.
    """
    fair = session.get_one(Fair, hall.fair_id)
    known = {stand.code: stand for stand in session.exec(select(Stand).where(Stand.hall_id == hall.id))}
    kinds = {fold(kind.name): kind for kind in types_of(session, fair.id)}
    _check(session, hall, plan.stands, kinds)
    codes = {stand.code for stand in plan.stands}
    gone = [stand.id for code, stand in known.items() if code not in codes]
    remove_stands(session, fair, gone)
    lock_stands(session, *(stand.id for code, stand in known.items() if code in codes))
    hall.plan_width, hall.plan_height = plan.width, plan.height
    hall.marks = plan.marks or [mark for mark in hall.marks if mark["x"] <= plan.width and mark["y"] <= plan.height]
    session.add(hall)
    for planned in plan.stands:
        kind = kinds[fold(planned.type_name)] if planned.type_name else usual
        stand = known.get(planned.code) or Stand(
            fair_id=fair.id, hall_id=hall.id, type_id=kind.id, code=planned.code, outline=[]
        )  # fmt: skip
        stand.outline = planned.outline
        session.add(stand)
    session.flush()
    for type_id in sorted({kind.id for kind in kinds.values()}):
        offer_free_stands(session, fair, type_id)
    laid = Laid(len(codes - known.keys()), len(codes & known.keys()), len(gone))
    record(session, "fair.plan", "fair", fair.id, by=by, cluster_id=fair.cluster_id, hall=hall.name, **laid._asdict())
    plan_changed(session, fair.id)
    return laid


def _check(session: Session, hall: Hall, stands: Sequence[PlannedStand], kinds: Mapping[str, StandType]) -> None:
    names = {one.id: one.name for one in halls_of(session, hall.fair_id)}
    elsewhere = {
        code: names[hall_id]
        for code, hall_id in session.exec(
            select(Stand.code, Stand.hall_id).where(Stand.fair_id == hall.fair_id, Stand.hall_id != hall.id)
        )
    }
    remarks = []
    for stand in stands:
        if stand.code in elsewhere:
            told: dict[str, object] = {"code": stand.code, "hall": elsewhere[stand.code]}
            remarks.append(Remark(stand.line, N_("le stand « %(code)s » est déjà dans « %(hall)s »"), told))
        if stand.type_name and fold(stand.type_name) not in kinds:
            remarks.append(Remark(stand.line, N_("le type « %(type)s » n’existe pas"), {"type": stand.type_name}))
    if remarks:
        raise WrongPlan(remarks)
    if not kinds:
        raise DomainError(N_("Ajoutez d’abord un type de stand."), field="type_id")
