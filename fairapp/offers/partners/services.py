"""Several companies on one offer (row O6): each other company appears only once it has accepted."""

from collections.abc import Sequence

from sqlmodel import Session, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import record, revoke_links
from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.events import PartnerAnswered, PartnerAsked
from fairapp.offers.lifecycle import EDITABLE, Acting, Who
from fairapp.offers.models import Offer, OfferCompany
from fairapp.offers.partners.queries import invitable_companies
from fairapp.offers.services import MOVED_ON, lock, log_change

MOST_PARTNERS = 8


def ask_company(session: Session, offer: Offer, company_id: int, *, by: Acting) -> OfferCompany:
    """Ask another company to share the offer; asking again what is pending or accepted changes nothing.

    :raise DomainError: if that company cannot be asked, or there are too many already.
    """
    offer = lock(session, offer)
    if offer.is_template or offer.status not in EDITABLE:
        raise Conflict(MOVED_ON[offer.status])
    row = _row(session, offer.id, company_id)
    if row and row.status is not PartnerStatus.DECLINED:
        return row
    company = next((one for one in invitable_companies(session, offer) if one.id == company_id), None)
    if company is None:
        raise DomainError(N_("Choisissez une entreprise membre des mêmes pôles."), field="company_id")
    if len(_rows(session, offer.id)) >= MOST_PARTNERS and row is None:
        raise DomainError(
            N_("Une offre se partage avec %(most)s entreprises au plus."), field="company_id", most=MOST_PARTNERS
        )
    row = row or OfferCompany(offer_id=offer.id, company_id=company.id)
    row.status, row.asked_at, row.answered_at = PartnerStatus.PENDING, now(), None
    session.add(row)
    log_change(session, offer, "ask_company", by=by, reason=company.name)
    emit(session, PartnerAsked(partner_id=row.id))
    return row


def answer(session: Session, row: OfferCompany, *, accepts: bool, by: Actor | None) -> OfferCompany:
    """Accept or decline; the same answer twice changes nothing. `by` is None for who holds the mailed link.

    :raise Conflict: if the other answer was given meanwhile, or the author took the question back.
    """
    offer = lock(session, session.get_one(Offer, row.offer_id))
    current = _row(session, offer.id, row.company_id)
    answered = PartnerStatus.ACCEPTED if accepts else PartnerStatus.DECLINED
    if current is not None and current.status is answered:
        return current
    if current is None or current.status is not PartnerStatus.PENDING:
        raise Conflict(N_("Une réponse a déjà été donnée pour votre entreprise."))
    current.status, current.answered_at = answered, now()
    offer.is_shared = offer.is_shared or accepts
    _log(session, offer, current, by)
    revoke_links(session, LinkPurpose.OFFER_COMPANY, subject_id=current.id)
    emit(session, PartnerAnswered(partner_id=current.id))
    return current


def leave(session: Session, row: OfferCompany, *, by: Actor) -> OfferCompany:
    """Take the company's name off an offer that it had accepted."""
    offer = lock(session, session.get_one(Offer, row.offer_id))
    current = _row(session, offer.id, row.company_id)
    if current is None or current.status is PartnerStatus.DECLINED:
        return row
    current.status, current.answered_at = PartnerStatus.DECLINED, now()
    _log(session, offer, current, by)
    revoke_links(session, LinkPurpose.OFFER_COMPANY, subject_id=current.id)
    emit(session, PartnerAnswered(partner_id=current.id))
    return current


def remove_company(session: Session, offer: Offer, row: OfferCompany, *, by: Acting) -> None:
    """Take another company off the offer, whatever it answered."""
    offer = lock(session, offer)
    current = _row(session, offer.id, row.company_id)
    if current is None:
        return
    name = session.get_one(Company, row.company_id).name
    revoke_links(session, LinkPurpose.OFFER_COMPANY, subject_id=current.id)
    session.delete(current)
    log_change(session, offer, "remove_company", by=by, reason=name)


def _log(session: Session, offer: Offer, row: OfferCompany, by: Actor | None) -> None:
    action = "accept" if row.status is PartnerStatus.ACCEPTED else "decline"
    name = session.get_one(Company, row.company_id).name
    log_change(session, offer, action, by=Acting(Who.AUTHOR, by), reason=name)
    if by is None:
        record(session, f"offer.{action}", "offer", offer.id, by=None, company=row.company_id)


def _row(session: Session, offer_id: int, company_id: int) -> OfferCompany | None:
    query = select(OfferCompany).where(OfferCompany.offer_id == offer_id, OfferCompany.company_id == company_id)
    return session.exec(query.execution_options(populate_existing=True)).first()


def _rows(session: Session, offer_id: int) -> Sequence[OfferCompany]:
    return session.exec(select(OfferCompany).where(OfferCompany.offer_id == offer_id)).all()
