"""Offers as their authors write them, for tests of what happens to them next."""

from typing import Any

from sqlmodel import Session, select

from fairapp.clusters.models import Cluster
from fairapp.core.events import collect
from fairapp.offers.content import OfferContent
from fairapp.offers.enums import ContractKind, SalaryUnit
from fairapp.offers.models import Offer, OfferChange, OfferDraft, PlaceDraft
from tests.factories import AUBENAS

COMPLETE: dict[str, Any] = {
    "title": "Soudeur / Soudeuse F/H",
    "description": "Vous assemblez des pièces de chaudronnerie en atelier, avec une équipe de six personnes.",
    "contract": ContractKind.PERMANENT,
    "salary_min_cents": 215_000,
    "salary_max_cents": 250_000,
    "salary_unit": SalaryUnit.MONTH,
}


def make_draft(**over: Any) -> OfferDraft:
    return OfferDraft(**(COMPLETE | over))


def make_content(*clusters: Cluster, places: tuple[dict[str, Any], ...] = (AUBENAS,), **over: Any) -> OfferContent:
    """Return the content of an offer that may be published."""
    return OfferContent(make_draft(**over), [PlaceDraft(**place) for place in places], [one.id for one in clusters])


def changes_of(session: Session, offer: Offer) -> list[str]:
    """Return the steps of an offer's life, the first one first."""
    rows = session.exec(select(OfferChange).where(OfferChange.offer_id == offer.id).order_by(OfferChange.id))
    return [row.action for row in rows]


def events_of(session: Session) -> list[str]:
    """Return the names of the events emitted since the last look."""
    return [type(event).__name__ for event in collect(session)]
