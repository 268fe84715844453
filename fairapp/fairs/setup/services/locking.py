"""The fair's row held while its settings change: the second writer sees what the first one did, and is refused."""

from sqlmodel import Session

from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair

STALE = N_(
    "Ces réglages ont changé entre-temps. Ce que vous avez saisi est gardé : relisez, puis enregistrez de nouveau."
)
CANCELLED = N_("Ce salon est annulé : ses réglages ne changent plus.")


def lock_fair(session: Session, fair: Fair) -> None:
    """Hold the fair until the transaction ends, and read it afresh; bookings that refer to it may still be written."""
    session.flush()
    session.refresh(fair, with_for_update={"key_share": True})


def open_settings(session: Session, fair: Fair, version: int) -> None:
    """Hold the fair for an edit of `version`.

    :raise Conflict: if somebody else edited it meanwhile, or it is cancelled.
    """
    lock_fair(session, fair)
    if fair.status is FairStatus.CANCELLED:
        raise Conflict(CANCELLED)
    if fair.version != version:
        raise Conflict(STALE)
