"""How a request takes a step: held, asked of the one table, written down (rows E5, E9)."""

from typing import NamedTuple

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
from fairapp.outreach.safeguarding import require_no_names


class Click(NamedTuple):
    """What somebody sent from a page that showed the request as `version`; by itself, the clock says nothing but its side."""

    side: Side
    by: Actor | None = None
    version: int = 0
    reason: str = ""


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


def begin(session: Session, request: OutreachRequest, action: Action, click: Click) -> bool:
    """Hold the request for `action`; False: it was just done, by the same person who clicked twice.

    :raise Conflict: if the request is gone, or took another step meanwhile, or the table refuses.
    :raise DomainError: if the reason names somebody (row E6).
    """
    require_no_names(click.reason, field="reason")
    hold(session, request)
    if request.version != click.version:
        if click.by is not None and _was_just_done(session, request, action, click):
            return False
        raise Conflict(CHANGED)
    if click.side is Side.COMPANY and action is not Action.CLAIM and not _answers(request, click):
        raise Conflict(CHANGED)
    states.target(request.status, click.side, action)
    return True


def take(session: Session, request: OutreachRequest, action: Action, click: Click) -> HistoryLine | None:
    """Take the step that the table tells, and write who did it, when and why; None: the request is deleted.

    :raise Conflict: if the table refuses.
    """
    before, after = request.status, states.target(request.status, click.side, action)
    if after is None:
        session.delete(request)
        session.flush()
        return None
    request.status = after
    if action is not Action.WRITE:  # a word changes nothing that pages show of the state
        request.version += 1
    if action is not Action.WRITE and click.side is not Side.CLOCK:
        request.changed_at = now()
    line = HistoryLine(
        request_id=request.id, account_id=click.by.account_id if click.by else None, side=click.side, action=action,
        from_status=before, to_status=after, sequence=request.sequence, reason=squeeze(click.reason),
    )  # fmt: skip
    session.add_all([request, line])
    session.flush()
    emit(session, RequestStepped(request.id, line.id))
    return line


def write(session: Session, request: OutreachRequest, click: Click) -> None:
    """Send a word to the other side; the same one twice in a row is one.

    :raise Conflict: if the table refuses, or nobody answers the request yet.
    :raise DomainError: without words, or if they name somebody (row E6).
    """
    require_reason(click)
    require_no_names(click.reason, field="reason")
    hold(session, request)
    if request.company_id is None or (click.side is Side.COMPANY and not _answers(request, click)):
        raise Conflict(CHANGED)
    last = _last_line(session, request)
    if (
        last is None
        or click.by is None
        or (last.account_id, last.reason) != (click.by.account_id, squeeze(click.reason))
    ):
        take(session, request, Action.WRITE, click)


def require_reason(click: Click) -> None:
    """:raise DomainError: without words that the other side can read."""
    if not squeeze(click.reason):
        raise DomainError(NEEDS_REASON, field="reason")


def _answers(request: OutreachRequest, click: Click) -> bool:
    """Tell whether the company of whoever clicks is the one that answers; what is open to all is claimed first."""
    return click.by is not None and click.by.works_at(request.company_id)


def _was_just_done(session: Session, request: OutreachRequest, action: Action, click: Click) -> bool:
    last = _last_line(session, request)
    if last is None or click.by is None or last.account_id != click.by.account_id:
        return False
    return last.action is action and request.version == click.version + 1


def _last_line(session: Session, request: OutreachRequest) -> HistoryLine | None:
    query = select(HistoryLine).where(HistoryLine.request_id == request.id)
    return session.exec(query.order_by(col(HistoryLine.id).desc()).limit(1)).first()
