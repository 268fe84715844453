"""Judging a badge at a door, and keeping what was scanned (rows D1 to D3)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.queries import find_by_short_code, find_by_token
from fairapp.fairs.calendar import day_at
from fairapp.fairs.door.codes import Code
from fairapp.fairs.door.models import Checkpoint, Scan
from fairapp.fairs.door.passages import Holder, Passage, replay
from fairapp.fairs.door.queries import held_by, local_days, passages_of, scan_by_nonce
from fairapp.fairs.enums import (
    BookingStatus,
    Direction,
    FairStatus,
    Outcome,
    RefusalReason,
    RegistrationStatus,
)
from fairapp.fairs.locking import hold_row
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import days_open_to
from fairapp.fairs.stands.models import BookingStaff, StandBooking


class Post(NamedTuple):
    """Who stands at which door."""

    fair: Fair
    checkpoint: Checkpoint
    device_id: int | None = None
    actor: Actor | None = None  # an organiser, who needs no device


class Judgement(NamedTuple):
    """What the door shows for a code at an instant."""

    shown: Outcome
    refusal: RefusalReason | None
    badge: Badge | None  # of this fair only: of others nothing is told


def find_badge(session: Session, fair: Fair, code: Code) -> Badge | None:
    """Return the badge of a code, whatever its fair; short codes are of this fair alone."""
    if code.token:
        return find_by_token(session, code.token)
    return find_by_short_code(session, fair.id, code.short) if code.short else None


def badge_of(session: Session, scan: Scan) -> Badge | None:
    return session.get(Badge, scan.badge_id) if scan.badge_id is not None else None


def judge(session: Session, post: Post, badge: Badge | None, at: datetime) -> Judgement:
    """Return what to show, without keeping anything.

    Whether the badge was used is asked as of now: what a scan that waited finds at another door is shown here,
    though by their times this one came first.
    """
    fair = post.fair
    if badge is None or badge.fair_id != fair.id:
        reason = RefusalReason.UNKNOWN if badge is None else RefusalReason.OTHER_FAIR
        return Judgement(Outcome.REFUSED, reason, None)
    holder, day = Holder(badge.registration_id, badge.staff_id), local_days(fair)(at)
    known = passages_of(session, fair, held_by(holder))
    refusal = _refusal(session, post, badge, at)
    if refusal and not (refusal is RefusalReason.OTHER_DAY and _has_ticket(known, day)):
        return Judgement(Outcome.REFUSED, refusal, badge)
    scanned = _passage(post, holder, max(at, now()), day=day)
    return Judgement(replay([*known, scanned]).outcomes[scanned.nonce], None, badge)


def record_scan(  # noqa: PLR0913
    session: Session,
    post: Post,
    code: Code,
    *,
    nonce: str,
    at: datetime | None = None,
    let_in: str = "",
    despite: Outcome | RefusalReason = Outcome.ALREADY,
) -> Scan:
    """Keep a scan with what it shows; the same nonce again changes nothing and returns the same row.

    `let_in` is why someone comes in `despite` a badge that was used already, or is for another day. The badge is locked before earlier scans are
    read, so that of two doors at once the second sees the first.
    """
    kept = scan_by_nonce(session, nonce)
    if kept is not None:
        return _own(kept, post)
    badge = find_badge(session, post.fair, code)
    if badge is not None and not hold_row(session, badge):
        badge = None  # erased with its person at this very moment
    at = at or now()  # not before the lock: who waited for it came later
    shown, refusal, badge = judge(session, post, badge, at)
    if let_in and despite in (shown, refusal):
        shown, refusal = Outcome.ACCEPTED, None
    else:
        let_in = ""
    return _insert(session, post, badge, nonce=nonce, scanned_at=at, shown=shown, refusal=refusal, reason=let_in)


def undo_scan(session: Session, post: Post, scan: Scan, *, nonce: str, reason: str) -> Scan:
    """Take a scan back, by a row that says why; of two undos at once, one is kept and both return it.

    :raise Conflict: if the scan is an undo itself.
    """
    if scan.undoes_id is not None:
        raise Conflict(N_("Une annulation ne s’annule pas : scannez le badge de nouveau."))
    done = _undo_of(session, scan)
    if done is not None:
        return done
    values = {"nonce": nonce, "scanned_at": now(), "shown": Outcome.ACCEPTED, "undoes_id": scan.id, "reason": reason}
    undo = _insert(session, post, badge_of(session, scan), **values)
    fair = post.fair
    record(session, "scan.undone", "fair", fair.id, by=post.actor, cluster_id=fair.cluster_id, scan=scan.id)
    return undo


def _undo_of(session: Session, scan: Scan) -> Scan | None:
    return session.exec(select(Scan).where(Scan.undoes_id == scan.id)).first()


def _insert(session: Session, post: Post, badge: Badge | None, **values: object) -> Scan:
    row = {
        "fair_id": post.fair.id, "checkpoint_id": post.checkpoint.id, "device_id": post.device_id,
        "account_id": post.actor.account_id if post.actor else None, "badge_id": badge.id if badge else None,
        "received_at": now(), "refusal": None, "reason": "", "undoes_id": None,
    } | values  # fmt: skip
    session.execute(upsert(session, Scan).values(**row).on_conflict_do_nothing())
    kept = scan_by_nonce(session, str(row["nonce"]))
    if kept is None:  # another undo of the same scan came first
        return session.exec(select(Scan).where(Scan.undoes_id == row["undoes_id"])).one()
    return _own(kept, post)


def _own(scan: Scan, post: Post) -> Scan:
    """Refuse a nonce that another fair has used."""
    if scan.fair_id != post.fair.id:
        raise Conflict(N_("Ce passage n’a pas pu être enregistré. Scannez de nouveau."))
    return scan


def _passage(post: Post, holder: Holder, at: datetime, *, day: date) -> Passage:
    """Return the scan as `replay` reads it; its nonce comes after all others of the same instant."""
    door = post.checkpoint
    return Passage("~", at, day, holder, door.hall_id, door.policy, door.direction)


def _refusal(session: Session, post: Post, badge: Badge, at: datetime) -> RefusalReason | None:
    """Return why this badge of the fair does not open the door, whatever was scanned before."""
    if badge.revoked_at is not None and badge.revoked_at <= at:
        return RefusalReason.REVOKED
    if post.checkpoint.direction is Direction.OUT:  # whoever is inside may leave
        return None
    day = day_at(post.fair, days_of(session, post.fair.id), at)
    if day is None or post.fair.status is FairStatus.CANCELLED:
        return RefusalReason.CLOSED
    if badge.registration_id is None:
        return _staff_refusal(session, badge)
    registration = session.get_one(Registration, badge.registration_id)
    return _candidate_refusal(session, post.fair, registration, day.held_on)


def _candidate_refusal(session: Session, fair: Fair, registration: Registration, day: date) -> RefusalReason | None:
    if registration.status is RegistrationStatus.CANCELLED:
        return RefusalReason.CANCELLED
    if registration.status is not RegistrationStatus.CONFIRMED:
        return RefusalReason.NOT_CONFIRMED
    dated = days_open_to(session, fair, registration)
    return RefusalReason.OTHER_DAY if dated and day not in dated else None


def _has_ticket(known: Sequence[Passage], day: date) -> bool:
    """Tell whether the desk let them in for that day, though no place was left for it."""
    taken_back = {one.undoes for one in known}
    return any(one.is_let_in and one.day == day and one.nonce not in taken_back and not one.undoes for one in known)


def _staff_refusal(session: Session, badge: Badge) -> RefusalReason | None:
    status = session.exec(
        select(StandBooking.status)
        .join(BookingStaff, col(BookingStaff.booking_id) == StandBooking.id)
        .where(BookingStaff.id == badge.staff_id)
    ).first()
    if status in (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED):
        return None
    gone = status in (None, BookingStatus.CANCELLED, BookingStatus.EXPIRED)
    return RefusalReason.CANCELLED if gone else RefusalReason.NOT_CONFIRMED
