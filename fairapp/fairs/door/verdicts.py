"""What the people at a door read after a scan: who it is, and what to do (rows D1, D2, C5)."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.models import Scan
from fairapp.fairs.door.passages import Holder, replay
from fairapp.fairs.door.people import Person, person_of
from fairapp.fairs.door.queries import Recent, held_by, passages_of, recent_scans
from fairapp.fairs.door.scanning import Judgement, Post, badge_of, judge
from fairapp.fairs.enums import AccessNeed, Direction, Outcome, RefusalReason
from fairapp.fairs.models import Fair

NAMELESS = frozenset({RefusalReason.UNKNOWN, RefusalReason.OTHER_FAIR, RefusalReason.REVOKED})


class Verdict(NamedTuple):
    """One screen of the door."""

    shown: Outcome
    refusal: RefusalReason | None
    direction: Direction
    person: Person | None  # None where the code tells nobody's name
    needs: list[AccessNeed]
    note: str  # of the access needs
    before: Recent | None  # the entry that used the badge
    scan: Scan | None  # None: nothing is written yet


def verdict_of(session: Session, post: Post, scan: Scan) -> Verdict:
    """Return what a scan showed, today as when it was made."""
    return _verdict(
        session, post, Judgement(scan.shown, scan.refusal, badge_of(session, scan)), at=scan.scanned_at, scan=scan
    )


def foresee(session: Session, post: Post, badge: Badge | None, at: datetime) -> Verdict:
    """Return what a scan would show, without writing it (row D1: a code opened by GET)."""
    return _verdict(session, post, judge(session, post, badge, at), at=at, scan=None)


def _verdict(session: Session, post: Post, judgement: Judgement, *, at: datetime, scan: Scan | None) -> Verdict:
    shown, refusal, badge = judgement
    person = person_of(session, badge) if badge and refusal not in NAMELESS else None
    registration = person.registration if person else None
    return Verdict(
        shown=shown,
        refusal=refusal,
        direction=post.checkpoint.direction,
        person=person,
        needs=[AccessNeed(need) for need in registration.access_needs] if registration else [],
        note=registration.access_note if registration else "",
        before=_entry_before(session, post.fair, badge, at=at, scan=scan)
        if badge and shown is Outcome.ALREADY
        else None,
        scan=scan,
    )


def _entry_before(session: Session, fair: Fair, badge: Badge, *, at: datetime, scan: Scan | None) -> Recent | None:
    """Return the scan by which the wearer of this badge came in."""
    holder = Holder(badge.registration_id, badge.staff_id)
    passages = passages_of(session, fair, held_by(holder))
    own = scan.nonce if scan else None
    entry = replay(one for one in passages if one.undoes or (one.at <= at and one.nonce != own)).entries.get(holder)
    if entry is None:
        return None
    return next(iter(recent_scans(session, Scan.nonce == entry.nonce, limit=1)), None)  # type: ignore[arg-type]
