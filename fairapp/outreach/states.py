"""The one table of what may become of a request: state × side × action → state (row E5).

Pages offer what it allows, services ask it, tests go through every cell. What is not here is refused.
"""

from collections.abc import Mapping

from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.outreach.enums import Action, RequestStatus, Side

_NOW = N_("Cette demande a changé entre-temps : cette action n’est plus possible. Son état est à jour ci-dessous.")

Cells = Mapping[Action, RequestStatus | None]
"""What each action leads to; None: the request is deleted."""

_S = RequestStatus


def _again(status: RequestStatus) -> Mapping[Side, Cells]:
    """What came to nothing may be begun anew."""
    return {
        Side.SCHOOL: {Action.DUPLICATE: status},
        Side.ORGANISER: {Action.REASSIGN: _S.SENT},
        Side.CLOCK: {Action.ANONYMISE: status},
    }


def _moving(asking: Side, asked: Side, status: RequestStatus) -> Mapping[Side, Cells]:
    """One side asks for another date: what was agreed stays until the other one answers (row E9)."""
    return {
        asking: {
            Action.EDIT_DATES: status,
            Action.TAKE_BACK: _S.CONFIRMED,
            Action.CANCEL: _S.CANCELLED,
            Action.WRITE: status,
        },
        asked: {
            Action.AGREE: _S.CONFIRMED,
            Action.KEEP: _S.CONFIRMED,
            Action.CANCEL: _S.CANCELLED,
            Action.WRITE: status,
        },
        Side.ORGANISER: {Action.CANCEL: _S.CANCELLED},
        Side.CLOCK: {
            Action.WARN: status,
            Action.EXPIRE: _S.CONFIRMED,  # no answer: the date agreed before stays
            Action.REMIND_WEEK: status,
            Action.REMIND_DAY: status,
            Action.FINISH: _S.DONE,
        },
    }


TABLE: Mapping[RequestStatus, Mapping[Side, Cells]] = {
    _S.DRAFT: {
        Side.SCHOOL: {
            Action.EDIT: _S.DRAFT,
            Action.SEND: _S.SENT,
            Action.BOOK: _S.CONFIRMED,
            Action.DELETE: None,
        },
        Side.CLOCK: {Action.PURGE: None},
    },
    _S.SENT: {
        Side.SCHOOL: {Action.WITHDRAW: _S.CANCELLED, Action.WRITE: _S.SENT},
        Side.COMPANY: {
            Action.CLAIM: _S.SENT,
            Action.RELEASE: _S.SENT,
            Action.PROPOSE: _S.PROPOSED,
            Action.DECLINE: _S.REFUSED,
            Action.WRITE: _S.SENT,
        },
        Side.ORGANISER: {Action.ASSIGN: _S.SENT, Action.MERGE: _S.CANCELLED},
        # Nobody answered: it ends with the school year.
        Side.CLOCK: {Action.NUDGE: _S.SENT, Action.ESCALATE: _S.SENT, Action.EXPIRE: _S.EXPIRED},
    },
    _S.PROPOSED: {
        Side.SCHOOL: {
            Action.CHOOSE: _S.CONFIRMED,
            Action.ASK_OTHER: _S.SENT,
            Action.REFUSE: _S.REFUSED,
            Action.WRITE: _S.PROPOSED,
        },
        Side.COMPANY: {Action.EDIT_DATES: _S.PROPOSED, Action.TAKE_BACK: _S.SENT, Action.WRITE: _S.PROPOSED},
        Side.ORGANISER: {Action.EDIT_DATES: _S.PROPOSED},
        Side.CLOCK: {Action.WARN: _S.PROPOSED, Action.EXPIRE: _S.EXPIRED},
    },
    _S.CONFIRMED: {
        Side.SCHOOL: {Action.MOVE: _S.MOVED_BY_SCHOOL, Action.CANCEL: _S.CANCELLED, Action.WRITE: _S.CONFIRMED},
        Side.COMPANY: {Action.MOVE: _S.MOVED_BY_COMPANY, Action.CANCEL: _S.CANCELLED, Action.WRITE: _S.CONFIRMED},
        Side.ORGANISER: {Action.CANCEL: _S.CANCELLED},
        Side.CLOCK: {Action.REMIND_WEEK: _S.CONFIRMED, Action.REMIND_DAY: _S.CONFIRMED, Action.FINISH: _S.DONE},
    },
    _S.MOVED_BY_SCHOOL: _moving(Side.SCHOOL, Side.COMPANY, _S.MOVED_BY_SCHOOL),
    _S.MOVED_BY_COMPANY: _moving(Side.COMPANY, Side.SCHOOL, _S.MOVED_BY_COMPANY),
    _S.DONE: {
        Side.SCHOOL: {Action.EVALUATE: _S.DONE, Action.REPORT_ABSENCE: _S.DONE, Action.WRITE: _S.DONE},
        Side.COMPANY: {Action.EVALUATE: _S.DONE, Action.WRITE: _S.DONE},
        Side.ORGANISER: {Action.CORRECT: _S.DONE},
        Side.CLOCK: {Action.THANK: _S.DONE, Action.CLOSE: _S.CLOSED},
    },
    _S.CLOSED: {
        Side.SCHOOL: {Action.ATTEST: _S.CLOSED},
        Side.COMPANY: {Action.ATTEST: _S.CLOSED},
        Side.CLOCK: {Action.ANONYMISE: _S.CLOSED},
    },
    _S.CANCELLED: _again(_S.CANCELLED),
    _S.REFUSED: _again(_S.REFUSED),
    _S.EXPIRED: _again(_S.EXPIRED),
}

AGREED = (_S.CONFIRMED, _S.MOVED_BY_SCHOOL, _S.MOVED_BY_COMPANY)  # a date stands
_ANSWERS = {Action.PROPOSE, Action.CHOOSE, Action.AGREE}
WAITS_FOR: Mapping[RequestStatus, Side] = {
    status: side for status, sides in TABLE.items() for side, cells in sides.items() if not _ANSWERS.isdisjoint(cells)
}
"""Whose answer a state waits for."""


def allowed(status: RequestStatus, side: Side) -> Cells:
    """Return what `side` may do now, and what it leads to."""
    return TABLE[status].get(side, {})


def may(status: RequestStatus, side: Side, action: Action) -> bool:
    return action in allowed(status, side)


def target(status: RequestStatus, side: Side, action: Action) -> RequestStatus | None:
    """Return the state that follows; None: the request is deleted.

    :raise Conflict: if the table has no such cell.
    """
    cells = allowed(status, side)
    if action not in cells:
        raise Conflict(_NOW)
    return cells[action]
