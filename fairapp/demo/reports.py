"""What visitors found wrong: two offers with a report to settle, and one that three of them took off line (row M6)."""

import random
from collections.abc import Sequence

from sqlmodel import Session, col, select

from fairapp.clusters.queries import cluster_by_slug
from fairapp.demo.world import PERSONAS
from fairapp.offers.enums import ReportReason
from fairapp.offers.models import Offer, OfferCluster
from fairapp.offers.queries import is_live
from fairapp.offers.reports.services import report_offer

FOUND = (
    (ReportReason.FILLED,),
    (ReportReason.MISTAKE,),
    (ReportReason.FRAUD, ReportReason.FRAUD, ReportReason.DISCRIMINATION),
)  # the reasons that visitors gave, offer by offer


def load_reports(session: Session, rnd: random.Random) -> None:
    """Report offers of the organiser that one can be, so that there is something to decide."""
    live = _live_offers(session)
    chosen = rnd.sample(live, min(len(live), len(FOUND)))
    for offer, reasons in zip(chosen, FOUND, strict=False):
        for number, reason in enumerate(reasons):
            report_offer(session, offer, reporter=f"{offer.id:032x}{number:032x}", reason=reason)


def _live_offers(session: Session) -> Sequence[Offer]:
    board = cluster_by_slug(session, next(persona.where for persona in PERSONAS if persona.role == "organiser"))
    on_board = select(OfferCluster.offer_id).where(OfferCluster.cluster_id == (board.id if board else 0))
    query = select(Offer).where(is_live(), col(Offer.id).in_(on_board)).order_by(col(Offer.id)).limit(40)
    return session.exec(query).all()
