"""Who reads which step of a request (rows E5, E9): teachers, professionals and organisers, never a pupil."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation
from fairapp.clusters.queries import organisers_of, people_of_company
from fairapp.outreach import states
from fairapp.outreach.enums import Action, Side
from fairapp.outreach.models import HistoryLine, OutreachRequest, Slot, Speaker

_PARTIES = (Side.SCHOOL, Side.COMPANY)
# What both sides read, whoever did it: a date that is agreed on or gone, and what the clock tells.
TO_BOTH = {
    Action.BOOK, Action.CHOOSE, Action.AGREE, Action.CANCEL, Action.EXPIRE, Action.REMIND_WEEK, Action.REMIND_DAY,
    Action.THANK,
}  # fmt: skip
# What the other side reads; both, where the organiser did it.
TO_OTHERS = {
    Action.WITHDRAW, Action.DECLINE, Action.PROPOSE, Action.ASSIGN, Action.MERGE, Action.ASK_OTHER, Action.REFUSE,
    Action.EDIT_DATES, Action.TAKE_BACK, Action.MOVE, Action.KEEP, Action.REASSIGN, Action.WRITE,
}  # fmt: skip
TO_WHO_ANSWERS = {Action.SEND, Action.RELEASE, Action.NUDGE}


class Reader(NamedTuple):
    """One address. `account_id` is None for the class's contact and for the professional, who may have no account."""

    side: Side
    email: str
    name: str = ""
    account_id: int | None = None
    locale: str = "fr"


def readers_of(session: Session, request: OutreachRequest, line: HistoryLine) -> list[Reader]:
    """Return who is written to about a step, each address once."""
    sides = [*_sides(line), *([Side.ORGANISER] if _concerns_organiser(session, request, line) else [])]
    readers = [reader for side in sides for reader in people_of(session, request, side)]
    if line.action in TO_WHO_ANSWERS and not readers:
        readers = people_of(session, request, Side.ORGANISER)
    by_address: dict[str, Reader] = {}
    for reader in readers:
        by_address.setdefault(reader.email.lower(), reader)
    return list(by_address.values())


def people_of(session: Session, request: OutreachRequest, side: Side) -> list[Reader]:
    """Return those who read what concerns `side`: for the school the class's contact, or all once that one is gone."""
    if side is Side.SCHOOL:
        return _contact(session, request) or _accounts(side, _people_of_school(session, request.school_id))
    if side is Side.ORGANISER:
        return _accounts(side, organisers_of(session, request.cluster_id))
    if request.company_id is None:
        return []
    people = _accounts(side, people_of_company(session, request.company_id))
    return people + _professional(session, request, {reader.email.lower() for reader in people})


def side_of_address(session: Session, request: OutreachRequest, email: str) -> Side | None:
    """Return for whom the reader of this address speaks; None: they are neither's any more."""
    for side in _PARTIES:
        if any(reader.email.lower() == email.lower() for reader in people_of(session, request, side)):
            return side
    return None


def _sides(line: HistoryLine) -> Sequence[Side]:
    if line.action in TO_BOTH:
        return _PARTIES
    if line.action in TO_OTHERS:
        return [side for side in _PARTIES if side is not line.side]
    if line.action in TO_WHO_ANSWERS:
        return [Side.COMPANY]
    if line.action is Action.WARN:
        return [states.WAITS_FOR[line.to_status]]
    return [Side.ORGANISER] if line.action is Action.ESCALATE else []


def _concerns_organiser(session: Session, request: OutreachRequest, line: HistoryLine) -> bool:
    """A request that nobody takes up, or a visit called off after its limit (row E8): somebody may still help."""
    if line.side is Side.ORGANISER:
        return False
    slot = session.get(Slot, request.slot_id) if request.slot_id else None
    is_late = line.action is Action.CANCEL and slot is not None and line.at > slot.cancel_until
    return is_late or line.action is Action.DECLINE


def _contact(session: Session, request: OutreachRequest) -> list[Reader]:
    account = session.get(Account, request.contact_id) if request.contact_id else None
    if not request.contact_email or (account is not None and account.is_disabled):
        return []
    locale = account.locale if account else "fr"
    return [Reader(Side.SCHOOL, request.contact_email, request.contact_name, locale=locale)]


def _professional(session: Session, request: OutreachRequest, told: set[str]) -> list[Reader]:
    speaker = session.get(Speaker, request.speaker_id) if request.speaker_id else None
    if speaker is None or not speaker.is_active or not speaker.email or speaker.email.lower() in told:
        return []
    return [Reader(Side.COMPANY, speaker.email, speaker.first_name)]


def _accounts(side: Side, people: Iterable[Account]) -> list[Reader]:
    return [Reader(side, one.email, one.name, one.id, one.locale) for one in people]


def _people_of_school(session: Session, school_id: int) -> Sequence[Account]:
    return session.exec(
        select(Account)
        .join(Affiliation, col(Affiliation.account_id) == Account.id)
        .where(Affiliation.school_id == school_id, Affiliation.status == AffiliationStatus.CONFIRMED)
        .where(~col(Account.is_disabled))
        .order_by(Account.name, Account.email)
    ).all()
