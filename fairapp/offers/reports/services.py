"""Reporting an offer (row M6): three distinct people in seven days hide it until an organiser decides."""

from sqlalchemy import text, update
from sqlmodel import Session, col

from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.offers import lifecycle
from fairapp.offers.enums import OfferStatus, ReportReason
from fairapp.offers.lifecycle import SYSTEM, Acting, Action
from fairapp.offers.models import Offer, OfferReport
from fairapp.offers.reports.queries import count_fresh_reporters
from fairapp.offers.services import lock, log_change, resume, suspend, take_step

REPORTERS_THAT_HIDE = 3
HIDDEN = N_("Masquée après plusieurs signalements, en attendant une vérification.")


def report_offer(session: Session, offer: Offer, *, reporter: str, reason: ReportReason, message: str = "") -> None:
    """Keep one open report per person and offer; the third person hides the offer.

    `reporter` tells people apart without naming them (a keyed hash). Of reports that arrive together, the lock on the
    offer lets one see the others, so that exactly one of them hides it.

    :raise DomainError: if the offer is not on line.
    """
    offer = lock(session, offer)
    if not lifecycle.is_public(offer) and offer.status is not OfferStatus.SUSPENDED:
        raise DomainError(N_("Cette offre n’est plus en ligne : il n’y a rien à signaler."))
    values = {
        "offer_id": offer.id, "reporter": reporter, "reason": reason, "message": message.strip()[:1000], "at": now(),
    }  # fmt: skip
    insert = upsert(session, OfferReport).values(**values)
    session.exec(
        insert.on_conflict_do_nothing(index_elements=["offer_id", "reporter"], index_where=text("settled_at IS NULL"))
    )
    if offer.status == lifecycle.LIVE and count_fresh_reporters(session, offer.id) >= REPORTERS_THAT_HIDE:
        take_step(session, offer, Action.SUSPEND, SYSTEM, reason=HIDDEN)


def dismiss_reports(session: Session, offer: Offer, *, by: Acting) -> Offer:
    """Find nothing wrong: the reports are settled, and an offer they had hidden is on line again."""
    offer = lock(session, offer)
    if _settle(session, offer, upheld=False):
        log_change(session, offer, "dismiss_reports", by=by)
    if offer.status is OfferStatus.SUSPENDED:
        resume(session, offer, by=by)
    return offer


def uphold_reports(session: Session, offer: Offer, *, by: Acting, reason: str) -> Offer:
    """Find something wrong: the reports are settled and the offer stays, or goes, off line."""
    offer = suspend(session, offer, by=by, reason=reason)
    _settle(session, offer, upheld=True)
    return offer


def _settle(session: Session, offer: Offer, *, upheld: bool) -> int:
    open_ones = update(OfferReport).where(col(OfferReport.offer_id) == offer.id, col(OfferReport.settled_at).is_(None))
    return int(session.execute(open_ones.values(settled_at=now(), was_upheld=upheld)).rowcount)  # type: ignore[attr-defined]
