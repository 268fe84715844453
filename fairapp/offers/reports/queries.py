"""What visitors reported about offers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.offers.models import OfferReport

WINDOW = timedelta(days=7)


def open_reports(session: Session, offer_ids: Iterable[int]) -> dict[int, Sequence[OfferReport]]:
    """Return the reports that nobody has settled yet, by offer."""
    rows = session.exec(
        select(OfferReport)
        .where(col(OfferReport.offer_id).in_(offer_ids), col(OfferReport.settled_at).is_(None))
        .order_by(col(OfferReport.id))
    )
    reports: dict[int, list[OfferReport]] = defaultdict(list)
    for report in rows:
        reports[report.offer_id].append(report)
    return dict(reports)


def count_fresh_reporters(session: Session, offer_id: int) -> int:
    """Count the distinct people whose open report is at most 7 days old.

    Whoever was already told that this offer is in order does not count again: it takes others to hide it twice.
    """
    dismissed = select(OfferReport.reporter).where(
        OfferReport.offer_id == offer_id, col(OfferReport.was_upheld).is_(False)
    )
    count = session.exec(
        select(func.count(func.distinct(col(OfferReport.reporter)))).where(
            OfferReport.offer_id == offer_id,
            col(OfferReport.settled_at).is_(None),
            OfferReport.at > now() - WINDOW,
            col(OfferReport.reporter).not_in(dismissed),
        )
    ).one()
    return int(count)
