"""How a request takes a step: held, asked of the one table, written down (rows E5, E9)."""

from sqlmodel import Session, col, select

from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, squeeze
from fairapp.outreach import states
from fairapp.outreach.enums import Action, Side
from fairapp.outreach.events import RequestStepped
from fairapp.outreach.models import HistoryLine, OutreachRequest

GONE = N_("Cette demande n’existe plus.")
CHANGED = N_("Cette demande a changé entre-temps. Relisez-la, puis recommencez.")
NEEDS_REASON = N_("Dites pourquoi en quelques mots : l’autre partie le lira.")


def hold(session: Session, request: OutreachRequest) -> OutreachRequest:
    """Keep others from this request until the transaction ends, and read it afresh. Before any slot is touched.

    :raise Conflict: if it is gone.
    """
    session.flush()
    query = select(OutreachRequest).where(OutreachRequest.id == request.id).with_for_update(key_share=True)
    held = session.exec(query.execution_options(populate_existing=True)).first()
    if held is None:
        raise Conflict(GONE)
    return held


def begin(
    session: Session, request: OutreachRequest, action: Action, *, side: Side, by: Actor | None, version: int
) -> bool:
    """Hold the request for `action` upon what the page showed as `version`; False: it was just done, by the same click.

    :raise Conflict: if the request is gone, or took another step meanwhile, or the table refuses.
    """
    hold(session, request)
    if request.version != version:
        if by is not None and _was_just_done(session, request, action, by=by, version=version):
            return False
        raise Conflict(CHANGED)
    states.target(request.status, side, action)
    return True


def take(
    session: Session,
    request: OutreachRequest,
    action: Action,
    *,
    side: Side,
    by: Actor | None = None,
    reason: str = "",
) -> HistoryLine | None:
    """Take the step that the table tells, and write who did it, when and why; None: the request is deleted.

    :raise Conflict: if the table refuses.
    """
    before, after = request.status, states.target(request.status, side, action)
    if after is None:
        session.delete(request)
        session.flush()
        return None
    request.status, request.changed_at = after, now()
    request.version += 1
    line = HistoryLine(
        request_id=request.id, account_id=by.account_id if by else None, side=side, action=action,
        from_status=before, to_status=after, sequence=request.sequence, reason=squeeze(reason),
    )  # fmt: skip
    session.add_all([request, line])
    session.flush()
    emit(session, RequestStepped(request.id, line.id))
    return line


def require_reason(reason: str) -> str:
    """:raise DomainError: if there is none."""
    if not squeeze(reason):
        raise DomainError(NEEDS_REASON, field="reason")
    return reason


def _was_just_done(session: Session, request: OutreachRequest, action: Action, *, by: Actor, version: int) -> bool:
    last = session.exec(
        select(HistoryLine).where(HistoryLine.request_id == request.id).order_by(col(HistoryLine.id).desc()).limit(1)
    ).first()
    return (
        last is not None
        and (last.action, last.account_id) == (action, by.account_id)
        and request.version == version + 1
    )
