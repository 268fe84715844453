"""After the visit (rows E12, E13): three questions to each side, who did not come, how many came."""

from collections.abc import Sequence

from sqlmodel import Field, Session, SQLModel, col, select

from fairapp.core.db import upsert
from fairapp.core.errors import Conflict
from fairapp.core.text import N_, squeeze
from fairapp.outreach.enums import Action, RequestStatus
from fairapp.outreach.models import MOST_PUPILS, Evaluation, OutreachRequest
from fairapp.outreach.requests.services import steps
from fairapp.outreach.requests.services.steps import Click
from fairapp.outreach.safeguarding import require_no_names

TOO_LATE = N_("Le bilan de cette visite est clos.")


class EvaluationDraft(SQLModel):
    """From 1 (not at all) to 4 (very much)."""

    useful: int = Field(ge=1, le=4)
    organised: int = Field(ge=1, le=4)
    again: int = Field(ge=1, le=4)
    comment: str = Field(default="", max_length=500)


class AttendanceDraft(SQLModel):
    pupils_came: int | None = Field(default=None, ge=0, le=MOST_PUPILS)
    is_absent: bool = False


def evaluate(session: Session, request: OutreachRequest, draft: EvaluationDraft, click: Click) -> Evaluation:
    """Keep the answers of one side; sent again, they take the place of those before.

    :raise Conflict: before the visit, or once it is closed.
    :raise DomainError: if the comment names somebody.
    """
    steps.hold(session, request)
    if request.status is not RequestStatus.DONE:
        raise Conflict(TOO_LATE)
    require_no_names(draft.comment, field="comment")
    values = draft.model_dump() | {"comment": squeeze(draft.comment)}
    adding = upsert(session, Evaluation).values(
        **Evaluation(request_id=request.id, side=click.side, **values).model_dump(exclude={"id"})
    )
    adding = adding.on_conflict_do_nothing(index_elements=["request_id", "side"])
    is_first = bool(session.execute(adding.returning(col(Evaluation.id))).scalar())
    kept = session.exec(
        select(Evaluation).where(Evaluation.request_id == request.id, Evaluation.side == click.side)
    ).one()
    if is_first:
        steps.take(session, request, Action.EVALUATE, click)
    else:
        kept.sqlmodel_update(values)
        session.add(kept)
        session.flush()
    return kept


def report_attendance(
    session: Session, request: OutreachRequest, draft: AttendanceDraft, click: Click, *, action: Action
) -> None:
    """The school reports who did not come (`REPORT_ABSENCE`), the organiser corrects the numbers (`CORRECT`)."""
    if steps.begin(session, request, action, click):
        request.pupils_came, request.is_absent = draft.pupils_came, draft.is_absent
        steps.take(session, request, action, click)


def evaluations_of(session: Session, request_id: int) -> Sequence[Evaluation]:
    query = select(Evaluation).where(Evaluation.request_id == request_id)
    return session.exec(query.order_by(col(Evaluation.id))).all()
