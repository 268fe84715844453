"""The life of an application (row A1) in one table: who may take which step, from where to where.

Services obey it, pages show the buttons it allows, and the tests walk all its cells.
"""

from typing import NamedTuple

from fairapp.offers.applications.enums import Action, ApplicationStatus, Side

S, A, W = ApplicationStatus, Action, Side


class Step(NamedTuple):
    action: Action
    sides: frozenset[Side]
    sources: frozenset[ApplicationStatus]
    target: ApplicationStatus | None  # None: it stays where it is


_WAITING = {S.NEW, S.READ, S.IN_PROGRESS}  # for the company's first word
_OPEN = {*_WAITING, S.INTERVIEW, S.PROPOSAL}
_ANSWERER = {W.COMPANY, W.ORGANISER}


def _step(action: Action, sides: set[Side], sources: set[ApplicationStatus], target: ApplicationStatus | None) -> Step:
    return Step(action, frozenset(sides), frozenset(sources), target)


TABLE: tuple[Step, ...] = (
    _step(A.OPEN, _ANSWERER, {S.NEW}, S.READ),
    _step(A.START, _ANSWERER, {S.NEW, S.READ}, S.IN_PROGRESS),
    _step(A.INVITE, _ANSWERER, _WAITING, S.INTERVIEW),
    _step(A.PROPOSE, _ANSWERER, {*_WAITING, S.INTERVIEW}, S.PROPOSAL),
    _step(A.HIRE, _ANSWERER, _OPEN, S.HIRED),
    _step(A.REFUSE, _ANSWERER, {*_OPEN, S.UNANSWERED}, S.REFUSED),  # late, but an answer
    _step(A.REVIVE, _ANSWERER, {S.HIRED, S.REFUSED, S.UNANSWERED}, S.IN_PROGRESS),
    _step(A.WITHDRAW, {W.CANDIDATE}, _OPEN, S.WITHDRAWN),
    _step(A.NUDGE, {W.SYSTEM}, _OPEN, None),
    _step(A.LAPSE, {W.SYSTEM}, _OPEN, S.UNANSWERED),
    # Who is being interviewed may be the one who fills it: those hear from the company itself.
    _step(A.END_OFFER, {W.SYSTEM}, _WAITING, S.REFUSED),
)
_NEXT = {
    (step.action, side, source): step.target or source
    for step in TABLE
    for side in step.sides
    for source in step.sources
}
_TARGETS = {(step.action, side): step.target for step in TABLE for side in step.sides}

WAITING = frozenset(_WAITING)
OPEN = frozenset(_OPEN)
OVER = frozenset(ApplicationStatus) - OPEN
ANSWERS = frozenset({A.INVITE, A.PROPOSE, A.HIRE, A.REFUSE, A.END_OFFER})  # the candidate knows more than before
TOLD = ANSWERS | {A.START, A.REVIVE, A.LAPSE}  # the candidate gets a letter


def after(status: ApplicationStatus, action: Action, side: Side) -> ApplicationStatus | None:
    """Return where `action` leads, or None if `side` may not take it from there."""
    return _NEXT.get((action, side, status))


def may(status: ApplicationStatus, action: Action, side: Side) -> bool:
    return (action, side, status) in _NEXT


def allowed(status: ApplicationStatus, side: Side) -> frozenset[Action]:
    """Return what `side` may do with an application in this status."""
    return frozenset(action for action in Action if may(status, action, side))


def is_done(status: ApplicationStatus, action: Action, side: Side) -> bool:
    """Tell whether `action` already led here: repeating it (a double-click) changes nothing."""
    return _TARGETS.get((action, side)) is status
