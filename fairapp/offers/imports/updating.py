"""Bringing a known offer up to date. What people decided about it (closed, refused, suspended, whose it is) stays."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from fairapp.core.clock import today
from fairapp.offers import lifecycle
from fairapp.offers.duplicates import duplicate_key
from fairapp.offers.enums import OfferStatus
from fairapp.offers.imports.known import Known
from fairapp.offers.imports.sorting import Line
from fairapp.offers.lifecycle import SYSTEM, Action
from fairapp.offers.models import Offer, OfferCluster, OfferPlace, PlaceDraft
from fairapp.offers.queries import went_off_suspended
from fairapp.offers.services import log_change, take_step


def update_offer(session: Session, known: Known, line: Line, *, cluster_id: int, company_id: int | None) -> None:
    """Take over what the source says now; `company_id` None leaves the company as it is."""
    offer, changed = known.offer, list[str]()
    if offer.import_hash != line.fingerprint:
        changed = _rewrite(session, offer, line, company_id)
    if not known.is_on_board:
        session.add(OfferCluster(offer_id=offer.id, cluster_id=cluster_id))
        changed.append("cluster_ids")
    if changed:
        offer.version += 1
        log_change(session, offer, "import", by=SYSTEM, fields=changed)
    _bring_back(session, offer)


def _rewrite(session: Session, offer: Offer, line: Line, company_id: int | None) -> list[str]:
    """Store the source's words; return the names of what they change."""
    values = dict(line.offer.values)
    if line.offer.last_day:  # without an end date, importing again never extends
        values["valid_through"] = lifecycle.last_day(line.offer.last_day, published_on=lifecycle.published_on(offer))
    if company_id is not None:
        values["company_id"] = company_id
    changed = [name for name, value in values.items() if getattr(offer, name) != value]
    for name in changed:
        setattr(offer, name, values[name])
    if _replace_places(session, offer, line.offer.places):
        changed.append("places")
    offer.import_hash = line.fingerprint
    offer.duplicate_key = key_of(offer.company_id, line)
    return changed


def key_of(company_id: int | None, line: Line) -> str:
    """Return the duplicate key of what the line says."""
    first = line.offer.places[0] if line.offer.places else None
    return duplicate_key(company_id, (first.insee or first.label) if first else None, line.record.title)


def place_values(offer_id: int, places: Sequence[PlaceDraft]) -> list[dict[str, Any]]:
    return [{"offer_id": offer_id, "position": number, **dict(place)} for number, place in enumerate(places)]


def _replace_places(session: Session, offer: Offer, places: Sequence[PlaceDraft]) -> bool:
    stored = session.exec(select(OfferPlace).where(OfferPlace.offer_id == offer.id).order_by(col(OfferPlace.position)))
    before = [place.model_dump(exclude={"id"}) for place in stored]
    if before == place_values(offer.id, places):
        return False
    session.exec(delete(OfferPlace).where(col(OfferPlace.offer_id) == offer.id))
    session.add_all(OfferPlace(**values) for values in place_values(offer.id, places))
    return True


def _bring_back(session: Session, offer: Offer) -> None:
    """Put back on line what we ended ourselves: closed because its source dropped it, or expired before its new end."""
    was_missing, offer.missing_since = offer.missing_since is not None, None
    if offer.valid_through is not None and offer.valid_through < today():
        return
    if offer.status == OfferStatus.CLOSED and offer.close_reason is None and was_missing:
        take_step(session, offer, Action.REOPEN, SYSTEM)
    elif offer.status == OfferStatus.EXPIRED and not went_off_suspended(session, offer):
        take_step(session, offer, Action.EXTEND, SYSTEM)
