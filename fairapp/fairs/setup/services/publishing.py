"""A fair goes public, is called off, or is thrown away before anyone saw it."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import FairStatus, Phase
from fairapp.fairs.events import FairCancelled, FairPublished
from fairapp.fairs.locking import hold_row
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.services import forget_links
from fairapp.fairs.setup.services.locking import lock_fair


class Incomplete(DomainError):
    """A fair that cannot be published yet; `missing` says all that is lacking."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(N_("Ce salon ne peut pas encore être publié."))
        self.missing = missing


def missing_to_publish(fair: Fair, days: Sequence[FairDay]) -> list[str]:
    """Return what a fair lacks before it may go public, as message ids."""
    missing = []
    if len(fair.name.strip()) < 3:
        missing.append(N_("un nom"))
    if not days:
        missing.append(N_("au moins un jour"))
    elif phase_of(fair, days) is Phase.OVER:
        missing.append(N_("un jour à venir : ceux qui sont indiqués sont passés"))
    if not (fair.venue.strip() or fair.commune):
        missing.append(N_("un lieu : le nom de la salle ou la commune"))
    return missing


def publish_fair(session: Session, fair: Fair, *, by: Actor) -> None:
    """Show the fair to everyone; twice is once.

    :raise Incomplete: if something is missing.
    :raise Conflict: if it was cancelled.
    """
    lock_fair(session, fair)
    if fair.status is FairStatus.PUBLISHED:
        return
    if fair.status is FairStatus.CANCELLED:
        raise Conflict(N_("Ce salon est annulé. Copiez-le pour en faire un autre."))
    if missing := missing_to_publish(fair, days_of(session, fair.id)):
        raise Incomplete(missing)
    fair.status, fair.published_at, fair.version = FairStatus.PUBLISHED, now(), fair.version + 1
    session.add(fair)
    record(session, "fair.published", "fair", fair.id, by=by, cluster_id=fair.cluster_id)
    emit(session, FairPublished(fair_id=fair.id))


def cancel_fair(session: Session, fair: Fair, *, by: Actor) -> None:
    """Call a published fair off and tell everyone; twice is once.

    :raise Conflict: if it is a draft, or over.
    """
    lock_fair(session, fair)
    if fair.status is FairStatus.CANCELLED:
        return
    if fair.status is FairStatus.DRAFT:
        raise Conflict(N_("Ce salon est un brouillon : supprimez-le."))
    if phase_of(fair, days_of(session, fair.id)) is Phase.OVER:
        raise Conflict(N_("Ce salon a déjà eu lieu."))
    fair.status, fair.cancelled_at, fair.version = FairStatus.CANCELLED, now(), fair.version + 1
    fair.sequence += 1
    session.add(fair)
    record(session, "fair.cancelled", "fair", fair.id, by=by, cluster_id=fair.cluster_id)
    emit(session, FairCancelled(fair_id=fair.id))


def delete_draft(session: Session, fair: Fair, *, by: Actor) -> None:
    """Throw a draft away, with all that was prepared; twice is once.

    :raise Conflict: once it was published: people may hold links to it.
    """
    if not hold_row(session, fair):
        return
    if fair.status is not FairStatus.DRAFT:
        raise Conflict(N_("Ce salon a été publié : il s’annule, il ne se supprime plus."))
    record(session, "fair.deleted", "fair", fair.id, by=by, cluster_id=fair.cluster_id)
    session.flush()
    forget_links(session, col(Registration.fair_id) == fair.id)
    session.execute(delete(Fair).where(col(Fair.id) == fair.id).execution_options(synchronize_session=False))
    session.expunge(fair)
