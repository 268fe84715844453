"""Doors, and the devices that stand there (row D7)."""

import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import exists, func, update
from sqlmodel import Session, col, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.fairs.door.models import Checkpoint, CheckpointDraft, Device, Scan
from fairapp.fairs.locking import hold_row
from fairapp.fairs.models import Fair, Hall

MOST_DOORS = 50
MOST_DEVICES = 200  # of one fair, revoked ones included


def add_checkpoint(session: Session, fair: Fair, draft: CheckpointDraft, *, by: Actor) -> Checkpoint:
    """Add a door; sending the same form twice adds one.

    :raise DomainError: if the name is taken, the hall is another fair's, or there are too many.
    """
    hold_row(session, fair)  # two clicks at once: one door
    doors = session.exec(select(Checkpoint).where(Checkpoint.fair_id == fair.id)).all()
    same = next((door for door in doors if CheckpointDraft.model_validate(door.model_dump()) == draft), None)
    if same is not None:
        return same
    if len(doors) >= MOST_DOORS:
        raise DomainError(N_("%(most)s portes au plus."), most=MOST_DOORS)
    _check(session, fair, draft, doors)
    position = max((door.position for door in doors), default=0) + 1
    door = Checkpoint(fair_id=fair.id, position=position, **draft.model_dump())
    session.add(door)
    session.flush()
    _record_door(session, "door.added", fair, door, by=by)
    return door


def edit_checkpoint(session: Session, fair: Fair, door: Checkpoint, draft: CheckpointDraft, *, by: Actor) -> None:
    """Change a door; the meaning of its scans follows, as it is worked out anew each time.

    :raise DomainError: if the name is taken, or the hall is another fair's.
    """
    others = session.exec(select(Checkpoint).where(Checkpoint.fair_id == fair.id, Checkpoint.id != door.id)).all()
    _check(session, fair, draft, others)
    if CheckpointDraft.model_validate(door.model_dump()) == draft:
        return
    door.sqlmodel_update(draft.model_dump())
    session.add(door)
    session.flush()
    _record_door(session, "door.edited", fair, door, by=by)


def remove_checkpoint(session: Session, fair: Fair, door: Checkpoint, *, by: Actor) -> None:
    """Remove a door where nobody has passed; its devices go with it. Twice is once.

    :raise Conflict: if there are scans: they would be lost.
    """
    if not hold_row(session, door, key_share=False):  # who scans there at this moment is waited for
        return
    if session.exec(select(exists().where(col(Scan.checkpoint_id) == door.id))).one():
        raise Conflict(N_("Des passages y sont enregistrés : révoquez plutôt ses appareils."))
    _record_door(session, "door.removed", fair, door, by=by)
    session.delete(door)
    session.flush()


def add_device(session: Session, fair: Fair, door: Checkpoint, *, label: str, by: Actor) -> tuple[Device, str]:
    """Add a device; return it with the secret of its link, which nothing keeps.

    :raise DomainError: if there are too many.
    """
    if session.exec(select(func.count()).where(Device.fair_id == fair.id)).one() >= MOST_DEVICES:
        raise DomainError(N_("%(most)s appareils au plus."), field="label", most=MOST_DEVICES)
    secret = secrets.token_urlsafe(32)
    device = Device(
        fair_id=fair.id, checkpoint_id=door.id, label=label, key_hash=hash_key(secret), created_by_id=by.account_id
    )  # fmt: skip
    session.add(device)
    session.flush()
    record(session, "device.added", "fair", fair.id, by=by, cluster_id=fair.cluster_id, door=door.name)
    return device, secret


def revoke_device(session: Session, fair: Fair, device: Device, *, by: Actor) -> None:
    """Shut a device out from this moment; again, or as its door goes, changes nothing."""
    still = (col(Device.id) == device.id, col(Device.revoked_at).is_(None))
    revoking = update(Device).where(*still).values(revoked_at=now()).execution_options(synchronize_session=False)
    if session.execute(revoking).rowcount:  # type: ignore[attr-defined]
        session.refresh(device)
        record(session, "device.revoked", "fair", fair.id, by=by, cluster_id=fair.cluster_id)


def note_seen(session: Session, device_id: int) -> None:
    """Note that a device is in use."""
    session.execute(update(Device).where(col(Device.id) == device_id).values(seen_at=now()))


def hash_key(secret: str) -> str:
    """Return what is kept of a device's secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _record_door(session: Session, action: str, fair: Fair, door: Checkpoint, *, by: Actor) -> None:
    detail = {"door": door.name, "policy": door.policy.value, "direction": door.direction.value}
    record(session, action, "fair", fair.id, by=by, cluster_id=fair.cluster_id, **detail)


def _check(session: Session, fair: Fair, draft: CheckpointDraft, others: Sequence[Checkpoint]) -> None:
    if any(other.name.casefold() == draft.name.casefold() for other in others):
        raise DomainError(N_("Une porte porte déjà ce nom."), field="name")
    hall = session.get(Hall, draft.hall_id) if draft.hall_id is not None else None
    if draft.hall_id is not None and (hall is None or hall.fair_id != fair.id):
        raise DomainError(N_("Choisissez un hall de ce salon."), field="hall_id")
